"""Planning and reporting steps and money."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jinxiu.core.permissions import check, requires
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.forms import (
    CorrectStepForm,
    PlanMoneyForm,
    PlanStepForm,
    ReportMoneyForm,
    ReportStepForm,
    ground_known,
)
from jinxiu.plan.projects.models import Project, rung_name
from jinxiu.plan.projects.recording import carried
from jinxiu.plan.projects.standing import Standing, standing
from jinxiu.plan.projects.views.asking import account_of, project_of


def _standing(code: str) -> Standing:
    found = standing(code)
    if found is None:
        raise Http404(_("There is no such project."))
    return found


@requires("projects.keep")
@require_http_methods(["GET", "POST"])
def plan_step(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a rung, move its plan, or take it out."""
    found = _standing(code)
    if request.method == "POST":
        form = PlanStepForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.plan_step(
                    account_of(request), found.project, given["rung"], given["day"], timezone.now(), given["reason"]
                )
            except actions.RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("desk:project", code)
    else:
        form = PlanStepForm(initial=_planned(request, found))
    return _page(request, form, found.project, _("Plan a step"), _("Save the plan"))


def _planned(request: HttpRequest, found: Standing) -> dict[str, Any]:
    rung = _rung(request.GET.get("rung", ""))
    if rung is None:
        return {}
    return {"rung": rung.value, "day": found.ladder.lines[rung].planned_on}


def _next_rung(request: HttpRequest, found: Standing, today: date) -> int:
    """Return the rung that the address names, or the one above where the project stands."""
    named, at = _rung(request.GET.get("rung", "")), found.ladder.at(today)
    if named is not None:
        return named.value
    following = found.ladder.next(today)
    above = 0 if at is None else min(at.value + 1, max(Rung))
    return following.rung.value if following else above


def _rung(text: str) -> Rung | None:
    return Rung(int(text)) if text in {str(rung.value) for rung in Rung} else None


@requires("projects.report")
@require_http_methods(["GET", "POST"])
def report_step(request: HttpRequest, code: str) -> HttpResponse:
    """Report a rung reached; what looks odd is asked once."""
    check(request.user, "facts.report")
    found, today = _standing(code), timezone.localdate()
    project, asked = found.project, ""
    carries = carried(project)
    if request.method == "POST":
        # Reading the fields first runs the upload handlers: only then is it known whether the file was too large.
        fields, files = request.POST, request.FILES
        form = ReportStepForm(fields, files, carries=carries, too_large=_too_large(request))
        if form.is_valid():
            given = form.cleaned_data
            try:
                step = actions.report_step(
                    account_of(request),
                    project,
                    given["rung"],
                    given["day"],
                    statement=given["statement"],
                    ground=form.ground,
                    settles=form.settled,
                    now=timezone.now(),
                    confirmed=_confirmed(request),
                )
            except actions.AskError as question:
                asked = str(question)
            except actions.RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, _("Reported as fact %(code)s; another post verifies it.") % {"code": step.fact}
                )
                return redirect("desk:project", code)
    else:
        known = ground_known(account_of(request), today)
        form = ReportStepForm(
            carries=carries, initial=known | {"day": today, "rung": _next_rung(request, found, today)}
        )
    return _page(request, form, project, _("Report a step reached"), _("Report"), asked=asked, files=True)


@requires("projects.read")
@require_http_methods(["GET", "POST"])
def correct_step(request: HttpRequest, code: str, rung: int) -> HttpResponse:
    """Say another day for a rung; the action asks who may."""
    found, of = _standing(code), _rung(str(rung))
    if of is None:
        raise Http404
    line, asked = found.ladder.lines[of], ""
    form = CorrectStepForm(request.POST if request.method == "POST" else None, initial={"day": line.reached_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_step(
                account_of(request),
                found.project,
                of,
                form.cleaned_data["day"],
                reason=form.cleaned_data["reason"],
                statement=form.cleaned_data["statement"],
                now=timezone.now(),
                confirmed=_confirmed(request),
            )
        except actions.AskError as question:
            asked = str(question)
        except actions.RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected; what was said before stays in its history."))
            return redirect("desk:project", code)
    title = _("Correct the step: %(rung)s") % {"rung": rung_name(of)}
    return _page(request, form, found.project, title, _("Save"), asked=asked)


@requires("projects.keep")
@require_http_methods(["GET", "POST"])
def plan_money(request: HttpRequest, code: str) -> HttpResponse:
    """Plan the money of a month."""
    project = project_of(code)
    form = PlanMoneyForm(request.POST if request.method == "POST" else None, initial=_month(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.plan_money(account_of(request), project, given["month"], form.yuan, timezone.now(), given["reason"])
        except actions.RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("desk:project", code)
    return _page(request, form, project, _("Plan the money of a month"), _("Save the plan"))


@requires("projects.report")
@require_http_methods(["GET", "POST"])
def report_money(request: HttpRequest, code: str) -> HttpResponse:
    """Report the money spent in a month."""
    project, asked = project_of(code), ""
    if request.method == "POST":
        fields, files = request.POST, request.FILES
        form = ReportMoneyForm(fields, files, too_large=_too_large(request))
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.report_money(
                    account_of(request),
                    project,
                    given["month"],
                    form.yuan,
                    timezone.now(),
                    ground=form.ground,
                    reason=given["reason"],
                    confirmed=_confirmed(request),
                )
            except actions.AskError as question:
                asked = str(question)
            except actions.RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("desk:project", code)
    else:
        form = ReportMoneyForm(initial=ground_known(account_of(request), timezone.localdate()) | _month(request))
    return _page(request, form, project, _("Report the money of a month"), _("Report"), asked=asked, files=True)


def _month(request: HttpRequest) -> dict[str, Any]:
    return {"month": request.GET.get("month") or timezone.localdate().strftime("%Y-%m")}


def _too_large(request: HttpRequest) -> bool:
    return bool(request.META.get("jinxiu.upload_too_large"))


def _confirmed(request: HttpRequest) -> bool:
    """Whether the question was answered; the button of a question carries it."""
    return "confirmed" in request.POST


def _page(
    request: HttpRequest, form: Any, project: Project, title: str, act: str, *, asked: str = "", files: bool = False
) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "act": act, "asked": asked, "files": files}
    return render(request, "projects/form.html", context, status=422 if form.errors or asked else 200)
