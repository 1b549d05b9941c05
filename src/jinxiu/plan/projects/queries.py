"""Projects with what was told of them, by their code or by what they carry, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.projects.models import Project, ProjectTarget
from jinxiu.plan.projects.standing import Rows, Standing, last_verdict


@dataclass(frozen=True, slots=True)
class Heard:
    """One fact, and what its last verifier said of it (empty: nobody looked at it yet)."""

    fact: Observation
    verdict: str

    @property
    def returned(self) -> bool:
        return self.verdict == Verification.Verdict.RETURNED

    @property
    def verified(self) -> bool:
        return self.verdict == Verification.Verdict.VERIFIED

    @property
    def settles(self) -> bool:
        return any(bearing.kind == Bearing.Kind.SETTLES for bearing in self.fact.bearings.all())

    @property
    def tells_of_a_rung(self) -> bool:
        """Whether it counts for the ladder of the project that it names."""
        fact = self.fact
        sure = fact.confidence != Observation.Confidence.CONFLICTING
        return bool(fact.stage) and fact.as_of is not None and sure and not self.returned


@dataclass(frozen=True, slots=True)
class Told:
    """A project as it stands, the targets that it carries (by their keys), and the facts told of it, newest first.

    Facts without a day come last: nobody knows when they held.
    """

    standing: Standing
    target_ids: tuple[int, ...]
    heard: tuple[Heard, ...]

    @property
    def project(self) -> Project:
        return self.standing.project


def told() -> list[Told]:
    """Return every project that was not taken back, with the facts about it; seven queries, however many projects."""
    rows = Rows.read(Project.objects.filter(withdrawn=False))
    return _told(rows, _heard(~Q(project=""), ProjectTarget.objects.all()))


def told_of(code: str) -> tuple[Told, Rows] | None:
    """Return one project with the facts about it and all its rows; None where there is no such project."""
    rows = Rows.read(Project.objects.filter(code=code), by=True)
    if not rows.projects:
        return None
    (found,) = _told(rows, _heard(Q(project=code), ProjectTarget.objects.filter(project=rows.projects[0])))
    return found, rows


def _told(rows: Rows, heard: Iterable[Heard]) -> list[Told]:
    by_code = {project.code: project.pk for project in rows.projects}
    by_target: dict[int, list[int]] = defaultdict(list)
    counts: set[int] = set()
    for pk, links in rows.links.items():
        for link in links:
            by_target[link.target_id].append(pk)
            if link.target.current is not None and link.target.current.type == Promise.Type.QUANTITY:
                counts.add(link.target_id)
    named: dict[int, list[Observation]] = defaultdict(list)
    about: dict[int, list[Heard]] = defaultdict(list)
    for one in heard:
        fact = one.fact
        # A fact that names another project still decides this one's light where both carry the target: it is shown.
        # Where works are counted, each stands for itself.
        borne = [bearing.target_id for bearing in fact.bearings.all()]
        of = {pk for target in borne if not (fact.project and target in counts) for pk in by_target.get(target, ())}
        if (own := by_code.get(fact.project)) is not None:
            of.add(own)
            if one.tells_of_a_rung:
                named[own].append(fact)
        for pk in of:
            about[pk].append(one)
    return [
        Told(
            rows.standing(project, sorted(named[project.pk], key=lambda fact: fact.pk)),
            tuple(link.target_id for link in rows.links[project.pk]),
            tuple(_newest_first(about[project.pk])),
        )
        for project in rows.projects
    ]


def _heard(named: Q, links: QuerySet[ProjectTarget]) -> list[Heard]:
    """Return the facts that name a project or bear on what one carries; two queries."""
    # Subqueries, not lists of keys: a city has more projects than a statement may have parameters.
    about = Bearing.objects.filter(target__in=links.values("target"))
    facts = (
        Observation.objects.filter(superseded_by=None, withdrawn=False)
        .filter(named | Q(pk__in=about.values("observation")))
        .annotate(verdict=last_verdict())
        .select_related("source", "evidence")
        .prefetch_related(Prefetch("bearings", Bearing.objects.order_by("pk")))
    )
    return [Heard(fact, fact.verdict or "") for fact in facts.order_by("-as_of", "-pk")]


def _newest_first(heard: Iterable[Heard]) -> list[Heard]:
    """Put facts without a day last, wherever the database puts them."""
    return sorted(heard, key=lambda one: one.fact.as_of is None)
