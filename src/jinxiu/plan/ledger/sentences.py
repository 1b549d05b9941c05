"""Where a hand-marked stretch of text belongs: its sentence and its headings."""

from __future__ import annotations

import re

from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Draft, ReadingRun

#: What ends a sentence of a plan; a line break does too.
_END = re.compile(r"[。；！？\r\n]")


def sentence_at(text: str, span: Span, run: ReadingRun | None) -> Span:
    """Return the sentence that holds a span, as the reader cut it where it did."""
    known = (
        Draft.objects.filter(run=run, sentence_start__lte=span.start, sentence_end__gte=span.end)
        .values_list("sentence_start", "sentence_end")
        .first()
    )
    if known:
        return Span(*known)
    before = [found.end() for found in _END.finditer(text, 0, span.start)]
    after = _END.search(text, span.end)
    start = before[-1] if before else 0
    while start < span.start and text[start].isspace():
        start += 1
    return Span(start, after.start() if after else len(text))


def section_at(position: int, run: ReadingRun | None) -> list[str]:
    """Return the titles of the headings above a position, the outermost first."""
    stack: list[tuple[int, str]] = []
    for start, _end, level, _part, title in sorted(run.sections) if run else []:
        if start > position:
            break
        while stack and stack[-1][0] >= level:
            stack.pop()
        stack.append((level, title))
    return [title for _level, title in stack]
