"""From a text to its promises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from jinxiu.engines.reading.answering import Answering, from_columns
from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.dated import read_dated
from jinxiu.engines.reading.deadlines import plan_end
from jinxiu.engines.reading.formats.source import SourceText
from jinxiu.engines.reading.frames import Frame, enter
from jinxiu.engines.reading.milestones import read_milestones
from jinxiu.engines.reading.model import NumberInName, Reading
from jinxiu.engines.reading.names import labels
from jinxiu.engines.reading.qualities import read_qualities
from jinxiu.engines.reading.quantities import read_quantities, verb_at
from jinxiu.engines.reading.sections import Outline, Passage
from jinxiu.engines.reading.sentences import Clause, Sentence, clauses, mask, sentences
from jinxiu.engines.reading.view import repair
from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.reading.years import infer_year

ENGINE_VERSION = "reading 0.2"

#: 比去年 compares and tells nothing of the past.
_PAST = re.compile("(?<![比较])" + one_of(words("sections", "past")))
_LONG = re.compile(r"时期|期间|未来五年|今后五年")
_OWN_YEAR = re.compile(r"今年|20\d\d年是")
_STOPS = frozenset({"。", "！", "？", ""})
_BATCH = 16
_LAST_YEAR = 9980  # a calendar ends with 9999, and horizons reach a few years ahead


def read(
    text: str | SourceText, *, year: int | None = None, progress: Callable[[int, int], None] | None = None
) -> Reading:
    """Read the promises of a plan: of a plain text, or of an opened document, whose tables then name who answers.

    ``year`` is the year that the document plans for; without it, it is taken from the text, and where the text
    does not tell, relative deadlines (年内, 6月底前) stay unknown. ``progress`` is called with the characters done
    and their total. Offsets count code points of ``text``. No text makes this function fail.

    >>> [target.quote for target in read("今年新建学校10所以上。", year=2024).targets]
    ['新建学校10所以上']
    """
    source = text if isinstance(text, SourceText) else None
    text = text.text if isinstance(text, SourceText) else text
    planned = year if year is not None else infer_year(text)
    if planned is not None and not 1 <= planned <= _LAST_YEAR:
        planned = None
    outline = Outline(repair(text), planned)
    answering = Answering()
    names: list[NumberInName] = []
    for number, passage in enumerate(outline.passages()):
        if passage.scope.part == "plan":
            reader = _read_passage(text, passage, planned)
            answering.add(passage, [*reader.targets, *reader.qualities])
            names.extend(reader.names)
        if progress and number % _BATCH == 0:
            progress(passage.paragraph.source(passage.start), len(text))
    if progress:
        progress(len(text), len(text))
    found = from_columns(answering.targets, source) if source else answering.targets
    targets = tuple(target for target in found if target.type != "quality")
    qualities = tuple(target for target in found if target.type == "quality")
    return Reading(targets, outline.sections(), tuple(names), planned, ENGINE_VERSION, qualities)


def _default(passage: Passage, year: int | None) -> date | None:
    """Return the deadline of a paragraph that opens on a five-year plan, else that of its headings."""
    opening = passage.paragraph.text[passage.start : passage.start + 30]
    end = plan_end(opening)
    if end and _LONG.search(opening) and not _OWN_YEAR.search(opening) and (year is None or end.year >= year):
        return end
    return passage.scope.due


def _read_passage(text: str, passage: Passage, year: int | None) -> Reader:
    masked = mask(passage.paragraph.text)
    hidden = masked[: passage.start].translate({ord(sign): "□" for sign in "，。；：、"}) + masked[passage.start :]
    reader = Reader(text, passage.paragraph, hidden, passage.scope, year, _default(passage, year))
    past, fresh = False, True
    for sentence in _behind(sentences(hidden), passage.start):
        reader.begin(sentence)
        for number, clause in enumerate(clauses(hidden, sentence)):
            past = _is_past(reader, clause, first=number == 0, before=past)
            if not past:
                _read_clause(reader, clause, first=fresh)
                fresh = False
        fresh = sentence.closed_by in _STOPS
        past = _close(reader, sentence, past=past)
    _label(reader, passage.start)
    return reader


def _behind(found: Iterable[Sentence], start: int) -> Iterator[Sentence]:
    """Yield the sentences behind a heading that stands in their paragraph; the heading is no part of the first."""
    for sentence in found:
        if sentence.end > start:
            yield replace(sentence, start=start) if sentence.start < start else sentence


def _label(reader: Reader, start: int) -> None:
    """Note the numbers that no rule touched: dates, quotations and labels such as 1号线."""
    taken: set[int] = set()
    for span in [*(target.span for target in reader.targets), *(name.span for name in reader.names)]:
        taken.update(range(span.start, span.end))
    for first, last, reason in labels(reader.text, reader.masked, start):
        span = reader.paragraph.span(first, last)
        if taken.isdisjoint((span.start, span.end - 1)):
            reader.names.append(NumberInName(span, reason))
    reader.names.sort(key=lambda name: name.span)


def _is_past(reader: Reader, clause: Clause, *, first: bool, before: bool) -> bool:
    """Say whether a clause tells what was; a sentence that opens so goes on so."""
    found = _PAST.search(reader.masked, clause.start, clause.end)
    return bool(found) or (before and not first)


def _close(reader: Reader, sentence: Sentence, *, past: bool) -> bool:
    if sentence.closed_by in _STOPS:
        reader.frame = Frame()
        return False
    reader.frame.next_measure()
    return past


def _read_clause(reader: Reader, clause: Clause, *, first: bool) -> None:
    head = enter(reader.frame, reader.text, reader.masked, clause, reader.year, first=first)
    at = ClauseAt(clause, head, verb=verb_at(reader.text, head.content, clause.end))
    named = reader.frame.works
    read_quantities(reader, at)
    found = len(reader.targets)
    read_milestones(reader, at)
    if len(reader.targets) == found:
        read_dated(reader, at)
    if len(reader.targets) == found and not at.wanted:
        read_qualities(reader, at)
    if reader.frame.works is named and not reader.frame.bare:
        reader.frame.works = []
