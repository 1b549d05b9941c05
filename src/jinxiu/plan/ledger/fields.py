"""The fields that define a target, and what must hold of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.scopes import ScopeChoice, scope_of

_LIMITS = {"object": 300, "unit": 20, "per": 60}
_Kind = Promise.KindChoice
_NUMBERS = {_Kind.LEVEL, _Kind.GROWTH, _Kind.BOUND, _Kind.WORKS, _Kind.SPENDING, _Kind.ATTRACTED, _Kind.SERVICE}
_ANY = {_Kind.DOCUMENT, _Kind.COVERAGE, _Kind.RANK}
#: The kinds that each type can have.
KINDS_OF: Mapping[str, frozenset[str]] = {
    Promise.Type.QUANTITY: frozenset(_NUMBERS | _ANY),
    Promise.Type.MILESTONE: frozenset({_Kind.MILESTONE} | _ANY),
    Promise.Type.QUALITY: frozenset({_Kind.RED_LINE, _Kind.RELATIVE, _Kind.GROWTH} | _ANY),
}


@dataclass(frozen=True, slots=True)
class Fields:
    """What a target says: a number, a stage or a quality of an object, for whom, by when, how firmly."""

    type: str
    object: str
    value: Decimal | None
    value_to: Decimal | None
    unit: str
    comparator: str
    stage: str
    per: str
    due: date | None
    strength: str
    scope: str
    #: Empty where nobody said; it is then told by the words when the target is entered.
    kind: str = ""
    baseline: Decimal | None = None
    part: bool = False

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of a definition."""
        return asdict(self)


def fields_of(promise: Promise) -> Fields:
    """Return the fields of a draft or a definition as they stand."""
    scope = getattr(promise, "scope", None)
    return Fields(
        type=promise.type,
        object=promise.object,
        value=promise.value,
        value_to=promise.value_to,
        unit=promise.unit,
        comparator=promise.comparator,
        stage=promise.stage,
        per=promise.per,
        due=promise.due,
        strength=promise.strength,
        scope=scope_of(promise.per) if scope is None else scope,
        kind=promise.kind,
        baseline=promise.baseline,
        part=promise.part,
    )


def validated(given: Mapping[str, Any]) -> Fields:
    """Return the fields, checked; raises ValidationError with a sentence for each field that is wrong.

    What does not belong to the type is dropped: a milestone keeps no number, a quantity no stage, a quality neither,
    and none of them a kind that only others can have.
    """
    quantity = given.get("type") == Promise.Type.QUANTITY
    quality = given.get("type") == Promise.Type.QUALITY
    ranged = quantity and given.get("comparator") == Promise.ComparatorChoice.RANGE
    fields = Fields(
        type=_text(given, "type"),
        object=_text(given, "object"),
        value=_number(given, "value") if quantity else None,
        value_to=_number(given, "value_to") if ranged else None,
        unit=_text(given, "unit") if quantity else "",
        comparator=_text(given, "comparator") if quantity else "",
        stage="" if quantity or quality else _text(given, "stage"),
        per=_text(given, "per"),
        due=given.get("due") or None,
        strength=_text(given, "strength") or Promise.StrengthChoice.FIRM.value,
        scope=_text(given, "scope"),
        kind=_kind(given),
        baseline=_number(given, "baseline") if quantity else None,
        part=quantity and bool(given.get("part")),
    )
    faults = _faults(fields)
    if faults:
        raise ValidationError(faults)
    return fields


def _text(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "").strip()


def _kind(given: Mapping[str, Any]) -> str:
    said = _text(given, "kind")
    foreign = said in _Kind.values and said not in KINDS_OF.get(_text(given, "type"), _Kind.values)
    return "" if foreign else said


def _number(given: Mapping[str, Any], name: str) -> Decimal | None:
    value = given.get(name)
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _faults(fields: Fields) -> dict[str, str]:
    faults: dict[str, str] = {}
    if fields.type not in Promise.Type.values:
        faults["type"] = _("Say whether this is a quantity, a milestone or a quality.")
    if not fields.object:
        faults["object"] = _("Name what is counted, measured or built.")
    if fields.type == Promise.Type.QUANTITY:
        faults |= _quantity_faults(fields)
    elif fields.type != Promise.Type.QUALITY and fields.stage not in Promise.StageChoice.values:
        faults["stage"] = _("Choose the stage that is to be reached.")
    if fields.strength not in Promise.StrengthChoice.values:
        faults["strength"] = _("Say whether the promise is firm or strives.")
    if fields.kind and fields.kind not in _Kind.values:
        faults["kind"] = _("Choose what kind of promise it is, or leave it to the words.")
    if fields.scope not in ScopeChoice.values:
        faults["scope"] = _("Choose what “for each” runs over, or leave it empty.")
    for name, limit in _LIMITS.items():
        if len(getattr(fields, name)) > limit:
            faults[name] = _("At most %(limit)s characters.") % {"limit": limit}
    return faults


def _within(value: Decimal) -> bool:
    return value.is_finite() and abs(value) < Decimal(10) ** 18


def _quantity_faults(fields: Fields) -> dict[str, str]:
    faults: dict[str, str] = {}
    if fields.value is None:
        faults["value"] = _("Enter the number to be reached.")
    elif not _within(fields.value):
        faults["value"] = _("This number is out of bounds.")
    if fields.baseline is not None and not _within(fields.baseline):
        faults["baseline"] = _("This number is out of bounds.")
    if not fields.unit:
        faults["unit"] = _("Enter the unit as the document writes it.")
    if fields.comparator not in Promise.ComparatorChoice.values:
        faults["comparator"] = _("Say how the value must stand to the number.")
    if fields.comparator == Promise.ComparatorChoice.RANGE:
        if fields.value_to is None:
            faults["value_to"] = _("A range needs its upper value.")
        elif fields.value is not None and fields.value_to < fields.value:
            faults["value_to"] = _("The upper value is below the lower one.")
    return faults
