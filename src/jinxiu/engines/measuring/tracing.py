"""The explanation of one result: the formula's name, the figures put into it, and what every known fact did in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from jinxiu.engines.measuring.asks import ADVANCE, MILESTONE, Ask
from jinxiu.engines.measuring.book import Book
from jinxiu.engines.measuring.columns import NO_DAY, NO_MEMBER, Ints
from jinxiu.engines.measuring.judging import Verdict
from jinxiu.engines.measuring.model import Aggregation, Kind
from jinxiu.engines.measuring.telling import AS_TOLD
from jinxiu.engines.terms import Part

_V = Verdict
_PARTS = (Part.CONTEXT, Part.CONFLICTING, Part.UNDATED)
_BOUND = (_V.KEPT, _V.BROKEN, _V.HOLDING, _V.EXCEEDED)
_AT_ANY_TIME = (
    _V.SILENT,
    _V.SILENT_SINCE,
    _V.REACHED_DAY_UNKNOWN,
    _V.REACHED,
    _V.LATE,
    _V.MISSED,
    _V.UNDER_WAY,
    _V.BEHIND,
)
_AT_THE_END = (_V.SILENT, _V.SILENT_SINCE, *_BOUND)
_WITHIN = tuple(v for v in _AT_ANY_TIME if v not in {_V.LATE, _V.REACHED_DAY_UNKNOWN})
#: Which verdicts each kind can give; the names of their formulas are stable.
_VERDICTS: dict[str, tuple[Verdict, ...]] = {
    MILESTONE: tuple(v for v in _AT_ANY_TIME if v is not _V.BEHIND),
    ADVANCE: (_V.SILENT, _V.UNDER_WAY, _V.KEPT),
    Kind.LEVEL: (*_AT_ANY_TIME, *_BOUND),
    Kind.CUMULATIVE: (*_WITHIN, *_BOUND),
    Kind.SPENDING: (*_WITHIN, *_BOUND),
    Kind.INCREMENT: (*_AT_ANY_TIME, *_BOUND),
    Kind.COUNT: (*_AT_ANY_TIME, *_BOUND),
    Kind.SHARE: (*_AT_ANY_TIME, *_BOUND, _V.NOTHING_DUE),
    Kind.RATE: (*_AT_THE_END, _V.NOTHING_DUE),
    Kind.GROWTH: _AT_THE_END,
    Kind.DIFFERENCE: _AT_THE_END,
    Kind.RATIO: _AT_THE_END,
}


def formula(kind: str, verdict: Verdict) -> str:
    """Return the stable name of a formula.

    >>> formula("level", Verdict.KEPT), formula("level", Verdict.LATE), formula("growth", Verdict.KEPT)
    ('bound.kept', 'quantity.late', 'growth.kept')
    """
    if kind == MILESTONE and verdict is _V.REACHED:
        return "milestone.reached_in_time"
    if kind == Kind.LEVEL:
        kind = "bound" if verdict in _BOUND else "quantity"
    return f"{kind}.{verdict.name.lower()}"


#: Every formula that a trace can name.
FORMULAS = frozenset(formula(kind, verdict) for kind, verdicts in _VERDICTS.items() for verdict in verdicts)


def used_rows(ask: Ask, of: int, book: Book, rows: Ints, beside: Ints | None, at: int, begin: int) -> list[int]:
    """Return the sorted rows that made a point: one, two, or all of the period so far."""
    if at < 0:
        return []
    if beside is not None and beside[at] == AS_TOLD:
        return [int(rows[at])]
    if ask.kind == Kind.COUNT and beside is not None:
        return [int(row) for row, by in zip(rows[begin : at + 1], beside[begin : at + 1], strict=True) if by != AS_TOLD]
    if ask.kind in {ADVANCE, Kind.COUNT} or (
        ask.kind in {Kind.CUMULATIVE, Kind.SPENDING} and ask.aggregation is not Aggregation.LAST
    ):
        return [int(row) for row in rows[begin : at + 1]]
    if ask.kind == Kind.RATE and ask.aggregation is Aggregation.SUM:
        return _of_the_period(ask, of, book, max(int(book.day[rows[at]]), int(book.day[beside[at]])))  # type: ignore[index]
    pair = [int(rows[at])]
    if beside is not None and beside[at] >= 0:
        pair.append(int(beside[at]))
    return pair


def _of_the_period(ask: Ask, of: int, book: Book, day: int) -> list[int]:
    out: list[int] = []
    for series in (ask.targets.series[of], ask.targets.other[of]):
        if series >= 0:
            rows = np.arange(book.start[series], book.start[series + 1])
            inside = (book.day[rows] >= ask.targets.begins[of]) & (book.day[rows] <= day) & book.deciding[rows]
            out += rows[inside].tolist()
    return out


Columns = tuple[list[str], list[Part], list[date | None]]


@dataclass(frozen=True)
class Inputs:
    """Sorted rows ``first`` and onwards in the form in which traces carry them."""

    first: int
    keys: list[str]
    days: list[date | None]
    parts: list[Part]
    members: list[int]

    @classmethod
    def of(cls, book: Book, first: int, last: int) -> Inputs:
        """Prepare the rows from ``first`` up to ``last``."""
        facts, rows = book.facts, book.rows[first:last]
        seen = _Days()
        codes = np.where(facts.doubtful[rows], 1, np.where(facts.settles[rows] & facts.undated[rows], 2, 0))
        keys = facts.keys[rows].tolist()
        members = facts.member[rows].tolist() if facts.members else []
        return cls(
            first,
            keys if facts.keys.dtype == object else list(map(str, keys)),
            [seen[day] for day in book.day[first:last].tolist()],
            [_PARTS[code] for code in codes.tolist()],
            members,
        )

    def up_to(
        self,
        book: Book,
        series: int,
        day: int,
        used: Sequence[int],
        against: Sequence[int],
        member: int,
        *,
        counts_works: bool,
    ) -> Columns:
        """Return the inputs of one series that tell of days up to ``day``; those of no known day come after them."""
        low, high = int(book.start[series]), int(book.start[series + 1])
        days = book.day[low:high]
        known, undated = (low + int(at) for at in (days.searchsorted(day, "right"), days.searchsorted(NO_DAY)))
        out = self._between(low, known, used, against)
        if undated < high:
            keys, parts, dates = self._between(undated, high, used, against)
            out = out[0] + keys, out[1] + parts, out[2] + dates
        if member == NO_MEMBER and (undated == high or not self.members):
            return out
        about = [NO_MEMBER] * len(out[0])
        if self.members:
            spans = (slice(begin - self.first, end - self.first) for begin, end in ((low, known), (undated, high)))
            about = [of for span in spans for of in self.members[span]]
        return _of_member(out, about, member, counts_works=counts_works)

    def _between(self, begin: int, end: int, used: Sequence[int], against: Sequence[int]) -> Columns:
        """Return the rows from ``begin`` up to ``end``, with what each did."""
        span = slice(begin - self.first, end - self.first)
        parts = self.parts[span]
        for rows, part in ((against, Part.CONFLICTING), (used, Part.USED)):
            for row in rows:
                if begin <= row < end:
                    parts[row - begin] = part
        return self.keys[span], parts, self.days[span]


def _of_member(columns: Columns, about: list[int], member: int, *, counts_works: bool) -> Columns:
    """Leave out what is told of another member; what is told of the whole, or of any, stands beside."""
    keys, parts, days = [], [], []
    for key, part, day, of in zip(*columns, about, strict=True):
        if member in {NO_MEMBER, of} or of == NO_MEMBER:
            beside = part is Part.UNDATED and of != member and not counts_works
            keys.append(key)
            parts.append(Part.CONTEXT if beside else part)
            days.append(day)
    return keys, parts, days


class _Days(dict[int, date | None]):
    """Each day made once."""

    def __missing__(self, number: int) -> date | None:
        self[number] = day = None if number == NO_DAY else date.fromordinal(number)
        return day
