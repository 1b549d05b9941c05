"""The columns that are read off the verdicts of one kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from jinxiu.engines.measuring.asks import ADVANCE, MILESTONE
from jinxiu.engines.measuring.columns import NO_DAY, Bools, Ints
from jinxiu.engines.measuring.exact import Column
from jinxiu.engines.measuring.judging import Judge, Judged, Verdict, elapsed, nobody_said

_V = Verdict
_CAME = (_V.REACHED, _V.LATE)
_GOING = (_V.UNDER_WAY, _V.BEHIND)


@dataclass(frozen=True)
class Piece:
    """The targets of one kind, judged on all days."""

    judge: Judge
    judged: Judged
    days: tuple[date, ...]

    def column(self, name: str) -> Column:
        """Return one column, a row a target and a column a day."""
        return _COLUMNS[name](self)

    @property
    def _today(self) -> Ints:
        return np.array([day.toordinal() for day in self.days], dtype=np.int64)[None, :]

    @property
    def _due(self) -> Ints:
        return self.judge.ask.targets.due.astype(np.int64)[:, None]

    def _is(self, *verdicts: Verdict) -> Bools:
        return np.isin(self.judged.verdict, verdicts)

    def _at(self, values: Column, at: Ints, otherwise: int) -> Column:
        """Return what stands at points; something else where there is none."""
        return np.asarray(np.append(values, np.array([otherwise], dtype=values.dtype))[at])

    def under(self) -> Column:
        """What the value is divided by; 0 where there is none."""
        points = self.judge.points
        if self.judge.ask.is_stage:
            return np.zeros(self.judged.verdict.shape, dtype=np.int64)
        if points.under is None:
            return (self.judged.latest >= 0).astype(np.int64)
        return self._at(points.under, self.judged.latest, 0)

    def top(self) -> Column:
        """The value, times its ``under`` and 10^-scale."""
        if self.judge.ask.is_stage:
            return np.zeros(self.judged.verdict.shape, dtype=np.int64)
        return self._at(self.judge.points.top, self.judged.latest, 0)

    def scale(self) -> Column:
        """The exponent of ten of each value."""
        return np.broadcast_to(self.judge.points.scale[:, None], self.judged.verdict.shape)

    def gap(self) -> Column:
        """What is missing to the number promised, times ``under`` and 10^-scale."""
        top, under = self.top(), self.under()
        missing = self.judge.points.goal[:, None] * under - top
        missing = np.where(self.judge.ask.at_most[:, None], -missing, missing)
        return np.asarray(np.where((under != 0) & (missing > 0), missing, 0))

    def share_under(self) -> Column:
        """What ``top`` is divided by for the part done; 0 where that has no meaning."""
        goal = self.judge.points.goal[:, None]
        return np.asarray(np.where(self._is(*_CAME, *_GOING, _V.MISSED), self.under() * goal, 0))

    def _going_day(self) -> tuple[Bools, Ints]:
        """Where the share of time has a meaning, and the day on which it is taken."""
        targets = self.judge.ask.targets
        measurable = ((targets.due != NO_DAY) & (targets.due >= targets.begins))[:, None]
        if self.judge.ask.is_stage:
            return self._is(_V.UNDER_WAY) & measurable, np.broadcast_to(self._today, self.judged.verdict.shape)
        return self._is(*_GOING) & measurable, self._at(self.judge.points.day.astype(np.int64), self.judged.latest, 0)

    def passed(self) -> Column:
        """The days that have passed of the period."""
        where, day = self._going_day()
        passed, _whole = elapsed(self.judge.ask.targets.begins[:, None], self.judge.ask.targets.due[:, None], day)
        return np.where(where, passed, 0)

    def whole(self) -> Column:
        """The days of the period; 0 where the share of time has no meaning."""
        where, day = self._going_day()
        _passed, whole = elapsed(self.judge.ask.targets.begins[:, None], self.judge.ask.targets.due[:, None], day)
        return np.where(where, whole, 0)

    def late(self) -> Column:
        """By how many days it was reached late, or −1."""
        day = self._at(self.judge.points.day.astype(np.int64), self.judged.at, 0)
        return np.where(self._is(_V.LATE), day - self._due, -1)

    def overdue(self) -> Column:
        """By how many days its day is past where it was not reached or nobody said, or −1."""
        past = self._today - self._due
        silent = nobody_said(self.judged.verdict) & (past > 0)
        return np.where(silent | self._is(_V.MISSED, _V.BROKEN), past, -1)

    def reached(self) -> Column:
        """The ordinal of the day on which it was reached, or −1."""
        day = self._at(self.judge.points.day.astype(np.int64), self.judged.at, -1)
        came = self._is(*_CAME)
        if self.judge.ask.kind in {MILESTONE, ADVANCE}:
            came &= np.append(self.judge.event, False)[self.judged.at]
        return np.where(came, day, -1)


_COLUMNS: dict[str, Callable[[Piece], Column]] = {
    "top": Piece.top,
    "under": Piece.under,
    "scale": Piece.scale,
    "gap": Piece.gap,
    "share_under": Piece.share_under,
    "passed": Piece.passed,
    "whole": Piece.whole,
    "days_late": Piece.late,
    "days_overdue": Piece.overdue,
    "reached_on": Piece.reached,
}
#: What can be read off results as columns.
NAMES = tuple(_COLUMNS)
