"""Adding and correcting a project, its promises, and what blocks it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jinxiu.core.permissions import requires
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.forms import (
    AddForm,
    BlockerForm,
    CloseForm,
    CorrectBlockerForm,
    CorrectForm,
    LinkForm,
    TakeBackForm,
)
from jinxiu.plan.projects.models import Blocker, Project, Unblocking
from jinxiu.plan.projects.views.asking import account_of, attempt, attempt_asking, form_page, project_of


def _kinds_in_use() -> tuple[str, ...]:
    return tuple(Project.objects.order_by("kind").values_list("kind", flat=True).distinct())


@requires("projects.keep")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a project, with when its works are to begin and to end."""
    form, asked = AddForm(request.POST if request.method == "POST" else None, kinds_in_use=_kinds_in_use()), ""
    if request.method == "POST":
        tried = attempt_asking(
            request,
            form,
            lambda confirmed: actions.add(
                account_of(request),
                form.particulars,
                timezone.now(),
                code=form.cleaned_data["code"],
                plans=form.plans,
                confirmed=confirmed,
            ),
        )
        if (made := tried.result) is not None:
            messages.success(request, _("%(name)s is project %(code)s.") % {"name": made.name, "code": made.code})
            return redirect("desk:project", made.code)
        asked = tried.asked
    return form_page(request, form, None, _("Add a project"), _("Add"), asked=asked)


@requires("projects.keep")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Say anew what a project is."""
    project, asked = project_of(code), ""
    if request.method == "POST":
        form = CorrectForm(request.POST, kinds_in_use=_kinds_in_use())
        tried = attempt_asking(
            request,
            form,
            lambda confirmed: actions.correct(
                account_of(request),
                project,
                form.particulars,
                form.cleaned_data["reason"],
                timezone.now(),
                confirmed=confirmed,
            ),
        )
        if tried.done:
            messages.success(request, _("Changed; what it was stays in its history."))
            return redirect("desk:project", code)
        asked = tried.asked
    else:
        form = CorrectForm(initial=CorrectForm.known(project), kinds_in_use=_kinds_in_use())
    return form_page(request, form, project, _("Correct the particulars"), _("Save"), asked=asked)


@requires("projects.keep")
@require_POST
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Let a project carry a promise."""
    project, form = project_of(code), LinkForm(request.POST)
    sound = form.is_valid()
    given, member = (form.cleaned_data[name].strip() if sound else "" for name in ("target", "member"))
    target = Target.objects.select_related("current").filter(code=given).first()
    if target is None:
        messages.error(request, _("There is no promise “%(code)s” in the ledger.") % {"code": given[:30]})
    else:
        try:
            actions.link(account_of(request), project, target, timezone.now(), member)
        except actions.RefusedError as refusal:
            messages.error(request, str(refusal))
    return redirect("desk:project", code)


@requires("projects.keep")
@require_POST
def unlink(request: HttpRequest, code: str, target: str) -> HttpResponse:
    """Let a project no longer carry a promise."""
    project = project_of(code)
    found = Target.objects.select_related("current").filter(code=target).first()
    if found is None:
        raise Http404
    actions.unlink(account_of(request), project, found, timezone.now())
    return redirect("desk:project", code)


@requires("projects.report")
@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, code: str) -> HttpResponse:
    """Name what keeps a project from moving on."""
    project = project_of(code)
    form = BlockerForm(request.POST if request.method == "POST" else None, initial={"since": timezone.localdate()})
    if request.method == "POST":
        tried = attempt(
            form,
            lambda: actions.open_blocker(account_of(request), project, now=timezone.now(), **form.cleaned_data),
        )
        if tried.done:
            messages.success(request, _("Named; it stays open until somebody says how it was solved."))
            return redirect("desk:project", code)
    return form_page(request, form, project, _("Name a blocker"), _("Name it"))


@requires("projects.report")
@require_http_methods(["GET", "POST"])
def unblock(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Close a blocker."""
    project, blocker = _blocker(code, pk)
    form = CloseForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if request.method == "POST":
        tried = attempt(
            form,
            lambda: actions.close_blocker(account_of(request), blocker, now=timezone.now(), **form.cleaned_data),
        )
        if tried.done:
            messages.success(request, _("Closed."))
            return redirect("desk:project", code)
    return form_page(request, form, project, _("Close a blocker"), _("Close it"), aside=blocker.what)


@requires("projects.report")
@require_http_methods(["GET", "POST"])
def correct_blocker(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say anew what blocks a project, open a closed blocker again, or take one back."""
    project, blocker = _blocker(code, pk)
    known = {"what": blocker.what, "since": blocker.since, "helper": blocker.helper_id}
    form = CorrectBlockerForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST":
        tried = attempt(
            form,
            lambda: actions.correct_blocker(account_of(request), blocker, now=timezone.now(), **form.cleaned_data),
        )
        if tried.done:
            messages.success(request, _("Corrected; what was said before stays in its history."))
            return redirect("desk:project", code)
    closed = Unblocking.objects.filter(blocker=blocker).first()
    aside = _("It was closed on %(day)s: saving opens it again.") % {"day": closed.on} if closed else ""
    return form_page(request, form, project, _("Correct a blocker"), _("Save"), aside=aside)


@requires("projects.keep")
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take back a project that should not be there, or take it up again."""
    project = project_of(code)
    form, back = TakeBackForm(request.POST if request.method == "POST" else None), not project.withdrawn
    if request.method == "POST":

        def act() -> Project:
            reason = form.cleaned_data["reason"]
            return actions.take_back(account_of(request), project, reason, timezone.now(), back=back)

        if attempt(form, act).done:
            messages.success(request, _("Taken back; its history stays.") if back else _("Taken up again."))
            return redirect("desk:project", code)
    title, word = (_("Take the project back"), _("Take back")) if back else (_("Take the project up again"), _("Save"))
    aside = _("for a project that was added twice or by mistake: it counts nowhere any more") if back else ""
    return form_page(request, form, project, title, word, aside=aside)


def _blocker(code: str, pk: int) -> tuple[Project, Blocker]:
    project = project_of(code)
    blocker = Blocker.objects.filter(project=project, pk=pk).first()
    if blocker is None:
        raise Http404
    return project, blocker
