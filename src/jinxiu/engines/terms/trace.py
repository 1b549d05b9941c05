"""Where a figure comes from: the explanation that travels with every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Trace:
    """The formula by name, the figures put into it, and the facts it drew on.

    An engine speaks no language: the room that shows a trace words ``formula`` with ``figures`` in the reader's.
    """

    formula: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[TraceInput, ...] = ()
