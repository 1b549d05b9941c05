"""What the light rules of a day say, and how many promises each of their steps lights."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from jinxiu.engines.measuring import Colour, LightRule, LightStep
from jinxiu.plan.evaluation import lights, wording
from jinxiu.plan.evaluation.queries import Evaluator


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a rule in words, and how many promises it lights on the day."""

    colour: Colour
    name: str
    span: str
    noted: bool
    n: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in words: what it reads, for which results it is, its steps."""

    rule: LightRule
    reads: str
    states: str
    stages: str
    steps: list[StepLine]


@dataclass(frozen=True, slots=True)
class Board:
    """The rules in the order in which they are asked, and how many promises show each colour."""

    rules: list[RuleLine]
    counts: list[tuple[Colour, str, int]]


def board(as_of: date) -> Board:
    """Return the rules in force on a day with what they light; as many queries as evaluation needs."""
    lit = [lights.light_of(row.result) for row in Evaluator().on(as_of).rows]
    of_step = Counter((light.rule.code, light.step) for light in lit if light.rule and light.step)
    of_colour = Counter(light.colour for light in lit)
    return Board(
        [_line(rule, of_step) for rule in lights.in_force(as_of)],
        [(colour, lights.colour_name(colour), of_colour[colour]) for colour in Colour],
    )


def _line(rule: LightRule, counted: Counter[tuple[str, LightStep]]) -> RuleLine:
    return RuleLine(
        rule,
        lights.gauge_name(rule.gauge),
        "、".join(wording.state_name(state) for state in sorted(rule.states)),
        "、".join(wording.stage_name(stage) for stage in sorted(rule.stages)),
        [
            StepLine(
                step.colour,
                lights.colour_name(step.colour),
                lights.span(rule, step),
                step.noted,
                counted[rule.code, step],
            )
            for step in rule.steps
        ],
    )
