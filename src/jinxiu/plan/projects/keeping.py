"""Adding projects, correcting what is said of them, linking them with promises, and naming what blocks them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Organisation
from jinxiu.core.permissions import check
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.members import members_of
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.facts.recording import numbered
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.models import Blocker, Project, ProjectTarget, Unblocking
from jinxiu.plan.projects.recording import bear_on, carried, next_step, particulars_of, record_particulars, step_facts
from jinxiu.plan.projects.rules import particulars_fault, particulars_question, plan_fault, plan_question

#: What a code may be made of.
CODE = re.compile(r"[\w.-]{1,60}")


def add(
    actor: Account | None,
    fields: Mapping[str, Any],
    now: datetime,
    *,
    code: str = "",
    plans: Mapping[Rung, date] | None = None,
    confirmed: bool = False,
) -> Project:
    """Add a project, with the days for which rungs are planned; ``code`` empty gives the next of P0001, P0002 …

    ``fields`` are those of ``Particulars``. Raises PermissionDenied, RefusedError for a particular that does not do or
    a code that is taken, and AskError (unless ``confirmed``) for what looks odd: a name that is there already, a kind
    nobody uses, plans out of the order of the rungs.
    """
    check(actor, "projects.keep")
    _refuse(fields)
    planned = dict(plans or {})
    asked = _twin_question(str(fields["name"])) or particulars_question(fields, _kinds_in_use())
    for rung, day in planned.items():
        if fault := plan_fault(day):
            raise RefusedError(fault, {Rung.STARTED: "planned_start", Rung.FINISHED: "planned_finish"}.get(rung, ""))
        asked = asked or plan_question(planned, rung, day)
    if asked and not confirmed:
        raise AskError(asked)
    with recorded(actor, "projects.add", now) as record:
        if code:
            if not CODE.fullmatch(code):
                raise RefusedError(_("A code has letters, digits, - _ . and at most 60 of them."), "code")
            if Project.objects.filter(code=code).exists():
                raise RefusedError(_("The code %(code)s is taken: choose another.") % {"code": code}, "code")
            project = _written(code, fields, now, actor)
        else:
            project = numbered(Project, "P", lambda code: _written(code, fields, now, actor))
        for rung, day in planned.items():
            next_step(None, project, rung, now, actor, planned_on=day)
        record.subject, record.data = project, {"code": project.code, **shown(particulars_of(project))}
        record.data |= {"planned": {rung.name: day for rung, day in planned.items()}, "asked": asked}
    return project


def correct(
    actor: Account | None,
    project: Project,
    fields: Mapping[str, Any],
    reason: str,
    now: datetime,
    *,
    confirmed: bool = False,
) -> Project:
    """Say anew what a project is; what it was stays as an earlier version, with the reason.

    Raises PermissionDenied, RefusedError without a reason or for a particular that does not do, and AskError (unless
    ``confirmed``) for one that looks odd.
    """
    check(actor, "projects.keep")
    if not reason.strip():
        raise RefusedError(_("Say why it is changed: the reason stays with it."), "reason")
    with recorded(actor, "projects.correct", now) as record:
        locked = locked_project(project)
        before = particulars_of(locked)
        _refuse(before | dict(fields))
        asked = particulars_question({k: v for k, v in fields.items() if before[k] != v}, _kinds_in_use())
        if asked and not confirmed:
            raise AskError(asked)
        record.nothing_done = not record_particulars(locked, fields, now, actor, reason.strip())
        after = particulars_of(locked)
        changed = [name for name in after if before[name] != after[name]]
        old = shown({name: before[name] for name in changed})
        new = shown({name: after[name] for name in changed})
        record.subject = locked
        record.data = {"code": locked.code, "reason": reason.strip(), "before": old, "after": new}
        record.data["asked"] = asked
    return locked


def take_back(actor: Account | None, project: Project, reason: str, now: datetime, *, back: bool = True) -> Project:
    """Take back a project that was added twice or by mistake, or (``back`` False) take it up again.

    It then counts nowhere and is listed nowhere; its page and its history stay. Raises PermissionDenied, and
    RefusedError without a reason or where promises or facts still hang on it.
    """
    check(actor, "projects.keep")
    if back and ProjectTarget.objects.filter(project=project).exists():
        raise RefusedError(_("It carries promises: unlink them first, so that none is left to nobody."))
    told = Observation.objects.filter(project=project.code, superseded_by=None, withdrawn=False)
    if back and (fact := told.order_by("pk").first()) is not None:
        why = _("Fact %(code)s is told of it: correct that fact first, so that it is not lost.")
        raise RefusedError(why % {"code": fact.code})
    return correct(actor, project, {"withdrawn": back}, reason, now)


def link(actor: Account | None, project: Project, target: Target, now: datetime, member: str = "") -> None:
    """Let a project carry a promise: steps that were reported before answer it too, and are not reported again.

    They settle a milestone that no other project carries, and a number that counts works; else they are told beside
    it. ``member`` is the one of the promise's scope for which the work counts. Raises PermissionDenied, and
    RefusedError for a promise that is not in force, and for a member that is wanting or does not exist.
    """
    check(actor, "projects.keep")
    if target.current is None or target.current.withdrawn:
        raise RefusedError(_("%(code)s is not in force: link a promise of the ledger.") % {"code": target.code})
    _refuse_member(target, member)
    with recorded(actor, "projects.link", now) as record:
        locked = locked_project(project)
        _link, made = ProjectTarget.objects.get_or_create(project=locked, target=target, defaults={"member": member})
        record.nothing_done = not made
        facts = []
        carries = next((one for one in carried(locked) if one.target == target), None) if made else None
        if carries is not None:
            kind = Bearing.Kind.SETTLES if carries.settled else Bearing.Kind.CONTEXT
            bare = [fact for fact in step_facts(locked) if not fact.bearings.filter(target=target).exists()]
            facts = [bear_on(fact, target, kind.value, now, actor, member) for fact in bare]
        record.subject, record.data = locked, {"code": locked.code, "target": target.code, "member": member}
        record.data["facts"] = [fact.code for fact in facts]


def _refuse_member(target: Target, member: str) -> None:
    """Refuse a member that the promise's scope does not have, and none where the promise runs over “each”."""
    scope = target.current.scope if target.current else ""
    if not scope and not member:
        return
    names = dict(members_of(scope))
    if member not in names:
        words = {"code": target.code, "members": "、".join(f"{code} {name}" for code, name in names.items()) or "—"}
        if not member:
            raise RefusedError(_("%(code)s runs over each: say for which it counts (%(members)s).") % words, "member")
        words["member"] = member
        if not scope:
            raise RefusedError(_("%(code)s runs over nothing: leave “%(member)s” out.") % words, "member")
        raise RefusedError(_("%(code)s does not run over “%(member)s”: choose of %(members)s.") % words, "member")


