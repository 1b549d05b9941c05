"""What should have been told by now and was not: periods, their ends, and the days of grace after them.

A figure that comes monthly is owed for every calendar month; one figure dated anywhere in a period tells of it. After
a period ends its figure may still come for some days (grace). Only what follows the latest figure is missing: a gap
before it was passed over, and nobody waits for it any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    """How often a figure is to be told (上报频率)."""

    MONTH = "month"  # 月报
    QUARTER = "quarter"  # 季报
    HALF = "half-year"  # 半年报
    YEAR = "year"  # 年报
    ONCE = "once"  # 一次性


_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF: 6, Frequency.YEAR: 12, Frequency.ONCE: 12}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GraceRule:
    """How many days after a period ends its figure may still come; dated.

    ``days`` goes by frequency, ``deadline`` holds for the last day of a promise, ``first`` for the first word of a
    promise that is told of in no fixed rhythm, from the day on which it begins to run.
    """

    days: Mapping[Frequency, int]
    deadline: int
    first: int
    effective_from: date
    effective_to: date | None = None
    source: str = ""

    def in_force(self, day: date) -> bool:
        """Say whether the rule holds on ``day``."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Silence:
    """What is missing: the end of the first period untold, how many periods are, and for how many days by now."""

    since: date
    periods: int
    days: int


def rule_of(rules: Sequence[GraceRule], day: date) -> GraceRule | None:
    """Return the rule in force on a day; the first where several are, None where there is none."""
    return next((rule for rule in rules if rule.in_force(day)), None)


def period_end(frequency: Frequency, day: date) -> date:
    """Return the last day of the period that a day lies in.

    >>> period_end(Frequency.MONTH, date(2024, 2, 3)), period_end(Frequency.QUARTER, date(2023, 1, 1))
    (datetime.date(2024, 2, 29), datetime.date(2023, 3, 31))
    """
    months = _MONTHS[frequency]
    last = day.month - (day.month - 1) % months + months - 1
    return date(day.year + last // 12, last % 12 + 1, 1) - _DAY


def silence(
    frequency: Frequency,
    last: date | None,
    begins: date,
    ends: date | None,
    today: date,
    rules: Sequence[GraceRule],
) -> Silence | None:
    """Return what is missing at the end of ``today`` of a figure last told for ``last``; None where nothing is.

    The first period owed is the one after that of ``last``; the one of ``begins`` where nothing was told yet. ``ends``
    is the last day on which anybody asks for it (None: for ever): the period that it lies in is the last one owed.
    What is told once is owed at ``ends``, without one at the end of the year in which it began to be asked for. Where
    no rule is in force there is no grace.

    >>> silence(Frequency.MONTH, date(2024, 1, 31), date(2024, 1, 1), None, date(2024, 4, 2), ())
    Silence(since=datetime.date(2024, 2, 29), periods=2, days=33)
    """
    overdue = [
        end for end in _owed(frequency, last, begins, ends, today) if end + _grace(rules, frequency, end) < today
    ]
    return Silence(overdue[0], len(overdue), (today - overdue[0]).days) if overdue else None


def _owed(frequency: Frequency, last: date | None, begins: date, ends: date | None, today: date) -> Iterator[date]:
    """Yield the ends of the periods that are owed up to a day, in their order."""
    if frequency is Frequency.ONCE:
        if last is None:
            yield ends or period_end(frequency, begins)
        return
    end = period_end(frequency, begins if last is None else period_end(frequency, last) + _DAY)
    final = today if ends is None else min(today, period_end(frequency, ends))
    while end <= final:
        yield end
        end = period_end(frequency, end + _DAY)


def past_deadline(due: date, today: date, rules: Sequence[GraceRule]) -> Silence | None:
    """Return what is missing of a promise whose day has passed; None as long as word of it may still come."""
    rule = rule_of(rules, due)
    grace = timedelta(days=rule.deadline if rule else 0)
    return Silence(due, 1, (today - due).days) if due + grace < today else None


def never_told(begins: date, today: date, rules: Sequence[GraceRule]) -> Silence | None:
    """Return what is missing of a running promise of which nothing was ever told; None in its first days."""
    rule = rule_of(rules, begins)
    grace = timedelta(days=rule.first if rule else 0)
    return Silence(begins, 0, (today - begins).days) if begins + grace < today else None


def _grace(rules: Sequence[GraceRule], frequency: Frequency, day: date) -> timedelta:
    rule = rule_of(rules, day)
    return timedelta(days=rule.days.get(frequency, 0) if rule else 0)
