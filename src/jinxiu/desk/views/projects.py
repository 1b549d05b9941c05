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
from jinxiu.plan.projects.forms import FilterForm
from jinxiu.plan.projects.views.asking import frame_of


@requires("projects.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All projects on one day: where each stands, what it promised, what was last told of it."""
    dates = dates_of(request, timezone.localdate())
    filters, sort = FilterForm(request.GET).filters(), request.GET.get("sort", "")
    found = projects.listing(dates.as_of, filters, sort=sort, page=request.GET.get("page"))
    context = frame_of(request, "list", filters, found.choices, dates)
    context |= {"found": found, "total": found.total, "sort": sort}
    return render(request, "desk/projects.html", context)


@requires("projects.read")
@require_GET
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: its ladder and money, its promises, what blocks it, and everything told of it."""
    dates = dates_of(request, timezone.localdate())
    may_keep = may(request.user, "projects.keep").allowed
    sheet = projects.sheet(code, dates.as_of, links=may_keep)
    if sheet is None:
        raise Http404(_("There is no such project."))
    context = {
        "dates": dates,
        "city": dates.city,
        "sheet": sheet,
        "drawn": sheet.drawn,
        "project": sheet.project,
        "may_report": may(request.user, "facts.report").allowed,
        "may_read_facts": may(request.user, "facts.read").allowed,
        "may_keep": may_keep,
        "may_verify": may(request.user, "projects.verify").allowed,
        "may_report_steps": may(request.user, "projects.report").allowed,
    }
    return render(request, "desk/project.html", context)
