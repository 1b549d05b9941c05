"""The same measure with different figures, within one document or across several, with both sentences.

Precision before recall: a number is only set against another where object, kind, scope, dimension and last day agree,
and where no value can keep both promises at once or both are said to be one exact figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from jinxiu.engines.reading.kinds import Kind
from jinxiu.engines.reading.model import Reading, ReadTarget
from jinxiu.engines.reading.pair_likeness import is_bare, plain
from jinxiu.engines.terms import Comparator, Quantity, unit_of
from jinxiu.engines.terms.comparator import ABOUT_TOLERANCE

#: Counts of works are named by a class (学校), and two figures of one class are mostly two lots of works.
_MEASURES = frozenset({Kind.LEVEL, Kind.GROWTH, Kind.BOUND, Kind.COVERAGE, Kind.SPENDING, Kind.ATTRACTED})
_LEAST = 4  # characters of an object that names a measure by itself
_MOST = 4  # more figures than this of one object are a list of different things


@dataclass(frozen=True, slots=True)
class Told:
    """A figure and the document that tells it."""

    key: Hashable
    target: ReadTarget


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two figures of one measure that cannot both be meant, in the order of the documents and of the text."""

    first: Told
    second: Told
    why: str
    confidence: float


def contradictions(readings: Sequence[tuple[Hashable, Reading]]) -> tuple[Contradiction, ...]:
    """Return the contradictions within and across documents, surest first.

    ``readings`` holds each document's key (anything that tells documents apart) and its reading. The cost grows with
    the number of targets.

    >>> from jinxiu.engines.reading.reader import read
    >>> text = "地区生产总值增长5%。新建学校3所。全年地区生产总值增长6%。"
    >>> [(c.first.target.value, c.second.target.value) for c in contradictions([("a", read(text, year=2026))])]
    [(Decimal('5'), Decimal('6'))]
    """
    groups: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    for key, reading in readings:
        for target in reading.targets:
            if target.type == "quantity" and target.kind in _MEASURES and not target.part:
                name = plain(target.object)
                if len(name) >= _LEAST and not is_bare(target.object):
                    groups[_measure(name, target)].append(Told(key, target))
    found = [clash for told in groups.values() for clash in _clashes(told)]
    return tuple(sorted(found, key=lambda clash: (-clash.confidence, clash.first.target.span)))


def _measure(name: str, target: ReadTarget) -> tuple[object, ...]:
    unit = unit_of(target.unit or "").dimension
    growth = target.kind is Kind.GROWTH
    return name, unit, growth, target.per or "", target.due


def _clashes(told: Sequence[Told]) -> Iterable[Contradiction]:
    if len({_figure(one.target) for one in told}) > _MOST:
        return
    for first, second in combinations(told, 2):
        why = _why(first.target, second.target)
        if why and not _shared_out(first, second):
            yield Contradiction(first, second, why, 0.9 if first.key == second.key else 0.7)


def _shared_out(first: Told, second: Told) -> bool:
    """Say whether both stand in one list under 分别: then they are figures of two subjects."""
    same = first.key == second.key and first.target.sentence == second.target.sentence
    return same and "respectively" in {first.target.rule, second.target.rule}


def _figure(target: ReadTarget) -> tuple[Decimal, Decimal, Comparator | None]:
    low, high = _bounds(target)
    return low, high, target.comparator


def _why(first: ReadTarget, second: ReadTarget) -> str:
    """Return why two figures of one measure cannot both be meant, or nothing where they can."""
    (low, high), (other_low, other_high) = _bounds(first), _bounds(second)
    if max(low, other_low) > min(high, other_high):
        return "no value keeps both"
    exact = Comparator.EXACT in {first.comparator, second.comparator}
    if exact and first.comparator == second.comparator and _base(first.value, first) != _base(second.value, second):
        return "two exact figures"
    if first.comparator == second.comparator == Comparator.AT_LEAST and low != other_low:
        return "one asks for more than the other"
    return ""


def _bounds(target: ReadTarget) -> tuple[Decimal, Decimal]:
    """Return between which values a promise is kept exactly as its words say; 恰 binds from both sides here."""
    value = _base(target.value, target)
    if target.comparator is Comparator.AT_LEAST:
        return value, Decimal("Infinity")
    if target.comparator is Comparator.AT_MOST:
        return Decimal("-Infinity"), value
    if target.comparator is Comparator.RANGE:
        return value, _base(target.value_to, target)
    width = abs(value) * ABOUT_TOLERANCE if target.comparator is Comparator.ABOUT else Decimal(0)
    return value - width, value + width


def _base(value: Decimal | None, target: ReadTarget) -> Decimal:
    return Quantity(value or Decimal(0), target.unit or "").base
