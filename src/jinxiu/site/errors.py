"""Error pages: what happened, and what to do."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jinxiu.desk.api.problems import problem


def _page(request: HttpRequest, status: int, headline: str, advice: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(request, status, _("%(what)s: %(advice)s") % {"what": headline, "advice": advice})
    if request.headers.get("HX-Request"):
        return HttpResponse(advice, status=status, content_type="text/plain; charset=utf-8")
    context = {"headline": headline, "advice": advice}
    return render(request, "jinxiu/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        limit = f"{settings.UPLOAD_MAX_BYTES / 2**20:g}"
        advice = _(
            "A form takes at most %(limit)s MB of text; nothing was stored. Hand the text in as a file, in parts."
        )
        return _page(request, 413, _("This is too much at once"), advice % {"limit": limit})
    return _page(request, 400, _("This request cannot be read"), _("Go back, reload the page and try again."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, _("This is not open to you"), str(exception) or _("Ask the administrator."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, 404, _("There is nothing here"), _("Check the address, or start from the cockpit."))


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something broke on our side"),
        _("Nothing was changed. Try again; if it happens again, tell the administrator what you did."),
    )
