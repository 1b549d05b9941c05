"""Whether what was reached keeps a promise."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from jinxiu.engines.reading.model import ReadTarget
from jinxiu.engines.reading.outcome_words import grows, is_part
from jinxiu.engines.reading.outcomes import Outcome, number
from jinxiu.engines.terms import Comparator, Quantity, Stage

#: So far above the promise a value has exceeded it.
_WELL_ABOVE = Decimal("1.10")
_WHOLE = frozenset({Stage.FINISH, Stage.OPEN, Stage.PRODUCE})


class Verdict(StrEnum):
    """What became of a promise."""

    MET = "met"
    EXCEEDED = "exceeded"
    MISSED = "missed"
    PARTLY = "partly"


def judge(target: ReadTarget, outcome: Outcome) -> tuple[Verdict, str]:
    """Return the verdict and the words that give its ground; both must be of one type and one kind of unit."""
    if target.type == "quantity":
        return _value(target, outcome)
    return _stage(target, outcome)


def _base(value: Decimal | None, unit: str | None) -> Decimal:
    """Return a value in the base unit of its dimension; a quantity always has both."""
    return Quantity(value or Decimal(0), unit or "").base


def _value(target: ReadTarget, outcome: Outcome) -> tuple[Verdict, str]:
    promised, reached = _base(target.value, target.unit), _base(outcome.value, outcome.unit)
    asked = grows(target.quote, target.unit)
    if asked and outcome.growth and asked != outcome.growth:
        reached = -reached
    ground = f"value {number(outcome.value)}{outcome.unit} of {number(target.value)}{target.unit}"
    comparator = target.comparator or Comparator.EXACT
    if not comparator.holds(reached, promised):
        return Verdict.MISSED, ground
    upper = promised if target.value_to is None else _base(target.value_to, target.unit)
    if comparator is not Comparator.AT_MOST and reached > upper + abs(upper) * (_WELL_ABOVE - 1):
        return Verdict.EXCEEDED, ground
    return Verdict.MET, ground


def _stage(target: ReadTarget, outcome: Outcome) -> tuple[Verdict, str]:
    reached, promised = outcome.stage or Stage.ADVANCE, target.stage or Stage.ADVANCE
    ground = f"stage {reached} of {promised}"
    if not reached.implies(promised):
        return Verdict.MISSED, ground
    if outcome.part and promised in _WHOLE and not is_part(target.quote + target.object):
        return Verdict.PARTLY, ground
    return Verdict.MET, ground