def unlink(actor: Account | None, project: Project, target: Target, now: datetime) -> None:
    """Let a project no longer carry a promise: its steps answer it no more; other facts stay as they are."""
    check(actor, "projects.keep")
    with recorded(actor, "projects.unlink", now) as record:
        locked = locked_project(project)
        gone, _by_model = ProjectTarget.objects.filter(project=locked, target=target).delete()
        record.nothing_done = not gone
        facts = []
        if gone:
            borne = [fact for fact in step_facts(locked) if fact.bearings.filter(target=target).exists()]
            facts = [bear_on(fact, target, None, now, actor) for fact in borne]
        record.subject, record.data = locked, {"code": locked.code, "target": target.code}
        record.data["facts"] = [fact.code for fact in facts]


def open_blocker(
    actor: Account | None, project: Project, *, what: str, since: date, helper: Organisation | None, now: datetime
) -> Blocker:
    """Write down what keeps a project from moving on. Raises PermissionDenied and RefusedError."""
    check(actor, "projects.report")
    _refuse_blocker(what, since, now)
    with recorded(actor, "projects.block", now) as record:
        blocker = _blocker(project, what=what, since=since, helper=helper, now=now, by=actor)
        record.subject = blocker
        record.data = {"code": project.code, "what": blocker.what, "since": since}
    return blocker


