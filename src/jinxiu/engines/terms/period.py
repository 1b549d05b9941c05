"""Stretches of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``first`` to ``last``, both included.

    >>> Period.year(2024).days
    366
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end on {self.last} before it begins on {self.first}")

    @classmethod
    def year(cls, year: int) -> Period:
        """Return the calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    @property
    def end(self) -> date:
        """The day after the last one, for half-open comparisons."""
        return self.last + timedelta(days=1)

    def elapsed(self, day: date) -> Fraction:
        """Return the share of the period that has passed when ``day`` ends, between 0 and 1 (时间进度).

        >>> Period.year(2023).elapsed(date(2023, 12, 31))
        Fraction(1, 1)
        """
        return Fraction(min(max((day - self.first).days + 1, 0), self.days), self.days)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last
