"""A light shows a colour, by the first dated rule that has to do with the result, and the figure that lit it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinxiu.engines.measuring import (
    Colour,
    Fact,
    Gauge,
    Light,
    LightRule,
    LightStep,
    Result,
    State,
    Target,
    light_of,
    measure,
)
from jinxiu.engines.terms import Comparator, Stage

BEGINS, DUE = date(2024, 1, 1), date(2024, 12, 31)
EVER = date(2000, 1, 1)
GREEN, NOTED = LightStep(Colour.GREEN, Fraction(0)), LightStep(Colour.GREEN, Fraction(10), noted=True)
YELLOW, RED = LightStep(Colour.YELLOW, Fraction(30)), LightStep(Colour.RED)
PROGRESS = LightRule("progress", Gauge.POINTS_BEHIND, (GREEN, NOTED, YELLOW, RED), EVER)
START = LightRule(
    "start",
    Gauge.MONTHS_OVERDUE,
    (LightStep(Colour.YELLOW, Fraction(2)), RED),
    EVER,
    states=frozenset({State.MISSED}),
    stages=frozenset({Stage.START}),
)
OVERDUE = LightRule("overdue", Gauge.DAYS_OVERDUE, (RED,), EVER, states=frozenset({State.MISSED}))
KEPT = LightRule("kept", Gauge.STATE, (LightStep(Colour.GREEN),), EVER, states=frozenset({State.MET, State.ON_COURSE}))
RULES = (PROGRESS, START, OVERDUE, KEPT)


def told(value: int, day: date, goal: int = 1000) -> Result:
    target = Target("t", BEGINS, DUE, value=Decimal(goal), unit="个", comparator=Comparator.AT_LEAST)
    fact = Fact("f", day, value=Decimal(value), unit="个")
    return measure([target], {"t": (fact,)}, day, RULES)[0]


def work(stage: Stage, seen: Stage, as_of: date) -> Result:
    target = Target("t", BEGINS, date(2024, 3, 31), stage=stage)
    return measure([target], {"t": (Fact("f", as_of, stage=seen),)}, as_of, RULES)[0]


#: The 146th of 366 days: 14600/366 per cent of the time had passed.
DAY = BEGINS + timedelta(days=145)
PASSED = Fraction(14600, 366)


@pytest.mark.parametrize(
    ("done", "colour", "noted"),
    [
        (399, Colour.GREEN, False),  # 39.9 % done, 39.89 % passed
        (398, Colour.GREEN, True),
        (299, Colour.GREEN, True),
        (298, Colour.YELLOW, False),  # 10.09 points
        (99, Colour.YELLOW, False),  # 29.99
        (98, Colour.RED, False),
    ],
)
def test_progress_lights_by_points_behind_the_share_of_time(done, colour, noted):
    light = light_of(told(done, DAY), RULES)
    assert (light.colour, light.noted, light.rule) == (colour, noted, PROGRESS)
    assert light.figure == PASSED - Fraction(done, 10)


@given(done=st.integers(0, 999), day=st.integers(0, 365))
def test_behind_is_what_lights_yellow_or_red(done, day):
    """The state and the light come from one rule: never a green light on what is behind, nor the other way."""
    result = told(done, BEGINS + timedelta(days=day))
    if result.state in {State.ON_COURSE, State.BEHIND}:
        lit = light_of(result, RULES).colour
        assert (lit in {Colour.YELLOW, Colour.RED}) is (result.state is State.BEHIND)


@given(figures=st.lists(st.fractions(-100, 100), min_size=2, max_size=2).map(sorted))
def test_further_behind_is_never_a_better_colour(figures):
    order = [Colour.GREEN, Colour.YELLOW, Colour.RED]
    better, worse = (order.index(PROGRESS.step(figure).colour) for figure in figures)
    assert better <= worse


def test_the_end_of_a_step_belongs_to_it():
    assert [PROGRESS.step(Fraction(n)).colour for n in (10, 30)] == [Colour.GREEN, Colour.YELLOW]
    assert PROGRESS.tolerance == Fraction(1, 10)
    assert (PROGRESS.floor(GREEN), PROGRESS.floor(RED)) == (None, 30)


@pytest.mark.parametrize(
    ("as_of", "months", "colour"),
    [
        (date(2024, 4, 1), 1, Colour.YELLOW),
        (date(2024, 5, 31), 2, Colour.YELLOW),
        (date(2024, 6, 1), 3, Colour.RED),
        (date(2025, 3, 31), 12, Colour.RED),
    ],
)
def test_a_work_not_started_in_its_month_is_red_after_three_months(as_of, months, colour):
    light = light_of(work(Stage.START, Stage.APPROVE, as_of), RULES)
    assert (light.rule, light.figure, light.colour) == (START, months, colour)


def test_a_rule_of_one_stage_leaves_others_to_the_next():
    light = light_of(work(Stage.OPEN, Stage.START, date(2024, 4, 30)), RULES)
    assert (light.rule, light.figure, light.colour) == (OVERDUE, 30, Colour.RED)


def test_a_rule_without_a_figure_is_passed_over():
    """A milestone that runs has a share of time, but no share done: the state alone lights it."""
    light = light_of(work(Stage.OPEN, Stage.START, date(2024, 2, 1)), RULES)
    assert light == Light(Colour.GREEN, KEPT, KEPT.steps[0])


def test_unknown_is_no_colour():
    target = Target("t", BEGINS, DUE, stage=Stage.OPEN)
    silent = measure([target], {}, date(2025, 3, 1), RULES)[0]
    assert light_of(silent, RULES) == Light(Colour.OFF)


def test_a_question_about_a_day_is_lit_by_the_rule_of_that_day():
    old = LightRule.progress("old", 30, EVER)
    old = LightRule(old.code, old.gauge, old.steps, EVER, date(2024, 5, 1))
    new = LightRule.progress("new", 5, date(2024, 5, 2))
    for day, colour in ((date(2024, 5, 1), Colour.GREEN), (date(2024, 5, 2), Colour.YELLOW)):
        target = Target("t", BEGINS, DUE, value=Decimal(100), unit="个", comparator=Comparator.AT_LEAST)
        fact = Fact("f", day, value=Decimal(20), unit="个")
        result = measure([target], {"t": (fact,)}, day, (old, new))[0]
        assert light_of(result, (old, new)).colour is colour
        assert (result.state is State.BEHIND) is (colour is Colour.YELLOW)


@pytest.mark.parametrize("steps", [(), (GREEN,), (RED, RED), (NOTED, GREEN, RED), (GREEN, RED, YELLOW)])
def test_steps_ascend_to_one_without_an_end(steps):
    with pytest.raises(ValueError, match="steps of the light rule r must ascend"):
        LightRule("r", Gauge.POINTS_BEHIND, steps, EVER)
