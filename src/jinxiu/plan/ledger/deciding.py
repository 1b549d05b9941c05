"""What people decide of drafts. Each act holds the document's lock, so that deciding twice has one effect."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account
from jinxiu.core.permissions import check
from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Document, Draft, ReadingRun
from jinxiu.plan.documents.queries import reviewed_run
from jinxiu.plan.ledger.adapters import with_kind
from jinxiu.plan.ledger.answering import assign_named, end_with
from jinxiu.plan.ledger.entering import Entry, enter, make_current, next_definition
from jinxiu.plan.ledger.fields import Fields, fields_of, validated
from jinxiu.plan.ledger.models import Decision, Pillar, Target
from jinxiu.plan.ledger.sentences import section_at, sentence_at
from jinxiu.plan.ledger.standing import Standing, in_force, standing

Verdict = Decision.Verdict


class DecisionRefusedError(ValueError):
    """A decision that has no effect; the message says why."""


class AlreadyDecidedError(DecisionRefusedError):
    """Somebody decided this draft before, perhaps this very person in another tab."""


class NothingToUndoError(DecisionRefusedError):
    """The person has no decision on this document that could be undone."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What confirming the rest did; ``left`` drafts lack a field and wait for a person."""

    targets: int
    left: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo took back: the drafts that are pending again, and the targets withdrawn."""

    verdict: str
    draft_ids: tuple[int, ...]
    target_ids: tuple[int, ...]


def confirm(
    actor: Account | None,
    draft: Draft,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    pillar: Pillar | None = None,
) -> Target:
    """Enter a draft into the ledger, as it is or with the fields as a person corrected them.

    Raises ValidationError where a field is missing or wrong, AlreadyDecidedError where a decision is in force.
    """
    check(actor, "ledger.decide")
    said = validated(fields if fields is not None else fields_of(draft).as_columns())
    verdict = Verdict.CORRECT if fields is not None and said != fields_of(draft) else Verdict.CONFIRM
    with recorded(actor, f"ledger.{verdict}", now) as record:
        document, _open = _locked(draft)
        decision = _decide(document, draft, verdict, actor, now)
        target = enter(document, [_entry(draft, said, decision, pillar)], actor, now)[0]
        assigned = assign_named([(draft, target)], now)
        record.subject, record.data = target, {"draft": draft.pk, "code": target.code}
        if assigned:
            record.data["assigned"] = assigned
    return target


def confirm_all(
    actor: Account | None, document: Document, now: datetime, min_confidence: float = 0, expected: int | None = None
) -> Confirmed:
    """Confirm every pending draft that is complete and of which the reader is as sure as asked; the others stay.

    Raises DecisionRefusedError where ``expected`` says how many were shown to the person and others wait by now.
    """
    check(actor, "ledger.decide")
    with recorded(actor, "ledger.confirm-all", now) as record:
        document = _lock(document.pk)
        pending = standing(document.pk, reviewed_run(document.pk)).pending()
        asked = [d for d in pending if d.confidence >= min_confidence]
        if expected is not None and len(asked) != expected:
            raise DecisionRefusedError(
                _("Somebody decided in the meantime: %(n)s drafts would be confirmed now, not %(shown)s. Look again.")
                % {"n": len(asked), "shown": expected}
            )
        ready = [(d, said) for d in asked if (said := _complete(d))]
        record.nothing_done = not ready
        group = uuid.uuid4()
        decisions = Decision.objects.bulk_create(
            Decision(document=document, draft=d, verdict=Verdict.CONFIRM, group=group, at=now, by=actor)
            for d, _said in ready
        )
        entries = [_entry(d, said, made) for (d, said), made in zip(ready, decisions, strict=True)]
        targets = enter(document, entries, actor, now)
        assigned = assign_named([(d, target) for (d, _said), target in zip(ready, targets, strict=True)], now)
        record.subject, record.data = document, {"confirmed": len(ready), "min_confidence": min_confidence}
        if assigned:
            record.data["assigned"] = assigned
    return Confirmed(len(ready), len(asked) - len(ready))


def reject(actor: Account | None, draft: Draft, now: datetime, reason: str = "") -> Decision:
    """Say that a draft is no promise."""
    check(actor, "ledger.decide")
    with recorded(actor, "ledger.reject", now) as record:
        document, _open = _locked(draft)
        decision = _decide(document, draft, Verdict.REJECT, actor, now, reason.strip()[:300])
        record.subject, record.data = document, {"draft": draft.pk, "reason": decision.reason}
    return decision


def split(actor: Account | None, draft: Draft, parts: Sequence[Mapping[str, Any]], now: datetime) -> list[Target]:
    """Enter a draft as several targets of the same words."""
    check(actor, "ledger.decide")
    said = [validated(part) for part in parts]
    if len(said) < 2:
        raise ValidationError(_("A split needs at least two parts."))
    with recorded(actor, "ledger.split", now) as record:
        document, _open = _locked(draft)
        decision = _decide(document, draft, Verdict.SPLIT, actor, now)
        targets = enter(document, [_entry(draft, fields, decision) for fields in said], actor, now)
        record.subject = document
        record.data = {"draft": draft.pk, "codes": [target.code for target in targets]}
    return targets


def add(
    actor: Account | None,
    document: Document,
    start: int,
    end: int,
    fields: Mapping[str, Any],
    now: datetime,
    pillar: Pillar | None = None,
) -> Target:
    """Enter a promise that the reader did not find, at ``[start, end)`` of the text."""
    check(actor, "ledger.decide")
    said = validated(fields)
    with recorded(actor, "ledger.add", now) as record:
        document = _lock(document.pk)
        span = _span(document, start, end)
        run = reviewed_run(document.pk)
        _refuse_same_words(standing(document.pk, run), span, said)
        decision = Decision.objects.create(document=document, verdict=Verdict.ADD, at=now, by=actor)
        sentence = sentence_at(document.text, span, run)
        section = section_at(span.start, run)
        target = enter(document, [Entry(span, sentence, section, said, decision, pillar)], actor, now)[0]
        record.subject, record.data = target, {"code": target.code, "start": start, "end": end}
    return target


def undo(actor: Account | None, document: Document, now: datetime) -> Undone:
    """Take back the actor's latest act on the document; its targets are withdrawn, never deleted."""
    check(actor, "ledger.decide")
    with recorded(actor, "ledger.undo", now) as record:
        document = _lock(document.pk)
        mine = in_force().filter(document=document, by=actor)
        latest = mine.order_by("-pk").first()
        if latest is None:
            raise NothingToUndoError(_("You have decided nothing on this document that could be undone."))
        decisions = list(mine.filter(group=latest.group))
        group = uuid.uuid4()
        Decision.objects.bulk_create(
            Decision(
                document=document, draft_id=d.draft_id, verdict=Verdict.UNDO, undoes=d, group=group, at=now, by=actor
            )
            for d in decisions
        )
        targets = list(
            Target.objects.filter(decision__in=decisions, current__withdrawn=False).select_related("current")
        )
        make_current(
            [next_definition(t, fields_of(_current(t)), _("undone"), actor, now, withdrawn=True) for t in targets]
        )
        end_with(targets, now)
        record.subject = document
        record.data = {"verdict": latest.verdict, "decisions": len(decisions), "withdrawn": [t.code for t in targets]}
    drafts = tuple(d.draft_id for d in decisions if d.draft_id)
    return Undone(latest.verdict, drafts, tuple(target.pk for target in targets))


