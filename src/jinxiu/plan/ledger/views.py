"""The review: a document beside its promises, and every decision on them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core.models import Account
from jinxiu.core.permissions import may, requires
from jinxiu.plan.documents.models import Draft
from jinxiu.plan.ledger import actions, queries
from jinxiu.plan.ledger.fields import Fields, fields_of
from jinxiu.plan.ledger.forms import AddForm, DefinitionForm, PlacedForm, split_parts

#: A split has room for this many parts.
_PARTS = 6
#: Thresholds come back written to four places.
_ROUNDING = 0.00005
_LIST = re.compile(r"[、，,]|和|及|以及")


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _review(pk: int, only: Collection[str] | None = None) -> queries.Review:
    found = queries.review(pk, only)
    if found is None:
        raise Http404
    return found


def _draft(pk: int, draft: int) -> Draft:
    found = queries.draft(pk, draft)
    if found is None:
        raise Http404
    return found


@requires("ledger.read")
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A document with every promise underlined, and the list of them beside it."""
    found = _review(pk)
    if found.run_id is None and not found.cards and queries.being_read(pk):
        return redirect("documents:page", pk)
    first = found.first_pending()
    low_first = request.GET.get("order") == "low"
    context = {
        "review": found,
        "cards": queries.low_first(found.cards) if low_first else found.cards,
        "active": request.GET.get("active") or (first.key if first else ""),
        "show": "pending" if request.GET.get("show") == "pending" else "all",
        "low_first": low_first,
        "may_decide": may(request.user, "ledger.decide").allowed,
    }
    return render(request, "ledger/review.html", context)


