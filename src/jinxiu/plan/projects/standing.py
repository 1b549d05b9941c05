"""Every project with its ladder, money and blockers, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jinxiu.engines.terms import Rung, Stage
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.ladders import Ladder, Line
from jinxiu.plan.projects.models import Blocker, Money, MoneyCheck, Project, ProjectTarget, Step
from jinxiu.plan.projects.money import Done, Month, Told, Year, done_by, months, year_of

#: A fact as a day of a rung: the day, whether it happened on it, and the fact.
_Told = tuple[date, bool, Observation]


@dataclass(frozen=True, slots=True)
class Standing:
    """One project: its ladder, its money by month, and its blockers, newest first."""

    project: Project
    ladder: Ladder
    months: tuple[Month, ...]
    blockers: tuple[Blocker, ...]
    #: The promises in force that the project carries.
    targets: tuple[Target, ...]

    def blocked(self, as_of: date) -> list[Blocker]:
        """Return what blocked it at the end of a day."""
        return [one for one in self.blockers if one.since <= as_of and not _closed_by(one, as_of)]

    def done(self, as_of: date) -> Done | None:
        """Return the money spent by a day; None where nothing was reported that counts."""
        return done_by(self.months, as_of)

    def year(self, as_of: date) -> Year | None:
        """Return how the money of the year stands."""
        return year_of(self.months, as_of)


def standings() -> list[Standing]:
    """Return every project that was not taken back, by code; six queries, however many there are."""
    return _standings(Project.objects.filter(withdrawn=False))


def standing(code: str) -> Standing | None:
    """Return one project; None where there is none of this code."""
    return next(iter(_standings(Project.objects.filter(code=code))), None)


def standings_of(codes: Sequence[str]) -> dict[str, Standing]:
    """Return the projects of these codes."""
    return {found.project.code: found for found in _standings(Project.objects.filter(code__in=codes))}


def _standings(projects: QuerySet[Project]) -> list[Standing]:
    rows = Rows.read(projects)
    facts: dict[str, list[Observation]] = defaultdict(list)
    told = Observation.objects.filter(
        superseded_by=None, withdrawn=False, project__in=projects.order_by().values("code"), as_of__isnull=False
    ).exclude(Q(stage="") | Q(confidence=Observation.Confidence.CONFLICTING))
    held = told.annotate(verdict=last_verdict()).filter(
        Q(verdict=None) | Q(verdict__in=set(Verification.Verdict) - {Verification.Verdict.RETURNED})
    )
    for fact in held.order_by("pk"):
        facts[fact.project].append(fact)
    return [rows.standing(one, facts[one.code]) for one in rows.projects]


@dataclass(frozen=True, slots=True)
class Rows:
    """What this room keeps of projects, by the project's key: five queries, however many projects."""

    projects: list[Project]
    #: Every version, oldest first.
    steps: defaultdict[int, list[Step]]
    links: defaultdict[int, list[ProjectTarget]]
    money: defaultdict[int, list[Money]]
    blockers: defaultdict[int, list[Blocker]]

    @classmethod
    def read(cls, projects: QuerySet[Project], *, by: bool = False) -> Rows:
        """Read the rows of projects; ``by`` reads with each who wrote it."""
        # A subquery, not a list of keys: a city has more projects than a statement may have parameters.
        of_these = projects.order_by().values("pk")
        steps = Step.objects.filter(project__in=of_these).order_by("pk")
        money = with_verdict(Money.objects.filter(project__in=of_these)).order_by("month", "pk")
        blockers = Blocker.objects.filter(project__in=of_these).select_related("closed", "helper")
        if by:
            steps = steps.select_related("source", "recorded_by__post")
            money = money.select_related("recorded_by__post")
            blockers = blockers.select_related("recorded_by__post", "closed__recorded_by__post")
        else:
            money = money.filter(superseded_by=None)
        links = ProjectTarget.objects.filter(project__in=of_these).select_related("target__current").order_by("pk")
        return cls(
            list(projects.select_related("area", "responsible", "source")),
            _by_project(steps),
            _by_project(links),
            _by_project(money),
            _by_project(blockers.order_by("-since", "-pk")),
        )

    def standing(self, project: Project, facts: Iterable[Observation]) -> Standing:
        """Return how one of the projects stands, by the facts that count and name a rung of it, oldest first."""
        pk = project.pk
        targets = [link.target for link in self.links[pk]]
        targets = [target for target in targets if target.current is not None and not target.current.withdrawn]
        replaced = {row.supersedes_id for row in self.money[pk]}
        corrected = {row.supersedes_id for row in self.blockers[pk]}
        money = [
            Told(row.month, row.planned, row.done, verdict_on(row)) for row in self.money[pk] if row.pk not in replaced
        ]
        return Standing(
            project,
            ladder(self.steps[pk], facts, targets),
            months(money),
            tuple(one for one in self.blockers[pk] if one.pk not in corrected and not one.withdrawn),
            tuple(targets),
        )


