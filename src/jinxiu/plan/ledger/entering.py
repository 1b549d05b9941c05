"""Writing targets into the ledger: commitments found or made, numbers given, first definitions frozen.

Everything here runs inside a caller's transaction, many targets at a time in a fixed number of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jinxiu.core.models import Account
from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger.adapters import with_kind
from jinxiu.plan.ledger.fields import Fields
from jinxiu.plan.ledger.models import Commitment, Decision, Pillar, Target, TargetDefinition


@dataclass(frozen=True, slots=True)
class Entry:
    """One target to enter: where the document promises it, and what it says."""

    span: Span
    sentence: Span
    section: Sequence[str]
    fields: Fields
    decision: Decision | None = None
    pillar: Pillar | None = None
    code: str | None = None


def enter(document: Document, entries: Sequence[Entry], actor: Account | None, now: datetime) -> list[Target]:
    """Enter targets with their first definitions; the document is locked by the caller."""
    for entry in entries:
        check_span(document.text, entry.span)
    commitments = _commitments(document, entries)
    numbers = _free_numbers(f"{document.code}-T", _codes(document))
    targets = [
        Target(
            code=entry.code or next(numbers),
            commitment=commitments[entry.sentence],
            decision=entry.decision,
            created_at=now,
        )
        for entry in entries
    ]
    Target.objects.bulk_create(targets)
    definitions = [
        TargetDefinition(
            target=target,
            version=1,
            start=entry.span.start,
            end=entry.span.end,
            quote=entry.span.of(document.text),
            made_at=now,
            made_by=actor,
            **with_kind(entry.fields, entry.span.of(document.text)).as_columns(),
        )
        for target, entry in zip(targets, entries, strict=True)
    ]
    make_current(definitions)
    return targets


def make_current(definitions: Sequence[TargetDefinition]) -> None:
    """Append definitions and let their targets point at them."""
    TargetDefinition.objects.bulk_create(definitions)
    targets = [definition.target for definition in definitions]
    for target, definition in zip(targets, definitions, strict=True):
        target.current = definition
    Target.objects.bulk_update(targets, ["current"], batch_size=200)


def next_definition(
    target: Target, fields: Fields, reason: str, actor: Account | None, now: datetime, *, withdrawn: bool = False
) -> TargetDefinition:
    """Return the definition that follows the current one, not yet saved; the place in the text stays."""
    current = target.current
    assert current is not None
    return TargetDefinition(
        target=target,
        version=current.version + 1,
        start=current.start,
        end=current.end,
        quote=current.quote,
        withdrawn=withdrawn,
        reason=reason[:300],
        made_at=now,
        made_by=actor,
        **with_kind(fields, current.quote).as_columns(),
    )


def check_span(text: str, span: Span) -> None:
    """Raise ValidationError for a span that holds no words of the text."""
    if span.end > len(text) or not span.of(text).strip():
        raise ValidationError({"start": _("The marked place is not in the text. Mark the words again.")})


def _commitments(document: Document, entries: Sequence[Entry]) -> dict[Span, Commitment]:
    """Return the commitment of each sentence, made where there is none, with the pillar that was chosen."""
    found = {Span(row.start, row.end): row for row in Commitment.objects.filter(document=document)}
    numbers = _free_numbers(f"{document.code}-C", [row.code for row in found.values()])
    new: list[Commitment] = []
    moved: dict[int, Commitment] = {}
    for entry in entries:
        here = found.get(entry.sentence)
        if here is None:
            here = Commitment(
                code=next(numbers),
                document=document,
                start=entry.sentence.start,
                end=entry.sentence.end,
                sentence=entry.sentence.of(document.text),
                section=list(entry.section),
                pillar=entry.pillar,
            )
            found[entry.sentence] = here
            new.append(here)
        elif entry.pillar is not None and here.pillar_id != entry.pillar.pk:
            here.pillar = entry.pillar
            if here.pk:
                moved[here.pk] = here
    if new:
        Commitment.objects.bulk_create(new)
    if moved:
        Commitment.objects.bulk_update(moved.values(), ["pillar"])
    return found


def _codes(document: Document) -> list[str]:
    return list(Target.objects.filter(code__startswith=f"{document.code}-T").values_list("code", flat=True))


def _free_numbers(prefix: str, taken: Iterable[str]) -> Iterator[str]:
    """Yield codes after the highest that was ever given, so that a code never changes its meaning."""
    own = re.compile(re.escape(prefix) + r"(\d+)$")
    last = max((int(found[1]) for code in taken if (found := own.match(code))), default=0)
    return (f"{prefix}{number:03}" for number in count(last + 1))
