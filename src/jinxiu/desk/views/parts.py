"""One department, one pillar, and the departments in a table."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jinxiu.core.dates import Dates, dates_of
from jinxiu.core.permissions import may, requires
from jinxiu.desk import exports, vendor
from jinxiu.desk.queries import cockpit, parts
from jinxiu.desk.rooms import address
from jinxiu.engines.measuring import State

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("ledger.read")
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The departments and how what they lead stands; in the order of their codes, never as a ranking."""
    dates = dates_of(request, timezone.localdate())
    context = _frame(dates) | {
        "units": parts.units(dates.as_of),
        "may_export": may(request.user, "ledger.export").allowed,
        "documents_url": address("documents:list"),
    }
    return render(request, "desk/units.html", context)


@requires("ledger.export")
@require_GET
def export_units(request: HttpRequest) -> HttpResponse:
    """The same table as a workbook."""
    dates = dates_of(request, timezone.localdate())
    data = exports.units_workbook(parts.units(dates.as_of), dates.as_of)
    response = HttpResponse(data, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="units-{dates.as_of.isoformat()}.xlsx"'
    return response


@requires("ledger.read")
@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What one department leads and supports."""
    dates = dates_of(request, timezone.localdate())
    found = parts.unit(code, dates.as_of, dates.compare_to, _year(dates))
    if found is None:
        raise Http404(_("There is no unit with this code."))
    context = _frame(dates) | {
        "unit": found,
        "board": found.board,
        "ledger_query": f"lead={code}",
        "narrow_query": f"unit={code}",
    }
    return render(request, "desk/unit.html", context)


@requires("ledger.read")
@require_GET
def pillar(request: HttpRequest, code: str) -> HttpResponse:
    """What hangs on one pillar."""
    dates = dates_of(request, timezone.localdate())
    found = parts.pillar(code, dates.as_of, dates.compare_to, _year(dates))
    if found is None:
        raise Http404(_("There is no pillar with this code."))
    query = f"pillar={code}"
    context = _frame(dates) | {
        "pillar": found.pillar,
        "board": found.board,
        "ledger_query": query,
        "narrow_query": query,
    }
    return render(request, "desk/pillar.html", context)


def _frame(dates: Dates) -> dict[str, Any]:
    return {
        "dates": dates,
        "city": dates.city,
        "states": list(State),
        "lines": cockpit.LINES,
        "days_ahead": cockpit.DAYS_AHEAD,
        "charts": vendor.address_of(vendor.CHARTS),
    }


def _year(dates: Dates) -> int:
    return dates.city.plan_year if dates.city else dates.as_of.year
