"""Writing down single rows inside a transaction that the caller holds: actions, tables and the folder share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jinxiu.core.models import Account, Source, StoredFile
from jinxiu.engines.terms import Rung, Stage
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Bearing, MeasureTarget, MeasureVersion, Observation
from jinxiu.plan.facts.recording import Told, numbered, record_observation, row_of, told_by
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.kinds import kind_of
from jinxiu.plan.projects.models import Money, Particulars, Project, ProjectTarget, ProjectVersion, Step

#: The fields of a project's particulars.
PARTICULARS = tuple(field.name for field in Particulars._meta.get_fields())


@dataclass(frozen=True, slots=True)
class Carried:
    """A promise that steps of a project answer; ``alone`` where no other project carries it.

    ``counts`` says that it counts works that reached a stage, ``member`` for which member of its scope this one does.
    """

    target: Target
    alone: bool
    counts: bool = False
    member: str = ""

    @property
    def settled(self) -> bool:
        """Whether a step settles it: a milestone of this project alone, or a count, of which it is one."""
        return self.alone or self.counts


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


def record_projects(projects: Sequence[Project], now: datetime, by: Account | None) -> None:
    """Write new projects with their first versions; a fixed number of queries however many."""
    for project in projects:
        project.clean_fields()
    Project.objects.bulk_create(projects)
    ProjectVersion.objects.bulk_create(
        ProjectVersion(project=one, version=1, recorded_at=now, recorded_by=by, **particulars_of(one))
        for one in projects
    )


def step_row(held: Step | None, project: Project, rung: Rung, now: datetime, by: Account | None, **new: Any) -> Step:
    """Return the next row of one rung, not yet saved: what is not said anew stays as it was."""
    kept: dict[str, Any] = {}
    if held is not None:
        kept = {
            name: getattr(held, name) for name in ("planned_on", "reached_on", "fact", "note", "source", "evidence")
        }
    step = Step(project=project, rung=rung.value, supersedes=held, recorded_at=now, recorded_by=by, **(kept | new))
    step.clean_fields(exclude=("project", "supersedes", "source", "evidence", "recorded_by"))
    return step


def next_step(held: Step | None, project: Project, rung: Rung, now: datetime, by: Account | None, **new: Any) -> Step:
    """Write the next row of one rung."""
    step = step_row(held, project, rung, now, by, **new)
    step.save()
    return step


def money_row(
    held: Money | None,
    project: Project,
    month: date,
    now: datetime,
    by: Account | None,
    *,
    anew: bool = False,
    **new: Any,
) -> Money:
    """Return the next row of one month, not yet saved: what is not said anew stays as it was.

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
    return row


def next_money(
    held: Money | None, project: Project, month: date, now: datetime, by: Account | None, **new: Any
) -> Money:
    """Write the next row of one month."""
    row = money_row(held, project, month, now, by, **new)
    row.save()
    return row


def newest_step(project: Project, rung: Rung) -> Step | None:
    """Return the row of a rung that holds."""
    return Step.objects.filter(project=project, rung=rung.value, superseded_by=None).first()


def newest_money(project: Project, month: date) -> Money | None:
    """Return the row of a month that holds, with the report in it and who made that."""
    return held_money().filter(project=project, month=month.replace(day=1)).first()


def held_money() -> QuerySet[Money]:
    """Return the rows of months that hold, with the report in each and who made it."""
    rows = Money.objects.filter(superseded_by=None)
    return rows.select_related("recorded_by__post", "reported__recorded_by__post", "source", "evidence")


def carried(project: Project) -> list[Carried]:
    """Return the promises in force that steps of a project answer; one query."""
    return carried_by([project.pk])[project.pk]


def carried_by(keys: Collection[int] | None = None) -> defaultdict[int, list[Carried]]:
    """Return them by the key of the project (None: of every project): milestones, and numbers that count works."""
    asked = MeasureTarget.objects.filter(target=OuterRef("target"), ended_at=None)
    counting = asked.filter(measure__current__kind=MeasureVersion.Kind.COUNT).exclude(measure__current__stage="")
    milestone = Q(target__current__type=Promise.Type.MILESTONE)
    links = (
        ProjectTarget.objects.filter(target__current__withdrawn=False)
        .annotate(carriers=Count("target__project_links"), counts=Exists(counting))
        .filter(milestone | Q(target__current__type=Promise.Type.QUANTITY, counts=True))
    )
    if keys is not None:
        links = links.filter(project__in=keys)
    found: defaultdict[int, list[Carried]] = defaultdict(list)
    for link in links.select_related("target__current").order_by("pk"):
        counts = link.target.current is not None and link.target.current.type == Promise.Type.QUANTITY
        found[link.project_id].append(Carried(link.target, link.carriers == 1 and not counts, counts, link.member))
    return found


