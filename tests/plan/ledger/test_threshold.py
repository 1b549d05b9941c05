"""Confirming together from a confidence on: what it means is shown before, and holds or is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jinxiu.core.models import Account
from jinxiu.plan.documents.models import Document, Draft
from jinxiu.plan.ledger import actions, queries
from jinxiu.plan.ledger.models import Decision, Target
from jinxiu.plan.ledger.threshold import choice

HTMX = {"HX-Request": "true"}


def address(document: Document) -> str:
    return reverse("ledger:confirm-rest", args=[document.pk])


def given(document: Document, least: float) -> dict[str, Any]:
    """What the form sends for a threshold, as it was shown."""
    return {"at": f"{least:.2f}", "seen": queries.choice_of(document.pk, least).mark}


def test_a_threshold_says_what_enters_what_stays_and_why(drafts: list[Draft]) -> None:
    drafts[0].unit = ""
    sure = [draft for draft in drafts if draft.confidence >= 0.85]
    found = choice(drafts, 0.85)
    assert (found.entered, found.unsure, found.incomplete) == (len(sure) - 1, len(drafts) - len(sure), 1)
    assert found.stay == found.unsure + found.incomplete
    assert {kind.words: (kind.entered, kind.stay) for kind in found.kinds} == {"数量": (4, 1), "节点": (2, 1)}


def test_the_three_least_sure_of_those_that_enter_are_shown_with_their_words(drafts: list[Draft]) -> None:
    drafts[5].confidence = 0.85
    shown = choice(drafts).weakest
    assert shown[0].quote == drafts[5].quote == "改造老旧小区20个"
    assert (len(shown), shown[0].measure, shown[0].sure) == (3, "= 20 个", "有把握 0.85")


@pytest.mark.parametrize("least", [0, 0.6, 0.75, 0.85, 0.95])
def test_as_many_enter_as_the_page_says(document: Document, planner: Account, now: Any, least: float) -> None:
    shown = queries.choice_of(document.pk, least)
    done = actions.confirm_all(planner, document, now, least, shown.mark)
    assert (done.targets, Target.objects.count()) == (shown.entered, shown.entered)


def test_what_others_decided_in_between_refuses_the_act(
    document: Document, drafts: list[Draft], planner: Account, account: Callable[..., Account], now: Any
) -> None:
    mark = queries.choice_of(document.pk, 0.85).mark
    actions.reject(account("planner", name="colleague"), drafts[4], now)
    with pytest.raises(actions.ChoiceChangedError, match="其间"):
        actions.confirm_all(planner, document, now, 0.85, mark)
    assert not Target.objects.exists()


def test_another_choice_of_as_many_is_refused_too(
    document: Document, drafts: list[Draft], planner: Account, now: Any
) -> None:
    shown = queries.choice_of(document.pk, 0.85)
    low = next(draft for draft in drafts if draft.confidence < 0.85)
    actions.reject(planner, drafts[4], now)
    Draft.objects.filter(pk=low.pk).update(confidence=0.9)
    assert queries.choice_of(document.pk, 0.85).entered == shown.entered
    with pytest.raises(actions.ChoiceChangedError):
        actions.confirm_all(planner, document, now, 0.85, shown.mark)


def test_the_page_opens_with_what_the_reader_is_sure_of(client: Client, document: Document, planner: Account) -> None:
    client.force_login(planner)
    shown = queries.choice_of(document.pk, 0.85)
    page = client.get(address(document)).content.decode()
    assert 'name="at" min="0" max="1" step="0.01" value="0.85"' in page
    assert f'name="seen" value="{shown.mark}"' in page
    assert f"确认 {shown.entered} 条" in page
    assert "进入台账的条目中把握最小的 3 条" in page
    assert f"<q>{shown.weakest[0].quote}</q>" in page


def test_the_live_count_is_the_choice_alone(client: Client, document: Document, planner: Account) -> None:
    client.force_login(planner)
    piece = client.get(address(document), {"at": "0"}, headers={**HTMX, "HX-Target": "rest-choice"}).content.decode()
    assert "<h2" not in piece
    assert "确认 8 条" in piece


@pytest.mark.parametrize("at", ["much", "-1", "1.5", "nan"])
def test_what_is_no_confidence_is_refused(client: Client, document: Document, planner: Account, at: str) -> None:
    client.force_login(planner)
    assert client.get(address(document), {"at": at}).status_code == 400
    assert client.post(address(document), {"at": at}).status_code == 400
    assert not Decision.objects.exists()


def test_confirming_by_the_page_says_how_many_and_how_many_stay_open(
    client: Client, document: Document, drafts: list[Draft], planner: Account
) -> None:
    client.force_login(planner)
    Draft.objects.filter(pk=drafts[0].pk).update(unit="")
    answer = client.post(address(document), given(document, 0), headers=HTMX)
    assert f"已确认 {len(drafts) - 1} 条" in answer.content.decode()
    assert "另有 1 条缺少" in answer.content.decode()
    assert json.loads(answer["HX-Trigger-After-Settle"])["jinxiu:decided"]["stay"] is True


def test_a_stale_question_is_asked_anew_in_the_dialog_and_on_the_page(
    client: Client, document: Document, drafts: list[Draft], planner: Account, now: Any
) -> None:
    client.force_login(planner)
    stale = given(document, 0.85)
    actions.confirm(None, drafts[4], now)
    answer = client.post(address(document), stale, headers=HTMX)
    piece = answer.content.decode()
    assert (answer["HX-Retarget"], answer.status_code) == ("#confirm-rest", 200)
    assert "已重新计数" in piece
    assert f'name="seen" value="{given(document, 0.85)["seen"]}"' in piece
    assert re.search(rf'<article class="item confirmed[^"]*" id="card-d{drafts[4].pk}"', piece)
    page = client.post(address(document), stale)
    assert page.status_code == 409
    assert "已重新计数" in page.content.decode()
    assert client.post(address(document), {"at": "0.85"}).status_code == 409
    assert Target.objects.count() == 1


def test_nothing_to_enter_leaves_nothing_to_press(client: Client, document: Document, planner: Account) -> None:
    client.force_login(planner)
    assert "disabled>确认 0 条" in client.get(address(document), {"at": "1"}).content.decode()
