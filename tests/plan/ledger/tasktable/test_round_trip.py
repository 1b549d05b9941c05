"""What went out comes back: unedited it changes nothing, edited it changes exactly what was edited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from jinxiu.core.models import AuditEvent
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.models import Target, TargetDefinition


def test_an_unedited_export_changes_nothing(table: Any, entered: list[Target]) -> None:
    found = table.look()
    assert (found.writes, found.conflicts, found.faults, found.missing) == (0, [], [], [])
    assert found.same == len(entered) == 8


def test_one_edit_is_one_difference(table: Any) -> None:
    table.put("T001", "value", 5)
    (change,) = table.look().changes
    assert [(d.key, d.old, d.new) for d in change.differences] == [("value", "3", "5")]


def test_applying_makes_a_new_version_with_the_reason_and_one_audit_row(
    table: Any, applied: Callable[..., Any], entered: list[Target]
) -> None:
    table.put("T001", "value", 5)
    table.put("T005", "object", "学校（含改扩建）")
    before = AuditEvent.objects.count()
    done = applied(table, "市政府第3次常务会议")
    assert (done.revised, done.reassigned, done.added) == (2, 0, 0)
    events = list(AuditEvent.objects.order_by("number"))[before:]
    assert [event.action for event in events] == ["ledger.table-in", "ledger.table"]
    first = Target.objects.select_related("current").get(pk=entered[0].pk)
    assert first.current is not None
    assert (first.current.version, first.current.value) == (2, Decimal(5))
    assert first.current.reason == "市政府第3次常务会议"
    assert TargetDefinition.objects.get(target=first, version=1).value == Decimal(3)


def test_what_no_column_says_stays(table: Any, applied: Callable[..., Any], entered: list[Target]) -> None:
    was = entered[0].current
    table.put("T001", "value", 5)
    applied(table)
    now = Target.objects.select_related("current").get(pk=entered[0].pk).current
    assert now is not None
    assert was is not None
    assert (now.kind, now.scope, now.part, now.quote) == (was.kind, was.scope, was.part, was.quote)


def test_a_number_becomes_a_stage(table: Any, applied: Callable[..., Any], entered: list[Target]) -> None:
    for key in ("comparator", "value", "unit"):
        table.put("T005", key, None)
    table.put("T005", "stage", "开工")
    applied(table)
    now = Target.objects.select_related("current").get(pk=entered[4].pk).current
    assert now is not None
    assert (now.type, now.stage, now.value, now.unit) == ("milestone", "start", None, "")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (datetime(2024, 6, 30), date(2024, 6, 30)),  # noqa: DTZ001 — a cell knows no zone
        ("2024-06-15", date(2024, 6, 15)),
        ("2024年6月15日", date(2024, 6, 15)),
        ("2024年6月底", date(2024, 6, 30)),
        ("2024年2月", date(2024, 2, 29)),
        ("２０２４／６／１", date(2024, 6, 1)),
        ("2025年底", date(2025, 12, 31)),
    ],
)
def test_a_day_may_be_written_as_people_do(table: Any, written: Any, day: date) -> None:
    table.put("T001", "due", written)
    (change,) = table.look().changes
    assert change.fields.due == day


@pytest.mark.parametrize(
    ("written", "number"), [("1,200", "1200"), (0.1, "0.1"), ("１２", "12"), ("12.50", "12.5"), ("120%", "120")]
)
def test_a_number_is_taken_exactly(table: Any, written: Any, number: str) -> None:
    table.put("T001", "value", written)
    (change,) = table.look().changes
    assert change.fields.value == Decimal(number)


def test_five_per_cent_in_a_cell_shown_per_cent_is_five(table: Any) -> None:
    table.put("T001", "value", 0.05)
    table.sheet.cell(table.row("T001"), 15).number_format = "0.00%"
    (change,) = table.look().changes
    assert change.fields.value == Decimal(5)


@pytest.mark.parametrize("word", ["不少于", "≥", ">=", "不少于（≥）", "以上"])
def test_a_choice_is_known_by_its_other_words(table: Any, word: str) -> None:
    table.put("T002", "comparator", word)
    (change,) = table.look().changes
    assert change.fields.comparator == ">="


def test_a_changed_scope_is_understood_anew(table: Any) -> None:
    table.put("T005", "per", "每条产业链")
    (change,) = table.look().changes
    assert (change.fields.per, change.fields.scope) == ("每条产业链", "chain")


def test_rows_may_be_sorted_and_moved(table: Any) -> None:
    first, last = table.row("T001"), table.row("T008")
    for column in range(1, 20):
        one, other = table.sheet.cell(first, column), table.sheet.cell(last, column)
        one.value, other.value = other.value, one.value
    assert table.look().writes == 0


def test_a_note_alone_is_no_change_but_joins_the_reason_of_one(
    table: Any, applied: Callable[..., Any], entered: list[Target]
) -> None:
    table.put("T002", "note", "已口头沟通")
    assert table.look().writes == 0
    table.put("T001", "value", 5)
    table.put("T001", "note", "市工信局提出")
    applied(table, "第3次常务会议")
    now = Target.objects.select_related("current").get(pk=entered[0].pk).current
    assert now is not None
    assert now.reason == "第3次常务会议（市工信局提出）"


def test_applying_twice_has_one_effect(table: Any, applied: Callable[..., Any]) -> None:
    table.put("T001", "value", 5)
    table.put("T001", "lead", "市工信局")
    applied(table)
    again = table.look()
    assert (again.writes, again.conflicts) == (0, [])
    assert applied(table).revised == 0
    assert AuditEvent.objects.filter(action="ledger.table").count() == 1


def test_a_row_that_is_gone_stays_in_the_ledger(table: Any, applied: Callable[..., Any], entered: list[Target]) -> None:
    table.drop("T003")
    table.put("T001", "value", 5)
    assert table.look().missing == [entered[2].code]
    applied(table)
    assert not Target.objects.filter(current__withdrawn=True).exists()


def test_an_older_export_that_nobody_edited_changes_nothing(table: Any, entered: list[Target], now: datetime) -> None:
    ledger.revise(None, entered[0], {**_columns(entered[0]), "value": 9}, "上会", now)
    found = table.look()
    assert (found.writes, found.conflicts, found.outdated) == (0, [], 1)


def test_an_edit_of_what_the_ledger_changed_meanwhile_is_a_conflict(
    table: Any, applied: Callable[..., Any], entered: list[Target], now: datetime
) -> None:
    ledger.revise(None, entered[0], {**_columns(entered[0]), "value": 9}, "上会", now)
    table.put("T001", "value", 5)
    table.put("T002", "value", 4)
    found = table.look()
    (conflict,) = found.conflicts
    assert [(d.old, d.new) for d in conflict.differences] == [("9", "5")]
    done = applied(table)
    assert (done.revised, done.left) == (1, 1)
    assert Target.objects.select_related("current").get(pk=entered[0].pk).current.value == 9


def test_the_same_edit_on_both_sides_is_no_conflict(table: Any, entered: list[Target], now: datetime) -> None:
    ledger.revise(None, entered[0], {**_columns(entered[0]), "value": 5}, "上会", now)
    table.put("T001", "value", 5)
    found = table.look()
    assert (found.writes, found.conflicts) == (0, [])


def test_a_target_withdrawn_meanwhile_is_a_conflict(
    table: Any, document: Any, planner: Any, now: datetime, quantity: Any
) -> None:
    ledger.add(planner, document, 100, 104, quantity(), now)
    newer = type(table)(document, now)
    ledger.undo(planner, document, now)
    code = Target.objects.latest("pk").code.removeprefix(newer.prefix)
    newer.put(code, "value", 7)
    (conflict,) = newer.look().conflicts
    assert conflict.taken.line.code.endswith(code)


def _columns(target: Target) -> dict[str, Any]:
    from jinxiu.plan.ledger.fields import fields_of

    assert target.current is not None
    return fields_of(target.current).as_columns()
