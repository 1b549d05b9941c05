"""Planning, reporting and verifying the money of a project, month by month."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account
from jinxiu.core.permissions import check
from jinxiu.plan.facts.models import Verification
from jinxiu.plan.projects import rules
from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.keeping import locked_project
from jinxiu.plan.projects.models import Money, MoneyCheck, Project
from jinxiu.plan.projects.permissions import may_correct_money
from jinxiu.plan.projects.recording import newest_money, next_money
from jinxiu.plan.projects.reporting import Ground, held_project

_RETURNED = Verification.Verdict.RETURNED


def plan_money(
    actor: Account | None,
    project: Project,
    month: date,
    planned: Decimal | None,
    now: datetime,
    reason: str = "",
    *,
    confirmed: bool = False,
) -> Money | None:
    """Plan the money of a month in yuan, change its plan, or (None) take it out.

    Raises PermissionDenied, RefusedError, and AskError (unless ``confirmed``) where the size looks odd.
    """
    check(actor, "projects.keep")
    month = _refuse(month, planned, now, done=False)
    with recorded(actor, "projects.plan-money", now) as record:
        locked = locked_project(project)
        held = newest_money(locked, month)
        before = held.planned if held else None
        if before == planned:
            record.nothing_done = True
            return held
        _ask_why(before, reason)
        asked = "" if planned is None else rules.plan_money_question(planned, locked.investment)
        if asked and not confirmed:
            raise AskError(asked)
        row = next_money(held, locked, month, now, actor, planned=planned, reason=reason.strip())
        record.subject = row
        record.data = _said(row, before, planned) | {"asked": asked}
    return row


def report_money(
    actor: Account | None,
    project: Project,
    month: date,
    done: Decimal | None,
    now: datetime,
    *,
    ground: Ground,
    reason: str = "",
    confirmed: bool = False,
) -> Money | None:
    """Report the money spent in a month, in yuan; another post verifies it.

    A month reported before is corrected with a reason, by its reporter or by a verifier; ``done`` None takes the
    report back. A report that was returned may be made again as it is.

    Raises PermissionDenied, RefusedError, and AskError (unless ``confirmed``) where the size looks odd.
    """
    ground.check()
    month = _refuse(month, done, now, done=True)
    with recorded(actor, "projects.report-money", now) as record:
        locked, found = held_project(project)
        held = newest_money(locked, month)
        before = held.done if held else None
        check_may_report(actor, held)
        returned = held is not None and _verdict_on(held.report) == _RETURNED
        if before is None and done is None:
            raise RefusedError(_("Give the amount: nothing is on record that could be taken back."), "amount")
        if before == done and not returned:
            record.nothing_done = True
            return held
        _ask_why(before, reason)
        asked = "" if done is None else rules.money_question(found.months, month, done, locked.investment)
        if asked and not confirmed:
            raise AskError(asked)
        new: dict[str, Any] = {"done": done, "source": ground.source, "evidence": ground.kept(now)}
        row = next_money(held, locked, month, now, actor, anew=returned, reason=reason.strip(), **new)
        record.subject = row
        record.data = _said(row, before, done) | {"asked": asked}
    return row


def verify_money(actor: Account | None, money: Money, verdict: str, note: str, now: datetime) -> MoneyCheck:
    """Verify the money reported of a month, or return it: it then does not count until it is reported anew.

    Who reported it may not, nor may anybody on that post; the same verdict twice has one effect. Raises
    PermissionDenied, and RefusedError for a report that no longer holds, another verdict than the one that stands,
    or a return without a note.
    """
    report = money.report
    check(actor, "projects.verify", report)
    verdict = Verification.Verdict(verdict).value
    if verdict == _RETURNED and not note.strip():
        raise RefusedError(_("Say what is to be mended: money is returned with a note."), "note")
    with recorded(actor, f"projects.money-{verdict}", now) as record:
        locked = locked_project(money.project)
        newest = newest_money(locked, money.month)
        if newest is None or newest.done is None or newest.report != report:
            raise RefusedError(_("This figure was corrected in the meantime: look at the newest one."))
        standing = report.checks.select_related("by").last()
        if standing is not None:
            if standing.verdict != verdict:
                raise RefusedError(
                    _("%(who)s decided already: %(verdict)s. A correction opens it again.")
                    % {"who": standing.by or "—", "verdict": standing.get_verdict_display()}
                )
            record.nothing_done = True
            return standing
        decision = MoneyCheck.objects.create(money=report, verdict=verdict, note=note.strip(), at=now, by=actor)
        record.subject = report
        record.data = {
            "code": locked.code,
            "month": money.month.strftime("%Y-%m"),
            "done": report.done,
            "note": decision.note,
        }
    return decision


def check_may_report(actor: Account | None, held: Money | None) -> None:
    """Raise PermissionDenied for an account that may not report money, RefusedError for a report of another."""
    if held is None or held.done is None:
        check(actor, "projects.report")
    elif actor is not None and not (decision := may_correct_money(actor, held.report)).allowed:
        check(actor, "projects.report")
        raise RefusedError(decision.reason, "month")


def _verdict_on(report: Money) -> str:
    standing = report.checks.last()
    return standing.verdict if standing else ""


def _refuse(month: date, amount: Decimal | None, now: datetime, *, done: bool) -> date:
    """Return the first day of the month; refuse an amount that cannot be."""
    month = month.replace(day=1)
    if amount is not None and (fault := rules.money_fault(month, amount, timezone.localdate(now), done=done)):
        raise RefusedError(fault[1], fault[0])
    return month


def _ask_why(before: Decimal | None, reason: str) -> None:
    if before is not None and not reason.strip():
        raise RefusedError(_("Say why the figure changes: the reason stays with it."), "reason")


def _said(row: Money, before: Decimal | None, after: Decimal | None) -> dict[str, Any]:
    code, month = row.project.code, row.month.strftime("%Y-%m")
    return {"code": code, "month": month, "before": before, "after": after, "reason": row.reason}
