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
from jinxiu.plan.ledger.answering import Answering, assign, end_with, register_for
from jinxiu.plan.ledger.entering import Entry, enter, make_current, next_definition
from jinxiu.plan.ledger.fields import Fields, fields_of, validated
from jinxiu.plan.ledger.models import Decision, Pillar, Responsibility, Target
from jinxiu.plan.ledger.sentences import section_at, sentence_at
from jinxiu.plan.ledger.standing import Standing, in_force, standing
from jinxiu.plan.ledger.threshold import choose, mark

Verdict = Decision.Verdict


class DecisionRefusedError(ValueError):
    """A decision that has no effect; the message says why."""


class AlreadyDecidedError(DecisionRefusedError):
    """Somebody decided this draft before, perhaps this very person in another tab."""


class ChoiceChangedError(DecisionRefusedError):
    """What confirming together would enter is not what was shown before."""


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
    answering: Answering | None = None,
) -> Target:
    """Enter a draft into the ledger, as it is or as a person corrected it; whoever the text names answers for it.

    ``answering`` says who answers instead. Raises ValidationError where a field is missing or wrong,
    AlreadyDecidedError where a decision is in force.
    """
    check(actor, "ledger.decide")
    said = validated(fields if fields is not None else fields_of(draft).as_columns())
    told = _told(draft)
    changed = answering is not None and not answering.same(told)
    if changed:
        check(actor, "ledger.assign")
    verdict = Verdict.CORRECT if changed or (fields is not None and said != fields_of(draft)) else Verdict.CONFIRM
    who = answering if answering is not None and changed else told
    with recorded(actor, f"ledger.{verdict}", now) as record:
        document, _open = _locked(draft)
        decision = _decide(document, draft, verdict, actor, now, bodies=who.as_bodies() if changed else None)
        target = enter(document, [_entry(draft, said, decision, pillar)], actor, now)[0]
        assigned = assign([(target, who)], now)
        record.subject, record.data = target, {"draft": draft.pk, "code": target.code, **_assigned(assigned)}
    return target


def confirm_all(
    actor: Account | None, document: Document, now: datetime, min_confidence: float = 0, seen: str | None = None
) -> Confirmed:
    """Confirm every pending draft that is complete and of which the reader is as sure as asked; the others stay.

    ``seen`` is the mark of the choice that was shown to the person (``threshold.choice``). Raises ChoiceChangedError
    where another choice would be made by now; nothing is entered then.
    """
    check(actor, "ledger.decide")
    with recorded(actor, "ledger.confirm-all", now) as record:
        document = _lock(document.pk)
        pending = standing(document.pk, reviewed_run(document.pk)).pending()
        ready = choose(pending, min_confidence)
        if seen is not None and mark(ready) != seen:
            raise ChoiceChangedError(
                _("Somebody decided in the meantime. %(n)s would be entered now; look again, then confirm.")
                % {"n": len(ready)}
            )
        record.nothing_done = not ready
        group = uuid.uuid4()
        decisions = Decision.objects.bulk_create(
            Decision(document=document, draft=d, verdict=Verdict.CONFIRM, group=group, at=now, by=actor) for d in ready
        )
        said = [validated(fields_of(draft).as_columns()) for draft in ready]
        entries = [_entry(*one) for one in zip(ready, said, decisions, strict=True)]
        targets = enter(document, entries, actor, now)
        known = register_for(ready, document.year)
        answering = [known.answering(draft.bodies) for draft in ready]
        assigned = assign(list(zip(targets, answering, strict=True)), now)
        record.subject, record.data = document, {"confirmed": len(ready), "min_confidence": min_confidence}
        if assigned:
            record.data["assigned"] = len(assigned)
    left = sum(1 for draft in pending if draft.confidence >= min_confidence) - len(ready)
    return Confirmed(len(ready), left)


def reject(actor: Account | None, draft: Draft, now: datetime, reason: str = "") -> Decision:
    """Say that a draft is no promise."""
    check(actor, "ledger.decide")
    with recorded(actor, "ledger.reject", now) as record:
        document, _open = _locked(draft)
        decision = _decide(document, draft, Verdict.REJECT, actor, now, reason.strip()[:300])
        record.subject, record.data = document, {"draft": draft.pk, "reason": decision.reason}
    return decision


def split(actor: Account | None, draft: Draft, parts: Sequence[Mapping[str, Any]], now: datetime) -> list[Target]:
    """Enter a draft as several targets of the same words; whoever the text names answers for each of them."""
    check(actor, "ledger.decide")
    said = [validated(part) for part in parts]
    if len(said) < 2:
        raise ValidationError(_("A split needs at least two parts."))
    with recorded(actor, "ledger.split", now) as record:
        document, _open = _locked(draft)
        decision = _decide(document, draft, Verdict.SPLIT, actor, now)
        targets = enter(document, [_entry(draft, fields, decision) for fields in said], actor, now)
        told = _told(draft)
        assigned = assign([(target, told) for target in targets], now)
        record.subject = document
        record.data = {"draft": draft.pk, "codes": [target.code for target in targets], **_assigned(assigned)}
    return targets


def add(
    actor: Account | None,
    document: Document,
    start: int,
    end: int,
    fields: Mapping[str, Any],
    now: datetime,
    pillar: Pillar | None = None,
    answering: Answering | None = None,
) -> Target:
    """Enter a promise that the reader did not find, at ``[start, end)`` of the text."""
    check(actor, "ledger.decide")
    if answering is not None:
        check(actor, "ledger.assign")
    said = validated(fields)
    with recorded(actor, "ledger.add", now) as record:
        document = _lock(document.pk)
        span = _span(document, start, end)
        run = reviewed_run(document.pk)
        _refuse_same_words(standing(document.pk, run), span, said)
        bodies = answering.as_bodies() if answering is not None else None
        decision = Decision.objects.create(document=document, verdict=Verdict.ADD, at=now, by=actor, bodies=bodies)
        sentence = sentence_at(document.text, span, run)
        section = section_at(span.start, run)
        target = enter(document, [Entry(span, sentence, section, said, decision, pillar)], actor, now)[0]
        assigned = assign([(target, answering or Answering())], now)
        record.subject = target
        record.data = {"code": target.code, "start": start, "end": end, **_assigned(assigned)}
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
    document: Document,
    draft: Draft,
    verdict: str,
    actor: Account | None,
    now: datetime,
    reason: str = "",
    bodies: list[list[str]] | None = None,
) -> Decision:
    return Decision.objects.create(
        document=document, draft=draft, verdict=verdict, at=now, by=actor, reason=reason, bodies=bodies
    )


def _told(draft: Draft) -> Answering:
    """Return who answers for a draft by its own text."""
    return register_for([draft], draft.run.document.year).answering(draft.bodies)


def _assigned(held: Sequence[Responsibility]) -> dict[str, Any]:
    """Return what the audit trail keeps of who was assigned."""
    return {"assigned": {one.organisation.code: str(one.role) for one in held}} if held else {}


def _entry(draft: Draft, fields: Fields, decision: Decision, pillar: Pillar | None = None) -> Entry:
    sentence = Span(draft.sentence_start, draft.sentence_end)
    return Entry(Span(draft.start, draft.end), sentence, draft.section, fields, decision, pillar)


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
