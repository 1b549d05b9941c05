"""What measuring takes and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from jinxiu.engines.terms import Comparator, Stage, Strength, Trace


class State(StrEnum):
    """What a promise has come to on a day. Unknown is a value: silence is neither kept nor broken."""

    MET = "met"  # 已完成: reached by its day
    ON_COURSE = "on_course"  # 推进中: not due yet, and nothing speaks against it
    BEHIND = "behind"  # 滞后: not due yet, and behind the share of time that has passed
    MISSED = "missed"  # 未完成: its day has passed, and a fact from then or later shows it not reached
    LATE = "late"  # 迟: reached after its day
    NOT_REPORTED = "not_reported"  # 未上报: no fact decides


@dataclass(frozen=True, slots=True)
class Target:
    """One promise: a number to be reached (``value``, ``unit``, ``comparator``) or a stage (``stage``).

    ``begins`` is the first day of the period that the promise runs over; with ``due`` it gives the share of time
    that has passed. A target without ``due`` can be met but neither late nor missed.
    """

    key: str
    begins: date
    due: date | None
    strength: Strength = Strength.FIRM
    value: Decimal | None = None
    value_to: Decimal | None = None
    unit: str = ""
    comparator: Comparator | None = None
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One observation that bears on a target.

    ``settles`` False tells of the same thing without measuring what the target asks. ``event`` True says that
    ``as_of`` is the very day on which the stage or value was reached; False that it was seen so on that day.
    ``doubtful`` facts contradict others and decide nothing.
    """

    key: str
    as_of: date | None
    settles: bool = True
    event: bool = False
    doubtful: bool = False
    value: Decimal | None = None
    unit: str = ""
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class LightRule:
    """The dated rule that tells behind from on course.

    ``tolerance`` is how far the share done may lie below the share of time that has passed, as a fraction.
    """

    code: str
    tolerance: Fraction
    effective_from: date
    effective_to: date | None
    source: str

    def in_force(self, day: date) -> bool:
        """Say whether the rule holds on ``day``."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one target by ``as_of``.

    ``value`` is the latest figure in the target's own unit; ``gap`` what is missing to the target (never below
    zero for "at least"); ``stage`` the highest stage known; ``share`` the part done and ``elapsed`` the part of
    the time passed, both None where they have no meaning.
    """

    key: str
    as_of: date
    state: State
    trace: Trace
    value: Decimal | None = None
    gap: Decimal | None = None
    stage: Stage | None = None
    reached_on: date | None = None
    days_late: int | None = None
    days_overdue: int | None = None
    share: Fraction | None = None
    elapsed: Fraction | None = None


FactsByTarget = Mapping[str, tuple[Fact, ...]]
