"""What the review part of a document says was achieved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.frames import Frame, enter
from jinxiu.engines.reading.milestones import read_milestones
from jinxiu.engines.reading.model import ReadTarget, TargetType
from jinxiu.engines.reading.outcome_view import without_particles
from jinxiu.engines.reading.outcome_words import (
    CARRIED_OUT,
    cleaned,
    grows,
    is_part,
    read_outcome_words,
    stage_of_counted,
    tells_a_stock,
    tells_one_year,
    tells_problems,
    tells_several_years,
    whole,
)
from jinxiu.engines.reading.quantities import read_quantities, verb_at
from jinxiu.engines.reading.sections import Outline, Passage
from jinxiu.engines.reading.sentences import Clause, Sentence, clauses, mask, sentences
from jinxiu.engines.reading.view import repair
from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.reading.years import infer_year
from jinxiu.engines.terms import Comparator, Span, Stage, unit_of

_PAST = re.compile("(?<![比较])" + one_of(words("sections", "past")))
_STOPS = frozenset({"。", "！", "？", ""})
_BATCH = 16
_LAST_YEAR = 9980
#: How far a figure of several years is trusted as the answer to a promise of one.
_SEVERAL = 0.3
#: How far one that names its year amid figures of several years.
_AMID = 0.6
#: So many characters before the end of a clause say of which part its last words speak.
_TAIL = 8
#: What works are counted in: pieces, metres, square metres.
_WORKS = frozenset({"count", "length", "area"})
_OPENING = 36  # so many characters tell what a paragraph is about


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that a review says was reached, with its exact place in the text.

    ``growth`` is None for a level and a stage; for a rate of change it is 1 where the rate says how much something
    rose and -1 where it says how much it fell. Works that are counted have the ``stage`` that they reached beside
    their number. ``part`` says that only a part of the work (its shell, its first phase) reached the stage. ``value``
    counts in ``unit`` as written. Spans count code points of the text that was read; ``confidence`` (0 to 1) says how
    far the rule named ``rule`` is trusted.
    """

    type: TargetType
    span: Span
    quote: str
    object: str
    value: Decimal | None
    value_to: Decimal | None
    unit: str | None
    comparator: Comparator | None
    stage: Stage | None
    growth: int | None
    part: bool
    sentence: Span
    section: tuple[str, ...]
    confidence: float
    rule: str

    def as_row(self) -> dict[str, str | int | float | None]:
        """Return the outcome as one line of the exchange form (JSON Lines)."""
        row: dict[str, str | int | float | None] = {
            "type": self.type,
            "start": self.span.start,
            "end": self.span.end,
            "quote": self.quote,
            "object": self.object,
        }
        if self.type == "quantity":
            row["value"] = number(self.value)
            row["unit"] = self.unit
            if self.value_to is not None:
                row["value_to"] = number(self.value_to)
        else:
            row["stage"] = None if self.stage is None else str(self.stage)
        return row


@dataclass(frozen=True, slots=True)
class OutcomeReading:
    """Everything that a review says was reached; ``year`` is the year it tells of, where the text says."""

    outcomes: tuple[Outcome, ...]
    year: int | None


