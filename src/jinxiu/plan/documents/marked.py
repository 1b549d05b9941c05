"""A document's text cut into paragraphs, and each into pieces that are marked or plain. No piece overlaps another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SIGNS = re.compile(r"\s*#{1,6}\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to underline; ``look`` is ``""``, ``low`` (look at it first), ``done`` or ``off`` (no promise)."""

    key: str
    start: int
    end: int
    look: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Text from ``start`` on that the same marks cover; ``reason`` says why a number here names something."""

    text: str
    start: int
    keys: tuple[str, ...] = ()
    look: str = ""
    reason: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph or, where ``level`` is not 0, a heading; ``number`` is its place among all of them."""

    number: int
    start: int
    end: int
    level: int = 0
    segments: list[Segment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with its own words marked."""

    before: str
    words: str
    after: str

    @property
    def whole(self) -> str:
        """The sentence as it reads."""
        return self.before + self.words + self.after


def marked(sentence: str, begin: int, start: int, end: int) -> Marked:
    """Return a sentence that begins at ``begin`` of its text, with the words from ``start`` to ``end`` marked."""
    first, last = max(start - begin, 0), max(end - begin, 0)
    return Marked(sentence[:first].lstrip(), sentence[first:last], sentence[last:].rstrip())


def paragraphs(text: str, headings: Iterable[tuple[int, int, int]]) -> list[Paragraph]:
    """Return the paragraphs of a text, without their pieces; a heading is ``(start, end, level)``."""
    levels = {start: (end, level) for start, end, level in headings}
    starts = sorted(levels)
    found: list[Paragraph] = []
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        begin, end = line.span()
        at = bisect_right(starts, end - 1) - 1
        level = 0
        if at >= 0 and starts[at] >= begin:
            heading_end, level = levels[starts[at]]
            if begin < heading_end < end:  # a heading with text behind it on the same line
                found.append(Paragraph(len(found), _past_signs(text, begin), heading_end, level))
                begin, level = heading_end, 0
        found.append(Paragraph(len(found), _past_signs(text, begin), end, level))
    return found


def _past_signs(text: str, begin: int) -> int:
    """Return where the words of a line begin: the signs of a heading (#) say nothing to a reader."""
    signs = _SIGNS.match(text, begin)
    return signs.end() if signs else begin


def fill(text: str, rows: Sequence[Paragraph], marks: Sequence[Mark], names: Sequence[tuple[int, int, str]]) -> None:
    """Cut the given paragraphs of a text into their segments."""
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    by_name = sorted(names)
    for row in rows:
        inside = [mark for mark in ordered if mark.start < row.end and mark.end > row.start]
        named = [name for name in by_name if name[0] < row.end and name[1] > row.start]
        row.segments = list(_cut(text, row, inside, named))


def _cut(text: str, row: Paragraph, marks: Sequence[Mark], names: Sequence[tuple[int, int, str]]) -> Iterable[Segment]:
    edges = {row.start, row.end}
    for start, end in [*((m.start, m.end) for m in marks), *((n[0], n[1]) for n in names)]:
        edges.update((max(start, row.start), min(end, row.end)))
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        here = [mark for mark in marks if mark.start <= start and mark.end >= end]
        reason = next((name[2] for name in names if name[0] <= start and name[1] >= end), "")
        keys = tuple(mark.key for mark in here)
        yield Segment(text[start:end], start, keys, _look([mark.look for mark in here]), reason)


def _look(looks: Sequence[str]) -> str:
    """Of marks that overlap, the one that still asks for a person's eye shows."""
    return next((look for look in ("low", "", "done", "off") if look in looks), "")
