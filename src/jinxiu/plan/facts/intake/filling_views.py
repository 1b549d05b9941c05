"""Figures filled in on a page: what a unit, a measure or a target is asked for, all members at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jinxiu.core.models import Organisation
from jinxiu.core.permissions import requires
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.intake import blanks, filling
from jinxiu.plan.facts.intake.columns import STAGES
from jinxiu.plan.facts.intake.forms import UnitForm
from jinxiu.plan.facts.intake.views import account_of, own_unit


@requires("facts.report")
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest) -> HttpResponse:
    """Fill in figures in one table; ``?of=CODE`` names measures or targets, ``?unit=CODE`` whose."""
    today = timezone.localdate()
    codes = request.GET.getlist("of")
    unit = _unit(request) if not codes else None
    asked = blanks.asked_of(unit, account_of(request), today, codes)
    if request.method == "GET":
        return _page(request, filling.grid(asked), unit)
    given, name = request.POST.dict(), filling.file_name(today)
    seen = request.POST.get("fingerprint", "") if "acknowledged" in request.POST else ""
    try:
        done = filling.fill_in(account_of(request), asked, given, timezone.now(), seen=seen, name=name)
    except RefusedError as refusal:
        return _page(request, filling.grid(asked, given), unit, refusal=str(refusal), status=422)
    if done.run is not None:
        count = done.run.new + done.run.changed
        words = ngettext(
            "%(n)s figure is written; another post verifies it.",
            "%(n)s figures are written; another post verifies them.",
            count,
        )
        messages.success(request, words % {"n": count})
        return redirect(request.get_full_path())
    if done.same and not done.grid.errors and not done.grid.open_questions:
        messages.info(request, _("Every row says what is on record: there is nothing to write."))
        return redirect(request.get_full_path())
    return _page(request, done.grid, unit, status=422)


def _unit(request: HttpRequest) -> Organisation | None:
    """Return whose figures are filled in: the unit that the address names, else one's own."""
    if "unit" not in request.GET:
        return own_unit(request)
    form = UnitForm(request.GET)
    return form.cleaned_data["unit"] if form.is_valid() else None


def _page(
    request: HttpRequest, grid: filling.Grid, unit: Organisation | None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "grid": grid,
        "unit_form": UnitForm(initial={"unit": unit.code if unit else None}),
        "narrowed": bool(request.GET.getlist("of")),
        "refusal": refusal,
        "stages": STAGES,
        "most": filling.MOST,
    }
    return render(request, "facts/intake/fill.html", context, status=status)
