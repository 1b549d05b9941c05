"""The comparison: every promise beside what the review says of it, and every decision on that."""

from __future__ import annotations

import json
from collections.abc import Callable
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
from jinxiu.plan.outcomes import actions, choosing, exports, listing, pairing, queries
from jinxiu.plan.outcomes.errors import RefusedError
from jinxiu.plan.outcomes.forms import AboveForm, FilterForm, SaidForm, SeenForm, StartForm, spans
from jinxiu.plan.outcomes.models import PairingRun, Proposal
from jinxiu.plan.outcomes.outline import Comparison, comparison
from jinxiu.plan.outcomes.saying import Place, said_by
from jinxiu.plan.outcomes.standing import newest

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _run(pk: int) -> PairingRun:
    found = queries.run(pk)
    if found is None:
        raise Http404(_("There is no such comparison."))
    return found


def _proposal(pk: int, proposal: int) -> Proposal:
    found = queries.proposal(pk, proposal)
    if found is None:
        raise Http404(_("There is no such comparison."))
    return found


@requires("outcomes.read")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The documents that look back, and how far each comparison with a plan is."""
    asked = request.GET.get("review", "")
    only = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    context = {
        "page": listing.reviews(request.GET.get("page"), only),
        "only": only,
        "this_year": timezone.localdate().year,
        "may_pair": may(request.user, "outcomes.pair").allowed,
    }
    return render(request, "outcomes/list.html", context)


@requires("outcomes.pair")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Compare a review with a plan."""
    form = StartForm(request.POST, this_year=timezone.localdate().year)
    review_of = request.POST.get("review", "")
    back = reverse("outcomes:list") + (f"?review={review_of}" if review_of.isdecimal() else "")
    if not form.is_valid():
        said = _("%(field)s: %(fault)s")
        faults = (
            said % {"field": form[name].label, "fault": " ".join(str(error) for error in errors)}
            for name, errors in form.errors.items()
        )
        notes.error(request, " ".join(faults))
        return redirect(back)
    given = form.cleaned_data
    review, plan = queries.document(given["review"]), queries.document(given["plan"])
    if review is None or plan is None:
        raise Http404
    try:
        run = pairing.start(_account(request), review=review, plan=plan, year=given["year"], now=timezone.now())
    except RefusedError as refusal:
        notes.error(request, str(refusal))
        return redirect(back)
    return redirect("outcomes:page", run.pk)


@requires("outcomes.read")
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A comparison: while it runs how far it is, then its cards."""
    run, state = _run(pk), queries.run_state(pk)
    assert state is not None
    if state.running or state.failed:
        context = {"run": run, "state": state, "before": newest(run)}
        context["may_pair"] = may(request.user, "outcomes.pair").allowed
        return render(request, "outcomes/running.html", context)
    found = comparison(run)
    filters = FilterForm(request.GET).filters()
    shown, active = found.page(filters, request.GET.get("page"), request.GET.get("active", ""))
    context = _context(request, found, shown.number if shown.has_other_pages() else None)
    cards = queries.cards(run, list(shown))
    context |= {
        "page": shown,
        "active": active,
        "cards": [card for card in cards if card.told],
        "silent": [card for card in cards if not card.told],
        "silent_total": len(found.silent(filters)),
        "may_pair": may(request.user, "outcomes.pair").allowed,
        "may_export": may(request.user, "outcomes.export").allowed,
    }
    if context["may_decide"]:
        context["above"], context["above_form"] = queries.above(found, queries.LEAST), AboveForm(auto_id="above_%s")
    return render(request, "outcomes/page.html", context)


def _context(request: HttpRequest, found: Comparison, page: int | None = None, after: int = -1) -> dict[str, Any]:
    filters = FilterForm(request.GET).filters()
    following = found.next_pending(filters, after)
    return {
        "found": found,
        "run": found.run,
        "filters": filters,
        "chips": found.chips,
        "states": found.state_chips,
        "query": _query(request, page=page),
        "next_pending": _address(found.run, _query(request, "page"), following.key) if following else "",
        "may_decide": found.newer is None and may(request.user, "outcomes.decide").allowed,
    }


@requires("outcomes.read")
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the comparison is: a piece of the page that asks for itself again until it ends."""
    state = queries.run_state(pk)
    if state is None:
        raise Http404(_("There is no such comparison."))
    if not state.running:
        return HttpResponse(headers={"HX-Redirect": reverse("outcomes:page", args=[pk])})
    return render(request, "core/_progress.html", {"state": state, "address": request.path})


