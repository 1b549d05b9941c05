"""Stub."""

from django.http import HttpRequest, HttpResponse

from jinxiu.core.permissions import requires


@requires("projects.read")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@requires("projects.read")
def project(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse("")
