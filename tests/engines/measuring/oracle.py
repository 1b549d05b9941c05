"""The same rules once more, as one would do them by hand: one target, one day, plain loops, fractions and decimals.

Slow on purpose. Tests hold the columns against it.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from jinxiu.engines.measuring import Aggregation, Fact, Kind, LightRule, State, Target
from jinxiu.engines.terms import Comparator, Quantity, unit_of

#: Kinds whose value is made from other figures, and may be told as such instead.
AS_SUCH = set(Kind) - {Kind.LEVEL, Kind.CUMULATIVE, Kind.SPENDING}
IN_PERIOD = {Kind.CUMULATIVE, Kind.SPENDING, Kind.GROWTH, Kind.RATE, Kind.DIFFERENCE, Kind.RATIO}


@dataclass
class Point:
    """A value on a day; None is nothing of nothing."""

    day: date
    value: Fraction | None
    event: bool


@dataclass
class Found:
    """What the oracle says of a target on a day."""

    state: State
    value: Fraction | None = None


def counted(fact: Fact, known_at: datetime | None) -> bool:
    """Whether a fact counted at a moment."""

    def by(moment: datetime | None) -> bool:
        return moment is not None and (known_at is None or moment <= known_at)

    if fact.recorded is not None and not by(fact.recorded):
        return False
    if by(fact.superseded):
        return False
    verified_since = by(fact.verified) and fact.returned is not None and fact.verified >= fact.returned
    return not by(fact.returned) or verified_since


def _a_work_of(target: Target, fact: Fact) -> bool:
    """Whether a fact tells of a work that counts: one of the target's member, or any where it names none."""
    return bool(fact.work) and fact.member == target.member if target.member else bool(fact.work or fact.member)


def deciding(
    target: Target, facts: Sequence[Fact], day: date, known_at: datetime | None, *, as_such: bool = False
) -> list[Fact]:
    """The facts that may decide on a day, in order; ``as_such`` those that tell the value itself."""
    works = target.measure.kind is Kind.COUNT and target.stage is None and not as_such
    found = [
        fact
        for fact in facts
        if counted(fact, known_at)
        and fact.as_of is not None
        and fact.as_of <= day
        and fact.settles
        and not fact.doubtful
        and (_a_work_of(target, fact) if works else fact.member == target.member)
    ]
    if target.measure.kind in IN_PERIOD and target.stage is None:
        last = target.due or date.max
        before = target.measure.kind is Kind.GROWTH and not as_such  # the year before is needed to grow from
        found = [f for f in found if f.as_of and (before or target.begins <= f.as_of) and f.as_of <= last]
    return sorted(found, key=lambda fact: (fact.as_of, fact.key))


def figures(facts: Sequence[Fact], unit: str) -> list[tuple[Fact, Fraction]]:
    """The facts that have a value of the unit's dimension, with that value in the unit."""
    out = []
    for fact in facts:
        if fact.value is None or unit_of(fact.unit or unit).dimension != unit_of(unit).dimension:
            continue
        same = not fact.unit or fact.unit == unit
        out.append((fact, Fraction(fact.value if same else Quantity(fact.value, fact.unit).to(unit))))
    return out


def year_before(day: date) -> date:
    """The same day of the year before; a month's last day answers a month's last day."""
    last = calendar.monthrange(day.year, day.month)[1]
    longest = calendar.monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, longest if day.day == last else min(day.day, longest))


def hundred(unit: str) -> int:
    return {"%": 100, "‰": 1000}.get(unit, 1)


