"""The dictionary of measures: the list, one measure, its definition, the targets that ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core.dates import dates_of
from jinxiu.core.models import Account
from jinxiu.core.permissions import may, requires
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.measures import actions, charts, exports, offering, queries
from jinxiu.plan.facts.measures.forms import FilterForm, MeasureForm
from jinxiu.plan.facts.models import Measure, MeasureVersion
from jinxiu.plan.ledger.models import Target


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _filtered(request: HttpRequest) -> tuple[FilterForm, list[queries.MeasureRow]]:
    form = FilterForm(request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    owner = given.get("owner")
    rows = queries.measures(
        dates_of(request, timezone.localdate()).as_of,
        words=given.get("q", ""),
        kind=given.get("kind", ""),
        owner=owner.code if owner else "",
        silent=given.get("silent", False),
        sort=given.get("sort") or "code",
    )
    return form, rows


@requires("measures.read")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The measures that match the filter, and those that other rooms compute."""
    form, rows = _filtered(request)
    today = dates_of(request, timezone.localdate()).as_of
    narrowed = any(request.GET.get(name) for name in ("q", "kind", "owner", "silent"))
    context = {
        "form": form,
        "page": queries.paged(rows, request.GET.get("page")),
        "count": len(rows),
        "silent": sum(row.silent for row in rows),
        "narrowed": narrowed,
        "sort": request.GET.get("sort", "code"),
        "offered": [] if narrowed else offering.answers(offering.offered(), today),
        "may_define": may(request.user, "measures.define").allowed,
        "may_import": may(request.user, "facts.import").allowed,
    }
    return render(request, "facts/measures/list.html", context)


@requires("measures.read")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The measures that match the filter, as a workbook."""
    form, rows = _filtered(request)
    given = [str(form.data[name]) for name in ("q", "kind", "owner", "silent") if form.data.get(name)]
    today = timezone.localdate()
    response = HttpResponse(exports.workbook(rows, "、".join(given) or "—", today), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="measures-{today.isoformat()}.xlsx"'
    return response


@requires("measures.read")
@require_GET
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One measure."""
    today: date = dates_of(request, timezone.localdate()).as_of
    found = queries.sheet(code, today, request.GET.get("member", ""), request.GET.get("page"))
    if found is None:
        raise Http404(_("There is no such measure."))
    series = [
        (told.observation.as_of, told.observation.value, told.figure)
        for told in found.series
        if told.observation.as_of and told.observation.value is not None
    ]
    may_link = may(request.user, "measures.link").allowed
    context = {
        "sheet": found,
        "measure": found.measure,
        "version": found.version,
        "fields": _fields(found),
        "picture": charts.picture(series),
        "page": found.page,
        "suggested": queries.suggested(found.measure) if may_link else [],
        "may_link": may_link,
        "may_define": may(request.user, "measures.define").allowed,
        "may_import": may(request.user, "facts.import").allowed,
    }
    return render(request, "facts/measures/sheet.html", context)


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a version says in a field, and whether the version before said otherwise."""

    words: str
    changed: bool


def _fields(found: queries.MeasureSheet) -> list[dict[str, Any]]:
    """Return the definition field by field, one cell a version: versions stand side by side."""
    rows = []
    for name in (*(field.name for field in fields_of(actions.Definition)), "reason"):
        field = MeasureVersion._meta.get_field(name)
        cells = [_Cell(_words(row.version, name), name in row.changed) for row in found.versions]
        label = _("Other names") if name == "aliases" else getattr(field, "verbose_name", name)
        if any(cell.words for cell in cells):
            rows.append({"label": label, "cells": cells})
    return rows


def _words(version: MeasureVersion, name: str) -> str:
    value = getattr(version, name)
    if name == "aliases":
        return "、".join(value)
    if value is None:
        return ""
    if name in ("numerator", "denominator"):
        return str(value.code)
    display = getattr(version, f"get_{name}_display", None)
    return str(display() if display else value)


@requires("measures.define")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Define a measure."""
    form = MeasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.define(_account(request), form.cleaned_data["code"], form.definition, timezone.now())
        except (ValidationError, RefusedError) as refusal:
            _refused(form, refusal, "code")
        else:
            messages.success(request, _("“%(name)s” is defined.") % {"name": form.cleaned_data["name"]})
            return redirect("facts:measure", made.code)
    return _form_page(request, form, None)


@requires("measures.define")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Write a new version of a measure."""
    measure = _measure(code)
    form = MeasureForm(request.POST or None, measure=measure)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            version = actions.redefine(_account(request), measure, form.definition, reason, timezone.now())
        except (ValidationError, RefusedError) as refusal:
            _refused(form, refusal, None)
        else:
            messages.success(request, _("Version %(n)s holds from now on.") % {"n": version.version})
            return redirect("facts:measure", code)
    return _form_page(request, form, measure)


def _refused(form: MeasureForm, refusal: ValidationError | RefusedError, field: str | None) -> None:
    if isinstance(refusal, ValidationError):
        form.add_error(None, refusal)
    else:
        form.add_error(field, str(refusal))


def _form_page(request: HttpRequest, form: MeasureForm, measure: Measure | None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "facts/measures/form.html", {"form": form, "measure": measure}, status=status)


@requires("measures.link")
@require_POST
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm that targets ask for the measure."""
    measure = _measure(code)
    codes = [one.strip() for one in request.POST.getlist("target") if one.strip()]
    targets = list(Target.objects.filter(code__in=codes, current__withdrawn=False).select_related("current"))
    if not targets:
        messages.error(request, _("No target in force has this code."))
        return redirect("facts:measure", code)
    try:
        made = actions.link(_account(request), measure, targets, timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        named = "、".join(one.target.code for one in made)
        messages.success(request, _("Linked: %(codes)s.") % {"codes": named or "—"})
    return redirect("facts:measure", code)


@requires("measures.link")
@require_POST
def unlink(request: HttpRequest, code: str) -> HttpResponse:
    """Undo that a target asks for the measure."""
    measure = _measure(code)
    target = Target.objects.filter(code=request.POST.get("target", "")).first()
    if target is None:
        raise Http404(_("No target in force has this code."))
    actions.unlink(_account(request), measure, target, timezone.now())
    messages.success(request, _("%(code)s is no longer measured by this.") % {"code": target.code})
    return redirect("facts:measure", code)


def _measure(code: str) -> Measure:
    found = queries.measure(code)
    if found is None:
        raise Http404(_("There is no such measure."))
    return found
