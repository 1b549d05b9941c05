"""Two documents in two columns; what names the same object stands on one line."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jinxiu.desk.queries.ledger import normalised


def lines(client: Client, query: str = "") -> list[tuple[str | None, str | None]]:
    pairs = client.get(f"/ledger/side-by-side/{query}").context["pairs"]
    return [(pair.left and pair.left.row.target.code, pair.right and pair.right.row.target.code) for pair in pairs]


@pytest.fixture
def two(town: Any) -> Any:
    other = town.new_document("plan-2025", "太原市2025年计划", 2025)
    town.target("A1", "1号线一期", stage="open")
    town.target("A2", "“智改数转” 标杆项目", value="3")
    town.target("A3", "投资", value="30")
    town.target("A4", "投资", value="100")
    town.target("B1", "智改数转标杆项目", value="5", document=other)
    town.target("B2", "投资", value="40", document=other)
    town.target("B3", "3号线", stage="start", document=other)
    return town


def test_the_same_object_stands_on_one_line(planner: Client, two: Any) -> None:
    assert lines(planner, "?left=plan-2024&right=plan-2025") == [
        ("A1", None),
        ("A2", "B1"),
        ("A3", "B2"),
        ("A4", None),
        (None, "B3"),
    ]


def test_the_two_newest_are_compared_first(planner: Client, two: Any) -> None:
    context = planner.get("/ledger/side-by-side/?left=nothing").context
    assert (context["left"], context["right"]) == ("plan-2025", "plan-2024")


def test_the_filters_narrow_both_columns(planner: Client, two: Any) -> None:
    assert lines(planner, "?left=plan-2024&right=plan-2025&q=投资") == [("A3", "B2"), ("A4", None)]
    assert lines(planner, "?left=plan-2024&right=plan-2025&state=met") == []


def test_the_same_document_twice_is_refused_with_a_sentence(planner: Client, two: Any) -> None:
    page = planner.get("/ledger/side-by-side/?left=plan-2024&right=plan-2024").content.decode()
    assert "Left and right are the same document." in page


def test_one_document_is_not_enough(planner: Client, town: Any) -> None:
    page = planner.get("/ledger/side-by-side/").content.decode()
    assert "Two documents are needed" in page


@pytest.mark.parametrize(
    ("one", "other"),
    [("“智改数转”标杆项目", "智改数转 标杆项目"), ("56GW大基地", "56gw大基地"), ("２期（北）", "2期(北)")],
)
def test_width_case_and_quotation_marks_do_not_count(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)
