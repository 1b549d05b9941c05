"""Numbers: value, unit, object and span as written."""

from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("text", "value", "unit", "subject"),
    [
        ("新建公办小学12所。", "12", "所", "公办小学"),
        ("新增停车位1.5万个。", "1.5", "万个", "停车位"),
        ("完成技改投资1,250万元。", "1250", "万元", "技改投资"),
        ("建设高标准农田３０万亩。", "30", "万亩", "农田"),
        ("新增风电装机200万千瓦。", "200", "万千瓦", "风电装机"),
        ("培训护理员3000人次。", "3000", "人次", "护理员"),
        ("打通20条断头路。", "20", "条", "断头路"),
        ("森林覆盖率提高１．５个百分点。", "1.5", "个百分点", "森林覆盖率"),
    ],
)
def test_value_unit_and_object(quantities, text, value, unit, subject):
    (target,) = quantities(text)
    assert target.value == Decimal(value)
    assert target.unit == unit
    assert subject in target.object
    assert target.quote == text[target.span.start : target.span.end]


@pytest.mark.parametrize("dash", ["—", "–", "-", "～", "~", "至"])
def test_a_range_has_two_ends_whatever_its_dash(quantities, dash):
    (target,) = quantities(f"工业增加值增长6%{dash}8%。")
    assert (target.value, target.value_to, target.unit) == (Decimal(6), Decimal(8), "%")
    assert target.comparator == "range"


def test_the_unit_of_a_range_may_stand_once(quantities):
    (target,) = quantities("新建3—5个社区食堂。")
    assert (target.value, target.value_to, target.unit, target.object) == (3, 5, "个", "社区食堂")


def test_a_level_behind_a_growth_keeps_the_subject(quantities):
    growth, level = quantities("外贸进出口总额增长9%，达到45亿元。")
    assert (growth.object, growth.unit) == ("外贸进出口总额", "%")
    assert (level.object, level.value, level.unit) == ("外贸进出口总额", 45, "亿元")


def test_each_member_of_a_list_has_its_own_span(quantities):
    text = "新建大棚800亩、冷库6座、晾晒场2万平方米。"
    found = quantities(text)
    assert [target.quote for target in found] == ["新建大棚800亩", "冷库6座", "晾晒场2万平方米"]


def test_of_two_numbers_before_one_noun_both_have_it(quantities):
    found = quantities("年内完成1200户、30万平方米危房改造。")
    assert [(target.value, target.object) for target in found] == [(1200, "危房改造"), (30, "危房改造")]


def test_rows_for_exchange_hold_plain_numbers(quantities):
    whole, broken = quantities("新建小学3所，研发投入增长10.5%。")
    assert whole.as_row()["value"] == 3
    assert isinstance(whole.as_row()["value"], int)
    assert broken.as_row()["value"] == 10.5
    assert "stage" not in whole.as_row()
    assert "value_to" not in whole.as_row()
