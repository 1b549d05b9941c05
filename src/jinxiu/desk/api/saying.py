"""Targets as JSON says them: numbers as decimal strings, shares as exact fractions beside them, days as ISO 8601."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from jinxiu.core.models import Organisation
from jinxiu.desk.queries.api import answering
from jinxiu.desk.queries.ledger import NOT_SCORED
from jinxiu.engines.measuring import Result
from jinxiu.plan.evaluation import lights, wording
from jinxiu.plan.evaluation.queries import Quality, Row, reported
from jinxiu.plan.ledger.models import Responsibility, TargetDefinition

Said = dict[str, Any]
#: To how many places a fraction is written beside itself.
_PLACES = 6


def summary(request: HttpRequest, row: Row | Quality) -> Said:
    """Return a target as the list says it: what was promised, what became of it, who answers for it."""
    definition, document = row.definition, row.target.commitment.document
    told: Said = {
        "code": row.target.code,
        "links": {
            "self": request.build_absolute_uri(reverse("api:target", args=[row.target.code])),
            "page": request.build_absolute_uri(reverse("desk:target", args=[row.target.code])),
        },
        "promise": promise(definition),
        "document": {"code": document.code, "title": document.title, "year": document.year},
        "pillar": {"code": row.pillar.code, "name": row.pillar.name} if row.pillar else None,
        "leads": [unit(one) for one in answering(row, Responsibility.Role.LEAD)],
        "scored": isinstance(row, Row),
    }
    if isinstance(row, Quality):
        return told | {"state": NOT_SCORED, "state_words": wording.not_scored(), "result": None, "members": None}
    done, members = reported(row)
    alone = row.results[0].member is None
    return told | {
        "state": row.state.value,
        "state_words": wording.state_name(row.state),
        "result": outcome(row.result, definition) if alone else None,
        "members": None if alone else {"reported": done, "total": members},
    }


def promise(definition: TargetDefinition) -> Said:
    """Return what a definition promises."""
    return {
        "object": definition.object,
        "type": definition.type,
        "kind": definition.kind or None,
        "comparator": definition.comparator or None,
        "value": decimal(definition.value),
        "value_to": decimal(definition.value_to),
        "unit": definition.unit or None,
        "stage": definition.stage or None,
        "baseline": decimal(definition.baseline),
        "per": definition.per or None,
        "due": day(definition.due),
        "strength": definition.strength,
        "words": str(wording.promised(definition)),
        "version": definition.version,
    }


def outcome(result: Result, definition: TargetDefinition) -> Said:
    """Return what became of a promise, or of one member of its scope."""
    light = lights.light_of(result)
    return {
        "state": result.state.value,
        "light": {
            "colour": light.colour.value,
            "words": lights.words(light),
            "rule": light.rule.code if light.rule else None,
        },
        "value": decimal(result.value),
        "gap": decimal(result.gap),
        "unit": definition.unit or None,
        "stage": result.stage.value if result.stage else None,
        "share": fraction(result.share),
        "elapsed": fraction(result.elapsed),
        "reached_on": day(result.reached_on),
        "days_late": result.days_late,
        "days_overdue": result.days_overdue,
    }


def unit(organisation: Organisation) -> Said:
    """Return a unit; example data says so."""
    return {"code": organisation.code, "name": str(organisation), "synthetic": organisation.synthetic}


def decimal(value: Decimal | None) -> str | None:
    """Return a number as a string without idle zeros: no reader rounds it."""
    return None if value is None else wording.number(value)


def fraction(share: Fraction | None) -> Said | None:
    """Return a share exactly, and to six places.

    >>> fraction(Fraction(1, 3))
    {'fraction': '1/3', 'decimal': '0.333333'}
    """
    if share is None:
        return None
    near = round(Decimal(share.numerator) / Decimal(share.denominator), _PLACES)
    return {"fraction": f"{share.numerator}/{share.denominator}", "decimal": wording.number(near)}


def day(value: date | None) -> str | None:
    """Return a day as 2024-12-31."""
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    """Return a moment with the zone of the city."""
    return timezone.localtime(value).isoformat() if value else None


def figures(told: Mapping[str, Any]) -> Said:
    """Return the figures put into a formula, by their stable names."""
    return {name: _plain(value) for name, value in told.items()}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return decimal(value)
    if isinstance(value, Fraction):
        return fraction(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)
