"""How far the review of documents is: the ledger above enters who counts, this room only asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the drafts of a document's reading."""

    found: int = 0
    confirmed: int = 0
    pending: int = 0
    rejected: int = 0


#: Takes document ids, answers for those that have drafts.
Counter = Callable[[Sequence[int]], Mapping[int, Tally]]
_counters: list[Counter] = []


def counted_by(counter: Counter) -> None:
    """Enter the counter; called once, when the ledger's room opens."""
    _counters[:] = [counter]


def tallies(document_ids: Sequence[int]) -> Mapping[int, Tally]:
    """Return the tally of each document that has one."""
    return _counters[0](document_ids) if _counters else {}
