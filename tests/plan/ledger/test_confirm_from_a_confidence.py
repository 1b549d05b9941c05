"""Confirming together from a confidence on: what it means is shown before, and holds or is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jinxiu.plan.ledger import actions, queries
from jinxiu.plan.ledger.models import Target


def test_each_threshold_says_how_many_it_confirms(document, drafts):
    steps = queries.review(document.pk).steps
    assert [step.count for step in steps] == sorted(step.count for step in steps)
    assert steps[-1].count == len(drafts)
    assert [step.least for step in steps if step.default] == [min(s.least for s in steps if s.least >= queries.SURE)]


def test_only_what_reaches_the_threshold_is_confirmed(document, drafts, planner, now):
    sure = [draft for draft in drafts if draft.confidence >= 0.85]
    assert 0 < len(sure) < len(drafts)
    assert actions.confirm_all(planner, document, now, 0.85, len(sure)).targets == len(sure)


def test_a_count_that_no_longer_holds_is_refused_and_nothing_enters(document, drafts, planner, now):
    with pytest.raises(actions.DecisionRefusedError, match="其间"):
        actions.confirm_all(planner, document, now, 0.0, len(drafts) - 1)
    assert not Target.objects.exists()


def test_the_page_asks_and_the_answer_names_threshold_and_count(client, document, drafts, planner):
    client.force_login(planner)
    address = reverse("ledger:confirm-rest", args=[document.pk])
    shown = queries.review(document.pk).steps[0]
    assert f'value="{shown.least:.4f}:{shown.count}"' in client.get(address).content.decode()
    client.post(address, {"from": f"{shown.least:.4f}:{shown.count}"})
    assert Target.objects.count() == shown.count
    assert client.post(address, {"from": "much:1"}).status_code == 400
