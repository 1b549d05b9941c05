"""The bridge to the reading engine: the ledger's targets and a review's text in, our rows out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from jinxiu.engines.reading import ENGINE_VERSION, OutcomeReading, Pair, ReadTarget, Verdict, pair, read_outcomes
from jinxiu.engines.reading import Outcome as ReadOutcome
from jinxiu.engines.reading.outcome_words import grows
from jinxiu.engines.reading.pair_likeness import Rarity, grams, plain
from jinxiu.engines.reading.pair_verdict import judge
from jinxiu.engines.terms import Quantity, Span, Stage
from jinxiu.plan.documents.models import Document, Promise
from jinxiu.plan.ledger.adapters import as_read
from jinxiu.plan.ledger.models import Target, TargetDefinition
from jinxiu.plan.outcomes.models import Outcome, PairingRun, Proposal

__all__ = [
    "ENGINE_VERSION",
    "OutcomeReading",
    "Pair",
    "comparable",
    "counted",
    "judged",
    "nearest",
    "outcomes",
    "paired",
    "proposals",
    "read_review",
]

Progress = Callable[[int, int], None]
#: How much of what the engine says our columns hold.
_OBJECT, _UNIT, _RULE = 300, 20, 60
_SENTENCE = re.compile(r"[^。；！？\r\n\v\f\x85\u2028\u2029]+[。；！？]?")
_SIGNS = re.compile(r"[\s#]*")
#: What a single character tells where no two of a name stand in a sentence.
_SIGN = 0.01
#: A shorter piece of a review tells nothing.
_LEAST = 6


def read_review(document: Document, year: int, progress: Progress) -> OutcomeReading:
    """Read what a review says was reached in ``year``."""
    return read_outcomes(document.text, year=year + 1, progress=progress)


def paired(targets: Sequence[Target], reading: OutcomeReading) -> list[tuple[Target, Pair]]:
    """Pair targets, as they are defined now, with what a review tells, in the order of the plan's text."""
    ordered = sorted(targets, key=lambda target: (_definition(target).start, _definition(target).end, target.pk))
    return [(ordered[found.number], found) for found in pair([_promise(target) for target in ordered], reading)]


def outcomes(run: PairingRun, reading: OutcomeReading) -> list[Outcome]:
    """Return what was read of a review, in the engine's order, not yet saved."""
    return [_outcome(run, number, found) for number, found in enumerate(reading.outcomes, start=1)]


def proposals(
    run: PairingRun, pairs: Sequence[tuple[Target, Pair]], reading: OutcomeReading, rows: Sequence[Outcome]
) -> list[Proposal]:
    """Return the proposals of a run, not yet saved; ``rows`` are the saved outcomes of its reading."""
    row_of = {id(found): row for found, row in zip(reading.outcomes, rows, strict=True)}
    made = []
    for target, found in pairs:
        value, stage = _as_promised(found.target, found.outcome, found.verdict)
        made.append(
            Proposal(
                run=run,
                target=target,
                definition=_definition(target),
                outcome=row_of[id(found.outcome)],
                verdict=str(found.verdict),
                value=value,
                unit=_unit(found.outcome) if value is not None else "",
                stage=str(stage or ""),
                likeness=found.likeness,
                reasons=list(found.reasons),
            )
        )
    return made


def judged(definition: TargetDefinition, value: Decimal | None, unit: str, stage: str) -> str:
    """Return the verdict that a figure or stage gives; "" where it cannot be compared with the promise.

    The figure counts as the promise counts: what fell instead of rising is negative.
    """
    quantity = definition.type == Promise.Type.QUANTITY
    if quantity and (value is None or definition.value is None or not comparable(definition, unit)):
        return ""
    if not quantity and not (stage and definition.stage):
        return ""
    asked = _read_target(definition)
    return str(judge(asked, _told(asked, value, unit, stage))[0])


