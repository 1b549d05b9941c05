"""One target on one day: its result with the figures that explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from jinxiu.engines.measuring.asks import ADVANCE, MILESTONE, unit_of_figures
from jinxiu.engines.measuring.columns import NO_MEMBER, NO_STAGE, RUNGS, STAGES
from jinxiu.engines.measuring.exact import decimal_of, in_unit, rounded
from jinxiu.engines.measuring.judging import STATE_OF, Judge, Judged, Verdict, elapsed
from jinxiu.engines.measuring.lights import LightRule, progress_rule
from jinxiu.engines.measuring.model import Aggregation, Kind, Result, Target
from jinxiu.engines.measuring.telling import AS_TOLD
from jinxiu.engines.measuring.tracing import Columns, Inputs, formula, used_rows
from jinxiu.engines.terms import Comparator, Part, Stage, Trace, TraceInputs

_V = Verdict
_SILENT = frozenset({_V.SILENT, _V.SILENT_SINCE, _V.REACHED_DAY_UNKNOWN})
_CAME = frozenset({_V.REACHED, _V.LATE})
_GOING = frozenset({_V.UNDER_WAY, _V.BEHIND})


@dataclass(frozen=True)
class Case:
    """What was found of one target of an ask on one day."""

    judge: Judge
    of: int
    as_of: date
    verdict: Verdict
    at: int
    latest: int
    rules: Sequence[LightRule]

    @classmethod
    def found(cls, judge: Judge, judged: Judged, of: int, column: int, as_of: date, rules: Sequence[LightRule]) -> Case:
        """Take one cell out of the columns."""
        verdict = Verdict(int(judged.verdict[of, column]))
        return cls(judge, of, as_of, verdict, int(judged.at[of, column]), int(judged.latest[of, column]), rules)

    @property
    def promise(self) -> Target:
        return self.judge.ask.promises[self.of]

    def day(self, at: int) -> date:
        """The day of a point."""
        return date.fromordinal(int(self.judge.points.day[at]))

    def stage(self, at: int) -> Stage | None:
        """The stage that a point tells of."""
        code = int(self.judge.book.facts.stage[self.row(at)])
        return None if code == NO_STAGE else STAGES[code]

    def event(self, at: int) -> bool:
        """Whether a point is of the very day on which it happened."""
        return bool(self.judge.event[at])

    def value(self, at: int) -> Decimal | None:
        """The value at a point; None where it is nothing of nothing."""
        points = self.judge.points
        under = 1 if points.under is None else int(points.under[at])
        return decimal_of(int(points.top[at]), under, int(points.scale[self.of])) if under else None

    def share(self) -> Fraction | None:
        """The part done."""
        points, goal = self.judge.points, int(self.judge.points.goal[self.of])
        if not goal:
            return None
        under = 1 if points.under is None else int(points.under[self.latest])
        return Fraction(int(points.top[self.latest]), under * goal) if under else None

    def gap(self) -> Decimal:
        """What is missing to the number promised; for an upper bound, what lies above it."""
        points = self.judge.points
        goal, under = int(points.goal[self.of]), 1 if points.under is None else int(points.under[self.latest])
        missing = goal * under - int(points.top[self.latest])
        if self.promise.comparator is Comparator.AT_MOST:
            missing = -missing
        if under != 1 or missing <= 0:
            return decimal_of(max(missing, 0), under, int(points.scale[self.of]))
        return rounded(decimal_of(missing, 1, int(points.scale[self.of])))

    def elapsed(self, day: date) -> Fraction | None:
        """The part of the period that had passed by a day."""
        due, begins = self.promise.due, self.promise.begins
        if due is None or due < begins:
            return None
        passed, whole = elapsed(*(np.array([d.toordinal()]) for d in (begins, due, day)))
        return Fraction(int(passed[0]), int(whole[0]))

    def row(self, at: int) -> int:
        """The row of the facts that made a point."""
        return int(self.judge.book.rows[self.judge.points.row[at]])

    @property
    def overdue(self) -> int | None:
        """By how many days a target is past its day where nobody said or it was missed."""
        due = self.promise.due
        if due is None or self.verdict not in _SILENT | {_V.MISSED, _V.BROKEN}:
            return None
        days = (self.as_of - due).days
        return days if days > 0 or self.verdict not in _SILENT else None


def result_of(case: Case, inputs: Inputs | None = None) -> Result:
    """Return the result of one target on one day with its trace; ``inputs`` are prepared rows, if there are."""
    kind, promise = case.judge.ask.kind, case.promise
    values: dict[str, Any] = {}
    if kind in {MILESTONE, ADVANCE}:
        figures = _figures_of_stage(case)
        if case.verdict is not _V.SILENT:
            values["stage"] = case.stage(case.at)
        if kind == MILESTONE and case.verdict in _CAME and case.event(case.at):
            values["reached_on"] = case.day(case.at)
        if case.verdict is _V.UNDER_WAY:
            values["elapsed"] = case.elapsed(case.as_of)
    else:
        figures = _figures_of_number(case)
        values["value"], values["gap"] = figures.get("value"), figures.get("gap")
        if case.verdict in _CAME:
            values["reached_on"] = case.day(case.at)
        if case.verdict in _CAME | _GOING | {_V.MISSED}:
            values["share"] = case.share()
        values["elapsed"] = figures.get("elapsed")
    if case.verdict is _V.LATE:
        values["days_late"] = figures["days"]
    trace = Trace(formula(kind, case.verdict), figures, _inputs(case, inputs))
    return Result(promise.key, case.as_of, STATE_OF[case.verdict], trace, days_overdue=case.overdue, **values)


def _figures_of_stage(case: Case) -> dict[str, Any]:
    promise, verdict = case.promise, case.verdict
    figures: dict[str, Any] = {"due": promise.due, "as_of": case.as_of}
    if case.judge.ask.kind == ADVANCE:
        figures["begins"] = promise.begins
    else:
        figures["stage"] = promise.stage
    if case.at < 0 or verdict is _V.SILENT:
        return figures
    figures["seen_on"] = case.day(case.at)
    if case.judge.ask.kind == ADVANCE:
        return figures
    if _by_event(case):
        late = (case.day(case.at) - promise.due).days if promise.due else 0
        figures |= {"reached_on": case.day(case.at), "days": late}
    elif verdict in {_V.UNDER_WAY, _V.MISSED, _V.SILENT_SINCE}:
        figures["reached"] = case.stage(case.at)
    return figures


def _by_event(case: Case) -> bool:
    """Whether the day on which a stage was reached is known, and decided."""
    due = case.promise.due
    return case.verdict in _CAME and case.event(case.at) and (due is None or case.day(case.at) > due)


def _figures_of_number(case: Case) -> dict[str, Any]:
    promise = case.promise
    figures: dict[str, Any] = {
        "target": promise.value,
        "target_to": promise.value_to,
        "unit": promise.unit,
        "comparator": promise.comparator,
        "due": promise.due,
        "as_of": case.as_of,
    }
    figures |= _asked_of_kind(case)
    if case.latest < 0:
        return figures
    value = case.value(case.latest)
    figures |= {"value": value, "gap": None if value is None else case.gap(), "seen_on": case.day(case.latest)}
    figures |= _figures_of_kind(case)
    if case.verdict in _CAME | {_V.REACHED_DAY_UNKNOWN}:
        late = (case.day(case.at) - promise.due).days if promise.due else 0
        figures |= {"reached_on": case.day(case.at), "days": late}
    if case.verdict in _GOING:
        rule = progress_rule(case.rules, case.as_of)
        # Compared on the day the figure tells of: a figure of June is not behind because it is now September.
        figures |= {"share": case.share(), "elapsed": case.elapsed(case.day(case.latest))}
        figures |= {"rule": rule.code if rule else None, "tolerance": rule.tolerance if rule else None}
    return figures


def _asked_of_kind(case: Case) -> dict[str, Any]:
    """Return what is said of a kind even where nothing was told."""
    ask = case.judge.ask
    if ask.kind in {Kind.CUMULATIVE, Kind.SPENDING}:
        return {"aggregation": ask.aggregation, "begins": case.promise.begins}
    if ask.kind == Kind.COUNT:
        return {"stage": case.promise.measure.stage, "aggregation": ask.aggregation}
    return {"begins": case.promise.begins, "aggregation": ask.aggregation} if ask.kind == Kind.RATE else {}


def _figures_of_kind(case: Case) -> dict[str, Any]:
    """Return what the value was made of; a level was told as it is."""
    ask, points, at = case.judge.ask, case.judge.points, case.latest
    kind, begin = ask.kind, int(points.start[case.of])
    if kind == Kind.LEVEL:
        return {}
    beside = int(points.beside[at]) if points.beside is not None else -1
    if beside == AS_TOLD or (kind == Kind.GROWTH and beside < 0):
        return dict.fromkeys(("figure", "figure_on", "other", "other_on")) | {"figures_unit": ""}
    if kind in {Kind.CUMULATIVE, Kind.SPENDING}:
        told = 1 if ask.aggregation is Aggregation.LAST else at + 1 - begin
        return {"told": told}
    if kind == Kind.COUNT:
        return {"told": len(used_rows(ask, case.of, case.judge.book, points.row, points.beside, at, begin))}
    unit = unit_of_figures(case.promise)
    if kind == Kind.RATE and ask.aggregation is Aggregation.SUM:
        return _sums(case, unit)
    row, days = int(points.row[at]), case.judge.book.day
    figures: dict[str, Any] = {"figure": _told(case, row, unit), "other": _told(case, beside, unit)}
    figures |= {"figures_unit": unit, "figure_on": date.fromordinal(int(days[row]))}
    figures["other_on"] = date.fromordinal(int(days[beside])) if beside >= 0 else None
    if kind == Kind.INCREMENT and beside < 0:
        figures["other"] = case.promise.measure.baseline
    return figures


def _told(case: Case, row: int, unit: str) -> Decimal | None:
    """Return the figure of a sorted row in a unit."""
    if row < 0:
        return None
    facts, at = case.judge.book.facts, int(case.judge.book.rows[row])
    value = facts.value(at)
    return None if value is None else in_unit(value, facts.units[facts.unit[at]], unit)


def _sums(case: Case, unit: str) -> dict[str, Any]:
    ask, book, points = case.judge.ask, case.judge.book, case.judge.points
    begin = int(points.start[case.of])
    rows = used_rows(ask, case.of, book, points.row, points.beside, case.latest, begin)
    own = int(ask.targets.series[case.of])
    sums = {True: Decimal(0), False: Decimal(0)}
    for row in rows:
        mine = int(book.start[own]) <= row < int(book.start[own + 1])
        sums[mine] += _told(case, row, unit) or 0
    return {"figure": sums[True], "other": sums[False], "figures_unit": unit}


def _inputs(case: Case, prepared: Inputs | None) -> TraceInputs:
    ask, book, points, of = case.judge.ask, case.judge.book, case.judge.points, case.of
    promise = case.promise
    begin = int(points.start[of])
    used = used_rows(ask, of, book, points.row, points.beside, case.at, begin)
    if not ask.is_stage and ask.kind != Kind.LEVEL and case.latest != case.at:
        used += used_rows(ask, of, book, points.row, points.beside, case.latest, begin)
    against: list[int] = []
    if ask.kind == MILESTONE and _by_event(case):
        against = _says_otherwise(case)
    member = NO_MEMBER
    if promise.member:
        member = int(ask.take(np.array([of])).members_among(book.facts.members)[0])
    keys: list[str] = []
    parts: list[Part] = []
    days: list[date | None] = []
    for series in dict.fromkeys(int(column[of]) for column in ask.targets.read):
        if series >= 0:
            rows = prepared or Inputs.of(book, int(book.start[series]), int(book.start[series + 1]))
            today, counts = case.as_of.toordinal(), ask.kind == Kind.COUNT
            more = rows.up_to(book, series, today, used, against, member, counts_works=counts)
            keys, parts, days = (keys + more[0], parts + more[1], days + more[2]) if keys else more
    return TraceInputs(*_once(keys, parts, days))


#: Of a fact that stands in several series of a target, what it did most.
_MOST = (Part.USED, Part.CONFLICTING, Part.UNDATED, Part.CONTEXT)


def _once(keys: list[str], parts: list[Part], days: list[date | None]) -> Columns:
    """Return each fact once, where it stands in more than one series."""
    if len(set(keys)) == len(keys):
        return keys, parts, days
    found: dict[str, tuple[Part, date | None]] = {}
    for key, part, day in zip(keys, parts, days, strict=True):
        if key not in found or _MOST.index(part) < _MOST.index(found[key][0]):
            found[key] = part, day
    return list(found), [part for part, _day in found.values()], [day for _part, day in found.values()]


def _says_otherwise(case: Case) -> list[int]:
    """Return the rows that show a lower stage on a later day than the event that decided."""
    points, facts = case.judge.points, case.judge.book.facts
    rung = RUNGS[facts.stage[case.row(case.at)]]
    span = slice(case.at + 1, case.latest + 1)
    later = (points.day[span] > points.day[case.at]) & (points.top[span] < rung)
    return [int(row) for row in points.row[span][later]]
