"""Figures from a file: the form is taken, filled in with a mistake, mended, and confirmed; one figure, one act."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def fill(form: Path, *, value: object) -> None:
    """Fill in the row of the measure that the example city asks for; other rows stay as they are."""
    book = load_workbook(form)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = next(line for line in sheet.iter_rows(min_row=2) if line[0].value == "ZB02")
    sheet.cell(row[0].row, heads["本次数值"], value)
    sheet.cell(row[0].row, heads["截至日期"], "2024年6月30日")
    book.save(form)


def test_a_file_with_a_mistake_is_mended_and_confirmed(page: Page, tmp_path: Path) -> None:
    page.goto("/facts/import/")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Excel").click()
    form = tmp_path / "数据表.xlsx"
    download.value.save_as(form)

    fill(form, value="约59")
    page.locator("input[type=file]").set_input_files(form)
    page.get_by_role("button", name="核查").click()
    page.wait_for_url("**/facts/import/*/")
    expect(page.locator("h1")).to_have_text("需更正的单元格", timeout=20_000)
    expect(page.locator("table.faults tbody tr")).to_contain_text("约59")

    fill(form, value=59)
    page.locator("input[type=file]").set_input_files(form)
    page.get_by_role("button", name="核查").click()
    expect(page.locator("h1")).to_have_text("核查结果", timeout=20_000)
    expect(page.locator("table.figures tbody tr")).to_contain_text("59 部")
    page.get_by_role("button", name="写入1个数").click()
    expect(page.locator("h1")).to_have_text("数据已写入", timeout=20_000)

    page.goto("/facts/measures/")
    page.get_by_role("link", name="既有住宅加装电梯数").click()
    expect(page.locator("table tbody tr").first).to_contain_text("59 部")
    page.goto("/targets/T53/")
    expect(page.locator("main")).to_contain_text("59 部")
