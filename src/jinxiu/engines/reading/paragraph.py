"""A paragraph of the view, with its map back to the source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from jinxiu.engines.terms import Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the view; ``starts`` and ``sources`` give the runs that stand together in the source."""

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def source(self, position: int) -> int:
        """Return where the character at ``position`` stands in the source."""
        run = bisect_right(self.starts, position) - 1
        return self.sources[run] + position - self.starts[run]

    def span(self, start: int, end: int) -> Span:
        """Return the source span of ``text[start:end]``; an empty stretch has an empty span."""
        first = self.source(start) if start < len(self.text) else self.source(start - 1) + 1
        return Span(first, self.source(end - 1) + 1) if end > start else Span(first, first)

    def cut(self, first: int) -> Paragraph:
        """Return the paragraph without its first characters.

        >>> Paragraph("12本市", (0,), (40,)).cut(2)
        Paragraph(text='本市', starts=(0,), sources=(42,))
        """
        run = bisect_right(self.starts, first)
        return Paragraph(
            self.text[first:],
            (0, *(start - first for start in self.starts[run:])),
            (self.source(first), *self.sources[run:]),
        )
