"""Confirming together: which drafts a threshold of confidence chooses, and the mark of that choice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from jinxiu.plan.documents.models import Draft, Promise
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.fields import fields_of, validated

#: So many of those that would be entered are shown with their words: the least sure ones.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A draft that would be entered, with the words it was read from."""

    key: str
    object: str
    measure: str
    quote: str
    sure: str


@dataclass(frozen=True, slots=True)
class Kinds:
    """How many of one kind would be entered, and how many stay."""

    words: str
    entered: int
    stay: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What a threshold means before it is used: the drafts it enters, those it leaves, and why."""

    least: float
    entered: int
    #: Below the threshold.
    unsure: int
    #: Sure enough, but without a number, a unit or a stage.
    incomplete: int
    kinds: tuple[Kinds, ...]
    weakest: tuple[Example, ...]
    mark: str

    @property
    def stay(self) -> int:
        """How many wait for a person."""
        return self.unsure + self.incomplete

    @property
    def least_words(self) -> str:
        """The threshold to two places."""
        return f"{self.least:.2f}"


def choose(pending: Iterable[Draft], least: float) -> list[Draft]:
    """Return the drafts of at least such a confidence that lack nothing, in the order of the text."""
    return [draft for draft in pending if draft.confidence >= least and _complete(draft)]


def mark(chosen: Iterable[Draft]) -> str:
    """Return what tells one choice from another: the server counts again, and an old mark is refused.

    >>> mark([]) == mark([])
    True
    """
    ids = ",".join(str(draft.pk) for draft in sorted(chosen, key=lambda draft: draft.pk))
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def choice(pending: Sequence[Draft], least: float = labels.SURE) -> Choice:
    """Return what confirming from a confidence on would do."""
    chosen = choose(pending, least)
    weakest = sorted(chosen, key=lambda draft: (draft.confidence, draft.number))[:SHOWN]
    reached = sum(1 for draft in pending if draft.confidence >= least)
    return Choice(
        least=least,
        entered=len(chosen),
        unsure=len(pending) - reached,
        incomplete=reached - len(chosen),
        kinds=_kinds(pending, {draft.pk for draft in chosen}),
        weakest=tuple(_example(draft) for draft in weakest),
        mark=mark(chosen),
    )


def _example(draft: Draft) -> Example:
    return Example(f"d{draft.pk}", draft.object, labels.measure(draft), draft.quote, labels.sure(draft.confidence))


def _kinds(pending: Sequence[Draft], chosen: set[int]) -> tuple[Kinds, ...]:
    """Return the kinds that wait, in the order in which kinds are listed."""
    found = []
    for kind in [*Promise.KindChoice.values, ""]:
        of_kind = [draft.pk for draft in pending if draft.kind == kind]
        if of_kind:
            entered = sum(1 for pk in of_kind if pk in chosen)
            found.append(Kinds(labels.kind(kind), entered, len(of_kind) - entered))
    return tuple(found)


def _complete(draft: Draft) -> bool:
    try:
        validated(fields_of(draft).as_columns())
    except ValidationError:
        return False
    return True
