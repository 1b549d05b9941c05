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


@dataclass(frozen=True, slots=True)
class Fields:
    """What a target says: a number or a stage of an object, for whom, by when, how firmly."""

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
    )


def validated(given: Mapping[str, Any]) -> Fields:
    """Return the fields, checked; raises ValidationError with a sentence for each field that is wrong.

    What does not belong to the type is dropped: a milestone keeps no number, a quantity no stage.
    """
    quantity = given.get("type") == Promise.Type.QUANTITY
    ranged = quantity and given.get("comparator") == Promise.ComparatorChoice.RANGE
    fields = Fields(
        type=_text(given, "type"),
        object=_text(given, "object"),
        value=_number(given, "value") if quantity else None,
        value_to=_number(given, "value_to") if ranged else None,
        unit=_text(given, "unit") if quantity else "",
        comparator=_text(given, "comparator") if quantity else "",
        stage="" if quantity else _text(given, "stage"),
        per=_text(given, "per"),
        due=given.get("due") or None,
        strength=_text(given, "strength") or Promise.StrengthChoice.FIRM.value,
        scope=_text(given, "scope"),
    )
    faults = _faults(fields)
    if faults:
        raise ValidationError(faults)
    return fields


def _text(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "").strip()


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
        faults["type"] = _("Say whether this is a quantity or a milestone.")
    if not fields.object:
        faults["object"] = _("Name what is counted, measured or built.")
    if fields.type == Promise.Type.QUANTITY:
        faults |= _quantity_faults(fields)
    elif fields.stage not in Promise.StageChoice.values:
        faults["stage"] = _("Choose the stage that is to be reached.")
    if fields.strength not in Promise.StrengthChoice.values:
        faults["strength"] = _("Say whether the promise is firm or strives.")
    if fields.scope not in ScopeChoice.values:
        faults["scope"] = _("Choose what “for each” runs over, or leave it empty.")
    for name, limit in _LIMITS.items():
        if len(getattr(fields, name)) > limit:
            faults[name] = _("At most %(limit)s characters.") % {"limit": limit}
    return faults


def _quantity_faults(fields: Fields) -> dict[str, str]:
    faults: dict[str, str] = {}
    if fields.value is None:
        faults["value"] = _("Enter the number to be reached.")
    elif not fields.value.is_finite() or abs(fields.value) >= Decimal(10) ** 18:
        faults["value"] = _("This number is out of bounds.")
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
