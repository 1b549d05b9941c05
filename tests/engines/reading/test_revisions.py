"""Two versions of a plan side by side: every difference has its name, and what asks for less comes first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinxiu.engines.reading import Change, compare, read
from jinxiu.engines.reading.revisions import MIRROR


def changes(old: str, new: str) -> list[str]:
    found = compare(read(old + "。", year=2026), read(new + "。", year=2026))
    return [str(change) for one in found for change in one.changes]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("新建学校10所", "新建学校8所", ["lowered"]),
        ("新建学校10所", "新建学校12所", ["raised"]),
        ("投资1.2亿元", "投资12000万元", ["reworded"]),
        ("城镇登记失业率控制在5%以内", "城镇登记失业率控制在5.5%以内", ["lowered"]),
        ("城镇调查失业率控制在5%左右", "城镇调查失业率控制在5.5%左右", ["lowered"]),
        ("居民消费价格涨幅3%左右", "居民消费价格涨幅2%左右", ["raised"]),
        ("单位地区生产总值能耗下降3%", "单位地区生产总值能耗下降2%", ["lowered"]),
        ("森林覆盖率达到20%以上", "森林覆盖率达到20%左右", ["softened"]),
        ("确保粮食产量达到50万吨", "力争粮食产量达到50万吨", ["softened"]),
        ("青屏大桥6月底前建成通车", "青屏大桥年底前建成通车", ["postponed"]),
        ("青屏大桥年内建成通车", "青屏大桥年内开工", ["lowered"]),
        ("每个街道新建养老站2个", "每个社区新建养老站2个", ["rescoped"]),
        ("新建学校10所", "新建学校10所", ["unchanged"]),
        ("新建学校10所", "培育企业30家", ["dropped", "added"]),
        ("地区生产总值增长5%", "地区生产总值达到500亿元", ["dropped", "added"]),  # a growth is no level
        ("青屏小区一期年内完工", "青屏小区二期年内完工", ["dropped", "added"]),
    ],
)
def test_a_difference_has_its_name(old, new, expected):
    assert changes(old, new) == expected


def test_what_asks_for_less_comes_first():
    old = "新建学校10所，改造医院5家，培育企业20家。"
    new = "新建学校12所，改造医院3家，打造景区6处。"
    found = compare(read(old, year=2026), read(new, year=2026))
    assert [str(one.changes[0]) for one in found] == ["lowered", "dropped", "raised", "added"]


def test_the_end_of_its_own_year_is_not_later_in_a_later_plan():
    found = compare(read("年底前青屏大桥开工。", year=2025), read("年底前青屏大桥开工。", year=2026))
    assert [one.changes for one in found] == [(Change.UNCHANGED,)]


def test_what_is_repeated_keeps_its_counterpart_wherever_it_moves():
    old = "## 一、城建\n\n新建学校10所。改造医院5家。\n\n## 二、民生\n\n新建学校10所。\n"
    new = "## 一、民生\n\n新建学校10所。改造医院5家。\n\n## 二、城建\n\n新建学校10所。\n"
    found = compare(read(old, year=2026), read(new, year=2026))
    assert [one.changes for one in found] == [(Change.UNCHANGED,)] * 3
    schools = [(one.old.section, one.new.section) for one in found if one.old.object == "学校"]
    assert all(before[-1][2:] == after[-1][2:] for before, after in schools)


def test_a_long_list_of_one_promise_is_paired_in_its_order():
    old, new = (read("新建学校10所。\n" * count, year=2026) for count in (70, 80))
    found = compare(old, new)
    assert [str(one.changes[0]) for one in found] == ["added"] * 10 + ["unchanged"] * 70


PHRASES = st.lists(
    st.sampled_from(
        [
            "新建学校10所", "新建学校8所以上", "力争改造医院5家", "改造医院5家", "失业率控制在5%以内", "失业率控制在6%以内", "青屏大桥年内开工",
            "青屏大桥6月底前开工", "澄潭水库建成", "地区生产总值增长5%", "地区生产总值增长6%左右", "投资30亿元", "投资25亿元",
        ]
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PHRASES)
def test_a_plan_compared_with_itself_is_unchanged(phrases):
    reading = read("。".join(phrases) + "。", year=2026)
    assert all(one.changes == (Change.UNCHANGED,) for one in compare(reading, reading))


@settings(max_examples=60, deadline=None)
@given(PHRASES, PHRASES)
def test_the_other_way_round_every_change_has_its_opposite(first, second):
    old, new = (read("。".join(phrases) + "。", year=2026) for phrases in (dict.fromkeys(first), dict.fromkeys(second)))
    there = sorted(str(change) for one in compare(old, new) for change in one.changes)
    back = sorted(str(MIRROR.get(change, change)) for one in compare(new, old) for change in one.changes)
    assert there == back
