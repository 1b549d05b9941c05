"""Whatever people typed can be exported: text stays text, and what a workbook cannot carry is left out."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook, load_workbook

from jinxiu.core.workbooks import value_cell


def kept(value: str) -> tuple[object, str]:
    """Return what a cell holds once the file was saved and opened again, and of what type it is."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("一")
    sheet.append([value_cell(sheet, value)])
    buffer = io.BytesIO()
    book.save(buffer)
    cell = load_workbook(buffer).worksheets[0]["A1"]
    return cell.value, cell.data_type


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "\t=1"])
def test_no_text_is_taken_for_a_formula_or_an_error(text: str) -> None:
    assert kept(text) == (text, "s")


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_signs_that_no_workbook_can_carry_are_left_out(sign: str) -> None:
    assert kept(f"甲{sign}乙") == ("甲乙", "s")


def test_a_sign_that_was_left_out_hides_no_formula() -> None:
    book = Workbook(write_only=True)
    cell = value_cell(book.create_sheet("一"), "\x0b=1+1")
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
