"""Lights (亮灯): which colour a result shows, by which dated rule, and which figure lit it.

A rule reads one figure of a result (``Gauge``) and has steps; the first step whose ``up_to`` is not exceeded lights.
Of the rules in force on a day, the first that has to do with the result decides.

>>> from datetime import date
>>> green, yellow = LightStep(Colour.GREEN, Fraction(10)), LightStep(Colour.YELLOW, Fraction(30))
>>> steps = (green, yellow, LightStep(Colour.RED))
>>> rule = LightRule("progress", Gauge.POINTS_BEHIND, steps, date(2000, 1, 1))
>>> rule.tolerance, rule.step(Fraction(61, 2)).colour.value
(Fraction(1, 10), 'red')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from jinxiu.engines.measuring.model import Result, State
from jinxiu.engines.terms import Stage


class Colour(StrEnum):
    """What a light shows."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    VIOLET = "violet"  # reached, but after its day
    OFF = "off"  # nothing decides: unknown is no colour


class Gauge(StrEnum):
    """The figure that a rule reads."""

    POINTS_BEHIND = "points_behind"  # percentage points that the share done lies below the share of time passed
    MONTHS_OVERDUE = "months_overdue"  # calendar months begun after the month of the last day
    DAYS_OVERDUE = "days_overdue"  # days past the last day, not reached
    DAYS_LATE = "days_late"  # days past the last day on which it was reached
    STATE = "state"  # the state alone; there is no figure


@dataclass(frozen=True, slots=True)
class LightStep:
    """One step of a rule: its colour up to a figure, included; None: without an end. ``noted`` asks for a remark."""

    colour: Colour
    up_to: Fraction | None = None
    noted: bool = False


@dataclass(frozen=True, slots=True)
class LightRule:
    """One dated rule. It is for results in one of its ``states`` whose target promises one of its ``stages``.

    None given means all. Raises ValueError for steps that do not ascend to one without an end.
    """

    code: str
    gauge: Gauge
    steps: tuple[LightStep, ...]
    effective_from: date
    effective_to: date | None = None
    source: str = ""
    states: frozenset[State] = frozenset()
    stages: frozenset[Stage] = frozenset()

    def __post_init__(self) -> None:
        ends = [step.up_to for step in self.steps if step.up_to is not None]
        endless = [step.up_to is None for step in self.steps]
        if ends != sorted(set(ends)) or endless != [False] * len(ends) + [True]:
            raise ValueError(f"steps of the light rule {self.code} must ascend, and the last have no end")

    @classmethod
    def progress(cls, code: str, points: int, effective_from: date) -> LightRule:
        """Return the plainest rule of progress: green up to so many points behind time, yellow beyond."""
        steps = (LightStep(Colour.GREEN, Fraction(points)), LightStep(Colour.YELLOW))
        return cls(code, Gauge.POINTS_BEHIND, steps, effective_from)

    @property
    def tolerance(self) -> Fraction:
        """How far the share done may lie below the share of time passed and still be green, as a fraction."""
        green = [step.up_to for step in self.steps if step.colour is Colour.GREEN and step.up_to is not None]
        return max(green, default=Fraction(0)) / 100

    def in_force(self, day: date) -> bool:
        """Say whether the rule holds on ``day``."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def step(self, figure: Fraction) -> LightStep:
        """Return the step that a figure stands on."""
        return next(step for step in self.steps if step.up_to is None or figure <= step.up_to)

    def floor(self, step: LightStep) -> Fraction | None:
        """Return the figure above which a step begins; None for the first."""
        at = self.steps.index(step)
        return self.steps[at - 1].up_to if at else None


@dataclass(frozen=True, slots=True)
class Light:
    """A colour, the rule that gave it (None: no rule has to do with the result), its step, and the figure."""

    colour: Colour
    rule: LightRule | None = None
    step: LightStep | None = None
    figure: Fraction | None = None

    @property
    def noted(self) -> bool:
        """Whether a remark is asked for although the colour is good."""
        return self.step is not None and self.step.noted


def progress_rule(rules: Iterable[LightRule], day: date) -> LightRule | None:
    """Return the rule of a day that tells behind from on course."""
    return next((rule for rule in rules if rule.gauge is Gauge.POINTS_BEHIND and rule.in_force(day)), None)


def light_of(result: Result, rules: Sequence[LightRule]) -> Light:
    """Return the light of a result by the rules of its day; where no rule has to do with it, the light is off."""
    stage = result.trace.figures.get("stage")
    for rule in rules:
        if not rule.in_force(result.as_of) or (rule.states and result.state not in rule.states):
            continue
        if rule.stages and stage not in rule.stages:
            continue
        if rule.gauge is Gauge.STATE:
            return Light(rule.steps[0].colour, rule, rule.steps[0])
        figure = read(rule.gauge, result)
        if figure is not None:
            step = rule.step(figure)
            return Light(step.colour, rule, step, figure)
    return Light(Colour.OFF)


def read(gauge: Gauge, result: Result) -> Fraction | None:
    """Return the figure that a gauge shows of a result; None where it has no meaning.

    Points may be negative: so many are ahead of time.
    """
    if gauge is Gauge.POINTS_BEHIND:
        behind = None if result.elapsed is None or result.share is None else result.elapsed - result.share
        return None if behind is None else behind * 100
    if gauge is Gauge.MONTHS_OVERDUE:
        due: date | None = result.trace.figures.get("due")
        if due is None or result.as_of <= due:
            return None
        return Fraction((result.as_of.year - due.year) * 12 + result.as_of.month - due.month)
    days = {Gauge.DAYS_OVERDUE: result.days_overdue, Gauge.DAYS_LATE: result.days_late}.get(gauge)
    return None if days is None else Fraction(days)
