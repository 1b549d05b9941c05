"""The bridge to ``engines.forecasting``: facts of a target in, a forecast out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from jinxiu.engines.forecasting import Forecast, Frequency, Goal, Series, Work, forecast_series
from jinxiu.engines.measuring import Aggregation, Kind
from jinxiu.engines.terms import Comparator, Rung, Stage, unit_of
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.evaluation.queries import MemberResult, Row
from jinxiu.plan.facts.models import MeasureVersion, Observation
from jinxiu.plan.ledger.models import TargetDefinition

#: What counts up within the year and starts again: money spent or attracted, works and services of the year.
_CUMULATIVE = frozenset(
    {
        Promise.KindChoice.SPENDING,
        Promise.KindChoice.ATTRACTED,
        Promise.KindChoice.WORKS,
        Promise.KindChoice.SERVICE,
    }
)
_ADDED_UP = frozenset({Kind.CUMULATIVE, Kind.SPENDING})
_SHARES = frozenset({Promise.KindChoice.COVERAGE})
#: Measures of these dimensions are never below zero, unless they say how much something grew.
_SIGNLESS = frozenset({"count", "length", "area", "mass", "volume", "power", "energy", "visits", "money", "teu"})
_FREQUENCIES = {
    MeasureVersion.Frequency.MONTH: Frequency.MONTH,
    MeasureVersion.Frequency.QUARTER: Frequency.QUARTER,
    MeasureVersion.Frequency.YEAR: Frequency.YEAR,
}
#: Days between two figures, up to which they are taken for monthly, quarterly; and from which on for yearly.
_MONTHLY, _QUARTERLY, _YEARLY = 45, 125, 300


def forecast_number(row: Row, one: MemberResult, key: str) -> Forecast:
    """Return the forecast of a promised number from what its measure came to; ``definition.due`` must be set."""
    return forecast_series(series_of(row, one.history()), goal_of(row.definition), one.result.as_of, key=key)


def goal_of(definition: TargetDefinition) -> Goal:
    """Return what is to hold on the last day."""
    assert definition.value is not None
    assert definition.due is not None
    return Goal(Comparator(definition.comparator), definition.value, definition.value_to, definition.due)


def series_of(row: Row, history: Sequence[tuple[date, Decimal]]) -> Series:
    """Return what a target's measure came to, in the definition's unit, as a series to go on from."""
    days, values = tuple(day for day, _value in history), tuple(value for _day, value in history)
    lower, upper = _bounds(row.definition)
    return Series(
        days,
        values,
        _frequency(days, row.reading.version),
        cumulative=_counts_up(row),
        lower=lower if all(value >= 0 for value in values) else None,
        upper=upper if all(value <= 100 for value in values) else None,
    )


def work_of(code: str, facts: Iterable[Observation], definition: TargetDefinition) -> Work:
    """Return a work that no project stands for: the rungs on which facts saw it, planned for its deadline."""
    reached: dict[Rung, date] = {}
    for fact in facts:
        rung = Rung.of(Stage(fact.stage)) if fact.stage else None
        if rung is not None and fact.as_of is not None:
            reached[rung] = min(reached.get(rung, fact.as_of), fact.as_of)
    rung = Rung.of(Stage(definition.stage))
    planned = {rung: definition.due} if rung is not None and definition.due else {}
    return Work(code, "", reached, planned)


def _frequency(days: Sequence[date], measure: MeasureVersion | None) -> Frequency:
    """Return how often figures come: as the measure says, else as their days lie."""
    if measure is not None and measure.frequency in _FREQUENCIES:
        return _FREQUENCIES[MeasureVersion.Frequency(measure.frequency)]
    gaps = [(after - before).days for before, after in pairwise(days)]
    if not gaps:
        return Frequency.IRREGULAR
    usual = median(gaps)
    if usual >= _YEARLY:
        return Frequency.YEAR
    if max(gaps) > 3 * usual:
        return Frequency.IRREGULAR
    return Frequency.MONTH if usual <= _MONTHLY else Frequency.QUARTER if usual <= _QUARTERLY else Frequency.IRREGULAR


def _counts_up(row: Row) -> bool:
    """Say whether figures count up within the year and start again: as the measure says, else as such promises do."""
    if row.reading.version is None:
        return row.definition.kind in _CUMULATIVE
    measure, due = row.reading.measure, row.definition.due
    adds_up = measure.kind in _ADDED_UP and measure.aggregation in {Aggregation.LAST, Aggregation.SUM}
    rises = measure.kind is Kind.INCREMENT and measure.baseline is None
    return (adds_up or rises) and due is not None and due.year == row.target.commitment.document.year


def _bounds(definition: TargetDefinition) -> tuple[float | None, float | None]:
    """Return between which values the measure stays; a growth has none."""
    if definition.kind in _SHARES:
        return 0.0, 100.0
    signless = unit_of(definition.unit).dimension in _SIGNLESS and definition.kind != Promise.KindChoice.GROWTH
    return (0.0 if signless else None), None