def number(value: Decimal | None) -> int | float | None:
    """Return a decimal as JSON writes it: whole numbers without a point.

    >>> number(Decimal("8.0")), number(Decimal("0.4"))
    (8, 0.4)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def read_outcomes(
    text: str, *, year: int | None = None, progress: Callable[[int, int], None] | None = None
) -> OutcomeReading:
    """Read what the review part of a document says was reached.

    ``year`` is the year of the document itself, whose review tells of the year before; without it, it is taken from
    the text. A document without a review part is read where its sentences tell of the past. ``progress`` is called
    with the characters done and their total. Offsets count code points of ``text``. No text makes this function fail.

    >>> [found.quote for found in read_outcomes("2023年，新建了学校10所。", year=2024).outcomes]
    ['新建了学校10所']
    """
    written = year if year is not None else infer_year(text)
    if written is not None and not 2 <= written <= _LAST_YEAR:
        written = None
    told = None if written is None else written - 1
    passages = Outline(repair(text), written).passages()
    reviewed = any(passage.scope.part == "review" for passage in passages)
    found: list[Outcome] = []
    several = False
    for count, passage in enumerate(passages):
        several = _several(passage, told, before=several)
        if passage.scope.part == ("review" if reviewed else passage.scope.part):
            found.extend(_read_passage(text, passage, told, several=several, only_past=not reviewed))
        if progress and count % _BATCH == 0:
            progress(passage.paragraph.source(passage.start), len(text))
    if progress:
        progress(len(text), len(text))
    return OutcomeReading(tuple(found), told)


def _several(passage: Passage, year: int | None, *, before: bool) -> bool:
    """Say whether a paragraph tells of several years; one that does not say so goes on as those ``before`` it."""
    opening = passage.paragraph.text[passage.start : passage.start + _OPENING]
    if tells_one_year(opening, year):
        return False
    titled = any(tells_several_years(title, year) for title in passage.scope.path)
    return before or titled or tells_several_years(opening, year)


def _read_passage(
    text: str, passage: Passage, year: int | None, *, several: bool, only_past: bool
) -> Iterator[Outcome]:
    paragraph = without_particles(passage.paragraph, passage.start)
    masked = mask(paragraph.text)
    hidden = masked[: passage.start].translate({ord(sign): "□" for sign in "，。；：、"}) + masked[passage.start :]
    reader = Reader(text, paragraph, hidden, passage.scope, year, None)
    if tells_problems(paragraph.text[passage.start : passage.start + _OPENING]):
        return
    for found in sentences(hidden):
        if found.end <= passage.start:
            continue
        sentence = replace(found, start=max(found.start, passage.start))
        whole = paragraph.span(sentence.start, sentence.end).of(text)
        if not only_past or _PAST.search(whole) or (year is not None and f"{year}年" in whole):
            yield from _read_sentence(reader, sentence, year, several=several)
        if sentence.closed_by in _STOPS:
            reader.frame = Frame()
        else:
            reader.frame.next_measure()


def _read_sentence(reader: Reader, sentence: Sentence, year: int | None, *, several: bool) -> Iterator[Outcome]:
    reader.begin(sentence)
    told = reader.text[sentence.start : sentence.end]
    own = year is not None and f"{year}年" in told
    trust = _AMID if several else 1.0
    if tells_several_years(told, year) or (several and not own):
        trust = _SEVERAL
    built: Stage | None = None
    for count, clause in enumerate(clauses(reader.masked, sentence)):
        reader.targets.clear()
        _read_clause(reader, clause, first=count == 0)
        words = reader.text[clause.start : clause.end]
        built = stage_of_counted(words, built)
        for target in reader.targets:
            yield _outcome(target, words, built, trust)
    reader.targets.clear()


def _read_clause(reader: Reader, clause: Clause, *, first: bool) -> None:
    head = enter(reader.frame, reader.text, reader.masked, clause, reader.year, first=first)
    at = ClauseAt(clause, head, verb=verb_at(reader.text, head.content, clause.end))
    named = reader.frame.works
    read_quantities(reader, at)
    before = len(reader.targets)
    read_milestones(reader, at)
    if all(target.stage is Stage.ADVANCE for target in reader.targets[before:]):
        read_outcome_words(reader, at, before)
    if reader.frame.works is named and not reader.frame.bare:
        reader.frame.works = []


def _outcome(target: ReadTarget, clause: str, built: Stage | None, trust: float) -> Outcome:
    counted = target.unit is not None and unit_of(target.unit).dimension in _WORKS
    return Outcome(
        type=target.type,
        span=target.span,
        quote=target.quote,
        object=whole(cleaned(target.object), clause),
        value=target.value,
        value_to=target.value_to,
        unit=target.unit,
        comparator=target.comparator,
        stage=built if counted else target.stage,
        growth=grows(clause if target.rule == "respectively" else target.quote, target.unit),
        part=target.type == "milestone" and (target.rule == CARRIED_OUT or is_part(target.quote + clause[-_TAIL:])),
        sentence=target.sentence,
        section=target.section,
        confidence=min(trust, target.confidence),
        rule="stock" if target.type == "quantity" and tells_a_stock(clause) else target.rule,
    )
