"""Each rule of oddities for any series: when it asks, and when it keeps still; the numbers are dated data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jinxiu.plan.facts import thresholds
from jinxiu.plan.facts.models import Question
from jinxiu.plan.facts.oddities import Figure, oddities

DAY = date(2024, 6, 30)
BY = thresholds.in_force(DAY)


def figures(values: list[Decimal], unit: str = "亿元") -> list[Figure]:
    """Return figures of the months before the day, the last value a month before it."""
    return [
        Figure(value, unit, DAY - timedelta(days=30 * (len(values) - n)), "", "月报") for n, value in enumerate(values)
    ]


def kinds(value: Decimal, series: list[Figure], unit: str = "亿元", **beside: object) -> set[str]:
    return {odd.kind for odd in oddities(Figure(value, unit, DAY, "", "月报"), BY, series=series, **beside)}  # type: ignore[arg-type]


def cents(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=low, max_value=high, places=2)


#: Figures that move by less than a tenth of their level.
steady = st.lists(cents(100, 105), min_size=6, max_size=24)


@given(steady, cents(100, 105))
def test_what_moves_as_it_always_did_is_no_jump_and_no_slip(values: list[Decimal], value: Decimal) -> None:
    assert not kinds(value, figures(values)) & {"jump", "unit-slip"}


@given(steady, st.one_of(cents(200, 900), cents(1, 50)))
def test_what_moves_far_beyond_is_a_jump(values: list[Decimal], value: Decimal) -> None:
    assert "jump" in kinds(value, figures(values))


@given(st.lists(cents(1, 10**6), max_size=4), cents(1, 10**6))
def test_a_few_figures_tell_of_no_jump(values: list[Decimal], value: Decimal) -> None:
    assert "jump" not in kinds(value, figures(values))


@given(
    st.lists(cents(100, 199), min_size=1, max_size=24),
    cents(100, 199),
    st.sampled_from([Decimal(10) ** n for n in (-8, -4, 4, 8)]),
)
def test_ten_thousand_times_or_that_part_is_a_slip_and_nothing_else(
    values: list[Decimal], value: Decimal, times: Decimal
) -> None:
    assert kinds(value * times, figures(values)) == {"unit-slip"}


@given(st.lists(cents(100, 199), min_size=1, max_size=24), cents(100, 199), st.integers(1, 900))
def test_up_to_a_thousand_times_is_no_slip(values: list[Decimal], value: Decimal, times: int) -> None:
    assert not {"unit-slip"} & (kinds(value * times, figures(values)) | kinds(value / times, figures(values)))


@given(cents(100, 10**6), st.integers(2, 12), st.sampled_from([("亿元", 1), ("万元", 10**4), ("元", 10**8)]))
def test_the_figure_before_again_is_copied_in_whatever_unit(last: Decimal, n: int, unit: tuple[str, int]) -> None:
    assume(len(last.normalize().as_tuple().digits) >= 3)
    series = figures([last + 25 * k for k in range(n, -1, -1)])
    assert "copied" in kinds(last * unit[1], series, unit[0])
    assert "copied" not in kinds((last + 1) * unit[1], series, unit[0])


@given(st.lists(st.sampled_from([Decimal(f"97.{n}") for n in range(1, 6)]), min_size=3, max_size=24))
def test_a_series_that_hardly_moves_may_repeat_itself(values: list[Decimal]) -> None:
    assert "copied" not in kinds(values[-1], figures(values, "%"), "%")


@given(st.integers(1, 400), cents(10, 99))
def test_of_many_members_two_are_alike_by_chance(among: int, value: Decimal) -> None:
    other = Figure(value, "亿元", DAY, "B", "月报")
    assert len(value.normalize().as_tuple().digits) <= 4
    found = kinds(value, [], beside=[other], among=among)
    digits = len(value.normalize().as_tuple().digits)
    assert ("copied" in found) == (digits >= 3 and 10**digits >= 50 * among)


@given(cents(1, 10**6), cents(1, 10**6))
def test_a_running_total_falls_where_it_is_less_than_before(last: Decimal, value: Decimal) -> None:
    before = [Figure(last, "亿元", date(2024, 5, 31), "", "月报")]
    assert ("fall" in kinds(value, before, running=True)) == (value < last)
    assert "fall" not in kinds(value, before)
    year_before = [Figure(last, "亿元", date(2023, 12, 31), "", "月报")]
    assert "fall" not in kinds(value, year_before, running=True)


@given(st.decimals(1, 1000, places=2), st.integers(0, 2), st.decimals(-20, 20, places=2))
def test_another_source_contradicts_beyond_rounding(value: Decimal, places: int, apart: Decimal) -> None:
    theirs = round(value, places)
    other = [Figure(theirs, "亿元", DAY, "", "公报")]
    assert "contradiction" not in kinds(value, other)
    coarser = max(figure.last_digit for figure in (Figure(value + apart, "亿元", DAY), other[0]))
    differs = abs(value + apart - theirs) * 10**8 > coarser / 2
    assert ("contradiction" in kinds(value + apart, other)) == differs
    assert "contradiction" not in kinds(value + apart, [replace(other[0], source="月报")])
    assert "contradiction" not in kinds(value + apart, [replace(other[0], as_of=date(2024, 5, 31))])


@given(st.decimals(-1000, 1000, places=1))
def test_a_share_lies_between_nothing_and_all(value: Decimal) -> None:
    assert ("out-of-range" in kinds(value, [], "%", share=True)) == (not 0 <= value <= 100)
    assert not kinds(value, [], "%")


def test_the_rule_of_the_day_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    early = replace(BY, effective_to=date(2024, 12, 31))
    late = replace(BY, code="oddities-2", effective_from=date(2025, 1, 1), digits=6)
    monkeypatch.setattr(thresholds, "rules", lambda: (late, early))
    thresholds.in_force.cache_clear()
    try:
        assert [thresholds.in_force(day).code for day in (date(2024, 6, 30), date(2025, 6, 30))] == [
            "oddities-1",
            "oddities-2",
        ]
        with pytest.raises(LookupError, match="1800"):
            thresholds.in_force(date(1800, 1, 1))
    finally:
        thresholds.in_force.cache_clear()


def test_every_rule_names_its_source_and_its_first_day() -> None:
    for rule in thresholds.rules():
        assert rule.source
        assert rule.effective_from <= date(1950, 1, 1) or len(thresholds.rules()) > 1
        assert rule.steps == (10**4, 10**8)
    assert {"jump", "unit-slip", "copied", "fall", "contradiction", "out-of-range"} <= set(Question.Kind.values)
