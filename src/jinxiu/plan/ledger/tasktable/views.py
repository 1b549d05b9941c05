"""The table's pages: out as a file, back in, looked at, applied."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages as notes
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core import evidence
from jinxiu.core.models import Account, StoredFile
from jinxiu.core.permissions import check, requires
from jinxiu.plan.ledger.tasktable import actions, docx, queries, xlsx
from jinxiu.plan.ledger.tasktable.comparing import Change, Comparison, Conflict, New
from jinxiu.plan.ledger.tasktable.forms import ApplyForm, TableForm
from jinxiu.plan.ledger.tasktable.rows import BY_KEY
from jinxiu.plan.ledger.tasktable.workbooks import MEDIA_TYPE, NotAWorkbookError, too_large

if TYPE_CHECKING:
    from datetime import datetime

PAGE = 200
_FORMS = {"xlsx": (MEDIA_TYPE, xlsx.workbook), "docx": (docx.MEDIA_TYPE, docx.document)}


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    check(request.user, "ledger.assign")
    return request.user


def as_file(table: queries.Table, form: str, now: datetime) -> HttpResponse:
    """Return a table as a file to keep; its name says of what and of which day."""
    if form not in _FORMS:
        raise Http404(_("The task table is exported as xlsx or docx."))
    media_type, write = _FORMS[form]
    of = table.sheets[0].document.title if len(table.sheets) == 1 else _("Ledger")
    name = f"{of}任务分解表-{timezone.localtime(now).date().isoformat()}.{form}"
    response = HttpResponse(write(table, now), content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename=\"tasks.{form}\"; filename*=UTF-8''{quote(name)}"
    return response


@requires("ledger.export")
@require_GET
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:  # noqa: ARG001
    """The table of one document."""
    table = queries.of_document(pk)
    if table is None:
        raise Http404
    return as_file(table, form, timezone.now())


@requires("ledger.revise")
@require_http_methods(["GET", "POST"])
def bring_back(request: HttpRequest) -> HttpResponse:
    """Choose the workbook. It is only looked at: faults are listed, else its changes wait on a page of their own."""
    account = _account(request)
    if request.method != "POST":
        return _choose(request, TableForm())
    given = request.POST  # reading it parses the upload, which stops at the limit
    if request.META.get("jinxiu.upload_too_large"):
        return _choose(request, TableForm(), too_large(filesizeformat(settings.UPLOAD_MAX_BYTES)), 413)
    form = TableForm(given, request.FILES)
    return _looked_at(request, account, form) if form.is_valid() else _choose(request, form, status=400)


@requires("ledger.revise")
@require_GET
def preview(request: HttpRequest, sha256: str) -> HttpResponse:
    """What a workbook that was taken in would change by now."""
    _account(request)
    stored, found = _stored(sha256)
    return _look(request, stored, found, ApplyForm(None, found))


@requires("ledger.revise")
@require_POST
def apply(request: HttpRequest, sha256: str) -> HttpResponse:
    """Write what was looked at, all of it or nothing."""
    account = _account(request)
    stored, found = _stored(sha256)
    form = ApplyForm(request.POST, found)
    if form.is_valid():
        given = form.cleaned_data
        try:
            done = actions.apply(account, stored, given["fingerprint"], given["reason"], timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        except actions.MovedOnError as refusal:
            notes.warning(request, str(refusal))
            return redirect("ledger:table", sha256)
        else:
            notes.success(request, _done(done))
            return redirect("desk:ledger")
    return _look(request, stored, found, form, 400)


def _looked_at(request: HttpRequest, account: Account, form: TableForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        found = actions.look(data, file.name)
    except NotAWorkbookError as refusal:
        return _choose(request, TableForm(), str(refusal), 400)
    if found.faults:
        context = {"found": found, "faults": found.faults[:PAGE], "name": file.name, "form": TableForm()}
        return render(request, "ledger/tasktable/faults.html", context, status=400)
    if not found.writes and not found.conflicts:
        notes.info(request, _nothing(found))
        return redirect("ledger:table-in")
    stored = actions.take_in(account, data, file.name, timezone.now())
    return redirect("ledger:table", stored.sha256)


def _stored(sha256: str) -> tuple[StoredFile, Comparison]:
    stored = queries.stored_file(sha256)
    if stored is None:
        raise Http404
    try:
        return stored, actions.look(evidence.read(stored), stored.name)
    except NotAWorkbookError as refusal:
        raise Http404(str(refusal)) from None


def _choose(request: HttpRequest, form: TableForm, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "limit": filesizeformat(settings.UPLOAD_MAX_BYTES),
        "nothing": not queries.anything(),
    }
    return render(request, "ledger/tasktable/bring_back.html", context, status=status)


def _look(
    request: HttpRequest, stored: StoredFile, found: Comparison, form: ApplyForm, status: int = 200
) -> HttpResponse:
    rows = [*found.conflicts, *found.changes, *found.new]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "stored": stored,
        "found": found,
        "form": form,
        "page": page,
        "conflicts": [row for row in page if isinstance(row, Conflict)],
        "changes": [row for row in page if isinstance(row, Change)],
        "new": [row for row in page if isinstance(row, New)],
        "faults": found.faults[:PAGE],
        "heads": {key: column.label for key, column in BY_KEY.items()},
    }
    return render(request, "ledger/tasktable/preview.html", context, status=status)


def _nothing(found: Comparison) -> str:
    note = _("No changes: every row says what the ledger says, and nothing was written.")
    if found.outdated:
        note += " " + ngettext(
            "%(n)s row is older than the ledger and was not edited; it stays as the ledger has it.",
            "%(n)s rows are older than the ledger and were not edited; they stay as the ledger has them.",
            found.outdated,
        ) % {"n": found.outdated}
    return note


def _done(done: actions.Applied) -> str:
    parts = [
        ngettext("%(n)s target revised", "%(n)s targets revised", done.revised) % {"n": done.revised},
        ngettext("%(n)s assigned anew", "%(n)s assigned anew", done.reassigned) % {"n": done.reassigned},
        ngettext("%(n)s moved to another pillar", "%(n)s moved to another pillar", done.moved) % {"n": done.moved},
        ngettext("%(n)s added", "%(n)s added", done.added) % {"n": done.added},
    ]
    counts = (done.revised, done.reassigned, done.moved, done.added)
    said = _(", ").join(part for part, n in zip(parts, counts, strict=True) if n)
    left = ngettext("%(n)s conflict left out", "%(n)s conflicts left out", done.left) % {"n": done.left}
    return _("Written into the ledger: %(what)s.") % {"what": _(", ").join([said, left]) if done.left else said}
