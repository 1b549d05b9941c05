"""Sentences, clauses and list items, found on a mask that hides what stands in quotation marks and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HIDDEN = re.compile(
    r"“[^“”。]{0,60}”|‘[^‘’。]{0,60}’|（(?:[^（）]|（[^（）]{0,60}）){0,400}）|《[^《》]{0,60}》|【[^【】]{0,60}】|「[^「」]{0,60}」|\"[^\"。]{0,40}\""
)
_STOP = re.compile(r"[。！？；]")
#: 一是, 二要: each opens a measure of its own.
_MARK = re.compile(
    r"(?:^|(?<=[。；！，：]))(?:[一二三四五六七八九十]{1,3}(?:是|要)|第[一二三四五六七八九十](?:是|要)?(?=，))"
    r"|(?:^|(?<=[。；！：）]))(?:\d{1,3}[.．、](?!\d)|（\d{1,3}）|[①-⑳])"
)
_BREAK = re.compile(r"[，：]|——")
_LONGEST = 1200
#: Stands for one hidden character; it is no letter, digit or Chinese character.
HIDDEN = "\u25a1"


def mask(text: str) -> str:
    """Return the text with everything between quotation marks or brackets hidden, at the same length.

    >>> mask("建设“12大基地”3个")
    '建设“□□□□□”3个'
    """
    return _HIDDEN.sub(lambda found: found[0][0] + HIDDEN * (len(found[0]) - 2) + found[0][-1], text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch between two full stops or semicolons; offsets count the paragraph."""

    start: int
    end: int
    closed_by: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two commas, and the offsets at which its list items begin and end."""

    start: int
    end: int
    items: tuple[tuple[int, int], ...]


def _bounded(cuts: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield the cuts, and more where text runs on without one: no sentence is that long, and cost must stay linear."""
    last = 0
    for at, after, sign in cuts:
        while at - last > _LONGEST:
            last += _LONGEST
            yield last, last, ""
        yield at, after, sign
        last = after


def sentences(masked: str) -> Iterator[Sentence]:
    """Yield the sentences of a masked paragraph."""
    cuts = [(stop.start(), stop.end(), stop[0]) for stop in _STOP.finditer(masked)]
    start = 0
    for at, after, sign in _bounded([*cuts, (len(masked), len(masked), "")]):
        begin = start
        for mark in _MARK.finditer(masked, start, at):
            if mark.start() > begin:
                yield Sentence(begin, mark.start(), "，")
            begin = mark.end()
        if at > begin:
            yield Sentence(begin, at, sign)
        start = after


def clauses(masked: str, sentence: Sentence) -> list[Clause]:
    """Return the clauses of one sentence."""
    found: list[Clause] = []
    start = sentence.start
    for stop in _BREAK.finditer(masked, sentence.start, sentence.end):
        if stop.start() > start:
            found.append(Clause(start, stop.start(), items(masked, start, stop.start())))
        start = stop.end()
    if sentence.end > start:
        found.append(Clause(start, sentence.end, items(masked, start, sentence.end)))
    return found


def items(masked: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the members of a list that 、 joins."""
    cuts = [start]
    at = masked.find("、", start, end)
    while at >= 0:
        cuts.append(at)
        at = masked.find("、", at + 1, end)
    return tuple((cut if cut == start else cut + 1, stop) for cut, stop in zip(cuts, [*cuts[1:], end], strict=True))
