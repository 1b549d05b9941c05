"""Where a figure comes from: the explanation that travels with every result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, overload

from jinxiu.engines.terms.span import Span


class Part(StrEnum):
    """What a fact did in a result."""

    USED = "used"
    CONTEXT = "context"  # told of the same thing, decides nothing
    CONFLICTING = "conflicting"  # says otherwise than what was used
    UNDATED = "undated"  # would decide, but nobody knows of which day it tells


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a document: which one, where in it, and the words themselves."""

    document: str
    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class TraceInput:
    """One fact that a result used or set aside; ``key`` names it for the room that keeps it."""

    key: str
    part: Part
    as_of: date | None


class TraceInputs(Sequence[TraceInput]):
    """Inputs kept as columns: each is made when it is looked at, so that a city's traces stay small.

    Equal to any sequence of the same inputs.

    >>> told = TraceInputs(["a"], [Part.USED], [None])
    >>> told == (TraceInput("a", Part.USED, None),), len(told), told[0].key
    (True, 1, 'a')
    """

    __slots__ = ("_days", "_keys", "_parts")

    def __init__(self, keys: list[str], parts: list[Part], days: list[date | None]) -> None:
        self._keys, self._parts, self._days = keys, parts, days

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[TraceInput]:
        return map(TraceInput, self._keys, self._parts, self._days)

    @overload
    def __getitem__(self, at: int) -> TraceInput: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[TraceInput, ...]: ...
    def __getitem__(self, at: int | slice) -> TraceInput | tuple[TraceInput, ...]:
        if isinstance(at, slice):
            return tuple(map(TraceInput, self._keys[at], self._parts[at], self._days[at]))
        return TraceInput(self._keys[at], self._parts[at], self._days[at])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TraceInputs):
            return (self._keys, self._parts, self._days) == (other._keys, other._parts, other._days)
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True, slots=True)
class Trace:
    """The formula by name, the figures put into it, and the facts it drew on.

    An engine speaks no language: the room that shows a trace words ``formula`` with ``figures`` in the reader's.
    """

    formula: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    inputs: Sequence[TraceInput] = ()
