"""What a measure came to, day by day: the series that a trend shows and a forecast goes on from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinxiu.engines.measuring import Aggregation, Fact, Facts, Histories, Kind, Measure, Target, Targets, evaluate
from jinxiu.engines.terms import Comparator, Stage

BEGINS, DUE = date(2024, 1, 1), date(2024, 12, 31)


def history(measure: Measure, own: list[Fact], other: list[Fact] | None = None, until: date = DUE, unit: str = "个"):
    target = Target(
        "t", BEGINS, DUE, value=Decimal(10), unit=unit, comparator=Comparator.AT_LEAST, measure=measure, other="o"
    )
    columns, series = Targets.of([target])
    results = evaluate(columns, Facts.of({"t": own, "o": other or []}, series), [until])
    return results.history("t", until)


def told(value: str, day: date, key: str = "1", unit: str = "") -> Fact:
    return Fact(key, day, value=Decimal(value), unit=unit)


MARCH, JUNE = date(2024, 3, 31), date(2024, 6, 30)


def test_a_level_has_one_value_a_day_the_one_written_last():
    facts = [told("5", JUNE, "9"), told("6", JUNE, "10"), told("2", MARCH, "3")]
    assert history(Measure(), facts) == [(MARCH, Decimal(2)), (JUNE, Decimal(6))]


def test_sums_run_on_through_the_period():
    measure = Measure(Kind.CUMULATIVE, Aggregation.SUM)
    assert history(measure, [told("2", MARCH), told("3", JUNE, "2")]) == [(MARCH, Decimal(2)), (JUNE, Decimal(5))]


def test_a_share_has_a_value_on_each_day_on_which_part_or_whole_is_told():
    part, whole = [told("1", MARCH), told("3", JUNE, "3")], [told("4", MARCH, "2"), told("3", DUE, "4")]
    found = history(Measure(Kind.SHARE), part, whole, unit="%")
    assert found == [(MARCH, Decimal(25)), (JUNE, Decimal(75)), (DUE, Decimal(100))]


def test_nothing_of_nothing_is_left_out():
    assert history(Measure(Kind.SHARE), [told("0", MARCH)], [told("0", MARCH, "2")], unit="%") == []


def test_what_comes_later_is_left_out():
    assert history(Measure(), [told("2", MARCH), told("3", JUNE, "2")], until=date(2024, 6, 29)) == [
        (MARCH, Decimal(2))
    ]


def test_a_stage_has_no_series():
    columns, series = Targets.of([Target("t", BEGINS, DUE, stage=Stage.OPEN)])
    results = evaluate(columns, Facts.of({"t": [Fact("1", MARCH, stage=Stage.START)]}, series), [DUE])
    assert results.history("t", DUE) == []


@given(
    values=st.lists(
        st.tuples(st.dates(BEGINS, DUE), st.decimals(-(10**12), 10**12, places=6)),
        max_size=12,
        unique_by=lambda v: v[0],
    ),
    until=st.dates(BEGINS, DUE),
)
def test_its_last_value_is_the_value_of_the_result(values, until):
    facts = [Fact(str(at), day, value=value, unit="万元") for at, (day, value) in enumerate(values)]
    target = Target("t", BEGINS, DUE, value=Decimal(1), unit="亿元", comparator=Comparator.AT_LEAST)
    columns, series = Targets.of([target])
    results = evaluate(columns, Facts.of({"t": facts}, series), [until])
    found = results.history("t", until)
    assert [day for day, _value in found] == sorted(day for day, _value in values if day <= until)
    assert results.row("t", until).value == (found[-1][1] if found else None)


@pytest.mark.parametrize("day", [JUNE])
def test_a_fact_added_afterwards_is_in_it(day):
    columns, series = Targets.of(
        [Target("t", BEGINS, DUE, value=Decimal(1), unit="个", comparator=Comparator.AT_LEAST)]
    )
    results = evaluate(columns, Facts.of({"t": [told("2", MARCH)]}, series), [DUE])
    assert results.with_fact(told("3", day, "2"), 0).history("t", DUE) == [(MARCH, Decimal(2)), (day, Decimal(3))]


def yearly(measure: Measure, facts: list[Fact], **fields) -> list[tuple[date, Decimal]]:
    target = Target("t", BEGINS, DUE, value=Decimal(10), unit="个", comparator=Comparator.AT_LEAST, measure=measure)
    return Histories.of([replace(target, **fields)], {"t": tuple(facts)}).on(0, DUE)


BEFORE = [told("4", date(2022, 6, 30)), told("6", date(2022, 12, 31), "2"), told("5", date(2023, 12, 31), "3")]


def test_what_is_of_a_period_has_a_series_in_each_year_before():
    now = [told("1", MARCH, "4"), told("2", JUNE, "5")]
    found = yearly(Measure(Kind.CUMULATIVE, Aggregation.SUM), [*now, *BEFORE])
    assert [(day.isoformat(), int(value)) for day, value in found] == [
        ("2022-06-30", 4),
        ("2022-12-31", 10),
        ("2023-12-31", 5),
        ("2024-03-31", 1),
        ("2024-06-30", 3),
    ]


def test_what_is_of_any_day_has_one_series():
    assert [int(value) for _day, value in yearly(Measure(), [*BEFORE, told("1", MARCH, "4")])] == [4, 6, 5, 1]


def test_a_promise_of_several_years_has_no_years_before_it():
    facts = [*BEFORE, told("1", MARCH, "4")]
    found = yearly(Measure(Kind.CUMULATIVE, Aggregation.SUM), facts, begins=date(2023, 1, 1))
    assert [int(value) for _day, value in found] == [5, 6]


def test_growth_is_told_of_each_year_from_the_levels():
    levels = [told(str(100 + at), date(2020 + at, 6, 30), str(at)) for at in range(5)]
    found = yearly(Measure(Kind.GROWTH, unit="万元"), [replace(one, unit="万元") for one in levels], unit="%")
    assert [day.year for day, _value in found] == [2021, 2022, 2023, 2024]
    assert found[0][1] == Decimal(1)
