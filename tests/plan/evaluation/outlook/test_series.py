"""What of a target's facts a forecast rests on: unit, days, frequency, bounds, and whether the year starts again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from jinxiu.engines.forecasting import Frequency
from jinxiu.engines.measuring import Aggregation, Kind, Measure
from jinxiu.engines.terms import Rung
from jinxiu.plan.evaluation.outlook.adapters import goal_of, series_of, work_of
from jinxiu.plan.evaluation.reading import Reading
from jinxiu.plan.facts.models import MeasureVersion, Observation
from jinxiu.plan.ledger.models import TargetDefinition


def promise(**fields: object) -> TargetDefinition:
    """Return a definition that no database knows."""
    known = {"type": "quantity", "value": Decimal(100), "unit": "亿元", "comparator": ">=", "due": date(2024, 12, 31)}
    return TargetDefinition(**(known | fields))


def fact(pk: int, day: date | None, value: str | None = None, unit: str = "亿元", stage: str = "") -> Observation:
    """Return an observation that no database knows."""
    return Observation(pk=pk, as_of=day, value=Decimal(value) if value else None, unit=unit, stage=stage)


def every(days: int, count: int = 6) -> list[tuple[date, Decimal]]:
    """Return figures that lie so many days apart."""
    return [(date(2022, 1, 31) + timedelta(days=days * n), Decimal(n + 1)) for n in range(count)]


def row(definition: TargetDefinition, reading: Reading | None = None) -> Any:
    """Return as much of an evaluated target as a series needs."""
    commitment = SimpleNamespace(document=SimpleNamespace(year=2024))
    target = SimpleNamespace(commitment=commitment)
    return SimpleNamespace(definition=definition, reading=reading or Reading("1"), target=target)


@pytest.mark.parametrize(
    ("days", "frequency"),
    [(30, Frequency.MONTH), (91, Frequency.QUARTER), (365, Frequency.YEAR), (182, Frequency.IRREGULAR)],
)
def test_how_often_figures_come_is_told_by_their_days(days: int, frequency: Frequency) -> None:
    assert series_of(row(promise()), every(days)).frequency is frequency


def test_a_measure_says_it_better_than_the_days() -> None:
    reading = Reading("1", version=MeasureVersion(kind="level", frequency="month"))
    assert series_of(row(promise(), reading), every(91)).frequency is Frequency.MONTH


@pytest.mark.parametrize(
    ("kind", "counts_up"), [("spending", True), ("works", True), ("level", False), ("growth", False)]
)
def test_money_and_works_of_a_year_start_again_with_it(kind: str, counts_up: bool) -> None:
    assert series_of(row(promise(kind=kind)), every(30)).cumulative is counts_up


@pytest.mark.parametrize(
    ("measure", "due", "counts_up"),
    [
        (Measure(Kind.SPENDING), date(2024, 12, 31), True),
        (Measure(Kind.CUMULATIVE, Aggregation.SUM), date(2024, 12, 31), True),
        (Measure(Kind.CUMULATIVE, Aggregation.MEAN), date(2024, 12, 31), False),
        (Measure(Kind.INCREMENT), date(2024, 12, 31), True),
        (Measure(Kind.LEVEL), date(2024, 12, 31), False),
        (Measure(Kind.SPENDING), date(2028, 12, 31), False),
    ],
)
def test_a_measure_says_whether_its_year_starts_again(measure: Measure, due: date, counts_up: bool) -> None:
    """A total of five years does not start again with each."""
    reading = Reading("1", measure=measure, version=MeasureVersion(kind="level", frequency="month"))
    assert series_of(row(promise(kind="spending", due=due), reading), every(30)).cumulative is counts_up


@pytest.mark.parametrize(
    ("kind", "unit", "bounds"),
    [("level", "亿元", (0.0, None)), ("coverage", "%", (0.0, 100.0)), ("growth", "%", (None, None))],
)
def test_a_measure_does_not_leave_its_bounds(kind: str, unit: str, bounds: tuple[float | None, float | None]) -> None:
    found = series_of(row(promise(kind=kind, unit=unit)), [(date(2024, 1, 31), Decimal(5))])
    assert (found.lower, found.upper) == bounds


def test_figures_beyond_a_bound_show_that_there_is_none() -> None:
    found = series_of(row(promise(kind="coverage", unit="%")), [(date(2024, 1, 31), Decimal(104))])
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
