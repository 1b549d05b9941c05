"""Workbooks that rooms export: no text of a cell is taken for a formula, days are days, tables print."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

#: What a spreadsheet calls itself where files are handed out.
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = TypeVar("Row")

#: A spreadsheet takes a cell that begins with one of these for a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
#: What XML cannot carry; people paste such signs out of other programs without seeing them.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Return text without the signs that no workbook can carry.

    >>> writable("甲\\x0b厂")
    '甲厂'
    """
    return _UNWRITABLE.sub("", text)


def head_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """Return a cell of the header row, or the label of a note."""
    cell = WriteOnlyCell(sheet, writable(text))
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    return cell


def value_cell(sheet: WriteOnlyWorksheet, value: str | float | Decimal | date | None) -> Cell:
    """Return a cell that shows a value as it is: text stays text, whatever it begins with."""
    if isinstance(value, str):
        value = writable(value)
    cell = WriteOnlyCell(sheet, value or None if isinstance(value, str) else value)  # type: ignore[arg-type]
    if isinstance(value, str) and value:
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(DANGEROUS)
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    return cell


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its head, its width in characters, and what stands in it."""

    head: object  # said when it is written, in the language of the request
    width: int
    cell: Callable[[Row], str | float | Decimal | date | None]


def add_table(book: Workbook, title: str, columns: Sequence[Column[Row]], rows: Iterable[Row], frozen: str) -> None:
    """Add a sheet of one table to a write-only book; it filters, and prints across one page with its heads on each."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = frozen
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([head_cell(sheet, str(column.head)) for column in columns])
    lines = 1
    for row in rows:
        sheet.append([value_cell(sheet, column.cell(row)) for column in columns])
        lines += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{lines}"


def add_notes(book: Workbook, title: str, notes: Iterable[tuple[str, str]]) -> None:
    """Add a sheet that says of what and of when the book is."""
    sheet = book.create_sheet(title)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 64
    for label, value in notes:
        sheet.append([head_cell(sheet, label), value_cell(sheet, value)])


def as_bytes(book: Workbook) -> bytes:
    """Return a book as an .xlsx file."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
