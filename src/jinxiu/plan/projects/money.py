"""A project's money by month: planned against done, and against the time that has passed (序时进度)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jinxiu.engines.terms import Period

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Month:
    """One month: planned and done in yuan (None: not stated), and both added up since the first month."""

    month: date
    planned: Decimal | None
    done: Decimal | None
    planned_so_far: Decimal
    done_so_far: Decimal


@dataclass(frozen=True, slots=True)
class Year:
    """The year of a day: its plan, what was done of it, and what time says should be done."""

    year: int
    planned: Decimal | None
    done: Decimal
    #: Shares between 0 and 1.
    share: Fraction | None
    elapsed: Fraction
    #: The last month of which money was reported.
    reported: date | None

    @property
    def behind(self) -> Fraction | None:
        """How far the share done lies behind the share of the year that has passed (negative: ahead)."""
        return None if self.share is None else self.elapsed - self.share


def months(rows: Sequence[tuple[date, Decimal | None, Decimal | None]]) -> tuple[Month, ...]:
    """Return months in order with sums so far; ``rows`` are (first day of the month, planned, done).

    >>> [m.done_so_far for m in months([(date(2024, 2, 1), None, Decimal(3)), (date(2024, 1, 1), Decimal(5), None)])]
    [Decimal('0'), Decimal('3')]
    """
    planned_so_far = done_so_far = _NONE
    out = []
    for month, planned, done in sorted(rows, key=lambda row: row[0]):
        planned_so_far += planned or _NONE
        done_so_far += done or _NONE
        out.append(Month(month, planned, done, planned_so_far, done_so_far))
    return tuple(out)


def year_of(rows: Sequence[Month], as_of: date) -> Year | None:
    """Return how the year of a day stands; None where nothing is planned or done in it.

    Time passes up to the end of the last month that was reported, never beyond ``as_of``: what nobody reported yet
    is not behind.
    """
    of_year = [row for row in rows if row.month.year == as_of.year]
    if not of_year:
        return None
    plans = [row.planned for row in of_year if row.planned is not None]
    done = [row for row in of_year if row.done is not None and row.month <= as_of]
    planned = sum(plans, _NONE) if plans else None
    total = sum((row.done for row in done if row.done is not None), _NONE)
    reported = max((row.month for row in done), default=None)
    until = min(as_of, _last_day(reported)) if reported else as_of
    share = Fraction(total) / Fraction(planned) if planned else None
    return Year(as_of.year, planned, total, share, Period.year(as_of.year).elapsed(until), reported)


def done_by(rows: Sequence[Month], as_of: date) -> Decimal | None:
    """Return what was done in all up to a day; None where nothing was reported."""
    done = [row.done for row in rows if row.done is not None and row.month <= as_of]
    return sum(done, _NONE) if done else None


def _last_day(month: date) -> date:
    return Period.year(month.year).last if month.month == 12 else _before(date(month.year, month.month + 1, 1))


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
