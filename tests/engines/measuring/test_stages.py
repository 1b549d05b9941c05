"""Stages: what an event proves, what being seen proves, and what silence leaves open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.measuring.strategies import days, facts
from jinxiu.engines.measuring import Fact, Facts, State, Target, Targets, evaluate
from jinxiu.engines.terms import Part, Stage

DUES = [date(2024, 12, 31), date(2024, 6, 30), date(2023, 1, 1), None]


def by_hand(target: Target, told: list[Fact], day: date) -> tuple[State, date | None]:
    """The state, and the day on which the stage was reached, one fact after the other."""
    assert target.stage is not None
    due = target.due or date.max
    deciding = [f for f in told if f.settles and not f.doubtful and f.as_of and f.as_of <= day]
    deciding = sorted((f for f in deciding if not (f.superseded or f.recorded or f.returned)), key=_order)
    if target.stage is Stage.ADVANCE:
        within = [f for f in deciding if target.due is None or target.begins <= _day(f) <= due]
        return ((State.MET if day > due else State.ON_COURSE) if within else State.NOT_REPORTED), None
    staged = [f for f in deciding if f.stage]
    there = [f for f in staged if f.stage and f.stage.implies(target.stage)]
    if there and target.due and _day(there[0]) <= due:
        return State.MET, _day(there[0]) if there[0].event else None
    events = [f for f in there if f.event]
    if events:
        return (State.LATE if _day(events[0]) > due else State.MET), _day(events[0])
    if there or not staged:
        return (State.MET if there and target.due is None else State.NOT_REPORTED), None
    over = State.MISSED if _day(staged[-1]) >= due else State.NOT_REPORTED
    return (State.ON_COURSE if day <= due else over), None


def _day(fact: Fact) -> date:
    assert fact.as_of is not None
    return fact.as_of


def _order(fact: Fact) -> tuple[date, str]:
    return _day(fact), fact.key


@settings(max_examples=300, deadline=None)
@given(facts(["个"]), st.sampled_from(Stage), st.sampled_from(DUES), days)
def test_stages_are_judged_as_by_hand(told: list[Fact], stage: Stage, due: date | None, day: date) -> None:
    told = [f for f in told if not (f.superseded or f.recorded or f.returned)]
    target = Target("t", date(2024, 1, 1), due, stage=stage)
    targets, series = Targets.of([target])
    result = evaluate(targets, Facts.of({"t": told}, series), [day]).row("t", day)
    assert (result.state, result.reached_on) == by_hand(target, told, day)
    assert result.days_late == ((result.reached_on - due).days if result.state is State.LATE and due else None)
    assert [i.key for i in result.trace.inputs] == [
        f.key for f in sorted(told, key=lambda f: (f.as_of or date.max, f.key)) if f.as_of is None or f.as_of <= day
    ]


def test_a_lower_stage_after_the_event_speaks_against_it() -> None:
    target = Target("t", date(2024, 1, 1), date(2024, 12, 31), stage=Stage.OPEN)
    opened = Fact("a", date(2025, 1, 20), event=True, stage=Stage.OPEN)
    still = Fact("b", date(2025, 2, 1), stage=Stage.START)
    undated, doubtful = Fact("c", None, stage=Stage.OPEN), Fact("d", date(2025, 1, 5), doubtful=True, value=Decimal(1))
    targets, series = Targets.of([target])
    day = date(2025, 3, 31)
    result = evaluate(targets, Facts.of({"t": [opened, still, undated, doubtful]}, series), [day]).row("t", day)
    assert (result.state, result.days_late) == (State.LATE, 20)
    assert {i.key: i.part for i in result.trace.inputs} == {
        "a": Part.USED,
        "b": Part.CONFLICTING,
        "c": Part.UNDATED,
        "d": Part.CONFLICTING,
    }
