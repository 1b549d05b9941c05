"""From points to verdicts: every target of one kind on one day at once.

The rules stand here once, for a million observations as for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

import numpy as np

from jinxiu.engines.measuring.asks import ADVANCE, MILESTONE, Ask
from jinxiu.engines.measuring.book import Book
from jinxiu.engines.measuring.columns import NO_DAY, Bools, Ints
from jinxiu.engines.measuring.exact import Column
from jinxiu.engines.measuring.lights import LightRule, progress_rule
from jinxiu.engines.measuring.model import Kind, State
from jinxiu.engines.measuring.points import SHIFT, Points


class Verdict(IntEnum):
    """Why a target is in its state."""

    SILENT = 0
    SILENT_SINCE = 1
    REACHED_DAY_UNKNOWN = 2
    REACHED = 3
    LATE = 4
    MISSED = 5
    UNDER_WAY = 6
    BEHIND = 7
    KEPT = 8
    BROKEN = 9
    HOLDING = 10
    EXCEEDED = 11
    NOTHING_DUE = 12


_V = Verdict
STATE_OF = {
    _V.SILENT: State.NOT_REPORTED,
    _V.SILENT_SINCE: State.NOT_REPORTED,
    _V.REACHED_DAY_UNKNOWN: State.NOT_REPORTED,
    _V.REACHED: State.MET,
    _V.LATE: State.LATE,
    _V.MISSED: State.MISSED,
    _V.UNDER_WAY: State.ON_COURSE,
    _V.BEHIND: State.BEHIND,
    _V.KEPT: State.MET,
    _V.BROKEN: State.MISSED,
    _V.HOLDING: State.ON_COURSE,
    _V.EXCEEDED: State.BEHIND,
    _V.NOTHING_DUE: State.NOTHING_DUE,
}
_NOBODY_SAID = (_V.SILENT, _V.SILENT_SINCE, _V.REACHED_DAY_UNKNOWN)


@dataclass(frozen=True)
class Judged:
    """Verdicts of one ask on some days, a row a target and a column a day.

    ``latest`` is the last point known by the day, ``at`` the point that decided (−1: none).
    """

    verdict: np.ndarray
    at: Ints
    latest: Ints


@dataclass(frozen=True)
class Judge:
    """One ask with its points."""

    ask: Ask
    points: Points
    book: Book

    @cached_property
    def holds(self) -> Bools:
        """At which points the goal is kept."""
        p = self.points
        goal = p.kept[p.of]
        under = goal if p.under is None else goal * p.under
        held = p.top >= under
        if self.ask.at_most.any():
            held = np.where(self.ask.at_most[p.of], p.top <= under, held)
        return np.asarray(held if p.under is None else held & (p.under != 0), dtype=np.bool_)

    @cached_property
    def event(self) -> Bools:
        """Which points are of the very day on which something was reached."""
        return np.asarray(self.book.facts.event[self.book.rows[self.points.row]])

    @cached_property
    def first(self) -> Ints:
        """The first point of each target that keeps the goal; the number of points for none."""
        return self._first_after(self.holds, self.points.start[:-1])

    @cached_property
    def since(self) -> Ints:
        """From which point on the goal was kept without a break, for each point that keeps it."""
        p, held = self.points, self.holds
        begins = held & ~np.concatenate(([False], (p.of[1:] == p.of[:-1]) & held[:-1]))[: len(held)]
        at = np.where(begins, np.arange(len(held)), -1)
        return np.maximum.accumulate(at) if len(at) else at

    def on(self, days: Sequence[date], rules: Sequence[LightRule]) -> Judged:
        """Return the verdicts of some days."""
        judged = [self._on(day, rules) for day in days]
        shape = (len(self.ask), 0)
        if not judged:
            return Judged(np.zeros(shape, np.int8), np.zeros(shape, np.int64), np.zeros(shape, np.int64))
        verdict, at, latest = (np.stack(columns, axis=1) for columns in zip(*judged, strict=True))
        return Judged(verdict.astype(np.int8), at, latest)

    def _on(self, day: date, rules: Sequence[LightRule]) -> tuple[Ints, Ints, Ints]:
        latest = self._latest(np.full(len(self.ask), day.toordinal(), dtype=np.int64))
        today = day.toordinal()
        if self.ask.kind == ADVANCE:
            over = (self.ask.targets.due != NO_DAY) & (today > self.ask.targets.due)
            verdict = np.where(latest < 0, _V.SILENT, np.where(over, _V.KEPT, _V.UNDER_WAY))
            return verdict, latest, latest
        if self.ask.kind == MILESTONE:
            return self._milestone(today, latest)
        return self._quantity(day, latest, progress_rule(rules, day))

    def _latest(self, day: Ints) -> Ints:
        """Return each target's last point up to its day; −1 for none."""
        keys = (np.arange(len(self.ask)) << SHIFT) + day
        at = np.searchsorted(self.points.key, keys, side="right") - 1
        return np.asarray(np.where(at >= self.points.start[:-1], at, -1))

    def _first_after(self, which: Bools, begin: Ints) -> Ints:
        """Return the first of the chosen points from some point on, within each target."""
        chosen = np.append(np.flatnonzero(which), len(which))
        first = chosen[np.searchsorted(chosen, begin)]
        return np.asarray(np.where(first < self.points.start[1:], first, len(which)))

    def _day(self, at: Ints) -> Ints:
        """Return the days of points; NO_DAY for none."""
        days = np.append(self.points.day, NO_DAY).astype(np.int64)
        return np.asarray(days[at])

    def _milestone(self, today: int, latest: Ints) -> tuple[Ints, Ints, Ints]:
        """An event that reaches a stage tells its day; being seen reached proves only that it was so by then."""
        due = self.ask.targets.due.astype(np.int64)
        seen = self._by(self.first, today)
        event = self._by(self._first_event, today)
        in_time = (seen >= 0) & (self._day(seen) <= due)
        as_seen = (seen >= 0) & ((event < 0) | (in_time & (due != NO_DAY)))
        at = np.where(as_seen, seen, np.where(event >= 0, event, latest))
        reached = np.where(self._day(at) <= due, _V.REACHED, _V.LATE)
        verdict = np.where(
            as_seen,
            np.where(in_time, _V.REACHED, _V.REACHED_DAY_UNKNOWN),
            np.where(event >= 0, reached, self._not_reached(today, latest)),
        )
        return verdict, at, latest

    @cached_property
    def _first_event(self) -> Ints:
        return self._first_after(self.holds & self.event, self.points.start[:-1])

    def _by(self, at: Ints, today: int) -> Ints:
        """Return the points that are of days up to today; −1 for the others."""
        return np.where((at < len(self.points.day)) & (self._day(at) <= today), at, -1)

    def _not_reached(self, today: int, latest: Ints) -> Ints:
        due = self.ask.targets.due
        open_still = today <= due
        told_since = self._day(latest) >= due
        silent = np.where(latest < 0, _V.SILENT, _V.SILENT_SINCE)
        out = np.where(open_still, _V.UNDER_WAY, np.where(told_since, _V.MISSED, silent))
        return np.asarray(np.where(latest < 0, _V.SILENT, out))

    def _quantity(self, day: date, latest: Ints, rule: LightRule | None) -> tuple[Ints, Ints, Ints]:
        today = day.toordinal()
        due = self.ask.targets.due.astype(np.int64)
        reached = self._standing(today, latest) if self.ask.kind == Kind.SHARE else self._by(self.first, today)
        late = self._day(reached) > due
        came = np.where(late, np.where(self._event_at(reached), _V.LATE, _V.REACHED_DAY_UNKNOWN), _V.REACHED)
        short = self._not_reached(today, latest)
        ends = self.ask.at_the_end
        going = (short == _V.UNDER_WAY) & (reached < 0) & ~ends
        short = np.where(going & self._behind(going, latest, rule), _V.BEHIND, short)
        verdict = np.where(reached >= 0, came, short)
        at = np.where(reached >= 0, reached, latest)
        if ends.any():
            verdict = np.where(ends & (latest >= 0), self._bound(today, latest), verdict)
            at = np.where(ends, latest, at)
        if self.points.under is not None:
            nothing = (latest >= 0) & (np.append(self.points.under, 1)[latest] == 0)
            if self.ask.kind == Kind.SHARE:  # what is told after its day changes no promise that was kept by then
                by_due = self._latest(np.minimum(due, today))
                nothing = (by_due >= 0) & (np.append(self.points.under, 1)[by_due] == 0)
                nothing |= (by_due < 0) & (latest >= 0) & (np.append(self.points.under, 1)[latest] == 0)
            verdict = np.where(nothing, _V.NOTHING_DUE, verdict)
            at = np.where(nothing, latest, at)
        return verdict, at, latest

    def _event_at(self, at: Ints) -> Bools:
        """Say whether points are of the very day; the last row stands in where there is none."""
        if not len(self.points.row):
            return np.zeros(len(at), dtype=np.bool_)
        return np.asarray(self.book.facts.event[self.book.rows[self.points.row[at]]] & (at >= 0))

    def _standing(self, today: int, latest: Ints) -> Ints:
        """A share is kept while it lasts: return since when, by its day, or when it came later; −1: not."""
        due = self.ask.targets.due.astype(np.int64)
        by_due = np.where(today > due, self._latest(np.minimum(due, today)), latest)
        held = np.append(self.holds, False)[by_due] & (by_due >= 0)
        since = np.append(self.since, -1)[by_due]
        begin = np.where(by_due >= 0, by_due + 1, self.points.start[:-1])
        later = np.where(today > due, self._by(self._first_after(self.holds, begin), today), -1)
        return np.asarray(np.where(held, since, later))

    def _bound(self, today: int, latest: Ints) -> Ints:
        """What goes up and down is kept only when its period is over; until then it is being kept, or not."""
        due = self.ask.targets.due
        holds = np.append(self.holds, False)[latest]
        over = np.where(holds, _V.KEPT, _V.BROKEN)
        over = np.where(self._day(latest) < due, _V.SILENT_SINCE, over)
        return np.where(today >= due, over, np.where(holds, _V.HOLDING, _V.EXCEEDED))

    def _behind(self, going: Bools, latest: Ints, rule: LightRule | None) -> Bools:
        """Say whose share done lies below the share of time passed less the tolerance: exactly, by cross products."""
        behind = np.zeros(len(self.ask), dtype=np.bool_)
        which = np.flatnonzero(going & (self.ask.targets.due != NO_DAY) & (self.points.goal != 0))
        which = which[self.ask.targets.due[which] >= self.ask.targets.begins[which]]
        if rule is None or not len(which):
            return behind
        at = latest[which]
        passed, whole = elapsed(self.ask.targets.begins[which], self.ask.targets.due[which], self.points.day[at])
        part, all_of = rule.tolerance.numerator, rule.tolerance.denominator
        top, under = _endless(self.points.top[at]), _endless(self.points.goal[which])
        if self.points.under is not None:
            under = under * _endless(self.points.under[at])
        top, under = np.where(under < 0, -top, top), np.abs(under)
        passed, whole = _endless(passed), _endless(whole)
        behind[which] = top * whole * all_of < (passed * all_of - whole * part) * under
        return behind


def elapsed(begins: Column, due: Column, day: Column) -> tuple[Ints, Ints]:
    """Return the days that have passed of a period and all its days (时间进度)."""
    whole = due.astype(np.int64) - begins + 1
    return np.clip(day.astype(np.int64) - begins + 1, 0, whole), whole


def _endless(values: Column) -> Column:
    return values.astype(object)


def nobody_said(verdict: Column) -> Bools:
    """Say where nothing decides."""
    return np.isin(verdict, _NOBODY_SAID)
