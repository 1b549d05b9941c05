"""The tables as files: an .xlsx workbook of three sheets, or one of them as CSV. No text is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from jinxiu.core.workbooks import DANGEROUS, Column, add_notes, add_table, as_bytes, writable
from jinxiu.plan.projects.kinds import kinds
from jinxiu.plan.projects.standing import Standing
from jinxiu.plan.projects.table.columns import HELP, NO, RUNGS, SHEETS, YES, Held, Sheet

_HELP_SHEET = "填写说明"
#: Rows below the last that still offer words.
_SPARE = 200


def workbook(found: Sequence[Standing], as_of: date) -> bytes:
    """Return the three tables as an .xlsx file, with how they are filled in."""
    book = Workbook(write_only=True)
    for sheet in SHEETS:
        rows = list(sheet.rows(found, as_of))
        columns: list[Column[Held]] = [Column(one.head, one.width, one.cell) for one in sheet.columns]
        add_table(book, sheet.title, columns, rows, frozen="C2")
        _offer_words(book.worksheets[-1], sheet, len(rows))
    add_notes(book, _HELP_SHEET, [(str(number), sentence) for number, sentence in enumerate(HELP, 1)])
    return as_bytes(book)


def as_csv(sheet: Sheet, found: Sequence[Standing], as_of: date) -> bytes:
    """Return one table as CSV in UTF-8 with a mark that spreadsheets look for."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.head for column in sheet.columns])
    writer.writerows(_cells(sheet, found, as_of))
    return out.getvalue().encode("utf-8-sig")


def _cells(sheet: Sheet, found: Sequence[Standing], as_of: date) -> Iterator[list[str]]:
    for held in sheet.rows(found, as_of):
        yield [_written(column.cell(held)) for column in sheet.columns]


def _written(value: str | Decimal | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f"'{writable(value)}" if value.startswith(DANGEROUS) else writable(value)


def _offer_words(page: Any, sheet: Sheet, rows: int) -> None:
    offers = {"rung": list(RUNGS.values()), "synthetic": [YES, NO], "kind": list(kinds())}
    for number, column in enumerate(sheet.columns, 1):
        if column.told or column.key not in offers:
            continue
        strict = column.key != "kind"
        words = ",".join(offers[column.key])
        rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=strict)
        rule.errorTitle, rule.error = "请从列表中选择", "这一列只能填写列表中的词。"
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{rows + 1 + _SPARE}")
        page.data_validations.append(rule)