@dataclass(frozen=True, slots=True)
class Reached:
    """A step reached as its fact will tell it: it settles some promises and is context for others."""

    project: Project
    rung: Rung
    day: date
    statement: str
    source: Source
    settles: Sequence[Carried] = ()
    besides: Sequence[Carried] = ()


def record_facts(
    reached: Sequence[Reached], *, now: datetime, by: Account | None, evidence: StoredFile | None = None
) -> list[Observation]:
    """Write the facts that tell of steps, in their order; another post verifies them.

    A fixed number of queries, however many facts.
    """

    def write(first: str) -> list[Observation]:
        number = int(first[1:])
        rows = [
            row_of(_told(one, now), f"F{number + place:04d}", one.source, evidence, now, by)
            for place, one in enumerate(reached)
        ]
        return Observation.objects.bulk_create(rows)

    made = numbered(Observation, "F", write) if reached else []
    Bearing.objects.bulk_create(
        Bearing(observation=fact, target=carries.target, kind=kind, member=carries.member)
        for fact, one in zip(made, reached, strict=True)
        for kind, promises in ((Bearing.Kind.SETTLES.value, one.settles), (Bearing.Kind.CONTEXT.value, one.besides))
        for carries in promises
    )
    return made


def _told(one: Reached, now: datetime) -> Told:
    stage, exact = stage_of(one.rung, one.project.kind, [carries.target for carries in (*one.settles, *one.besides)])
    return Told(
        subject=one.project.name[:200],
        statement=one.statement,
        confidence=Observation.Confidence.DIRECT.value,
        stage=stage.value,
        event=exact,
        as_of=one.day,
        reported_on=timezone.localdate(now),
        project=one.project.code,
    )


def correct_fact(fact: Observation, day: date, statement: str, now: datetime, by: Account | None) -> Observation:
    """Write the next version of the fact behind a step: another day, and other words where some are given."""
    after = replace(told_by(fact), as_of=day, as_of_precision=Observation.Precision.DAY.value)
    if statement:
        after = replace(after, statement=statement)
    return _next_fact(fact, after, _borne(fact), now, by)


def bear_on(
    fact: Observation, target: Target, kind: str | None, now: datetime, by: Account | None, member: str = ""
) -> Observation:
    """Write the next version of the fact behind a step: it bears on a promise too, or (``kind`` None) no more.

    A further version, so that what was known at an earlier moment stays as it was known then.
    """
    bearings = [one for one in _borne(fact) if one.target_id != target.pk]
    if kind:
        bearings.append(Bearing(target=target, kind=kind, member=member))
    return _next_fact(fact, told_by(fact), bearings, now, by)


def _borne(fact: Observation) -> list[Bearing]:
    """Return what the fact bears on, without targets that were put in words alone since then."""
    bearings = fact.bearings.select_related("target__current").order_by("pk")
    return [one for one in bearings if one.target.current is None or one.target.current.scored]


def _next_fact(
    fact: Observation, told: Told, bearings: Sequence[Bearing], now: datetime, by: Account | None
) -> Observation:
    return record_observation(
        told,
        source=fact.source,
        bearings=[(one.target, one.kind) for one in bearings],
        members={one.target_id: one.member for one in bearings},
        now=now,
        evidence=fact.evidence,
        recorded_by=by,
        supersedes=fact,
    )


def step_facts(project: Project) -> list[Observation]:
    """Return the newest versions of the facts that steps of a project were reported as, oldest first."""
    told = Step.objects.filter(project=project, superseded_by=None).exclude(fact="").values("fact")
    facts = Observation.objects.filter(code__in=told, superseded_by=None, withdrawn=False)
    return list(facts.select_related("source", "evidence").order_by("pk"))


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
