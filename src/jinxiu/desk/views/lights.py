"""The rules of the lights, as they hold on a day, and how many promises each of them lights."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jinxiu.core.dates import dates_of
from jinxiu.core.permissions import requires
from jinxiu.desk.queries import lights


@requires("ledger.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every rule with its steps, its source, and what it lights on the day."""
    dates = dates_of(request, timezone.localdate())
    return render(
        request,
        "desk/lights.html",
        {"dates": dates, "city": dates.city, "board": lights.board(dates.as_of)},
    )
