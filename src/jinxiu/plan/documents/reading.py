"""Reading runs: queued, carried out, taken up again after a crash. Drafts come all at once or not at all."""

from __future__ import annotations

import logging
from datetime import datetime

from jinxiu.core.audit import recorded
from jinxiu.core.jobs import Progress, waiting_runs
from jinxiu.core.models import Account
from jinxiu.core.permissions import check
from jinxiu.plan.documents import adapters, messages
from jinxiu.plan.documents.models import Document, Draft, ReadingRun
from jinxiu.plan.documents.tasks import read_document

logger = logging.getLogger(__name__)

_OPEN = (ReadingRun.State.QUEUED, ReadingRun.State.READING)


def queue(document: Document, now: datetime) -> ReadingRun:
    """Queue a reading of the document; call inside the transaction of an act."""
    run = ReadingRun.objects.create(document=document, total=len(document.text), requested_at=now)
    read_document.enqueue(run_id=run.pk)
    return run


def read_again(actor: Account | None, document: Document, now: datetime) -> ReadingRun:
    """Queue another reading after one that failed; otherwise answer with the run that there is."""
    check(actor, "documents.hand-in")
    with recorded(actor, "document.read-again", now) as record:
        locked = Document.objects.select_for_update().get(pk=document.pk)
        latest = locked.runs.first()
        if latest and latest.state != ReadingRun.State.FAILED:
            record.nothing_done = True
            return latest
        run = queue(locked, now)
        record.subject, record.data = locked, {"run": run.pk}
    return run


def read_now(run_id: int, now: datetime) -> ReadingRun:
    """Carry out a run. Reading a run that has ended changes nothing; one that was cut off starts over."""
    mine = ReadingRun.objects.filter(pk=run_id, state__in=_OPEN)
    mine.update(state=ReadingRun.State.READING, progress=0)
    run = ReadingRun.objects.select_related("document").get(pk=run_id)
    if run.state not in _OPEN:
        return run
    try:
        reading = adapters.read_text(run.document, Progress(ReadingRun, run_id, ReadingRun.State.READING))
        _finish(run, adapters.drafts(run, reading), adapters.found_rows(reading), now)
    except Exception:
        logger.exception("reading run %s of document %s failed", run_id, run.document_id)
        mine.update(state=ReadingRun.State.FAILED, message=messages.broken_reading()[:500], finished_at=now)
    run.refresh_from_db()
    return run


def _finish(run: ReadingRun, drafts: list[Draft], found: dict[str, object], now: datetime) -> None:
    """Keep every draft and close the run: one transaction. Of two readers of one run, the first one counts."""
    with recorded(run.document.handed_in_by, "document.read", now) as record:
        locked = ReadingRun.objects.select_for_update().get(pk=run.pk)
        if locked.state not in _OPEN:
            record.nothing_done = True
            return
        Draft.objects.bulk_create(drafts)
        ReadingRun.objects.filter(pk=run.pk).update(
            state=ReadingRun.State.DONE, progress=locked.total, finished_at=now, **found
        )
        record.subject = run.document
        record.data = {"run": run.pk, "engine": found["engine"], "drafts": len(drafts)}


def resume_interrupted(now: datetime) -> int:
    """Queue every unfinished run again that no waiting task will take up; return how many.

    Called when the server starts: whatever a task was doing then died with the process that did it. Should a
    reader be alive elsewhere after all, the run is read twice and kept once.
    """
    waiting = waiting_runs(read_document.module_path)
    cut_off = [run for run in ReadingRun.objects.filter(state__in=_OPEN) if run.pk not in waiting]
    for run in cut_off:
        with recorded(None, "document.resume", now) as record:
            ReadingRun.objects.filter(pk=run.pk).update(state=ReadingRun.State.QUEUED, progress=0)
            read_document.enqueue(run_id=run.pk)
            record.subject = run
    return len(cut_off)
