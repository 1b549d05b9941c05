"""The order in which facts come changes nothing, and what is recorded later changes no earlier answer."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.measuring.strategies import days, facts, moments, promises
from jinxiu.engines.measuring import (
    Aggregation,
    Fact,
    Facts,
    Kind,
    Measure,
    Result,
    State,
    Target,
    Targets,
    evaluate,
    measure,
)
from jinxiu.engines.terms import Comparator

LATER = datetime(2030, 1, 1, tzinfo=UTC)
JANUARY, MAY, AUGUST = (datetime(2024, month, 10, tzinfo=UTC) for month in (1, 5, 8))


@st.composite
def cities(draw: st.DrawFn) -> tuple[list[Target], dict[str, list[Fact]]]:
    """Some targets, each with its own series, one with a second."""
    targets, told = [], {}
    for n in range(draw(st.integers(1, 4))):
        target, units = draw(promises())
        targets.append(replace(target, key=f"t{n}", series=f"s{n}", other=f"o{n}"))
        works = target.measure.kind is Kind.COUNT
        told |= {f"s{n}": draw(facts(units, f"s{n}-", works=works)), f"o{n}": draw(facts(units, f"o{n}-"))}
    return targets, told


def answers(targets: list[Target], told: dict[str, list[Fact]], day: date, at: datetime | None) -> list[Result]:
    columns, series = Targets.of(targets)
    return evaluate(columns, Facts.of(told, series), [day], at).traces(day)


@settings(max_examples=60, deadline=None)
@given(cities(), days, st.one_of(st.none(), moments), st.randoms(use_true_random=False))
def test_order_changes_nothing(
    city: tuple[list[Target], dict[str, list[Fact]]], day: date, at: datetime | None, dice: random.Random
) -> None:
    targets, told = city
    columns, series = Targets.of(targets)
    found = Facts.of(told, series)
    rows = list(range(len(found)))
    dice.shuffle(rows)
    shuffled = found.take(np.array(rows, dtype=np.int64))
    assert evaluate(columns, shuffled, [day], at).traces(day) == evaluate(columns, found, [day], at).traces(day)
    mixed = {name: dice.sample(group, len(group)) for name, group in reversed(told.items())}
    assert answers(targets, mixed, day, at) == answers(targets, told, day, at)


@settings(max_examples=60, deadline=None)
@given(cities(), days, moments, st.data())
def test_what_is_recorded_later_changes_no_earlier_answer(
    city: tuple[list[Target], dict[str, list[Fact]]], day: date, at: datetime, data: st.DataObject
) -> None:
    targets, told = city
    after = {}
    for name, group in told.items():
        changed = [
            _with_a_later_fate(fact, data.draw(st.sampled_from(["", "superseded", "returned"]))) for fact in group
        ]
        new = Fact(f"{name}-new", day, value=Decimal(7), unit="个", recorded=LATER)
        after[name] = [*changed, *data.draw(st.sampled_from([[], [new]]))]
    assert answers(targets, after, day, at) == answers(targets, told, day, at)


def _with_a_later_fate(fact: Fact, fate: str) -> Fact:
    return replace(fact, **{fate: LATER}) if fate and getattr(fact, fate) is None and not fact.verified else fact


@settings(max_examples=60, deadline=None)
@given(cities(), days, st.data())
def test_a_new_version_changes_only_the_targets_that_read_it(
    city: tuple[list[Target], dict[str, list[Fact]]], day: date, data: st.DataObject
) -> None:
    targets, told = city
    columns, series = Targets.of(targets)
    before = evaluate(columns, Facts.of(told, series), [day])
    name = data.draw(st.sampled_from(sorted(told)))
    old = data.draw(st.sampled_from([*told[name], None]))
    fact = Fact(f"{name}-99", day, value=Decimal("3.5"), unit="个", recorded=LATER, member="w1")
    after = before.with_fact(fact, series.index(name), supersedes=old.key if old else "")
    whole = dict(told)
    whole[name] = [
        replace(f, superseded=min(f.superseded or LATER, LATER) if f is old else f.superseded) for f in told[name]
    ] + [fact]
    anew = evaluate(columns, Facts.of(whole, series), [day])
    for at, target in enumerate(targets):
        assert after.row(at, day) == anew.row(at, day)
        assert after.states[at, 0] == anew.states[at, 0]
        if name not in {target.series, target.other}:
            assert after.row(at, day) == before.row(at, day)
    for column in ("top", "under", "gap", "days_overdue"):
        assert (after.column(column) == anew.column(column)).all()


def test_facts_can_be_added_one_after_the_other() -> None:
    target = _total()
    columns, series = Targets.of([target])
    results = evaluate(columns, Facts.of({}, series), [date(2024, 12, 31)])
    for month in range(1, 13):
        results = results.with_fact(Fact(f"f{month}", date(2024, month, 20), value=Decimal(10), unit="万元"), 0)
    row = results.row("t", date(2024, 12, 31))
    assert (row.value, len(row.trace.inputs)) == (Decimal(120), 12)
    assert results.with_fact(Fact("x", None, value=Decimal(1)), 7) is results  # nobody reads that series


def test_a_question_carries_the_moment_at_which_it_is_asked() -> None:
    first = Fact("v1", date(2024, 3, 31), value=Decimal(90), unit="万元", recorded=JANUARY, superseded=MAY)
    second = Fact("v2", date(2024, 3, 31), value=Decimal(100), unit="万元", recorded=MAY, returned=AUGUST)
    told = {"t": (first, second)}
    day = date(2024, 12, 31)

    def value(at: datetime | None) -> Decimal | None:
        return measure([_total()], told, day, known_at=at)[0].value

    assert value(JANUARY - timedelta(days=1)) is None
    assert value(JANUARY) == 90  # the very moment counts
    assert value(MAY) == 100
    assert value(AUGUST) is None  # returned: nothing counts until it is reported again
    assert value(None) is None


def test_a_fact_verified_after_it_was_returned_counts_again() -> None:
    fact = Fact("f", date(2024, 3, 31), value=Decimal(5), unit="万元", returned=MAY, verified=AUGUST)
    states = [measure([_total()], {"t": (fact,)}, date(2024, 6, 30), known_at=at)[0].state for at in (MAY, AUGUST)]
    assert states == [State.NOT_REPORTED, State.ON_COURSE]


def _total() -> Target:
    summed = Measure(Kind.CUMULATIVE, Aggregation.SUM)
    return Target(
        "t",
        date(2024, 1, 1),
        date(2024, 12, 31),
        value=Decimal(1000),
        unit="万元",
        comparator=Comparator.AT_LEAST,
        measure=summed,
    )
