"""Verbs answer with a reason; roles are data; nobody is all-powerful."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from jinxiu.core.models import Account
from jinxiu.core.permissions import VERBS, check, may, roles

pytestmark = pytest.mark.django_db
MATRIX = [(role, verb) for role in sorted(roles()) for verb in sorted(VERBS)]


def test_every_verb_for_every_role(account: Callable[..., Account]) -> None:
    accounts = {role: account(role) for role in roles()}
    for role, verb in MATRIX:
        if VERBS[verb].predicate is None:
            decision = may(accounts[role], verb)
            assert decision.allowed == (verb in roles()[role].verbs), (role, verb)
            assert decision.allowed or decision.reason


def test_strangers_and_closed_accounts_may_nothing(account: Callable[..., Account]) -> None:
    closed = account("planner")
    closed.is_active = False
    assert not any(may(who, verb).allowed for who in (AnonymousUser(), closed) for verb in VERBS)


def test_roles_add_up_and_end(account: Callable[..., Account]) -> None:
    both = account("reporter", "verifier")
    assert may(both, "facts.report").allowed
    both.grants.filter(role="reporter").update(ended_at=timezone.now())
    assert not may(Account.objects.get(pk=both.pk), "facts.report").allowed


def test_an_action_refuses_with_the_reason(account: Callable[..., Account]) -> None:
    with pytest.raises(PermissionDenied, match=r"."):
        check(account("viewer"), "ledger.decide")
