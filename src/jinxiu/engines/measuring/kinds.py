"""How the value of each kind of measure is made from facts, as points by day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jinxiu.engines.measuring.asks import MADE, Ask, stage_asked, unit_of_figures
from jinxiu.engines.measuring.book import Book
from jinxiu.engines.measuring.columns import NO_STAGE, RUNGS, Bools, Ints
from jinxiu.engines.measuring.exact import Column, hundred, split
from jinxiu.engines.measuring.model import Aggregation, Kind
from jinxiu.engines.measuring.points import (
    SHIFT,
    Numbers,
    Points,
    Rows,
    level,
    measured_in,
    numbers,
    ones,
    points,
    stages,
    told,
    within,
)
from jinxiu.engines.measuring.telling import with_told

_EPOCH = 719_163  # the ordinal of 1970-01-01


def points_of(book: Book, ask: Ask, *, endless: bool = False) -> Points:
    """Return the points of targets of one kind."""
    if ask.is_stage:
        return stages(book, ask)
    made = _KINDS[Kind(ask.kind)](book, ask, endless=endless)
    may_be_told = ask.kind in MADE and (ask.targets.direct >= 0).any()
    return with_told(book, ask, made, endless=endless) if may_be_told else made


def cumulative(book: Book, ask: Ask, *, endless: bool) -> Points:
    """The figures of the period so far: the latest, their sum, mean, largest or smallest."""
    units = [p.unit for p in ask.promises]
    rows = measured_in(book, within(book, ask, told(book, ask)), units)
    room = np.bincount(rows.of, minlength=len(ask)) if ask.aggregation in _SUMMED else ones(ask)
    found = numbers(book, rows, units, ask.least, room, endless=endless)
    top, under = found.values, None
    if ask.aggregation in _SUMMED:
        top = running_sum(rows.of, found.values)
    if ask.aggregation is Aggregation.MEAN:
        under = like(running_sum(rows.of, np.ones(len(rows), dtype=np.int64)), top)
    if ask.aggregation in {Aggregation.MAX, Aggregation.MIN}:
        top = running_most(rows.of, found.values, smallest=ask.aggregation is Aggregation.MIN)
    return points(ask, book, rows, top, found.scale, found.misfit, under=under)


_SUMMED = frozenset({Aggregation.SUM, Aggregation.MEAN})


def growth(book: Book, ask: Ask, *, endless: bool) -> Points:
    """(figure − figure of the same day a year before) ÷ the latter; a growth that was told as such stands as told.

    Without a figure of that very day, or against nothing or a loss, there is no growth to tell.
    """
    all_rows = told(book, ask)
    units = [unit_of_figures(p) for p in ask.promises]
    figures = measured_in(book, all_rows, units)
    levels = numbers(book, figures, units, np.zeros(len(ask), dtype=np.int64), _hundreds(ask) * 2, endless=endless)
    base = at_day(figures, book.day[figures.row], figures.of, year_before(book.day[figures.row]))
    grown = (base >= 0) & (levels.values[base] > 0)
    grown &= np.isin(np.arange(len(figures)), _inside(book, ask, figures))
    now, before = levels.values[grown], levels.values[base[grown]]

    direct = measured_in(book, within(book, ask, all_rows), _told_units(ask, units))
    said = numbers(book, direct, [p.unit for p in ask.promises], ask.least, ones(ask), endless=endless)
    made = figures.where(grown)
    times = like(_hundreds(ask), now)[made.of] * ten_to(-said.scale, now)[made.of]
    top = np.concatenate([(now - before) * times, said.values])
    under = np.concatenate([before, like(np.ones(len(direct), dtype=np.int64), before)])
    beside = np.concatenate([figures.row[base[grown]], np.full(len(direct), -1)])
    both = Rows(np.concatenate([made.of, direct.of]), np.concatenate([made.row, direct.row]))
    order = np.lexsort((both.row, both.of))
    both = Rows(both.of[order], both.row[order])
    misfit = levels.misfit | said.misfit | too_large(made.of, now, before, times, len(ask))
    return points(ask, book, both, top[order], said.scale, misfit, under=under[order], beside=beside[order])


def increment(book: Book, ask: Ask, *, endless: bool) -> Points:
    """Figure − baseline: the one that the promise names, or the last figure before the period."""
    units = [unit_of_figures(p) for p in ask.promises]
    figures = measured_in(book, told(book, ask), units)
    named = [split(p.measure.baseline) if p.measure.baseline is not None else None for p in ask.promises]
    least = np.minimum(ask.least, np.array([b[1] if b else 0 for b in named], dtype=np.int64))
    found = numbers(book, figures, units, least, ones(ask) * 2, endless=endless)
    before = last_before(figures, book.day[figures.row], ask.targets.begins)
    fixed = np.array([b is not None for b in named], dtype=np.bool_)
    lines = [b[0] * 10 ** (b[1] - int(s)) if b else 0 for b, s in zip(named, found.scale, strict=True)]
    large = np.array([abs(line) > 2**60 for line in lines], dtype=np.bool_)
    line = np.array(
        [0 if out and not endless else at for at, out in zip(lines, large, strict=True)], found.values.dtype
    )
    if len(figures):
        line = np.where(fixed, line, found.values[np.maximum(before, 0)])
    keep = (book.day[figures.row] >= ask.targets.begins[figures.of]) & (fixed | (before >= 0))[figures.of]
    rows = figures.where(keep)
    beside = np.where(fixed | (before < 0), -1, figures.row[np.maximum(before, 0)] if len(figures) else -1)
    misfit = found.misfit | (large & (not endless))
    top = found.values[keep] - line[rows.of]
    return points(ask, book, rows, top, found.scale, misfit, beside=beside[rows.of])


def share(book: Book, ask: Ask, *, endless: bool) -> Points:
    """Latest part ÷ latest whole, on each day on which one of them is told: the whole may grow."""
    part, whole, found = _two(book, ask, endless=endless)
    return _quotient(book, ask, part, whole, found)


def rate(book: Book, ask: Ask, *, endless: bool) -> Points:
    """Sum of the parts ÷ sum of the wholes, of the period so far; of running totals the latest ÷ the latest."""
    part, whole, found = _two(book, ask, endless=endless, period=True)
    if ask.aggregation is not Aggregation.SUM:
        return _quotient(book, ask, part, whole, found)
    sums = np.concatenate(
        [
            running_sum(part.of, found.values[: len(part)]),
            running_sum(whole.of, found.values[len(part) :]),
        ]
    )
    return _quotient(book, ask, part, whole, Numbers(sums, found.scale, found.misfit))


def relative(book: Book, ask: Ask, *, endless: bool) -> Points:
    """Own figure − or ÷ the other measure's figure of the same day."""
    own, other, found = _two(book, ask, endless=endless, period=True)
    day, there = book.day[own.row], book.day[other.row]
    at = at_day(other, there, own.of, day)
    mine, theirs = found.values[: len(own)], found.values[len(own) :]
    paired = at >= 0
    if ask.kind == Kind.RATIO:
        paired &= theirs[at] > 0 if len(other) else False
    rows, top, against = own.where(paired), mine[paired], theirs[at[paired]]
    beside = other.row[at[paired]]
    if ask.kind == Kind.DIFFERENCE:
        return points(ask, book, rows, top - against, found.scale, found.misfit, beside=beside)
    times = like(_hundreds(ask), top)[rows.of] * ten_to(-ask.least, top)[rows.of]
    misfit = found.misfit | too_large(rows.of, top, against, times, len(ask))
    return points(ask, book, rows, top * times, ask.least, misfit, under=against, beside=beside)


