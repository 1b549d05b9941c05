"""Two versions of a plan side by side: what was added, dropped, raised, lowered, postponed, softened.

A draft and the plan as adopted, or the plans of two years: each promise of one version has at most one counterpart in
the other, and every difference between the two has a name of its own, so that what was quietly lowered is seen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import product

from jinxiu.engines.reading.model import Reading, ReadTarget
from jinxiu.engines.reading.outcome_words import grows
from jinxiu.engines.reading.pair_likeness import Index, Rarity, contradict, is_bare, same_name
from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.terms import Comparator, Quantity, Strength, unit_of

_LEAST = 0.6  # objects less alike than this are not taken for one promise
_CONTEXT = 0.15
_SECTION = 0.1
_SAME_FIGURE = 0.1
_OTHER_NAME = 0.6
_MOST_PAIRS = 4096  # more repetitions of one promise than this are paired in their order


class Change(StrEnum):
    """What happened to a promise between two versions."""

    ADDED = "added"
    DROPPED = "dropped"
    RAISED = "raised"  # asks for more: a larger number, a smaller bound, a higher stage
    LOWERED = "lowered"
    POSTPONED = "postponed"
    ADVANCED = "advanced"  # due earlier
    SOFTENED = "softened"  # 确保 → 力争, 以上 → 左右
    HARDENED = "hardened"
    RESCOPED = "rescoped"  # another "for each"
    REWORDED = "reworded"  # the same promise in other words
    UNCHANGED = "unchanged"


_FALLING = re.compile(one_of(words("revisions", "falling")))
_BOUNDING = re.compile(one_of(words("revisions", "bounding")))
#: The order in which an inspection office looks at changes: what asks for less comes first.
ORDER = (
    Change.LOWERED,
    Change.SOFTENED,
    Change.POSTPONED,
    Change.DROPPED,
    Change.RESCOPED,
    Change.RAISED,
    Change.HARDENED,
    Change.ADVANCED,
    Change.ADDED,
    Change.REWORDED,
    Change.UNCHANGED,
)
_MIRROR = {
    Change.ADDED: Change.DROPPED,
    Change.RAISED: Change.LOWERED,
    Change.POSTPONED: Change.ADVANCED,
    Change.SOFTENED: Change.HARDENED,
}
#: What each change is called where the versions stand the other way round.
MIRROR = _MIRROR | {after: before for before, after in _MIRROR.items()}
#: How strictly a comparator binds: 恰 and 以上 promise the number, 左右 only its neighbourhood.
_STRICT = {Comparator.ABOUT: 0}


@dataclass(frozen=True, slots=True)
class Revision:
    """One promise in both versions; ``old`` is None where it was added, ``new`` where it was dropped.

    ``changes`` are in the order of ``ORDER``; ``likeness`` (0 to 1) says how alike both objects are.
    """

    old: ReadTarget | None
    new: ReadTarget | None
    changes: tuple[Change, ...]
    likeness: float


def compare(old: Reading | Sequence[ReadTarget], new: Reading | Sequence[ReadTarget]) -> tuple[Revision, ...]:
    """Compare two versions of a plan; those that ask for less come first, then the order of the text.

    Years of deadlines are compared within their plan: a promise for the end of 2025 in the plan of 2025 is not
    postponed against the end of 2024 in the plan of 2024. The cost grows with the number of promises, not with the
    product of both.

    >>> from jinxiu.engines.reading.reader import read
    >>> first, second = (read(text, year=2026) for text in ("确保新建学校10所。", "力争新建学校8所。"))
    >>> [[change.value for change in found.changes] for found in compare(first, second)]
    [['lowered', 'softened']]
    """
    before, after = _targets(old), _targets(new)
    shift = (_year(new) or 0) - (_year(old) or 0) if _year(old) and _year(new) else 0
    matched = _match(before, after)
    taken = {there for there, _ in matched.values()}
    found = [
        Revision(before[at], after[there], _changes(before[at], after[there], shift), round(min(score, 1.0), 3))
        for at, (there, score) in matched.items()
    ]
    found += [Revision(t, None, (Change.DROPPED,), 0.0) for at, t in enumerate(before) if at not in matched]
    found += [Revision(None, t, (Change.ADDED,), 0.0) for at, t in enumerate(after) if at not in taken]
    return tuple(sorted(found, key=_rank))


def _targets(version: Reading | Sequence[ReadTarget]) -> list[ReadTarget]:
    targets = version.targets if isinstance(version, Reading) else version
    return sorted(targets, key=lambda target: target.span)


def _year(version: Reading | Sequence[ReadTarget]) -> int | None:
    return version.year if isinstance(version, Reading) else None


def _rank(found: Revision) -> tuple[int, int, int]:
    shown = found.new or found.old
    assert shown is not None
    return ORDER.index(found.changes[0]), int(found.new is None), shown.span.start


def _match(before: Sequence[ReadTarget], after: Sequence[ReadTarget]) -> dict[int, tuple[int, float]]:
    """Return for each old promise its counterpart and how alike they are; the likeliest are chosen first."""
    rarity = Rarity([*(t.object for t in before), *(t.object for t in after)])
    repeated = _repeated(before, after)
    chosen = {at: (there, _likeness(rarity, before[at], after[there])) for at, there in repeated.items()}
    taken = set(repeated.values())
    scored = _scored(rarity, before, after, chosen.keys(), taken)
    for score, at, there in sorted(scored, key=lambda row: (-row[0], abs(row[1] - row[2]), row[1], row[2])):
        if at not in chosen and there not in taken:
            chosen[at] = (there, score)
            taken.add(there)
    return chosen


def _scored(
    rarity: Rarity, before: Sequence[ReadTarget], after: Sequence[ReadTarget], done: Collection[int], taken: set[int]
) -> list[tuple[float, int, int]]:
    """Return the pairs among what is left that are alike enough, each with its likeness and both places."""
    kinds: dict[str, list[int]] = {}
    for at, target in enumerate(after):
        if at not in taken:
            kinds.setdefault(_measure(target), []).append(at)
    indexes = {kind: Index([after[at].object for at in places]) for kind, places in kinds.items()}
    scored: list[tuple[float, int, int]] = []
    for at, target in enumerate(before):
        kind = _measure(target)
        if at in done or kind not in indexes:
            continue
        for place in indexes[kind].near(target.object):
            there = kinds[kind][place]
            score = _likeness(rarity, target, after[there])
            if score >= _LEAST:
                scored.append((score, at, there))
    return scored


def _repeated(before: Sequence[ReadTarget], after: Sequence[ReadTarget]) -> dict[int, int]:
    """Return the counterparts of old promises that the new version repeats: under the same heading, the nearest first,
    or under any heading where nothing else says the same.

    Nothing is more alike, so they need not be compared with everything else: most of a plan that was revised.
    """
    chosen: dict[int, int] = {}
    for ours, theirs in _saying_the_same(before, after, set(), set(), with_heading=True):
        pairs = product(ours, theirs) if len(ours) * len(theirs) <= _MOST_PAIRS else zip(ours, theirs, strict=False)
        taken: set[int] = set()
        for at, there in sorted(pairs, key=lambda pair: (abs(pair[0] - pair[1]), pair)):
            if at not in chosen and there not in taken:
                chosen[at] = there
                taken.add(there)
    left = _saying_the_same(before, after, chosen.keys(), set(chosen.values()), with_heading=False)
    alone = {ours[0]: theirs[0] for ours, theirs in left if len(ours) == len(theirs) == 1}
    return chosen | {at: there for at, there in alone.items() if not is_bare(before[at].object)}


def _saying_the_same(
    before: Sequence[ReadTarget],
    after: Sequence[ReadTarget],
    done: Collection[int],
    taken: Collection[int],
    *,
    with_heading: bool,
) -> Iterable[tuple[list[int], list[int]]]:
    """Return the places, in both versions, of promises that give one object one figure, so far as they are left."""
    groups: dict[tuple[object, ...], tuple[list[int], list[int]]] = {}
    for side, (targets, gone) in enumerate(((before, done), (after, taken))):
        for at, target in enumerate(targets):
            if at not in gone:
                said = (_measure(target), target.object, target.value, target.stage)
                key = (*said, target.section[-1:]) if with_heading else said
                groups.setdefault(key, ([], []))[side].append(at)
    return groups.values()


def _measure(target: ReadTarget) -> str:
    """Return what must be equal in both: works, or numbers of one dimension that are both levels or both rates."""
    if target.type != "quantity" or target.unit is None:
        return target.type
    return f"{unit_of(target.unit).dimension} {'change' if grows(target.quote, target.unit) else 'level'}"


def _likeness(rarity: Rarity, old: ReadTarget, new: ReadTarget) -> float:
    if contradict(old.object, new.object):
        return 0.0
    score = rarity.likeness(old.object, new.object)
    if score < _LEAST - _CONTEXT:
        return 0.0
    if score < 1.0 and same_name(old.object, new.object) is False:
        score *= _OTHER_NAME
    if is_bare(old.object) and old.section[-1:] != new.section[-1:]:
        return 0.0
    if score < _LEAST - _CONTEXT:
        return 0.0
    score -= _CONTEXT * (old.per != new.per and old.value != new.value)
    score += _SECTION * rarity.likeness(" ".join(old.section[-1:]), " ".join(new.section[-1:]))
    return score + _SAME_FIGURE * (old.value == new.value and old.stage == new.stage)


def _changes(old: ReadTarget, new: ReadTarget, shift: int) -> tuple[Change, ...]:
    found = {*_size(old, new), *_firmness(old, new), *_time(old, new, shift)}
    if (old.per or "") != (new.per or ""):
        found.add(Change.RESCOPED)
    if not found:
        found.add(Change.UNCHANGED if old.quote == new.quote else Change.REWORDED)
    return tuple(change for change in ORDER if change in found)


def _size(old: ReadTarget, new: ReadTarget) -> set[Change]:
    if old.stage and new.stage:
        up = new.stage.rung - old.stage.rung
    else:
        up = _sign(_base(new.value, new.unit) - _base(old.value, old.unit))
        up = up or _sign(_base(new.value_to or new.value, new.unit) - _base(old.value_to or old.value, old.unit))
        if _less_is_more(old) or _less_is_more(new):
            up = -up  # 5%以内 asks for more than 6%以内, and 失业率5%左右 for more than 6%左右
    return {Change.RAISED} if up > 0 else {Change.LOWERED} if up < 0 else set()


def _less_is_more(target: ReadTarget) -> bool:
    """Say whether a smaller number asks for more; of a rate of falling (能耗下降3%) a larger one does."""
    if target.comparator is Comparator.AT_MOST or _BOUNDING.search(target.quote):
        return True
    return bool(_FALLING.search(target.object)) and grows(target.quote, target.unit) != -1


def _firmness(old: ReadTarget, new: ReadTarget) -> set[Change]:
    weight = {Strength.STRIVE: 0, Strength.FIRM: 1}
    firmer = weight[new.strength] - weight[old.strength]
    if old.comparator and new.comparator:
        firmer += _STRICT.get(new.comparator, 1) - _STRICT.get(old.comparator, 1)
    return {Change.HARDENED} if firmer > 0 else {Change.SOFTENED} if firmer < 0 else set()


def _time(old: ReadTarget, new: ReadTarget, shift: int) -> set[Change]:
    if old.due is None or new.due is None or old.due == new.due:
        return {Change.SOFTENED} if old.due and not new.due else {Change.HARDENED} if new.due and not old.due else set()
    later = (new.due.year - shift, new.due.month, new.due.day) > (old.due.year, old.due.month, old.due.day)
    same = (new.due.year - shift, new.due.month, new.due.day) == (old.due.year, old.due.month, old.due.day)
    return set() if same else {Change.POSTPONED} if later else {Change.ADVANCED}


def _base(value: Decimal | None, unit: str | None) -> Decimal:
    return Quantity(value or Decimal(0), unit or "").base


def _sign(difference: Decimal) -> int:
    return (difference > 0) - (difference < 0)
