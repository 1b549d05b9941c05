"""The first page: how the promises stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jinxiu.core.dates import known_dates_of
from jinxiu.core.permissions import requires
from jinxiu.desk import vendor
from jinxiu.desk.queries import cockpit
from jinxiu.desk.rooms import address
from jinxiu.engines.measuring import State


@requires("cockpit.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All promises on one day."""
    dates = known_dates_of(request, timezone.now())
    year = dates.city.plan_year if dates.city else dates.as_of.year
    context = {
        "dates": dates,
        "city": dates.city,
        "board": cockpit.board(dates.as_of, dates.compare_to, year, known_at=dates.known_at),
        "states": list(State),
        "lines": cockpit.LINES,
        "days_ahead": cockpit.DAYS_AHEAD,
        "documents_url": address("documents:list"),
        "charts": vendor.address_of(vendor.CHARTS),
    }
    return render(request, "desk/cockpit.html", context)
