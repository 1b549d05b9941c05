"""What was found and what was decided instead, field by field, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jinxiu.plan.documents.models import Draft, Promise
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.models import Decision, TargetDefinition

#: What a difference is about: the fields of a promise, and whether it is one at all.
LABELS = {
    "promise": gettext_lazy("Not a promise"),
    "missed": pgettext_lazy("reader", "Missed"),
    "split": gettext_lazy("Split"),
    "type": gettext_lazy("Type"),
    "object": gettext_lazy("Object"),
    "value": gettext_lazy("Value"),
    "value_to": gettext_lazy("Upper value"),
    "unit": gettext_lazy("Unit"),
    "comparator": gettext_lazy("Comparison"),
    "stage": gettext_lazy("Stage"),
    "per": gettext_lazy("For each"),
    "due": gettext_lazy("Due"),
    "strength": gettext_lazy("Strength"),
    "kind": gettext_lazy("Kind"),
    "baseline": gettext_lazy("Starts from"),
    "part": gettext_lazy("Part"),
    "bodies": gettext_lazy("Who answers"),
}
#: Another type changes all of these at once; it is said once, as the type.
_OF_THE_TYPE = frozenset({"value", "value_to", "unit", "comparator", "stage", "kind", "baseline", "part"})
_NONE = "—"

_WORDS: dict[str, Callable[[Promise], str]] = {
    "type": lambda p: f"{Promise.Type(p.type).label} {labels.measure(p)}",
    "object": lambda p: p.object,
    "value": lambda p: labels.number(p.value),
    "value_to": lambda p: labels.number(p.value_to) if p.value_to is not None else _NONE,
    "unit": lambda p: p.unit or _NONE,
    "comparator": lambda p: str(Promise.ComparatorChoice(p.comparator).label) if p.comparator else _NONE,
    "stage": lambda p: str(Promise.StageChoice(p.stage).label) if p.stage else _NONE,
    "per": lambda p: p.per or _NONE,
    "due": lambda p: p.due.isoformat() if p.due else _NONE,
    "strength": lambda p: str(Promise.StrengthChoice(p.strength).label),
    "kind": lambda p: labels.kind(p.kind),
    "baseline": lambda p: labels.number(p.baseline) if p.baseline is not None else _NONE,
    "part": lambda p: _("yes") if p.part else _("no"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was read as ``found`` and decided to be ``decided``."""

    field: str
    found: str
    decided: str

    @property
    def label(self) -> str:
        """What the field is called."""
        return str(LABELS[self.field])


def differences(decision: Decision, decided: Sequence[TargetDefinition]) -> tuple[Difference, ...]:
    """Return what a decision says the reader got wrong."""
    draft = decision.draft
    if draft is None:
        return tuple(Difference("missed", _NONE, _whole(definition)) for definition in decided)
    if decision.verdict == Decision.Verdict.REJECT:
        said = _("not a promise")
        return (Difference("promise", _whole(draft), f"{said}: {decision.reason}" if decision.reason else said),)
    if decision.verdict == Decision.Verdict.SPLIT:
        return (Difference("split", _whole(draft), "；".join(_whole(definition) for definition in decided)),)
    return (*between(draft, decided[0]), *_bodies(draft, decision))


def _whole(promise: Promise) -> str:
    return f"{promise.object} {labels.measure(promise)}"


def between(before: Promise, after: Promise) -> list[Difference]:
    """Return in which fields two readings or definitions of one promise differ."""
    other_type = before.type != after.type
    return [
        Difference(field, words(before), words(after))
        for field, words in _WORDS.items()
        if getattr(before, field) != getattr(after, field) and not (other_type and field in _OF_THE_TYPE)
    ]


def _bodies(draft: Draft, decision: Decision) -> list[Difference]:
    if decision.bodies is None:
        return []
    return [Difference("bodies", _named(draft.bodies), _named(decision.bodies))]


def _named(bodies: Sequence[Sequence[str]]) -> str:
    said = (_("%(name)s (%(part)s)") % {"name": name, "part": labels.role(role)} for name, role in bodies)
    return "、".join(said) or _NONE
