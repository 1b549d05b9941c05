"""What cards and exports say in words: verdicts, why the reader thinks so, what the ledger will make of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.models import TargetDefinition
from jinxiu.plan.outcomes import adapters
from jinxiu.plan.outcomes.models import VerdictChoice

#: The verdicts and the state colours of the house; silence has one of its own.
LIGHTS = {"met": "met", "exceeded": "met", "partly": "behind", "missed": "missed", "": "not_reported"}
_KEPT = (VerdictChoice.MET, VerdictChoice.EXCEEDED)

#: Why the engine takes two passages for one thing.
_REASONS = {
    "same object": gettext_lazy("same object"),
    "like object": gettext_lazy("like object"),
    "same unit kind": gettext_lazy("comparable units"),
    "same number": gettext_lazy("same number"),
    "near context": gettext_lazy("the same things stand beside it"),
}


def verdict(code: str) -> str:
    """Return what became of a promise, in words."""
    return str(VerdictChoice(code).label) if code else _("Not mentioned in the review")


def reached(value: Decimal | None, unit: str, stage: str) -> str:
    """Return what a review says was reached: ``12 所``, or the stage."""
    if value is not None:
        return f"{labels.number(value)} {unit}".strip()
    return str(Promise.StageChoice(stage).label) if stage else "—"


def why(reasons: Sequence[str], definition: TargetDefinition, told: str, verdict_code: str) -> list[str]:
    """Return why the reader pairs them and judges so; the engine's last phrase is the ground, worded anew here."""
    words = [str(_REASONS[reason]) for reason in reasons[:-1] if reason in _REASONS]
    ground = _("reached %(told)s, promised %(promised)s")
    words.append(ground % {"told": told, "promised": labels.measure(definition)})
    if verdict_code == VerdictChoice.PARTLY:
        words.append(_("only a part of the work"))
    return words


def notes(definition: TargetDefinition, verdict_code: str, value: Decimal | None, unit: str, year: int) -> list[str]:
    """Return what the ledger will not be able to tell from the review alone, a sentence each."""
    said = []
    if definition.scope:
        words = {"per": definition.per or definition.scope}
        sentence = _("Promised for “%(per)s”: a figure that is not told for each stands beside it and decides nothing.")
        said.append(sentence % words)
    if definition.due and definition.due < date(year, 12, 31) and verdict_code in _KEPT:
        said.append(
            _("Due by %(due)s. The review tells only of the year, so the ledger cannot say whether it was in time.")
            % {"due": definition.due.isoformat()}
        )
    if value is not None and definition.value is not None and not adapters.comparable(definition, unit):
        said.append(
            _("“%(unit)s” cannot be compared with the promised “%(promised)s”: correct the unit.")
            % {"unit": unit, "promised": definition.unit}
        )
    return said
