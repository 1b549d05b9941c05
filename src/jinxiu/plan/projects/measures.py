"""What this room counts for targets: how many projects reached a rung in the year, in all and of each kind."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.measures import OfferedRow, offer_family
from jinxiu.plan.projects.models import rung_name
from jinxiu.plan.projects.standing import standings


def offer_all() -> None:
    """Offer one measure a rung; called when the room is ready."""
    offer_family({_code(rung): lazy(_named, str)(rung) for rung in Rung}, "个", _reached)


def _code(rung: Rung) -> str:
    return f"projects-{rung.name.lower().replace('_', '-')}"


def _named(rung: Rung) -> str:
    return _("Projects of the year: %(rung)s") % {"rung": rung_name(rung)}


def _reached(as_of: date) -> dict[str, list[OfferedRow]]:
    """Count the projects that reached each rung from the first of the year up to a day; members are kinds."""
    first = date(as_of.year, 1, 1)
    counted: dict[Rung, Counter[str]] = {rung: Counter() for rung in Rung}
    for found in standings():
        for line in found.ladder.lines:
            # A rung only seen reached may have been reached in an earlier year: it is not counted.
            if line.reached_on and not line.seen and first <= line.reached_on <= as_of:
                counted[line.rung][found.project.kind] += 1
    return {_code(rung): _rows(rung, kinds, as_of) for rung, kinds in counted.items()}


def _rows(rung: Rung, kinds: Counter[str], as_of: date) -> list[OfferedRow]:
    address = f"{reverse('desk:projects')}?rung={rung.value}"
    total = OfferedRow(Decimal(kinds.total()), as_of, address=address)
    return [total, *(OfferedRow(Decimal(n), as_of, kind, address) for kind, n in sorted(kinds.items()))]
