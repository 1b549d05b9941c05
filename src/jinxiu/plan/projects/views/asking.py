"""What the pages of projects share: filters in force, tabs, and what the account may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinxiu.core.models import Account
from jinxiu.core.permissions import may
from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.listing import NO_RUNG, NOBODY, NOWHERE, Choices, Filters
from jinxiu.plan.projects.models import Project, RungChoice

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from jinxiu.core.dates import Dates

Result = TypeVar("Result")
#: Fields that take the whole width of a form.
_WIDE = {"name", "note", "statement", "settles", "reason", "source_title", "evidence", "what", "how"}

_TABS: tuple[tuple[str, StrOrPromise, str], ...] = (
    ("list", gettext_lazy("List"), "desk:projects"),
    ("funnel", gettext_lazy("Funnel"), "projects:funnel"),
    ("gantt", gettext_lazy("Gantt chart"), "projects:gantt"),
    ("map", gettext_lazy("Map"), "projects:map"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the same projects."""

    name: StrOrPromise
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a filter offers."""

    value: str
    words: StrOrPromise
    chosen: bool


def frame_of(request: HttpRequest, tab: str, filters: Filters, offered: Choices, dates: Dates) -> dict[str, Any]:
    """Return what stands around projects on every page that shows several of them."""
    query = request.GET.copy()
    for name in ("page", "sort", "as_of", "compare"):
        query.pop(name, None)
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    kept = query.urlencode()
    tail = f"?{kept}" if kept else ""
    return {
        "dates": dates,
        "city": dates.city,
        "filters": filters,
        "tabs": [Tab(name, reverse(address) + tail, key == tab) for key, name, address in _TABS],
        "query": kept,
        "kinds": [Option(name, name, name == filters.kind) for name in offered.kinds],
        "rungs": _options([*((str(v), w) for v, w in RungChoice.choices), (NO_RUNG, _("no step known"))], filters.rung),
        "areas": _options([*offered.areas, *([(NOWHERE, _("not stated"))] if offered.nowhere else [])], filters.area),
        "owners": _options(
            [*offered.owners, *([(NOBODY, _("nobody named"))] if offered.nobody else [])], filters.owner
        ),
        "may_keep": may(request.user, "projects.keep").allowed,
        "may_import": may(request.user, "projects.import").allowed,
    }


def _options(pairs: list[tuple[str, Any]], chosen: str) -> list[Option]:
    return [Option(value, words, value == chosen) for value, words in pairs]


@dataclass(frozen=True, slots=True)
class Attempt(Generic[Result]):
    """What came of a form that was sent: done with a result, or not, with faults in the form or a question."""

    result: Result | None = None
    done: bool = False
    asked: str = ""


def attempt(form: Form, act: Callable[[], Result]) -> Attempt[Result]:
    """Carry out what a form says; what is refused stands beside the field that it is about."""
    if not form.is_valid():
        return Attempt()
    try:
        return Attempt(act(), done=True)
    except AskError as question:
        return Attempt(asked=str(question))
    except RefusedError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return Attempt()


def attempt_asking(request: HttpRequest, form: Form, act: Callable[..., Result]) -> Attempt[Result]:
    """Carry out a form that may be asked about: ``act`` takes ``confirmed``: the very question was answered.

    The button of a question carries its words, so that a yes to one question is no yes to the next.
    """
    tried = attempt(form, lambda: act(confirmed=False))
    if tried.asked and tried.asked == request.POST.get("confirmed"):
        return attempt(form, lambda: act(confirmed=True))
    return tried


def form_page(
    request: HttpRequest,
    form: Form,
    project: Project | None,
    title: str,
    act: str,
    *,
    asked: str = "",
    aside: str = "",
    files: bool = False,
) -> HttpResponse:
    """Show a form of this room, with what is wrong with it or asked about it."""
    context: dict[str, Any] = {"form": form, "project": project, "title": title, "act": act}
    context |= {"asked": asked, "aside": aside, "files": files, "wide": _WIDE}
    return render(request, "projects/form.html", context, status=422 if form.errors or asked else 200)


def too_large(request: HttpRequest) -> bool:
    """Whether an upload stopped at the limit; known once the fields of the request were read."""
    return bool(request.META.get("jinxiu.upload_too_large"))


def account_of(request: HttpRequest) -> Account:
    """Return who is signed in; views ask for a verb before."""
    assert isinstance(request.user, Account)
    return request.user


def project_of(code: str) -> Project:
    """Return a project by its code, or answer that there is none."""
    found = Project.objects.select_related("area", "responsible", "source").filter(code=code).first()
    if found is None:
        raise Http404(_("There is no such project."))
    return found
