"""Stages: has the named work reached what was promised, and on which day."""

from __future__ import annotations

from datetime import date
from typing import Any

from jinxiu.engines.measuring.model import Fact, Result, State, Target
from jinxiu.engines.measuring.tracing import Evidence
from jinxiu.engines.terms import Period, Stage, Trace


def judge(target: Target, evidence: Evidence, as_of: date) -> Result:
    """Return the result of a target that promises a stage."""
    if target.stage is Stage.ADVANCE:
        return _advance(target, evidence, as_of)
    return _stage(target, evidence, as_of)


def _stage(target: Target, evidence: Evidence, as_of: date) -> Result:
    """A stage is met on the day of the first event that reaches it; being seen reached proves only the latest day."""
    assert target.stage is not None
    facts = [fact for fact in evidence.deciding if fact.stage is not None]
    there = [fact for fact in facts if fact.stage is not None and fact.stage.implies(target.stage)]
    event = next((fact for fact in there if fact.event), None)
    seen = there[0] if there else None
    figures: dict[str, Any] = {"stage": target.stage, "due": target.due, "as_of": as_of}
    if seen is not None and (event is None or (target.due is not None and _day(seen) <= target.due)):
        return _seen(target, evidence, as_of, seen, figures)
    if event is not None:
        return _reached(target, evidence, as_of, event, figures)
    return _not_reached(target, evidence, as_of, facts, figures)


def _seen(target: Target, evidence: Evidence, as_of: date, seen: Fact, figures: dict[str, Any]) -> Result:
    figures |= {"seen_on": seen.as_of}
    if target.due is None or _day(seen) <= target.due:
        reached = seen.as_of if seen.event else None
        trace = evidence.trace("milestone.reached_in_time", figures, [seen])
        return Result(target.key, as_of, State.MET, trace, stage=seen.stage, reached_on=reached)
    trace = evidence.trace("milestone.reached_day_unknown", figures, [seen])
    return _silent(target, as_of, trace, stage=seen.stage)


def _reached(target: Target, evidence: Evidence, as_of: date, event: Fact, figures: dict[str, Any]) -> Result:
    day = _day(event)
    late = (day - target.due).days if target.due is not None else 0
    figures |= {"reached_on": day, "days": late}
    against = [
        f for f in evidence.deciding if f.stage and _day(f) > day and not f.stage.implies(event.stage or f.stage)
    ]
    name = "milestone.late" if late > 0 else "milestone.reached_in_time"
    trace = evidence.trace(name, figures | {"seen_on": day}, [event], conflicting=against)
    state = State.LATE if late > 0 else State.MET
    return Result(
        target.key,
        as_of,
        state,
        trace,
        stage=event.stage,
        reached_on=day,
        days_late=late if late > 0 else None,
    )


def _not_reached(target: Target, evidence: Evidence, as_of: date, facts: list[Fact], figures: dict[str, Any]) -> Result:
    latest = facts[-1] if facts else None
    if latest is None:
        return _silent(target, as_of, evidence.trace("milestone.silent", figures, []))
    figures |= {"reached": latest.stage, "seen_on": latest.as_of}
    if target.due is None or as_of <= target.due:
        trace = evidence.trace("milestone.under_way", figures, [latest])
        return Result(target.key, as_of, State.ON_COURSE, trace, stage=latest.stage, elapsed=_elapsed(target, as_of))
    if _day(latest) >= target.due:
        trace = evidence.trace("milestone.missed", figures, [latest])
        return Result(
            target.key, as_of, State.MISSED, trace, stage=latest.stage, days_overdue=(as_of - target.due).days
        )
    trace = evidence.trace("milestone.silent_since", figures, [latest])
    return _silent(target, as_of, trace, stage=latest.stage)


def _advance(target: Target, evidence: Evidence, as_of: date) -> Result:
    """No stage was promised: work seen within the period keeps the promise, work seen later says nothing of it."""
    within = [fact for fact in evidence.deciding if target.due is None or (target.begins <= _day(fact) <= target.due)]
    figures: dict[str, Any] = {"due": target.due, "as_of": as_of, "begins": target.begins}
    if not within:
        return _silent(target, as_of, evidence.trace("advance.silent", figures, []))
    latest = within[-1]
    figures |= {"seen_on": latest.as_of}
    over = target.due is not None and as_of > target.due
    trace = evidence.trace("advance.kept" if over else "advance.under_way", figures, within)
    return Result(
        target.key,
        as_of,
        State.MET if over else State.ON_COURSE,
        trace,
        stage=latest.stage,
        elapsed=None if over else _elapsed(target, as_of),
    )


def _silent(target: Target, as_of: date, trace: Trace, stage: Stage | None = None) -> Result:
    overdue = (as_of - target.due).days if target.due is not None and as_of > target.due else None
    return Result(target.key, as_of, State.NOT_REPORTED, trace, stage=stage, days_overdue=overdue)


def _elapsed(target: Target, as_of: date) -> Any:
    if target.due is None or target.due < target.begins:
        return None
    return Period(target.begins, target.due).elapsed(as_of)


def _day(fact: Fact) -> date:
    assert fact.as_of is not None  # evidence.deciding holds dated facts only
    return fact.as_of
