"""A made-up city: targets of six kinds and what was told of them over three years. One seed, one city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from jinxiu.engines.measuring import Aggregation, Facts, Kind, LightRule, Measure, Target, Targets
from jinxiu.engines.measuring.columns import NEVER, NO_UNIT, RUNGS, STAGES
from jinxiu.engines.terms import Comparator, Stage

SEED = 20240101
BEGINS, MIDDLE, END = date(2024, 1, 1), date(2024, 6, 30), date(2024, 12, 31)
DAY = date(2024, 12, 31)
MONTH_ENDS = [date.fromordinal(date(2024 + m // 12, m % 12 + 1, 1).toordinal() - 1) for m in range(1, 13)]
#: How many targets in ten are of each kind. A share reads two series, so each gets half of the facts.
KINDS = ("level",) * 4 + ("cumulative",) * 2 + ("growth", "share", "count", "milestone")
WORKS = 20
_YEAR = 365


@dataclass(frozen=True)
class City:
    """Targets with their facts in columns."""

    targets: Targets
    facts: Facts
    kinds: np.ndarray


def rules() -> tuple[LightRule, ...]:
    """Return the rule that tells behind from on course."""

    return (LightRule.progress("r", 10, date(2000, 1, 1)),)


def city(targets: int, facts: int) -> City:
    """Return so many targets and facts; every target has about as many facts as any other."""
    dice = np.random.default_rng(SEED)
    kinds = np.array([KINDS[n % len(KINDS)] for n in range(targets)])
    promises = [_promise(n, str(kind), int(dice.integers(1, 10**6))) for n, kind in enumerate(kinds)]
    shares = np.flatnonzero(kinds == "share")
    own = np.arange(targets, dtype=np.int32)
    other = np.full(targets, -1, dtype=np.int32)
    other[shares] = targets + np.arange(len(shares))
    of = dice.integers(0, targets, facts)  # which target a fact is told of
    is_other = (kinds[of] == "share") & (dice.random(facts) < 0.5)
    series = np.where(is_other, other[of], own[of]).astype(np.int32)
    kind = kinds[of]
    month = dice.integers(0, 36, facts)
    ends = np.array([date(2022 + (m + 1) // 12, (m + 1) % 12 + 1, 1).toordinal() - 1 for m in range(36)])
    day = ends[month] - np.where(kind == "growth", 0, dice.integers(0, 28, facts))
    things = np.isin(kind, ("count", "milestone"))
    recorded = (day - 719_163) * 86_400_000_000 + dice.integers(0, 86_400_000_000, facts)
    replaced = dice.random(facts) < 0.05
    returned = dice.random(facts) < 0.02
    later = recorded + dice.integers(1, 90 * 86_400_000_000, facts)
    found = Facts(
        keys=np.arange(1, facts + 1),
        series=series,
        day=day.astype(np.int32),
        order=np.arange(facts),
        member=np.where(kind == "count", dice.integers(0, WORKS, facts), -1).astype(np.int32),
        recorded=recorded,
        superseded=np.where(replaced, later, NEVER),
        returned=np.where(returned, later, NEVER),
        verified=np.full(facts, NEVER),
        settles=dice.random(facts) < 0.9,
        event=dice.random(facts) < 0.5,
        doubtful=dice.random(facts) < 0.02,
        stage=np.where(things, dice.choice(len(STAGES), facts, p=(0.3, 0.3, 0.25, 0.1, 0.03, 0.02)), -1).astype(
            np.int8
        ),
        mantissa=np.where(things, 0, dice.integers(1, 10**6, facts) * np.where(is_other, 2, 1)),
        exponent=np.full(facts, -2, dtype=np.int8),
        unit=np.where(things, NO_UNIT, 1).astype(np.int16),
        units=("", "万元"),
        members=tuple(f"work {n}" for n in range(WORKS)),
    )
    return City(Targets(tuple(promises), own, other), found, kinds)


def _promise(number: int, kind: str, goal: int) -> Target:
    due = MIDDLE if number % 3 == 0 and kind != "share" else END
    if kind == "milestone":
        return Target(f"t{number}", BEGINS, due, stage=Stage.FINISH)
    measure = {
        "level": Measure(),
        "cumulative": Measure(Kind.CUMULATIVE, Aggregation.SUM),
        "growth": Measure(Kind.GROWTH, unit="万元"),
        "share": Measure(Kind.SHARE, unit="万元"),
        "count": Measure(Kind.COUNT, stage=Stage.FINISH),
    }[kind]
    value, unit = {
        "level": (Decimal(goal * 12).scaleb(-3), "万元"),
        "cumulative": (Decimal(goal * 20).scaleb(-2), "万元"),
        "growth": (Decimal(goal % 200 - 50).scaleb(-1), "%"),
        "share": (Decimal(goal % 1200).scaleb(-1), "%"),
        "count": (Decimal(goal % WORKS + 1), "个"),
    }[kind]
    sign = Comparator.AT_MOST if kind == "level" and number % 4 == 1 else Comparator.AT_LEAST
    return Target(f"t{number}", BEGINS, due, value=value, unit=unit, comparator=sign, measure=measure)


def rungs(facts: Facts) -> np.ndarray:
    """Return the rung that each fact tells of; −1 for none."""
    return np.where(facts.stage < 0, -1, RUNGS[facts.stage])
