"""The tables of this room in a city's folder: projects, the ``projects`` column of the targets, steps and money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jinxiu.core.folders.cells import boolean, choice, code, code_pairs, day, decimal, text, whole_codes, written
from jinxiu.core.folders.tables import Column, Context, Count, Fault, Row, Table, offer
from jinxiu.core.models import Area, Organisation, Source
from jinxiu.engines.terms import Rung
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.models import Money, Particulars, Project, ProjectTarget, Step
from jinxiu.plan.projects.recording import next_money, next_step, record_particulars
from jinxiu.plan.projects.rules import particulars_fault

_PROJECTS, _STEPS, _MONEY = "projects.csv", "steps.csv", "money.csv"
_REFERENCES: dict[str, type[Area | Organisation | Source]] = {
    "area": Area,
    "responsible": Organisation,
    "source": Source,
}
_TEXTS = ("name", "kind", "owner", "note", "crs")
_NUMBERS = ("lon", "lat", "investment")


# Projects


def _check_projects(rows: list[Row], _context: Context) -> Iterator[Fault]:
    for row in rows:
        fields = {name: row[name] for name in (*_TEXTS, *_NUMBERS)}
        if fault := particulars_fault(fields):
            yield Fault(_PROJECTS, row.number, *fault)


def _apply_projects(rows: list[Row], context: Context) -> Count:
    held = {one.code: one for one in Project.objects.select_related(*_REFERENCES)}
    named = {name: {one.code: one for one in model._default_manager.all()} for name, model in _REFERENCES.items()}
    count = Count()
    for row in rows:
        fields: dict[str, Any] = {name: row[name] or "" for name in _TEXTS}
        fields |= {name: row[name] for name in _NUMBERS}
        fields |= {name: named[name].get(row[name]) for name in _REFERENCES}
        fields["synthetic"] = bool(row["synthetic"])
        stored = held.get(row["code"])
        if record_particulars(stored or Project(code=row["code"]), fields, context.now, None):
            count.created += stored is None
            count.changed += stored is not None
        else:
            count.same += 1
    return count


def _dump_projects() -> Iterable[dict[str, str]]:
    for project in Project.objects.filter(withdrawn=False).select_related(*_REFERENCES).order_by("pk"):
        row = {name: written(getattr(project, name)) for name in (*_TEXTS, *_NUMBERS, "synthetic")}
        row |= {name: written(getattr(getattr(project, name), "code", None)) for name in _REFERENCES}
        yield {"code": project.code} | row


# Links


def _apply_links(rows: list[Row], context: Context) -> Count:
    """Add the links that the folder names and drop those of its targets that it no longer names."""
    projects, targets = context.by_code(Project), context.by_code(Target)
    held = set(ProjectTarget.objects.values_list("project_id", "target_id", "member"))
    wanted = {
        (projects[p], targets[row["code"]], dict(row["counted_for"] or ()).get(p, ""))
        for row in rows
        for p in row["projects"] or ()
    }
    named = {targets[row["code"]] for row in rows}
    gone = {link for link in held - wanted if link[1] in named}
    for project, target, _member in gone:
        ProjectTarget.objects.filter(project_id=project, target_id=target).delete()
    ProjectTarget.objects.bulk_create(
        ProjectTarget(project_id=project, target_id=target, member=member)
        for project, target, member in sorted(wanted - held)
    )
    return Count(created=len(wanted - held), changed=len(gone), same=len(wanted & held))


def _dump_links() -> Iterable[dict[str, str]]:
    links: dict[str, list[tuple[str, str]]] = {}
    found = ProjectTarget.objects.order_by("target_id", "pk").values_list("target__code", "project__code", "member")
    for target, project, member in found:
        links.setdefault(target, []).append((project, member))
    for target, carriers in links.items():
        yield {
            "code": target,
            "projects": written([project for project, _member in carriers]),
            "counted_for": written([f"{project}/{member}" for project, member in carriers if member]),
        }


# Steps


def _rung(cell: str) -> Rung:
    """The name of a rung: planned, signed, approved, started, topped_out, finished, producing or full."""
    choice(*(rung.name.lower() for rung in Rung))(cell)
    return Rung[cell.upper()]


def _check_steps(rows: list[Row], context: Context) -> Iterator[Fault]:
    today = timezone.localdate(context.now)
    carrying = _carrying(context)
    for row in rows:
        if row["code"] != f"{row['project']}.{row['rung'].name.lower()}":
            why = f"“{row['code']}” must be “{row['project']}.{row['rung'].name.lower()}”, the project and the rung"
            yield Fault(_STEPS, row.number, "code", why)
        if row["fact"] and row["reached_on"]:
            why = f"must be empty: fact {row['fact']} holds the day"
            yield Fault(_STEPS, row.number, "reached_on", why)
        elif row["reached_on"] and (target := carrying.get(row["project"])):
            why = f"must be empty: {row['project']} carries {target}, so the day is a fact of observations.csv"
            yield Fault(_STEPS, row.number, "reached_on", f"{why}; put its code under fact")
        if row["reached_on"] and row["reached_on"] > today:
            yield Fault(_STEPS, row.number, "reached_on", f"“{row['reached_on']}” has not come yet")


def _carrying(context: Context) -> dict[str, str]:
    """Return the projects that carry a milestone in the folder, each with the code of one."""
    targets = context.rows.get("targets.csv", ())
    return {
        project: row["code"]
        for row in targets
        if row["type"] == Promise.Type.MILESTONE
        for project in row["projects"] or ()
    }


def _apply_steps(rows: list[Row], context: Context) -> Count:
    projects = {one.code: one for one in Project.objects.all()}
    sources = {one.code: one for one in Source.objects.all()}
    held = {(one.project_id, one.rung): one for one in Step.objects.filter(superseded_by=None)}
    facts = dict(Observation.objects.filter(superseded_by=None).values_list("code", "as_of"))
    count = Count()
    for row in rows:
        project = projects[row["project"]]
        stored = held.get((project.pk, row["rung"].value))
        new: dict[str, Any] = {
            "planned_on": row["planned_on"],
            "reached_on": facts.get(row["fact"]) if row["fact"] else row["reached_on"],
            "fact": row["fact"] or "",
            "note": row["note"] or "",
            "source": sources.get(row["source"]),
        }
        _tally(
            count,
            stored,
            new,
            lambda held, p=project, r=row, n=new: next_step(held, p, r["rung"], context.now, None, **n),
        )
    return count


def _dump_steps() -> Iterable[dict[str, str]]:
    there = set(Observation.objects.filter(superseded_by=None, withdrawn=False).values_list("code", flat=True))
    newest = Step.objects.filter(superseded_by=None, project__withdrawn=False).select_related("project", "source")
    for step in newest.order_by("project_id", "rung"):
        rung = Rung(step.rung).name.lower()
        fact = step.fact if step.fact in there else ""
        yield {
            "code": f"{step.project.code}.{rung}",
            "project": step.project.code,
            "rung": rung,
            "planned_on": written(step.planned_on),
            "reached_on": "" if step.fact else written(step.reached_on),
            "fact": fact,
            "source": step.source.code if step.source else "",
            "note": step.note,
        }


# Money


def _yuan(cell: str) -> Decimal:
    """Yuan with at most two digits after the point, not negative."""
    amount = decimal(cell)
    if amount < 0 or amount != round(amount, 2) or amount >= 10**16:
        raise ValueError(f"“{cell}” is no amount in yuan; write 1234567.89, not negative")
    return amount.quantize(Decimal("0.01"))


def _month(cell: str) -> date:
    """A month as 2024-06."""
    return day(f"{cell}-01")


def _check_money(rows: list[Row], context: Context) -> Iterator[Fault]:
    today = timezone.localdate(context.now)
    for row in rows:
        wanted = f"{row['project']}.{row['month']:%Y-%m}"
        if row["code"] != wanted:
            yield Fault(_MONEY, row.number, "code", f"“{row['code']}” must be “{wanted}”, the project and the month")
        if row["done"] is not None and row["month"] > today:
            yield Fault(_MONEY, row.number, "done", f"“{row['month']:%Y-%m}” has not come yet")


def _apply_money(rows: list[Row], context: Context) -> Count:
    projects = {one.code: one for one in Project.objects.all()}
    sources = {one.code: one for one in Source.objects.all()}
    held = {(one.project_id, one.month): one for one in Money.objects.filter(superseded_by=None)}
    count = Count()
    for row in rows:
        project = projects[row["project"]]
        stored = held.get((project.pk, row["month"]))
        new: dict[str, Any] = {
            "planned": row["planned"],
            "done": row["done"],
            "source": sources.get(row["source"]),
        }
        _tally(
            count,
            stored,
            new,
            lambda held, p=project, r=row, n=new: next_money(held, p, r["month"], context.now, None, **n),
        )
    return count


def _tally(count: Count, stored: Step | Money | None, new: dict[str, Any], write: Any) -> None:
    """Write a next row where it says anything else than the one that holds."""
    if stored is not None and all(getattr(stored, name) == value for name, value in new.items()):
        count.same += 1
        return
    write(stored)
    count.created += stored is None
    count.changed += stored is not None


def _dump_money() -> Iterable[dict[str, str]]:
    newest = Money.objects.filter(superseded_by=None, project__withdrawn=False).select_related("project", "source")
    for money in newest.order_by("project_id", "month"):
        month = money.month.strftime("%Y-%m")
        yield {
            "code": f"{money.project.code}.{month}",
            "project": money.project.code,
            "month": month,
            "planned": written(money.planned),
            "done": written(money.done),
            "source": money.source.code if money.source else "",
        }


offer(
    Table(
        file=_PROJECTS,
        order=80,
        columns=(
            Column("code", code, required=True),
            Column("name", text(200), required=True),
            Column("kind", text(40), required=True),
            Column("area", code, refers_to="areas.csv"),
            Column("owner", text(200)),
            Column("source", code, refers_to="sources.csv"),
            Column("note", text(500)),
            Column("responsible", code, refers_to="organisations.csv", optional=True),
            Column("lon", decimal, optional=True),
            Column("lat", decimal, optional=True),
            Column("crs", choice(*Particulars.Crs.values), optional=True),
            Column("investment", _yuan, optional=True),
            Column("synthetic", boolean, optional=True),
        ),
        apply=_apply_projects,
        dump=_dump_projects,
        check=_check_projects,
    ),
    Table(
        file="targets.csv",
        order=85,
        columns=(
            Column("code", code, required=True),
            Column("projects", whole_codes, refers_to=_PROJECTS),
            Column("counted_for", code_pairs, optional=True),
        ),
        apply=_apply_links,
        dump=_dump_links,
    ),
    Table(
        file=_STEPS,
        order=97,
        columns=(
            Column("code", text(80), required=True),
            Column("project", code, required=True, refers_to=_PROJECTS),
            Column("rung", _rung, required=True),
            Column("planned_on", day),
            Column("reached_on", day),
            Column("fact", code, refers_to="observations.csv"),
            Column("source", code, refers_to="sources.csv"),
            Column("note", text(300)),
        ),
        apply=_apply_steps,
        dump=_dump_steps,
        check=_check_steps,
    ),
    Table(
        file=_MONEY,
        order=98,
        columns=(
            Column("code", text(80), required=True),
            Column("project", code, required=True, refers_to=_PROJECTS),
            Column("month", _month, required=True),
            Column("planned", _yuan),
            Column("done", _yuan),
            Column("source", code, refers_to="sources.csv"),
        ),
        apply=_apply_money,
        dump=_dump_money,
        check=_check_money,
    ),
)