def counted(definition: TargetDefinition, outcome: Outcome) -> tuple[str, Decimal | None, str]:
    """Return what an outcome would mean for a promise: verdict, figure and stage, as the promise counts them."""
    if not judged(definition, outcome.value, outcome.unit, outcome.stage):
        return "", outcome.value, outcome.stage
    asked = _read_target(definition)
    told = replace(
        _told(asked, outcome.value, outcome.unit, outcome.stage),
        quote=outcome.quote,
        growth=outcome.growth,
        part=outcome.part,
    )
    verdict = judge(asked, told)[0]
    value, stage = _as_promised(asked, told, verdict)
    return str(verdict), value, str(stage or "")


def _told(asked: ReadTarget, value: Decimal | None, unit: str, stage: str) -> ReadOutcome:
    """Return a figure or stage as the engine takes an outcome; it names what was asked for."""
    return ReadOutcome(
        type=asked.type,
        span=asked.span,
        quote="",
        object=asked.object,
        value=value,
        value_to=None,
        unit=unit or None,
        comparator=None,
        stage=Stage(stage) if stage else None,
        growth=None,
        part=False,
        sentence=asked.sentence,
        section=(),
        confidence=1.0,
        rule="",
    )


def comparable(definition: TargetDefinition, unit: str) -> bool:
    """Say whether a figure in this unit can be set against the promised one."""
    return Quantity(Decimal(1), unit).comparable(Quantity(Decimal(1), definition.unit))


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text, without the signs of headings before them."""
    found = []
    for piece in _SENTENCE.finditer(text):
        signs = _SIGNS.match(piece[0])
        start = piece.start() + (signs.end() if signs else 0)
        end = piece.start() + len(piece[0].rstrip())
        if end - start >= _LEAST:
            found.append(Span(start, end))
    return found


def nearest(name: str, text: str, words: str, limit: int) -> list[Span]:
    """Return the sentences of a text that are likest to a name, the likest first.

    ``words`` narrows them to those that hold every one of the words; without words, only sentences that share
    something with the name are returned.
    """
    asked = [word.casefold() for word in words.split()]
    found = [span for span in sentences(text) if all(word in span.of(text).casefold() for word in asked)]
    rarity = Rarity([span.of(text) for span in found])
    pairs, signs = grams(plain(name)), set(plain(name))
    scored = []
    for span in found:
        said = span.of(text)
        score = sum(rarity.of(gram) for gram in pairs if gram in said) + _SIGN * len(signs.intersection(said))
        if score > 0 or asked:
            scored.append((-score, span))
    return [span for _score, span in sorted(scored)[:limit]]


def _as_promised(target: ReadTarget, outcome: ReadOutcome, verdict: Verdict) -> tuple[Decimal | None, Stage | None]:
    """Return the figure or stage as the promise counts it.

    What fell instead of rising is negative. A work of which a part reached the stage is itself still being built.
    """
    if target.type == "quantity":
        value, stage = outcome.value, None
    else:
        value, stage = None, outcome.stage
    asked = grows(target.quote, target.unit)
    if value is not None and asked and outcome.growth and asked != outcome.growth:
        value = -value
    if verdict is Verdict.PARTLY:
        stage = Stage.START
    return value, stage


def _definition(target: Target) -> TargetDefinition:
    assert target.current is not None
    return target.current


def _promise(target: Target) -> ReadTarget:
    """Return a target as the engine takes it, with its sentence and headings, which tell what stands around it."""
    commitment = target.commitment
    span = Span(commitment.start, commitment.end)
    return _read_target(_definition(target), span, tuple(commitment.section))


def _read_target(
    definition: TargetDefinition, sentence: Span | None = None, section: tuple[str, ...] = ()
) -> ReadTarget:
    return as_read(definition, section=section, sentence=sentence, rule="ledger")


def _outcome(run: PairingRun, number: int, found: ReadOutcome) -> Outcome:
    return Outcome(
        run=run,
        number=number,
        type=found.type,
        start=found.span.start,
        end=found.span.end,
        quote=found.quote,
        sentence_start=found.sentence.start,
        sentence_end=found.sentence.end,
        object=found.object[:_OBJECT],
        value=found.value,
        unit=_unit(found),
        stage=str(found.stage or ""),
        part=found.part,
        growth=found.growth,
        confidence=found.confidence,
        rule=found.rule[:_RULE],
    )


def _unit(found: ReadOutcome) -> str:
    return (found.unit or "")[:_UNIT]