@requires("ledger.decide")
@require_POST
def decide(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """Confirm a draft as it is, or say that it is no promise."""
    chosen = _draft(pk, draft)
    act = request.POST.get("act")
    if act == "reject":
        return _acted(request, pk, chosen, lambda: actions.reject(_account(request), chosen, timezone.now()))
    if act != "confirm":
        raise BadRequest(_("Unknown act."))
    try:
        return _acted(request, pk, chosen, lambda: actions.confirm(_account(request), chosen, timezone.now()))
    except ValidationError:
        # The reader left something open: the form asks for it.
        form = PlacedForm(_as_data(fields_of(chosen)), auto_id=f"d{draft}_%s")
        form.is_valid()
        if request.headers.get("HX-Request"):
            answer = _edit_form(request, pk, chosen, form)
            answer["HX-Retarget"], answer["HX-Reswap"] = f"#slot-d{draft}", "innerHTML"
            return answer
        return _edit_form(request, pk, chosen, form)


@requires("ledger.decide")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """Correct a draft, then confirm it."""
    chosen = _draft(pk, draft)
    ids = f"d{draft}_%s"
    if request.method != "POST":
        return _edit_form(request, pk, chosen, PlacedForm.starting_from(fields_of(chosen), auto_id=ids))
    form = PlacedForm(request.POST, auto_id=ids)
    if not form.is_valid():
        return _edit_form(request, pk, chosen, form)
    pillar = form.cleaned_data["pillar"]
    return _acted(
        request,
        pk,
        chosen,
        lambda: actions.confirm(_account(request), chosen, timezone.now(), form.definition(), pillar),
    )


@requires("ledger.decide")
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """Make several targets of one draft."""
    chosen = _draft(pk, draft)
    if request.method != "POST":
        return _split_form(request, pk, chosen, _guessed_parts(chosen))
    parts = split_parts(request.POST, _PARTS)
    if not all([part.is_valid() for part in parts]):  # noqa: C419 — every part must say its faults
        return _split_form(request, pk, chosen, parts)
    if len(parts) < 2:
        fault = _("Name the objects of at least two parts.")
        return _split_form(request, pk, chosen, [*parts, *_guessed_parts(chosen)][:_PARTS], fault)
    said = [part.definition() for part in parts]
    return _acted(request, pk, chosen, lambda: actions.split(_account(request), chosen, said, timezone.now()))


@requires("ledger.decide")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a promise that the reader did not find."""
    document = queries.document(pk)
    if document is None:
        raise Http404
    if request.method != "POST":
        initial = queries.suggested(document, request.GET.get("start"), request.GET.get("end"))
        return _add_form(request, pk, AddForm(text=document.text, initial=initial, auto_id="add_%s"))
    form = AddForm(request.POST, text=document.text, auto_id="add_%s")
    if not form.is_valid():
        return _add_form(request, pk, form)
    given = form.cleaned_data
    try:
        target = actions.add(
            _account(request),
            document,
            given["start"],
            given["end"],
            form.definition(),
            timezone.now(),
            given["pillar"],
        )
    except actions.DecisionRefusedError as refusal:
        form.add_error(None, str(refusal))
        return _add_form(request, pk, form)
    key = f"t{target.pk}"
    found = _review(pk, {key})
    return _changed(request, found, [key], {"key": key, "added": True}, "")


@requires("ledger.decide")
@require_http_methods(["GET", "POST"])
def confirm_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm every draft that still waits, after asking."""
    document = queries.document(pk)
    if document is None:
        raise Http404
    if request.method != "POST":
        return render(request, "ledger/confirm_rest.html", {"review": _review(pk, ())})
    least, _sep, shown = request.POST.get("from", "").partition(":")
    try:
        asked, expected = float(least or 0), int(shown) if shown else None
    except ValueError:
        raise BadRequest(_("This is no confidence between 0 and 1.")) from None
    try:
        done = actions.confirm_all(_account(request), document, timezone.now(), asked - _ROUNDING, expected)
    except actions.DecisionRefusedError as refusal:
        return _everything(request, pk, str(refusal))
    note = ngettext("%(n)s draft confirmed.", "%(n)s drafts confirmed.", done.targets) % {"n": done.targets}
    if done.left:
        note += " " + ngettext(
            "%(n)s lacks a number, a unit or a stage: edit it.",
            "%(n)s lack a number, a unit or a stage: edit them.",
            done.left,
        ) % {"n": done.left}
    return _everything(request, pk, note)


@requires("ledger.decide")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's latest act back."""
    document = queries.document(pk)
    if document is None:
        raise Http404
    try:
        undone = actions.undo(_account(request), document, timezone.now())
    except actions.NothingToUndoError as refusal:
        return _changed(request, _review(pk, ()), [], {}, str(refusal))
    keys = [f"d{draft}" for draft in undone.draft_ids]
    if len(keys) != 1:
        return _everything(request, pk, _("Taken back."))
    return _changed(request, _review(pk, set(keys)), keys, {"key": keys[0], "stay": True}, _("Taken back."))


def _acted(request: HttpRequest, pk: int, draft: Draft, act: Callable[[], object]) -> HttpResponse:
    """Carry an act on a draft out, and show what became of the draft either way."""
    note, key = "", f"d{draft.pk}"
    try:
        act()
    except actions.DecisionRefusedError as refusal:
        note = str(refusal)
    return _changed(request, _review(pk, {key}), [key], {"key": key, "after": draft.start}, note)


def _changed(
    request: HttpRequest, found: queries.Review, keys: list[str], event: dict[str, Any], note: str
) -> HttpResponse:
    """Answer with the cards, paragraphs and counts that an act changed, and nothing else."""
    following = found.first_pending(event.get("after", -1))
    if not request.headers.get("HX-Request"):
        if note:
            notes.info(request, note)
        key = following.key if following and "after" in event else event.get("key", "")
        anchor = f"?active={key}#card-{key}" if key else ""
        return redirect(reverse("ledger:review", args=[found.pk]) + anchor)
    context = {
        "review": found,
        "cards": [card for card in found.cards if card.key in keys],
        "added": event.get("added"),
        "before": queries.following(found.cards, keys[0]) if event.get("added") else None,
        "may_decide": True,
        "note": note,
    }
    answer = render(request, "ledger/_changed.html", context)
    answer["HX-Reswap"] = "none"
    answer["HX-Trigger-After-Settle"] = json.dumps({"jinxiu:decided": event})
    return answer


def _everything(request: HttpRequest, pk: int, note: str) -> HttpResponse:
    """Answer an act that may have changed any card: the whole list and text anew, in place."""
    if not request.headers.get("HX-Request"):
        notes.success(request, note)
        return redirect("ledger:review", pk)
    found = _review(pk)
    context = {"review": found, "cards": found.cards, "whole": True, "may_decide": True, "note": note}
    answer = render(request, "ledger/_changed.html", context)
    first = found.first_pending()
    answer["HX-Reswap"] = "none"
    answer["HX-Trigger-After-Settle"] = json.dumps(
        {"jinxiu:decided": {"key": first.key if first else "", "stay": True}}
    )
    return answer


def _form(request: HttpRequest, piece: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form inside its card, or on a page of its own where scripts are off."""
    if request.headers.get("HX-Request"):
        return render(request, piece, context)
    return render(request, "ledger/form_page.html", context | {"piece": piece})


def _edit_form(request: HttpRequest, pk: int, draft: Draft, form: DefinitionForm) -> HttpResponse:
    return _form(request, "ledger/_edit.html", {"form": form, "pk": pk, "draft": draft})


def _split_form(
    request: HttpRequest, pk: int, draft: Draft, parts: list[DefinitionForm], fault: str = ""
) -> HttpResponse:
    return _form(request, "ledger/_split.html", {"parts": parts, "pk": pk, "draft": draft, "fault": fault})


def _add_form(request: HttpRequest, pk: int, form: AddForm) -> HttpResponse:
    return _form(request, "ledger/_add.html", {"form": form, "pk": pk})


def _as_data(fields: Fields) -> dict[str, Any]:
    return {name: "" if value is None else value for name, value in fields.as_columns().items()}


def _guessed_parts(draft: Draft) -> list[DefinitionForm]:
    """Return a form for each object that the draft seems to list, and a spare one."""
    fields = fields_of(draft)
    names = [name.strip() for name in _LIST.split(draft.object) if name.strip()][: _PARTS - 1]
    if len(names) < 2:
        names = [draft.object, ""]
    return [
        DefinitionForm.starting_from(fields, prefix=f"p{number}", initial={"object": name})
        for number, name in enumerate([*names, ""] if names[-1] else names)
    ]
