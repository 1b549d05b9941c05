"""Promises and what became of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jinxiu.engines.reading.outcomes import read_outcomes
from jinxiu.engines.reading.pair_verdict import Verdict
from jinxiu.engines.reading.pairing import Pair, pair
from jinxiu.engines.reading.reader import read


def pairs(plan: str, review: str) -> list[Pair]:
    told = f"一、2023年工作回顾\n{review}\n二、2024年工作安排\n"
    return pair(read(plan, year=2023), read_outcomes(told, year=2024))


def verdicts(plan: str, review: str) -> list[str]:
    return [str(found.verdict) for found in pairs(plan, review)]


@pytest.mark.parametrize(
    ("promised", "reached", "verdict"),
    [
        ("新建学校10所", "新建学校10所", "met"),
        ("新建学校10所", "新建学校11所", "met"),
        ("新建学校10所", "新建学校12所", "exceeded"),
        ("新建学校10所", "新建学校9所", "missed"),
        ("铺设供水管网2公里", "铺设供水管网2100米", "met"),
        ("城镇登记失业率控制在4%以内", "城镇登记失业率为2.1%", "met"),
        ("城镇登记失业率控制在4%以内", "城镇登记失业率为4.5%", "missed"),
        ("旅游收入增长10%左右", "旅游收入增长9.5%", "met"),
        ("旅游收入增长5%—6%", "旅游收入增长5.5%", "met"),
        ("旅游收入增长5%", "旅游收入下降6%", "missed"),
        ("滨河大桥建成通车", "滨河大桥建成通车", "met"),
        ("滨河大桥开工建设", "滨河大桥建成通车", "met"),
        ("滨河大桥建成通车", "滨河大桥开工建设", "missed"),
        ("滨河大厦完工", "滨河大厦土建工程完工", "partly"),
        ("滨河大厦投入使用", "滨河大厦主体完工", "missed"),
        ("滨河大厦主体完工", "滨河大厦主体完工", "met"),
        ("启动滨河小区项目", "滨河小区建设顺利推进", "met"),
    ],
)
def test_verdicts(promised, reached, verdict):
    assert verdicts(f"今年{promised}。", f"{reached}。") == [verdict]


def test_levels_pair_with_levels_and_growth_with_growth():
    found = pairs("地区生产总值增长8%，达到300亿元。", "全市地区生产总值完成310亿元，同比增长7%。")
    assert [(one.target.unit, one.outcome.unit, one.verdict) for one in found] == [
        ("%", "%", Verdict.MISSED),
        ("亿元", "亿元", Verdict.MET),
    ]


def test_one_clause_may_hold_promises_of_different_verdicts():
    assert verdicts("今年建成大棚100亩，仓储库2万平方米。", "建成大棚70亩，仓储库3万平方米。") == ["missed", "exceeded"]


def test_silence_has_no_pair_and_neither_has_what_is_only_pushed_on():
    assert pairs("今年新建学校10所，滨河大桥建成通车。", "粮食产量达到20万吨。") == []
    assert pairs("今年推进滨河大桥建设。", "滨河大桥建成通车。") == []


@pytest.mark.parametrize(
    ("promised", "reached"),
    [
        ("锦江国际酒店开工建设", "彼得国际酒店开工建设"),
        ("滨河小区二期建成投用", "滨河小区一期建成投用"),
        ("东环路建成通车", "西环路建成通车"),
        ("完成投资2.5亿元", "投资4360万元"),
        ("新建充电桩500个", "累计建成充电桩9000个"),
        ("进口总额达到5亿元", "出口总额达到5亿元"),
        ("西出口道路建成通车", "组团内9条主次干道实现通车"),
        ("启动社区卫生服务中心", "获得国家级“示范社区卫生服务中心”称号"),
        ("云岭河堤防工程开工", "举办第十届云岭经贸洽谈会"),
        ("安置农民400户", "农民专业合作社发展到133家"),
    ],
)
def test_things_that_are_told_apart_do_not_pair(promised, reached):
    assert pairs(f"今年{promised}。", f"{reached}。") == []


@pytest.mark.parametrize(
    ("promised", "reached"),
    [
        ("雪花迁建项目投入使用", "华润雪花啤酒迁建项目主体完工"),
        ("东海拉尔发电厂热电联产项目开工", "东电热电联产项目开工建设"),
        ("入园企业达到14家", "入驻企业达到8家"),
        ("公共财政预算收入达到13亿元", "一般公共预算收入完成14亿元"),
        ("“滨海城”时代广场建成运营", "滨海城项目一期部分试营业"),
        ("启动计划生育服务中心项目", "妇幼保健计划生育服务中心合建项目主体封顶"),
        ("投资4800万元的滨河广场改造工程完工", "对滨河广场升级改造"),
        ("启动垃圾转运站建设工程", "3处生活垃圾转运站投入使用"),
        ("建成道路65条", "新建及改造光明路、和平路等城市主次干道61条"),
    ],
)
def test_names_that_change_between_years_pair(promised, reached):
    assert len(pairs(f"今年{promised}。", f"{reached}。")) == 1


def test_a_stage_settles_every_promise_of_its_work_and_a_number_only_one():
    plan = "今年滨河矿完成核准，开工建设。新建学校10所，小学校舍5所。"
    found = pairs(plan, "滨河矿完成核准。新建学校10所。")
    assert [(one.target.stage, one.verdict) for one in found if one.target.stage] == [
        ("approve", "met"),
        ("start", "missed"),
    ]
    assert len([one for one in found if one.target.type == "quantity"]) == 1


def test_figures_of_several_years_settle_nothing():
    assert pairs("今年新建学校10所。", "五年来，新建学校50所。") == []


def test_a_named_work_is_the_same_in_a_review_of_several_years():
    found = pairs("今年滨河大桥建成通车。新建学校10所。", "五年来，滨河大桥建成通车，新建学校50所。")
    assert [(one.target.object, one.verdict) for one in found] == [("滨河大桥", "met")]


def test_reasons_are_stable_words():
    (found,) = pairs("地区生产总值达到282亿元。", "全市地区生产总值完成274.4亿元。")
    assert found.reasons == ("same object", "same unit kind", "value 274.4亿元 of 282亿元")


def test_rows_have_the_fields_of_the_exchange_form():
    first, second = (one.as_row() for one in pairs("今年新建学校10所，滨河桥通车。", "新建学校12所，滨河桥通车。"))
    assert list(first) == ["target", "start", "end", "quote", "value", "unit", "verdict"]
    assert (first["target"], first["quote"], first["value"], first["verdict"]) == (0, "新建学校12所", 12, "exceeded")
    assert list(second) == ["target", "start", "end", "quote", "stage", "verdict"]
    assert (second["target"], second["stage"], second["verdict"]) == (1, "open", "met")


def test_targets_may_come_in_any_order():
    plan = read("今年新建学校10所，滨河大桥建成通车。", year=2023).targets
    review = read_outcomes("2023年，新建学校12所，滨河大桥建成通车。", year=2024)
    assert pair(plan[::-1], review) == pair(plan, review.outcomes)


def test_nothing_pairs_with_nothing():
    assert pair([], []) == []


def test_the_cost_grows_with_the_length_and_not_with_its_square():
    plan = read("今年" + "".join(f"新建第{n}小学校舍{n}万平方米。" for n in range(1, 1500)), year=2023)
    review = read_outcomes(
        "一、2023年工作回顾\n" + "".join(f"新建第{n}小学校舍{n}万平方米。" for n in range(1, 1500)), year=2024
    )
    start = time.perf_counter()
    pair(plan, review)
    assert time.perf_counter() - start < 15


def test_the_pairs_keep_their_score(shared: Path, tmp_path: Path):
    folder = shared / "reading"

    def text(year: int) -> str:
        return (folder / "documents" / f"hailar-{year}.txt").read_bytes().decode()

    found = pair(read(text(2014), year=2014), read_outcomes(text(2015), year=2015))
    rows = [
        {"target": one.target.as_row(), "outcome": one.outcome.as_row(), "verdict": str(one.verdict)} for one in found
    ]
    predicted = tmp_path / "pairs.jsonl"
    predicted.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    gold = [str(folder / "gold" / name) for name in ("hailar-2014.jsonl", "hailar-2014-outcomes.jsonl")]
    command = [sys.executable, str(folder / "score_pairs.py"), *gold, str(predicted)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    scores = {found[1]: float(found[2]) for found in re.finditer(r"(precision|recall|verdict) ([\d.]+)", printed)}
    assert scores["precision"] >= 0.9
    assert scores["recall"] >= 0.8
    assert scores["verdict"] >= 0.95
