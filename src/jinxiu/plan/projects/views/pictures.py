"""Projects as pictures: the funnel, the Gantt chart and the map."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jinxiu.core.dates import dates_of
from jinxiu.core.models import Area
from jinxiu.core.permissions import requires
from jinxiu.plan.projects.forms import FilterForm
from jinxiu.plan.projects.funnel import funnel
from jinxiu.plan.projects.gantt import WIDTH as CHART_WIDTH
from jinxiu.plan.projects.gantt import chart
from jinxiu.plan.projects.listing import SORTS, choices, narrowed
from jinxiu.plan.projects.placing import HEIGHT, WIDTH, place
from jinxiu.plan.projects.standing import Standing, standings
from jinxiu.plan.projects.views.asking import frame_of

#: How many projects one page of the chart shows.
_PAGE = 200


def _asked(request: HttpRequest, tab: str) -> tuple[list[Standing], dict[str, Any]]:
    """Return the projects that a request asks for, and what every picture's page shows around them."""
    dates = dates_of(request, timezone.localdate())
    found = standings()
    filters = FilterForm(request.GET).filters()
    context = frame_of(request, tab, filters, choices(found), dates)
    context["total"] = len(found)
    return narrowed(found, filters, dates.as_of), context


@requires("projects.read")
@require_GET
def funnel_page(request: HttpRequest) -> HttpResponse:
    """How many projects and how much money stand on each rung."""
    shown, context = _asked(request, "funnel")
    context["funnel"] = funnel(shown, context["dates"].as_of)
    return render(request, "projects/funnel.html", context)


@requires("projects.read")
@require_GET
def gantt_page(request: HttpRequest) -> HttpResponse:
    """Planned bars behind actual ones."""
    shown, context = _asked(request, "gantt")
    as_of = context["dates"].as_of
    sort = request.GET.get("sort", "")
    key = SORTS.get(sort, SORTS["begins"])
    shown.sort(key=lambda one: key(one, as_of))
    drawn = chart(shown, as_of)
    page = Paginator(drawn.tracks, _PAGE).get_page(request.GET.get("page"))
    context |= {"chart": drawn, "page": page, "width": CHART_WIDTH, "sort": sort}
    return render(request, "projects/gantt.html", context)


@requires("projects.read")
@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """Areas at their seats and projects where they are."""
    shown, context = _asked(request, "map")
    areas = list(Area.objects.all())
    context |= {"map": place(shown, areas, context["dates"].as_of), "width": WIDTH, "height": HEIGHT, "shown": shown}
    return render(request, "projects/map.html", context)
