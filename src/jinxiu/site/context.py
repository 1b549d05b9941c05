"""What every page's frame shows: the city, and the rooms that this account may enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Account, City
from jinxiu.core.permissions import verbs_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: (group, name, address, verb that opens it)
_RAIL = (
    ("", _("Cockpit"), "desk:cockpit", "cockpit.read"),
    (_("Plan"), _("Documents"), "documents:list", "documents.read"),
    ("", _("Ledger"), "desk:ledger", "ledger.read"),
    ("", _("Forecast"), "desk:outlook", "ledger.read"),
    ("", _("Falls due"), "desk:due", "ledger.read"),
    ("", _("Overdue reports"), "desk:silent", "ledger.read"),
    ("", _("Units"), "desk:units", "ledger.read"),
    ("", _("Outcomes"), "outcomes:list", "outcomes.read"),
    ("", _("Projects"), "desk:projects", "projects.read"),
    ("", _("Measures"), "facts:measures", "measures.read"),
    ("", _("Figures from files"), "facts:import", "facts.import"),
    ("", _("To verify"), "facts:verify", "facts.verify"),
    (_("Economy"), _("Industry chains"), "desk:chains", "chains.read"),
    (_("Record"), _("Audit trail"), "core:audit", "audit.read"),
)

#: Pages whose address does not begin with that of the entry under which they stand.
_BELONGS = (
    ("/review/tables/", "desk:ledger"),
    ("/review/", "documents:list"),
    ("/targets/", "desk:ledger"),
    ("/commitments/", "desk:ledger"),
    ("/pillars/", "desk:cockpit"),
    ("/changes/", "desk:cockpit"),
)


@dataclass(slots=True)
class RailEntry:
    """A line of the rail; ``group`` is the heading above it, where one begins."""

    group: StrOrPromise
    name: StrOrPromise
    url: str
    current: bool = False


def _rail(request: HttpRequest) -> list[RailEntry]:
    account = request.user
    held = verbs_of(account) if isinstance(account, Account) else frozenset()
    entries = [RailEntry(group, name, reverse(address)) for group, name, address, verb in _RAIL if verb in held]
    path = next((reverse(home) for start, home in _BELONGS if request.path.startswith(start)), request.path)
    inside = [entry for entry in entries if entry.url != "/" and path.startswith(entry.url)]
    here = max(inside, key=lambda entry: len(entry.url), default=None)
    for entry in entries:
        entry.current = entry is here or (request.path == "/" and entry.url == "/")
    return entries


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what ``jinxiu/base.html`` needs; nothing is read unless a template asks for it."""
    return {
        "city": SimpleLazyObject(City.objects.first),
        "rail": SimpleLazyObject(lambda: _rail(request)),
    }
