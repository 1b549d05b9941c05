"""Comparisons: asked for, carried out, taken up again after a crash. Proposals come all at once or not at all."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jinxiu.core.audit import recorded
from jinxiu.core.jobs import Progress, waiting_runs
from jinxiu.core.models import Account
from jinxiu.core.permissions import check
from jinxiu.plan.documents.models import Document, Promise
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.outcomes import adapters
from jinxiu.plan.outcomes.errors import RefusedError
from jinxiu.plan.outcomes.models import Outcome, PairingRun, Proposal
from jinxiu.plan.outcomes.tasks import pair_documents

logger = logging.getLogger(__name__)

_OPEN = (PairingRun.State.QUEUED, PairingRun.State.PAIRING)


def reviewed_year(review: Document, plan: Document) -> int:
    """Return the year that a review tells of: the one before its own, or its own where the plan is of that year."""
    return review.year if plan.year >= review.year else review.year - 1


def start(actor: Account | None, *, review: Document, plan: Document, year: int, now: datetime) -> PairingRun:
    """Queue a comparison of a review with a plan; while one for that year is under way, answer with that one.

    Raises PermissionDenied, and RefusedError where there is nothing to compare.
    """
    check(actor, "outcomes.pair")
    if review.pk == plan.pk:
        raise RefusedError(_("A document is not compared with itself: choose the plan of the year before."))
    if not targets_of(plan).exists():
        raise RefusedError(
            _("“%(plan)s” has no target in the ledger yet: review it first, then compare.") % {"plan": plan.title}
        )
    with recorded(actor, "outcomes.pair", now) as record:
        locked = Document.objects.select_for_update().defer("blocks").get(pk=review.pk)
        running = PairingRun.objects.filter(review=locked, plan=plan, year=year, state__in=_OPEN).first()
        if running is not None:
            record.nothing_done = True
            return running
        run = PairingRun.objects.create(
            review=locked, plan=plan, year=year, total=len(locked.text), requested_at=now, requested_by=actor
        )
        pair_documents.enqueue(run_id=run.pk)
        record.subject = run
        record.data = {"review": locked.code, "plan": plan.code, "year": year}
    return run


def targets_of(plan: Document) -> QuerySet[Target]:
    """Return the targets of a plan that stand in the ledger and can be kept or missed: those in words alone cannot."""
    return Target.objects.filter(commitment__document=plan, current__withdrawn=False, current__type__in=Promise.SCORED)


def pair_now(run_id: int, now: datetime) -> PairingRun:
    """Carry out a run. One that has ended is left as it is; one that was cut off starts over."""
    mine = PairingRun.objects.filter(pk=run_id, state__in=_OPEN)
    mine.update(state=PairingRun.State.PAIRING, progress=0)
    run = PairingRun.objects.select_related("review", "plan").get(pk=run_id)
    if run.state not in _OPEN:
        return run
    try:
        reading = adapters.read_review(run.review, run.year, Progress(PairingRun, run_id, PairingRun.State.PAIRING))
        targets = list(targets_of(run.plan).select_related("current", "commitment"))
        _finish(run, reading, adapters.paired(targets, reading), now)
    except Exception:
        logger.exception("comparison %s of document %s failed", run_id, run.review_id)
        mine.update(state=PairingRun.State.FAILED, message=_broken()[:500], finished_at=now)
    run.refresh_from_db()
    return run


def _finish(
    run: PairingRun, reading: adapters.OutcomeReading, pairs: Sequence[tuple[Target, adapters.Pair]], now: datetime
) -> None:
    """Keep everything and close the run: one transaction, once.

    Pairing thousands of promises takes seconds in which others must be able to write, so it is done before. Promises
    that are revised meanwhile have proposals on their earlier definition, which nobody can confirm.
    """
    with recorded(run.requested_by, "outcomes.paired", now) as record:
        locked = PairingRun.objects.select_for_update().get(pk=run.pk)
        if locked.state not in _OPEN:
            record.nothing_done = True
            return
        rows = Outcome.objects.bulk_create(adapters.outcomes(run, reading))
        Proposal.objects.bulk_create(adapters.proposals(run, pairs, reading, rows))
        PairingRun.objects.filter(pk=run.pk).update(
            state=PairingRun.State.DONE, progress=locked.total, engine=adapters.ENGINE_VERSION, finished_at=now
        )
        record.subject = run
        record.data = {"engine": adapters.ENGINE_VERSION, "outcomes": len(rows), "proposals": len(pairs)}


def _broken() -> str:
    return _(
        "The comparison stopped at an error; nothing was kept half-way, and nothing that was confirmed is lost."
        " Compare again, and if it fails again, tell the administrator the number of this page."
    )


def resume_interrupted(now: datetime) -> int:
    """Queue every unfinished run again that no waiting task will take up; return how many.

    Called when the server starts, as for readings: a run that is carried out twice is kept once.
    """
    waiting = waiting_runs(pair_documents.module_path)
    cut_off = [run for run in PairingRun.objects.filter(state__in=_OPEN) if run.pk not in waiting]
    for run in cut_off:
        with recorded(None, "outcomes.resume", now) as record:
            PairingRun.objects.filter(pk=run.pk).update(state=PairingRun.State.QUEUED, progress=0)
            pair_documents.enqueue(run_id=run.pk)
            record.subject = run
    return len(cut_off)
