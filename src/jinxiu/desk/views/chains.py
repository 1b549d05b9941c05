"""The industry chains against what was promised for each of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jinxiu.core.dates import dates_of
from jinxiu.core.permissions import requires
from jinxiu.desk.queries import chains


@requires("chains.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Chains and quotas on one day; batches, enterprises and funds beneath."""
    dates = dates_of(request, timezone.localdate())
    context = {"dates": dates, "city": dates.city, "board": chains.board(dates.as_of)}
    return render(request, "desk/chains.html", context)
