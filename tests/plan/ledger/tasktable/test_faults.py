"""One cell that cannot be taken refuses the whole table; each fault says where, what, why and what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from jinxiu.core.models import AuditEvent
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.ledger.tasktable import actions
from jinxiu.plan.ledger.tasktable.rows import COLUMNS
from jinxiu.plan.ledger.tasktable.workbooks import NotAWorkbookError


@pytest.mark.parametrize(
    ("key", "value", "head"),
    [
        ("value", "三个", "目标值"),
        ("value", "3个", "目标值"),
        ("value", 1.23456789, "目标值"),
        ("value", "=1+2", "目标值"),
        ("value", 10**20, "目标值"),
        ("value", "1e999999", "目标值"),
        ("value", "1e9999999", "目标值"),
        ("value", None, "目标值"),
        ("unit", None, "单位"),
        ("unit", "个" * 21, "单位"),
        ("object", None, "任务"),
        ("due", "明年", "完成时限"),
        ("due", "2024-02-30", "完成时限"),
        ("due", "0204-12-31", "完成时限"),
        ("due", "0204年12月底", "完成时限"),
        ("due", "9999-12-31", "完成时限"),
        ("due", "45657", "完成时限"),
        ("strength", "务必", "力度"),
        ("comparator", "多于", "比较关系"),
        ("value_to", 9, "上限"),
        ("goal", "不少于8所", "目标"),
        ("sentence", "今年新建学校12所以上", "任务原文"),
        ("section", "三、别处", "章节"),
        ("stamp", "7-000000", "版次"),
        ("stamp", None, "版次"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(table: Any, key: str, value: Any, head: str) -> None:
    table.put("T005", key, value)
    found = table.look()
    assert [fault.head for fault in found.faults] == [head]
    (fault,) = found.faults
    assert fault.sheet == table.sheet.title
    assert fault.cell.endswith(str(table.row("T005")))
    assert fault.sentence.endswith(("。", "？"))


def test_a_stage_and_a_number_in_one_row_exclude_each_other(table: Any) -> None:
    table.put("T005", "stage", "开工")
    assert [fault.head for fault in table.look().faults] == ["比较关系", "目标值", "单位"]


def test_a_range_is_checked_from_below(table: Any) -> None:
    table.put("T005", "comparator", "区间")
    table.put("T005", "value_to", 4)
    (fault,) = table.look().faults
    assert fault.head == "上限"


@pytest.mark.parametrize("upper", [10**20, "1e9999999"])
def test_an_upper_value_out_of_bounds_is_a_fault(table: Any, upper: Any) -> None:
    table.put("T005", "comparator", "区间")
    table.put("T005", "value_to", upper)
    (fault,) = table.look().faults
    assert (fault.head, len(fault.given) < 100) == ("上限", True)


@pytest.mark.parametrize("key", ["sentence", "object", "lead", "pillar", "strength", "due", "value"])
def test_of_a_long_cell_only_the_beginning_is_shown(table: Any, key: str) -> None:
    table.put("T005", key, "改" * 30_000)
    (fault,) = table.look().faults
    assert len(fault.given) <= 81
    assert len(fault.sentence) < 200


def test_a_code_of_no_target_and_a_code_twice_are_faults(table: Any) -> None:
    table.put("T005", "code", "P-T999")
    table.put("T002", "code", table.get("T001", "code"))
    assert [fault.head for fault in table.look().faults] == ["任务编号", "任务编号"]


def test_a_missing_column_is_named(table: Any) -> None:
    table.sheet.delete_cols(17)
    (fault,) = table.look().faults
    assert (fault.cell, fault.head) == ("3:3", "单位")


def test_columns_that_only_repeat_may_be_missing(table: Any) -> None:
    table.sheet.delete_cols(13)  # note
    table.sheet.delete_cols(12)  # section
    table.sheet.delete_cols(5)  # goal
    table.sheet.delete_cols(1)  # number
    found = table.look()
    assert (found.faults, found.same) == ([], 8)


def test_a_head_that_stands_twice_is_a_fault(table: Any) -> None:
    table.sheet.cell(3, len(COLUMNS) + 1).value = "单位"
    (fault,) = table.look().faults
    assert fault.cell == "U3"


def test_one_fault_keeps_everything_from_being_written(
    table: Any, applied: Callable[..., Any], entered: list[Target]
) -> None:
    table.put("T001", "value", 5)
    table.put("T005", "value", "许多")
    before = AuditEvent.objects.exclude(action="ledger.table-in").count()
    with pytest.raises(actions.MovedOnError):
        applied(table)
    assert AuditEvent.objects.exclude(action="ledger.table-in").count() == before
    assert not Target.objects.filter(current__version=2).exists()


def test_a_workbook_without_the_heads_says_which_are_needed(db: None) -> None:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    (fault,) = actions.look(buffer.getvalue(), "other.xlsx").faults
    assert "任务编号、任务原文" in fault.sentence


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"plain words", "unknown_kind"),
        (b"%PDF-1.7", "unknown_kind"),
        (_zip("word/document.xml"), "unknown_kind"),
        (_zip("xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
        (_zip("xl/workbook.xml"), "truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(data: bytes, why: str) -> None:
    with pytest.raises(NotAWorkbookError, match=r"table\.xlsx") as caught:
        actions.look(data, "table.xlsx")
    assert caught.value.why == why


def test_a_workbook_that_breaks_off_is_refused(table: Any) -> None:
    with pytest.raises(NotAWorkbookError) as caught:
        actions.look(table.data[: len(table.data) // 2], "table.xlsx")
    assert caught.value.why == "truncated"
