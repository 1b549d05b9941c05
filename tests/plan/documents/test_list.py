"""The list says how far each review is, in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinxiu.plan.documents import queries
from jinxiu.plan.documents.models import Document, Draft
from jinxiu.plan.ledger import actions as ledger

Hand = Callable[..., Document]
LIST = "/documents/"


def test_an_empty_list_says_what_to_do(signed_in: Callable[..., Client]) -> None:
    assert reverse("documents:hand-in") in signed_in("planner").get(LIST).content.decode()
    assert "规划岗" in signed_in("viewer").get(LIST).content.decode()


def test_counts_follow_the_review(hand_in: Hand, now: Any) -> None:
    hand_in()
    first, second, _third = Draft.objects.order_by("number")
    ledger.confirm(None, first, now)
    ledger.reject(None, second, now)
    tally = queries.documents().object_list[0].tally
    assert (tally.found, tally.confirmed, tally.pending, tally.rejected) == (3, 1, 1, 1)


def test_words_and_kind_narrow_the_list(hand_in: Hand) -> None:
    hand_in(title="甲市要点")
    hand_in("2024年工作总结。".encode(), "b.txt", title="乙市总结", kind="review", year=2024)
    assert [row.title for row in queries.documents(words="甲").object_list] == ["甲市要点"]
    assert [row.title for row in queries.documents(kind="review").object_list] == ["乙市总结"]


def test_ten_documents_ask_as_much_as_one(hand_in: Hand, signed_in: Callable[..., Client]) -> None:
    client = signed_in("viewer")
    hand_in()

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    one = questions()
    for n in range(9):
        hand_in(f"2024年工作要点。今年新建学校{n + 2}所。".encode(), f"{n}.txt")
    assert questions() == one


@pytest.mark.parametrize("name", ["list", "hand-in"])
def test_strangers_sign_in_first(db: None, name: str) -> None:
    assert "/sign-in/" in Client().get(reverse(f"documents:{name}"))["Location"]
