"""The bridge to the reading engine: what kind of promise some words are, and promises in its exchange form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from jinxiu.engines.reading import Body, ReadTarget, Role, read
from jinxiu.engines.reading.kinds import Kind, kind_of_milestone, kind_of_quantity
from jinxiu.engines.reading.model import DueBasis, TargetType
from jinxiu.engines.terms import Comparator, Span, Stage, Strength
from jinxiu.plan.documents.models import Draft, Promise
from jinxiu.plan.ledger.fields import Fields
from jinxiu.plan.ledger.models import TargetDefinition

#: What only a reader says of a promise; a person does not.
_READ_ONLY = ("verb", "due_basis", "confidence", "rule")


def with_kind(fields: Fields, quote: str) -> Fields:
    """Return the fields with their kind: the one that somebody said, else the one that the words tell."""
    return fields if fields.kind else replace(fields, kind=_kind(fields, quote))


def _kind(fields: Fields, quote: str) -> str:
    if fields.type == Promise.Type.QUALITY:
        return next((str(found.kind) for found in read(quote).qualities), "")
    if fields.type == Promise.Type.MILESTONE:
        return str(kind_of_milestone(fields.object, ""))
    comparator = Comparator(fields.comparator) if fields.comparator else None
    return str(kind_of_quantity(quote, fields.object, "", fields.unit, comparator))


def found_row(draft: Draft) -> dict[str, Any]:
    """Return what the reader found as one line of its exchange form."""
    found = replace(
        as_read(draft, draft.bodies, draft.section),
        due_basis=cast("DueBasis", draft.due_basis),
        verb=draft.verb,
        sentence=Span(draft.sentence_start, draft.sentence_end),
        confidence=draft.confidence,
        rule=draft.rule,
    )
    return found.as_row() | {"kind": draft.kind or str(found.kind)}


def decided_row(definition: TargetDefinition, bodies: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return what a person decided in the same form, without what only a reader says."""
    read_as = as_read(definition, bodies, definition.target.commitment.section)
    if definition.type == Promise.Type.QUALITY:
        # The engine tells a quality's kind by its rule and knows none without; ours stands in the row either way.
        read_as = replace(read_as, rule=definition.kind or Kind.RED_LINE.value)
    row = read_as.as_row() | {"kind": definition.kind}
    return {name: value for name, value in row.items() if name not in _READ_ONLY}


def as_read(
    promise: Promise,
    bodies: Sequence[Sequence[str]] = (),
    section: Sequence[str] = (),
    sentence: Span | None = None,
    rule: str = "",
) -> ReadTarget:
    """Return a draft or a definition as the engine takes it; its place stands for the sentence where none is given."""
    span = Span(promise.start, promise.end)
    return ReadTarget(
        type=cast("TargetType", promise.type),
        span=span,
        quote=promise.quote,
        object=promise.object,
        value=promise.value,
        value_to=promise.value_to,
        unit=promise.unit or None,
        comparator=Comparator(promise.comparator) if promise.comparator else None,
        stage=Stage(promise.stage) if promise.stage else None,
        per=promise.per or None,
        due=promise.due,
        due_basis="none",
        strength=Strength(promise.strength),
        verb="",
        sentence=sentence or span,
        section=tuple(section),
        confidence=1.0,
        rule=rule,
        bodies=tuple(Body(name, Role(role)) for name, role in bodies),
        baseline=promise.baseline,
        part=promise.part,
    )
