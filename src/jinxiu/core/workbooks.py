"""Cells of workbooks that rooms export: no text is taken for a formula, days are days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

#: A spreadsheet takes a cell that begins with one of these for a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def head_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """Return a cell of the header row, or the label of a note."""
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    return cell


def value_cell(sheet: WriteOnlyWorksheet, value: str | float | Decimal | date | None) -> Cell:
    """Return a cell that shows a value as it is: text stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value or None if isinstance(value, str) else value)  # type: ignore[arg-type]
    if isinstance(value, str) and value:
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(DANGEROUS)
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    return cell
