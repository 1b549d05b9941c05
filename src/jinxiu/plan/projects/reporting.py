"""Planning, reporting and correcting the steps of a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core import evidence as storage
from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Source, StoredFile
from jinxiu.core.permissions import check
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts import kinds
from jinxiu.plan.facts.actions import check_may_correct
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.facts.recording import source_of, withdraw_observations
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects import rules
from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.keeping import locked_project
from jinxiu.plan.projects.models import Project, Step
from jinxiu.plan.projects.recording import (
    Reached,
    carried,
    correct_fact,
    newest_step,
    next_step,
    record_facts,
)
from jinxiu.plan.projects.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Ground:
    """Who says so: the source by title, publisher and date, and the file that shows it (bytes and name)."""

    title: str
    publisher: str = ""
    published_on: date | None = None
    evidence: tuple[bytes, str] | None = None

    def check(self) -> None:
        """Refuse a ground that names nobody, and evidence of a kind that is not taken."""
        if not self.title.strip():
            raise RefusedError(_("Say who says so: name the source."), "source_title")
        if self.evidence:
            kinds.accepted(*self.evidence)

    @property
    def source(self) -> Source:
        """The source on record; it is written where it is not there yet."""
        return source_of(self.title.strip(), self.publisher.strip(), self.published_on)

    def kept(self, now: datetime) -> StoredFile | None:
        """Keep the file that shows it, where there is one."""
        if self.evidence is None:
            return None
        data, name = self.evidence
        return storage.keep(data, name=name, media_type=kinds.accepted(data, name).media_type, now=now)


def plan_step(
    actor: Account | None,
    project: Project,
    rung: Rung,
    day: date | None,
    now: datetime,
    reason: str = "",
    *,
    confirmed: bool = False,
) -> Step | None:
    """Plan a rung for a day, move its plan, or (None) take it out; the days planned before stay on record.

    Raises PermissionDenied, RefusedError for a day that cannot be or a move without a reason, and AskError (unless
    ``confirmed``) for a day out of the order of the rungs.
    """
    check(actor, "projects.keep")
    with recorded(actor, "projects.plan-step", now) as record:
        locked, found = held_project(project)
        held = newest_step(locked, rung)
        before = held.planned_on if held else None
        if before == day:
            record.nothing_done = True
            return held
        if day is not None and (fault := rules.plan_fault(day)):
            raise RefusedError(fault, "day")
        if before is not None and not reason.strip():
            raise RefusedError(_("Say why the plan is moved: the reason stays with it."), "reason")
        asked = rules.plan_question(found.ladder.plan, rung, day) if day else ""
        if asked and not confirmed:
            raise AskError(asked)
        step = next_step(held, locked, rung, now, actor, planned_on=day, reason=reason.strip())
        record.subject = step
        record.data = {"code": locked.code, "rung": rung.name, "before": before, "after": day}
        record.data |= {"reason": step.reason, "asked": asked}
    return step


def report_step(
    actor: Account | None,
    project: Project,
    rung: Rung,
    day: date,
    *,
    statement: str,
    ground: Ground,
    settles: Sequence[Target],
    now: datetime,
    confirmed: bool = False,
) -> Step:
    """Report a rung reached. It becomes a fact about the project, in the same act, that another post verifies.

    ``settles`` are promises of the project that the fact answers; for its other milestones it is context. Raises
    PermissionDenied, RefusedError for what cannot be, and AskError (unless ``confirmed``) for what looks odd.
    """
    check(actor, "projects.report")
    check(actor, "facts.report")
    ground.check()
    if not statement.strip():
        raise RefusedError(_("Say in a sentence what was reached."), "statement")
    with recorded(actor, "projects.report-step", now) as record:
        locked, found = held_project(project)
        if fault := rules.reach_fault(found.ladder, rung, day, timezone.localdate(now)):
            raise RefusedError(fault, "day")
        asked = rules.reach_question(found.ladder, rung, day)
        if asked and not confirmed:
            raise AskError(asked)
        source = ground.source
        stored = ground.kept(now)
        chosen = {target.pk for target in settles}
        carries = carried(locked)
        told = Reached(
            locked,
            rung,
            day,
            statement.strip(),
            source,
            settles=[one for one in carries if one.target.pk in chosen],
            besides=[one for one in carries if one.target.pk not in chosen],
        )
        (fact,) = record_facts([told], now=now, by=actor, evidence=stored)
        new = {"reached_on": day, "fact": fact.code, "source": source, "evidence": stored, "reason": ""}
        step = next_step(newest_step(locked, rung), locked, rung, now, actor, **new)
        record.subject = step
        record.data = {
            "code": locked.code,
            "rung": rung.name,
            "day": day,
            "fact": fact.code,
            "settles": [one.target.code for one in told.settles],
            "evidence": stored.sha256 if stored else "",
            "asked": asked,
        }
    return step


def correct_step(
    actor: Account | None,
    project: Project,
    rung: Rung,
    day: date | None,
    *,
    reason: str,
    now: datetime,
    statement: str = "",
    confirmed: bool = False,
) -> Step:
    """Say another day for a rung reached, or (None) that it was not reached; the fact behind it is corrected with it.

    Raises PermissionDenied (facts say who may correct), RefusedError and AskError.
    """
    if not reason.strip():
        raise RefusedError(_("Say why it is corrected: the reason stays with it."), "reason")
    with recorded(actor, "projects.correct-step", now) as record:
        locked, found = held_project(project)
        line, held = found.ladder.lines[rung], newest_step(locked, rung)
        fact = _fact(held)
        if held is None or (fact is None and held.reached_on is None):
            if line.fact is not None:
                raise RefusedError(_("The day comes from fact %(code)s: correct that fact.") % {"code": line.fact.code})
            raise RefusedError(_("Nothing is on record for this step: report it."))
        if fact is not None:
            check_may_correct(actor, fact)
        else:
            check(actor, "projects.keep")
        if day is not None:
            asked = _weigh(found, rung, day, now)
            if asked and not confirmed:
                raise AskError(asked)
        if day == (fact.as_of if fact else held.reached_on) and not statement.strip():
            raise RefusedError(_("Nothing differs from what is on record: there is nothing to correct."))
        if fact is not None and day is not None:
            correct_fact(fact, day, statement.strip(), now, actor)
        elif fact is not None:
            withdraw_observations([fact], now=now, withdrawn_by=actor)
        code = held.fact if day is not None else ""
        step = next_step(held, locked, rung, now, actor, reached_on=day, fact=code, reason=reason.strip())
        record.subject = step
        record.data = {
            "code": locked.code,
            "rung": rung.name,
            "before": line.reached_on,
            "after": day,
            "fact": held.fact,
            "reason": step.reason,
        }
    return step


def held_project(project: Project) -> tuple[Project, Standing]:
    """Return the project, locked, and how it stands now."""
    locked = locked_project(project)
    found = standing(locked.code)
    assert found is not None
    return locked, found


def _fact(step: Step | None) -> Observation | None:
    """Return the newest version of the fact behind a step, where one is behind it and was not taken back."""
    if step is None or not step.fact:
        return None
    found = Observation.objects.select_related("source", "evidence", "recorded_by__post")
    return found.filter(code=step.fact, superseded_by=None, withdrawn=False).first()


def _weigh(found: Standing, rung: Rung, day: date, now: datetime) -> str:
    """Refuse a day that has not come; return what is asked about it."""
    if day > timezone.localdate(now):
        raise RefusedError(_("%(day)s has not come yet: report what has happened.") % {"day": day}, "day")
    return rules.reach_question(found.ladder, rung, day)
