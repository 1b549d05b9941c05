"""Numbers that name or describe are no targets, and are reported as such."""

import pytest

from jinxiu.engines.reading import read


@pytest.mark.parametrize("text", ["地区生产总值增长6%（按可比价计算）。", "新建学校8所（含改扩建2所）。"])
def test_what_a_bracket_adds_does_not_turn_a_promise_into_a_name(text):
    (target,) = [found for found in read(text, year=2024).targets if found.type == "quantity"]
    assert target.value in {6, 8}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("落实“2468”产业布局。", "quoted"),
        ("推广5G应用。", "label"),
        ("办好第6届农博会。", "ordinal"),
        ("支持华星公司年产30GW组件基地发展。", "size"),
        ("投资7000万元的垃圾处理厂如期建成。", "size"),
        ("推进恒川公司60万吨甲醇项目。", "capacity"),
        ("开展土地承包到期后再延长30年试点。", "duration"),
        ("为65岁以上老人免费体检。", "duration"),
        ("落实稳增长18条措施。", "abstract"),
        ("新引进10亿元以上项目。", "threshold"),
        ("巩固2023年成果。", "date"),
        ("保护利用好现有40处古建筑。", "existing"),
        ("建设1000米内健身圈。", "radius"),
    ],
)
def test_the_number_is_noted_and_not_promised(text, reason):
    reading = read(text, year=2024)
    assert not [target for target in reading.targets if target.type == "quantity"]
    assert reason in {name.reason for name in reading.names}


def test_the_line_number_stays_in_the_name(milestones):
    (target,) = milestones("2号线三期年底建成通车。")
    assert target.object == "2号线三期"


def test_of_a_threshold_only_the_count_is_a_target(quantities):
    (target,) = quantities("新引进投资10亿元以上项目6个。")
    assert (target.value, target.unit) == (6, "个")


def test_of_a_change_only_the_end_is_a_target(quantities):
    (target,) = quantities("普惠园从20个扩大到45个。")
    assert target.value == 45


def test_the_number_of_a_subject_is_no_target(quantities):
    (target,) = quantities("推动8个能源项目完成投资90亿元。")
    assert (target.value, target.unit) == (90, "亿元")


def test_named_numbers_lie_where_they_are_said_to():
    text = "落实“2468”布局，推广5G应用。"
    assert [text[n.span.start : n.span.end] for n in read(text, year=2024).names] == ["2468", "5"]
