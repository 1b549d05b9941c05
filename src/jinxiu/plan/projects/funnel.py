"""How many projects, and how much money, stand on each rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.listing import rung_key
from jinxiu.plan.projects.standing import Standing


@dataclass(frozen=True, slots=True)
class Level:
    """The projects that stand on one rung; ``rung`` None holds those of which no rung is known."""

    rung: Rung | None
    n: int
    #: Yuan, of the projects that state it.
    investment: Decimal
    #: How many state no total investment.
    unstated: int
    late: int
    #: How many stand here or higher.
    at_least: int

    @property
    def key(self) -> str:
        """The rung as an address names it."""
        return rung_key(self.rung)


@dataclass(frozen=True, slots=True)
class Funnel:
    """The levels from the idea up, then those without a known rung."""

    levels: tuple[Level, ...]
    unknown: Level
    total: int
    investment: Decimal

    @property
    def most(self) -> int:
        """The largest number on one rung, from which bars take their length; at least 1."""
        return max([1, *(level.n for level in (*self.levels, self.unknown))])


def funnel(found: Sequence[Standing], as_of: date) -> Funnel:
    """Count projects by the rung that they stand on at the end of a day."""
    at = [(one, one.ladder.at(as_of)) for one in found]
    levels = tuple(
        _level(
            rung,
            [one for one, stands in at if stands is rung],
            sum(1 for _one, stands in at if stands is not None and stands >= rung),
            as_of,
        )
        for rung in Rung
    )
    unknown = [one for one, stands in at if stands is None]
    return Funnel(levels, _level(None, unknown, len(unknown), as_of), len(found), _sum(found))


def _level(rung: Rung | None, here: Sequence[Standing], at_least: int, as_of: date) -> Level:
    unstated = sum(1 for one in here if one.project.investment is None)
    late = sum(1 for one in here if one.ladder.days_late(as_of))
    return Level(rung, len(here), _sum(here), unstated, late, at_least)


def _sum(found: Sequence[Standing]) -> Decimal:
    return sum((one.project.investment for one in found if one.project.investment is not None), Decimal(0))
