"""Reporting a fact, looking at it, correcting it, and verifying it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core.models import Account
from jinxiu.core.permissions import check, may, requires
from jinxiu.plan.facts import actions, queries
from jinxiu.plan.facts.errors import RefusedError, never_scored
from jinxiu.plan.facts.forms import CorrectionForm, ReportForm, ToldForm, VerdictForm, WaitingFilterForm, prefill
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.facts.permissions import may_correct
from jinxiu.plan.facts.questions import name_of, warnings


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _asked(request: HttpRequest) -> queries.Asked:
    asked = queries.asked(request.GET.getlist("target"))
    if asked is None:
        raise Http404(_("Choose a target in the ledger and report on it from there."))
    return asked


def _questions(asked: queries.Asked, form: ToldForm, leave_out: str = "", source: str = "") -> list[str]:
    told = form.told
    return warnings(
        asked.targets,
        value=told.get("value"),
        unit=told.get("unit", ""),
        stage=told.get("stage", ""),
        as_of=told.get("as_of"),
        member=told.get("member", ""),
        leave_out=leave_out,
        source=form.cleaned_data.get("source_title") or source,
    )


@requires("facts.report")
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report a fact on the targets that the address names."""
    asked, today = _asked(request), timezone.localdate()
    if asked.unscored:
        messages.error(request, never_scored(asked.unscored))
        return redirect("desk:target", asked.unscored)
    if request.method == "GET":
        known = prefill(asked, _account(request), today, request.GET.get("project", ""), request.GET.get("member", ""))
        return _report_page(request, asked, ReportForm(asked=asked, today=today, initial=known), [])
    # Reading the fields first runs the upload handlers: only then is it known whether the file was too large.
    fields, files = request.POST, request.FILES
    too_large = bool(request.META.get("jinxiu.upload_too_large"))
    form = ReportForm(fields, files, asked=asked, today=today, too_large=too_large)
    if not form.is_valid():
        return _report_page(request, asked, form, [], status=422)
    questions = _questions(asked, form)
    if questions and not _confirmed(request, questions):
        return _report_page(request, asked, form, questions, status=422)
    return _reported(request, asked, form, questions)


def _reported(request: HttpRequest, asked: queries.Asked, form: ReportForm, questions: list[str]) -> HttpResponse:
    given = {"measure": "", "value": None, "unit": "", "stage": "", "event": False} | form.told
    try:
        fact = actions.report(
            _account(request),
            targets=asked.targets,
            source_title=form.cleaned_data["source_title"],
            publisher=form.cleaned_data["publisher"],
            published_on=form.cleaned_data["published_on"],
            evidence=form.cleaned_data["evidence"],
            settles=form.cleaned_data["settles"],
            now=timezone.now(),
            asked=questions,
            answer=_answer(request),
            **given,
        )
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return _report_page(request, asked, form, [], status=422)
    messages.success(request, _("Reported as %(code)s; another post verifies it.") % {"code": fact.code})
    return redirect("desk:target", asked.targets[0].code)


def _report_page(
    request: HttpRequest, asked: queries.Asked, form: ReportForm, questions: list[str], status: int = 200
) -> HttpResponse:
    context = {
        "asked": asked,
        "asks_at": _asks_at(asked),
        "form": form,
        "had_file": bool(request.FILES),
    } | _put(request, questions)
    return render(request, "facts/report.html", context, status=status)


@requires("facts.read")
@require_POST
def questions(request: HttpRequest) -> HttpResponse:
    """Return the questions that a half-filled form raises: asked while typing, so that a chosen file stays chosen.

    Writes nothing; ``?correcting=CODE`` names the fact that a correction is about.
    """
    asked = _asked(request)
    form = ReportForm(request.POST, asked=asked, today=timezone.localdate())
    form.is_valid()
    found = _questions(asked, form, leave_out=request.GET.get("correcting", ""))
    return render(request, "facts/_questions.html", _put(request, found))


def _confirmed(request: HttpRequest, questions: list[str]) -> bool:
    """Say whether these very questions were confirmed; a figure changed afterwards is asked about anew."""
    return "confirmed" in request.POST and request.POST.get("questions") == name_of(questions)


def _put(request: HttpRequest, questions: list[str]) -> dict[str, Any]:
    return {
        "questions": questions,
        "questions_name": name_of(questions),
        "confirmed": _confirmed(request, questions),
        "answer": _answer(request),
    }