def points(target: Target, own: list[Fact], other: list[Fact], direct: list[Fact]) -> list[Point]:
    """What the measure came to, day by day: of one day, what was told as such before what is made of other figures."""
    measure = target.measure
    made: Callable[[Target, list[Fact], list[Fact]], list[Point]] = {
        Kind.LEVEL: _level,
        Kind.CUMULATIVE: _cumulative,
        Kind.SPENDING: _cumulative,
        Kind.GROWTH: _growth,
        Kind.INCREMENT: _increment,
        Kind.SHARE: _share,
        Kind.RATE: _share,
        Kind.COUNT: _count,
        Kind.DIFFERENCE: _relative,
        Kind.RATIO: _relative,
    }[measure.kind]
    found = made(target, own, other)
    if measure.kind not in AS_SUCH:
        return found
    if measure.kind is Kind.INCREMENT:
        direct = [fact for fact in direct if fact.as_of >= target.begins]
    return sorted([*_level(target, direct, []), *found], key=lambda point: point.day)


def _level(target: Target, own: list[Fact], other: list[Fact]) -> list[Point]:
    return [Point(f.as_of, value, f.event) for f, value in figures(own, target.unit)]


def _cumulative(target: Target, own: list[Fact], other: list[Fact]) -> list[Point]:
    out, so_far = [], list[Fraction]()
    for fact, value in figures(own, target.unit):
        so_far.append(value)
        brought_together = {
            Aggregation.LAST: value,
            Aggregation.SUM: sum(so_far, Fraction(0)),
            Aggregation.MEAN: sum(so_far, Fraction(0)) / len(so_far),
            Aggregation.MAX: max(so_far),
            Aggregation.MIN: min(so_far),
        }
        out.append(Point(fact.as_of, brought_together[target.measure.aggregation], fact.event))
    return out


def _growth(target: Target, own: list[Fact], other: list[Fact]) -> list[Point]:
    unit = target.measure.unit
    levels = figures(own, unit) if unit else []
    out = []
    for fact in own:
        if fact.as_of < target.begins or (target.due and fact.as_of > target.due):
            continue
        for _same, value in figures([fact], unit) if unit else []:
            base = [v for f, v in levels if f.as_of == year_before(fact.as_of)]
            if base and base[-1] > 0:
                out.append(Point(fact.as_of, (value / base[-1] - 1) * hundred(target.unit), fact.event))
        for _same, value in figures([fact], target.unit) if fact.unit != unit else []:
            out.append(Point(fact.as_of, value, fact.event))
    return out


def _increment(target: Target, own: list[Fact], other: list[Fact]) -> list[Point]:
    levels = figures(own, target.measure.unit or target.unit)
    before = [value for f, value in levels if f.as_of < target.begins]
    named = target.measure.baseline
    if named is None and not before:
        return []
    base = Fraction(named) if named is not None else before[-1]
    return [Point(f.as_of, value - base, f.event) for f, value in levels if f.as_of >= target.begins]


def _share(target: Target, own: list[Fact], other: list[Fact]) -> list[Point]:
    unit = target.measure.unit or "个"
    parts, wholes = figures(own, unit), figures(other, unit)
    out = []
    for day in sorted({f.as_of for f, _v in [*parts, *wholes]}):
        part = [(f, v) for f, v in parts if f.as_of <= day]
        whole = [(f, v) for f, v in wholes if f.as_of <= day]
        if not part or not whole:
            continue
        if target.measure.kind is Kind.RATE and target.measure.aggregation is Aggregation.SUM:
            top, under = (sum((v for _f, v in group), Fraction(0)) for group in (part, whole))
        else:
            top, under = part[-1][1], whole[-1][1]
        if under > 0:
            out.append(Point(day, top / under * hundred(target.unit), part[-1][0].event))
        elif top == under == 0:
            out.append(Point(day, None, part[-1][0].event))
    return out


def _count(target: Target, own: list[Fact], other: list[Fact]) -> list[Point]:
    there, out, known = set[tuple[str, str]](), [], 0
    summed = target.measure.aggregation is Aggregation.SUM
    for fact in own:
        if fact.stage is not None:
            work = ("work", fact.work) if fact.work else ("member", fact.member)
            if fact.stage.implies(target.measure.stage) and work not in there:
                there.add(work)
                of_the_period = fact.event and fact.stage.rung == target.measure.stage.rung
                known += of_the_period and fact.as_of >= target.begins
            if not summed or fact.as_of >= target.begins:
                out.append(Point(fact.as_of, Fraction(known if summed else len(there)), fact.event))
    return out


