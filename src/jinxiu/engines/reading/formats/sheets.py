"""Excel workbooks (.xlsx) and CSV: one line of text a row, one block a cell."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from jinxiu.engines.reading.formats.container import EXCEL, check_container, truncated
from jinxiu.engines.reading.formats.source import SourceText, TextBuilder, UnreadableDocumentError, too_long
from jinxiu.engines.reading.formats.tables import Cell, Piece, RowWriter
from jinxiu.engines.reading.formats.text import check, decode

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_MEDIA_TYPE = "text/csv"
_MAX_ROWS = 200_000
_MAX_COLUMNS = 100
#: Formatted but blank cells cost time as well.
_MAX_CELLS = 4_000_000
_CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Merged cells stand behind the rows, where a reader that streams rows does not look.
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")


def _letters(column: int) -> str:
    """Return the letters of a column.

    >>> _letters(28)
    'AB'
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class _Limits:
    """Counts rows and cells of a whole file and refuses what no plan needs."""

    def __init__(self, name: str, max_text: int) -> None:
        self._name, self._max_text = name, max_text
        self._rows = self._cells = 0

    def row(self, width: int, cells: list[tuple[int, str]]) -> None:
        self._cells += width + 1
        self._rows += bool(cells)
        if self._rows > _MAX_ROWS or self._cells > _MAX_CELLS:
            raise too_long(self._name, self._max_text, f"more than {_MAX_ROWS} rows, or as much in blank cells")
        if cells and cells[-1][0] > _MAX_COLUMNS:
            raise too_long(self._name, self._max_text, f"more than {_MAX_COLUMNS} columns")


def open_xlsx(data: bytes, name: str, max_text: int) -> SourceText:
    """Return the rows of every sheet; of a formula, the value that was saved with it."""
    check_container(data, name, EXCEL)
    # Loaded here because it is slow to import and most texts are no workbooks.
    import openpyxl  # noqa: PLC0415

    builder, limits = TextBuilder(name, max_text), _Limits(name, max_text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as book:
                for sheet in book.worksheets:
                    _add_sheet(builder, sheet, limits)
    except UnreadableDocumentError:
        raise
    except Exception as error:  # the library lets errors of the XML parser, of zipfile and of its own through
        raise truncated(name, EXCEL.thing, error) from error
    return builder.build(MEDIA_TYPE, None)


def _add_sheet(builder: TextBuilder, sheet: Any, limits: _Limits) -> None:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    merged = _merged(sheet)
    writer = RowWriter(builder)
    titled = not _CHINESE.search(sheet.title)
    for number, row in enumerate(sheet.iter_rows(), 1):
        values = [(column, text) for column, cell in enumerate(row, 1) if (text := _shown(cell))]
        limits.row(len(row), values)
        if values and not titled:
            # The name of a sheet may say what year its rows are for.
            builder.add("# " + sheet.title, "heading", f"sheet {sheet.title}")
            titled = True
        writer.add(
            [
                Cell(
                    column,
                    f"sheet {sheet.title}, row {number}, column {_letters(column)}",
                    [Piece(text)],
                    *merged.get((number, column), (1, 1)),
                )
                for column, text in values
            ]
        )


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return of each merged cell, by its row and column, how many columns and rows it covers."""
    path = sheet._worksheet_path  # noqa: SLF001 - the library keeps merged cells only of books that it holds whole
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for left, top, right, bottom in _MERGED.findall(sheet.parent._archive.read(path)):  # noqa: SLF001
        first, last = _number(left), _number(right)
        rows = int(bottom) - int(top) + 1
        if first <= last <= _MAX_COLUMNS and rows > 0:
            found[int(top), first] = (last - first + 1, rows)
    return found


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _shown(cell: Any) -> str:
    """Return a cell as a person sees it, near enough: dates in Chinese, shares with their sign."""
    value = cell.value
    if value is None:
        return ""
    form = str(cell.number_format or "")
    if isinstance(value, datetime | date):
        day = f"{value.day}日" if "d" in form.lower() or "日" in form else ""
        return f"{value.year}年{value.month}月{day}"
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, float | int) and not isinstance(value, bool):
        number = Decimal(f"{value:.15g}")
        share = "%" in form
        return f"{(number * 100 if share else number).normalize():f}" + "%" * share
    return str(value).strip()


def open_csv(data: bytes, name: str, max_text: int) -> SourceText:
    """Return the rows of a table of comma, semicolon or tab separated values."""
    text, encoding = decode(data, name)
    check(text, name, max_text)
    builder, limits = TextBuilder(name, max_text), _Limits(name, max_text)
    writer = RowWriter(builder)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
            values = [(column, value) for column, cell in enumerate(row, 1) if (value := cell.strip())]
            limits.row(len(row), values)
            writer.add([Cell(at, f"row {number}, column {_letters(at)}", [Piece(value)]) for at, value in values])
    except csv.Error as error:
        raise truncated(name, "CSV table", error) from error
    return builder.build(CSV_MEDIA_TYPE, encoding)


def _delimiter(text: str) -> str:
    """Return the sign that cuts the most lines into the same number of cells."""

    def agreement(sign: str) -> tuple[int, int]:
        widths = list(_widths(text[:50_000], sign))
        best = max((width for width in widths if width > 1), key=widths.count, default=0)
        return (widths.count(best) if best else 0, best)

    return max(",;\t", key=agreement)


def _widths(text: str, sign: str) -> Iterator[int]:
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign)):
            if number >= 50:
                return
            yield len(row)
    except csv.Error:
        return