def _answer(request: HttpRequest) -> str:
    """Return why the figure is right as it is, where the reporter said so."""
    return request.POST.get("answer", "").strip()[:300]


def _asks_at(asked: queries.Asked, correcting: str = "") -> str:
    """Return the address that a form asks for questions."""
    query = QueryDict(mutable=True)
    query.setlist("target", [target.code for target in asked.targets])
    if correcting:
        query["correcting"] = correcting
    return f"{reverse('facts:questions')}?{query.urlencode()}"


@requires("facts.read")
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One fact: what it says, where it comes from, who verified it, what it bears on."""
    sheet = queries.sheet(pk)
    if sheet is None:
        raise Http404(_("There is no such fact."))
    context: dict[str, Any] = {
        "sheet": sheet,
        "fact": sheet.observation,
        "may_verify": may(request.user, "facts.verify", sheet.observation),
        "verifier": may(request.user, "facts.verify").allowed,
        "may_correct": may_correct(request.user, sheet.observation).allowed and bool(sheet.bearings),
        "open": sheet.is_newest and sheet.shown.verdict is None and not sheet.observation.withdrawn,
    }
    return render(request, "facts/detail.html", context)


@requires("facts.read")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a new version of a fact."""
    fact, asked = _correctable(request, pk)
    today: date = timezone.localdate()
    if request.method == "GET":
        known = {name: getattr(fact, name) for name in queries.told_names()}
        known["value"] = queries.typed(fact.value)
        return _correction_page(request, fact, asked, CorrectionForm(asked=asked, today=today, initial=known), [])
    form = CorrectionForm(request.POST, asked=asked, today=today)
    if not form.is_valid():
        return _correction_page(request, fact, asked, form, [], status=422)
    questions = _questions(asked, form, leave_out=fact.code, source=fact.source.title)
    if questions and not _confirmed(request, questions):
        return _correction_page(request, fact, asked, form, questions, status=422)
    try:
        why = form.cleaned_data["reason"]
        new = actions.correct(
            _account(request), fact, form.told, why, timezone.now(), asked=questions, answer=_answer(request)
        )
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return _correction_page(request, fact, asked, form, [], status=422)
    messages.success(request, _("Version %(n)s holds from now on.") % {"n": new.version})
    return redirect("facts:detail", new.pk)


def _correction_page(
    request: HttpRequest,
    fact: Observation,
    asked: queries.Asked,
    form: CorrectionForm,
    questions: list[str],
    status: int = 200,
) -> HttpResponse:
    context = {
        "fact": fact,
        "asked": asked,
        "asks_at": _asks_at(asked, correcting=fact.code),
        "form": form,
    } | _put(request, questions)
    return render(request, "facts/correct.html", context, status=status)


def _correctable(request: HttpRequest, pk: int) -> tuple[Observation, queries.Asked]:
    fact = _fact(pk)
    actions.check_may_correct(_account(request), fact)
    asked = queries.asked([bearing.target.code for bearing in queries.scored_bearings_of(fact)])
    if asked is None:
        raise Http404(_("This fact bears on no target in force: it is mended where it was loaded from."))
    return fact, asked


def _fact(pk: int) -> Observation:
    fact = queries.observation(pk)
    if fact is None:
        raise Http404(_("There is no such fact."))
    return fact


@requires("facts.verify")
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """The facts that wait for a verifier."""
    form = WaitingFilterForm(request.GET)
    origin = form.cleaned_data["origin"] if form.is_valid() else ""
    page, rows = queries.waiting(origin, request.GET.get("page"))
    shown = [(row, may(request.user, "facts.verify", row.observation)) for row in rows]
    return render(request, "facts/verify.html", {"form": form, "page": page, "rows": shown})


@requires("facts.verify")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Verify or return one fact."""
    fact = _fact(pk)
    check(request.user, "facts.verify", fact)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not decided: choose verify or return."))
    else:
        try:
            done = actions.verify(
                _account(request), fact, form.cleaned_data["verdict"], form.cleaned_data["note"], timezone.now()
            )
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{fact.code}：{done.get_verdict_display()}")
    return redirect("facts:verify") if request.POST.get("back") == "list" else redirect("facts:detail", pk)