def _relative(target: Target, own: list[Fact], other: list[Fact]) -> list[Point]:
    unit = target.measure.unit or (target.unit if target.measure.kind is Kind.DIFFERENCE else "个")
    theirs = figures(other, unit)
    out = []
    for fact, value in figures(own, unit):
        same_day = [v for f, v in theirs if f.as_of == fact.as_of]
        if not same_day:
            continue
        if target.measure.kind is Kind.DIFFERENCE:
            out.append(Point(fact.as_of, value - same_day[-1], fact.event))
        elif same_day[-1] > 0:
            out.append(Point(fact.as_of, value / same_day[-1] * hundred(target.unit), fact.event))
    return out


def answer(
    target: Target,
    facts: Sequence[Fact],
    other: Sequence[Fact],
    day: date,
    rules: Sequence[LightRule] = (),
    known_at: datetime | None = None,
    direct: Sequence[Fact] = (),
) -> Found:
    """The state and the value of a target that promises a number."""
    own, against = (deciding(target, some, day, known_at) for some in (facts, other))
    told = points(target, own, against, deciding(target, direct, day, known_at, as_such=True))
    if not told:
        return Found(State.NOT_REPORTED)
    measure, latest, due = target.measure, told[-1], target.due or date.max
    goal = Fraction(target.value)
    kept = goal - abs(goal) / 10 if target.comparator is Comparator.ABOUT else goal

    def holds(point: Point) -> bool:
        if point.value is None:
            return False
        return point.value <= goal if target.comparator is Comparator.AT_MOST else point.value >= kept

    by_due = [point for point in told if point.day <= due]
    speaks = by_due[-1] if measure.kind is Kind.SHARE and by_due else latest
    if speaks.value is None:
        return Found(State.NOTHING_DUE, latest.value)
    summed_up = measure.kind in {Kind.CUMULATIVE, Kind.SPENDING}
    at_the_end = (
        target.comparator is Comparator.AT_MOST
        or measure.kind in {Kind.GROWTH, Kind.RATE, Kind.DIFFERENCE, Kind.RATIO}
        or (summed_up and measure.aggregation in {Aggregation.MEAN, Aggregation.MIN})
    )
    if at_the_end:
        return Found(_at_the_end(holds(latest), latest.day, day, target.due), latest.value)
    if measure.kind is Kind.SHARE and by_due and holds(by_due[-1]):
        return Found(State.MET, latest.value)
    candidates = [p for p in told if p.day > due] if measure.kind is Kind.SHARE else told
    if measure.kind is Kind.SHARE and not by_due:
        candidates = told
    first = next((point for point in candidates if holds(point)), None)
    if first is not None:
        late = first.day > due
        state = (State.LATE if first.event else State.NOT_REPORTED) if late else State.MET
        return Found(state, latest.value)
    return Found(_short(target, latest, goal, day, rules), latest.value)


def _at_the_end(holds: bool, told: date, day: date, due: date | None) -> State:
    if due is None or day < due:
        return State.ON_COURSE if holds else State.BEHIND
    if told < due:
        return State.NOT_REPORTED
    return State.MET if holds else State.MISSED


def _short(target: Target, latest: Point, goal: Fraction, day: date, rules: Sequence[LightRule]) -> State:
    if target.due is not None and day > target.due:
        return State.MISSED if latest.day >= target.due else State.NOT_REPORTED
    rule = next((rule for rule in rules if rule.in_force(day)), None)
    if rule is None or target.due is None or target.due < target.begins or not goal or latest.value is None:
        return State.ON_COURSE
    whole = (target.due - target.begins).days + 1
    passed = Fraction(min(max((latest.day - target.begins).days + 1, 0), whole), whole)
    return State.BEHIND if latest.value / goal < passed - rule.tolerance else State.ON_COURSE


def as_decimal(value: Fraction | None) -> Decimal | None:
    """A fraction as it is shown: exact up to 28 digits, as decimal arithmetic gives it."""
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