def correct_blocker(
    actor: Account | None,
    blocker: Blocker,
    *,
    what: str,
    since: date,
    helper: Organisation | None,
    reason: str,
    now: datetime,
    withdrawn: bool = False,
) -> Blocker:
    """Say anew what blocks a project, since when and who helps; one that was closed is open again.

    ``withdrawn`` says that it never was a blocker. What was said before stays on record with the reason. Raises
    PermissionDenied, and RefusedError without a reason or where another correction came first.
    """
    check(actor, "projects.report")
    _refuse_blocker(what, since, now)
    if not reason.strip():
        raise RefusedError(_("Say why it is corrected: the reason stays with it."), "reason")
    with recorded(actor, "projects.correct-blocker", now) as record:
        locked = Blocker.objects.select_for_update().get(pk=blocker.pk)
        if Blocker.objects.filter(supersedes=locked).exists():
            raise RefusedError(_("This blocker was corrected in the meantime: look at what it says now."))
        new = _blocker(
            locked.project,
            what=what,
            since=since,
            helper=helper,
            now=now,
            by=actor,
            supersedes=locked,
            reason=reason.strip(),
            withdrawn=withdrawn,
        )
        record.subject = new
        record.data = {"before": locked.what, "what": new.what, "since": since, "reason": new.reason}
        record.data |= {"withdrawn": withdrawn, "reopened": Unblocking.objects.filter(blocker=locked).exists()}
    return new


def _refuse_blocker(what: str, since: date, now: datetime) -> None:
    if not what.strip():
        raise RefusedError(_("Say in a sentence what blocks it."), "what")
    if since > timezone.localdate(now):
        raise RefusedError(_("%(day)s has not come yet: say since when it blocks.") % {"day": since}, "since")


def _blocker(project: Project, *, what: str, now: datetime, by: Account | None, **said: Any) -> Blocker:
    blocker = Blocker(project=project, what=what.strip(), recorded_at=now, recorded_by=by, **said)
    blocker.clean_fields(exclude=("project", "helper", "supersedes", "recorded_by"))
    blocker.save()
    return blocker


def close_blocker(actor: Account | None, blocker: Blocker, *, on: date, how: str, now: datetime) -> Unblocking:
    """Close a blocker. Raises PermissionDenied, and RefusedError where it is closed or the day cannot be."""
    check(actor, "projects.report")
    if not how.strip():
        raise RefusedError(_("Say how it was solved."), "how")
    if not blocker.since <= on <= timezone.localdate(now):
        raise RefusedError(
            _("It was closed between %(since)s, when it began, and today.") % {"since": blocker.since}, "on"
        )
    with recorded(actor, "projects.unblock", now) as record:
        Blocker.objects.select_for_update().get(pk=blocker.pk)
        if Blocker.objects.filter(supersedes=blocker).exists():
            raise RefusedError(_("This blocker was corrected in the meantime: look at what it says now."))
        if (held := Unblocking.objects.filter(blocker=blocker).first()) is not None:
            raise RefusedError(_("It was closed already, on %(day)s.") % {"day": held.on})
        closed = Unblocking(blocker=blocker, on=on, how=how.strip(), recorded_at=now, recorded_by=actor)
        closed.clean_fields(exclude=("blocker", "recorded_by"))
        closed.save()
        record.subject = blocker
        record.data = {"what": blocker.what, "on": on, "how": closed.how}
    return closed


def locked_project(project: Project) -> Project:
    """Return the project, locked until the transaction ends."""
    return Project.objects.select_for_update().get(pk=project.pk)


def shown(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return fields as an audit row keeps them: what refers to something by its words, nothing where empty."""
    return {
        name: str(getattr(value, "code", value)) if isinstance(value, Model) else str(value)
        for name, value in fields.items()
        if value not in (None, "")
    }


def _written(code: str, fields: Mapping[str, Any], now: datetime, by: Account | None) -> Project:
    project = Project(code=code)
    record_particulars(project, fields, now, by)
    return project


def _twin_question(name: str) -> str:
    """Ask where a project of this name is there already: most are added twice, some are not the same."""
    twin = Project.objects.filter(name=name.strip(), withdrawn=False).order_by("pk").first()
    if twin is None:
        return ""
    return _("%(name)s is project %(code)s already. Is this another one?") % {"name": twin.name, "code": twin.code}


def _kinds_in_use() -> set[str]:
    return set(Project.objects.order_by().values_list("kind", flat=True).distinct())


def _refuse(fields: Mapping[str, Any]) -> None:
    if fault := particulars_fault(fields):
        raise RefusedError(fault[1], fault[0])