def count(book: Book, ask: Ask, *, endless: bool) -> Points:
    """How many works (or members) reached the stage by each day on which something is told of one.

    Summed up (``sum``), only those that are known to have reached this very stage on a day of the period: what was
    seen further on, or before, may be of an earlier one.
    """
    rows = told(book, ask, works=True)
    stage = book.facts.stage[book.rows[rows.row]]
    rows, stage = rows.where(stage != NO_STAGE), stage[stage != NO_STAGE]
    floor = np.array([s.rung if (s := stage_asked(p)) else 0 for p in ask.promises], dtype=np.int64)
    first = first_of(book, rows, RUNGS[stage] >= floor[rows.of])
    if ask.aggregation is Aggregation.SUM:
        first &= book.facts.event[book.rows[rows.row]] & (RUNGS[stage] == floor[rows.of])
        inside = book.day[rows.row] >= ask.targets.begins[rows.of]
        rows, first = rows.where(inside), first[inside]
    top = running_sum(rows.of, first.astype(np.int64))
    misfit = np.zeros(len(ask), dtype=np.bool_)
    top = like(top, np.zeros(0, dtype=object)) if endless else top
    scaled = top * ten_to(-ask.least, top)[rows.of]
    return points(ask, book, rows, scaled, ask.least, misfit)


