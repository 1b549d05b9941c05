"""Projects with the lights of what they carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from jinxiu.engines.measuring import State
from jinxiu.engines.terms import Rung
from jinxiu.plan.evaluation.queries import Evaluator, Quality, Row, targets
from jinxiu.plan.evaluation.scopes import Member, everyone
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.projects import listing as projects
from jinxiu.plan.projects.ladders import Line as Rungs
from jinxiu.plan.projects.listing import Choices, Filters
from jinxiu.plan.projects.models import Project, ProjectTarget
from jinxiu.plan.projects.money import Done
from jinxiu.plan.projects.queries import Told as Facts
from jinxiu.plan.projects.queries import told, told_of
from jinxiu.plan.projects.sheets import Sheet as Sheets
from jinxiu.plan.projects.sheets import sheet_of
from jinxiu.plan.projects.standing import Standing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PAGE = 50
#: Worst first: what a reader with little time looks at first.
_URGENT = (State.MISSED, State.BEHIND, State.LATE, State.NOT_REPORTED, State.ON_COURSE, State.MET)


@dataclass(frozen=True, slots=True)
class Line:
    """A project in the list: how it stands, its promises, and the last fact known by the day."""

    standing: Standing
    rows: list[Row | Quality]
    last: Observation | None
    #: How many facts are told of it in all, whatever their day.
    facts: int
    #: Where it stands on the day, the next rung that is planned, by how many days it is late, how much blocks it.
    at: Rung | None
    next: Rungs | None
    days_late: int
    blocked: int
    done: Done | None

    @property
    def project(self) -> Project:
        return self.standing.project

    @property
    def worst(self) -> Row | None:
        scored = (row for row in self.rows if isinstance(row, Row))
        return min(scored, key=lambda row: _urgency(row.state), default=None)

    @property
    def due(self) -> date | None:
        return min((row.definition.due for row in self.rows if row.definition.due), default=None)


@dataclass(frozen=True, slots=True)
class Listing:
    """The projects that match, and what one may choose from."""

    page: Page[Line]
    choices: Choices
    #: How many projects there are before any filter.
    total: int
    counts: dict[State, int]


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a timeline."""

    fact: Observation
    #: It tells of a day after the one that the page looks at.
    later: bool
    #: What its last verifier said, in words; empty where nobody looked at it.
    verdict: StrOrPromise
    returned: bool
    #: The rung that it was reported as; the fact itself may name the coarser stage below.
    rung: Rung | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One project: its ladder and money, its promises, and everything told of it, newest first."""

    project: Project
    standing: Standing
    drawn: Sheets
    rows: list[Row | Quality]
    timeline: list[Told]
    #: By a promise's key: the member of its scope for which the project counts there, in words.
    counted_for: Mapping[int, str]
    #: Everything that a promise can run over.
    members: list[Member]


_SORTS: dict[str, Callable[[Line], Any]] = {
    "due": lambda line: (line.due or date.max, line.project.code),
    "state": lambda line: (_urgency(line.worst.state) if line.worst else len(State), line.project.code),
}


def listing(as_of: date, filters: Filters, *, sort: str = "", page: str | None = None) -> Listing:
    """Return a page of projects on a day; the number of queries does not depend on their number."""
    everything = told()
    rows = _rows_of(ProjectTarget.objects.all(), as_of)
    by_code = {one.project.code: one for one in everything}
    standings = [one.standing for one in everything]
    found = projects.narrowed(standings, filters, as_of)
    shown = [_line(by_code[one.project.code], rows, as_of) for one in found]
    if sort == "told":
        shown.sort(key=lambda line: line.last.as_of if line.last and line.last.as_of else date.min, reverse=True)
    elif sort in _SORTS:
        shown.sort(key=_SORTS[sort])
    else:
        key = projects.SORTS.get(sort, projects.SORTS["code"])
        shown.sort(key=lambda line: key(line.standing, as_of))
    states = [line.worst.state for line in shown if line.worst]
    counts = {state: states.count(state) for state in State}
    return Listing(Paginator(shown, _PAGE).get_page(page), projects.choices(standings), len(everything), counts)


def sheet(code: str, as_of: date, *, links: bool = False) -> Sheet | None:
    """Return one project on a day; None where there is no such project. ``links``: its links may be changed."""
    found = told_of(code)
    if found is None:
        return None
    facts, kept = found
    rows = _rows_of(ProjectTarget.objects.filter(project=facts.project), as_of)
    rungs = {step.fact: Rung(step.rung) for step in kept.steps[facts.project.pk] if step.fact}
    timeline = [
        Told(
            one.fact,
            one.fact.as_of is not None and one.fact.as_of > as_of,
            _verdict(one.verdict),
            one.returned,
            rungs.get(one.fact.code),
        )
        for one in facts.heard
    ]
    counted = {one.target_id: one.member for one in kept.links[facts.project.pk] if one.member}
    members = everyone() if links or counted else []
    names = {one.code: one.name for one in members}
    return Sheet(
        facts.project,
        facts.standing,
        sheet_of(facts, kept, as_of),
        _carried(facts, rows),
        timeline,
        {target: names.get(member, member) for target, member in counted.items()},
        members,
    )


def _rows_of(links: QuerySet[ProjectTarget], as_of: date) -> dict[int, Row | Quality]:
    """Evaluate what projects carry, and no other target of the city."""
    carried = targets().filter(pk__in=links.values("target"))
    return {row.target.pk: row for row in Evaluator(carried).on(as_of).listed}


def _urgency(state: State) -> int:
    return _URGENT.index(state) if state in _URGENT else len(_URGENT)


def _line(facts: Facts, rows: Mapping[int, Row | Quality], as_of: date) -> Line:
    known = [(one.fact.as_of, one) for one in facts.heard if one.fact.as_of and one.fact.as_of <= as_of]
    # Of several told of one day, the one that settles a promise says more than a length or a price beside it.
    told_by_then = [(day, one.settles, one.fact) for day, one in known if not one.returned]
    last = max(told_by_then, key=lambda one: one[:2], default=None)
    found = facts.standing
    ladder = found.ladder
    return Line(
        found,
        _carried(facts, rows),
        last[2] if last else None,
        len(facts.heard),
        at=ladder.at(as_of),
        next=ladder.next(as_of),
        days_late=ladder.days_late(as_of),
        blocked=len(found.blocked(as_of)),
        done=found.done(as_of),
    )


def _carried(facts: Facts, rows: Mapping[int, Row | Quality]) -> list[Row | Quality]:
    return [rows[pk] for pk in facts.target_ids if pk in rows]


def _verdict(said: str) -> StrOrPromise:
    return Verification.Verdict(said).label if said else ""
