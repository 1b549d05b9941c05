"""Pages of this room: the list, handing in, and a document while it is read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages as notes
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core.models import Account
from jinxiu.core.permissions import may, requires
from jinxiu.plan.documents import actions, messages, queries
from jinxiu.plan.documents.adapters import UnreadableDocumentError
from jinxiu.plan.documents.forms import DocumentFilterForm, HandInForm
from jinxiu.plan.documents.models import Document


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


@requires("documents.read")
@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """Every document, with how far its review is."""
    form = DocumentFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "kind": ""}
    page = queries.documents(request.GET.get("page"), words=asked["q"], kind=asked["kind"])
    context = {
        "page": page,
        "form": form,
        "narrowed": bool(asked["q"] or asked["kind"]),
        "may_hand_in": may(request.user, "documents.hand-in").allowed,
    }
    return render(request, "documents/list.html", context)


@requires("documents.hand-in")
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand a document in: as a file or as pasted text."""
    if request.method != "POST":
        return _hand_in_page(request, {"form": HandInForm()})
    given = request.POST  # reading it parses the upload, which stops at the limit
    if request.META.get("jinxiu.upload_too_large"):
        form = HandInForm(initial=given.dict())
        return render(request, "documents/hand_in.html", {"form": form, "refusal": messages.too_large()}, status=413)
    form = HandInForm(given, request.FILES)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            document = _take(request, form.cleaned_data)
        except UnreadableDocumentError as error:
            context["refusal"] = messages.unreadable(error, _name(form.cleaned_data))
        except actions.DocumentRefusedError as error:
            context |= {"refusal": str(error), "existing": error.existing}
            if error.field:
                form.add_error(error.field, str(error))
                context["refusal"] = ""
        else:
            return redirect("documents:page", document.pk)
    return _hand_in_page(request, context, status=400)


def _hand_in_page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["limit"] = filesizeformat(settings.UPLOAD_MAX_BYTES)
    return render(request, "documents/hand_in.html", context, status=status)


def _name(given: dict[str, Any]) -> str:
    return given["file"].name if given["file"] else (given["title"] or _("Pasted text")) + ".txt"


def _take(request: HttpRequest, given: dict[str, Any]) -> Document:
    data = given["file"].read() if given["file"] else given["text"].replace("\r\n", "\n").encode()
    return actions.hand_in(
        _account(request),
        data=data,
        name=_name(given),
        title=given["title"],
        year=given["year"],
        kind=given["kind"],
        issued_on=given["issued_on"],
        publisher=given["publisher"],
        now=timezone.now(),
    )


def _sheet(pk: int) -> queries.DocumentSheet:
    sheet = queries.document(pk)
    if sheet is None:
        raise Http404
    return sheet


@requires("documents.read")
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A document while it is read; once it is, its review."""
    sheet = _sheet(pk)
    run = sheet.row.run
    if run is None or not (run.running or run.failed):
        return redirect("ledger:review", pk)
    context = {"sheet": sheet, "run": run, "may_read_again": may(request.user, "documents.hand-in").allowed}
    return render(request, "documents/page.html", context)


@requires("documents.read")
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is: a piece of the page that asks for itself again until the reading ends."""
    run = queries.latest_run(pk)
    if run is None:
        raise BadRequest(_("This document has no reading."))
    if not run.running:
        return HttpResponse(headers={"HX-Redirect": reverse("documents:page", args=[pk])})
    return render(request, "core/_progress.html", {"state": run, "address": request.path})


@requires("documents.hand-in")
@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a document again after a failure."""
    actions.read_again(_account(request), get_object_or_404(Document, pk=pk), timezone.now())
    notes.success(request, _("The document is being read again."))
    return redirect("documents:page", pk)
