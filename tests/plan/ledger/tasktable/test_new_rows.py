"""A row without a code is a promise that the ledger does not have: it is placed by the words of the document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from jinxiu.core.models import Account, AuditEvent
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.models import Decision, Target

from .conftest import answering

SCHOOLS: dict[str, Any] = {
    "sentence": "今年新建学校10所以上", "object": "学校食堂", "comparator": "不少于", "value": 10, "unit": "个", "lead": "市教育局",
}  # fmt: skip


def test_it_is_entered_where_its_words_stand(
    table: Any, applied: Callable[..., Any], document: Document, entered: list[Target]
) -> None:
    table.add(**SCHOOLS)
    (new,) = table.look().new
    assert document.text[new.span.start : new.span.end] == SCHOOLS["sentence"]
    assert applied(table, "").added == 1
    made = Target.objects.select_related("current", "commitment").latest("pk")
    assert made.current is not None
    assert (made.code, made.current.object, made.current.version) == (
        "P-T009".replace("P", document.code),
        "学校食堂",
        1,
    )
    assert made.commitment_id == entered[4].commitment_id
    assert answering(made) == {"市教育局": "lead"}
    assert AuditEvent.objects.get(action="ledger.table").data["added"] == [made.code]


def test_a_copied_sentence_of_the_ledger_is_its_own_place(table: Any, applied: Callable[..., Any]) -> None:
    table.add(**SCHOOLS | {"sentence": table.get("T005", "sentence")})
    assert table.look().faults == []
    assert applied(table).added == 1


def test_bringing_it_back_again_enters_nothing_more(table: Any, applied: Callable[..., Any]) -> None:
    table.add(**SCHOOLS)
    applied(table)
    assert table.look().writes == 0


def test_it_can_be_undone_on_the_review(
    table: Any, applied: Callable[..., Any], planner: Account, document: Document, now: datetime
) -> None:
    table.add(**SCHOOLS)
    applied(table)
    assert Decision.objects.latest("pk").verdict == "add"
    assert ledger.undo(planner, document, now).verdict == "add"
    assert Target.objects.filter(current__withdrawn=True).count() == 1


@pytest.mark.parametrize(
    ("cells", "head"),
    [
        ({"sentence": None}, "任务原文"),
        ({"sentence": "新建医院3所"}, "任务原文"),
        ({"sentence": "年"}, "任务原文"),
        ({"unit": None}, "单位"),
        ({"object": None}, "任务"),
        ({"lead": "某某公司"}, "牵头单位"),
        ({"pillar": "没有这个板块"}, "板块"),
    ],
)
def test_its_faults_are_named(table: Any, cells: dict[str, Any], head: str) -> None:
    number = table.add(**SCHOOLS | cells)
    (fault,) = table.look().faults
    assert fault.head == head
    assert fault.cell.endswith(str(number))


def test_the_same_promise_twice_in_one_table_is_a_fault(table: Any) -> None:
    table.add(**SCHOOLS)
    table.add(**SCHOOLS)
    (fault,) = table.look().faults
    assert fault.head == "任务原文"


def beside(entered: list[Target]) -> list[str]:
    """Return the ends of the codes of all targets of the sentence in which the new row stands."""
    return [one.code.rsplit("-", 1)[1] for one in entered if one.commitment_id == entered[4].commitment_id]


def test_its_pillar_moves_no_other_row_of_its_sentence_silently(
    table: Any, entered: list[Target], pillars: list[Any]
) -> None:
    table.add(**SCHOOLS | {"pillar": "宜居城市"})
    (fault,) = table.look().faults
    assert (fault.head, str(table.row(beside(entered)[0])) in fault.sentence) == ("板块", True)
    for code in beside(entered):
        table.put(code, "pillar", "宜居城市")
    assert table.look().faults == []


def test_its_pillar_moves_no_target_that_is_not_in_the_table(
    table: Any, entered: list[Target], pillars: list[Any], export: Callable[[], Any]
) -> None:
    entered[4].commitment.pillar = pillars[0]
    entered[4].commitment.save()
    again = export()
    for code in beside(entered):
        again.drop(code)
    again.add(**SCHOOLS | {"pillar": "宜居城市"})
    (fault,) = again.look().faults
    assert (fault.head, entered[4].code in fault.sentence) == ("板块", True)


def test_two_new_rows_of_one_sentence_have_one_pillar(table: Any, entered: list[Target], pillars: list[Any]) -> None:
    for code in beside(entered):
        table.put(code, "pillar", "宜居城市")
    table.add(**SCHOOLS | {"pillar": "宜居城市"})
    table.add(**SCHOOLS | {"pillar": "产业高地", "object": "学校操场"})
    assert [fault.head for fault in table.look().faults] == ["板块"]


def test_a_document_without_any_target_can_be_filled_in(
    document: Document, bodies: Any, export: Callable[[], Any], applied: Callable[..., Any]
) -> None:
    empty = export()
    empty.sheet.cell(4, 3).value = SCHOOLS["sentence"]
    for key, column in (("object", 4), ("comparator", 14), ("value", 15), ("unit", 17)):
        empty.sheet.cell(4, column).value = SCHOOLS[key]
    assert applied(empty).added == 1
    assert Target.objects.count() == 1


def test_a_sheet_that_names_no_document_takes_no_new_row(
    document: Document, bodies: Any, export: Callable[[], Any]
) -> None:
    empty = export()
    empty.sheet["A2"].value = None
    empty.sheet.cell(4, 3).value = SCHOOLS["sentence"]
    (fault,) = empty.look().faults
    assert fault.head == "任务编号"
