"""What somebody waits for: reports that did not come, promises that fall due; as pages and as files."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jinxiu.core import icalendar
from jinxiu.core.dates import Dates, dates_of
from jinxiu.core.permissions import may, requires
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.desk import exports_waiting
from jinxiu.desk.queries import due as deadlines
from jinxiu.desk.queries import silent as silences
from jinxiu.desk.queries.narrowing import Choices, Narrow, anything_promised
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


@requires("ledger.read")
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """What falls due in the days to come, and what is past its day."""
    dates, narrow = dates_of(request, timezone.localdate()), _narrow(request)
    span = _span(request, dates.as_of)
    board = deadlines.board(dates.as_of, span, narrow)
    page = Paginator(board.lines, PAGE).get_page(request.GET.get("page"))
    asked = _asked(span)
    context = _frame(request, dates, narrow, board.choices) | {
        "board": board,
        "span": span,
        "windows": deadlines.WINDOWS,
        "page": page,
        "groups": deadlines.grouped(deadlines.foreseen(list(page))),
        "kept": list(asked.items()),
        "query": urlencode(asked | narrow.given),
        "cleared": f"?{urlencode(asked)}",
    }
    return render(request, "desk/due.html", context)


@requires("ledger.export")
@require_GET
def due_export(request: HttpRequest, form: str) -> HttpResponse:
    """The same list as a workbook, or as a calendar."""
    dates, narrow = dates_of(request, timezone.localdate()), _narrow(request)
    span = _span(request, dates.as_of)
    board = deadlines.board(dates.as_of, span, narrow)
    lines = deadlines.foreseen(board.lines)
    name = f"due-{dates.as_of.isoformat()}.{form}"
    if form == "xlsx":
        notes = [
            (_("As of"), dates.as_of.isoformat()),
            (_("Falls due"), f"{span.first.isoformat()} → {span.last.isoformat()}"),
            (_("Lines"), str(len(board.lines))),
            *board.choices.words(narrow),
        ]
        return _file(exports_waiting.due_workbook(lines, notes), MEDIA_TYPE, name)
    if form == "ics":
        data = exports_waiting.due_calendar(
            lines,
            " · ".join(filter(None, (dates.city.name if dates.city else "", _("Falls due")))),
            dates.city.code if dates.city else "",
            lambda code: request.build_absolute_uri(reverse("desk:target", args=[code])),
        )
        return _file(data, icalendar.MEDIA_TYPE, name)
    raise Http404(_("What falls due is exported as xlsx or ics."))


def _span(request: HttpRequest, as_of: date) -> deadlines.Span:
    """Return the days asked for: a range, or so many days ahead; what cannot be read is said and left out."""
    given = {name: request.GET.get(name, "").strip() for name in ("from", "to")}
    if any(given.values()):
        try:
            first = date.fromisoformat(given["from"]) if given["from"] else as_of
            last = date.fromisoformat(given["to"]) if given["to"] else date(Dates.latest.year, 12, 31)
        except ValueError:
            messages.error(request, _("A day is written as 2024-12-31; the range was left out."))
        else:
            if first <= last:
                return deadlines.Span(first, last)
            messages.error(request, _("The first day of a range is not later than its last; the range was left out."))
    within = request.GET.get("within", "")
    days = int(within) if within in map(str, deadlines.WINDOWS) else deadlines.WINDOWS[-1]
    return deadlines.ahead(as_of, days)


def _asked(span: deadlines.Span) -> dict[str, str]:
    """Return a span as it stands in an address."""
    if span.days:
        return {"within": str(span.days)}
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}


def _narrow(request: HttpRequest) -> Narrow:
    return Narrow(*(request.GET.get(name, "").strip()[:60] for name in ("unit", "pillar", "kind")))


def _frame(request: HttpRequest, dates: Dates, narrow: Narrow, offered: Choices) -> dict[str, Any]:
    return {
        "dates": dates,
        "city": dates.city,
        "narrow": narrow,
        "choices": offered,
        "promised": bool(offered.units) or anything_promised(),
        "may_export": may(request.user, "ledger.export").allowed,
        "documents_url": address("documents:list"),
    }


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
