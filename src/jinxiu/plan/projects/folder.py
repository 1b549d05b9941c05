"""The tables of this room in a city's folder: projects, and the ``projects`` column of the targets."""

from __future__ import annotations

from collections.abc import Iterable

from jinxiu.core.folder import SOURCE
from jinxiu.core.folders.cells import code, text, whole_codes, written
from jinxiu.core.folders.simple import Plain, Reference, simple_table
from jinxiu.core.folders.tables import Column, Context, Count, Row, Table, offer
from jinxiu.core.models import Area
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.models import Project, ProjectTarget


def _apply_links(rows: list[Row], context: Context) -> Count:
    """Add the links that the folder names and drop those of its targets that it no longer names."""
    projects, targets = context.by_code(Project), context.by_code(Target)
    held = set(ProjectTarget.objects.values_list("project_id", "target_id"))
    wanted = {(projects[p], targets[row["code"]]) for row in rows for p in row["projects"] or ()}
    named = {targets[row["code"]] for row in rows}
    gone = {pair for pair in held - wanted if pair[1] in named}
    for project, target in gone:
        ProjectTarget.objects.filter(project_id=project, target_id=target).delete()
    ProjectTarget.objects.bulk_create(
        ProjectTarget(project_id=project, target_id=target) for project, target in sorted(wanted - held)
    )
    return Count(created=len(wanted - held), changed=len(gone), same=len(wanted & held))


def _dump_links() -> Iterable[dict[str, str]]:
    links: dict[str, list[str]] = {}
    pairs = ProjectTarget.objects.order_by("target_id", "pk").values_list("target__code", "project__code")
    for target, project in pairs:
        links.setdefault(target, []).append(project)
    for target, projects in links.items():
        yield {"code": target, "projects": written(projects)}


offer(
    simple_table(
        "projects.csv",
        Project,
        80,
        (
            Plain("name", text(200), required=True),
            Plain("kind", text(40), required=True),
            Reference("area", Area, "areas.csv"),
            Plain("owner", text(200)),
            SOURCE,
            Plain("note", text(500)),
        ),
    ),
    Table(
        file="targets.csv",
        order=85,
        columns=(
            Column("code", code, required=True),
            Column("projects", whole_codes, refers_to="projects.csv"),
        ),
        apply=_apply_links,
        dump=_dump_links,
    ),
)
