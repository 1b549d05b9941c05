"""Named verbs: may this account do that, and if not, why.

Code asks for a verb, never for a role; which role holds which verb is data (``data/roles.toml``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from importlib import resources
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from jinxiu.core.models import Account

View = Callable[..., HttpResponseBase]
#: Looks at the account and the subject; returns why not, or None.
Predicate = Callable[[Account, Any], str | None]


class Decision(NamedTuple):
    """The answer to "may I": with the reason where the answer is no."""

    allowed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be allowed or refused."""

    name: str
    predicate: Predicate | None = None


VERBS: dict[str, Verb] = {}


def verb(name: str, predicate: Predicate | None = None) -> Verb:
    """Declare a verb; each room does so in its ``permissions.py``."""
    VERBS[name] = Verb(name, predicate)
    return VERBS[name]


@dataclass(frozen=True, slots=True)
class Role:
    """A named bundle of verbs."""

    code: str
    name_zh: str
    name_en: str
    verbs: frozenset[str]


@cache
def roles() -> dict[str, Role]:
    """Return the roles of ``data/roles.toml``."""
    text = resources.files("jinxiu.core").joinpath("data/roles.toml").read_text(encoding="utf-8")
    return {
        code: Role(code, row["name_zh"], row["name_en"], frozenset(row["verbs"]))
        for code, row in tomllib.loads(text)["roles"].items()
    }


def verbs_of(account: Account) -> frozenset[str]:
    """Return every verb that the account's open grants carry; read once an instance, so once a request."""
    held: frozenset[str] | None = account.__dict__.get("held_verbs")
    if held is None:
        granted = account.grants.filter(ended_at=None).values_list("role", flat=True)
        held = frozenset().union(*(roles()[role].verbs for role in granted if role in roles()))
        account.__dict__["held_verbs"] = held
    return held


def may(account: Account | AnonymousUser, verb_name: str, subject: Any = None) -> Decision:
    """Answer whether ``account`` may do ``verb_name`` on ``subject``."""
    asked = VERBS[verb_name]
    if not isinstance(account, Account) or not account.is_active:
        return Decision(allowed=False, reason=_("Sign in first."))
    if verb_name not in verbs_of(account):
        return Decision(allowed=False, reason=_("Your roles do not include this. Ask the administrator."))
    if asked.predicate and (reason := asked.predicate(account, subject)):
        return Decision(allowed=False, reason=reason)
    return Decision(allowed=True, reason="")


def check(account: Account | AnonymousUser | None, verb_name: str, subject: Any = None) -> None:
    """Raise PermissionDenied with the reason; ``account`` None is the command line, which may do all."""
    if account is None:
        return
    decision = may(account, verb_name, subject)
    if not decision.allowed:
        raise PermissionDenied(decision.reason)


def requires(verb_name: str) -> Callable[[View], View]:
    """Open a view only to accounts that hold the verb; the others sign in, or read why not."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=204, headers={"HX-Redirect": "/sign-in/"})
                return redirect_to_login(request.get_full_path())
            check(request.user, verb_name)
            return view(request, *args, **kwargs)

        guarded.demands = verb_name  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(reason: str) -> Callable[[View], View]:
    """Mark a view that needs no account, with the reason why; a test lists them all."""

    def decorate(view: View) -> View:
        view.open_because = reason  # type: ignore[attr-defined]
        return view

    return decorate


# The verbs of this room.
verb("account.self")
verb("audit.read")
verb("evidence.read")
