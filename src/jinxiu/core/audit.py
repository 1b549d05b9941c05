"""The audit trail: one row an act, each row sealed by the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from jinxiu.core.locks import hold
from jinxiu.core.models import Account, AuditEvent

#: What the first row names as the hash before it.
GENESIS = "0" * 64
#: The key of the lock that makes appends to the chain follow one another on PostgreSQL.
_CHAIN_LOCK = 0x6A78_6175

COMMAND_LINE = "command line"


@dataclass(slots=True)
class Record:
    """What an action tells the audit trail about itself while it runs."""

    subject: models.Model | None = None
    #: Set where the act itself finds out who acts (a sign-in link).
    actor: Account | None = None
    data: dict[str, Any] = field(default_factory=dict)
    #: Set to leave no trace: the act turned out to change nothing.
    nothing_done: bool = False


@contextmanager
def recorded(actor: Account | None, action: str, now: datetime) -> Iterator[Record]:
    """Run a business act: one transaction, one audit row, or neither.

    ``actor`` None is the command line. The row is written last, so that the lock on the chain is short.
    """
    record = Record()
    with transaction.atomic():
        yield record
        if not record.nothing_done:
            _append(actor or record.actor, action, now, record)


def _append(actor: Account | None, action: str, now: datetime, record: Record) -> AuditEvent:
    hold(_CHAIN_LOCK)
    last = AuditEvent.objects.order_by("-number").values_list("number", "hash").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    subject = record.subject
    event = AuditEvent(
        number=number,
        at=now,
        actor=actor,
        actor_name=actor.username if actor else COMMAND_LINE,
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        # A round trip through JSON now makes the row hash the same when it is read back.
        data=json.loads(json.dumps(record.data, ensure_ascii=False, default=str)),
        previous_hash=previous,
    )
    event.hash = seal(event)
    event.save()
    return event


def seal(event: AuditEvent) -> str:
    """Return the SHA-256 over everything that the row says and the hash of the row before."""
    content = [
        event.number,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.action,
        event.subject_type,
        event.subject_id,
        event.data,
        event.previous_hash,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links() -> Iterator[str]:
    """Walk the whole chain and say, in a sentence each, what does not fit."""
    previous, expected = GENESIS, 1
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != expected:
            yield f"audit row {expected} is missing: the next row is {event.number}"
        elif event.previous_hash != previous:
            yield f"audit row {event.number} does not follow the row before it: the hashes differ"
        if seal(event) != event.hash:
            yield f"audit row {event.number} ({event.action}) was changed after it was written"
        previous, expected = event.hash, event.number + 1
