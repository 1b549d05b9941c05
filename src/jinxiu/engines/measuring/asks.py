"""Targets of one kind as columns: what is asked, in which unit, against which goal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jinxiu.engines.measuring.columns import NO_MEMBER, Bools, Ints, Targets
from jinxiu.engines.measuring.exact import Column, comparable, split
from jinxiu.engines.measuring.model import Aggregation, Kind, Target
from jinxiu.engines.terms import Comparator, Stage

MILESTONE, ADVANCE = "milestone", "advance"
#: What is of a period counts within it only: its facts lie between the first and the last day.
OF_A_PERIOD = frozenset({Kind.CUMULATIVE, Kind.SPENDING, Kind.GROWTH, Kind.RATE, Kind.DIFFERENCE, Kind.RATIO})
#: What can be judged at the end of the period only, because it goes up and down until then.
_AT_THE_END = frozenset({Kind.GROWTH, Kind.RATE, Kind.DIFFERENCE, Kind.RATIO})
_UP_AND_DOWN = frozenset({Aggregation.MEAN, Aggregation.MIN})
_ADDED_UP = frozenset({Kind.CUMULATIVE, Kind.SPENDING})
_BROUGHT_TOGETHER = _ADDED_UP | {Kind.RATE}
#: Kinds whose value is a quotient of two figures; figures without a unit of their own are pieces.
QUOTIENTS = frozenset({Kind.SHARE, Kind.RATE, Kind.RATIO})
_PIECES = "个"
#: Kinds whose value is a difference of two figures.
_DIFFERENCES = frozenset({Kind.INCREMENT, Kind.DIFFERENCE})
#: Kinds whose value is made from other facts, and may be told as such instead.
MADE = QUOTIENTS | _DIFFERENCES | {Kind.GROWTH, Kind.COUNT}


@dataclass(frozen=True)
class Ask:
    """Targets of one kind. ``places`` says where they stand among all targets."""

    kind: str
    aggregation: Aggregation
    places: Ints
    targets: Targets

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def promises(self) -> tuple[Target, ...]:
        """The targets themselves."""
        return self.targets.promises

    @property
    def is_stage(self) -> bool:
        """Whether stages are asked for."""
        return self.kind in {MILESTONE, ADVANCE}

    def take(self, which: Ints) -> Ask:
        """Return some of them."""
        return Ask(self.kind, self.aggregation, self.places[which], self.targets.take(which))

    @cached_property
    def at_most(self) -> Bools:
        """Where an upper bound is asked for."""
        return np.array([p.comparator is Comparator.AT_MOST for p in self.promises], dtype=np.bool_)

    @cached_property
    def at_the_end(self) -> Bools:
        """Where only the end of the period decides."""
        ends = self.kind in _AT_THE_END or (self.kind in _ADDED_UP and self.aggregation in _UP_AND_DOWN)
        return np.asarray(self.at_most | ends)

    @cached_property
    def goals(self) -> list[tuple[int, int]]:
        """Each number promised, as mantissa and exponent."""
        return [split(p.value) if p.value is not None else (0, 0) for p in self.promises]

    @cached_property
    def least(self) -> Ints:
        """The finest exponent that each goal needs; “about” needs a digit more for its ten per cent."""
        about = (int(p.comparator is Comparator.ABOUT) for p in self.promises)
        return np.array([e - more for (_m, e), more in zip(self.goals, about, strict=True)], dtype=np.int64)

    def goals_at(self, scale: Ints) -> tuple[Column, Column]:
        """Return the number promised, and the one that keeps it, as integers × 10^scale."""
        goal = [m * 10 ** (e - s) for (m, e), s in zip(self.goals, scale.tolist(), strict=True)]
        about = (p.comparator is Comparator.ABOUT for p in self.promises)
        kept = [g - abs(g) // 10 if less else g for g, less in zip(goal, about, strict=True)]
        return _objects(goal), _objects(kept)

    def members_among(self, names: tuple[str, ...]) -> NDArray[np.int32]:
        """Return the number of each target's member among the facts' members; −2 for one of whom nothing is told."""
        numbers = {name: at for at, name in enumerate(names)}
        return np.array([numbers.get(p.member, -2) if p.member else NO_MEMBER for p in self.promises], dtype=np.int32)


def unit_of_figures(target: Target) -> str:
    """Return the unit of the figures behind a target's value; empty for a growth that is told as such."""
    measure = target.measure
    if measure.kind in QUOTIENTS:
        return measure.unit or _PIECES
    if measure.kind is Kind.GROWTH:
        return measure.unit
    if measure.kind in _DIFFERENCES and measure.unit and not comparable(measure.unit, target.unit):
        return measure.unit  # a rise in 百分点 of a level in %
    return target.unit


def stage_asked(target: Target) -> Stage | None:
    """Return the stage that a target asks of a work, or of each work that it counts."""
    return target.stage or target.measure.stage


def asks_of(targets: Targets) -> list[Ask]:
    """Sort targets by kind, once."""
    if "asks" not in targets.kept:
        kinds: dict[tuple[str, Aggregation], list[int]] = {}
        for at, promise in enumerate(targets.promises):
            kinds.setdefault(_kind(promise), []).append(at)
        targets.kept["asks"] = [
            Ask(kind, aggregation, (which := np.array(places, dtype=np.int64)), targets.take(which))
            for (kind, aggregation), places in kinds.items()
        ]
    asks: list[Ask] = targets.kept["asks"]
    return asks


def _kind(promise: Target) -> tuple[str, Aggregation]:
    if promise.stage is not None:
        return (ADVANCE if promise.stage is Stage.ADVANCE else MILESTONE), Aggregation.LAST
    measure = promise.measure
    if measure.kind is Kind.COUNT and measure.stage is None:
        raise ValueError(f"target {promise.key} counts works but names no stage that they are to reach")
    if measure.kind is Kind.RATE and measure.aggregation is not Aggregation.SUM:
        return measure.kind.value, Aggregation.LAST
    if measure.kind is Kind.COUNT and measure.aggregation is Aggregation.SUM:
        return measure.kind.value, Aggregation.SUM
    return measure.kind.value, measure.aggregation if measure.kind in _BROUGHT_TOGETHER else Aggregation.LAST


def _objects(values: list[Any]) -> Column:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