_KINDS: dict[Kind, Callable[..., Points]] = {
    Kind.LEVEL: level,
    Kind.CUMULATIVE: cumulative,
    Kind.SPENDING: cumulative,
    Kind.GROWTH: growth,
    Kind.INCREMENT: increment,
    Kind.SHARE: share,
    Kind.RATE: rate,
    Kind.COUNT: count,
    Kind.DIFFERENCE: relative,
    Kind.RATIO: relative,
}


def _two(book: Book, ask: Ask, *, endless: bool, period: bool = False) -> tuple[Rows, Rows, Numbers]:
    """Return the rows of own and of other, and the values of both, one after the other, in one scale."""
    units = [unit_of_figures(p) for p in ask.promises]
    own, other = told(book, ask), told(book, ask, series=ask.targets.other)
    if period:
        own, other = within(book, ask, own), within(book, ask, other)
    own, other = measured_in(book, own, units), measured_in(book, other, units)
    both = Rows(np.concatenate([own.of, other.of]), np.concatenate([own.row, other.row]))
    least = ask.least if ask.kind == Kind.DIFFERENCE else np.zeros(len(ask), dtype=np.int64)
    room = _hundreds(ask) * np.maximum(np.bincount(both.of, minlength=len(ask)), 2)
    return own, other, numbers(book, both, units, least, room, endless=endless)


def _quotient(book: Book, ask: Ask, part: Rows, whole: Rows, found: Numbers) -> Points:
    """Return a point for each day on which part or whole is told; what is not told yet is not known."""
    of = np.concatenate([part.of, whole.of])
    row = np.concatenate([part.row, whole.row])
    is_part = np.arange(len(of)) < len(part)
    order = np.lexsort((is_part, book.day[row], of))
    of, row, is_part, values = of[order], row[order], is_part[order], found.values[order]
    at = np.arange(len(of))
    begin = np.searchsorted(of, of)
    latest_part = np.maximum.accumulate(np.where(is_part, at, -1)) if len(of) else at
    latest_whole = np.maximum.accumulate(np.where(is_part, -1, at)) if len(of) else at
    key = (of << SHIFT) + book.day[row]
    last_of_day = np.append(key[1:] != key[:-1], True)[: len(key)]
    keep = last_of_day & (latest_part >= begin) & (latest_whole >= begin)
    of, row = of[keep], row[keep]
    top, under = values[latest_part[keep]], values[latest_whole[keep]]
    due_or_none = (under > 0) | ((under == 0) & (top == 0))  # something of nothing is no share
    keep_part = order_rows(part, whole, order)[latest_part[keep]]
    keep_whole = order_rows(part, whole, order)[latest_whole[keep]]
    rows = Rows(of[due_or_none], keep_part[due_or_none])
    top, under, beside = top[due_or_none], under[due_or_none], keep_whole[due_or_none]
    times = like(_hundreds(ask), top)[rows.of] * ten_to(-ask.least, top)[rows.of]
    misfit = found.misfit | too_large(rows.of, top, under, times, len(ask))
    # The day is that of the later of the two figures.
    later = np.maximum(book.day[rows.row], book.day[beside])
    return points(ask, book, rows, top * times, ask.least, misfit, under=under, beside=beside, day=later)


def order_rows(part: Rows, whole: Rows, order: Ints) -> Ints:
    """Return the sorted rows of part and whole in an order."""
    return np.concatenate([part.row, whole.row])[order]


def _hundreds(ask: Ask) -> Ints:
    return np.array([hundred(p.unit) for p in ask.promises], dtype=np.int64)


def _told_units(ask: Ask, units: list[str]) -> list[str]:
    """Return the units in which a growth may be told as such: the target's, where its levels have another."""
    return ["" if unit == promise.unit else promise.unit for unit, promise in zip(units, ask.promises, strict=True)]


