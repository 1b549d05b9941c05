"""Gives promises the bodies that answer for them: by bracket, by a line of their own, by a column of a table."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jinxiu.engines.reading.bodies import Body, Named, Role, covered_from, named_bodies, read_cell, with_columns
from jinxiu.engines.reading.formats.source import SourceText
from jinxiu.engines.reading.model import ReadTarget
from jinxiu.engines.reading.sections import Passage


class Answering:
    """Collects the targets of a text, and who answers for them, in the order of the text.

    A bracket answers for its whole item: for what stands behind the bracket before, or behind the number that opens
    the item. A line that names nothing but bodies answers for the paragraphs above it, up to the next such line or
    heading.
    """

    def __init__(self) -> None:
        self.targets: list[ReadTarget] = []
        self._since = 0
        self._path: tuple[str, ...] = ()

    def add(self, passage: Passage, found: Sequence[ReadTarget]) -> None:
        """Take the targets of the next passage."""
        if passage.scope.path != self._path:
            self._path, self._since = passage.scope.path, len(self.targets)
        first = len(self.targets)
        self.targets.extend(found)
        named = list(named_bodies(passage.paragraph.text))
        for number, here in enumerate(named):
            if here.alone and not found:
                self._answer(self._since, here.bodies)
                self._since = len(self.targets)
            else:
                self._within(passage, first, here, named[:number])

    def _within(self, passage: Passage, first: int, here: Named, before: Sequence[Named]) -> None:
        paragraph = passage.paragraph
        begin = paragraph.source(covered_from(paragraph.text, here, before, passage.start))
        end = paragraph.source(here.start)
        for at in range(first, len(self.targets)):
            if begin <= self.targets[at].span.start < end:
                self.targets[at] = _with(self.targets[at], here.bodies)

    def _answer(self, since: int, bodies: tuple[Body, ...]) -> None:
        for at in range(since, len(self.targets)):
            if not self.targets[at].bodies:
                self.targets[at] = _with(self.targets[at], bodies)


def _with(target: ReadTarget, bodies: tuple[Body, ...]) -> ReadTarget:
    return replace(target, bodies=tuple(dict.fromkeys((*target.bodies, *bodies))))


def from_columns(targets: Sequence[ReadTarget], source: SourceText) -> list[ReadTarget]:
    """Return the targets with the bodies that stand in the same row of a task table."""
    rows = _rows(source)
    if not rows:
        return list(targets)
    starts = sorted(rows)
    return [_from_row(target, rows, starts) for target in targets]


def _from_row(target: ReadTarget, rows: Mapping[int, tuple[int, list[Body]]], starts: Sequence[int]) -> ReadTarget:
    at = bisect_left(starts, target.span.start + 1) - 1
    if at < 0:
        return target
    end, bodies = rows[starts[at]]
    return replace(target, bodies=with_columns([*target.bodies, *bodies])) if target.span.start < end else target


def _rows(source: SourceText) -> dict[int, tuple[int, list[Body]]]:
    """Return for each line of the text that is a row with units: where it begins, where it ends, who answers."""
    lines: dict[int, list[Body]] = defaultdict(list)
    for block in source.blocks:
        if block.role:
            begin = source.text.rfind("\n", 0, block.span.start) + 1
            lines[begin].extend(read_cell(block.span.of(source.text), Role(block.role)))
    found: dict[int, tuple[int, list[Body]]] = {}
    for begin, bodies in lines.items():
        end = source.text.find("\n", begin)
        found[begin] = (end if end >= 0 else len(source.text), bodies)
    return found
