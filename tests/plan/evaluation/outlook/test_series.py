"""What of a target's facts a forecast rests on: unit, days, frequency, bounds, and whether the year starts again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from jinxiu.engines.forecasting import Frequency
from jinxiu.engines.terms import Rung
from jinxiu.plan.evaluation.outlook.adapters import goal_of, series_of, work_of
from jinxiu.plan.facts.models import MeasureVersion, Observation
from jinxiu.plan.ledger.models import TargetDefinition


def promise(**fields: object) -> TargetDefinition:
    """Return a definition that no database knows."""
    known = {"type": "quantity", "value": Decimal(100), "unit": "亿元", "comparator": ">=", "due": date(2024, 12, 31)}
    return TargetDefinition(**(known | fields))


def fact(pk: int, day: date | None, value: str | None = None, unit: str = "亿元", stage: str = "") -> Observation:
    """Return an observation that no database knows."""
    return Observation(pk=pk, as_of=day, value=Decimal(value) if value else None, unit=unit, stage=stage)


def every(days: int, count: int = 6) -> list[Observation]:
    """Return figures that lie so many days apart."""
    return [fact(n, date(2022, 1, 31) + timedelta(days=days * n), str(n + 1)) for n in range(count)]


def test_figures_are_told_in_the_unit_of_the_promise() -> None:
    found = series_of(promise(), [fact(1, date(2024, 1, 31), "50000", "万元")])
    assert (found.days, found.values) == ((date(2024, 1, 31),), (Decimal(5),))


def test_what_has_no_day_no_number_or_another_dimension_is_left_out() -> None:
    facts = [fact(1, None, "5"), fact(2, date(2024, 1, 31)), fact(3, date(2024, 2, 29), "5", "公里")]
    assert series_of(promise(), facts).days == ()


def test_of_two_figures_of_one_day_the_last_written_counts() -> None:
    facts = [fact(2, date(2024, 1, 31), "7"), fact(1, date(2024, 1, 31), "5")]
    assert series_of(promise(), facts).values == (Decimal(7),)


@pytest.mark.parametrize(
    ("days", "frequency"),
    [(30, Frequency.MONTH), (91, Frequency.QUARTER), (365, Frequency.YEAR), (182, Frequency.IRREGULAR)],
)
def test_how_often_figures_come_is_told_by_their_days(days: int, frequency: Frequency) -> None:
    assert series_of(promise(), every(days)).frequency is frequency


def test_a_measure_says_it_better_than_the_days() -> None:
    measure = MeasureVersion(kind="level", frequency="month")
    assert series_of(promise(), every(91), measure).frequency is Frequency.MONTH


@pytest.mark.parametrize(
    ("kind", "counts_up"), [("spending", True), ("works", True), ("level", False), ("growth", False)]
)
def test_money_and_works_of_a_year_start_again_with_it(kind: str, counts_up: bool) -> None:
    assert series_of(promise(kind=kind), every(30)).cumulative is counts_up


@pytest.mark.parametrize(
    ("kind", "unit", "bounds"),
    [("level", "亿元", (0.0, None)), ("coverage", "%", (0.0, 100.0)), ("growth", "%", (None, None))],
)
def test_a_measure_does_not_leave_its_bounds(kind: str, unit: str, bounds: tuple[float | None, float | None]) -> None:
    found = series_of(promise(kind=kind, unit=unit), [fact(1, date(2024, 1, 31), "5", unit)])
    assert (found.lower, found.upper) == bounds


def test_figures_beyond_a_bound_show_that_there_is_none() -> None:
    found = series_of(promise(kind="coverage", unit="%"), [fact(1, date(2024, 1, 31), "104", "%")])
    assert (found.lower, found.upper) == (0.0, None)


def test_the_goal_is_what_was_promised() -> None:
    goal = goal_of(promise(comparator="range", value_to=Decimal(120)))
    assert (goal.value, goal.value_to, goal.due) == (Decimal(100), Decimal(120), date(2024, 12, 31))


def test_a_stage_without_a_project_is_a_work_of_its_own() -> None:
    facts = [
        fact(1, date(2024, 3, 1), stage="approve"),
        fact(2, date(2024, 9, 1), stage="start"),
        fact(3, date(2024, 8, 1), stage="start"),
        fact(4, date(2024, 2, 1), stage="advance"),
    ]
    found = work_of("T1", facts, promise(type="milestone", stage="open", value=None))
    assert found.reached == {Rung.APPROVED: date(2024, 3, 1), Rung.STARTED: date(2024, 8, 1)}
    assert found.planned == {Rung.PRODUCING: date(2024, 12, 31)}
