"""Points: what a measure came to, day by day. Everything that is judged is judged on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jinxiu.engines.measuring.asks import MILESTONE, Ask, stage_asked
from jinxiu.engines.measuring.book import Book
from jinxiu.engines.measuring.columns import NO_DAY, NO_MEMBER, NO_STAGE, NO_UNIT, RUNGS, Bools, Ints
from jinxiu.engines.measuring.exact import LIMIT, Column, comparable, fits, in_steps, in_unit, shifted, split

#: A key of target and day in one integer.
SHIFT = 32
_LONGEST = 18  # powers of ten that an int64 holds


@dataclass(frozen=True)
class Points:
    """Points of one ask, by target and day: ``value = top ÷ under × 10^scale`` (``under`` None: 1).

    ``row`` is the sorted row that made a point, ``beside`` the other figure that it was set against (−1: none).
    A stage stands as its rung. ``goal`` and ``kept`` are the number promised and the one that keeps it, in scale.
    ``misfit`` says which targets do not fit an int64.
    """

    of: Ints
    row: Ints
    beside: Ints | None
    day: NDArray[np.int32]
    top: Column
    under: Column | None
    scale: Ints
    goal: Column
    kept: Column
    misfit: Bools

    @cached_property
    def start(self) -> Ints:
        """Where each target's points begin; one more than targets."""
        counts = np.bincount(self.of, minlength=len(self.scale))
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)

    @cached_property
    def key(self) -> Ints:
        """Target and day in one integer, ascending."""
        return (self.of << SHIFT) + self.day


@dataclass(frozen=True)
class Rows:
    """Sorted rows of the book, each for one target of an ask."""

    of: Ints
    row: Ints

    def __len__(self) -> int:
        return len(self.of)

    def where(self, keep: Bools) -> Rows:
        """Return some of them."""
        return self if keep.all() else Rows(self.of[keep], self.row[keep])


@dataclass(frozen=True)
class Numbers:
    """Values of rows as integers × 10^scale of their target, and which targets do not fit an int64."""

    values: Column
    scale: Ints
    misfit: Bools


def told(book: Book, ask: Ask, *, series: NDArray[np.int32] | None = None, works: bool = False) -> Rows:
    """Return the rows of a series (the targets' own) that may decide, by target, day and order.

    ``works`` asks for those that tell of works: of one member's works where the target names a member.
    """
    of, row = book.pairs(ask.targets.series if series is None else series)
    keep = book.deciding[row]
    if book.facts.members or works or any(p.member for p in ask.promises):
        about = book.facts.member[book.rows[row]]
        wanted = ask.members_among(book.facts.members)[of]
        if works:
            work = book.facts.work[book.rows[row]]
            keep = keep & np.where(wanted == NO_MEMBER, (work >= 0) | (about >= 0), (work >= 0) & (about == wanted))
        else:
            keep = keep & (about == wanted)
    return Rows(of, row).where(keep)


def within(book: Book, ask: Ask, rows: Rows, *, begins: bool = True, due: bool = True) -> Rows:
    """Return the rows of a period: from its first day on, up to its last."""
    day = book.day[rows.row]
    keep = np.ones(len(rows), dtype=np.bool_)
    if begins:
        keep &= day >= ask.targets.begins[rows.of]
    if due:
        keep &= day <= ask.targets.due[rows.of]
    return rows.where(keep)


def measured_in(book: Book, rows: Rows, units: list[str]) -> Rows:
    """Return the rows whose value can be written in their target's unit (empty: in none)."""
    wanted, codes = _coded(units)
    written = book.facts.units
    table = np.zeros((len(written) + 1, len(wanted)), dtype=np.bool_)
    for w, unit in enumerate(wanted):
        for u, name in enumerate(written):
            table[u, w] = bool(unit) and comparable(name or unit, unit)
    if len(wanted) == 1 and table[:-1].all() and not (book.facts.unit == NO_UNIT).any():
        return rows
    return rows.where(table[book.facts.unit[book.rows[rows.row]], codes[rows.of]])


