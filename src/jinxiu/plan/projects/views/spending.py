"""Planning, reporting and verifying the money of a month."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jinxiu.core.permissions import may, requires
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.forms import PlanMoneyForm, ReportMoneyForm, VerifyMoneyForm, ground_known
from jinxiu.plan.projects.models import Project
from jinxiu.plan.projects.recording import newest_money
from jinxiu.plan.projects.rules import in_wan
from jinxiu.plan.projects.views.asking import account_of, attempt, attempt_asking, form_page, project_of, too_large


@requires("projects.keep")
@require_http_methods(["GET", "POST"])
def plan_money(request: HttpRequest, code: str) -> HttpResponse:
    """Plan the money of a month."""
    project, asked = project_of(code), ""
    if request.method == "POST":
        form = PlanMoneyForm(request.POST)
        tried = attempt_asking(
            request,
            form,
            lambda confirmed: actions.plan_money(
                account_of(request),
                project,
                form.cleaned_data["month"],
                form.yuan,
                timezone.now(),
                form.cleaned_data["reason"],
                confirmed=confirmed,
            ),
        )
        if tried.done:
            messages.success(request, _("The plan is saved; the figures planned before stay in the history."))
            return redirect("desk:project", code)
        asked = tried.asked
    else:
        form = PlanMoneyForm(initial=_known(request, project, "planned"))
    return form_page(request, form, project, _("Plan the money of a month"), _("Save the plan"), asked=asked)


@requires("projects.report")
@require_http_methods(["GET", "POST"])
def report_money(request: HttpRequest, code: str) -> HttpResponse:
    """Report the money spent in a month."""
    return _report(request, project_of(code), _("Report the money of a month"))


@requires("projects.read")
@require_http_methods(["GET", "POST"])
def correct_money(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Report the money of a month anew, or take the report back; the action asks who may."""
    again = _month_of(month)
    return _report(request, project_of(code), _("Correct the money of %(month)s") % {"month": month}, again)


def _report(request: HttpRequest, project: Project, title: str, again: date | None = None) -> HttpResponse:
    asked = ""
    if request.method == "POST":
        fields, files = request.POST, request.FILES
        form = ReportMoneyForm(fields, files, again=again, too_large=too_large(request))
        tried = attempt_asking(
            request,
            form,
            lambda confirmed: actions.report_money(
                account_of(request),
                project,
                form.cleaned_data["month"],
                form.yuan,
                timezone.now(),
                ground=form.ground,
                reason=form.cleaned_data["reason"],
                confirmed=confirmed,
            ),
        )
        if tried.done:
            messages.success(request, _("Reported; another post verifies it."))
            return redirect("desk:project", project.code)
        asked = tried.asked
    else:
        known = ground_known(account_of(request), timezone.localdate()) | _known(request, project, "done", again)
        form = ReportMoneyForm(initial=known, again=again)
    return form_page(request, form, project, title, _("Report"), asked=asked, files=True)


@requires("projects.verify")
@require_http_methods(["GET", "POST"])
def verify_money(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Look at the money reported of a month, and verify or return it."""
    project, of = project_of(code), _month_of(month)
    held = newest_money(project, of)
    if held is None or held.done is None:
        raise Http404(_("No money is reported for this month."))
    form = VerifyMoneyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        tried = attempt(
            form,
            lambda: actions.verify_money(
                account_of(request), held, form.cleaned_data["verdict"], form.cleaned_data["note"], timezone.now()
            ),
        )
        if tried.result is not None:
            said = {"month": month, "amount": in_wan(held.done), "verdict": tried.result.get_verdict_display()}
            messages.success(request, _("%(month)s, %(amount)s: %(verdict)s") % said)
            return redirect("desk:project", code)
    context = {
        "project": project,
        "money": held,
        "report": held.report,
        "standing": held.report.checks.select_related("by__post").last(),
        "form": form,
        "may_verify": may(request.user, "projects.verify", held.report),
    }
    return render(request, "projects/verify_money.html", context, status=422 if form.errors else 200)


def _month_of(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None


def _known(request: HttpRequest, project: Project, column: str, again: date | None = None) -> dict[str, Any]:
    """Return the month that is asked for (or this one), and what is on record of it, as the form opens with it."""
    try:
        month = again or date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        month = timezone.localdate().replace(day=1)
    held = newest_money(project, month)
    yuan = getattr(held, column) if held else None
    known: dict[str, Any] = {"month": month}
    return known if yuan is None else known | {"amount": f"{(yuan / 10000).normalize():f}"}
