"""The bridge to the reading engine: versions and figures as it compares them, and its answers as our places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from jinxiu.engines.reading import Change, Contradiction, Kind, Reading, ReadTarget, compare, contradictions
from jinxiu.engines.reading.revisions import MIRROR, ORDER
from jinxiu.plan.ledger.adapters import as_read
from jinxiu.plan.ledger.comparing.places import Place

__all__ = ["MIRROR", "ORDER", "Change", "Clash", "Revised", "clashes", "revisions"]

#: Where a person says that a number is one of these, it is no figure that another can contradict.
_NO_MEASURES = frozenset(
    {Kind.WORKS, Kind.MILESTONE, Kind.SERVICE, Kind.DOCUMENT, Kind.RANK, Kind.RELATIVE, Kind.RED_LINE}
)


@dataclass(frozen=True, slots=True)
class Revised:
    """A promise in both versions; ``old`` is None where it was added, ``new`` where it was dropped."""

    old: Place | None
    new: Place | None
    changes: tuple[Change, ...]
    likeness: float


@dataclass(frozen=True, slots=True)
class Clash:
    """Two figures that cannot both be meant; ``why`` and ``confidence`` are the engine's."""

    first: Place
    second: Place
    why: str
    confidence: float


def revisions(old: Sequence[Place], new: Sequence[Place], years: tuple[int, int]) -> list[Revised]:
    """Compare what stands of two documents that plan for these years; what asks for less comes first."""
    before, after = _readings(old), _readings(new)
    at = {id(target): place for target, place in (*before, *after)}
    found = compare(_reading(before, years[0]), _reading(after, years[1]))
    return [
        Revised(at[id(one.old)] if one.old else None, at[id(one.new)] if one.new else None, one.changes, one.likeness)
        for one in found
    ]


def clashes(documents: Mapping[int, Sequence[Place]]) -> list[Clash]:
    """Return the contradictions within and across documents, surest first."""
    read = {pk: _readings(place for place in found if _is_figure(place)) for pk, found in documents.items()}
    at = {id(target): place for pairs in read.values() for target, place in pairs}
    found = contradictions([(pk, _reading(pairs, None)) for pk, pairs in read.items()])
    return [_clash(one, at) for one in found]


def _clash(one: Contradiction, at: Mapping[int, Place]) -> Clash:
    return Clash(at[id(one.first.target)], at[id(one.second.target)], one.why, one.confidence)


def _is_figure(place: Place) -> bool:
    return place.pending or place.promise.kind not in _NO_MEASURES


def _readings(found: Iterable[Place]) -> list[tuple[ReadTarget, Place]]:
    return [(_read(place), place) for place in found]


def _read(place: Place) -> ReadTarget:
    read = as_read(place.promise, (), place.section, place.sentence, place.rule)
    return replace(read, verb=place.verb) if place.verb else read


def _reading(pairs: Iterable[tuple[ReadTarget, Place]], year: int | None) -> Reading:
    return Reading(tuple(target for target, _ in pairs), (), (), year, "")
