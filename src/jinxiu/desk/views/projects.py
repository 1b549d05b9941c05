"""The list of projects, and the page of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jinxiu.core.dates import dates_of
from jinxiu.core.permissions import may, requires
from jinxiu.desk.queries import projects


@requires("projects.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All projects on one day: what each promised, how it stands, what was last told of it."""
    dates = dates_of(request, timezone.localdate())
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:80]
    found = projects.listing(
        dates.as_of, kind=kind, text=text, sort=request.GET.get("sort", ""), page=request.GET.get("page")
    )
    context = {
        "dates": dates,
        "city": dates.city,
        "found": found,
        "kind": kind,
        "q": text,
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "desk/projects.html", context)


@requires("projects.read")
@require_GET
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: its promises and everything told of it."""
    dates = dates_of(request, timezone.localdate())
    sheet = projects.sheet(code, dates.as_of)
    if sheet is None:
        raise Http404(_("There is no such project."))
    context = {
        "dates": dates,
        "city": dates.city,
        "sheet": sheet,
        "project": sheet.project,
        "may_report": may(request.user, "facts.report").allowed,
        "may_read_facts": may(request.user, "facts.read").allowed,
    }
    return render(request, "desk/project.html", context)
