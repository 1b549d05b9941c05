"""The bridge to the reading engine: what kind of promise some words are."""

from __future__ import annotations

from dataclasses import replace

from jinxiu.engines.reading.kinds import kind_of_milestone, kind_of_quantity
from jinxiu.engines.terms import Comparator
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.fields import Fields


def with_kind(fields: Fields, quote: str) -> Fields:
    """Return the fields with their kind: the one that somebody said, else the one that the words tell."""
    return fields if fields.kind else replace(fields, kind=_kind(fields, quote))


def _kind(fields: Fields, quote: str) -> str:
    if fields.type == Promise.Type.MILESTONE:
        return str(kind_of_milestone(fields.object, ""))
    comparator = Comparator(fields.comparator) if fields.comparator else None
    return str(kind_of_quantity(quote, fields.object, "", fields.unit, comparator))