@requires("outcomes.decide")
@require_POST
def decide(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Confirm a proposal as it is, or say that the review speaks of another thing."""
    chosen, now = _proposal(pk, proposal), timezone.now()
    act = request.POST.get("act")
    if act not in ("confirm", "reject"):
        raise BadRequest(_("Unknown act."))
    do = actions.confirm if act == "confirm" else actions.reject
    return _acted(request, pk, chosen.target_id, lambda: do(_account(request), chosen, now))


@requires("outcomes.decide")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Correct verdict, figure or stage, then confirm."""
    chosen = _proposal(pk, proposal)
    ids = f"t{chosen.target_id}_%s"
    context = {"action": reverse("outcomes:correct", args=[pk, proposal]), "target": chosen.target}
    if request.method != "POST":
        said = said_by(chosen)
        value = None if said.value is None else f"{said.value.normalize():f}"
        known = {"verdict": said.verdict, "value": value, "unit": said.unit, "stage": said.stage}
        return _form(
            request, pk, context | {"form": SaidForm(definition=chosen.definition, initial=known, auto_id=ids)}
        )
    form = SaidForm(request.POST, definition=chosen.definition, auto_id=ids)
    if form.is_valid():
        try:
            return _acted(
                request,
                pk,
                chosen.target_id,
                lambda: actions.correct(_account(request), chosen, form.cleaned_data, timezone.now()),
            )
        except ValidationError as error:
            form.show(error.message_dict)
    return _form(request, pk, context | {"form": form})


@requires("outcomes.decide")
@require_http_methods(["GET", "POST"])
def by_hand(request: HttpRequest, pk: int, target: int) -> HttpResponse:
    """Choose a sentence of the review for a promise, and say what it means."""
    run = _run(pk)
    asked = queries.target(run, target)
    if asked is None or asked.current is None:
        raise Http404(_("There is no such target."))
    found = spans(request.POST.get("sentence", "") or request.GET.get("sentence", ""))
    address = reverse("outcomes:by-hand", args=[pk, target])
    context: dict[str, Any] = {"action": address, "target": asked}
    if found is None or found[0].end > len(run.review.text):
        words = request.GET.get("q", "")[:80]
        return _form(request, pk, context | {"words": words, "choices": choosing.choices(run, asked, words)})
    place, ids = Place(found[1], found[0]), f"t{target}_%s"
    context |= {"chosen": choosing.chosen(run, place), "seen": request.POST.get("seen") or asked.current_id}
    if request.method != "POST":
        known = choosing.initial(run, asked, place)
        return _form(request, pk, context | {"form": SaidForm(definition=asked.current, initial=known, auto_id=ids)})
    form = SaidForm(request.POST, definition=asked.current, auto_id=ids)
    if form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            return _acted(
                request,
                pk,
                target,
                lambda: actions.pair_by_hand(_account(request), run, asked, place, given, now, seen=_seen(request)),
            )
        except ValidationError as error:
            form.show(error.message_dict)
    return _form(request, pk, context | {"form": form})


@requires("outcomes.decide")
@require_http_methods(["GET", "POST"])
def confirm_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm everything above a likeness, after saying how much that is."""
    run = _run(pk)
    given = request.POST or {"least": request.GET.get("least", queries.LEAST)}
    form = AboveForm(given, auto_id="above_%s")
    if not form.is_valid():
        return _above(request, run, form, queries.LEAST)
    least, expected = float(form.cleaned_data["least"]), form.cleaned_data["expected"]
    if request.method != "POST" or expected is None:
        return _above(request, run, form, least)
    try:
        done = actions.confirm_all(
            _account(request), run, timezone.now(), least=least, expected=expected, seen=form.cleaned_data["seen"]
        )
    except RefusedError as refusal:
        return _above(request, run, form, least, str(refusal))
    said = ngettext("%(n)s outcome confirmed.", "%(n)s outcomes confirmed.", len(done)) % {"n": len(done)}
    return _everything(request, run, said)


@requires("outcomes.decide")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's latest act back."""
    run = _run(pk)
    try:
        taken = actions.undo(_account(request), run, timezone.now())
    except RefusedError as refusal:
        return _changed(request, run, [], {}, str(refusal))
    if len(taken) != 1:
        return _everything(request, run, _("Taken back."))
    return _changed(request, run, taken, {"key": f"t{taken[0]}", "stay": True}, _("Taken back."))


@requires("outcomes.decide")
@require_POST
def take_back(request: HttpRequest, pk: int, target: int) -> HttpResponse:
    """Take back what stands of one promise, whoever decided it."""
    run = _run(pk)
    asked = queries.target(run, target)
    if asked is None:
        raise Http404(_("There is no such target."))
    note = _("Taken back.")
    try:
        actions.undo(_account(request), run, timezone.now(), asked, seen=_seen(request))
    except RefusedError as refusal:
        note = str(refusal)
    return _changed(request, run, [target], {"key": f"t{target}", "stay": True}, note)


@requires("outcomes.export")
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """What one sees as a workbook."""
    run = _run(pk)
    found = comparison(run)
    filters = FilterForm(request.GET).filters()
    cards, silent = queries.cards(run, found.shown(filters)), queries.cards(run, found.silent(filters))
    about = [
        (_("Plan"), run.plan.title),
        (_("Review"), run.review.title),
        (_("Year reviewed"), str(run.year)),
        (_("Engine"), run.engine),
        (_("Compared at"), f"{timezone.localtime(run.finished_at):%Y-%m-%d %H:%M}" if run.finished_at else ""),
        (_("Lines"), str(len(cards))),
        (_("Not mentioned in the review"), _("not reported, never counted as failed")),
    ]
    response = HttpResponse(exports.workbook(cards, silent, about), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="outcomes-{run.year}-{run.pk}.xlsx"'
    return response


def _seen(request: HttpRequest) -> int | None:
    form = SeenForm(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else 0


def _acted(request: HttpRequest, pk: int, target: int, act: Callable[[], object]) -> HttpResponse:
    """Carry an act on a card out, and show what became of it either way."""
    note = ""
    try:
        act()
    except RefusedError as refusal:
        note = str(refusal)
    return _changed(request, _run(pk), [target], {"key": f"t{target}"}, note)


def _changed(
    request: HttpRequest, run: PairingRun, targets: list[int], event: dict[str, Any], note: str
) -> HttpResponse:
    """Answer with the cards and counts that an act changed, and nothing else."""
    found = comparison(run)
    changed = [line for line in found.lines if line.target_id in targets]
    context = _context(request, found, after=changed[0].start if changed else -1)
    if not request.headers.get("HX-Request"):
        if note:
            notes.info(request, note)
        key = event.get("key", "")
        if event.get("stay") or not context["next_pending"]:
            return redirect(_address(run, context["query"], key))
        return redirect(context["next_pending"])
    context |= {"changed": queries.cards(run, changed), "note": note, "above": queries.above(found, queries.LEAST)}
    context["above_form"] = AboveForm(auto_id="above_%s")
    answer = render(request, "outcomes/_changed.html", context)
    answer["HX-Reswap"] = "none"
    answer["HX-Trigger-After-Settle"] = json.dumps({"jinxiu:decided": event})
    return answer


def _everything(request: HttpRequest, run: PairingRun, note: str) -> HttpResponse:
    """Answer an act that may have changed any card: the page anew."""
    notes.success(request, note)
    address = _address(run, _query(request), "")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _address(run: PairingRun, query: str, key: str) -> str:
    parts = [part for part in (query, f"active={key}" if key else "") if part]
    asked = f"?{'&'.join(parts)}" if parts else ""
    return reverse("outcomes:page", args=[run.pk]) + asked + (f"#card-{key}" if key else "")


def _query(request: HttpRequest, *left_out: str, page: int | None = None) -> str:
    """Return the filters of the page, as its addresses carry them, and which page it is."""
    given = request.GET.copy()
    if page is not None:
        given["page"] = str(page)
    for name in ("active", *left_out):
        given.pop(name, None)
    return given.urlencode()


def _above(request: HttpRequest, run: PairingRun, form: AboveForm, least: float, refusal: str = "") -> HttpResponse:
    above = queries.above(comparison(run), least)
    query = _query(request, "least", "expected")
    context = {"run": run, "above": above, "above_form": form, "refusal": refusal, "query": query}
    if request.headers.get("HX-Request"):
        answer = render(request, "outcomes/_confirm_all.html", context | {"live": True})
        answer["HX-Retarget"], answer["HX-Reswap"] = "#confirm-all-form", "outerHTML"
        return answer
    return render(request, "outcomes/form_page.html", context | {"piece": "outcomes/_confirm_all.html"})


def _form(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """Show a form inside its card, or on a page of its own where scripts are off."""
    piece = "outcomes/_said.html" if "form" in context else "outcomes/_choose.html"
    context |= {"pk": pk, "query": _query(request, "q", "sentence"), "slot": f"#slot-t{context['target'].pk}"}
    if request.headers.get("HX-Request"):
        return render(request, piece, context)
    return render(request, "outcomes/form_page.html", context | {"piece": piece})
