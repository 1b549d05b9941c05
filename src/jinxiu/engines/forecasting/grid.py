"""A series laid on a line of time: sorted, cut at a day, one value a period, gaps filled."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from jinxiu.engines.forecasting.filling import filled
from jinxiu.engines.forecasting.model import Frequency, Series
from jinxiu.engines.forecasting.pool import Floats

#: Older figures say little of the next ones and cost time: at most so many periods are looked at.
LONGEST = 120
#: Periods in a year.
PER_YEAR = {Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.YEAR: 1}
YEAR_DAYS = 365.25


def period_of(day: date, frequency: Frequency) -> int:
    """Return the number of the period that holds the day, counted from year 0; a day itself where irregular."""
    if frequency is Frequency.IRREGULAR:
        return day.toordinal()
    return day.year * PER_YEAR[frequency] + (day.month - 1) * PER_YEAR[frequency] // 12


def last_day(period: int, frequency: Frequency) -> date:
    """Return the last day of a period.

    >>> last_day(2024 * 12 + 1, Frequency.MONTH)
    datetime.date(2024, 2, 29)
    """
    if frequency is Frequency.IRREGULAR:
        return date.fromordinal(period)
    year, part = divmod(period, PER_YEAR[frequency])
    month = (part + 1) * 12 // PER_YEAR[frequency]
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Line:
    """``values`` [n] at ``times`` [n]: 0, 1, 2 … for a regular series, in typical gaps for an irregular one.

    ``step`` is the length of one unit of time in days, ``season`` how many units make a year (1: no season),
    ``first`` the number of the first period (the ordinal of the first day), ``seen`` how many values were given.
    """

    times: Floats
    values: Floats
    step: float
    season: int
    first: int
    frequency: Frequency
    seen: int

    @property
    def regular(self) -> bool:
        """Whether the values stand one period apart."""
        return self.frequency is not Frequency.IRREGULAR

    def ahead(self, day: date) -> float:
        """Return how far the period of ``day`` lies beyond the last value, in units of time."""
        distance = period_of(day, self.frequency) - self.first
        return (distance if self.regular else distance / self.step) - float(self.times[-1])

    def day(self, ahead: float) -> date:
        """Return the day that lies so many units beyond the last value (the period's last day)."""
        place = float(self.times[-1]) + ahead
        if self.regular:
            return last_day(self.first + round(place), self.frequency)
        return date.fromordinal(self.first) + timedelta(days=round(place * self.step))


def known(series: Series, as_of: date) -> list[tuple[date, float]]:
    """Return days and values up to ``as_of``, in order of days."""
    pairs = zip(series.days, series.values, strict=True)
    return sorted((day, float(value)) for day, value in pairs if day <= as_of)


def lay(points: list[tuple[date, float]], frequency: Frequency) -> Line:
    """Return the line of at least one point; a regular series with more gaps than values is taken as irregular.

    Of several values within one period the latest counts. Gaps are filled (``filling``): they carry no news, so they
    must not pull the forecast.
    """
    if frequency is not Frequency.IRREGULAR:
        latest = {period_of(day, frequency): value for day, value in points}
        periods = np.array(sorted(latest))
        count = int(periods[-1] - periods[0]) + 1
        if count <= 2 * periods.size:
            known_values = np.array([latest[int(p)] for p in periods])
            season = PER_YEAR[frequency]
            values = filled(periods, known_values, season)[-LONGEST:]
            first = int(periods[-1]) - values.size + 1
            step = YEAR_DAYS / season
            times = np.arange(values.size, dtype=np.float64)
            return Line(times, values, step, season, first, frequency, int((periods >= first).sum()))
    points = points[-LONGEST:]
    days = np.array([day.toordinal() for day, _ in points], dtype=np.float64)
    step = float(np.median(np.diff(days))) if days.size > 1 else YEAR_DAYS / 12
    values = np.array([value for _, value in points])
    return Line((days - days[0]) / step, values, step, 1, int(days[0]), Frequency.IRREGULAR, len(points))
