"""Planning, reporting and correcting steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jinxiu.core.permissions import check, requires
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.forms import CorrectStepForm, PlanStepForm, ReportStepForm, ground_known
from jinxiu.plan.projects.models import rung_name
from jinxiu.plan.projects.recording import carried
from jinxiu.plan.projects.standing import Standing, standing
from jinxiu.plan.projects.views.asking import account_of, attempt_asking, form_page, too_large


def _standing(code: str) -> Standing:
    found = standing(code)
    if found is None:
        raise Http404(_("There is no such project."))
    return found


@requires("projects.keep")
@require_http_methods(["GET", "POST"])
def plan_step(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a rung, move its plan, or take it out."""
    found, asked = _standing(code), ""
    form = PlanStepForm(request.POST if request.method == "POST" else None, initial=_planned(request, found))
    if request.method == "POST":
        tried = attempt_asking(
            request,
            form,
            lambda confirmed: actions.plan_step(
                account_of(request),
                found.project,
                form.cleaned_data["rung"],
                form.cleaned_data["day"],
                timezone.now(),
                form.cleaned_data["reason"],
                confirmed=confirmed,
            ),
        )
        if tried.done:
            messages.success(request, _("The plan is saved; the days planned before stay in the history."))
            return redirect("desk:project", code)
        asked = tried.asked
    return form_page(request, form, found.project, _("Plan a step"), _("Save the plan"), asked=asked)


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
    found, today, asked = _standing(code), timezone.localdate(), ""
    project = found.project
    carries = carried(project)
    if request.method == "POST":
        # Reading the fields first runs the upload handlers: only then is it known whether the file was too large.
        fields, files = request.POST, request.FILES
        form = ReportStepForm(fields, files, carries=carries, too_large=too_large(request))
        tried = attempt_asking(
            request,
            form,
            lambda confirmed: actions.report_step(
                account_of(request),
                project,
                form.cleaned_data["rung"],
                form.cleaned_data["day"],
                statement=form.cleaned_data["statement"],
                ground=form.ground,
                settles=form.settled,
                now=timezone.now(),
                confirmed=confirmed,
            ),
        )
        if tried.result is not None:
            said = _("Reported as fact %(code)s; another post verifies it.") % {"code": tried.result.fact}
            messages.success(request, said)
            return redirect("desk:project", code)
        asked = tried.asked
    else:
        known = ground_known(account_of(request), today)
        form = ReportStepForm(
            carries=carries, initial=known | {"day": today, "rung": _next_rung(request, found, today)}
        )
    return form_page(request, form, project, _("Report a step reached"), _("Report"), asked=asked, files=True)


@requires("projects.read")
@require_http_methods(["GET", "POST"])
def correct_step(request: HttpRequest, code: str, rung: int) -> HttpResponse:
    """Say another day for a rung; the action asks who may."""
    found, of = _standing(code), _rung(str(rung))
    if of is None:
        raise Http404
    line, asked = found.ladder.lines[of], ""
    form = CorrectStepForm(request.POST if request.method == "POST" else None, initial={"day": line.reached_on})
    if request.method == "POST":
        tried = attempt_asking(
            request,
            form,
            lambda confirmed: actions.correct_step(
                account_of(request),
                found.project,
                of,
                form.cleaned_data["day"],
                reason=form.cleaned_data["reason"],
                statement=form.cleaned_data["statement"],
                now=timezone.now(),
                confirmed=confirmed,
            ),
        )
        if tried.done:
            messages.success(request, _("Corrected; what was said before stays in its history."))
            return redirect("desk:project", code)
        asked = tried.asked
    title = _("Correct the step: %(rung)s") % {"rung": rung_name(of)}
    aside = line.fact.statement if line.fact else ""
    return form_page(request, form, found.project, title, _("Save"), asked=asked, aside=aside)
