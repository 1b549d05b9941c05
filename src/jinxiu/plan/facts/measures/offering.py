"""Measures that other rooms compute over their own records: they are offered here, and asked for by their code.

A higher room calls ``offer`` in its ``AppConfig.ready``; this room never imports it::

    from jinxiu.plan.facts.measures import OfferedRow, offer

    def started(as_of: date) -> list[OfferedRow]:
        return [OfferedRow(value=Decimal(n), as_of=as_of) for n in ...]

    offer("projects-started", _("Projects started"), "个", started)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OfferedRow:
    """A figure that a room computed: of the whole city, or of one member (a chain, a place)."""

    value: Decimal
    as_of: date
    member: str = ""
    #: Where the figure can be looked at, and the records behind it in a sentence.
    address: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class OfferedMeasure:
    """A measure of another room. ``rows`` answers for the end of a day, in a fixed number of queries."""

    code: str
    #: May be lazily translated.
    name: object
    unit: str
    rows: Callable[[date], Sequence[OfferedRow]]
    #: Answers for all measures of a family at once, by their codes; None where it was offered alone.
    family: Callable[[date], Mapping[str, Sequence[OfferedRow]]] | None = None


_OFFERED: dict[str, OfferedMeasure] = {}


def offer(code: str, name: object, unit: str, rows: Callable[[date], Sequence[OfferedRow]]) -> None:
    """Register a measure. Offering a code again replaces what was offered; a measure of facts keeps its own code."""
    _OFFERED[code] = OfferedMeasure(code, name, unit, rows)


def offer_family(
    measures: Mapping[str, object], unit: str, rows: Callable[[date], Mapping[str, Sequence[OfferedRow]]]
) -> None:
    """Register measures (name by code) that one look at the records answers; ``rows`` gives those of each code."""

    def of(code: str) -> Callable[[date], Sequence[OfferedRow]]:
        return lambda as_of: rows(as_of).get(code, ())

    for code, name in measures.items():
        _OFFERED[code] = OfferedMeasure(code, name, unit, of(code), rows)


def answers(asked: Iterable[OfferedMeasure], as_of: date) -> list[tuple[OfferedMeasure, Sequence[OfferedRow]]]:
    """Return what measures answer for the end of a day; a family is asked once for all of its measures."""
    told: dict[object, Mapping[str, Sequence[OfferedRow]]] = {}
    found = []
    for one in asked:
        if one.family is None:
            found.append((one, one.rows(as_of)))
            continue
        if one.family not in told:
            told[one.family] = one.family(as_of)
        found.append((one, told[one.family].get(one.code, ())))
    return found


def withdraw(code: str) -> None:
    """Take an offer back; for tests and rooms that are switched off."""
    _OFFERED.pop(code, None)


def offered() -> list[OfferedMeasure]:
    """Return every measure that is offered, by code."""
    return [_OFFERED[code] for code in sorted(_OFFERED)]


def find(code: str) -> OfferedMeasure | None:
    """Return the measure offered under a code."""
    return _OFFERED.get(code)
