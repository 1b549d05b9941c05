"""The same measure with figures that cannot both be meant; whatever may be two measures is left alone."""

from __future__ import annotations

import pytest

from jinxiu.engines.reading import contradictions, read


def clashes(*texts: str) -> list[str]:
    return [one.why for one in contradictions([(number, read(text, year=2026)) for number, text in enumerate(texts)])]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("地区生产总值增长5%。新建学校3所。全年地区生产总值增长6%。", "no value keeps both"),
        ("粮食总产量达到50万吨以上。粮食总产量控制在40万吨以内。", "no value keeps both"),
        ("完成工业投资30亿元以上。确保完成工业投资35亿元以上。", "one asks for more than the other"),
    ],
)
def test_two_figures_of_one_measure_clash(text, why):
    assert clashes(text) == [why]


def test_documents_clash_with_each_other_and_say_where():
    found = contradictions(
        [("a", read("地区生产总值增长5%。", year=2026)), ("b", read("地区生产总值增长6%。", year=2026))]
    )
    assert [(one.first.key, one.second.key, one.confidence) for one in found] == [("a", "b", 0.7)]


@pytest.mark.parametrize(
    "text",
    [
        "地区生产总值增长5%。地区生产总值增长5%左右。",
        "工业投资增长5%以上。工业投资增长5%—6%。",
        "完成工业投资30亿元。完成工业投资300000万元。",
        "地区生产总值增长5%，达到500亿元。",  # a growth and a level
        "城镇居民人均可支配收入增长5%，农村居民人均可支配收入增长6%。",
        "城乡居民人均可支配收入分别增长5%、6.5%左右。",
        "2026年地区生产总值增长5%。2027年地区生产总值增长6%。",
        "新建学校10所。新建学校3所。",  # two lots of works, for all one knows
        "完成造林面积达到40万亩，其中造林面积达到10万亩。",
    ],
)
def test_what_may_both_be_meant_is_no_contradiction(text):
    assert clashes(text) == []
