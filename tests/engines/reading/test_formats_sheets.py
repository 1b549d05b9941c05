"""Workbooks and CSV tables: a row a line, a cell a block."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinxiu.engines.reading import UnreadableDocumentError, open_document, read

HEADER = ["序号", "牵头单位", "重点任务", "完成时限", "量化目标"]
ROWS = [[1, "市教育局", "新建学校", "6月底前", "3所"], [2, "市卫健委", "新建医院", "9月底前", "2所"]]


def book(*rows: list[object], title: str = "任务表") -> bytes:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


PLAN = book(HEADER, *ROWS)


def table(sign: str) -> str:
    return "\r\n".join(sign.join(str(cell) for cell in row) for row in (HEADER, *ROWS))


@pytest.mark.parametrize(
    ("data", "name", "locator"),
    [
        (PLAN, "plan.xlsx", "sheet 任务表, row 2, column C"),
        (table(",").encode("utf-8-sig"), "plan.csv", "row 2, column C"),
        (table(";").encode("gb18030"), "plan.csv", "row 2, column C"),
        (table("\t").encode(), "plan.tsv", "row 2, column C"),
    ],
)
def test_a_task_table_gives_its_promises_with_their_deadlines(data, name, locator):
    source = open_document(data, name)
    targets = read(source.text, year=2024).targets
    assert [(target.span.of(source.text), target.due) for target in targets] == [
        ("新建学校\t3所", dt.date(2024, 6, 30)),
        ("新建医院\t2所", dt.date(2024, 9, 30)),
    ]
    assert source.locate(targets[0].span.start).locator == locator


def test_values_are_written_as_they_are_seen():
    made = openpyxl.Workbook()
    made.active.append(["财政收入", 0.055, 12.0, dt.date(2024, 6, 30), "=1+1"])
    made.active["B1"].number_format = "0.0%"
    file = io.BytesIO()
    made.save(file)
    source = open_document(file.getvalue(), "plan.dat")
    assert [block.span.of(source.text) for block in source.blocks] == ["财政收入", "5.5%", "12", "2024年6月30日"]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (book(), "plan.xlsx", "no_text"),
        (book(["=1+1"], title="a"), "plan.xlsx", "no_text"),
        (book(["x"] * 101), "plan.xlsx", "too_long"),
        (PLAN[:-40], "plan.xlsx", "truncated"),
        (b"no workbook", "plan.xlsx", "truncated"),
        (PLAN, "plan.csv", "not_text"),
        (b"a,b\n" * 200_001, "plan.csv", "too_long"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "plan.xlsx", "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "plan.xls", "old_office"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data, name, code):
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(data, name)
    assert caught.value.code == code
    assert str(caught.value).startswith(name)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAN) - 1), st.integers(0, 255)), max_size=6), st.binary(max_size=60))
def test_damage_raises_nothing_else(changes, noise):
    data = bytearray(PLAN)
    for at, value in changes:
        data[at] = value
    for sample, name in ((bytes(data), "plan.xlsx"), (noise, "plan.csv"), (noise, "plan.xlsx")):
        try:
            open_document(sample, name)
        except UnreadableDocumentError:
            continue
