"""The API: a list of targets, one target with its trace, and the description of both."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.permissions import requires
from jinxiu.desk.api import asking, saying, tracing
from jinxiu.desk.api.problems import ProblemError, answers, stamped
from jinxiu.desk.queries import api

PAGE = 50
_FILTERS = ("pillar", "unit", "state")
_MOMENT = ("as_of", "known_at")


@answers
@requires("ledger.read")
def root(request: HttpRequest) -> HttpResponseBase:
    """Where everything is."""
    asking.only(request, ())
    addresses = {"targets": "api:targets", "description": "api:description"}
    return stamped(
        request, {"links": {name: request.build_absolute_uri(reverse(to)) for name, to in addresses.items()}}
    )


@answers
@requires("ledger.read")
def targets(request: HttpRequest) -> HttpResponseBase:
    """Targets as they stood on a day and were known at a moment, 50 a page."""
    asking.only(request, (*_FILTERS, *_MOMENT, "page"))
    asked = asking.moment_of(request, timezone.now())
    number = asking.number_of(request, "page")
    wanted = api.Wanted(
        asking.code_of(request, "pillar", api.pillars()),
        asking.code_of(request, "unit", api.units()),
        asking.one_of(request, "state", api.STATES),
    )
    found = api.listed(wanted, asked.as_of, asked.known_at, number, PAGE)
    pages = max(1, -(-found.count // PAGE))
    if number > pages:
        words = _("There is no page %(n)s: the list has %(pages)s.") % {"n": number, "pages": pages}
        raise ProblemError(HTTPStatus.NOT_FOUND, words, "page")
    body = {
        "as_of": saying.day(asked.as_of),
        "known_at": saying.moment(asked.known_at),
        "count": found.count,
        "page": number,
        "pages": pages,
        "links": _links(request, number, pages),
        "targets": [saying.summary(request, row) for row in found.rows],
    }
    return stamped(request, body)


@answers
@requires("ledger.read")
def target(request: HttpRequest, code: str) -> HttpResponseBase:
    """One target with everything behind its figure."""
    asking.only(request, _MOMENT)
    asked = asking.moment_of(request, timezone.now())
    found = api.detail(code, asked.as_of, asked.known_at)
    if found is None:
        raise tracing.missing(code)
    return stamped(request, tracing.traced(request, found, asked))


@answers
@requires("ledger.read")
def description(request: HttpRequest) -> HttpResponseBase:
    """The API in OpenAPI 3.1."""
    asking.only(request, ())
    servers = [{"url": request.build_absolute_uri("/").rstrip("/")}]
    return stamped(request, described() | {"servers": servers})


@cache
def described() -> dict[str, Any]:
    """Return ``data/openapi.json``."""
    text = resources.files("jinxiu.desk.api").joinpath("data/openapi.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _links(request: HttpRequest, number: int, last: int) -> dict[str, str | None]:
    """Return the addresses of this page and of those around it, with the same filters."""

    def at(page: int) -> str | None:
        if not 1 <= page <= last:
            return None
        query = urlencode({name: value for name, value in request.GET.items() if name != "page"} | {"page": page})
        return f"{request.build_absolute_uri(request.path)}?{query}"

    return {"self": at(number), "first": at(1), "prev": at(number - 1), "next": at(number + 1), "last": at(last)}
