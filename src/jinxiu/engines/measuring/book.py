"""Facts sorted once: by series, then day, then order. Every question afterwards is a search in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jinxiu.engines.measuring.columns import NO_DAY, Bools, Facts, Ints

_WHOLE = 62  # bits of a packed key


@dataclass(frozen=True)
class Book:
    """The facts that counted at a moment: ``rows`` of ``facts``, sorted; series s is ``start[s]:start[s+1]``."""

    facts: Facts
    rows: Ints
    start: Ints

    @classmethod
    def of(cls, facts: Facts, series: int, known_at: datetime | None) -> Book:
        """Sort the facts of ``series`` series that counted at ``known_at`` (None: all that count)."""
        known = facts.known(known_at) & (facts.series >= 0) & (facts.series < series)
        rows = np.arange(len(facts)) if known.all() else np.flatnonzero(known)
        rows = rows[_order(facts, rows)]
        counts = np.bincount(facts.series[rows], minlength=series)
        return cls(facts, rows, np.concatenate(([0], np.cumsum(counts))).astype(np.int64))

    @cached_property
    def day(self) -> NDArray[np.int32]:
        """The days of the sorted rows."""
        return self.facts.day[self.rows]

    @cached_property
    def deciding(self) -> Bools:
        """Which of the sorted rows may decide: they settle, no source contradicts them, and their day is known."""
        may = self.facts.settles & ~self.facts.doubtful & ~self.facts.undated
        return np.asarray(may[self.rows])

    def pairs(self, series: NDArray[np.int32]) -> tuple[Ints, Ints]:
        """Return, for each of some targets with the series that it reads, which target and which sorted row."""
        asked = np.where(series >= 0, series, 0)
        low = self.start[asked]
        count = np.where(series >= 0, self.start[asked + 1] - low, 0)
        of = np.repeat(np.arange(len(series)), count)
        ends = np.cumsum(count)
        return of, np.arange(len(of)) + np.repeat(low - (ends - count), count)


def _order(facts: Facts, rows: Ints) -> Ints:
    """Return the order of some rows. Where series, day and row fit one integer, one sort of integers does it."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    series, day, order = facts.series[rows], facts.day[rows], facts.order[rows]
    if not (order[1:] >= order[:-1]).all():
        return np.lexsort((order, day, series))
    dated = day != NO_DAY
    low, high = (int(day[dated].min()), int(day[dated].max())) if dated.any() else (0, 0)
    bits_day, bits_row = (high - low + 1).bit_length(), len(rows).bit_length()
    if int(series.max()).bit_length() + bits_day + bits_row > _WHOLE:
        return np.lexsort((order, day, series))
    key = series.astype(np.int64) << bits_day
    key += np.where(dated, day - low, high - low + 1)
    if (key[1:] >= key[:-1]).all():
        return np.arange(len(rows))
    packed = (key << bits_row) | np.arange(len(rows))
    packed.sort()
    return np.asarray(packed & ((1 << bits_row) - 1))
