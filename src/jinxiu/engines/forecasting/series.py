"""One series and one goal → one forecast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from jinxiu.engines.forecasting import cumulative, levels
from jinxiu.engines.forecasting.grid import PER_YEAR, YEAR_DAYS, known, last_day, lay, period_of
from jinxiu.engines.forecasting.model import (
    SURE_ENOUGH,
    TAIL,
    Driver,
    Forecast,
    Frequency,
    Goal,
    Need,
    PathPoint,
    Series,
)
from jinxiu.engines.forecasting.pool import Floats, Pool
from jinxiu.engines.terms import Comparator

#: Within so many years the day on which a goal is met is looked for.
YEARS_AHEAD = 5
#: A path has at most so many points.
LONGEST_PATH = 40
_LEVELS = (TAIL, 1 - SURE_ENOUGH, 0.5, SURE_ENOUGH, 1 - TAIL)

Points = list[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What lies ahead: ``days`` [H] with quantiles [5, H]; the pools of the deadline's index ``due``."""

    days: list[date]
    quantiles: Floats
    due: int
    pools: tuple[Pool, Pool, Pool]
    index: int
    method: str
    reason: str


def forecast_series(series: Series, goal: Goal, as_of: date, *, key: str) -> Forecast:
    """Return the forecast of a goal from what the series tells of days up to ``as_of``.

    The probability is that of the value *at the deadline* keeping the goal; a deadline within a period is read as
    that period. Nothing is drawn by chance, so the same figures give the same digits. ``path`` starts at the last
    known figure, which may be older than ``as_of``.

    >>> from jinxiu.engines.terms import Comparator
    >>> years = Series(tuple(date(y, 12, 31) for y in range(2014, 2024)), tuple(range(10, 20)), Frequency.YEAR)
    >>> goal = Goal(Comparator.AT_LEAST, 20, None, date(2025, 12, 31))
    >>> ahead = forecast_series(years, goal, date(2024, 3, 1), key="a")
    >>> ahead.probability > 0.8, ahead.median > 20.5, ahead.expected_on
    (True, True, datetime.date(2024, 12, 31))
    """
    points, frequency, counts_up = _read(series, goal.due, as_of)
    if not points:
        return Forecast(key, as_of, goal.due, 0.5, None, None, None, "none", enough_history=False, reason="no_history")
    if period_of(points[-1][0], frequency) == period_of(goal.due, frequency):
        return _known(points[-1], goal, as_of, key)
    if counts_up:
        ahead = _cumulative(points, frequency, goal, _bounds(series))
    else:
        ahead = _levels(points, frequency, goal, as_of, _bounds(series))
    return _forecast(points[-1], ahead, goal, as_of, key)


def series_quantiles(series: Series, due: date, as_of: date, levels: tuple[float, ...]) -> tuple[float, ...]:
    """Return the values at the deadline below which the given shares lie, from the distribution of ``forecast_series``.

    Raises ValueError where nothing is known.
    """
    points, frequency, counts_up = _read(series, due, as_of)
    if not points:
        raise ValueError(f"a series without figures up to {as_of} has no distribution")
    if period_of(points[-1][0], frequency) == period_of(due, frequency):
        return (points[-1][1],) * len(levels)
    goal = Goal(Comparator.AT_LEAST, points[-1][1], None, due)
    if counts_up:
        ahead = _cumulative(points, frequency, goal, _bounds(series))
    else:
        ahead = _levels(points, frequency, goal, as_of, _bounds(series))
    return tuple(float(value) for value in ahead.pools[0].quantiles(levels)[:, ahead.index])


def _read(series: Series, due: date, as_of: date) -> tuple[Points, Frequency, bool]:
    """Return what is known of the time up to the deadline, how it comes, and whether it counts up within the year."""
    frequency = series.frequency
    counts_up = series.cumulative and frequency is not Frequency.YEAR
    if counts_up and frequency is Frequency.IRREGULAR:
        frequency = Frequency.MONTH
    last = period_of(due, frequency)
    return [point for point in known(series, as_of) if period_of(point[0], frequency) <= last], frequency, counts_up


def _bounds(series: Series) -> tuple[float, float]:
    return -math.inf if series.lower is None else series.lower, math.inf if series.upper is None else series.upper


def _known(last: tuple[date, float], goal: Goal, as_of: date, key: str) -> Forecast:
    """The deadline's own figure is there: nothing is left to chance."""
    day, value = last
    kept = goal.holds(value)
    drivers = (Driver(key, "gap", 0.5 if kept else -0.5),)
    point = PathPoint(day, value, value, value)
    met = day if kept else None
    return Forecast(
        key, as_of, goal.due, float(kept), value, value, value, "known", enough_history=True,
        expected_on=met, interval_on=(met, met), drivers=drivers, path=(point,),
    )  # fmt: skip


