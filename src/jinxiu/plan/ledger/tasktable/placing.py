"""Where the words of a new row stand in their document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinxiu.engines.terms import Span
from jinxiu.plan.ledger.tasktable.queries import Held


def places_of(words: str, text: str, held: Iterable[Held]) -> list[Span]:
    """Return every place where the words stand; a sentence of the ledger is its own place.

    White space does not count: cells hold text in one line.
    """
    own = {Span(c.start, c.end) for one in held if one.line.sentence == words and (c := one.target.commitment)}
    if own:
        return sorted(own)
    pattern = r"\s*".join(re.escape(word) for word in words.split())
    return [Span(*found.span()) for found in re.finditer(pattern, text)] if pattern else []
