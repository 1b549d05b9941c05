"""What measuring takes and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
    NOTHING_DUE = "nothing_due"  # 暂无应办: a share of nothing, 0 ÷ 0


class Kind(StrEnum):
    """What is measured (指标口径). The names are stable: traces and rows carry them."""

    LEVEL = "level"  # 水平: the latest figure
    CUMULATIVE = "cumulative"  # 累计: the figures of the period, brought together by an ``Aggregation``
    SPENDING = "spending"  # 支出: as cumulative, of money
    GROWTH = "growth"  # 同比增长: (figure ÷ figure of the same day a year before − 1), or reported directly
    INCREMENT = "increment"  # 增量: figure − baseline
    SHARE = "share"  # 占比, 覆盖率: latest part ÷ latest whole
    RATE = "rate"  # 率: part of the period ÷ whole of the period
    COUNT = "count"  # 个数: how many members or works reached a stage
    DIFFERENCE = "difference"  # 高于: own − other, of one day
    RATIO = "ratio"  # 相当于: own ÷ other, of one day


class Aggregation(StrEnum):
    """How the figures of a period are brought together."""

    LAST = "last"  # the latest of a running total (累计数)
    SUM = "sum"  # each figure is an increment (当月数)
    MEAN = "mean"
    MAX = "max"
    MIN = "min"


@dataclass(frozen=True, slots=True)
class Measure:
    """How a target's value is made from facts.

    ``unit`` is the unit of the figures where the target has another one: the money behind a growth in per cent.
    ``baseline`` belongs to an increment and is in ``unit``; without one it is the last figure before the period.
    ``stage`` belongs to a count. ``aggregation`` belongs to what is cumulative; a rate divides sums, or with any other
    aggregation the latest figures of its period, where they are running totals. A count with ``sum`` counts what was
    reached within the period, with any other what stands.
    """

    kind: Kind = Kind.LEVEL
    aggregation: Aggregation = Aggregation.LAST
    unit: str = ""
    baseline: Decimal | None = None
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One promise: a number to be reached (``value``, ``unit``, ``comparator``) or a stage (``stage``).

    ``begins`` is the first day of the period that the promise runs over; with ``due`` it gives the share of time
    that has passed. A target without ``due`` can be met but neither late nor missed. ``series`` names the facts that
    it reads (its own key where empty), ``other`` those of the whole, the denominator or the measure compared with,
    ``direct`` those that tell the value as such (a share in %, a number of works) where it is else made from others.
    ``member`` is the one of a “for each” scope that the target is about; a fact about another is not its fact, and
    a fact about the whole stands beside it.
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
    measure: Measure = field(default_factory=Measure)
    series: str = ""
    other: str = ""
    direct: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One observation that bears on a target.

    ``settles`` False tells of the same thing without measuring what the target asks. ``event`` True says that
    ``as_of`` is the very day on which the stage or value was reached; False that it was seen so on that day.
    ``doubtful`` facts contradict others and decide nothing. ``member`` is the member that it is about, ``work`` the
    work: a count counts works, and members where no work is named.

    The moments say since when the fact is known (None: ever), replaced by a later version, returned by its
    verifier, verified; each carries its zone.
    """

    key: str
    as_of: date | None
    settles: bool = True
    event: bool = False
    doubtful: bool = False
    value: Decimal | None = None
    unit: str = ""
    stage: Stage | None = None
    member: str = ""
    work: str = ""
    recorded: datetime | None = None
    superseded: datetime | None = None
    returned: datetime | None = None
    verified: datetime | None = None


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
