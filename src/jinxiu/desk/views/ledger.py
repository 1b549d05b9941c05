"""Stub."""

from django.http import HttpRequest, HttpResponse

from jinxiu.core.permissions import requires


@requires("ledger.read")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@requires("ledger.export")
def export(request: HttpRequest, form: str) -> HttpResponse:
    return HttpResponse("")


@requires("ledger.read")
def side_by_side(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
