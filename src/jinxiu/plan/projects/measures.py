"""What this room counts for targets: how many projects reached a rung in the year, in all and of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.measures import OfferedRow, offer
from jinxiu.plan.projects.models import rung_name
from jinxiu.plan.projects.standing import standings


def offer_all() -> None:
    """Offer one measure a rung; called when the room is ready."""
    for rung in Rung:
        code = f"projects-{rung.name.lower().replace('_', '-')}"
        offer(code, lazy(_named, str)(rung), "个", _reached(rung))


def _named(rung: Rung) -> str:
    return _("Projects of the year: %(rung)s") % {"rung": rung_name(rung)}


def _reached(rung: Rung) -> Callable[[date], list[OfferedRow]]:
    def rows(as_of: date) -> list[OfferedRow]:
        """Count the projects that reached the rung from the first of the year up to a day; members are kinds."""
        kinds: Counter[str] = Counter()
        for found in standings():
            day = found.ladder.lines[rung].reached_on
            # A rung only seen reached may have been reached in an earlier year: it is not counted.
            if day and not found.ladder.lines[rung].seen and date(as_of.year, 1, 1) <= day <= as_of:
                kinds[found.project.kind] += 1
        address = f"/projects/?rung={rung.value}"
        total = OfferedRow(Decimal(sum(kinds.values())), as_of, address=address)
        return [total, *(OfferedRow(Decimal(n), as_of, kind, address) for kind, n in sorted(kinds.items()))]

    return rows
