"""Promises of one year and what the next year's review says became of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from jinxiu.engines.reading.model import Reading, ReadTarget
from jinxiu.engines.reading.outcome_words import grows
from jinxiu.engines.reading.outcomes import Outcome, OutcomeReading, number
from jinxiu.engines.reading.pair_likeness import (
    Index,
    Rarity,
    contained,
    contradict,
    is_bare,
    quoted_alike,
    same_name,
    spelt_out,
)
from jinxiu.engines.reading.pair_verdict import Verdict, judge
from jinxiu.engines.reading.works import is_title
from jinxiu.engines.terms import Stage, unit_of

_LEAST = {"quantity": 0.5, "milestone": 0.45}
_TRUSTED = 0.5  # a figure of several years, or without an object, answers nothing; a named work is the same in all
_TRUST = 0.05
_CONTEXT = 0.2
_TITLE = 0.05
_REACHED = 0.03
_SAME_NUMBER = 0.1
_FEW = 1
_NAMELESS = 0.65  # works without a name of their own must be this much alike
_OTHER_NAME = 0.7  # what is left of a likeness where the names in both objects differ
#: 新建5000个 promises what is added; a figure of what there is by now does not answer it.
_ADDED = re.compile("新[建增改开添]|净增")
_KINDS = {"percent": "rate", "point": "rate", "visits": "count"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A promise and the passage of the review that settles it.

    ``number`` is the place of the promise among the plan's targets in text order, from 0; ``likeness`` (0 to 1) says
    how alike both objects are; ``reasons`` are short stable phrases, the last of them the ground of the verdict.
    """

    number: int
    target: ReadTarget
    outcome: Outcome
    verdict: Verdict
    likeness: float
    reasons: tuple[str, ...]

    def as_row(self) -> dict[str, str | int | float | None]:
        """Return the pair as one line of the exchange form (JSON Lines)."""
        row: dict[str, str | int | float | None] = {
            "target": self.number,
            "start": self.outcome.span.start,
            "end": self.outcome.span.end,
            "quote": self.outcome.quote,
        }
        if self.target.type == "quantity":
            row["value"] = number(self.outcome.value)
            row["unit"] = self.outcome.unit
        else:
            row["stage"] = None if self.outcome.stage is None else str(self.outcome.stage)
        row["verdict"] = str(self.verdict)
        return row


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    target: int
    outcome: int
    reasons: tuple[str, ...]


def pair(plan: Reading | Sequence[ReadTarget], review: OutcomeReading | Sequence[Outcome]) -> list[Pair]:
    """Pair the promises of a plan with what a later review says of them; pairs stand in the order of the plan.

    A promise on which the review is silent has no pair, nor has one that names no stage to be reached. A number of
    the review settles one promise; a work's stage settles every promise of that work. The cost grows with the number
    of targets and outcomes, not with their product. Nothing is raised.

    >>> from jinxiu.engines.reading.outcomes import read_outcomes
    >>> from jinxiu.engines.reading.reader import read
    >>> plan = read("今年新建学校10所，滨河大桥建成通车。", year=2023)
    >>> review = read_outcomes("2023年，新建了学校12所，滨河大桥主体完工。", year=2024)
    >>> [(found.number, found.outcome.quote, found.verdict.value) for found in pair(plan, review)]
    [(0, '新建了学校12所', 'exceeded'), (1, '滨河大桥主体完工', 'missed')]
    """
    targets = plan.targets if isinstance(plan, Reading) else tuple(plan)
    outcomes = review.outcomes if isinstance(review, OutcomeReading) else tuple(review)
    order = sorted(range(len(targets)), key=lambda at: (targets[at].span, at))
    promised = [targets[at] for at in order]
    found = _Matcher(promised, outcomes).candidates()
    return [_settled(promised, outcomes, chosen) for chosen in _assign(found, promised)]


def _settled(targets: Sequence[ReadTarget], outcomes: Sequence[Outcome], chosen: _Candidate) -> Pair:
    target, outcome = targets[chosen.target], outcomes[chosen.outcome]
    verdict, ground = judge(target, outcome)
    likeness = round(min(chosen.score, 1.0), 3)
    return Pair(chosen.target, target, outcome, verdict, likeness, (*chosen.reasons, ground))


def _assign(found: list[_Candidate], targets: Sequence[ReadTarget]) -> list[_Candidate]:
    """Choose the likeliest pairs first; each promise has one, and each number of the review settles one."""
    settled: dict[int, _Candidate] = {}
    used: set[int] = set()
    for candidate in sorted(found, key=lambda one: (-one.score, one.target, one.outcome)):
        if candidate.target in settled or candidate.outcome in used:
            continue
        settled[candidate.target] = candidate
        if targets[candidate.target].type == "quantity":
            used.add(candidate.outcome)
    return [settled[at] for at in sorted(settled)]


