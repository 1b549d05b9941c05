"""Projects out as a workbook or as CSV, and back: looked at first, then written in one act."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core import evidence
from jinxiu.core.dates import dates_of
from jinxiu.core.models import StoredFile
from jinxiu.core.permissions import requires
from jinxiu.core.workbooks import MEDIA_TYPE
from jinxiu.plan.ledger.tasktable.workbooks import NotAWorkbookError, too_large
from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.forms import ApplyForm, FilterForm, TableForm
from jinxiu.plan.projects.listing import SORTS, narrowed
from jinxiu.plan.projects.standing import standings
from jinxiu.plan.projects.table import actions, writing
from jinxiu.plan.projects.table.columns import SHEETS
from jinxiu.plan.projects.table.comparing import Comparison
from jinxiu.plan.projects.views.asking import account_of

#: How many changes or faults a page shows.
_SHOWN = 200


@requires("projects.read")
@require_GET
def export(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """What the list shows, in the form that is read back."""
    dates = dates_of(request, timezone.localdate())
    found = narrowed(standings(), FilterForm(request.GET).filters(), dates.as_of)
    key = SORTS.get(request.GET.get("sort", ""), SORTS["code"])
    found.sort(key=lambda one: key(one, dates.as_of))
    sheet = next((one for one in SHEETS if one.key == name), None)
    if form == "xlsx" and name == "projects":
        data, media_type, title = writing.workbook(found, dates.as_of), MEDIA_TYPE, "项目表"
    elif form == "csv" and sheet is not None:
        data, media_type, title = writing.as_csv(sheet, found, dates.as_of), "text/csv", sheet.title
    else:
        raise Http404(_("Projects are exported as xlsx, or table by table as csv."))
    file = f"{title}-{dates.as_of.isoformat()}.{form}"
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename=\"{name}.{form}\"; filename*=UTF-8''{quote(file)}"
    return response


@requires("projects.import")
@require_http_methods(["GET", "POST"])
def bring_back(request: HttpRequest) -> HttpResponse:
    """Choose the table. It is only looked at: faults are listed, else its changes wait on a page of their own."""
    if request.method != "POST":
        return _choose(request, TableForm())
    given = request.POST  # reading it parses the upload, which stops at the limit
    if request.META.get("jinxiu.upload_too_large"):
        return _choose(request, TableForm(), too_large(filesizeformat(settings.UPLOAD_MAX_BYTES)), 413)
    form = TableForm(given, request.FILES)
    return _looked_at(request, form) if form.is_valid() else _choose(request, form, status=422)


def _looked_at(request: HttpRequest, form: TableForm) -> HttpResponse:
    file, now = form.cleaned_data["file"], timezone.now()
    data = file.read()
    try:
        found = actions.look(data, file.name, now)
    except NotAWorkbookError as refusal:
        return _choose(request, TableForm(), str(refusal), 422)
    if found.faults:
        return _faults(request, found, file.name)
    if not found.writes:
        messages.info(request, _("The table says what is on record already; there is nothing to write."))
        return redirect("projects:table-in")
    stored = actions.take_in(account_of(request), data, file.name, now)
    return redirect("projects:table", stored.sha256)


@requires("projects.import")
@require_GET
def preview(request: HttpRequest, sha256: str) -> HttpResponse:
    """What a table that was taken in would change by now."""
    stored, found = _stored(sha256)
    if found.faults:
        return _faults(request, found, stored.name)
    return _look(request, stored, found, ApplyForm(initial={"fingerprint": found.fingerprint}))


@requires("projects.import")
@require_POST
def apply(request: HttpRequest, sha256: str) -> HttpResponse:
    """Write what was looked at, all of it or nothing."""
    stored, found = _stored(sha256)
    form = ApplyForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            done = actions.apply(
                account_of(request),
                stored,
                given["fingerprint"],
                given["reason"],
                timezone.now(),
                confirmed="confirmed" in request.POST,
            )
        except (RefusedError, AskError, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Written: %(added)s projects added, %(corrected)s corrected, %(steps)s steps, %(months)s months.")
            counts = {"added": done.added, "corrected": done.corrected, "steps": done.steps, "months": done.months}
            messages.success(request, words % counts)
            return redirect("desk:projects")
    return _look(request, stored, found, form, 422)


def _stored(sha256: str) -> tuple[StoredFile, Comparison]:
    stored = StoredFile.objects.filter(sha256=sha256).first()
    if stored is None:
        raise Http404
    try:
        return stored, actions.look(evidence.read(stored), stored.name, timezone.now())
    except NotAWorkbookError as refusal:
        raise Http404(str(refusal)) from None


def _choose(request: HttpRequest, form: TableForm, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "limit": filesizeformat(settings.UPLOAD_MAX_BYTES), "sheets": SHEETS}
    return render(request, "projects/table_in.html", context, status=status)


def _faults(request: HttpRequest, found: Comparison, name: str) -> HttpResponse:
    n = len(found.faults)
    words = ngettext(
        "%(n)s cell cannot be taken, so nothing was taken in. Correct it in the table and choose it again.",
        "%(n)s cells cannot be taken, so nothing was taken in. Correct them in the table and choose it again.",
        n,
    )
    faults = sorted(found.faults, key=lambda fault: (fault.sheet, fault.row))[:_SHOWN]
    context = {"faults": faults, "n": n, "words": words % {"n": n}, "name": name, "form": TableForm()}
    return render(request, "projects/table_faults.html", context, status=422)


def _look(
    request: HttpRequest, stored: StoredFile, found: Comparison, form: ApplyForm, status: int = 200
) -> HttpResponse:
    # What looks odd is read first.
    changes = sorted(found.changes, key=lambda change: not change.asked)
    context = {
        "stored": stored,
        "found": found,
        "form": form,
        "new": found.new[:_SHOWN],
        "more_new": len(found.new) - _SHOWN,
        "changes": changes[:_SHOWN],
        "more": len(changes) - _SHOWN,
    }
    return render(request, "projects/table_look.html", context, status=status)
