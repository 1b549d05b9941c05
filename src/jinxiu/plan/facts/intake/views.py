"""Figures from files: the form goes out, comes back, is looked at, and written once somebody confirms."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core.models import Account, Organisation
from jinxiu.core.permissions import requires
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.intake import blanks, queries, runs
from jinxiu.plan.facts.intake.forms import ConfirmForm, FileForm, UnitForm

_FORMS = {"xlsx": (MEDIA_TYPE, blanks.as_xlsx), "csv": ("text/csv; charset=utf-8", blanks.as_csv)}


def account_of(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def own_unit(request: HttpRequest) -> Organisation | None:
    post = account_of(request).post
    return post.organisation if post else None


@requires("facts.import")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take the form, and choose the one that was filled in. It is only looked at until somebody confirms."""
    if request.method != "POST":
        return _choose(request, FileForm())
    given = request.POST  # reading it parses the upload, which stops at the limit
    if request.META.get("jinxiu.upload_too_large"):
        limit = filesizeformat(settings.FIGURES_MAX_BYTES)
        why = _("The file is larger than %(limit)s, so nothing was taken in. Bring it in in parts.") % {"limit": limit}
        return _choose(request, FileForm(), why, 413)
    form = FileForm(given, request.FILES)
    if not form.is_valid():
        return _choose(request, form, status=400)
    file = form.cleaned_data["file"]
    try:
        run = runs.take_in(account_of(request), file.read(), file.name, timezone.now())
    except RefusedError as refusal:
        return _choose(request, FileForm(), str(refusal), 400)
    return redirect("facts:import-run", run.pk)


def _choose(request: HttpRequest, form: FileForm, refusal: str = "", status: int = 200) -> HttpResponse:
    own = own_unit(request)
    context = {
        "form": form,
        "unit": UnitForm(initial={"unit": own.code if own else None}),
        "refusal": refusal,
        "limit": filesizeformat(settings.FIGURES_MAX_BYTES),
        "recent": queries.recent(account_of(request)),
    }
    return render(request, "facts/intake/bring_in.html", context, status=status)


@requires("facts.import")
@require_GET
def blank(request: HttpRequest, form: str) -> HttpResponse:
    """The form of a unit, filled with what is known."""
    if form not in _FORMS:
        raise Http404(_("The form is given as xlsx or csv."))
    asked = UnitForm(request.GET)
    unit: Organisation | None = asked.cleaned_data["unit"] if asked.is_valid() else None
    today: date = timezone.localdate()
    media_type, write = _FORMS[form]
    response = HttpResponse(write(blanks.asked_of(unit, account_of(request), today)), content_type=media_type)
    name = f"{unit.name if unit else ''}数据表-{today.isoformat()}.{form}"
    response["Content-Disposition"] = f"attachment; filename=\"figures.{form}\"; filename*=UTF-8''{quote(name)}"
    return response


def _look(pk: int) -> queries.Look:
    found = queries.look(pk)
    if found is None:
        raise Http404(_("There is no such file."))
    return found


@requires("facts.import")
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: how far it is, what it would do, or what is wrong with it."""
    found = _look(pk)
    return _page(request, found, ConfirmForm(initial={"fingerprint": found.run.fingerprint}))


def _page(request: HttpRequest, found: queries.Look, form: ConfirmForm, status: int = 200) -> HttpResponse:
    rows = found.faults if found.run.state == "refused" else found.lines
    context = {
        "look": found,
        "run": found.run,
        "form": form,
        "file_form": FileForm(),
        "page": Paginator(rows, queries.PAGE).get_page(request.GET.get("page")),
        "shown": len(rows),
        "mine": found.run.requested_by_id == account_of(request).pk,
    }
    return render(request, "facts/intake/run.html", context, status=status)


@requires("facts.import")
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is: a piece of the page that asks for itself again until it ends."""
    found = _look(pk)
    if not found.running:
        return HttpResponse(headers={"HX-Redirect": reverse("facts:import-run", args=[pk])})
    return render(request, "facts/intake/_progress.html", {"look": found, "run": found.run})


@requires("facts.import")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was looked at: all of it or nothing."""
    found = _look(pk)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            now = timezone.now()
            done = runs.confirm(
                account_of(request), found.run, given["fingerprint"], now,
                acknowledged=given["acknowledged"], answer=given["answer"],
            )  # fmt: skip
            if done.confirmed_at != now:
                messages.info(request, _("This file was confirmed already: its figures are written once."))
        except runs.MovedOnError as refusal:
            messages.warning(request, str(refusal))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return _page(request, found, form, 422)
        return redirect("facts:import-run", pk)
    return _page(request, found, form, 400)
