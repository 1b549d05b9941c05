"""What the reader got wrong: of one document, of all of them, and as files."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jinxiu.core.permissions import may, requires
from jinxiu.plan.ledger.corrections import exports, queries

PAGE = 50
_TYPES = {
    "jsonl": "application/jsonl; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires("ledger.read")
@require_GET
def page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The corrections in force, narrowed by field and rule, and the counts over them."""
    report = queries.report(pk)
    field, rule = request.GET.get("field", ""), request.GET.get("rule", "")
    found = report.narrowed(field, rule)
    context = {
        "pk": pk,
        "title": _title(pk),
        "report": report,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "field": field,
        "rule": rule,
        "query": request.GET.urlencode(),
        "may_export": may(request.user, "ledger.export").allowed,
    }
    return render(request, "ledger/corrections.html", context)


@requires("ledger.export")
@require_GET
def export(request: HttpRequest, form: str, pk: int | None = None) -> HttpResponse:
    """What the page shows, as a file."""
    if form not in _TYPES:
        raise Http404(_("Reading errors are exported as jsonl or xlsx."))
    _title(pk)
    report = queries.report(pk)
    found = report.narrowed(request.GET.get("field", ""), request.GET.get("rule", ""))
    data = exports.lines(found) if form == "jsonl" else exports.workbook(report, found)
    name = f"reading-errors{f'-{pk}' if pk else ''}.{form}"
    return HttpResponse(
        data, content_type=_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _title(pk: int | None) -> str:
    """Return the title of the document that is asked about; raises Http404."""
    if pk is None:
        return ""
    title = queries.title(pk)
    if title is None:
        raise Http404
    return title
