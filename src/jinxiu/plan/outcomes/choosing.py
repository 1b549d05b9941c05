"""Choosing by hand: the sentences of a review that may speak of a promise, and what the reader read in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinxiu.engines.terms import Span
from jinxiu.plan.documents.marked import Marked, marked
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.models import Target, TargetDefinition
from jinxiu.plan.outcomes import adapters, wording
from jinxiu.plan.outcomes.models import Outcome, PairingRun
from jinxiu.plan.outcomes.saying import Place

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that can be chosen; ``place`` is how an address names it and the words in it."""

    place: str
    sentence: Marked
    told: str = ""


def choices(run: PairingRun, target: Target, words: str) -> list[Choice]:
    """Return the sentences of the review that are likest to a promise, or hold all the words; two questions."""
    definition = target.current
    assert definition is not None
    text = run.review.text
    found = adapters.nearest(definition.object, text, words, _SHOWN)
    read = _read(run, definition, found)
    return [_choice(text, span, read.get(span)) for span in found]


def chosen(run: PairingRun, place: Place) -> Choice:
    """Return a chosen sentence with the words that are taken from it."""
    return Choice(named(place), _marked(run.review.text, place))


def initial(run: PairingRun, target: Target, place: Place) -> Mapping[str, Any]:
    """Return what the form starts from: the figure or stage that the reader read in these very words."""
    definition = target.current
    assert definition is not None
    rows = Outcome.objects.filter(run=run, start=place.words.start, end=place.words.end)
    outcome = next((row for row in rows.order_by("number") if _answers(definition, row)), None)
    if outcome is None:
        return {"unit": definition.unit}
    verdict, value, stage = adapters.counted(definition, outcome)
    return {
        "verdict": verdict,
        "value": None if value is None else f"{value.normalize():f}",
        "unit": outcome.unit or definition.unit,
        "stage": stage,
    }


def named(place: Place) -> str:
    """Return a place as an address names it.

    >>> named(Place(Span(20, 31), Span(12, 80)))
    '12-80:20-31'
    """
    return f"{place.sentence.start}-{place.sentence.end}:{place.words.start}-{place.words.end}"


def _read(run: PairingRun, definition: TargetDefinition, sentences: list[Span]) -> dict[Span, Outcome]:
    """Return, for each sentence, the outcome that can answer the promise and whose object is likest to it."""
    rows = sorted(
        (row for row in Outcome.objects.filter(run=run) if _answers(definition, row)),
        key=lambda row: (-len(set(row.object) & set(definition.object)), row.number),
    )
    found: dict[Span, Outcome] = {}
    for outcome in rows:
        for span in sentences:
            if span.covers(Span(outcome.start, outcome.end)):
                found.setdefault(span, outcome)
    return found


def _answers(definition: TargetDefinition, outcome: Outcome) -> bool:
    """Say whether an outcome tells what the promise asks for: a stage, or a figure in a comparable unit."""
    if outcome.type != definition.type:
        return False
    return outcome.type != Promise.Type.QUANTITY or adapters.comparable(definition, outcome.unit)


def _choice(text: str, span: Span, outcome: Outcome | None) -> Choice:
    words = Span(outcome.start, outcome.end) if outcome else span
    place = Place(words, span)
    told = wording.reached(outcome.value, outcome.unit, outcome.stage) if outcome else ""
    return Choice(named(place), _marked(text, place), told)


def _marked(text: str, place: Place) -> Marked:
    whole = place.sentence
    if place.words == whole:
        return Marked("", whole.of(text), "")
    return marked(whole.of(text), whole.start, place.words.start, place.words.end)
