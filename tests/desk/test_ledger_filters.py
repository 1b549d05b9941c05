"""The ledger narrows, sorts and pages; every filter in force can be taken off by one click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jinxiu.core.models import Organisation
from jinxiu.desk.queries.ledger import COLUMNS


def codes(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/ledger/{query}")
    assert response.status_code == 200
    return [entry.row.target.code for entry in response.context["found"].entries]


@pytest.fixture
def filled(town: Any) -> Any:
    other = town.new_document("review-2024", "太原市2024年总结")
    unit = Organisation.objects.create(code="ORG-2", name="市交通局", kind="department")
    town.target("T1", "1号线一期", stage="open", pillar=town.pillar, lead=unit)
    town.fact("T1", stage="open", event=True)
    town.target("T2", "老旧小区改造", value="668", comparator="=", kind="works", lead=town.unit, due=date(2025, 6, 30))
    town.target("T10", "高新技术企业", value="2000", document=other, strength="strive", due=None)
    town.fact("T10", value="2150", as_of=date(2024, 12, 1))
    town.target("T9", "产业基础再造", value="3", scope="chain", per="每条产业链", quote="“再造”工程3个以上")
    return town


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["T1", "T2", "T9", "T10"]),
        ("?q=小区", ["T2"]),
        ("?q=再造”工程", ["T9"]),
        ("?q=t10", ["T10"]),
        ("?q=1号线 一期", ["T1"]),
        ("?q=没有这个", []),
        ("?document=review-2024", ["T10"]),
        ("?document=review-2024&document=plan-2024", ["T1", "T2", "T9", "T10"]),
        ("?pillar=P1", ["T1"]),
        ("?pillar=none", ["T2", "T9", "T10"]),
        ("?pillar=none&pillar=P1", ["T1", "T2", "T9", "T10"]),
        ("?state=late", ["T1"]),
        ("?state=late&state=met", ["T1", "T10"]),
        ("?lead=ORG-1", ["T2"]),
        ("?type=milestone", ["T1"]),
        ("?kind=works", ["T2"]),
        ("?kind=red-line", []),
        ("?strength=strive", ["T10"]),
        ("?scope=chain", ["T9"]),
        ("?scope=-", ["T1", "T2", "T10"]),
        ("?due_from=2025-01-01", ["T2"]),
        ("?due_to=2024-12-31", ["T1", "T9"]),
        ("?type=quantity&document=plan-2024&state=not_reported", ["T2", "T9"]),
    ],
)
def test_filters(planner: Client, filled: Any, query: str, expected: list[str]) -> None:
    assert codes(planner, query) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("code", ["T1", "T2", "T9", "T10"]),
        ("-code", ["T10", "T9", "T2", "T1"]),
        ("due", ["T1", "T9", "T2", "T10"]),
        ("-due", ["T2", "T1", "T9", "T10"]),
        ("state", ["T10", "T1", "T2", "T9"]),
        ("lead", ["T1", "T2", "T9", "T10"]),
        ("target", ["T9", "T2", "T10", "T1"]),
        ("latest", ["T10", "T1", "T2", "T9"]),
        ("document", ["T10", "T1", "T2", "T9"]),
        ("nonsense", ["T1", "T2", "T9", "T10"]),
    ],
)
def test_sorting_keeps_what_is_not_known_last(planner: Client, filled: Any, sort: str, expected: list[str]) -> None:
    assert codes(planner, f"?sort={sort}") == expected


def test_every_column_sorts_both_ways(planner: Client, filled: Any) -> None:
    for name in COLUMNS:
        assert sorted(codes(planner, f"?sort={name}")) == sorted(codes(planner, f"?sort=-{name}"))


def test_a_second_click_on_a_head_turns_the_order_round(planner: Client, filled: Any) -> None:
    heads = {head.label: head for head in planner.get("/ledger/?sort=due&q=号").context["heads"]}
    assert heads["Due"].sorted == "ascending"
    assert "sort=-due" in heads["Due"].link
    assert "sort=code" in heads["Code"].link


def test_each_filter_in_force_is_a_pill_with_the_address_without_it(planner: Client, filled: Any) -> None:
    pills = planner.get("/ledger/?q=号&state=late&state=met&sort=due").context["pills"]
    assert [(pill.label, pill.words) for pill in pills] == [("Search", "号"), ("State", "Late"), ("State", "Met")]
    assert pills[0].link == "?state=late&state=met&sort=due"
    assert pills[2].link == "?q=%E5%8F%B7&state=late&sort=due"


def test_the_counts_by_state_show_what_else_there_is(planner: Client, filled: Any) -> None:
    response = planner.get("/ledger/?state=late")
    assert {one.state.value: one.n for one in response.context["states"]}["met"] == 1
    assert "1 of 4 targets, as of 2025-03-31" in response.content.decode()


def test_a_filter_that_cannot_be_read_is_left_out_and_says_so(planner: Client, filled: Any) -> None:
    response = planner.get("/ledger/?due_from=soon&state=flying&q=小区")
    assert [entry.row.target.code for entry in response.context["found"].entries] == ["T2"]
    assert response.content.decode().count("This filter was left out.") == 2


def test_nothing_found_offers_to_clear_the_filters(planner: Client, filled: Any) -> None:
    assert "No target passes these filters." in planner.get("/ledger/?q=没有").content.decode()


def test_fifty_a_page(planner: Client, many: Callable[[int], None]) -> None:
    many(51)
    assert planner.get("/ledger/").content.decode().count('class="promise"') == 50
    assert planner.get("/ledger/?page=2").content.decode().count('class="promise"') == 1


def test_a_withdrawn_target_is_not_in_the_ledger(planner: Client, town: Any, now: Any) -> None:
    from jinxiu.plan.ledger.models import TargetDefinition

    target = town.target("T1", stage="open")
    target.current = TargetDefinition.objects.create(
        target=target, version=2, made_at=now, withdrawn=True, type="milestone", stage="open", start=0, end=1, quote="q"
    )
    target.save()
    assert "The ledger is empty" in planner.get("/ledger/").content.decode()


def test_words_of_people_cannot_become_markup(planner: Client, town: Any) -> None:
    town.target("T1", "<script>alert(1)</script>", stage="open")
    page = planner.get("/ledger/?q=<script>").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/ledger/").headers["Location"].startswith("/sign-in/")