_Kept = TypeVar("_Kept", Step, ProjectTarget, Money, Blocker)


def _by_project(rows: Iterable[_Kept]) -> defaultdict[int, list[_Kept]]:
    out: defaultdict[int, list[_Kept]] = defaultdict(list)
    for row in rows:
        out[row.project_id].append(row)
    return out


def is_returned(fact: Observation) -> bool:
    """Whether its verifier gave the fact back: it does not count until it is corrected."""
    verdicts = list(fact.verifications.all())
    return bool(verdicts) and verdicts[-1].verdict == Verification.Verdict.RETURNED


def last_verdict() -> Subquery:
    """Return what the last verifier of a fact said, as a column of the query that asks for the fact."""
    return Subquery(Verification.objects.filter(observation=OuterRef("pk")).order_by("-pk").values("verdict")[:1])


def with_verdict(money: QuerySet[Money]) -> QuerySet[Money]:
    """Read with each row what the last verifier said of the report that it holds."""
    checks = MoneyCheck.objects.filter(money=Coalesce(OuterRef("reported"), OuterRef("pk")))
    return money.annotate(verdict=Subquery(checks.order_by("-pk").values("verdict")[:1]))


def verdict_on(money: Money) -> str:
    """Return what the last verifier said of a row read ``with_verdict``; empty where nobody looked at it."""
    return getattr(money, "verdict", None) or ""


def ladder(steps: Iterable[Step], facts: Iterable[Observation], targets: Iterable[Target]) -> Ladder:
    """Return the ladder that steps (all versions, oldest first), facts about the project and its promises make."""
    newest: dict[int, Step] = {}
    first_planned: dict[int, date] = {}
    rung_of_fact: dict[str, Rung] = {}
    for step in steps:
        newest[step.rung] = step
        if step.planned_on:
            first_planned.setdefault(step.rung, step.planned_on)
    for rung, step in newest.items():
        if step.fact:
            rung_of_fact[step.fact] = Rung(rung)
    told: dict[Rung, list[_Told]] = defaultdict(list)
    by_code: dict[str, Observation] = {}
    for fact in facts:
        by_code[fact.code] = fact
        # A fact that was reported as a step tells of that step alone: its stage may be the coarser one below.
        named = rung_of_fact.get(fact.code) or Rung.of(Stage(fact.stage))
        if named is not None and fact.as_of is not None:
            told[named].append((fact.as_of, fact.event, fact))
    promised = _promised(targets)
    return Ladder(
        tuple(
            _line(rung, newest.get(rung), first_planned.get(rung), told[rung], by_code, promised.get(rung))
            for rung in Rung
        )
    )


def _line(
    rung: Rung,
    step: Step | None,
    first_planned: date | None,
    told: list[_Told],
    facts: dict[str, Observation],
    promised: tuple[date, str] | None,
) -> Line:
    planned, by = (step.planned_on if step else None), ""
    if planned is None and promised:
        planned, by = promised
    day, seen, fact = None, False, None
    if step is not None and step.fact:
        fact = facts.get(step.fact)
        day = fact.as_of if fact else None
    elif step is not None and step.reached_on:
        day = step.reached_on
    if day is None and told:
        day, happened, fact = min(told, key=lambda one: (one[0], not one[1]))
        seen = not happened
    return Line(rung, planned, first_planned, by, day, seen, step, fact)


def _promised(targets: Iterable[Target]) -> dict[Rung, tuple[date, str]]:
    """Return the day that a promise names for a rung, and the code of the promise; the earliest of several."""
    out: dict[Rung, tuple[date, str]] = {}
    for target in targets:
        definition = target.current
        if definition is None or definition.type != Promise.Type.MILESTONE or definition.due is None:
            continue
        rung = Rung.of(Stage(definition.stage))
        if rung is not None:
            out[rung] = min(out.get(rung, (definition.due, target.code)), (definition.due, target.code))
    return out


def _closed_by(blocker: Blocker, as_of: date) -> bool:
    closed = getattr(blocker, "closed", None)
    return closed is not None and closed.on <= as_of
