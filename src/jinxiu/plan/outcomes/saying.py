"""What a person says became of a promise, and what must hold of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.models import TargetDefinition
from jinxiu.plan.outcomes import adapters
from jinxiu.plan.outcomes.models import Proposal, VerdictChoice

_KEPT = (VerdictChoice.MET, VerdictChoice.EXCEEDED)
_UNIT, _REASON = 20, 300
_BOUND = Decimal(10) ** 18


@dataclass(frozen=True, slots=True)
class Place:
    """Where a review says it: the exact words, and the sentence around them."""

    words: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict with the figure or stage behind it; the reason stands where the two do not go together."""

    verdict: str
    value: Decimal | None = None
    unit: str = ""
    stage: str = ""
    reason: str = ""


def said_by(proposal: Proposal) -> Said:
    """Return what the reader proposes."""
    return Said(proposal.verdict, proposal.value, proposal.unit, proposal.stage)


def place_of(proposal: Proposal) -> Place:
    """Return where the proposal's outcome stands."""
    outcome = proposal.outcome
    return Place(Span(outcome.start, outcome.end), Span(outcome.sentence_start, outcome.sentence_end))


def validated(definition: TargetDefinition, given: Mapping[str, Any]) -> Said:
    """Return what was said, checked; raises ValidationError with a sentence for each field that is wrong.

    The ledger counts by figure and stage. A verdict that says otherwise needs a reason, which stays with it.
    """
    quantity = definition.type == Promise.Type.QUANTITY
    milestone = definition.type == Promise.Type.MILESTONE
    said = Said(
        verdict=_text(given, "verdict"),
        value=_number(given.get("value")) if quantity else None,
        unit=_text(given, "unit") if quantity else "",
        stage=_text(given, "stage") if milestone else "",
        reason=_text(given, "reason")[:_REASON],
    )
    faults: dict[str, str] = {}
    if said.verdict not in VerdictChoice.values:
        faults["verdict"] = _("Say what became of the promise.")
    if quantity:
        faults |= _figure_faults(definition, said)
    if milestone and said.stage not in Promise.StageChoice.values:
        faults["stage"] = _("Choose the stage that the review says was reached.")
    if not faults and not said.reason and (counted := disagrees(definition, said)):
        faults["reason"] = _(
            "By figure and stage the ledger counts this as “%(counted)s”, you chose “%(chosen)s”."
            " Correct one of them, or say why they differ."
        ) % {"counted": VerdictChoice(counted).label, "chosen": VerdictChoice(said.verdict).label}
    if faults:
        raise ValidationError(faults)
    return said


def disagrees(definition: TargetDefinition, said: Said) -> str:
    """Return the verdict that figure and stage give where it is kept and the said one is not, or the reverse."""
    counted = adapters.judged(definition, said.value, said.unit, said.stage)
    return counted if counted and (counted in _KEPT) != (said.verdict in _KEPT) else ""


def _figure_faults(definition: TargetDefinition, said: Said) -> dict[str, str]:
    if said.value is None:
        return {"value": _("Enter the number that the review says was reached.")}
    if not said.value.is_finite() or abs(said.value) >= _BOUND:
        return {"value": _("This number is out of bounds.")}
    if not said.unit or len(said.unit) > _UNIT:
        return {"unit": _("Enter the unit as the review writes it, in at most %(n)s characters.") % {"n": _UNIT}}
    if not adapters.comparable(definition, said.unit):
        words = {"unit": said.unit, "promised": definition.unit}
        return {"unit": _("“%(unit)s” cannot be compared with the promised “%(promised)s”.") % words}
    return {}


def _text(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "").strip()


def _number(given: Any) -> Decimal | None:
    try:
        return None if given is None or given == "" else Decimal(str(given))
    except InvalidOperation:
        return None
