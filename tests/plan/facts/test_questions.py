"""What looks odd is asked about; a plain figure is not."""

from datetime import date
from decimal import Decimal

import pytest

from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.measures.actions import Definition
from jinxiu.plan.facts.questions import warnings


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


def test_a_plain_figure_raises_none(target):
    assert warnings([target()], value=Decimal(12), unit="亿元", as_of=date(2024, 6, 30)) == []


@pytest.mark.parametrize(
    ("value", "unit", "nearer"),
    [("280000", "亿元", "万元"), ("12", "万元", "亿元"), ("1200000000", "亿元", "元"), ("28", "元", "亿元")],
)
def test_a_slipped_unit_names_the_likely_one(target, value, unit, nearer):
    [question] = warnings([target()], value=Decimal(value), unit=unit, as_of=date(2024, 6, 30))

    assert f"In {nearer} it would" in question


def test_the_same_amount_in_another_unit_is_plain(target):
    assert warnings([target()], value=Decimal(120000), unit="万元", as_of=date(2024, 6, 30)) == []


def test_a_unit_of_another_kind_is_asked_about(target):
    [question] = warnings([target()], value=Decimal(12), unit="个", as_of=date(2024, 6, 30))

    assert "cannot be compared" in question


def test_zero_is_a_figure(target):
    assert warnings([target()], value=Decimal(0), unit="亿元", as_of=date(2024, 6, 30)) == []


def test_a_total_that_falls_is_asked_about(target, tell):
    made = target()
    tell(made)
    [question] = warnings([made], value=Decimal(11), unit="亿元", as_of=date(2024, 9, 30))

    assert "12 亿元" in question
    assert "2024-06-30" in question


def test_it_compares_across_units(target, tell):
    made = target()
    tell(made)

    assert warnings([made], value=Decimal(130000), unit="万元", as_of=date(2024, 9, 30)) == []


def test_an_upper_limit_may_fall(target, tell):
    made = target(comparator="<=")
    tell(made)

    assert warnings([made], value=Decimal(11), unit="亿元", as_of=date(2024, 9, 30)) == []


def test_another_member_is_another_total(target, tell):
    made = target(scope="chain")
    tell(made, member="C1")

    assert warnings([made], value=Decimal(11), unit="亿元", as_of=date(2024, 9, 30), member="C2") == []


def test_the_same_figure_for_the_same_day_is_asked_about(target, tell):
    made = target()
    fact = tell(made)
    [question] = warnings([made], value=Decimal("12.0"), unit="亿元", as_of=date(2024, 6, 30))

    assert fact.code in question


def test_a_correction_does_not_question_itself(target, tell):
    made = target()
    fact = tell(made)

    assert warnings([made], value=Decimal(12), unit="亿元", as_of=date(2024, 6, 30), leave_out=fact.code) == []


def test_a_stage_that_goes_back_is_asked_about(milestone, tell):
    made = milestone()
    tell(made, value=None, unit="", stage="finish")
    [question] = warnings([made], stage="start", as_of=date(2024, 9, 30))

    assert "2024-06-30" in question


def test_the_number_of_queries_is_fixed(target, tell, django_assert_num_queries):
    few = target("A")
    many = target("B")
    for month in range(1, 7):
        tell(many, as_of=date(2024, month, 1), value=Decimal(month))
    for made in (few, many):
        with django_assert_num_queries(2):
            warnings([made], value=Decimal(9), unit="亿元", as_of=date(2024, 9, 30))


def test_a_share_beyond_the_whole_is_asked_about_as_in_a_file(target, now):
    made = target(unit="%", value=Decimal(90))
    share = Definition(name="占比", unit="%", kind="share", frequency="year", over_time="last", over_places="mean")
    measures.link(None, measures.define(None, "SH", share, now), [made], now)
    [question] = warnings([made], value=Decimal(104), unit="%", as_of=date(2024, 6, 30))

    assert "beyond 0 to 100" in question
    assert (
        warnings([target("T2", unit="%", value=Decimal(90))], value=Decimal(104), unit="%", as_of=date(2024, 6, 30))
        == []
    )
