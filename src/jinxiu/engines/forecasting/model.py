"""What forecasting takes and what it gives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from jinxiu.engines.terms import Comparator, Rung
from jinxiu.engines.terms.comparator import ABOUT_TOLERANCE

Number = Decimal | float | int
#: A probability from which on nothing more is asked for.
SURE_ENOUGH = 0.8
#: Half of what lies outside the central 80 % interval.
TAIL = 0.1


class Frequency(StrEnum):
    """How often a figure comes."""

    MONTH = "month"  # 月度
    QUARTER = "quarter"  # 季度
    YEAR = "year"  # 年度
    IRREGULAR = "irregular"  # 不定期


def finite(value: Number, what: str) -> float:
    """Return the number as a float; ValueError names what is not a finite number."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{what} must be a finite number, not {value}")
    return number


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to hold for the value, or for the number of works, on the day ``due`` (its last moment)."""

    comparator: Comparator
    value: Number
    value_to: Number | None
    due: date

    def __post_init__(self) -> None:
        finite(self.value, "a goal's value")
        if self.value_to is not None:
            finite(self.value_to, "a goal's upper value")

    @property
    def at_most(self) -> bool:
        """Whether small values keep the goal."""
        return self.comparator is Comparator.AT_MOST

    @property
    def threshold(self) -> float:
        """The value from which on (for ``<=``: up to which) the goal is kept, read as ``Comparator.holds`` reads it.

        >>> Goal(Comparator.ABOUT, 100, None, date(2024, 12, 31)).threshold
        90.0
        """
        value = Decimal(str(self.value))
        if self.comparator is Comparator.ABOUT:
            value -= abs(value) * ABOUT_TOLERANCE
        return float(value)

    def holds(self, value: float) -> bool:
        """Say whether ``value`` keeps the goal."""
        return value <= self.threshold if self.at_most else value >= self.threshold


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one measure in one unit, in any order; a figure dated within a month stands for that month.

    ``cumulative`` figures count up within the calendar year and start again (1—n月累计). ``lower`` and ``upper``
    are bounds that the measure cannot pass: 0 for a count, 0 and 100 for a share. Raises ValueError for figures
    that are not finite, lie outside the bounds, or tell twice of one day.
    """

    days: tuple[date, ...]
    values: tuple[Number, ...]
    frequency: Frequency
    cumulative: bool = False
    lower: float | None = None
    upper: float | None = None

    def __post_init__(self) -> None:
        if len(self.days) != len(self.values):
            raise ValueError(f"{len(self.days)} days cannot date {len(self.values)} values")
        if len(set(self.days)) != len(self.days):
            twice = next(day for day in self.days if self.days.count(day) > 1)
            raise ValueError(f"a series cannot hold two values of {twice}")
        low = -math.inf if self.lower is None else finite(self.lower, "a lower bound")
        high = math.inf if self.upper is None else finite(self.upper, "an upper bound")
        for day, value in zip(self.days, self.values, strict=True):
            if not low <= finite(value, f"the value of {day}") <= high:
                raise ValueError(f"the value of {day} is {value}, outside the bounds {self.lower} to {self.upper}")


@dataclass(frozen=True, slots=True)
class Work:
    """A named work: the day it reached each rung, and the day it is planned to.

    Rungs that a work skips simply have no day. ``kind`` groups works that take alike times (may be empty).
    """

    key: str
    kind: str
    reached: Mapping[Rung, date]
    planned: Mapping[Rung, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Driver:
    """What moves the probability, in probability points (0.12 = twelve points up).

    For a series ``name`` is ``gap`` (what the last value alone would give, against even odds), ``trend`` or
    ``season``; together with 0.5 they add up to the probability. For works ``name`` is ``work`` or ``rung``:
    how much lower the probability were if that work, or all works standing on that rung, came to a halt.
    """

    key: str
    name: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Need:
    """What would bring the probability to 0.8.

    ``per_month``: so much more a month than the median path (for ``<=`` less, negative), in the series' unit.
    ``work``: the work ``key`` on ``rung`` by ``by``.
    """

    name: str
    by: date
    amount: float | None = None
    key: str = ""
    rung: Rung | None = None


@dataclass(frozen=True, slots=True)
class PathPoint:
    """The central 80 % interval and the median on a day."""

    day: date
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will become of a goal.

    ``probability`` is that of the goal holding at its deadline. ``low``, ``median`` and ``high`` are the 10, 50 and
    90 % points of the value (the count, the rung's probability) at the deadline; None where nothing is known.
    ``expected_on`` is when the median path first keeps the goal, None if not within five years; ``interval_on`` the
    same for the favourable and the unfavourable end of the interval. ``reason`` is a stable name, empty where the
    history is enough: ``no_history``, ``too_short``, ``no_full_year``, ``one_full_year``, ``no_works``,
    ``too_few_works``, ``few_finished_steps``.
    """

    key: str
    as_of: date
    due: date
    probability: float
    low: float | None
    median: float | None
    high: float | None
    method: str
    enough_history: bool
    reason: str = ""
    expected_on: date | None = None
    interval_on: tuple[date | None, date | None] = (None, None)
    drivers: tuple[Driver, ...] = ()
    needed: tuple[Need, ...] = ()
    path: tuple[PathPoint, ...] = ()
