"""A project's money by month: planned against done, and against the time that has passed (序时进度)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jinxiu.engines.terms import Period

_NONE = Decimal(0)


class Told(NamedTuple):
    """What is on record of one month, in yuan (None: not stated), and what another post said of the money done."""

    #: The first day of the month.
    month: date
    planned: Decimal | None
    done: Decimal | None
    #: verified, returned, or empty where nobody looked at it yet.
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One month: planned and reported in yuan (None: not stated), and both added up since the first month.

    Money that was returned stays on record as ``said`` and counts nowhere until it is corrected.
    """

    month: date
    planned: Decimal | None
    said: Decimal | None
    verdict: str
    planned_so_far: Decimal
    done_so_far: Decimal

    @property
    def returned(self) -> bool:
        return self.said is not None and self.verdict == "returned"

    @property
    def verified(self) -> bool:
        return self.said is not None and self.verdict == "verified"

    @property
    def waits(self) -> bool:
        """Whether it was reported and nobody looked at it yet."""
        return self.said is not None and not self.verdict

    @property
    def done(self) -> Decimal | None:
        """What counts as done."""
        return None if self.returned else self.said


@dataclass(frozen=True, slots=True)
class Done:
    """Money done in all, in yuan; its parts are what another post verified and what waits for that."""

    verified: Decimal
    waiting: Decimal

    @property
    def total(self) -> Decimal:
        return self.verified + self.waiting


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


def months(rows: Iterable[Told]) -> tuple[Month, ...]:
    """Return months in order with sums so far.

    >>> rows = [Told(date(2024, 2, 1), None, Decimal(3)), Told(date(2024, 1, 1), Decimal(5), None)]
    >>> [month.done_so_far for month in months(rows)]
    [Decimal('0'), Decimal('3')]
    """
    planned = done = _NONE
    out = []
    for told in sorted(rows, key=lambda row: row.month):
        found = Month(told.month, told.planned, told.done, told.verdict, planned, done)
        planned += found.planned or _NONE
        done += found.done or _NONE
        out.append(replace(found, planned_so_far=planned, done_so_far=done))
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


def done_by(rows: Iterable[Month], as_of: date) -> Done | None:
    """Return what was done in all up to a day; None where nothing was reported that counts."""
    done = [row for row in rows if row.done is not None and row.month <= as_of]
    if not done:
        return None
    verified = sum((row.done for row in done if row.verified and row.done is not None), _NONE)
    return Done(verified, sum((row.done for row in done if row.waits and row.done is not None), _NONE))


def _last_day(month: date) -> date:
    return Period.year(month.year).last if month.month == 12 else _before(date(month.year, month.month + 1, 1))


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
