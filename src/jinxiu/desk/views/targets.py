"""A commitment and a target, and the small acts on them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jinxiu.core.dates import dates_of, known_dates_of
from jinxiu.core.models import Account, Organisation
from jinxiu.core.permissions import may, requires
from jinxiu.desk import vendor
from jinxiu.desk.queries import commitment as commitments
from jinxiu.desk.queries import outlook
from jinxiu.desk.queries import target as target_sheets
from jinxiu.desk.rooms import address
from jinxiu.plan.evaluation.queries import Row
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Commitment, Pillar, Responsibility
from jinxiu.plan.outcomes.queries import latest_about


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


@requires("ledger.read")
@require_GET
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentence in its paragraph, its targets, who answers for it, its history."""
    dates = dates_of(request, timezone.localdate())
    page = commitments.page(pk, dates.as_of)
    if page is None:
        raise Http404(_("There is no such commitment."))
    context = {
        "dates": dates,
        "city": dates.city,
        "page": page,
        "roles": Responsibility.Role.choices,
        "may_assign": may(request.user, "ledger.assign").allowed,
        "review_url": address("ledger:review", page.commitment.document_id, query=f"active={page.card}"),
        "may_read_facts": may(request.user, "facts.read").allowed,
    }
    return render(request, "desk/commitment.html", context)


@requires("ledger.read")
@require_GET
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Where a figure comes from."""
    dates = known_dates_of(request, timezone.now())
    sheet = target_sheets.sheet(code, dates.as_of, dates.known_at)
    if sheet is None and dates.known_at and target_sheets.exists(code):
        moment = timezone.localtime(dates.known_at)
        messages.error(request, _("On %(day)s this target was not in the ledger yet.") % {"day": f"{moment:%Y-%m-%d}"})
        return redirect(request.path)
    if sheet is None:
        raise Http404(_("There is no such target."))
    standing = not sheet.row.definition.withdrawn and dates.known_at is None
    may_read_measures = may(request.user, "measures.read").allowed
    may_report = standing and sheet.figures is not None and may(request.user, "facts.report").allowed
    may_revise = standing and may(request.user, "ledger.revise").allowed
    context = {
        "dates": dates,
        "city": dates.city,
        "sheet": sheet,
        "revise_url": address("ledger:revise", sheet.row.target.pk) if may_revise else "",
        "report_url": address("facts:report", query=f"target={code}") if may_report else "",
        "review_url": address("ledger:review", sheet.row.target.commitment.document_id, query=f"active={sheet.card}"),
        "outcome_url": _outcome(sheet.row.target.pk) if may(request.user, "outcomes.read").allowed else "",
        "may_read_facts": may(request.user, "facts.read").allowed,
        "measure_url": address("facts:measure", sheet.measure.code) if sheet.measure and may_read_measures else "",
        "may_read_projects": may(request.user, "projects.read").allowed,
        "picture": outlook.picture(sheet.row) if standing and isinstance(sheet.row, Row) else None,
        "charts": vendor.address_of(vendor.CHARTS),
    }
    return render(request, "desk/target.html", context)


def _outcome(target: int) -> str:
    """Return where a review is compared with the target's plan, if one is that speaks of it."""
    run = latest_about(target)
    return address("outcomes:page", run, query=f"active=t{target}#card-t{target}") if run else ""


@requires("ledger.assign")
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an organisation lead or support a commitment."""
    commitment = get_object_or_404(Commitment, pk=pk)
    organisation = Organisation.objects.filter(code=request.POST.get("organisation", "")).first()
    if organisation is None:
        messages.error(request, _("Choose the unit that is to answer for this commitment."))
        return redirect("desk:commitment", pk)
    try:
        role, target = (
            request.POST.get("role", ""),
            commitment.targets.filter(code=request.POST.get("target", "")).first(),
        )
        actions.assign(_account(request), commitment, organisation, role, timezone.now(), target)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(unit)s answers for this commitment.") % {"unit": organisation})
    return redirect("desk:commitment", pk)


@requires("ledger.assign")
@require_POST
def unassign(request: HttpRequest, pk: int) -> HttpResponse:
    """End a responsibility; that it was held stays on record."""
    responsibility = get_object_or_404(Responsibility.objects.select_related("commitment", "organisation"), pk=pk)
    actions.unassign(_account(request), responsibility, timezone.now())
    messages.success(
        request, _("%(unit)s no longer answers for this commitment.") % {"unit": responsibility.organisation}
    )
    return redirect("desk:commitment", responsibility.commitment_id)


@requires("ledger.assign")
@require_POST
def set_pillar(request: HttpRequest, pk: int) -> HttpResponse:
    """Place a commitment under a pillar, or under none."""
    commitment = get_object_or_404(Commitment, pk=pk)
    code = request.POST.get("pillar", "")
    pillar = get_object_or_404(Pillar, code=code) if code else None
    actions.set_pillar(_account(request), commitment, pillar, timezone.now())
    messages.success(request, _("Pillar: %(name)s.") % {"name": pillar or _("On no pillar")})
    return redirect("desk:commitment", pk)
