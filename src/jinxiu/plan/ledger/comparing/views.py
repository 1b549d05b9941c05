"""Two versions of a plan side by side, and figures that contradict each other: as pages and as workbooks."""

from __future__ import annotations

from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jinxiu.core.permissions import may, requires
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.plan.ledger.comparing import exports, queries, wording
from jinxiu.plan.ledger.comparing.forms import ClashesForm, VersionsForm

PAGE = 50


@requires("ledger.read")
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """Two documents, promise by promise: what asks for less comes first."""
    asked = _versions(request)
    if asked is None:
        return _no_versions(request)
    found, change = asked
    page = Paginator(found.narrowed(change), PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "change": change,
        "mirrored": wording.mirrored(change),
        "page": page,
        "rows": queries.rows(list(page.object_list)),
        "may_export": may(request.user, "ledger.export").allowed,
    }
    return render(request, "ledger/comparing/versions.html", context)


@requires("ledger.export")
@require_GET
def versions_export(request: HttpRequest) -> HttpResponse:
    """The differences that the page shows, on all of its pages, as a workbook."""
    asked = _versions(request)
    if asked is None:
        return _no_versions(request)
    found, change = asked
    rows = queries.rows(found.narrowed(change))
    notes = [
        (_("Older version"), found.old.label if found.old else ""),
        (_("Newer version"), found.new.label if found.new else ""),
        (_("Shown"), wording.filter_name(change)),
        *_lines(len(rows)),
    ]
    return _file(exports.versions(rows, notes), _("Versions compared"))


@requires("ledger.read")
@require_GET
def contradictions(request: HttpRequest) -> HttpResponse:
    """The figures that cannot both be meant."""
    found = _contradictions(request)
    if found is None:
        return _no_contradictions(request)
    page = Paginator(found.found, PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": page,
        "rows": queries.clash_rows(list(page.object_list)),
        "query": request.GET.urlencode(),
        "may_export": may(request.user, "ledger.export").allowed,
    }
    return render(request, "ledger/comparing/contradictions.html", context)


@requires("ledger.export")
@require_GET
def contradictions_export(request: HttpRequest) -> HttpResponse:
    """The contradictions that the page shows, on all of its pages, as a workbook."""
    found = _contradictions(request)
    if found is None:
        return _no_contradictions(request)
    rows = queries.clash_rows(found.found)
    notes = [
        (_("Documents looked at"), str(found.looked_at)),
        (_("Figures looked at"), str(found.figures)),
        *_lines(len(rows)),
    ]
    return _file(exports.clashes(rows, notes), _("Contradictions"))


def _versions(request: HttpRequest) -> tuple[queries.Versions, str] | None:
    """Return the two versions that an address asks for, and its filter; None where it asks for what does not exist."""
    form = VersionsForm(request.GET)
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        return queries.versions(given["old"], given["new"]), given["change"]
    except queries.UnknownDocumentError:
        return None


def _contradictions(request: HttpRequest) -> queries.Clashes | None:
    form = ClashesForm(request.GET)
    if not form.is_valid():
        return None
    try:
        return queries.contradictions(form.cleaned_data["document"], form.cleaned_data["year"])
    except queries.UnknownDocumentError:
        return None


def _no_versions(request: HttpRequest) -> HttpResponse:
    return render(request, "ledger/comparing/versions.html", {"found": queries.versions(), "unknown": True}, status=404)


def _no_contradictions(request: HttpRequest) -> HttpResponse:
    context = {"found": queries.contradictions(), "unknown": True}
    return render(request, "ledger/comparing/contradictions.html", context, status=404)


def _lines(count: int) -> list[tuple[str, str]]:
    return [(_("Lines"), str(count)), (_("Exported at"), f"{timezone.localtime():%Y-%m-%d %H:%M}")]


def _file(data: bytes, title: str) -> HttpResponse:
    name = f"{title}-{timezone.localdate().isoformat()}.xlsx"
    disposition = f"attachment; filename=\"comparison.xlsx\"; filename*=UTF-8''{quote(name)}"
    return HttpResponse(data, content_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})
