"""What narrows and orders projects: the list, the funnel, the Gantt chart, the map and the workbook share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.kinds import kind_of
from jinxiu.plan.projects.standing import Standing

#: Stands for projects of which no rung is known.
NO_RUNG = "none"
#: Stands for projects without an area, or without anybody who answers.
NOWHERE, NOBODY = "none", "none"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; empty fields let everything through. ``owner`` is the code of the responsible body."""

    q: str = ""
    kind: str = ""
    rung: str = ""
    area: str = ""
    owner: str = ""
    late: bool = False
    blocked: bool = False
    #: Money was reported that waits for a verifier.
    unverified: bool = False

    @property
    def any(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Choices:
    """What one may choose from: what is there, in order, as (value, words)."""

    kinds: tuple[str, ...]
    areas: tuple[tuple[str, str], ...]
    owners: tuple[tuple[str, str], ...]
    nowhere: bool
    nobody: bool


def choices(found: Iterable[Standing]) -> Choices:
    """Return the kinds, areas and bodies that the projects name."""
    kinds: dict[str, None] = {}
    areas: dict[str, str] = {}
    owners: dict[str, str] = {}
    nowhere = nobody = False
    for one in found:
        project = one.project
        kinds.setdefault(project.kind)
        if project.area is not None:
            areas[project.area.code] = project.area.name
        if project.responsible is not None:
            owners[project.responsible.code] = str(project.responsible)
        nowhere = nowhere or project.area is None
        nobody = nobody or project.responsible is None
    return Choices(tuple(kinds), tuple(sorted(areas.items())), tuple(sorted(owners.items())), nowhere, nobody)


def narrowed(found: Iterable[Standing], filters: Filters, as_of: date) -> list[Standing]:
    """Return the projects that match on a day, in the order given."""
    words = filters.q.casefold().split()
    return [one for one in found if _matches(one, filters, as_of) and all(word in _text(one) for word in words)]


def _matches(one: Standing, filters: Filters, as_of: date) -> bool:
    project = one.project
    area = project.area.code if project.area else NOWHERE
    owner = project.responsible.code if project.responsible else NOBODY
    return (
        filters.kind in ("", project.kind)
        and filters.area in ("", area)
        and filters.owner in ("", owner)
        and filters.rung in ("", rung_key(one.ladder.at(as_of)))
        and (not filters.late or one.ladder.days_late(as_of) > 0)
        and (not filters.blocked or bool(one.blocked(as_of)))
        and (not filters.unverified or any(month.waits and month.month <= as_of for month in one.months))
    )


def _text(one: Standing) -> str:
    project = one.project
    said = [target.current.quote for target in one.targets if target.current]
    group = kind_of(project.kind).group
    who = str(project.responsible or "")
    area = project.area.name if project.area else ""
    return " ".join((project.code, project.name, project.kind, group, area, project.owner, who, *said)).casefold()


def rung_key(rung: Rung | None) -> str:
    """Return a rung as an address names it."""
    return NO_RUNG if rung is None else str(rung.value)


#: Each order ends with the code, so that equal rows keep their places.
SORTS: dict[str, Callable[[Standing, date], Any]] = {
    "code": lambda one, _day: one.project.code,
    "name": lambda one, _day: (one.project.name, one.project.code),
    "kind": lambda one, _day: (one.project.kind, one.project.code),
    "rung": lambda one, day: (-_height(one, day), one.project.code),
    "late": lambda one, day: (-one.ladder.days_late(day), one.project.code),
    "investment": lambda one, _day: (-(one.project.investment or Decimal(-1)), one.project.code),
    "begins": lambda one, _day: (one.ladder.begins or date.max, one.project.code),
}


def _height(one: Standing, as_of: date) -> int:
    at = one.ladder.at(as_of)
    return -1 if at is None else at.value
