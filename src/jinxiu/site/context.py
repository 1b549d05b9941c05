"""What every page's frame shows: the city, and the rooms that this account may enter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Account, City
from jinxiu.core.permissions import verbs_of

#: (group, name, address, verb that opens it)
_RAIL = (
    ("", _("Cockpit"), "desk:cockpit", "cockpit.read"),
    (_("Plan"), _("Documents"), "documents:list", "documents.read"),
    ("", _("Ledger"), "desk:ledger", "ledger.read"),
    ("", _("Projects"), "desk:projects", "projects.read"),
    (_("Economy"), _("Industry chains"), "desk:chains", "chains.read"),
    (_("Record"), _("Audit trail"), "core:audit", "audit.read"),
)


def _rail(request: HttpRequest) -> list[dict[str, Any]]:
    account = request.user
    held = verbs_of(account) if isinstance(account, Account) else frozenset()
    entries = [
        {"group": group, "name": name, "url": reverse(address)} for group, name, address, verb in _RAIL if verb in held
    ]
    inside = [entry for entry in entries if request.path.startswith(entry["url"]) and entry["url"] != "/"]
    here = max(inside, key=lambda entry: len(entry["url"]), default=None)
    for entry in entries:
        entry["current"] = entry is here or (request.path == "/" and entry["url"] == "/")
    return entries


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what ``jinxiu/base.html`` needs; nothing is read unless a template asks for it."""
    return {
        "city": SimpleLazyObject(City.objects.first),
        "rail": SimpleLazyObject(lambda: _rail(request)),
    }
