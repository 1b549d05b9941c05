"""Numbers: how far the latest figure is from the target, and whether it is on course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jinxiu.engines.measuring.model import Fact, LightRule, Result, State, Target
from jinxiu.engines.measuring.tracing import Evidence
from jinxiu.engines.terms import Comparator, Period, Quantity, Trace


def judge(target: Target, evidence: Evidence, as_of: date, rules: Sequence[LightRule]) -> Result:
    """Return the result of a target that promises a number."""
    assert target.value is not None
    assert target.comparator is not None
    figures: dict[str, Any] = {
        "target": target.value,
        "target_to": target.value_to,
        "unit": target.unit,
        "comparator": target.comparator,
        "due": target.due,
        "as_of": as_of,
    }
    measured = [(fact, value) for fact in evidence.deciding if (value := _in_unit(fact, target)) is not None]
    if not measured:
        return _silent(target, as_of, evidence.trace("quantity.silent", figures, []))
    latest, value = measured[-1]
    gap = _gap(target.comparator, value, target.value)
    figures |= {"value": value, "gap": gap, "seen_on": latest.as_of}
    if target.comparator is Comparator.AT_MOST:
        return _bounded(target, evidence, as_of, latest, value, gap, figures)
    first = next((f for f, v in measured if target.comparator.holds(v, target.value)), None)
    if first is not None:
        return _reached(target, evidence, as_of, first, value, gap, figures)
    return _short(target, evidence, as_of, latest, value, gap, figures, rules)


def _reached(
    target: Target,
    evidence: Evidence,
    as_of: date,
    first: Fact,
    value: Decimal,
    gap: Decimal,
    figures: dict[str, Any],
) -> Result:
    assert first.as_of is not None
    late = (first.as_of - target.due).days if target.due is not None else 0
    figures |= {"reached_on": first.as_of, "days": late}
    if late > 0 and not first.event:
        # Seen reached after its day: it may have been reached in time. Nobody reported, so nobody is blamed.
        return _silent(
            target,
            as_of,
            evidence.trace("quantity.reached_day_unknown", figures, [first]),
            value=value,
            gap=gap,
        )
    state = State.LATE if late > 0 else State.MET
    trace = evidence.trace("quantity.late" if late > 0 else "quantity.reached", figures, [first])
    return Result(
        target.key,
        as_of,
        state,
        trace,
        value=value,
        gap=gap,
        reached_on=first.as_of,
        days_late=late if late > 0 else None,
        share=_share(target, value),
    )


def _bounded(
    target: Target,
    evidence: Evidence,
    as_of: date,
    latest: Fact,
    value: Decimal,
    gap: Decimal,
    figures: dict[str, Any],
) -> Result:
    """An upper bound is kept only when its period is over; until then it is being kept, or not."""
    assert target.value is not None
    assert latest.as_of is not None
    holds = Comparator.AT_MOST.holds(value, target.value)
    over = target.due is not None and as_of >= target.due
    if over and target.due is not None and latest.as_of < target.due:
        return _silent(target, as_of, evidence.trace("quantity.silent_since", figures, [latest]), value=value, gap=gap)
    if over:
        state, name = (State.MET, "bound.kept") if holds else (State.MISSED, "bound.broken")
    else:
        state, name = (State.ON_COURSE, "bound.holding") if holds else (State.BEHIND, "bound.exceeded")
    trace = evidence.trace(name, figures, [latest])
    overdue = (as_of - target.due).days if state is State.MISSED and target.due is not None else None
    return Result(target.key, as_of, state, trace, value=value, gap=gap, days_overdue=overdue)


def _short(
    target: Target,
    evidence: Evidence,
    as_of: date,
    latest: Fact,
    value: Decimal,
    gap: Decimal,
    figures: dict[str, Any],
    rules: Sequence[LightRule],
) -> Result:
    assert latest.as_of is not None
    share = _share(target, value)
    if target.due is not None and as_of > target.due:
        if latest.as_of >= target.due:
            trace = evidence.trace("quantity.missed", figures, [latest])
            overdue = (as_of - target.due).days
            return Result(
                target.key,
                as_of,
                State.MISSED,
                trace,
                value=value,
                gap=gap,
                days_overdue=overdue,
                share=share,
            )
        trace = evidence.trace("quantity.silent_since", figures, [latest])
        return _silent(target, as_of, trace, value=value, gap=gap)
    elapsed = None
    if target.due is not None and target.due >= target.begins:
        # Compared on the day the figure tells of: a figure of June is not behind because it is now September.
        elapsed = Period(target.begins, target.due).elapsed(latest.as_of)
    rule = next((rule for rule in rules if rule.in_force(as_of)), None)
    behind = rule is not None and elapsed is not None and share is not None and share < elapsed - rule.tolerance
    figures |= {"share": share, "elapsed": elapsed, "rule": rule.code if rule else None}
    figures |= {"tolerance": rule.tolerance if rule else None}
    trace = evidence.trace("quantity.behind" if behind else "quantity.under_way", figures, [latest])
    state = State.BEHIND if behind else State.ON_COURSE
    return Result(target.key, as_of, state, trace, value=value, gap=gap, share=share, elapsed=elapsed)


def _silent(
    target: Target, as_of: date, trace: Trace, value: Decimal | None = None, gap: Decimal | None = None
) -> Result:
    overdue = (as_of - target.due).days if target.due is not None and as_of > target.due else None
    return Result(target.key, as_of, State.NOT_REPORTED, trace, value=value, gap=gap, days_overdue=overdue)


def _in_unit(fact: Fact, target: Target) -> Decimal | None:
    """Return the fact's value in the target's unit; None where it measures something of another dimension."""
    if fact.value is None:
        return None
    quantity = Quantity(fact.value, fact.unit or target.unit)
    if not quantity.comparable(Quantity(Decimal(0), target.unit)):
        return None
    return fact.value if quantity.unit == target.unit else quantity.to(target.unit)


def _gap(comparator: Comparator, value: Decimal, target: Decimal) -> Decimal:
    distance = value - target if comparator is Comparator.AT_MOST else target - value
    return max(distance, Decimal(0))


def _share(target: Target, value: Decimal) -> Fraction | None:
    if not target.value:
        return None
    return Fraction(value) / Fraction(target.value)
