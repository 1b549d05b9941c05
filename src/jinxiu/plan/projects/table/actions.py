"""Bringing a table back: it is taken in, looked at, and applied in one act."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core import evidence
from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Source, StoredFile
from jinxiu.core.permissions import check
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.recording import numbered, source_of
from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.models import Money, Project, Step
from jinxiu.plan.projects.recording import (
    Reached,
    carried_by,
    held_money,
    money_row,
    record_facts,
    record_particulars,
    record_projects,
    step_row,
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
    """Writes what a comparison found, inside the caller's transaction; the queries do not grow with its rows."""

    def __init__(self, actor: Account | None, stored: StoredFile, reason: str, now: datetime) -> None:
        self.actor, self.stored, self.reason, self.now = actor, stored, reason, now
        self.projects = {project.code: project for project in Project.objects.all()}
        self._sources: dict[str, Source] = {}

    def write(self, found: Comparison) -> Applied:
        self._add(found)
        for code, fields in found.particulars.items():
            record_particulars(self.projects[code], fields, self.now, self.actor, self.reason)
        steps, money = self._steps(found), self._money(found)
        return Applied(len(found.new), len(found.particulars), steps, money)

    def _add(self, found: Comparison) -> None:
        coded = [taken for taken in found.new if taken.values.get("code")]
        record_projects([Project(code=t.values["code"], **found.fields[t.number]) for t in coded], self.now, self.actor)
        rest = [found.fields[taken.number] for taken in found.new if not taken.values.get("code")]

        def written(first: str) -> None:
            number = int(first[1:])
            made = [Project(code=f"P{number + place:04d}", **fields) for place, fields in enumerate(rest)]
            record_projects(made, self.now, self.actor)

        if rest:
            numbered(Project, "P", written)
        self.projects = {project.code: project for project in Project.objects.all()}

    def _steps(self, found: Comparison) -> int:
        if not found.plans and not found.reached:
            return 0
        held = {(one.project_id, one.rung): one for one in Step.objects.filter(superseded_by=None)}
        new: dict[tuple[Project, Rung], dict[str, Any]] = defaultdict(dict)
        for taken, rung, day in found.plans:
            new[self._project(taken), rung] |= {"planned_on": day, "reason": self.reason}
        facts = record_facts(self._reached(found), now=self.now, by=self.actor, evidence=self.stored)
        for (taken, rung, day), fact in zip(found.reached, facts, strict=True):
            told = {"reached_on": day, "fact": fact.code, "source": fact.source, "evidence": self.stored}
            new[self._project(taken), rung] |= told
        rows = [
            step_row(held.get((project.pk, rung.value)), project, rung, self.now, self.actor, **({"reason": ""} | said))
            for (project, rung), said in new.items()
        ]
        return len(Step.objects.bulk_create(rows))

    def _reached(self, found: Comparison) -> list[Reached]:
        carries = carried_by() if found.reached else {}
        return [
            Reached(
                project := self._project(taken),
                rung,
                day,
                taken.values.get("statement") or f"{project.name[:200]}：{RUNGS[rung]}，{day.isoformat()}。",
                self._source(taken),
                settles=[one for one in carries.get(project.pk, ()) if one.settled],
                besides=[one for one in carries.get(project.pk, ()) if not one.settled],
            )
            for taken, rung, day in found.reached
        ]

    def _money(self, found: Comparison) -> int:
        if not found.money_planned and not found.money_done:
            return 0
        held = {(one.project_id, one.month): one for one in held_money()}
        new: dict[tuple[Project, date], dict[str, Any]] = defaultdict(dict)
        for taken, month, amount in found.money_planned:
            new[self._project(taken), month]["planned"] = amount
        for taken, month, amount in found.money_done:
            project = self._project(taken)
            check_may_report(self.actor, held.get((project.pk, month)))
            new[project, month] |= {"done": amount, "source": self._source(taken), "evidence": self.stored}
        rows = [
            money_row(held.get((one.pk, month)), one, month, self.now, self.actor, reason=self.reason, **said)
            for (one, month), said in new.items()
        ]
        return len(Money.objects.bulk_create(rows))

    def _project(self, taken: Taken) -> Project:
        return self.projects[taken.values["code"]]

    def _source(self, taken: Taken) -> Source:
        """Return who says so: what the row names, or the table itself."""
        title = taken.values.get("source") or PurePath(self.stored.name).stem[:300]
        if title not in self._sources:
            post = self.actor.post if self.actor else None
            publisher = post.organisation.name if post and post.organisation else ""
            self._sources[title] = source_of(title, publisher, None)
        return self._sources[title]
