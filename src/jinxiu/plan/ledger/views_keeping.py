"""What happens to a commitment after the review: a new definition, its pillar, who answers for it."""

from __future__ import annotations

from django.contrib import messages as notes
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jinxiu.core.models import Account
from jinxiu.core.permissions import requires
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.forms import AssignForm, PillarForm, ReviseForm
from jinxiu.plan.ledger.models import Commitment, Responsibility, Target


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


@requires("ledger.revise")
@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Define a target anew, with the reason."""
    target = get_object_or_404(Target.objects.select_related("current", "commitment"), pk=pk)
    assert target.current is not None
    form = ReviseForm(request.POST) if request.method == "POST" else ReviseForm.starting_from(fields_of(target.current))
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise(_account(request), target, form.definition(), form.cleaned_data["reason"], timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            notes.success(request, _("The new definition holds; the first one stays on record."))
            return redirect("desk:target", target.code)
    status = 400 if form.is_bound else 200
    return render(request, "ledger/revise.html", {"form": form, "target": target}, status=status)


@requires("ledger.assign")
@require_http_methods(["GET", "POST"])
def duties(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answers for a commitment, and which pillar it serves."""
    commitment = get_object_or_404(Commitment.objects.select_related("pillar"), pk=pk)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.assign(_account(request), commitment, given["organisation"], given["role"], timezone.now())
        notes.success(request, _("Assigned."))
        return redirect("ledger:duties", pk)
    context = {
        "commitment": commitment,
        "held": commitment.responsibilities.filter(ended_at=None).select_related("organisation").order_by("role"),
        "form": form,
        "pillar_form": PillarForm.of(commitment),
    }
    return render(request, "ledger/duties.html", context, status=400 if form.is_bound else 200)


@requires("ledger.assign")
@require_POST
def unassign(request: HttpRequest, pk: int) -> HttpResponse:
    """End a responsibility."""
    held = get_object_or_404(Responsibility.objects.select_related("commitment", "organisation"), pk=pk)
    actions.unassign(_account(request), held, timezone.now())
    notes.success(request, _("Ended; that it was held stays on record."))
    return redirect("ledger:duties", held.commitment_id)


@requires("ledger.assign")
@require_POST
def set_pillar(request: HttpRequest, pk: int) -> HttpResponse:
    """Place a commitment under a pillar."""
    commitment = get_object_or_404(Commitment, pk=pk)
    form = PillarForm(request.POST)
    if form.is_valid():
        actions.set_pillar(_account(request), commitment, form.cleaned_data["pillar"], timezone.now())
        notes.success(request, _("The pillar is set."))
    return redirect("ledger:duties", pk)
