"""What a review says was reached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinxiu.engines.reading.outcomes import Outcome, read_outcomes

REPORT = """一、2023年工作回顾
{review}
二、2024年工作安排
今年新建学校99所，滨河大桥建成通车。
"""


def outcomes(review: str) -> list[Outcome]:
    return list(read_outcomes(REPORT.format(review=review), year=2024).outcomes)


def test_a_level_and_its_growth_are_two_outcomes():
    level, rate = outcomes("全市地区生产总值完成274.4亿元，同比增长9.1%。")
    assert (level.object, str(level.value), level.unit, level.growth) == ("地区生产总值", "274.4", "亿元", None)
    assert (rate.object, str(rate.value), rate.unit, rate.growth) == ("地区生产总值", "9.1", "%", 1)


def test_what_fell_is_marked_so():
    (found,) = outcomes("单位能耗下降3.2%。")
    assert found.growth == -1


@pytest.mark.parametrize(
    ("sentence", "name", "stage"),
    [
        ("滨河大桥建成通车", "滨河大桥", "open"),
        ("滨河大桥已开工建设", "滨河大桥", "start"),
        ("投资3亿元的滨河市场项目主体完工", "滨河市场项目", "finish"),
        ("滨河小区建设进展顺利", "滨河小区", "start"),
        ("滨河小区前期工作有序推进", "滨河小区", "advance"),
        ("滨河小区改造基本完成", "滨河小区", "finish"),
        ("滨河水厂投入试运行", "滨河水厂", "open"),
        ("滨河枢纽获批建设", "滨河枢纽", "approve"),
        ("滨河小区达到入住条件", "滨河小区", "finish"),
        ("成功举办第十届滨河书画节", "第十届滨河书画节", "finish"),
        ("荣获“全国文明城市”称号", "“全国文明城市”", "approve"),
        ("完成了滨河水厂扩建工程", "滨河水厂扩建工程", "finish"),
        ("滨河数据中心进入设备安装阶段", "滨河数据中心", "start"),
        ("滨河露天矿项目已进入国家核准程序", "滨河露天矿项目", "advance"),
        ("滨河广场项目进展顺利", "滨河广场项目", "start"),
        ("滨河数据中心项目正式落地", "滨河数据中心项目", "approve"),
        ("投资6400万元对滨河广场升级改造", "滨河广场", "finish"),
        ("提前一年顺利通过国家义务教育均衡县验收", "国家义务教育均衡县", "approve"),
        ("滨河园区晋升为自治区级物流园区", "自治区级物流园区", "approve"),
    ],
)
def test_stages_as_reviews_word_them(sentence, name, stage):
    (found,) = outcomes(sentence + "。")
    assert (found.type, found.object, found.stage) == ("milestone", name, stage)


def test_a_part_of_a_work_is_marked():
    assert [found.part for found in outcomes("滨河市场主体完工，滨河大桥建成通车。")] == [True, False]


def test_what_was_carried_out_is_done_in_part_for_certain():
    (found,) = outcomes("重点实施了滨河沿河景观建设。")
    assert (found.object, found.stage, found.part) == ("滨河沿河景观", "finish", True)


def test_works_that_are_counted_have_the_stage_that_they_reached():
    found = outcomes("新建垃圾转运站3座，过街天桥2座，4座公园开工建设。")
    assert [(one.object, one.stage) for one in found] == [
        ("垃圾转运站", "finish"),
        ("过街天桥", "finish"),
        ("公园", "start"),
    ]


def test_one_rate_that_is_shared_out_holds_for_each_of_the_same_things():
    found = outcomes("城镇和农村居民人均可支配收入分别达35000元、25000元，分别同比增长7.8%。")
    assert [one.object for one in found if one.unit == "%"] == ["城镇居民人均可支配收入", "农村居民人均可支配收入"]


def test_the_basis_of_a_comparison_is_not_what_is_measured():
    found = outcomes("一般公共预算收入完成17亿元，按可比口径增长13%。")
    assert [one.object for one in found] == ["一般公共预算收入", "一般公共预算收入"]


def test_particles_are_read_over_and_stay_in_the_quote():
    text = REPORT.format(review="实施了老旧小区改造16万平方米。")
    (found,) = read_outcomes(text, year=2024).outcomes
    assert found.object == "老旧小区改造"
    assert found.quote == "实施了老旧小区改造16万平方米" == found.span.of(text)


@pytest.mark.parametrize(("sentence", "name"), [("再就业1687人", "再就业"), ("建成保障性住房260套", "保障性住房")])
def test_words_that_open_like_an_adverb_stay_whole(sentence, name):
    assert outcomes(sentence + "。")[0].object == name


def test_the_plan_part_and_the_problems_are_not_read():
    assert outcomes("在看到成绩的同时，我们也清醒地认识到困难和问题，滨河大桥建成通车仍需3年以上。") == []


def test_figures_of_several_years_are_trusted_little():
    several, one = outcomes("五年来，新建学校50所。2023年，新建学校10所。")
    assert several.confidence < 0.5 < one.confidence


def test_several_years_go_on_until_the_one_year_begins():
    review = "“十三五”以来，五年间发展加快。\n新建学校50所。\n一年来，工作稳步推进。\n新建幼儿园3所。"
    assert [found.confidence < 0.5 for found in outcomes(review)] == [True, False]


def test_a_text_without_a_review_part_is_read_where_it_tells_of_the_past():
    text = "2023年，新建学校10所。今年新建学校20所。"
    assert [found.quote for found in read_outcomes(text, year=2024).outcomes] == ["新建学校10所"]


def test_rows_hold_what_was_reached():
    rows = [found.as_row() for found in outcomes("新建学校10所，滨河大桥建成通车。")]
    assert rows[0] | {"start": 0, "end": 0} == {
        "type": "quantity",
        "start": 0,
        "end": 0,
        "quote": "新建学校10所",
        "object": "学校",
        "value": 10,
        "unit": "所",
    }
    assert rows[1]["stage"] == "open"
    assert "value" not in rows[1]


def test_progress_ends_with_the_whole_text():
    calls: list[tuple[int, int]] = []
    text = REPORT.format(review="新建学校10所。")
    read_outcomes(text, year=2024, progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (len(text), len(text))


PIECES = [
    "已",
    "了",
    "成功",
    "投资3亿元的",
    "滨河大桥",
    "建成",
    "达到入住条件",
    "10所",
    "，",
    "。",
    "、",
    "“",
    "”",
    "第",
]


@given(st.lists(st.sampled_from([*PIECES, "荣获", "举办", "称号", "进展顺利", " ", "\n", "增长", "9%"])).map("".join))
def test_no_text_fails_and_every_quote_stands_where_its_span_says(review):
    text = REPORT.format(review=review)
    for found in read_outcomes(text, year=2024).outcomes:
        assert found.span.of(text) == found.quote != ""
        assert found.sentence.start <= found.span.end


@given(st.text(max_size=60), st.none() | st.integers(-5, 99999))
def test_any_text_and_year_are_read(text, year):
    read_outcomes(text, year=year)
