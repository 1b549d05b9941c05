"""Deadlines: written, inherited, unknown."""

from datetime import date

import pytest

from jinxiu.engines.reading import infer_year, read


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("年内新建学校3所。", date(2024, 12, 31)),
        ("年底前新建学校3所。", date(2024, 12, 31)),
        ("6月底前新建学校3所。", date(2024, 6, 30)),
        ("2月底前新建学校3所。", date(2024, 2, 29)),
        ("上半年新建学校3所。", date(2024, 6, 30)),
        ("一季度新建学校3所。", date(2024, 3, 31)),
        ("到2027年新建学校3所。", date(2027, 12, 31)),
        ("2025年6月底前新建学校3所。", date(2025, 6, 30)),
        ("“十五五”末学校达到3所。", date(2030, 12, 31)),
        ("三年内新建学校3所。", date(2026, 12, 31)),
    ],
)
def test_written(quantities, text, due):
    (target,) = quantities(text)
    assert (target.due, target.due_basis) == (due, "written")


def test_a_leading_time_holds_for_the_sentence(quantities):
    first, second, third = quantities("6月底前新建学校3所，改造学校5所。扩建学校2所。")
    assert (first.due, second.due) == (date(2024, 6, 30), date(2024, 6, 30))
    assert second.due_basis == "inherited"
    assert third.due != date(2024, 6, 30)


def test_a_time_inside_a_clause_holds_for_it_alone(milestones):
    first, second = milestones("今年城东水厂9月份投入使用，城西水厂建成通水。")
    assert (first.due, second.due) == (date(2024, 9, 30), date(2024, 12, 31))


def test_a_chapter_that_speaks_of_its_year_gives_its_deadline():
    text = "## 建好城市\n\n今年实施危桥改造6座。\n\n新建公园4个。\n\n## 办好教育\n\n新建学校3所。\n"
    assert [target.due for target in read(text, year=2024).targets] == [
        date(2024, 12, 31),
        date(2024, 12, 31),
        None,
    ]


def test_since_this_year_sets_no_deadline():
    assert read("今年以来势头良好。\n新建学校3所。", year=2024).targets[0].due is None


def test_a_report_gives_its_plan_the_year_and_its_five_year_chapter_the_plan_s_end():
    text = (
        "政府工作报告\n——2026年1月8日在某市第三届人民代表大会第五次会议上\n一、2025年工作回顾\n新建学校9所。\n"
        "二、“十五五”时期主要目标\n城镇化率达到70%。\n三、2026年工作安排\n新建学校3所。\n"
    )
    reading = read(text)
    assert reading.year == 2026
    assert [(target.value, target.due) for target in reading.targets] == [
        (70, date(2030, 12, 31)),
        (3, date(2026, 12, 31)),
    ]


def test_without_a_year_relative_deadlines_stay_unknown(quantities):
    (target,) = quantities("年内新建学校3所。", year=None)
    assert (target.due, target.due_basis) == (None, "none")


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("——2019年3月4日在某区第十五届人民代表大会第三次会议上", "", 2019),
        ("一、2017年工作回顾\n二、2018年工作安排\n", "", 2018),
        ("今年要抓好就业。", "某市-2024.txt", 2024),
        ("今年要抓好就业。", "计划.txt", None),
    ],
)
def test_infer_year(text, name, year):
    assert infer_year(text, name) == year
