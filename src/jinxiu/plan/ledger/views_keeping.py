"""What happens to a target after the review: a new definition."""

from __future__ import annotations

from django.contrib import messages as notes
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jinxiu.core.models import Account
from jinxiu.core.permissions import requires
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.forms import ReviseForm
from jinxiu.plan.ledger.models import Target


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
