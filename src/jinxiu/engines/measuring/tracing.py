"""The facts of one target, sorted into those that may decide and those that only stand beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinxiu.engines.measuring.model import Fact
from jinxiu.engines.terms import Part, Trace, TraceInput


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was known by a day: ``deciding`` facts in order of their day, and every fact for the trace."""

    deciding: tuple[Fact, ...]
    known: tuple[Fact, ...]

    @classmethod
    def by(cls, as_of: date, facts: Iterable[Fact]) -> Evidence:
        """Keep what tells of a day up to ``as_of``; undated facts stay visible and decide nothing.

        The order is total (day, then key), so that the order in which facts come changes nothing.
        """
        known = sorted(
            (fact for fact in facts if fact.as_of is None or fact.as_of <= as_of),
            key=lambda fact: (fact.as_of or date.max, fact.key),
        )
        deciding = tuple(f for f in known if f.settles and not f.doubtful and f.as_of is not None)
        return cls(deciding, tuple(known))

    def trace(self, formula: str, figures: dict[str, Any], used: list[Fact], conflicting: Iterable[Fact] = ()) -> Trace:
        """Return the trace of a result that drew on ``used``."""
        chosen = {fact.key for fact in used}
        against = {fact.key for fact in conflicting}
        inputs = tuple(TraceInput(f.key, self._part(f, chosen, against), f.as_of) for f in self.known)
        return Trace(formula, figures, inputs)

    @staticmethod
    def _part(fact: Fact, chosen: set[str], against: set[str]) -> Part:
        if fact.key in chosen:
            return Part.USED
        if fact.doubtful or fact.key in against:
            return Part.CONFLICTING
        if fact.settles and fact.as_of is None:
            return Part.UNDATED
        return Part.CONTEXT
