"""The review: a document beside its promises, and every decision on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core.models import Account
from jinxiu.core.permissions import may, requires
from jinxiu.plan.documents.models import Draft
from jinxiu.plan.ledger import actions, answers, queries
from jinxiu.plan.ledger.answering import Answering, Register, register
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.forms import AddForm, DefinitionForm, PlacedForm, ThresholdForm, split_parts

#: A split has room for this many parts.
_PARTS = 6
_LIST = re.compile(r"[、，,]|和|及|以及")


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _draft(pk: int, draft: int) -> Draft:
    found = queries.draft(pk, draft)
    if found is None:
        raise Http404
    return found


@requires("ledger.read")
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A document with every promise underlined, and the list of them beside it, the least sure in front."""
    found = answers.review_of(pk)
    if found.run_id is None and not found.cards and queries.being_read(pk):
        return redirect("documents:page", pk)
    text = answers.by_text(request)
    first = found.next_pending("", by_text=text)
    show = "pending" if request.GET.get("show") == "pending" else "all"
    context = {
        "review": found,
        "cards": found.ordered(by_text=text),
        "active": request.GET.get("active") or (first.key if first else ""),
        "show": show,
        "by_text": text,
        "keep": answers.kept(text=text),
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
        known = _register(request, chosen.run.document.year)
        form = PlacedForm(_as_data(chosen, known), register=known, auto_id=f"d{draft}_%s")
        form.is_valid()
        answer = _edit_form(request, pk, chosen, form, known)
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#slot-d{draft}", "innerHTML"
        return answer


@requires("ledger.decide")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """Correct a draft, then confirm it."""
    chosen = _draft(pk, draft)
    known = _register(request, chosen.run.document.year)
    if request.method != "POST":
        return _edit_form(request, pk, chosen, _starting(chosen, known), known)
    form = PlacedForm(request.POST, register=known, auto_id=f"d{draft}_%s")
    if not form.is_valid():
        return _edit_form(request, pk, chosen, form, known)
    pillar = form.cleaned_data["pillar"]
    return _acted(
        request,
        pk,
        chosen,
        lambda: actions.confirm(_account(request), chosen, timezone.now(), form.definition(), pillar, form.answering()),
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
    known = _register(request, document.year)
    if request.method != "POST":
        initial = queries.suggested(document, request.GET.get("start"), request.GET.get("end"))
        return _add_form(request, pk, AddForm(text=document.text, register=known, initial=initial, auto_id="add_%s"))
    form = AddForm(request.POST, text=document.text, register=known, auto_id="add_%s")
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
            form.answering(),
        )
    except actions.DecisionRefusedError as refusal:
        form.add_error(None, str(refusal))
        return _add_form(request, pk, form)
    key = f"t{target.pk}"
    found = answers.review_of(pk, {key})
    return answers.changed(request, found, [key], {"key": key, "added": True}, "")


@requires("ledger.decide")
@require_http_methods(["GET", "POST"])
def confirm_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm every draft from a confidence on, after showing what that means."""
    document = queries.document(pk)
    if document is None:
        raise Http404
    form = ThresholdForm(request.POST if request.method == "POST" else request.GET)
    least = form.least()
    if request.method != "POST":
        return _rest(request, pk, least)
    try:
        done = actions.confirm_all(_account(request), document, timezone.now(), least, form.cleaned_data["seen"])
    except actions.ChoiceChangedError as refusal:
        return _rest(request, pk, least, str(refusal))
    note = ngettext("%(n)s draft confirmed.", "%(n)s drafts confirmed.", done.targets) % {"n": done.targets}
    if done.left:
        note += " " + ngettext(
            "%(n)s lacks a number, a unit or a stage: edit it.",
            "%(n)s lack a number, a unit or a stage: edit them.",
            done.left,
        ) % {"n": done.left}
    return answers.everything(request, pk, note)


def _rest(request: HttpRequest, pk: int, least: float, fault: str = "") -> HttpResponse:
    """Show what a threshold means: in the dialog, as its live count alone, or on a page of its own."""
    text = answers.by_text(request)
    context = {
        "pk": pk,
        "choice": queries.choice_of(pk, least),
        "fault": fault,
        "keep": answers.kept(text=text),
        "back": answers.address(pk, text=text),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "ledger/confirm_rest.html", context, status=409 if fault else 200)
    if fault:
        return answers.recounted(request, pk, "ledger/_confirm_rest.html", context)
    live = request.headers.get("HX-Target") == "rest-choice"
    return render(request, "ledger/_choice.html" if live else "ledger/_confirm_rest.html", context)


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
        return answers.changed(request, answers.review_of(pk, ()), [], {}, str(refusal))
    keys = [f"d{draft}" for draft in undone.draft_ids]
    if len(keys) != 1:
        return answers.everything(request, pk, _("Taken back."))
    event = {"key": keys[0], "stay": True}
    return answers.changed(request, answers.review_of(pk, set(keys)), keys, event, _("Taken back."))


def _acted(request: HttpRequest, pk: int, draft: Draft, act: Callable[[], object]) -> HttpResponse:
    """Carry an act on a draft out, and show what became of the draft either way."""
    note, key = "", f"d{draft.pk}"
    try:
        act()
    except actions.DecisionRefusedError as refusal:
        note = str(refusal)
    return answers.changed(request, answers.review_of(pk, {key}), [key], {"key": key}, note)


def _edit_form(request: HttpRequest, pk: int, draft: Draft, form: PlacedForm, known: Register | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "pk": pk, "draft": draft}
    if known is not None:
        context["organisations"] = known.names()
        context["unknown"] = [body.name for body in known.bodies(draft.bodies) if body.organisation is None]
    return answers.form(request, "ledger/_edit.html", context)


def _split_form(
    request: HttpRequest, pk: int, draft: Draft, parts: list[DefinitionForm], fault: str = ""
) -> HttpResponse:
    return answers.form(request, "ledger/_split.html", {"parts": parts, "pk": pk, "draft": draft, "fault": fault})


def _add_form(request: HttpRequest, pk: int, form: AddForm) -> HttpResponse:
    organisations = form.register.names() if form.register else []
    return answers.form(request, "ledger/_add.html", {"form": form, "pk": pk, "organisations": organisations})


def _register(request: HttpRequest, year: int) -> Register | None:
    """Return the organisations that a person may let answer; None for one who may not assign."""
    return register(year) if may(request.user, "ledger.assign").allowed else None


def _starting(draft: Draft, known: Register | None) -> PlacedForm:
    """Return the form as the draft is, with whoever its text names."""
    named = _named(draft, known)
    return PlacedForm.starting_from(fields_of(draft), initial=named, register=known, auto_id=f"d{draft.pk}_%s")


def _named(draft: Draft, known: Register | None) -> dict[str, str]:
    told = known.answering(draft.bodies) if known else Answering()
    return {"lead": "、".join(str(one) for one in told.leads), "support": "、".join(str(one) for one in told.supports)}


def _as_data(draft: Draft, known: Register | None) -> dict[str, Any]:
    fields = {name: "" if value is None else value for name, value in fields_of(draft).as_columns().items()}
    return fields | _named(draft, known)


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
