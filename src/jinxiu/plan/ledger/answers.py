"""How the review answers an act: with the pieces that changed where scripts run, else by leading back to the page."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from jinxiu.plan.ledger import queries

#: The address of the review says so where the order of the text is wanted; the least sure come first otherwise.
BY_TEXT = "text"


def review_of(pk: int, only: Collection[str] | None = None) -> queries.Review:
    """Return the review of a document; raises Http404."""
    found = queries.review(pk, only)
    if found is None:
        raise Http404
    return found


def by_text(request: HttpRequest) -> bool:
    """Say whether the person goes through the cards in the order of the text, by the address of page or form."""
    page = request.headers.get("HX-Current-URL")
    if page is None:
        return request.GET.get("order") == BY_TEXT
    return parse_qs(urlsplit(page).query).get("order", [""])[0] == BY_TEXT


def address(pk: int, *, text: bool, **more: str) -> str:
    """Return the address of a review in one of its orders."""
    query = urlencode(({"order": BY_TEXT} if text else {}) | more)
    return reverse("ledger:review", args=[pk]) + (f"?{query}" if query else "")


def changed(
    request: HttpRequest, found: queries.Review, keys: list[str], event: dict[str, Any], note: str
) -> HttpResponse:
    """Answer with the cards, paragraphs and counts that an act changed, and nothing else.

    ``event`` names the ``key`` that was decided; ``stay`` or ``added`` keep it the active one.
    """
    text = by_text(request)
    key = event.get("key", "")
    if not request.headers.get("HX-Request"):
        if note:
            notes.info(request, note)
        if key and not event.get("stay") and not event.get("added"):
            following = found.next_pending(key, by_text=text)
            key = following.key if following else key
        return redirect(address(found.pk, text=text, **({"active": key} if key else {})) + (f"#card-{key}" * bool(key)))
    context = {
        "review": found,
        "cards": [card for card in found.cards if card.key in keys],
        "added": event.get("added"),
        "before": queries.following(found.ordered(by_text=text), key) if event.get("added") else None,
        "may_decide": True,
        "keep": kept(text=text),
        "note": note,
    }
    answer = render(request, "ledger/_changed.html", context)
    return _told(answer, event)


def everything(request: HttpRequest, pk: int, note: str) -> HttpResponse:
    """Answer an act that may have changed any card: the whole list and text anew, in place."""
    text = by_text(request)
    if not request.headers.get("HX-Request"):
        notes.success(request, note)
        return redirect(address(pk, text=text))
    found = review_of(pk)
    answer = HttpResponse(_whole(request, found, note, text=text))
    first = found.next_pending("", by_text=text)
    return _told(answer, {"key": first.key if first else "", "stay": True})


def _whole(request: HttpRequest, found: queries.Review, note: str, *, text: bool) -> str:
    context = {
        "review": found,
        "cards": found.ordered(by_text=text),
        "whole": True,
        "may_decide": True,
        "keep": kept(text=text),
        "note": note,
    }
    return render_to_string("ledger/_changed.html", context, request)


def recounted(request: HttpRequest, pk: int, piece: str, context: dict[str, Any]) -> HttpResponse:
    """Answer an act that was refused because others decided in between: the question anew, and the page behind it."""
    whole = _whole(request, review_of(pk), "", text=by_text(request))
    answer = HttpResponse(render_to_string(piece, context, request) + whole)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#confirm-rest", "innerHTML"
    return answer


def form(request: HttpRequest, piece: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form inside its card, or on a page of its own where scripts are off."""
    text = by_text(request)
    context |= {"keep": kept(text=text), "back": address(context["pk"], text=text)}
    if request.headers.get("HX-Request"):
        return render(request, piece, context)
    return render(request, "ledger/form_page.html", context | {"piece": piece})


def kept(*, text: bool) -> str:
    """Return what links and forms add to their address so that the order stays."""
    return f"?order={BY_TEXT}" if text else ""


def _told(answer: HttpResponse, event: dict[str, Any]) -> HttpResponse:
    answer["HX-Reswap"] = "none"
    answer["HX-Trigger-After-Settle"] = json.dumps({"jinxiu:decided": event})
    return answer
