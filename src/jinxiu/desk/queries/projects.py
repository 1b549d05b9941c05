"""Projects with the lights of what they carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from jinxiu.engines.measuring import State
from jinxiu.plan.evaluation.queries import Evaluator, Quality, Row
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.projects.models import Project
from jinxiu.plan.projects.queries import Work, work, works

_PAGE = 50
#: Worst first: what a reader with little time looks at first.
_URGENT = (State.MISSED, State.BEHIND, State.LATE, State.NOT_REPORTED, State.ON_COURSE, State.MET)


@dataclass(frozen=True, slots=True)
class Line:
    """A project in the list: its promises, the row that speaks for it, and the last fact known by the day."""

    project: Project
    rows: list[Row | Quality]
    last: Observation | None
    #: How many facts are told of it in all, whatever their day.
    facts: int

    @property
    def worst(self) -> Row | None:
        scored = (row for row in self.rows if isinstance(row, Row))
        return min(scored, key=lambda row: _URGENT.index(row.state), default=None)

    @property
    def due(self) -> date | None:
        return min((row.definition.due for row in self.rows if row.definition.due), default=None)


@dataclass(frozen=True, slots=True)
class Listing:
    """The projects that match, and the kinds that one may choose from."""

    page: Page[Line]
    kinds: list[str]
    #: How many projects there are before any filter.
    total: int
    counts: dict[State, int]


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a timeline."""

    fact: Observation
    #: It tells of a day after the one that the page looks at.
    later: bool
    verdict: Verification | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One project: its promises and everything told of it, newest first."""

    project: Project
    rows: list[Row | Quality]
    timeline: list[Told]


_SORTS: dict[str, Callable[[Line], Any]] = {
    "code": lambda line: line.project.code,
    "name": lambda line: line.project.name,
    "kind": lambda line: (line.project.kind, line.project.code),
    "due": lambda line: (line.due or date.max, line.project.code),
    "state": lambda line: (_URGENT.index(line.worst.state) if line.worst else len(_URGENT), line.project.code),
}


def listing(as_of: date, *, kind: str = "", text: str = "", sort: str = "", page: str | None = None) -> Listing:
    """Return a page of projects on a day; the number of queries does not depend on their number."""
    rows = {row.target.pk: row for row in Evaluator().on(as_of).listed}
    lines = [_line(found, rows, as_of) for found in works()]
    shown = [line for line in lines if kind in ("", line.project.kind) and _matches(line, text)]
    if sort == "told":
        shown.sort(key=lambda line: line.last.as_of if line.last and line.last.as_of else date.min, reverse=True)
    else:
        shown.sort(key=_SORTS.get(sort, _SORTS["code"]))
    states = [line.worst.state for line in shown if line.worst]
    counts = {state: states.count(state) for state in State}
    kinds = list(dict.fromkeys(line.project.kind for line in lines))
    return Listing(Paginator(shown, _PAGE).get_page(page), kinds, len(lines), counts)


def sheet(code: str, as_of: date) -> Sheet | None:
    """Return one project on a day; None where there is no such project."""
    found = work(code)
    if found is None:
        return None
    rows = {row.target.pk: row for row in Evaluator().on(as_of).listed}
    timeline = [Told(fact, fact.as_of is not None and fact.as_of > as_of, _verdict(fact)) for fact in found.facts]
    return Sheet(found.project, _carried(found, rows), timeline)


def _line(found: Work, rows: Mapping[int, Row | Quality], as_of: date) -> Line:
    known = [(fact.as_of, fact) for fact in found.facts if fact.as_of and fact.as_of <= as_of and not _returned(fact)]
    # Of several told of one day, the one that settles a promise says more than a length or a price beside it.
    last = max(known, key=lambda pair: (pair[0], _settles(pair[1])), default=None)
    return Line(found.project, _carried(found, rows), last[1] if last else None, len(found.facts))


def _carried(found: Work, rows: Mapping[int, Row | Quality]) -> list[Row | Quality]:
    return [rows[pk] for pk in found.target_ids if pk in rows]


def _matches(line: Line, text: str) -> bool:
    wanted = text.casefold().split()
    area = line.project.area.name if line.project.area else ""
    said: Sequence[str] = [row.definition.quote for row in line.rows]
    everything = " ".join((line.project.code, line.project.name, line.project.kind, area, *said)).casefold()
    return all(word in everything for word in wanted)


def _verdict(fact: Observation) -> Verification | None:
    return next(reversed(list(fact.verifications.all())), None)


def _settles(fact: Observation) -> bool:
    return any(bearing.kind == Bearing.Kind.SETTLES for bearing in fact.bearings.all())


def _returned(fact: Observation) -> bool:
    verdict = _verdict(fact)
    return verdict is not None and verdict.verdict == Verification.Verdict.RETURNED
