"""Files of figures: taken in, looked at, confirmed, written; taken up again after a crash. All of a file or nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jinxiu.core import evidence
from jinxiu.core.audit import recorded
from jinxiu.core.jobs import Progress, waiting_runs
from jinxiu.core.locks import FIGURES, hold
from jinxiu.core.models import Account
from jinxiu.core.permissions import check
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.intake.known import Known, mark
from jinxiu.plan.facts.intake.sheets import NotAFormError, rows
from jinxiu.plan.facts.intake.tasks import look_at_file, write_figures
from jinxiu.plan.facts.intake.weighing import Weighed, as_json, fault_as_json, weigh
from jinxiu.plan.facts.intake.writing import write
from jinxiu.plan.facts.models import ImportRun

logger = logging.getLogger(__name__)

_State = ImportRun.State
_LOOKING = (_State.QUEUED, _State.READING)
_WRITING = (_State.CONFIRMED, _State.WRITING)
#: How often a file is weighed anew because something was written meanwhile.
_LOOKS = 3


class MovedOnError(RefusedError):
    """What is on record changed: the file would do something else than what was confirmed."""


def take_in(actor: Account | None, data: bytes, name: str, now: datetime) -> ImportRun:
    """Keep a file and queue a look at it; nothing of it is written. Raises PermissionDenied, NotAFormError if empty."""
    check(actor, "facts.import")
    if not data:
        raise NotAFormError(_("“%(name)s” is empty. Choose the form that was filled in.") % {"name": name})
    media_type = MEDIA_TYPE if data.startswith(b"PK") else "text/csv"
    with recorded(actor, "facts.import-in", now) as record:
        stored = evidence.keep(data, name=name, media_type=media_type, now=now)
        run = ImportRun.objects.create(
            file=stored,
            file_name=name[:255],
            language=translation.get_language() or "",
            requested_at=now,
            requested_by=actor,
        )
        look_at_file.enqueue(run_id=run.pk)
        record.subject, record.data = run, {"name": run.file_name, "sha256": stored.sha256}
    run.refresh_from_db()
    return run


def look_now(run_id: int, now: datetime) -> ImportRun:
    """Look at a file. A run that was looked at already stays as it is; one that was cut off starts over."""
    mine = ImportRun.objects.filter(pk=run_id, state__in=_LOOKING)
    mine.update(state=_State.READING, progress=0)
    run = ImportRun.objects.select_related("file", "requested_by__post__organisation").get(pk=run_id)
    if run.state not in _LOOKING:
        return run
    with translation.override(run.language or settings.LANGUAGE_CODE):
        try:
            mine.update(**_looked_at(run, now), finished_at=None)
        except NotAFormError as refusal:
            mine.update(state=_State.FAILED, message=str(refusal)[:500], finished_at=now)
        except Exception:
            logger.exception("looking at import %s failed", run_id)
            mine.update(state=_State.FAILED, message=_broken()[:500], finished_at=now)
    run.refresh_from_db()
    return run


def _looked_at(run: ImportRun, now: datetime) -> dict[str, Any]:
    found = _weighed(run, now)
    try:
        return _outcome(found)
    finally:
        found.close()


def _weighed(run: ImportRun, now: datetime) -> Weighed:
    tell = Progress(ImportRun, run.pk, run.state)
    data, actor = evidence.read(run.file), run.requested_by
    return weigh(rows(data, run.file_name, tell), Known(actor), actor, timezone.localdate(now), tell)


def _outcome(found: Weighed) -> dict[str, Any]:
    """Return what a look found, as columns of its run."""
    return {
        "state": _State.REFUSED if found.faults else _State.READY,
        "new": found.new,
        "changed": found.changed,
        "same": found.same,
        "refused": found.refused,
        "fault_count": found.fault_count,
        "faults": [fault_as_json(one) for one in found.faults],
        "question_count": found.question_count,
        "lines": [as_json(line) for line in found.shown] if not found.faults else [],
        "fingerprint": found.fingerprint,
    }


def confirm(
    actor: Account | None,
    run: ImportRun,
    fingerprint: str,
    now: datetime,
    *,
    acknowledged: bool = False,
    answer: str = "",
) -> ImportRun:
    """Queue the writing of what was looked at; the act is recorded when it is done, once.

    ``fingerprint`` is that of the look which the person saw; ``acknowledged`` answers every question of it: they are
    right as they are, because ``answer``; a row that brings an answer of its own keeps that. Raises PermissionDenied,
    RefusedError where the file is not to be written or questions are open.
    """
    check(actor, "facts.import")
    if actor is not None and run.requested_by_id != actor.pk:
        raise RefusedError(_("Who brought the file in confirms it."))
    if run.state == _State.DONE or (run.state in _WRITING and run.fingerprint == fingerprint):
        return run  # confirmed already: a second click, or a page sent again
    if run.state != _State.READY or run.fingerprint != fingerprint:
        raise MovedOnError(_("This file was looked at anew meanwhile. Look at what it would do; nothing was written."))
    if not run.new + run.changed:
        raise RefusedError(_("Every row says what is on record: there is nothing to write."))
    if run.question_count and not acknowledged:
        raise RefusedError(_("Answer the questions first: tick that the figures are right as they are."))
    mine = ImportRun.objects.filter(pk=run.pk, state=_State.READY, fingerprint=fingerprint)
    told = answer.strip()[:300]
    if mine.update(state=_State.CONFIRMED, confirmed_at=now, progress=0, total=run.new + run.changed, answer=told):
        write_figures.enqueue(run_id=run.pk)
    run.refresh_from_db()
    return run


def write_now(run_id: int, now: datetime) -> ImportRun:
    """Write the figures of a confirmed file, all in one act; a run that was written already stays as it is.

    Where what is on record changed since the person looked, nothing is written and the run waits for another look.
    """
    mine = ImportRun.objects.filter(pk=run_id, state__in=_WRITING)
    mine.update(state=_State.WRITING, progress=0)
    run = ImportRun.objects.select_related("file", "requested_by__post__organisation").get(pk=run_id)
    if run.state not in _WRITING:
        return run
    with translation.override(run.language or settings.LANGUAGE_CODE):
        try:
            _write(run, now)
        except MovedOnError as moved:
            mine.update(**_looked_at(run, now), message=str(moved)[:500], confirmed_at=None)
        except Exception:
            logger.exception("writing import %s failed", run_id)
            mine.update(state=_State.FAILED, message=_broken()[:500], finished_at=now)
    run.refresh_from_db()
    return run


def _write(run: ImportRun, now: datetime) -> None:
    """Weigh outside of the lock, for which everybody else waits; under it only make sure that nothing moved.

    What is on record moves all day: after a few looks in vain the last one holds the lock.
    """
    for attempt in range(1, _LOOKS + 1):
        before = mark()
        found = _weighed(run, now)
        try:
            if _written(run, found, before, now, last=attempt == _LOOKS):
                return
        finally:
            found.close()


def _written(run: ImportRun, found: Weighed, before: Mapping[str, int | None], now: datetime, *, last: bool) -> bool:
    """Write what was weighed; False where something moved since ``before`` and it is to be weighed again."""
    with recorded(run.requested_by, "facts.import", now) as record:
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.state not in _WRITING:
            record.nothing_done = True
            return True
        hold(FIGURES)
        if mark() != before:
            if not last:
                record.nothing_done = True
                return False
            found.close()
            found = _weighed(run, now)
        if found.faults or found.fingerprint != run.fingerprint:
            raise MovedOnError(_moved_on())
        wrote = write(run, found, now)
        ImportRun.objects.filter(pk=run.pk).update(
            state=_State.DONE, progress=found.writes, total=found.writes, message="", finished_at=now
        )
        record.subject = run
        record.data = {
            "name": run.file_name,
            "sha256": run.file.sha256,
            "new": found.new,
            "changed": found.changed,
            "first": wrote.first,
            "last": wrote.last,
            "bearings": wrote.bearings,
            "questions": found.question_count,
        }
    return True


def resume_interrupted(now: datetime) -> int:
    """Queue every unfinished run again that no waiting task will take up; return how many. Called at the start."""
    cut_off = 0
    for task, states, first in (
        (look_at_file, _LOOKING, _State.QUEUED),
        (write_figures, _WRITING, _State.CONFIRMED),
    ):
        waiting = waiting_runs(task.module_path)
        for run in ImportRun.objects.filter(state__in=states).exclude(pk__in=waiting).order_by("pk"):
            with recorded(None, "facts.import-resume", now) as record:
                ImportRun.objects.filter(pk=run.pk).update(state=first, progress=0)
                task.enqueue(run_id=run.pk)
                record.subject = run
            cut_off += 1
    return cut_off


def _moved_on() -> str:
    return _("What is on record changed since you looked. Look at what the file would do now; nothing was written.")


def _broken() -> str:
    return _(
        "Work on this file stopped at an error; nothing of it was written. Choose it again, and if it fails again, "
        "tell the administrator the number of this page."
    )
