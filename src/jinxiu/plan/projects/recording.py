"""Writing down single rows inside a transaction that the caller holds: actions, tables and the folder share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from jinxiu.core.models import Account, Source, StoredFile
from jinxiu.engines.terms import Rung, Stage
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.facts.recording import Told, record_observation, told_by
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.kinds import kind_of
from jinxiu.plan.projects.models import Money, Particulars, Project, ProjectTarget, ProjectVersion, Step

#: The fields of a project's particulars.
PARTICULARS = tuple(field.name for field in Particulars._meta.get_fields())


@dataclass(frozen=True, slots=True)
class Carried:
    """A milestone that a project carries; ``alone`` where no other project carries it."""

    target: Target
    alone: bool


def particulars_of(project: Project | ProjectVersion) -> dict[str, Any]:
    """Return the particulars by their names."""
    return {name: getattr(project, name) for name in PARTICULARS}


def record_particulars(
    project: Project, fields: Mapping[str, Any], now: datetime, by: Account | None, reason: str = ""
) -> bool:
    """Write changed particulars into the project and as its next version; return whether anything changed.

    A project that is not saved yet gets its first version. One from before versions were kept gets what it was as
    its first.
    """
    new = project.pk is None
    before = particulars_of(project)
    after = before | dict(fields)
    if not new and before == after:
        return False
    last = None if new else project.versions.order_by("-version").values_list("version", flat=True).first()
    if not new and last is None:
        ProjectVersion.objects.create(project=project, version=1, recorded_at=now, **before)
        last = 1
    for name, value in after.items():
        setattr(project, name, value)
    project.clean_fields()
    project.save()
    ProjectVersion.objects.create(
        project=project, version=(last or 0) + 1, reason=reason, recorded_at=now, recorded_by=by, **after
    )
    return True


def next_step(held: Step | None, project: Project, rung: Rung, now: datetime, by: Account | None, **new: Any) -> Step:
    """Write the next row of one rung: what is not said anew stays as it was."""
    kept: dict[str, Any] = {}
    if held is not None:
        kept = {
            name: getattr(held, name) for name in ("planned_on", "reached_on", "fact", "note", "source", "evidence")
        }
    step = Step(project=project, rung=rung.value, supersedes=held, recorded_at=now, recorded_by=by, **(kept | new))
    step.clean_fields(exclude=("project", "supersedes", "source", "evidence", "recorded_by"))
    step.save()
    return step


def next_money(
    held: Money | None,
    project: Project,
    month: date,
    now: datetime,
    by: Account | None,
    *,
    anew: bool = False,
    **new: Any,
) -> Money:
    """Write the next row of one month: what is not said anew stays as it was.

    A row that leaves the money done as it was keeps the report, and what was verified of it; ``anew`` reports the
    same figure again.
    """
    kept: dict[str, Any] = {}
    if held is not None:
        kept = {name: getattr(held, name) for name in ("planned", "done", "source", "evidence")}
        if held.done is not None and not anew and new.get("done", held.done) == held.done:
            kept["reported"] = held.report
    row = Money(
        project=project,
        month=month.replace(day=1),
        supersedes=held,
        recorded_at=now,
        recorded_by=by,
        **(kept | new),
    )
    row.clean_fields(exclude=("project", "supersedes", "reported", "source", "evidence", "recorded_by"))
    row.save()
    return row


def newest_step(project: Project, rung: Rung) -> Step | None:
    """Return the row of a rung that holds."""
    return Step.objects.filter(project=project, rung=rung.value, superseded_by=None).first()


def newest_money(project: Project, month: date) -> Money | None:
    """Return the row of a month that holds, with the report in it and who made that."""
    rows = Money.objects.select_related("recorded_by__post", "reported__recorded_by__post", "source", "evidence")
    return rows.filter(project=project, month=month.replace(day=1), superseded_by=None).first()


def carried(project: Project) -> list[Carried]:
    """Return the milestones in force that a project carries; two queries."""
    links = ProjectTarget.objects.filter(
        project=project, target__current__withdrawn=False, target__current__type=Promise.Type.MILESTONE
    )
    targets = [link.target for link in links.select_related("target__current").order_by("pk")]
    counts = ProjectTarget.objects.filter(target__in=targets).values_list("target").annotate(n=Count("pk"))
    carriers = dict(counts.order_by("target"))
    return [Carried(target, carriers[target.pk] == 1) for target in targets]


def record_reached(
    project: Project,
    rung: Rung,
    day: date,
    *,
    statement: str,
    source: Source,
    settles: Sequence[Target],
    besides: Sequence[Target] = (),
    now: datetime,
    by: Account | None,
    evidence: StoredFile | None = None,
    held: Step | None = None,
) -> tuple[Step, Observation]:
    """Write a step reached together with the fact that tells of it, which another post verifies.

    The fact settles ``settles`` and is context for ``besides``.
    """
    stage, exact = stage_of(rung, project.kind, [*settles, *besides])
    told = Told(
        subject=project.name[:200],
        statement=statement,
        confidence=Observation.Confidence.DIRECT.value,
        stage=stage.value,
        event=exact,
        as_of=day,
        reported_on=timezone.localdate(now),
        project=project.code,
    )
    bearings = [(target, Bearing.Kind.SETTLES.value) for target in settles]
    bearings += [(target, Bearing.Kind.CONTEXT.value) for target in besides]
    fact = record_observation(told, source=source, bearings=bearings, now=now, evidence=evidence, recorded_by=by)
    step = next_step(
        held, project, rung, now, by, reached_on=day, fact=fact.code, source=source, evidence=evidence, reason=""
    )
    return step, fact


def correct_fact(fact: Observation, day: date, statement: str, now: datetime, by: Account | None) -> Observation:
    """Write the next version of the fact behind a step: another day, and other words where some are given."""
    after = replace(told_by(fact), as_of=day, as_of_precision=Observation.Precision.DAY.value)
    if statement:
        after = replace(after, statement=statement)
    bearings = [
        (bearing.target, bearing.kind)
        for bearing in fact.bearings.select_related("target__current").order_by("pk")
        if bearing.target.current is None or bearing.target.current.scored
    ]
    return record_observation(
        after, source=fact.source, bearings=bearings, now=now, evidence=fact.evidence, recorded_by=by, supersedes=fact
    )


def stage_of(rung: Rung, kind: str, targets: Sequence[Target]) -> tuple[Stage, bool]:
    """Return the stage that a fact of this rung names, and whether it was reached on that very day.

    A rung between two stages names the lower one, which was reached before: the fact then only saw it reached.
    """
    use = next(
        (
            Stage(target.current.stage)
            for target in targets
            if target.current and target.current.stage in {Stage.OPEN.value, Stage.PRODUCE.value}
        ),
        kind_of(kind).use,
    )
    return {
        Rung.PLANNED: (Stage.ADVANCE, True),
        Rung.SIGNED: (Stage.ADVANCE, True),
        Rung.APPROVED: (Stage.APPROVE, True),
        Rung.STARTED: (Stage.START, True),
        Rung.TOPPED_OUT: (Stage.START, False),
        Rung.FINISHED: (Stage.FINISH, True),
        Rung.PRODUCING: (use, True),
        Rung.FULL: (use, False),
    }[rung]
