"""Stub."""

from django.http import HttpRequest, HttpResponse

from jinxiu.core.permissions import requires


@requires("ledger.read")
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


@requires("ledger.read")
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse("")
