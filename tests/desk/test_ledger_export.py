"""An export holds exactly what is filtered, as dates and numbers, and no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.workbook import Workbook


def workbook(client: Client, query: str = "") -> Workbook:
    response = client.get(f"/ledger/export.xlsx{query}")
    assert response.headers["Content-Disposition"] == 'attachment; filename="ledger-2025-03-31.xlsx"'
    return load_workbook(io.BytesIO(response.content))


def rows(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(f"/ledger/export.csv{query}")
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def filled(town: Any) -> Any:
    town.target("T1", "1号线一期", stage="open", pillar=town.pillar, lead=town.unit)
    town.fact("T1", stage="open", event=True)
    town.target("T2", "高新技术企业", value="2000.5", kind="level")
    town.fact("T2", value="2150", as_of=date(2024, 12, 1))
    return town


def test_dates_are_dates_and_numbers_are_numbers(planner: Client, filled: Any) -> None:
    sheet = workbook(planner)["Ledger"]
    head = [cell.value for cell in sheet[1]]
    second = dict(zip(head, [cell.value for cell in sheet[3]], strict=True))
    assert second["Value"] == 2000.5
    assert second["Latest value"] == 2150
    assert str(second["Due"]) == "2024-12-31 00:00:00"
    assert (second["State"], second["Kind"]) == ("Met", "level to be reached")
    first = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
    assert (first["Days late"], first["Lead"], first["Pillar"]) == (53, "市住建局", "制造业承载地")
    assert first["Sources"] == "地铁开通"


def test_the_sheet_can_be_worked_with_at_once(planner: Client, filled: Any) -> None:
    sheet = workbook(planner)["Ledger"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}3"
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.column_dimensions["B"].width == 30


def test_only_what_is_filtered_goes_out_with_the_day_and_the_filters(planner: Client, filled: Any) -> None:
    book = workbook(planner, "?state=late&sort=-code")
    assert [row[0].value for row in book["Ledger"].iter_rows(min_row=2)] == ["T1"]
    about = [tuple(cell.value for cell in row) for row in book["About this export"].iter_rows()]
    assert about == [("As of", "2025-03-31"), ("Lines", "1"), ("State", "Late")]


def test_csv_has_the_same_lines_and_its_notes_at_the_end(planner: Client, filled: Any) -> None:
    out = rows(planner, "?q=T2")
    assert out[1][0] == "T2"
    assert out[1][6] == "2024-12-31"
    assert out[2:] == [[], ["As of", "2025-03-31"], ["Lines", "1"], ["Search", "T2"]]


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(planner: Client, town: Any, beginning: str) -> None:
    danger = f"{beginning}HYPERLINK(1)"
    town.target("T1", danger, stage="open", quote=danger)
    cell = workbook(planner)["Ledger"]["B2"]
    assert (cell.value, cell.data_type) == (danger, "s")
    assert rows(planner)[1][1] == f"'{danger}"


def test_a_filter_is_no_formula_either(planner: Client, town: Any) -> None:
    assert rows(planner, "?q==1%2B1")[-1] == ["Search", "'=1+1"]


def test_all_pages_go_out(planner: Client, many: Callable[[int], None]) -> None:
    many(51)
    assert len(rows(planner)) == 1 + 51 + 1 + 2


def test_another_form_is_not_there(planner: Client, town: Any) -> None:
    assert planner.get("/ledger/export.pdf").status_code == 404


def test_exporting_needs_its_own_verb(signed_in: Callable[..., Client], town: Any) -> None:
    auditor = signed_in("auditor")
    assert auditor.get("/ledger/export.csv").status_code == 403
    town.target("T1", stage="open")
    assert "export.csv" not in auditor.get("/ledger/").content.decode()
