"""Where the words of new rows stand in their document, and what stands there already."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from jinxiu.engines.terms import Span
from jinxiu.plan.ledger.tasktable.queries import Held
from jinxiu.plan.ledger.tasktable.reading import Taken


class Places:
    """The places of one document, looked up by words and by span: a table may bring thousands of new rows."""

    def __init__(self, text: str, held: Iterable[Held]) -> None:
        self.text = text
        #: The targets whose sentence is a span, and those whose own words are.
        self.sentences: dict[Span, list[Held]] = defaultdict(list)
        self.words: dict[Span, list[Held]] = defaultdict(list)
        #: The new rows that were found in a sentence.
        self.new: dict[Span, list[tuple[Span, Taken]]] = defaultdict(list)
        self._own: dict[str, set[Span]] = defaultdict(set)
        for one in held:
            commitment, definition = one.target.commitment, one.definition
            span = Span(commitment.start, commitment.end)
            self.sentences[span].append(one)
            self.words[Span(definition.start, definition.end)].append(one)
            self._own[one.line.sentence].add(span)
        self._ordered = sorted(self.sentences)

    def sentence(self, span: Span) -> Span:
        """Return the sentence of the ledger in which a span stands; the span itself where none is."""
        at = bisect_right(self._ordered, Span(span.start, len(self.text))) - 1
        return self._ordered[at] if at >= 0 and self._ordered[at].covers(span) else span

    def of(self, words: str) -> list[Span]:
        """Return every place where words stand; a sentence of the ledger is its own place.

        White space does not count: cells hold text in one line.
        """
        if words in self._own:
            return sorted(self._own[words])
        pattern = r"\s*".join(re.escape(word) for word in words.split())
        return [Span(*found.span()) for found in re.finditer(pattern, self.text)] if pattern else []
