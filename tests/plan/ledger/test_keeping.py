"""After the review: who answers for a commitment, which pillar it serves, and a new definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from jinxiu.core.models import Account, AuditEvent, Organisation
from jinxiu.plan.documents.models import Draft
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Pillar, Responsibility, Target

Fields = Callable[..., dict[str, Any]]


@pytest.fixture
def target(planner: Account, drafts: list[Draft], now: Any) -> Target:
    return actions.confirm(planner, drafts[4], now)


@pytest.fixture
def bureau(db: None) -> Organisation:
    return Organisation.objects.create(code="ORG-JY", name="市教育局", kind="department")


def test_an_organisation_answers_from_one_moment_to_another(
    planner: Account, target: Target, bureau: Organisation, now: Any
) -> None:
    held = actions.assign(planner, target.commitment, bureau, "lead", now)
    assert actions.assign(planner, target.commitment, bureau, "lead", now) == held
    assert AuditEvent.objects.filter(action="ledger.assign").count() == 1
    actions.unassign(planner, held, now)
    actions.unassign(planner, held, now)
    assert Responsibility.objects.get().ended_at == now
    assert AuditEvent.objects.filter(action="ledger.unassign").count() == 1


def test_support_becomes_lead_and_the_earlier_role_stays_on_record(
    planner: Account, target: Target, bureau: Organisation, now: Any
) -> None:
    actions.assign(planner, target.commitment, bureau, "support", now)
    actions.assign(planner, target.commitment, bureau, "lead", now)
    assert Responsibility.objects.filter(ended_at=None).get().role == "lead"
    assert Responsibility.objects.count() == 2
    with pytest.raises(ValidationError):
        actions.assign(planner, target.commitment, bureau, "owner", now)


def test_a_pillar_is_set_and_taken_away(planner: Account, target: Target, now: Any) -> None:
    pillar = Pillar.objects.create(code="P6", order=6, name="民生")
    for chosen in (pillar, pillar, None):
        actions.set_pillar(planner, target.commitment, chosen, now)
        target.commitment.refresh_from_db()
        assert target.commitment.pillar == chosen
    assert AuditEvent.objects.filter(action="ledger.pillar").count() == 2


def test_a_withdrawn_target_is_not_revised(planner: Account, target: Target, now: Any, quantity: Fields) -> None:
    actions.undo(planner, target.commitment.document, now)
    with pytest.raises(ValidationError):
        actions.revise(planner, target, quantity(), "会议决定", now)


@pytest.mark.parametrize("act", ["revise", "assign", "set_pillar"])
def test_a_viewer_may_not(
    account: Callable[..., Account], target: Target, bureau: Organisation, now: Any, quantity: Fields, act: str
) -> None:
    given = {
        "revise": (target, quantity(), "会议决定", now),
        "assign": (target.commitment, bureau, "lead", now),
        "set_pillar": (target.commitment, None, now),
    }
    with pytest.raises(PermissionDenied):
        getattr(actions, act)(account("viewer"), *given[act])


def test_revising_by_the_page(signed_in: Callable[..., Client], target: Target, quantity: Fields) -> None:
    client = signed_in("planner", name="second-planner")
    revise = reverse("ledger:revise", args=[target.pk])
    assert 'value="10"' in client.get(revise).content.decode()
    assert client.post(revise, quantity()).status_code == 400
    answer = client.post(revise, quantity(reason="会议决定"))
    assert answer["Location"] == reverse("desk:target", args=[target.code])
    target.refresh_from_db()
    assert target.current is not None
    assert target.current.version == 2
