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
#: What the engine answered: places in the old and in the new version, with what changed.
_Answer = list[tuple[int | None, int | None, tuple[Change, ...], float]]
#: Filters and pages ask for the same comparison again: the newest answers are remembered, by what was compared.
_REMEMBERED = 8
_answers: dict[tuple[object, ...], _Answer] = {}


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
    before, after = tuple(map(_read, old)), tuple(map(_read, new))
    question = (years, _ids(old), _ids(new), hash(before), hash(after))
    answer = _answers.get(question)
    if answer is None:
        answer = _answers[question] = _compared(before, after, years)
        for stale in list(_answers)[:-_REMEMBERED]:
            _answers.pop(stale, None)
    return [
        Revised(None if at is None else old[at], None if there is None else new[there], changes, likeness)
        for at, there, changes, likeness in answer
    ]


def _compared(before: Sequence[ReadTarget], after: Sequence[ReadTarget], years: tuple[int, int]) -> _Answer:
    at = {id(target): number for side in (before, after) for number, target in enumerate(side)}
    return [
        (at[id(one.old)] if one.old else None, at[id(one.new)] if one.new else None, one.changes, one.likeness)
        for one in compare(_reading(before, years[0]), _reading(after, years[1]))
    ]


def _ids(found: Sequence[Place]) -> tuple[int, ...]:
    """Return the ids of promises: drafts below zero, definitions above."""
    return tuple(-place.promise.pk if place.pending else place.promise.pk for place in found)


def clashes(documents: Mapping[int, Sequence[Place]]) -> list[Clash]:
    """Return the contradictions within and across documents, surest first."""
    at: dict[int, Place] = {}
    readings = []
    for pk, found in documents.items():
        pairs = [(_read(place), place) for place in found if _is_figure(place)]
        at |= {id(target): place for target, place in pairs}
        readings.append((pk, _reading([target for target, _ in pairs], None)))
    return [_clash(one, at) for one in contradictions(readings)]


def _clash(one: Contradiction, at: Mapping[int, Place]) -> Clash:
    return Clash(at[id(one.first.target)], at[id(one.second.target)], one.why, one.confidence)


def _is_figure(place: Place) -> bool:
    return place.pending or place.promise.kind not in _NO_MEASURES


def _read(place: Place) -> ReadTarget:
    read = as_read(place.promise, (), place.section, place.sentence, place.rule)
    return replace(read, verb=place.verb) if place.verb else read


def _reading(targets: Iterable[ReadTarget], year: int | None) -> Reading:
    return Reading(tuple(targets), (), (), year, "")
