"""What must hold of stored projects; ``jinxiu check`` walks it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from jinxiu.core.checks import integrity_check
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.projects.models import Blocker, Money, MoneyCheck, Project, ProjectVersion, Step
from jinxiu.plan.projects.recording import particulars_of


@integrity_check("versions of projects")
def projects_beside_their_versions() -> Iterator[str]:
    """What a project says is what its newest version says."""
    newest: dict[int, ProjectVersion] = {}
    for version in ProjectVersion.objects.order_by("project_id", "version").iterator():
        newest[version.project_id] = version
    for project in Project.objects.order_by("pk").iterator():
        version_of = newest.get(project.pk)
        if version_of is not None and particulars_of(project) != particulars_of(version_of):
            yield f"project {project.code} differs from its newest version {version_of.version}"


@integrity_check("steps and money of projects")
def lines_that_cross() -> Iterator[str]:
    """A row supersedes one of the same project and the same rung or month."""
    crossed = ~Q(supersedes__project=F("project")) | ~Q(supersedes__rung=F("rung"))
    for step in Step.objects.exclude(supersedes=None).filter(crossed).order_by("pk"):
        yield f"step {step.pk} supersedes one of another project or rung"
    months = ~Q(supersedes__project=F("project")) | ~Q(supersedes__month=F("month"))
    for money in Money.objects.exclude(supersedes=None).filter(months).order_by("pk"):
        yield f"money {money.pk} supersedes that of another project or month"
    for blocker in Blocker.objects.exclude(supersedes=None).filter(~Q(supersedes__project=F("project"))).order_by("pk"):
        yield f"blocker {blocker.pk} supersedes one of another project"


@integrity_check("verified money of projects")
def money_that_is_not_what_was_reported() -> Iterator[str]:
    """A row that only moves the plan holds the report of its own month as it was; a verifier is not its reporter."""
    same = Q(
        reported__project=F("project"), reported__month=F("month"), reported__done=F("done"), reported__reported=None
    )
    for money in Money.objects.exclude(reported=None).exclude(same).order_by("pk"):
        yield f"money {money.pk} holds another figure than the report {money.reported_id} that it names"
    for decision in MoneyCheck.objects.filter(by__isnull=False, by=F("money__recorded_by")).order_by("pk"):
        yield f"money {decision.money_id} was verified by its own reporter"


@integrity_check("facts of steps")
def steps_without_their_fact() -> Iterator[str]:
    """The fact that a step names is there."""
    there = Observation.objects.filter(code=OuterRef("fact"))
    for step in Step.objects.exclude(fact="").filter(~Exists(there)).order_by("pk"):
        yield f"step {step.pk} names fact {step.fact}, which is not there"