def _inside(book: Book, ask: Ask, rows: Rows) -> Ints:
    day = book.day[rows.row]
    keep = (day >= ask.targets.begins[rows.of]) & (day <= ask.targets.due[rows.of])
    return np.flatnonzero(keep)


def like(values: Column, other: Column) -> Column:
    """Return integers in the form of another column."""
    return values.astype(other.dtype)


def ten_to(power: Ints, other: Column) -> Column:
    """Return 10^power as integers in the form of another column."""
    if other.dtype != object:
        return np.asarray(10 ** np.minimum(power, 18))
    out = np.empty(len(power), dtype=object)
    out[:] = [10**p for p in power.tolist()]
    return out


def too_large(of: Ints, top: Column, under: Column, times: Column, targets: int) -> Bools:
    """Say whose quotients do not fit: top times a hundred and the goal's scale."""
    misfit = np.zeros(targets, dtype=np.bool_)
    if top.dtype != object:
        bad = np.maximum(np.abs(top), np.abs(under)) > 2**60 // np.maximum(times, 1)
        misfit[of[bad]] = True
    return misfit


def running_sum(of: Ints, values: Column) -> Column:
    """Return the sum of each target's values so far; int64 may wrap between targets, never within one that fits."""
    if not len(of):
        return values
    total = np.cumsum(values, dtype=values.dtype)
    begin = np.searchsorted(of, of)
    return np.asarray(total - (total[begin] - values[begin]))


def running_most(of: Ints, values: Column, *, smallest: bool) -> Column:
    """Return the largest or smallest of each target's values so far, by their ranks."""
    if not len(of):
        return values
    order = np.argsort(-values if smallest else values, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    most = np.maximum.accumulate(rank + of * len(order)) - of * len(order)
    return np.asarray(values[order[most]])


def first_of(book: Book, rows: Rows, there: Bools) -> Bools:
    """Say which rows are the first that show their work at the stage; a member is a work where none is named."""
    at = book.rows[rows.row]
    work, member = (column[at].astype(np.int64) for column in (book.facts.work, book.facts.member))
    key = (rows.of << SHIFT) + np.where(work >= 0, 2 * work, 2 * member + 1)
    at = np.flatnonzero(there)
    _members, first = np.unique(key[at], return_index=True)
    out = np.zeros(len(rows), dtype=np.bool_)
    out[at[first]] = True
    return out


def at_day(rows: Rows, day: NDArray[Any], of: Ints, wanted: NDArray[Any]) -> Ints:
    """Return where the last of each target's rows of a wanted day stands; −1 where it has none of that day."""
    if not len(rows):
        return np.full(len(of), -1)
    key = (rows.of << SHIFT) + day
    asked = (of << SHIFT) + wanted
    at = np.searchsorted(key, asked, side="right") - 1
    return np.where((at >= 0) & (key[at] == asked), at, -1)


def last_before(rows: Rows, day: NDArray[Any], first: NDArray[Any]) -> Ints:
    """Return where each target's last row before a day stands; −1 for none."""
    targets = np.arange(len(first))
    if not len(rows):
        return np.full(len(first), -1)
    at = np.searchsorted((rows.of << SHIFT) + day, (targets << SHIFT) + first) - 1
    return np.where((at >= 0) & (rows.of[at] == targets), at, -1)


def year_before(day: NDArray[Any]) -> Ints:
    """Return the same day of the year before; a month's last day answers a month's last day.

    >>> from datetime import date
    >>> [date.fromordinal(int(d)).isoformat() for d in year_before(np.array([738944, 738945, 739310]))]
    ['2023-02-28', '2023-02-28', '2024-02-29']
    """
    days = (np.asarray(day, dtype=np.int64) - _EPOCH).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    of_month = (days - month.astype("datetime64[D]")).astype(np.int64) + 1
    earlier = month - 12
    longest = _days_in(earlier)
    same = np.where(of_month == _days_in(month), longest, np.minimum(of_month, longest))
    return np.asarray(earlier.astype("datetime64[D]").astype(np.int64) + same - 1 + _EPOCH)


def _days_in(month: NDArray[Any]) -> Ints:
    return np.asarray(((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64))
