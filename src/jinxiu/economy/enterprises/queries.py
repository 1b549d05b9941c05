"""Enterprises and the batches in which the city cultivates them, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from jinxiu.economy.enterprises.models import Batch, Enterprise


@dataclass(frozen=True, slots=True)
class Cultivation:
    """The batches with their enterprises, and the enterprises that the plan names outside of any batch."""

    batches: list[tuple[Batch, list[Enterprise]]]
    others: list[Enterprise]


def cultivation() -> Cultivation:
    """Return all batches and enterprises; two queries."""
    enterprises = list(Enterprise.objects.order_by("code"))
    batches = [(batch, [e for e in enterprises if e.batch_id == batch.pk]) for batch in Batch.objects.all()]
    return Cultivation(batches, [e for e in enterprises if e.batch_id is None])
