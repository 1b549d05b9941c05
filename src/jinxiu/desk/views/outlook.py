"""Whether promises will be met: the list, a new run, the track record."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from jinxiu.core.dates import dates_of
from jinxiu.core.models import Account
from jinxiu.core.permissions import may, requires
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.desk import exports
from jinxiu.desk.queries import outlook
from jinxiu.plan.evaluation.outlook import actions, wording
from jinxiu.plan.evaluation.outlook.queries import track as track_record

PAGE = 50
_NAMES = {"poor": gettext_lazy("At risk"), "open": gettext_lazy("Open"), "good": gettext_lazy("On the way")}


@requires("ledger.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every open promise with its probability, the least likely first."""
    dates = dates_of(request, timezone.localdate())
    board = outlook.board(dates.as_of)
    part = request.GET.get("part", "")
    context = {
        "dates": dates,
        "city": dates.city,
        "board": board,
        "part": part if part in outlook.PARTS else "",
        "parts": [(name, _NAMES[name], board.counts[name]) for name in outlook.PARTS],
        "page": Paginator(board.within(part), PAGE).get_page(request.GET.get("page")),
        "unforeseen": [(wording.why_none(name), n) for name, n in sorted(board.unforeseen.items())],
        "may_forecast": may(request.user, "evaluation.forecast").allowed,
        "may_export": may(request.user, "ledger.export").allowed,
    }
    return render(request, "desk/outlook.html", context)


@requires("ledger.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook."""
    dates = dates_of(request, timezone.localdate())
    part = request.GET.get("part", "")
    data = exports.outlook_workbook(outlook.board(dates.as_of).within(part), dates.as_of)
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="forecast-{dates.as_of.isoformat()}.xlsx"'
    return response


@requires("evaluation.forecast")
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Write down what is forecast as of the day that the page looks at."""
    assert isinstance(request.user, Account)
    dates = dates_of(request, timezone.localdate())
    try:
        made = actions.forecast_all(request.user, dates.as_of, timezone.now())
    except actions.RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        n = made.forecasts.count()
        said = ngettext("%(n)d forecast was written down.", "%(n)d forecasts were written down.", n) % {"n": n}
        messages.success(request, _("%(said)s They will be held against what comes.") % {"said": said})
    return redirect("desk:outlook")


@requires("ledger.read")
@require_GET
def track(request: HttpRequest) -> HttpResponse:
    """How forecasts held: of those given 70 %, how many were met."""
    dates = dates_of(request, timezone.localdate())
    context = {"dates": dates, "city": dates.city, "record": track_record(dates.as_of)}
    return render(request, "desk/outlook_track.html", context)
