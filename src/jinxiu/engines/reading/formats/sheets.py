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
from typing import Any, Literal

from jinxiu.engines.reading.formats.container import EXCEL, check_container, truncated
from jinxiu.engines.reading.formats.source import SourceText, TextBuilder, UnreadableDocumentError, too_long
from jinxiu.engines.reading.formats.text import check, decode

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_MEDIA_TYPE = "text/csv"
_MAX_ROWS = 200_000
_MAX_COLUMNS = 100
#: Formatted but blank cells cost time as well.
_MAX_CELLS = 4_000_000
_HEADER_WITHIN = 20

Role = Literal["serial", "deadline", "task", "goal", "unit"]
#: The words that head the columns of a task table (任务分解表); the first that fits decides.
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("serial", re.compile(r"序号|编号|No\.?|#")),
    ("deadline", re.compile(r".{0,4}(?:时限|期限|截止.{0,4}|时间节点|完成时间|进度要求|完成日期)")),
    ("unit", re.compile(r".{0,6}(?:单位|部门|责任人|负责人|领导)")),
    ("goal", re.compile(r".{0,4}(?:目标|目标值|成果|标准)")),
    ("task", re.compile(r".{0,4}(?:任务|事项|工作|内容|项目|项目名称|举措|措施|指标|指标名称)|(?:任务|工作|事项)名称")),
)
_BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]|\s+|[：:]")
_NUMBER = re.compile(r"[\d.]+")
_ENDED = ("。", "！", "？", "；")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class _Sheet:
    """Writes the rows of one sheet; what its columns mean is learnt from the header row.

    A reader takes a deadline from the front of a sentence, and a numeral in front of it would hide it. So of a task
    table the deadline is written first, then task and goal, then the units, then the number of the row.
    """

    def __init__(self, builder: TextBuilder, prefix: str, title: str = "") -> None:
        self._builder = builder
        self._prefix = prefix
        self._title = title
        self._roles: dict[int, Role] = {}
        self._units: dict[int, str] = {}
        self._rows = 0
        self._joint = "\n"
        self._deadline = False

    def add(self, number: int, cells: list[tuple[int, str]]) -> None:
        """Append one row: its number and its cells that are not blank, by column, both counted from 1."""
        if not cells:
            return
        if not self._rows and _CHINESE.search(self._title):
            # The name of a sheet may say what year its rows are for.
            self._builder.add("# " + self._title, "heading", f"sheet {self._title}")
        self._rows += 1
        if not self._roles and self._rows <= _HEADER_WITHIN:
            self._roles = _header(cells)
            self._units = {column: part_of(text) for column, text in cells if self._roles.get(column) == "unit"}
        elif self._roles:
            cells = sorted(cells, key=lambda cell: _RANK[self._roles.get(cell[0], "unit")])
        before = ""
        for column, text in cells:
            joint = self._between(before, self._roles.get(column)) if before else self._joint
            locator = f"{self._prefix}row {number}, column {_letters(column)}"
            self._builder.add(text, "table-cell", locator, joint=joint, role=self._units.get(column))
            before = text
            self._deadline = self._roles.get(column) == "deadline"
        # The stop keeps the reader from taking the next row for the rest of this sentence.
        self._joint = "\n" if before.endswith(_ENDED) else "。\n"

    def _between(self, before: str, role: Role | None) -> str:
        if self._deadline:
            return "，"
        if self._roles and role not in {"task", "goal"}:
            return "；"
        return "；" if _NUMBER.fullmatch(before) else "\t"


_RANK: dict[Role, int] = {"deadline": 0, "task": 1, "goal": 2, "unit": 3, "serial": 4}


def _header(cells: list[tuple[int, str]]) -> dict[int, Role]:
    """Return what the columns mean if this row heads a task table: it names the task and one thing more."""
    roles: dict[int, Role] = {}
    for column, text in cells:
        word = _BRACKETS.sub("", text)
        role = next((role for role, heads in _ROLES if len(word) <= 12 and heads.fullmatch(word)), None)
        if role:
            roles[column] = role
    return roles if len(roles) > 1 and "task" in roles.values() else {}


def part_of(heading: str) -> str:
    """Return what part the bodies of a column have.

    >>> part_of("牵头单位"), part_of("配合单位"), part_of("责任部门")
    ('lead', 'support', 'responsible')
    """
    if re.search("牵头|主办|主责", heading):
        return "lead"
    return "support" if re.search("配合|协办|协助|参与|协同", heading) else "responsible"


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
    writer = _Sheet(builder, f"sheet {sheet.title}, ", sheet.title)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [(column, text) for column, cell in enumerate(row, 1) if (text := _shown(cell))]
        limits.row(len(row), cells)
        writer.add(number, cells)


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
    writer = _Sheet(builder, "")
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
            cells = [(column, value) for column, cell in enumerate(row, 1) if (value := cell.strip())]
            limits.row(len(row), cells)
            writer.add(number, cells)
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
