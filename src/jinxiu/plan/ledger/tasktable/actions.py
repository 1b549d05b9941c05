"""Bringing a table back: it is taken in, looked at, and applied in one act."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jinxiu.core import evidence
from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, StoredFile
from jinxiu.core.permissions import check
from jinxiu.plan.documents.models import Document
from jinxiu.plan.documents.queries import reviewed_run
from jinxiu.plan.ledger.answering import assign
from jinxiu.plan.ledger.entering import Entry, enter, make_current, next_definition
from jinxiu.plan.ledger.models import Commitment, Decision, Responsibility, Target
from jinxiu.plan.ledger.sentences import section_at, sentence_at
from jinxiu.plan.ledger.tasktable.answers import handover
from jinxiu.plan.ledger.tasktable.comparing import REASON_LENGTH, Change, Comparison, New, compare
from jinxiu.plan.ledger.tasktable.queries import Standing, standing, stored_file
from jinxiu.plan.ledger.tasktable.reading import Reading, read
from jinxiu.plan.ledger.tasktable.workbooks import MEDIA_TYPE


class MovedOnError(ValueError):
    """The table would do something else now than when it was looked at; nothing was written."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a table did."""

    revised: int
    reassigned: int
    moved: int
    added: int
    #: Rows that were left out because the ledger moved on.
    left: int


def look(data: bytes, name: str) -> Comparison:
    """Return what a workbook would change; nothing is written. Raises NotAWorkbookError."""
    return _weighed(read(data, name))[0]


def take_in(actor: Account | None, data: bytes, name: str, now: datetime) -> StoredFile:
    """Keep a workbook so that it can be looked at and applied later; the same bytes are kept once."""
    check(actor, "ledger.revise")
    check(actor, "ledger.assign")
    with recorded(actor, "ledger.table-in", now) as record:
        record.nothing_done = stored_file(hashlib.sha256(data).hexdigest()) is not None
        stored = evidence.keep(data, name=name, media_type=MEDIA_TYPE, now=now)
        record.subject, record.data = stored, {"name": stored.name, "sha256": stored.sha256}
    return stored


def apply(actor: Account | None, stored: StoredFile, fingerprint: str, reason: str, now: datetime) -> Applied:
    """Carry out what was looked at: all of it or nothing, in one act.

    ``fingerprint`` is that of the comparison which the person saw. Raises MovedOnError where the table would do
    something else by now, ValidationError for a missing reason.
    """
    check(actor, "ledger.revise")
    check(actor, "ledger.assign")
    reading = read(evidence.read(stored), stored.name)
    with recorded(actor, "ledger.table", now) as record:
        found, against = _weighed(reading, locked=True)
        if found.fingerprint != fingerprint and not (found.writes or found.faults or found.conflicts):
            raise MovedOnError(_("The ledger says all that the table says already; nothing more was written."))
        if found.faults or found.fingerprint != fingerprint:
            raise MovedOnError(
                _("The ledger changed while this page was open. Look at the changes again; nothing was written.")
            )
        _check_reason(found, reason)
        if found.new:
            check(actor, "ledger.decide")
        record.nothing_done = not found.writes
        _revise(found.revised, reason.strip(), actor, now)
        begun, ended = _reassign(found, against, now)
        _move(found.moved)
        added = _add(found.new, actor, now)
        record.subject = stored
        record.data = {
            "sha256": stored.sha256,
            "reason": reason.strip(),
            "revised": _codes(found.revised),
            "reassigned": _codes(found.reassigned),
            "begun": begun,
            "ended": ended,
            "moved": _codes(found.moved),
            "added": [target.code for target in added],
            "conflicts": [one.taken.line.code for one in found.conflicts],
        }
    return Applied(len(found.revised), len(found.reassigned), len(found.moved), len(added), len(found.conflicts))


def _weighed(reading: Reading, *, locked: bool = False) -> tuple[Comparison, Standing]:
    """Hold a table against the ledger; ``locked`` keeps others from changing those documents meanwhile."""
    codes = [taken.line.code for taken in reading.rows if taken.line.code]
    with_texts = any(not taken.line.code for taken in reading.rows)
    if locked:
        _lock(codes, list(reading.documents.values()))
    against = standing(codes, reading.documents.values(), with_texts=with_texts)
    return compare(reading, against), against


def _lock(codes: Sequence[str], documents: Sequence[str]) -> None:
    """Lock documents, then commitments, then targets; the other acts of this room lock one of these each."""
    theirs = Target.objects.filter(code__in=codes).values("commitment__document")
    rows = Document.objects.filter(pk__in=theirs) | Document.objects.filter(code__in=documents)
    for held in (
        rows.order_by("pk"),
        Commitment.objects.filter(document__in=rows.values("pk")).order_by("pk"),
        Target.objects.filter(commitment__document__in=rows.values("pk")).order_by("pk"),
    ):
        list(held.select_for_update().values_list("pk"))


def _check_reason(found: Comparison, reason: str) -> None:
    if found.revised and not reason.strip():
        raise ValidationError({"reason": _("Say why the definitions change, and on what decision.")})
    if len(reason.strip()) > REASON_LENGTH:
        raise ValidationError({"reason": _("At most %(limit)s characters.") % {"limit": REASON_LENGTH}})


def _revise(changes: Sequence[Change], reason: str, actor: Account | None, now: datetime) -> None:
    """Define targets anew; what was remarked on a row joins the reason."""
    definitions = []
    for change in changes:
        assert change.fields is not None
        why = f"{reason}（{change.note}）" if change.note else reason
        definitions.append(next_definition(change.held.target, change.fields, why, actor, now))
    make_current(definitions)


def _reassign(found: Comparison, against: Standing, now: datetime) -> tuple[int, int]:
    """End and begin responsibilities; return how many began and how many ended."""
    done = handover(found.reassigned, against.held.values(), now)
    Responsibility.objects.filter(pk__in=[one.pk for one in done.ended], ended_at=None).update(ended_at=now)
    Responsibility.objects.bulk_create(done.begun)
    return len(done.begun), len(done.ended)


def _move(changes: Sequence[Change]) -> None:
    moved = {}
    for change in changes:
        commitment = change.held.target.commitment
        commitment.pillar = change.pillar
        moved[commitment.pk] = commitment
    Commitment.objects.bulk_update(moved.values(), ["pillar"], batch_size=200)


def _add(rows: Sequence[New], actor: Account | None, now: datetime) -> list[Target]:
    """Enter the new rows, each by a decision of its own that can be undone; those of one table together."""
    by_document: dict[int, list[New]] = defaultdict(list)
    for row in rows:
        by_document[row.document.pk].append(row)
    group = uuid4()
    targets: list[Target] = []
    for pk, together in by_document.items():
        document = Document.objects.defer("blocks").get(pk=pk)
        run = reviewed_run(pk)
        decisions = Decision.objects.bulk_create(
            Decision(
                document=document, verdict=Decision.Verdict.ADD, group=group, at=now, by=actor,
                bodies=row.answering.as_bodies(),
            )
            for row in together
        )  # fmt: skip
        entries = [
            Entry(
                row.span, sentence_at(document.text, row.span, run), section_at(row.span.start, run), row.fields,
                decision, row.pillar,
            )
            for row, decision in zip(together, decisions, strict=True)
        ]  # fmt: skip
        entered = enter(document, entries, actor, now)
        assign([(target, row.answering) for target, row in zip(entered, together, strict=True)], now)
        targets += entered
    return targets


def _codes(changes: Sequence[Change]) -> list[str]:
    return [change.taken.line.code for change in changes]
