"""Stub."""

from django.http import HttpRequest, HttpResponse

from jinxiu.core.permissions import requires


@requires("chains.read")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
