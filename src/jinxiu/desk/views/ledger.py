"""The ledger as a table, as a file, and as two documents side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jinxiu.core.dates import Dates, dates_of
from jinxiu.core.permissions import may, requires
from jinxiu.desk import exports
from jinxiu.desk.forms import FilterForm, InForce
from jinxiu.desk.queries import ledger
from jinxiu.desk.rooms import address
from jinxiu.engines.measuring import State
from jinxiu.plan.ledger.tasktable.queries import of_targets
from jinxiu.plan.ledger.tasktable.views import as_file

PAGE = 50
_HEADS = {
    "code": gettext_lazy("Code"),
    "object": gettext_lazy("Promise"),
    "target": gettext_lazy("Target"),
    "scope": gettext_lazy("For each"),
    "due": gettext_lazy("Due"),
    "lead": gettext_lazy("Lead"),
    "pillar": gettext_lazy("Pillar"),
    "document": gettext_lazy("Document"),
    "latest": gettext_lazy("Latest"),
    "state": gettext_lazy("State"),
}
_NUMERIC = {"latest"}
_FORMS = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exports.workbook),
    "csv": ("text/csv; charset=utf-8", exports.comma_separated),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where it sorts to, and how it is sorted now (``ascending``, ``descending`` or nothing)."""

    label: str
    link: str
    sorted: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Pill:
    """A filter in force, and the address without it."""

    label: str
    words: str
    link: str


@dataclass(frozen=True, slots=True)
class StateLink:
    """How many are in a state, and the address that shows only those, or all again; ``state`` None has none."""

    state: State | None
    n: int
    link: str
    current: bool


@requires("ledger.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All targets of all documents, filtered, sorted, 50 a page."""
    dates, form = _asked(request)
    sort = request.GET.get("sort", "")
    found = ledger.ledger(form.filters(), dates.as_of, sort)
    context = {
        "dates": dates,
        "city": dates.city,
        "form": form,
        "found": found,
        "page": Paginator(found.entries, PAGE).get_page(request.GET.get("page")),
        "heads": [_head(request.GET, name, sort) for name in ledger.COLUMNS],
        "pills": [_pill(request.GET, item) for item in form.in_force()],
        "states": _state_links(request.GET, found),
        "sort": sort,
        "query": request.GET.urlencode(),
        "may_export": may(request.user, "ledger.export").allowed,
        "may_bring_back": may(request.user, "ledger.revise").allowed,
        "documents_url": address("documents:list"),
    }
    return render(request, "desk/ledger.html", context)


@requires("ledger.export")
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Exactly what the filters let through, as a file."""
    if form not in _FORMS:
        raise Http404(_("The ledger is exported as xlsx or csv."))
    dates, narrowed = _asked(request)
    found = ledger.ledger(narrowed.filters(), dates.as_of, request.GET.get("sort", ""))
    notes = [
        (_("As of"), dates.as_of.isoformat()),
        (_("Lines"), str(len(found.entries))),
        *((item.label, item.words) for item in narrowed.in_force()),
    ]
    media_type, write = _FORMS[form]
    response = HttpResponse(write(found.entries, notes), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="ledger-{dates.as_of.isoformat()}.{form}"'
    return response


@requires("ledger.export")
@require_GET
def task_table(request: HttpRequest, form: str) -> HttpResponse:
    """What the filters let through as the task table, which can be filled in and brought back."""
    dates, narrowed = _asked(request)
    found = ledger.ledger(narrowed.filters(), dates.as_of)
    return as_file(of_targets(entry.row.target.pk for entry in found.entries), form, timezone.now())


@requires("ledger.read")
@require_GET
def side_by_side(request: HttpRequest) -> HttpResponse:
    """Two documents in two columns, under the same filters."""
    dates, form = _asked(request)
    documents = form.documents
    left, right = _picked(request.GET, [code for code, _title in documents])
    pairs = ledger.side_by_side(form.filters(), left, right, dates.as_of) if left != right else []
    context = {
        "dates": dates,
        "city": dates.city,
        "form": form,
        "codes": documents,
        "left": left,
        "right": right,
        "enough": len(documents) > 1,
        "pairs": pairs,
        "pills": [_pill(request.GET, item) for item in form.in_force() if item.name != "document"],
        "documents_url": address("documents:list"),
    }
    return render(request, "desk/side_by_side.html", context)


def _picked(given: QueryDict, codes: list[str]) -> tuple[str, str]:
    """Return the two documents asked for; the two newest where the address names none that exist."""
    fallback = [*codes[:2], "", ""]
    left, right = given.get("left", ""), given.get("right", "")
    return left if left in codes else fallback[0], right if right in codes else fallback[1]


def _asked(request: HttpRequest) -> tuple[Dates, FilterForm]:
    form = FilterForm(request.GET, ledger.choices())
    form.is_valid()
    return dates_of(request, timezone.localdate()), form


def _link(given: QueryDict, **changes: list[str]) -> str:
    """Return the address with some of its parts replaced; days are remembered, and pages begin again."""
    query = given.copy()
    for name in ("page", "as_of", "compare"):
        query.pop(name, None)
    for name, values in changes.items():
        query.setlist(name, values)
    return f"?{query.urlencode()}"


def _head(given: QueryDict, name: str, sort: str) -> Head:
    now = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    following = f"-{name}" if now == "ascending" else name
    return Head(str(_HEADS[name]), _link(given, sort=[following]), now, name in _NUMERIC)


def _pill(given: QueryDict, item: InForce) -> Pill:
    rest = [value for value in given.getlist(item.name) if value.strip() != item.value]
    return Pill(item.label, item.words, _link(given, **{item.name: rest}))


def _state_links(given: QueryDict, found: ledger.Ledger) -> list[StateLink]:
    """Return a link for each state, and one for promises in words alone where there are any."""
    links = [_state_link(given, state, n) for state, n in found.counts.items()]
    if found.qualities or ledger.NOT_SCORED in given.getlist("state"):
        links.append(_state_link(given, None, found.qualities))
    return links


def _state_link(given: QueryDict, state: State | None, n: int) -> StateLink:
    value = state.value if state else ledger.NOT_SCORED
    chosen = given.getlist("state")
    current = value in chosen
    rest = [one for one in chosen if one != value] if current else [*chosen, value]
    return StateLink(state, n, _link(given, state=rest), current)