class _Matcher:
    """Finds for each promise the outcomes that may speak of it."""

    def __init__(self, targets: Sequence[ReadTarget], outcomes: Sequence[Outcome]) -> None:
        self.targets, self.outcomes = targets, outcomes
        self.rarity = Rarity([*(t.object for t in targets), *(o.object for o in outcomes)])
        self._around_target = _around(targets)
        self._around_outcome = _around(outcomes)
        self._kinds: dict[str, list[int]] = defaultdict(list)
        for at, outcome in enumerate(outcomes):
            trusted = outcome.confidence >= _TRUSTED or outcome.type == "milestone"
            if trusted and outcome.object:
                self._kinds[_kind(outcome)].append(at)
                if outcome.type == "quantity" and outcome.stage:
                    self._kinds["milestone"].append(at)
        self._index = {kind: Index([outcomes[at].object for at in places]) for kind, places in self._kinds.items()}

    def candidates(self) -> list[_Candidate]:
        """Return what is alike enough."""
        found: list[_Candidate] = []
        for at, target in enumerate(self.targets):
            kind = _kind(target)
            if not target.object or target.stage is Stage.ADVANCE or kind not in self._index:
                continue
            for place in self._index[kind].near(target.object):
                candidate = self._compare(at, self._kinds[kind][place])
                if candidate:
                    found.append(candidate)
        return found

    def _compare(self, at: int, place: int) -> _Candidate | None:
        target, outcome = self.targets[at], self.outcomes[place]
        if outcome.rule == "stock" and _ADDED.search(target.quote):
            return None
        score = self._likeness(target, outcome)
        told = _tells(target, outcome)
        if told and score > _CONTEXT:
            score = max(score, _LEAST[target.type]) + _SAME_NUMBER
        if score < _LEAST[target.type] or contradict(_phrase(target), _phrase(outcome)):
            return None
        reasons = ["same object" if score == 1.0 else "like object"]
        reasons += ["same unit kind"] if target.type == "quantity" else []
        reasons += ["same number"] if told else []
        near = self.rarity.likeness(self._around_target[at], self._around_outcome[place])
        if is_bare(target.object) or is_bare(outcome.object):
            score = 0.5 * score + 0.5 * near if near > _CONTEXT else 0.0
            if score < _LEAST[target.type]:
                return None
        score += _CONTEXT * near
        reasons += ["near context"] if near > _CONTEXT else []
        title = self.rarity.likeness(" ".join(target.section[-1:]), " ".join(outcome.section[-1:]))
        score += _TITLE * title
        if target.stage and outcome.stage and outcome.stage.implies(target.stage):
            score += _REACHED
        score += _TRUST * outcome.confidence
        return _Candidate(score, at, place, tuple(reasons))

    def _likeness(self, target: ReadTarget, outcome: Outcome) -> float:
        """Return how alike the objects are, or the words that stand with their numbers (新增就业岗位)."""
        score = self.rarity.likeness(target.object, outcome.object)
        if score == 1.0:
            return score
        if target.type == "milestone":
            return _same_work(target, outcome, score)
        score *= _OTHER_NAME if same_name(target.object, outcome.object) is False else 1.0
        return max(score, 0.95 * self.rarity.likeness(_phrase(target), _phrase(outcome)))


def _same_work(target: ReadTarget, outcome: Outcome, score: float) -> float:
    """Return the likeness of two works where their names agree or the one is part of the other, else nothing."""
    promised, told = target.object, outcome.object
    counted = outcome.type == "quantity"
    if counted and is_bare(told):
        return 0.0
    # A fair that is named after the place is not every work of the place, nor is a title every work of its kind.
    if outcome.rule == "held" and score < _NAMELESS:
        return 0.0
    if outcome.rule == "award" and not (is_title(promised) or "“" in promised):
        return 0.0
    if quoted_alike(promised, told):
        return max(score, _LEAST["milestone"])
    named = same_name(promised, told)
    within = spelt_out(promised, told) or (named is not False and contained(promised, told))
    nameless = named is None and score >= _NAMELESS and not counted
    return score if named or within or nameless else 0.0


def _tells(target: ReadTarget, outcome: Outcome) -> bool:
    """Say whether both have one number that is no round one: 1.8万户 and 178座 are hardly ever said of two things."""
    if target.value is None or target.value != outcome.value or target.unit != outcome.unit:
        return False
    return len(target.value.normalize().as_tuple().digits) >= 2 and target.value > _FEW


def _phrase(one: ReadTarget | Outcome) -> str:
    """Return an object with 新增 before it, where the text has it: what grows is not what there is."""
    return one.object if "新增" not in one.quote or one.object.startswith("新增") else f"新增{one.object}"


def _kind(one: ReadTarget | Outcome) -> str:
    """Return what must be equal in both: milestones, levels of one dimension, rates of change."""
    if one.type == "milestone" or one.unit is None:
        return one.type
    dimension = unit_of(one.unit).dimension
    rate = grows(one.quote, one.unit) if isinstance(one, ReadTarget) else one.growth
    return f"{_KINDS.get(dimension, dimension)} {'change' if rate else 'level'}"


def _around(found: Sequence[ReadTarget | Outcome]) -> list[str]:
    """Return for each the objects that stand before and behind it in its sentence."""
    around: list[str] = []
    for at, one in enumerate(found):
        near = [
            found[other].object
            for other in (at - 2, at - 1, at + 1, at + 2)
            if 0 <= other < len(found) and found[other].sentence == one.sentence and found[other].object != one.object
        ]
        around.append("".join(near))
    return around