def numbers(book: Book, rows: Rows, units: list[str], least: Ints, room: Column, *, endless: bool) -> Numbers:
    """Return the values of rows in their targets' units; ``room`` times a value must fit too.

    ``least`` is the finest exponent that a target needs anyway. ``endless`` asks for Python's integers.
    """
    if endless:
        return _endless(book, rows, units, least)
    facts, at = book.facts, book.rows[rows.row]
    times, power, row_by_row, codes = _steps(facts.units, units)
    mantissa = facts.mantissa[at]
    exponent = facts.exponent[at].astype(np.int64)
    if (times == 1).all() and not power.any() and not row_by_row.any():
        factor, bad = _one_unit(rows, exponent, scale := least.copy())
    else:
        pair = (facts.unit[at], codes[rows.of])
        exponent = exponent + power[pair]
        np.minimum.at(scale := least.copy(), rows.of, exponent)
        up = exponent - scale[rows.of]
        factor = _product(times[pair], np.where(up > _LONGEST, 0, up))
        bad = row_by_row[pair] | (up > _LONGEST) | (factor == 0)
    factor = np.where(bad, 1, factor)
    if facts.large:
        bad |= np.isin(at, np.array(list(facts.large)))
    most = np.array([LIMIT // max(int(r), 1) for r in room], dtype=np.int64)
    size = int(np.abs(mantissa).max(initial=0)) * int(factor.max(initial=1))
    if size > int(most.min(initial=LIMIT)) or size < 0:
        bad |= ~fits(mantissa, factor)
        values = mantissa * factor
        bad |= (values > most[rows.of]) | (values < -most[rows.of])
    else:
        values = mantissa * factor
    misfit = np.zeros(len(units), dtype=np.bool_)
    misfit[rows.of[bad]] = True
    return Numbers(values, scale, misfit)


def _steps(written: tuple[str, ...], units: list[str]) -> tuple[Ints, Ints, Bools, NDArray[Any]]:
    """Return how each unit becomes each wanted one: times k × 10^q, or row by row; and which each target wants."""
    wanted, codes = _coded(units)
    times = np.ones((len(written) + 1, len(wanted)), dtype=np.int64)
    power = np.zeros_like(times)
    row_by_row = np.zeros(times.shape, dtype=np.bool_)
    for u, name in enumerate(written):
        for w, unit in enumerate(wanted):
            step = in_steps(name or unit, unit)
            if step is None or step[0] >= LIMIT:
                row_by_row[u, w] = True
            else:
                times[u, w], power[u, w] = step
    return times, power, row_by_row, codes


def _one_unit(rows: Rows, exponent: Ints, scale: Ints) -> tuple[Ints, Bools]:
    """Where every figure has its target's unit: set the scales, and return the factors and what has none."""
    if len(exponent) and exponent.min() == exponent.max():
        np.minimum(scale, exponent[0], out=scale)
        up = (exponent[0] - scale)[rows.of]
    else:
        np.minimum.at(scale, rows.of, exponent)
        up = exponent - scale[rows.of]
    bad = up > _LONGEST
    return shifted(np.ones(1, dtype=np.int64), np.where(bad, 0, up)), bad


def _product(times: Ints, power: Ints) -> Ints:
    """Return times × 10^power, 0 where it does not fit."""
    ten = shifted(np.ones_like(power), power)
    return np.asarray(np.where(times <= LIMIT // ten, times * ten, 0))


def _endless(book: Book, rows: Rows, units: list[str], least: Ints) -> Numbers:
    """The same one row after the other, in integers without an end."""
    parts = []
    scale = least.copy()
    for of, row in zip(rows.of.tolist(), book.rows[rows.row].tolist(), strict=True):
        value = book.facts.value(row)
        assert value is not None
        parts.append((of, *split(in_unit(value, book.facts.units[book.facts.unit[row]], units[of]))))
        scale[of] = min(scale[of], parts[-1][2])
    values = np.empty(len(parts), dtype=object)
    values[:] = [mantissa * 10 ** (exponent - int(scale[of])) for of, mantissa, exponent in parts]
    return Numbers(values, scale, np.zeros(len(units), dtype=np.bool_))


def points(
    ask: Ask,
    book: Book,
    rows: Rows,
    top: Column,
    scale: Ints,
    misfit: Bools,
    *,
    under: Column | None = None,
    beside: Ints | None = None,
    day: NDArray[Any] | None = None,
) -> Points:
    """Return points with their goals; which targets have numbers that do not fit an int64 is said.

    A point is of the day of its row, unless ``day`` says otherwise.
    """
    goal, kept = ask.goals_at(scale)
    if top.dtype != object:
        most = biggest(rows.of, under, len(ask)) if under is not None else np.ones(len(ask), dtype=np.int64)
        sizes = [abs(int(g)) * max(int(m), 1) for g, m in zip(goal, most, strict=True)]
        held = np.array([size <= LIMIT for size in sizes], dtype=np.bool_)
        misfit = misfit | ~held
        goal, kept = (np.where(held, column, 0).astype(np.int64) for column in (goal, kept))
    days = book.day[rows.row] if day is None else day
    return Points(rows.of, rows.row, beside, days, top, under, scale, goal, kept, misfit)


def biggest(of: Ints, values: Column, targets: int) -> Ints:
    """Return the largest absolute value of each target."""
    out = np.zeros(targets, dtype=np.int64)
    np.maximum.at(out, of, np.abs(values))
    return out


def stages(book: Book, ask: Ask) -> Points:
    """Points of a milestone: each deciding fact that tells of a stage. To advance, every deciding fact counts."""
    rows = told(book, ask)
    if ask.kind == MILESTONE:
        rows = rows.where(book.facts.stage[book.rows[rows.row]] != NO_STAGE)
    else:
        dueless = ask.targets.due[rows.of] == NO_DAY  # then work of any day counts
        day = book.day[rows.row]
        inside = (day >= ask.targets.begins[rows.of]) & (day <= ask.targets.due[rows.of])
        rows = rows.where(dueless | inside)
    stage = book.facts.stage[book.rows[rows.row]]
    rung = np.where(stage == NO_STAGE, -1, RUNGS[stage]).astype(np.int64)
    nothing = np.zeros(len(ask), dtype=np.int64)
    floor = np.array([s.rung if (s := stage_asked(p)) else 0 for p in ask.promises], dtype=np.int64)
    day = book.day[rows.row]
    return Points(rows.of, rows.row, None, day, rung, None, nothing, floor, floor, nothing.astype(np.bool_))


def level(book: Book, ask: Ask, *, endless: bool) -> Points:
    """Points of a level: each deciding figure, in the target's unit."""
    units = [p.unit for p in ask.promises]
    rows = measured_in(book, told(book, ask), units)
    found = numbers(book, rows, units, ask.least, ones(ask), endless=endless)
    return points(ask, book, rows, found.values, found.scale, found.misfit)


def ones(ask: Ask) -> Ints:
    """Return 1 for each target."""
    return np.ones(len(ask), dtype=np.int64)


def _coded(units: list[str]) -> tuple[list[str], NDArray[Any]]:
    """Return the distinct units, and the number of each target's among them."""
    distinct = list(dict.fromkeys(units)) or [""]
    numbers_of = {unit: at for at, unit in enumerate(distinct)}
    return distinct, np.array([numbers_of[unit] for unit in units], dtype=np.int64)
