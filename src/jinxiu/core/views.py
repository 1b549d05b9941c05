"""Signing in and out, one's own account, evidence files, and the audit trail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinxiu.core import actions, evidence, links
from jinxiu.core.forms import AuditFilterForm, SignInForm
from jinxiu.core.models import Account, AuditEvent, StoredFile
from jinxiu.core.naming import actor_of, name_of
from jinxiu.core.permissions import open_to_all, requires

_BACKEND = "django.contrib.auth.backends.ModelBackend"

sign_in = open_to_all("whoever is not signed in yet must reach it")(
    LoginView.as_view(
        template_name="core/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
    )
)


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any) -> HttpResponse:  # noqa: ARG001
    """Answer a sign-in that comes after too many failures."""
    form = SignInForm(request)
    messages.error(request, _("Too many failures: this account is locked here for 30 minutes."))
    return render(request, "core/sign_in.html", {"form": form}, status=429)


@open_to_all("the token is the key: it signs in once and expires")
@require_GET
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in with a one-time link."""
    account = links.redeem(token, timezone.now())
    if account is None:
        messages.error(
            request,
            _("This link was used or has expired. Ask for a new one: jinxiu link, on the server's command line."),
        )
        return redirect("core:sign-in")
    login(request, account, backend=_BACKEND)
    if not account.has_usable_password():
        messages.info(request, _("You are signed in. Set a password under “My account” to come back later."))
    return redirect(settings.LOGIN_REDIRECT_URL)


@open_to_all("signing out must always work")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("core:sign-in")


@sensitive_post_parameters()
@requires("account.self")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: who one is here, and the password."""
    holder = request.user
    assert isinstance(holder, Account)
    form: SetPasswordForm[Account] = SetPasswordForm(holder, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_password(holder, form.cleaned_data["new_password1"], timezone.now())
        update_session_auth_hash(request, holder)
        messages.success(request, _("The new password holds from now on."))
        return redirect("core:account")
    return render(request, "core/account.html", {"form": form, "roles": actions.role_names(holder)})


@open_to_all("the sign-in page can be read in either language")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages."""
    after = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()}):
        after = "/"
    response = redirect(after)
    code = request.POST.get("language", "")
    if check_for_language(code) and code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 86400, samesite="Lax", secure=settings.HTTPS
        )
    return response


@requires("evidence.read")
@require_GET
def evidence_file(request: HttpRequest, sha256: str) -> HttpResponseBase:  # noqa: ARG001
    """Hand out a stored file: always as a download, never shown inside our pages."""
    stored = get_object_or_404(StoredFile, sha256=sha256)
    return FileResponse(
        evidence.path_of(stored.sha256).open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type="application/octet-stream",
    )


@requires("audit.read")
@require_GET
def audit_trail(request: HttpRequest) -> HttpResponse:
    """The acts of this installation, newest first."""
    form = AuditFilterForm(request.GET)
    events = AuditEvent.objects.order_by("-number")
    if form.is_valid():
        if action := form.cleaned_data["action"]:
            events = events.filter(action__contains=action)
        if actor := form.cleaned_data["actor"]:
            events = events.filter(actor_name=actor)
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    rows = [(event, name_of(event.action), actor_of(event.actor_name)) for event in page]
    return render(request, "core/audit.html", {"form": form, "page": page, "rows": rows})
