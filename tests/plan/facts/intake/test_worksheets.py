"""Worksheets read in pieces give what openpyxl gives; what explodes or is damaged is refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from jinxiu.plan.facts.intake import worksheets
from jinxiu.plan.facts.intake.sheets import NotAFormError, rows
from jinxiu.plan.ledger.tasktable.workbooks import Given

HEADS = "<row><c t='inlineStr'><is><t>编号</t></is></c><c t='inlineStr'><is><t>数值</t></is></c><c t='inlineStr'><is><t>截至日期</t></is></c></row>"


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> list[list[tuple[int, dict[int, Given]]]]:
    book = worksheets.opened(data)
    return [list(book.rows(part, 60, lambda _done: None)) for _title, part in book.sheets]


def changed(data: bytes, **parts: Callable[[bytes], bytes] | bytes) -> bytes:
    """Return a workbook with parts rewritten; names as sheet1 → xl/worksheets/sheet1.xml."""
    places = {
        "sheet1": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "workbook": "xl/workbook.xml",
        "styles": "xl/styles.xml",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        wanted = {places[key]: value for key, value in parts.items()}
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename in wanted:
                how = wanted.pop(entry.filename)
                content = how(content) if callable(how) else how
            new.writestr(entry.filename, content)
        for name, how in wanted.items():
            new.writestr(name, how if isinstance(how, bytes) else how(b""))
    return out.getvalue()


def sheet_of(body: str, prefix: str = "") -> bytes:
    """Return a workbook whose sheet has this body, written as other programs may write it."""
    space = f"xmlns:{prefix}" if prefix else "xmlns"
    name = f"{prefix}:" if prefix else ""
    xml = (
        f'<?xml version="1.0"?><{name}worksheet {space}="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<{name}sheetData>{body}</{name}sheetData></{name}worksheet>"
    )
    return changed(saved(Workbook()), sheet1=xml.encode())


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, max_size=6), max_size=8), st.lists(st.lists(cells, max_size=3), max_size=3))
def test_cells_are_what_openpyxl_says_they_are(first: list[list[Any]], second: list[list[Any]]) -> None:
    book = Workbook()
    for sheet, given_rows in ((book.active, first), (book.create_sheet("第二"), second)):
        assert sheet is not None
        for line in given_rows:
            sheet.append(line)
    data = saved(book)
    theirs = [
        {
            (cell.row, cell.column - 1): (cell.value, cell.data_type == "f", cell.data_type == "e")
            for line in sheet.iter_rows()
            for cell in line
            if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip())
        }
        for sheet in load_workbook(io.BytesIO(data), read_only=True).worksheets
    ]
    ours = [
        {(number, at): (one.value, one.formula, one.error) for number, line in sheet for at, one in line.items()}
        for sheet in read(data)
    ]
    assert ours == theirs


def test_text_that_repeats_rich_text_and_how_to_pronounce_it() -> None:
    strings = (
        "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>甲</t></si>"
        "<si><r><t>固定</t></r><r><t xml:space='preserve'>资产 </t></r><rPh sb='0' eb='2'><t>gu ding</t></rPh></si></sst>"
    )
    data = changed(sheet_of("<row><c t='s'><v>1</v></c><c t='s'><v>0</v></c></row>"), strings=strings.encode())
    assert read(data) == [[(1, {0: Given("固定资产 "), 1: Given("甲")})]]


def test_rows_and_cells_may_leave_their_names_out_or_leap() -> None:
    body = "<row><c><v>1</v></c><c r='D1'><v>2.50</v></c><c><v>3</v></c></row><row r='9'><c r='AB9' t='b'><v>1</v></c></row><row/>"
    assert read(sheet_of(body)) == [
        [(1, {0: Given(1), 3: Given(2.5), 4: Given(3)}), (9, {27: Given(value=True)}), (10, {})]
    ]


def test_names_with_a_prefix_are_the_same_names() -> None:
    body = "<x:row r='2'><x:c r='B2' t='inlineStr'><x:is><x:t>甲</x:t></x:is></x:c><x:c><x:f>A1*2</x:f><x:v>4</x:v></x:c></x:row>"
    assert read(sheet_of(body, "x")) == [[(2, {1: Given("甲"), 2: Given("=A1*2", formula=True)})]]


def test_a_formula_an_error_and_a_per_cent_are_told_apart() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["=1+1", 0.052, 3])
    sheet["B1"].number_format = "0.0%"
    data = changed(saved(book), sheet1=lambda xml: xml.replace(b"</row>", b"<c r='D1' t='e'><v>#DIV/0!</v></c></row>"))
    [[(_number, line)]] = read(data)
    assert line == {
        0: Given("=1+1", formula=True),
        1: Given(0.052, percent=True),
        2: Given(3),
        3: Given("#DIV/0!", error=True),
    }


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([date(2024, 6, 30)])
    data = changed(saved(book), workbook=lambda xml: xml.replace(b"<workbookPr", b"<workbookPr date1904='1'", 1))
    [[(_number, line)]] = read(data)
    assert line[0].value.date() == date(2028, 7, 1)


def test_a_cell_without_end_is_cut_so_that_its_reader_can_refuse_it() -> None:
    text = "字" * 300_000
    [[(_number, line)]] = read(sheet_of(f"<row><c t='inlineStr'><is><t>{text}</t></is></c></row>"))
    assert 40_000 < len(line[0].value) < 110_000


def test_formatted_blanks_without_end_are_not_walked_to_the_end() -> None:
    body = HEADS + "<row r='2'/>" * 3 + "".join(f"<row r='{n}'><c s='1'/></row>" for n in range(5, 9_000))
    assert list(rows(sheet_of(body), "a.xlsx")) == []
    far = HEADS + "<row r='1048576'><c><v>1</v></c></row>"
    assert list(rows(sheet_of(far), "a.xlsx")) == []


BOMBS = {
    "ratio": lambda: sheet_of(HEADS + "<row/>" * 4_000_000),
    "entities": lambda: changed(
        saved(Workbook()), sheet1=lambda xml: b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 99 + b'">]>' + xml
    ),
    "entities late in UTF-16": lambda: changed(
        saved(Workbook()),
        strings=b"<!--" + b"." * (1024 * 1024 - 10) + b"-->" + "<!DOCTYPE a>".encode("utf-16-le"),
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_would_explode_is_refused_before_it_is_unpacked(bomb: str) -> None:
    with pytest.raises(NotAFormError, match="解开后过大"):
        list(rows(BOMBS[bomb](), "炸弹.xlsx"))


def test_what_unpacks_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = changed(saved(Workbook()), strings=b"<sst><si><t>a</t></si></sst>")
    monkeypatch.setattr(worksheets, "_MOST_TEXT", 10)
    with pytest.raises(NotAFormError, match="解开后过大"):
        list(rows(data, "长.xlsx"))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda xml: xml[: len(xml) // 2],
    "no XML": lambda xml: b"\x00\x01",
    "a number that is none": lambda xml: xml.replace(b"<v>1</v>", b"<v>one</v>"),
    "a text that is not there": lambda xml: xml.replace(b"<c ", b"<c t='s' ", 1).replace(b't="n"', b""),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_sheet_is_told_as_such(how: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([1, 2])
    data = changed(saved(book), sheet1=DAMAGE[how])
    with pytest.raises(NotAFormError, match="损坏"):
        list(rows(data, "坏.xlsx"))
