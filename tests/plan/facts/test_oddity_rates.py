"""How often quiet series are asked about, and how many injected faults are seen; ``-s`` prints the table.

Simulated months of eight kinds of series; the numbers of ``data/oddities.toml`` were chosen by this table.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from jinxiu.plan.facts.oddities import Figure, oddities
from jinxiu.plan.facts.thresholds import in_force

MONTHS, FIRST, SERIES = 36, 6, 60
FALSE_ALARMS, HITS = 0.02, 0.95


@dataclass(frozen=True)
class Kind:
    """A kind of series: its next figure from the one before and the month, and how it is told."""

    step: Callable[[random.Random, float, float, int], float]
    unit: str = "亿元"
    places: int = 2
    running: bool = False
    share: bool = False
    first: tuple[float, float] = (20, 900)


def _running(r: random.Random, level: float, before: float, n: int) -> float:
    return (before if n % 12 else 0) + level / 12 * max(0.1, 1 + r.gauss(0, 0.3))


KINDS = {
    "level, noise of 2 %": Kind(lambda r, level, _before, _n: level * (1 + r.gauss(0, 0.02))),
    "random walk of 3 %": Kind(lambda r, _level, before, _n: before * (1 + r.gauss(0, 0.03))),
    "growth of 1 % a month": Kind(lambda r, level, _before, n: level * (1 + 0.01 * n + r.gauss(0, 0.01))),
    "seasons of 20 %": Kind(
        lambda r, level, _before, n: level * (1 + 0.2 * ((n * 5) % 12 / 5.5 - 1)) * (1 + r.gauss(0, 0.02))
    ),
    "running total of a year": Kind(_running, running=True),
    "share": Kind(
        lambda r, _level, before, _n: min(99.5, max(1, before + r.gauss(0, 0.3))),
        unit="%", places=1, share=True, first=(40, 97),
    ),
    "count of a year": Kind(
        lambda r, _level, before, n: (before if n % 12 else 0) + r.choice([0, 1, 1, 2, 3, 5, 8]),
        unit="个", places=0, running=True, first=(0, 3),
    ),
    "stock that grows": Kind(lambda r, _level, before, _n: before + r.randint(0, 12), unit="户", places=0, first=(100, 3000)),
}  # fmt: skip


def day(month: int) -> date:
    return date(2021 + month // 12, month % 12 + 1, 28)


def told(value: float | Decimal, kind: Kind, month: int, source: str = "月报") -> Figure:
    exact = value if isinstance(value, Decimal) else Decimal(str(round(value, kind.places)))
    return Figure(exact, kind.unit, day(month), "", source, f"{month}{source}")


def series(kind: Kind, r: random.Random) -> list[Figure]:
    level = value = r.uniform(*kind.first)
    found = []
    for month in range(MONTHS):
        value = kind.step(r, level, value, month)
        found.append(told(value, kind, month))
    return found


def asked(figure: Figure, before: list[Figure], kind: Kind) -> set[str]:
    by = in_force(figure.as_of)
    found = oddities(figure, by, series=before[-by.window :], running=kind.running, share=kind.share)
    return {odd.kind for odd in found}


@pytest.mark.parametrize("name", KINDS)
def test_a_quiet_series_is_hardly_ever_asked_about(name: str) -> None:
    kind, r = KINDS[name], random.Random(name)
    figures = alarms = 0
    for _n in range(SERIES):
        made = series(kind, r)
        for month in range(FIRST, MONTHS):
            figures += 1
            alarms += bool(asked(made[month], made[:month], kind))
    print(f"\n{name}: asked about {alarms} of {figures} figures, {100 * alarms / figures:.2f} %")  # noqa: T201
    assert alarms <= FALSE_ALARMS * figures


#: What is put in the place of a figure, from the true ones and the month; None where the fault cannot be there.
Fault = Callable[[random.Random, list[Figure], int], Decimal | None]
MONEY = (
    "level, noise of 2 %",
    "random walk of 3 %",
    "growth of 1 % a month",
    "seasons of 20 %",
    "running total of a year",
)


def _times(low: float, high: float) -> Fault:
    return lambda r, true, month: round(true[month].value * Decimal(r.uniform(low, high)), 2)


def _within_a_year(fault: Fault) -> Fault:
    return lambda r, true, month: fault(r, true, month) if month % 12 > 1 else None


FAULTS: dict[str, tuple[str, tuple[str, ...], Fault]] = {
    "unit slipped by 10⁴": (
        "unit-slip", MONEY,
        _within_a_year(lambda r, true, month: true[month].value * Decimal(10) ** r.choice([4, -4])),
    ),
    "unit slipped by 10⁸": (
        "unit-slip", MONEY,
        _within_a_year(lambda r, true, month: true[month].value * Decimal(10) ** r.choice([8, -8])),
    ),
    "row copied from the month before": ("copied", MONEY, _within_a_year(lambda _r, true, month: true[month - 1].value)),
    "running total falls": (
        "fall", MONEY[-1:],
        _within_a_year(lambda r, true, month: round(true[month - 1].value * Decimal(r.uniform(0.5, 0.98)), 2)),
    ),
    "jump up, half as much again to four times": ("jump", MONEY[:3], _times(1.5, 4)),
    "jump down, to six tenths or less": ("jump", MONEY[:3], _times(0.1, 0.6)),
    "share beyond all": ("out-of-range", ("share",), lambda r, _true, _month: Decimal(str(round(r.uniform(100.1, 900), 1)))),
}  # fmt: skip


def _injected(names: tuple[str, ...], fault: Fault, r: random.Random) -> Iterator[set[str]]:
    for name in names:
        kind = KINDS[name]
        for _n in range(4 * SERIES):
            true, month = series(kind, r), r.randrange(FIRST + 2, MONTHS)
            value = fault(r, true, month)
            if value is not None:
                yield asked(told(value, kind, month), true[:month], kind)


@pytest.mark.parametrize("name", FAULTS)
def test_an_injected_fault_is_seen(name: str) -> None:
    want, where, fault = FAULTS[name]
    found = [want in one for one in _injected(where, fault, random.Random(name))]
    print(f"\n{name}: {sum(found)} of {len(found)} seen, {100 * sum(found) / len(found):.1f} %")  # noqa: T201
    assert sum(found) >= HITS * len(found)


def test_another_source_that_differs_by_a_fiftieth_is_seen() -> None:
    r = random.Random(1)
    kind = KINDS["level, noise of 2 %"]
    seen = 0
    for _n in range(200):
        true = series(kind, r)
        other = told(true[20].value * Decimal(r.choice([0.98, 1.02])), kind, 20, "公报")
        other = Figure(round(other.value, 2), other.unit, other.as_of, "", "公报")
        seen += "contradiction" in asked(other, true[:21], kind)
    assert seen >= HITS * 200
