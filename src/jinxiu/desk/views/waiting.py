"""What somebody waits for: reports that did not come, as a page and as a workbook."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jinxiu.core.dates import Dates, dates_of
from jinxiu.core.permissions import may, requires
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.desk import exports_waiting
from jinxiu.desk.queries import silent as silences
from jinxiu.desk.queries.narrowing import Choices, Narrow
from jinxiu.desk.rooms import address

PAGE = 50


@requires("ledger.read")
@require_GET
def silent(request: HttpRequest) -> HttpResponse:
    """What should have been reported by the day that the page looks at, and was not."""
    dates, narrow = dates_of(request, timezone.localdate()), _narrow(request)
    board = silences.board(dates.as_of, narrow)
    context = _frame(request, dates, narrow, board.choices) | {
        "board": board,
        "kinds": [(why.value, words, board.counts[why.value]) for why, words in silences.NAMES.items()],
        "page": Paginator(board.lines, PAGE).get_page(request.GET.get("page")),
        "may_report": may(request.user, "facts.report").allowed,
        "may_read_measures": may(request.user, "measures.read").allowed,
    }
    return render(request, "desk/silent.html", context)


@requires("ledger.export")
@require_GET
def silent_export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    dates, narrow = dates_of(request, timezone.localdate()), _narrow(request)
    board = silences.board(dates.as_of, narrow)
    notes = [
        (_("As of"), dates.as_of.isoformat()),
        (_("Lines"), str(len(board.lines))),
        *board.choices.words(narrow),
        (_("Days of grace"), board.grace),
    ]
    data = exports_waiting.silent_workbook(board.lines, notes)
    return _file(data, MEDIA_TYPE, f"silent-{dates.as_of.isoformat()}.xlsx")


def _narrow(request: HttpRequest) -> Narrow:
    return Narrow(*(request.GET.get(name, "").strip()[:60] for name in ("unit", "pillar", "kind")))


def _frame(request: HttpRequest, dates: Dates, narrow: Narrow, offered: Choices) -> dict[str, Any]:
    return {
        "dates": dates,
        "city": dates.city,
        "narrow": narrow,
        "choices": offered,
        "may_export": may(request.user, "ledger.export").allowed,
        "documents_url": address("documents:list"),
    }


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
