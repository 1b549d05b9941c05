"""What was told of projects, by their code or by what they carry, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.projects.models import Project, ProjectTarget


@dataclass(frozen=True, slots=True)
class Told:
    """A project, the targets that it carries (by their keys), and the facts told of it, newest first.

    Facts without a day come last: nobody knows when they held.
    """

    project: Project
    target_ids: tuple[int, ...]
    facts: list[Observation] = field(default_factory=list)


def told() -> dict[str, Told]:
    """Return every project with the facts about it, by its code; five queries, however many projects."""
    found = [
        Told(project, tuple(link.target_id for link in project.links.all()))
        for project in Project.objects.select_related("area").prefetch_related(
            Prefetch("links", ProjectTarget.objects.order_by("pk"))
        )
    ]
    _give_facts(found)
    return {one.project.code: one for one in found}


def told_of(code: str) -> Told | None:
    """Return one project with the facts about it; None where there is no such project."""
    project = Project.objects.select_related("area", "source").prefetch_related("links").filter(code=code).first()
    if project is None:
        return None
    found = Told(project, tuple(link.target_id for link in project.links.all()))
    _give_facts([found])
    return found


def _give_facts(found: Iterable[Told]) -> None:
    by_code = {work.project.code: work for work in found}
    by_target: dict[int, list[Told]] = {}
    for work in by_code.values():
        for target_id in work.target_ids:
            by_target.setdefault(target_id, []).append(work)
    # Subqueries, not lists of keys: a city has more projects than a statement may have parameters.
    carried = ProjectTarget.objects.filter(project__code__in=by_code) if len(by_code) == 1 else ProjectTarget.objects
    named = Q(project__in=by_code) if len(by_code) == 1 else ~Q(project="")
    about = Bearing.objects.filter(target__in=carried.values("target"))
    facts = (
        Observation.objects.filter(superseded_by=None)
        .filter(named | Q(pk__in=about.values("observation")))
        .select_related("source", "evidence")
        .prefetch_related(
            Prefetch("bearings", Bearing.objects.select_related("target").order_by("pk")),
            Prefetch("verifications", Verification.objects.order_by("pk")),
        )
        .order_by("-as_of", "-pk")
    )
    for fact in facts:
        codes = {fact.project} & by_code.keys()
        # A fact that names another project still decides this one's light where both carry the target: it is shown.
        codes |= {w.project.code for b in fact.bearings.all() for w in by_target.get(b.target_id, ())}
        for code in codes:
            by_code[code].facts.append(fact)
    for work in by_code.values():
        work.facts.sort(key=lambda fact: fact.as_of is not None, reverse=True)
