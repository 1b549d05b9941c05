"""Every project with its ladder, money and blockers, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from jinxiu.engines.terms import Rung, Stage
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.ladders import Ladder, Line
from jinxiu.plan.projects.models import Blocker, Money, Project, ProjectTarget, Step
from jinxiu.plan.projects.money import Month, Year, done_by, months, year_of

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

    def done(self, as_of: date) -> Decimal | None:
        """Return the money spent by a day, in yuan; None where nothing was reported."""
        return done_by(self.months, as_of)

    def year(self, as_of: date) -> Year | None:
        """Return how the money of the year stands."""
        return year_of(self.months, as_of)


def standings() -> list[Standing]:
    """Return every project by code; seven queries, however many there are."""
    return _standings(Project.objects.all())


def standing(code: str) -> Standing | None:
    """Return one project; None where there is none of this code."""
    return next(iter(_standings(Project.objects.filter(code=code))), None)


def standings_of(codes: Sequence[str]) -> dict[str, Standing]:
    """Return the projects of these codes."""
    return {found.project.code: found for found in _standings(Project.objects.filter(code__in=codes))}


def _standings(projects: QuerySet[Project]) -> list[Standing]:
    found = list(projects.select_related("area", "responsible", "source"))
    # A subquery, not a list of keys: a city has more projects than a statement may have parameters.
    of_these = projects.order_by().values("pk")
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(project__in=of_these).order_by("pk"):
        steps[step.project_id].append(step)
    facts = _facts(projects)
    targets: dict[int, list[Target]] = defaultdict(list)
    links = ProjectTarget.objects.filter(project__in=of_these, target__current__withdrawn=False).order_by("pk")
    for link in links.select_related("target__current"):
        targets[link.project_id].append(link.target)
    money: dict[int, list[tuple[date, Decimal | None, Decimal | None]]] = defaultdict(list)
    rows = Money.objects.filter(project__in=of_these, superseded_by=None).order_by("month", "pk")
    for pk, month, planned, done in rows.values_list("project_id", "month", "planned", "done"):
        money[pk].append((month, planned, done))
    blockers: dict[int, list[Blocker]] = defaultdict(list)
    for blocker in (
        Blocker.objects.filter(project__in=of_these).select_related("closed", "helper").order_by("-since", "-pk")
    ):
        blockers[blocker.project_id].append(blocker)
    return [
        Standing(
            one,
            ladder(steps[one.pk], facts[one.code], targets[one.pk]),
            months(money[one.pk]),
            tuple(blockers[one.pk]),
            tuple(targets[one.pk]),
        )
        for one in found
    ]


def _facts(projects: QuerySet[Project]) -> dict[str, list[Observation]]:
    """Return the facts that name a rung and count, by the project that they name; two queries."""
    found: dict[str, list[Observation]] = defaultdict(list)
    told = Observation.objects.filter(
        superseded_by=None, withdrawn=False, project__in=projects.order_by().values("code"), as_of__isnull=False
    ).exclude(stage="")
    checks = Prefetch("verifications", Verification.objects.order_by("pk"))
    for fact in told.exclude(confidence=Observation.Confidence.CONFLICTING).prefetch_related(checks).order_by("pk"):
        if not is_returned(fact):
            found[fact.project].append(fact)
    return found


def is_returned(fact: Observation) -> bool:
    """Whether its verifier gave the fact back: it does not count until it is corrected."""
    verdicts = list(fact.verifications.all())
    return bool(verdicts) and verdicts[-1].verdict == Verification.Verdict.RETURNED


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
