"""Errors as other programs read them (RFC 9457), and what every answer has: one sentence, a stamp, no copy kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]
MEDIA_TYPE = "application/json; charset=utf-8"
PROBLEM_TYPE = "application/problem+json; charset=utf-8"


class ProblemError(Exception):
    """Why there is no answer: the status, a sentence that says what to do, the parameter that is at fault."""

    def __init__(self, status: HTTPStatus, detail: str, parameter: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.parameter = parameter


def problem(request: HttpRequest, status: int, detail: str, parameter: str = "") -> HttpResponse:
    """Return a problem; its title is the status in words, its detail one sentence in the language asked for."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "instance": request.get_full_path(),
    }
    if parameter:
        body["parameter"] = parameter
    response = HttpResponse(_written(body), status=status, content_type=PROBLEM_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def answers(view: View) -> View:
    """Let a guarded view answer programs: what it refuses becomes a problem.

    Nobody is sent to a sign-in page: a program could not read it.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            response = problem(request, HTTPStatus.METHOD_NOT_ALLOWED, _("The API is for reading: ask with GET."))
            response["Allow"] = "GET, HEAD"
            return response
        if not request.user.is_authenticated:
            words = _("Sign in first: the API takes the session of the site, and the verbs of your roles.")
            response = problem(request, HTTPStatus.UNAUTHORIZED, words)
            response["WWW-Authenticate"] = 'Session realm="jinxiu", location="/sign-in/"'
            return response
        try:
            return view(request, *args, **kwargs)
        except ProblemError as refused:
            return problem(request, refused.status, refused.detail, refused.parameter)
        except PermissionDenied as refused:
            return problem(request, HTTPStatus.FORBIDDEN, str(refused))
        except Http404 as missing:
            return problem(request, HTTPStatus.NOT_FOUND, str(missing))

    return answered


def stamped(request: HttpRequest, body: dict[str, Any]) -> HttpResponseBase:
    """Return JSON with the stamp of its bytes (ETag); whoever has these bytes already gets a 304."""
    content = _written(body)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    conditional = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(conditional, HttpResponseBase)
    return conditional


def _written(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