def _lock(document_id: int) -> Document:
    """Return the document, locked for this transaction (on SQLite the transaction itself is the lock)."""
    return Document.objects.select_for_update().defer("blocks").get(pk=document_id)


def _locked(draft: Draft) -> tuple[Document, Standing]:
    """Lock the draft's document; raises AlreadyDecidedError where the draft needs no decision any more."""
    run = ReadingRun.objects.get(pk=draft.run_id)
    document = _lock(run.document_id)
    found = standing(document.pk, run)
    if found.decided(draft.pk):
        raise AlreadyDecidedError(_("This draft was decided before. The page now shows how."))
    return document, found


def _decide(
    document: Document, draft: Draft, verdict: str, actor: Account | None, now: datetime, reason: str = ""
) -> Decision:
    return Decision.objects.create(document=document, draft=draft, verdict=verdict, at=now, by=actor, reason=reason)


def _entry(draft: Draft, fields: Fields, decision: Decision, pillar: Pillar | None = None) -> Entry:
    sentence = Span(draft.sentence_start, draft.sentence_end)
    return Entry(Span(draft.start, draft.end), sentence, draft.section, fields, decision, pillar)


def _complete(draft: Draft) -> Fields | None:
    try:
        return validated(fields_of(draft).as_columns())
    except ValidationError:
        return None


def _span(document: Document, start: int, end: int) -> Span:
    if not 0 <= start < end <= len(document.text):
        raise ValidationError({"start": _("The marked place is not in the text. Mark the words again.")})
    return Span(start, end)


def _refuse_same_words(found: Standing, span: Span, fields: Fields) -> None:
    """A second click on “add” must not enter the same promise twice."""
    for target in found.loose:
        current = _current(target)
        if (current.start, current.end) == (span.start, span.end) and fields_of(current) == with_kind(
            fields, current.quote
        ):
            raise AlreadyDecidedError(_("This promise is in the ledger already: %(code)s.") % {"code": target.code})


def _current(target: Target) -> Any:
    assert target.current is not None
    return target.current
