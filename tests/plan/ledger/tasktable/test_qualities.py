"""What is promised in words alone has a column of its own in the table: one row says a number, a stage, or neither."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import docx
import pytest

from jinxiu.core.models import Account
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.models import Target, TargetDefinition
from jinxiu.plan.ledger.tasktable import docx as paper
from jinxiu.plan.ledger.tasktable import queries

from .conftest import Workbooks

NEW = {"sentence": "今年新建学校10所以上", "object": "学校食堂", "quality": "全覆盖"}


@pytest.fixture
def words(entered: list[Target], planner: Account, now: datetime) -> Target:
    """The second line of the metro, put in words alone."""
    target = entered[-1]
    said = {"type": "quality", "object": "2号线", "kind": "rank", "strength": "strive"}
    ledger.revise(planner, target, said, "专题会议", now)
    return target


@pytest.fixture
def table(document: Document, words: Target, now: datetime) -> Workbooks:
    return Workbooks(document, now)


def current(code: str) -> TargetDefinition:
    found = Target.objects.select_related("current").get(code__endswith=code).current
    assert found is not None
    return found


def test_it_stands_in_the_table_with_its_kind_and_no_number(table: Any) -> None:
    row = {key: table.get("T008", key) for key in ("object", "goal", "quality", "strength", "value", "unit", "stage")}
    assert row == {
        "object": "2号线",
        "goal": "定性要求（位次称号）",
        "quality": "位次称号",
        "strength": "力争",
        "value": None,
        "unit": None,
        "stage": None,
    }
    assert table.get("T001", "quality") is None


def test_it_comes_back_unchanged(table: Any) -> None:
    found = table.look()
    assert (found.writes, found.conflicts, found.faults, found.same) == (0, [], [], 8)


def test_it_comes_back_changed(table: Any, applied: Callable[..., Any]) -> None:
    table.put("T008", "quality", "红线")
    table.put("T008", "due", date(2024, 6, 30))
    (change,) = table.look().changes
    assert [(d.key, d.old, d.new) for d in change.differences] == [
        ("due", "", "2024-06-30"),
        ("quality", "位次称号", "底线"),
    ]
    assert applied(table).revised == 1
    assert (current("T008").type, current("T008").kind, str(current("T008").due)) == (
        "quality",
        "red-line",
        "2024-06-30",
    )


def test_one_without_a_kind_keeps_none(
    table: Any, words: Target, planner: Account, export: Callable[[], Any], applied: Callable[..., Any], now: datetime
) -> None:
    ledger.revise(planner, words, {"type": "quality", "object": "2号线", "kind": "", "strength": "firm"}, "又议", now)
    again = export()
    assert (again.get("T008", "quality"), again.get("T008", "goal")) == ("其他", "定性要求")
    assert again.look().same == 8
    again.put("T008", "object", "2号线前期")
    applied(again)
    assert (current("T008").type, current("T008").kind) == ("quality", "")


def test_a_number_or_a_stage_in_its_place_makes_it_one(table: Any, applied: Callable[..., Any]) -> None:
    for key, value in (("quality", None), ("comparator", "不少于"), ("value", 3), ("unit", "公里")):
        table.put("T008", key, value)
    for key, value in (("quality", "文件"), ("comparator", None), ("value", None), ("unit", None)):
        table.put("T005", key, value)
    assert applied(table).revised == 2
    assert (current("T008").type, current("T008").value) == ("quantity", 3)
    assert (current("T005").type, current("T005").kind, current("T005").value) == ("quality", "document", None)


def test_a_row_says_one_of_the_three(table: Any) -> None:
    table.put("T008", "value", 3)
    table.put("T008", "stage", "开工")
    table.put("T005", "quality", "底线")
    assert [fault.head for fault in table.look().faults] == ["比较关系", "目标值", "单位", "目标值", "节点"]


def test_a_new_row_may_be_in_words_alone(table: Any, applied: Callable[..., Any]) -> None:
    table.add(**NEW)
    assert applied(table, "").added == 1
    assert (current("T009").type, current("T009").kind) == ("quality", "coverage")
    assert table.look().writes == 0


def test_a_table_that_lost_the_column_is_refused(table: Any) -> None:
    table.sheet.delete_cols(19)
    (fault,) = table.look().faults
    assert fault.head == "定性要求"


def test_paper_counts_them_apart_and_says_that_they_are_not_scored(
    document: Document, words: Target, now: datetime
) -> None:
    table = queries.of_document(document.pk)
    assert table is not None
    printed = docx.Document(io.BytesIO(paper.document(table, now)))
    assert any("数量任务5项、节点任务2项、定性要求1项（不计分）" in p.text for p in printed.paragraphs)
    cells = [cell.text for cell in printed.tables[0].rows[-1].cells]
    assert cells[2:4] == ["2号线", "定性要求（位次称号），力争"]
