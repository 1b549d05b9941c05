"""Planning and reporting the steps and the money of a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core import evidence as storage
from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, StoredFile
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
from jinxiu.plan.projects.models import Money, Project, Step
from jinxiu.plan.projects.recording import (
    carried,
    correct_fact,
    newest_money,
    newest_step,
    next_money,
    next_step,
    record_reached,
)
from jinxiu.plan.projects.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Ground:
    """Who says so: the source by title, publisher and date, and the file that shows it (bytes and name)."""

    title: str
    publisher: str = ""
    published_on: date | None = None
    evidence: tuple[bytes, str] | None = None


def plan_step(
    actor: Account | None, project: Project, rung: Rung, day: date | None, now: datetime, reason: str = ""
) -> Step | None:
    """Plan a rung for a day, move its plan, or (None) take it out; the days planned before stay on record.

    Raises PermissionDenied, and RefusedError for a day out of the order of the rungs or a move without a reason.
    """
    check(actor, "projects.keep")
    with recorded(actor, "projects.plan-step", now) as record:
        locked, found = _held(project)
        held = newest_step(locked, rung)
        before = held.planned_on if held else None
        if before == day:
            record.nothing_done = True
            return held
        if day is not None and (fault := rules.plan_fault(found.ladder, rung, day)):
            raise RefusedError(fault)
        if before is not None and not reason.strip():
            raise RefusedError(_("Say why the plan is moved: the reason stays with it."))
        step = next_step(held, locked, rung, now, actor, planned_on=day, reason=reason.strip())
        record.subject = step
        record.data = {"code": locked.code, "rung": rung.name, "before": before, "after": day, "reason": step.reason}
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
    kind = kinds.accepted(*ground.evidence) if ground.evidence else None
    if not statement.strip() or not ground.title.strip():
        raise RefusedError(_("Say in a sentence what was reached, and who says so."))
    with recorded(actor, "projects.report-step", now) as record:
        locked, found = _held(project)
        if fault := rules.reach_fault(found.ladder, rung, day, timezone.localdate(now)):
            raise RefusedError(fault)
        asked = rules.reach_question(found.ladder, rung, day)
        if asked and not confirmed:
            raise AskError(asked)
        source = source_of(ground.title.strip(), ground.publisher.strip(), ground.published_on)
        stored: StoredFile | None = None
        if ground.evidence and kind:
            stored = storage.keep(ground.evidence[0], name=ground.evidence[1], media_type=kind.media_type, now=now)
        chosen = {target.pk for target in settles}
        carries = [one.target for one in carried(locked)]
        step, fact = record_reached(
            locked,
            rung,
            day,
            statement=statement.strip(),
            source=source,
            settles=[target for target in carries if target.pk in chosen],
            besides=[target for target in carries if target.pk not in chosen],
            now=now,
            by=actor,
            evidence=stored,
            held=newest_step(locked, rung),
        )
        record.subject = step
        record.data = {
            "code": locked.code,
            "rung": rung.name,
            "day": day,
            "fact": fact.code,
            "settles": [target.code for target in carries if target.pk in chosen],
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
        raise RefusedError(_("Say why it is corrected: the reason stays with it."))
    with recorded(actor, "projects.correct-step", now) as record:
        locked, found = _held(project)
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


def plan_money(
    actor: Account | None, project: Project, month: date, planned: Decimal | None, now: datetime, reason: str = ""
) -> Money | None:
    """Plan the money of a month in yuan, change its plan, or (None) take it out."""
    check(actor, "projects.keep")
    return _write_money(actor, project, month, now, reason, planned=planned)


def report_money(
    actor: Account | None,
    project: Project,
    month: date,
    done: Decimal,
    now: datetime,
    *,
    ground: Ground,
    reason: str = "",
    confirmed: bool = False,
) -> Money | None:
    """Report the money spent in a month, in yuan; a month reported before is corrected with a reason.

    Raises PermissionDenied, RefusedError, and AskError (unless ``confirmed``) where the size looks odd.
    """
    check(actor, "projects.report")
    return _write_money(actor, project, month, now, reason, done=done, ground=ground, confirmed=confirmed)


def _write_money(
    actor: Account | None,
    project: Project,
    month: date,
    now: datetime,
    reason: str,
    *,
    planned: Decimal | None = None,
    done: Decimal | None = None,
    ground: Ground | None = None,
    confirmed: bool = False,
) -> Money | None:
    column, amount = ("planned", planned) if ground is None else ("done", done)
    month, today = month.replace(day=1), timezone.localdate(now)
    if amount is not None and (fault := rules.money_fault(month, amount, today, done=ground is not None)):
        raise RefusedError(fault)
    kind = kinds.accepted(*ground.evidence) if ground and ground.evidence else None
    with recorded(actor, "projects.plan-money" if ground is None else "projects.report-money", now) as record:
        locked, found = _held(project)
        held = newest_money(locked, month)
        before = getattr(held, column) if held else None
        if before == amount:
            record.nothing_done = True
            return held
        if before is not None and not reason.strip():
            raise RefusedError(_("Say why the figure changes: the reason stays with it."))
        new: dict[str, Any] = {column: amount, "reason": reason.strip()}
        asked = ""
        if ground is not None and amount is not None:
            asked = rules.money_question(found.months, month, amount, locked.investment)
            if asked and not confirmed:
                raise AskError(asked)
            new["source"] = source_of(ground.title.strip(), ground.publisher.strip(), ground.published_on)
            if ground.evidence and kind:
                data, name = ground.evidence
                new["evidence"] = storage.keep(data, name=name, media_type=kind.media_type, now=now)
        row = next_money(held, locked, month, now, actor, **new)
        record.subject = row
        record.data = {"code": locked.code, "month": month.strftime("%Y-%m"), "column": column} | {
            "before": before,
            "after": amount,
            "reason": row.reason,
            "asked": asked,
        }
    return row


def _held(project: Project) -> tuple[Project, Standing]:
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
        raise RefusedError(_("%(day)s has not come yet: report what has happened.") % {"day": day})
    return rules.reach_question(found.ladder, rung, day)
