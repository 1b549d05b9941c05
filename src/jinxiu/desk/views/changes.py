"""What changed between two days, as a page and as a workbook."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from jinxiu.core.dates import dates_of
from jinxiu.core.permissions import may, requires
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.desk import exports
from jinxiu.desk.queries import changes
from jinxiu.desk.rooms import address

PAGE = 50
_NAMES = {"moved": _("States that moved"), "told": _("Facts that came in"), "defined": _("Definitions made")}


@requires("ledger.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What moved, what came in, what was defined anew and by whom, between the two days."""
    dates = dates_of(request, timezone.localdate())
    found = changes.changes(dates.compare_to, dates.as_of)
    asked = request.GET.get("part", "")
    part = asked if asked in changes.PARTS else next((p for p in changes.PARTS if found.counts[p]), changes.PARTS[0])
    context = {
        "dates": dates,
        "city": dates.city,
        "found": found,
        "part": part,
        "parts": [(name, _NAMES[name], found.counts[name]) for name in changes.PARTS],
        "page": Paginator(getattr(found, part), PAGE).get_page(request.GET.get("page")),
        "may_export": may(request.user, "ledger.export").allowed,
        "documents_url": address("documents:list"),
    }
    return render(request, "desk/changes.html", context)


@requires("ledger.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """All parts as one workbook."""
    dates = dates_of(request, timezone.localdate())
    data = exports.changes_workbook(changes.changes(dates.compare_to, dates.as_of))
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    days = f"{dates.compare_to.isoformat()}-{dates.as_of.isoformat()}"
    response["Content-Disposition"] = f'attachment; filename="changes-{days}.xlsx"'
    return response