def _levels(points: Points, frequency: Frequency, goal: Goal, as_of: date, bounds: tuple[float, float]) -> _Ahead:
    line = lay(points, frequency)
    due = line.ahead(goal.due)
    horizon = max(due, line.ahead(date(as_of.year + YEARS_AHEAD, as_of.month, min(as_of.day, 28))))
    if line.regular:
        # Every period for five years, and beyond them only so many as a chart can show.
        near = np.arange(1.0, min(horizon, YEARS_AHEAD * 12 + 12) + 1)
        distances = np.unique(np.concatenate([near, np.round(np.linspace(1.0, horizon, LONGEST_PATH)), [due]]))
    else:
        some = np.linspace(0.0, due, LONGEST_PATH - 1)[1:]
        distances = np.unique(np.concatenate([some, np.linspace(due, max(horizon, due), 20), [due]]))
    index = int(np.searchsorted(distances, due))
    unit = abs(goal.threshold) or 1.0
    outlook = levels.look_ahead(line, distances, index, bounds, unit)
    days = [goal.due if place == index else line.day(float(far)) for place, far in enumerate(distances)]
    reason = "too_short" if outlook.method == "prior" else ""
    pools = (outlook.pool, outlook.steady, outlook.still)
    return _Ahead(days, outlook.pool.quantiles(_LEVELS), index, pools, index, outlook.method, reason)


def _cumulative(points: Points, frequency: Frequency, goal: Goal, bounds: tuple[float, float]) -> _Ahead:
    """Every period from the last known one to the end of the deadline's year; the count starts again after it."""
    table = cumulative.table(points, frequency)
    parts = PER_YEAR[frequency]
    now, due = period_of(points[-1][0], frequency), period_of(goal.due, frequency)
    end = goal.due.year * parts + parts - 1
    periods = [*range(now + 1, end + 1)]
    outlooks = [cumulative.look_ahead(table, p // parts, p % parts + 1, bounds) for p in periods]
    index = due - now - 1
    days = [goal.due if p == due else last_day(p, frequency) for p in periods]
    quantiles = np.concatenate([one.pool.quantiles(_LEVELS) for one in outlooks], axis=1)
    past = table.full_years(due % parts + 1)
    reason = "" if past > 1 else ("one_full_year" if past else "no_full_year")
    at_due = outlooks[index]
    pools = (at_due.pool, at_due.steady, at_due.still)
    return _Ahead(days, quantiles, index, pools, 0, "year_profile" if past else "even_pace", reason)


def _forecast(last: tuple[date, float], ahead: _Ahead, goal: Goal, as_of: date, key: str) -> Forecast:
    whole, steady, still = (_chance(pool, goal, ahead.index) for pool in ahead.pools)
    low, _, median, _, high = (float(value) for value in ahead.quantiles[:, ahead.due])
    drivers = (
        Driver(key, "gap", still - 0.5),
        Driver(key, "trend", steady - still),
        Driver(key, "season", whole - steady),
    )
    favourable, unfavourable = (0, 4) if goal.at_most else (4, 0)
    return Forecast(
        key,
        as_of,
        goal.due,
        whole,
        low,
        median,
        high,
        ahead.method,
        enough_history=not ahead.reason,
        reason=ahead.reason,
        expected_on=_first(last, ahead, goal, as_of, 2),
        interval_on=(_first(last, ahead, goal, as_of, favourable), _first(last, ahead, goal, as_of, unfavourable)),
        drivers=drivers,
        needed=_needed(last[0], ahead, goal, as_of, whole),
        path=_path(last, ahead),
    )


def _chance(pool: Pool, goal: Goal, index: int) -> float:
    return pool.at_most(goal.threshold, index) if goal.at_most else pool.at_least(goal.threshold, index)


def _first(last: tuple[date, float], ahead: _Ahead, goal: Goal, as_of: date, level: int) -> date | None:
    """Return the first day on which a quantile of the path keeps the goal."""
    if goal.holds(last[1]):
        return last[0]
    latest = date(as_of.year + YEARS_AHEAD, as_of.month, min(as_of.day, 28))
    for day, value in zip(ahead.days, ahead.quantiles[level], strict=True):
        if day > latest:
            return None
        if goal.holds(float(value)):
            return day
    return None


def _needed(since: date, ahead: _Ahead, goal: Goal, as_of: date, chance: float) -> tuple[Need, ...]:
    """Return by how much the whole distribution must move each month for the probability to reach 0.8."""
    pool = ahead.pools[0]
    if chance >= SURE_ENOUGH or not pool.lower <= goal.threshold <= pool.upper:
        return ()
    short = goal.threshold - float(ahead.quantiles[3 if goal.at_most else 1, ahead.due])
    months = max((goal.due - max(since, as_of)).days / (YEAR_DAYS / 12), 1.0)
    return (Need("per_month", goal.due, amount=short / months),) if short else ()


def _path(last: tuple[date, float], ahead: _Ahead) -> tuple[PathPoint, ...]:
    """Return the last known figure and at most 39 days up to the deadline."""
    places = np.unique(np.round(np.linspace(0, ahead.due, min(ahead.due + 1, LONGEST_PATH - 1))).astype(int))
    points = [PathPoint(last[0], last[1], last[1], last[1])]
    for place in places:
        low, _, median, _, high = (float(value) for value in ahead.quantiles[:, place])
        points.append(PathPoint(ahead.days[place], low, median, high))
    return tuple(points)
