"""Bringing a table back: it is taken in, looked at, and applied in one act."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core import evidence
from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Source, StoredFile
from jinxiu.core.permissions import check
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.plan.facts.recording import numbered, source_of
from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.models import Money, Project, Step
from jinxiu.plan.projects.recording import (
    carried,
    newest_money,
    newest_step,
    next_money,
    next_step,
    record_particulars,
    record_reached,
)
from jinxiu.plan.projects.spending import check_may_report
from jinxiu.plan.projects.table.columns import RUNGS
from jinxiu.plan.projects.table.comparing import Comparison, compare
from jinxiu.plan.projects.table.reading import Taken, read


@dataclass(frozen=True, slots=True)
class Applied:
    """What a table did: projects added, projects corrected, steps written, months written."""

    added: int
    corrected: int
    steps: int
    months: int


def look(data: bytes, name: str, now: datetime) -> Comparison:
    """Return what a file would change; nothing is written. Raises NotAWorkbookError."""
    return compare(read(data, name), timezone.localdate(now))


def take_in(actor: Account | None, data: bytes, name: str, now: datetime) -> StoredFile:
    """Keep a file so that it can be looked at and applied later; the same bytes are kept once."""
    check(actor, "projects.import")
    with recorded(actor, "projects.table-in", now) as record:
        sha256 = hashlib.sha256(data).hexdigest()
        record.nothing_done = StoredFile.objects.filter(sha256=sha256).exists()
        media_type = "text/csv" if name.lower().endswith(".csv") else MEDIA_TYPE
        stored = evidence.keep(data, name=name, media_type=media_type, now=now)
        record.subject, record.data = stored, {"name": stored.name, "sha256": stored.sha256}
    return stored


def apply(
    actor: Account | None, stored: StoredFile, fingerprint: str, reason: str, now: datetime, *, confirmed: bool = False
) -> Applied:
    """Carry out what was looked at: all of it or nothing, in one act.

    ``fingerprint`` is that of the comparison which the person saw. Raises PermissionDenied, RefusedError where
    something moved on or a reason is missing, and AskError (unless ``confirmed``) where something looks odd.
    """
    check(actor, "projects.import")
    data = evidence.read(stored)
    with recorded(actor, "projects.table", now) as record:
        list(Project.objects.select_for_update().order_by("pk").values_list("pk"))
        found = look(data, stored.name, now)
        if found.faults or found.fingerprint != fingerprint:
            raise RefusedError(_("Projects changed while this page was open. Look again; nothing was written."))
        _check_may(actor, found)
        if found.replaces and not reason.strip():
            raise RefusedError(_("Say why what is on record changes: the reason stays with it."))
        if found.asked and not confirmed:
            raise AskError(_("Some of it looks odd: say that it is so, or mend the file."))
        record.nothing_done = not found.writes
        done = _Writing(actor, stored, reason.strip(), now).write(found)
        record.subject = stored
        record.data = {
            "sha256": stored.sha256,
            "reason": reason.strip(),
            "changed": [[c.code, c.what, c.old, c.new] for c in found.changes],
            "added": [taken.values.get("code") or taken.values.get("name") for taken in found.new],
            "asked": [change.asked for change in found.asked],
        }
    return done


def _check_may(actor: Account | None, found: Comparison) -> None:
    if found.keeps:
        check(actor, "projects.keep")
    if found.reports:
        check(actor, "projects.report")
    if found.reached:
        check(actor, "facts.report")


class _Writing:
    """Writes what a comparison found, inside the caller's transaction."""

    def __init__(self, actor: Account | None, stored: StoredFile, reason: str, now: datetime) -> None:
        self.actor, self.stored, self.reason, self.now = actor, stored, reason, now
        self.projects = {project.code: project for project in Project.objects.all()}

    def write(self, found: Comparison) -> Applied:
        for taken in found.new:
            self._add(taken, found.fields[taken.number])
        for code, fields in found.particulars.items():
            record_particulars(self.projects[code], fields, self.now, self.actor, self.reason)
        steps, money = self._steps(found), self._money(found)
        return Applied(len(found.new), len(found.particulars), steps, money)

    def _add(self, taken: Taken, fields: dict[str, Any]) -> None:
        def written(code: str) -> Project:
            project = Project(code=code)
            record_particulars(project, fields, self.now, self.actor)
            return project

        code = taken.values.get("code", "")
        project = written(code) if code else numbered(Project, "P", written)
        self.projects[project.code] = project

    def _steps(self, found: Comparison) -> int:
        written: set[Step] = set()
        for taken, rung, day in found.plans:
            project = self.projects[taken.values["code"]]
            held = newest_step(project, rung)
            written.add(next_step(held, project, rung, self.now, self.actor, planned_on=day, reason=self.reason))
        for taken, rung, day in found.reached:
            project = self.projects[taken.values["code"]]
            carries = carried(project)
            statement = taken.values.get("statement") or f"{project.name[:200]}：{RUNGS[rung]}，{day.isoformat()}。"
            step, _fact = record_reached(
                project,
                rung,
                day,
                statement=statement,
                source=self._source(taken),
                settles=[one.target for one in carries if one.alone],
                besides=[one.target for one in carries if not one.alone],
                now=self.now,
                by=self.actor,
                evidence=self.stored,
                held=newest_step(project, rung),
            )
            written.add(step)
        return len({(step.project_id, step.rung) for step in written})

    def _money(self, found: Comparison) -> int:
        written: set[Money] = set()
        for column, rows in (("planned", found.money_planned), ("done", found.money_done)):
            for taken, month, amount in rows:
                project = self.projects[taken.values["code"]]
                new: dict[str, Any] = {column: amount, "reason": self.reason}
                held = newest_money(project, month)
                if column == "done":
                    check_may_report(self.actor, held)
                    new |= {"source": self._source(taken), "evidence": self.stored}
                written.add(next_money(held, project, month, self.now, self.actor, **new))
        return len({(row.project_id, row.month) for row in written})

    def _source(self, taken: Taken) -> Source:
        """Return who says so: what the row names, or the table itself."""
        post = self.actor.post if self.actor else None
        publisher = post.organisation.name if post and post.organisation else ""
        return source_of(taken.values.get("source") or PurePath(self.stored.name).stem[:300], publisher, None)
