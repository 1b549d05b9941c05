"""A file that came back, as rows of read cells; each cell that cannot be read is a fault with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from jinxiu.core.workbooks import DANGEROUS
from jinxiu.plan.facts.intake.cells import CellError, day_in, number_in, short, text_in
from jinxiu.plan.ledger.tasktable.workbooks import Given, Grid, NotAWorkbookError, grids
from jinxiu.plan.projects.models import Particulars
from jinxiu.plan.projects.table.columns import NO, RUNG_OF, RUNGS, SHEETS, WAN, YES, Column, Sheet

#: What a file can have at most: eight steps of each of 20,000 projects, with their money.
_MOST_ROWS, _MOST_BYTES = 200_000, 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken: the sheet, the row, the column's head, what stands there, and why."""

    sheet: str
    row: int
    head: str
    given: str
    sentence: str

    @property
    def cell(self) -> str:
        """The row in words for a list of faults."""
        return str(self.row) if self.row else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row as it was filled in: values by key, without the cells that are empty."""

    sheet: Sheet
    number: int
    values: dict[str, Any]
    given: dict[str, str]

    def fault(self, key: str, sentence: str) -> Fault:
        """Return a fault in one cell of the row."""
        head = next((column.head for column in self.sheet.columns if column.key == key), "")
        return Fault(self.sheet.title, self.number, head, short(self.given.get(key, "")), sentence)


@dataclass(slots=True)
class Reading:
    """What a file says, table by table."""

    rows: dict[str, list[Taken]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read(data: bytes, name: str) -> Reading:
    """Read a workbook, or a CSV of one table; raises NotAWorkbookError for a file that is neither."""
    pages = _csv(data, name) if name.lower().endswith(".csv") else grids(data, name, _MOST_ROWS)
    reading = Reading()
    for page in pages:
        sheet, columns, head = _recognised(page)
        if sheet is not None:
            reading.rows.setdefault(sheet.key, [])
            for number, cells in page.rows.items():
                if number > head:
                    _take(sheet, columns, number, cells, reading)
    if not reading.rows:
        reading.faults.append(
            Fault(
                name, 0, "", "", _("No table of projects, steps or money stands in it: keep the heads of the export.")
            )
        )
    return reading


def _csv(data: bytes, name: str) -> list[Grid]:
    if len(data) > _MOST_BYTES:
        raise NotAWorkbookError("too_long", name)
    text = None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\x00" in text:
        raise NotAWorkbookError("unknown_kind", name)
    rows = {}
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
            if number > _MOST_ROWS:
                raise NotAWorkbookError("too_long", name)
            row = {get_column_letter(at): Given(_unquoted(cell)) for at, cell in enumerate(cells, 1) if cell.strip()}
            if row:
                rows[number] = row
    except csv.Error:
        raise NotAWorkbookError("truncated", name) from None
    return [Grid(name, rows)]


def _unquoted(cell: str) -> str:
    """Take away the mark that keeps a spreadsheet from reading text as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def _recognised(page: Grid) -> tuple[Sheet | None, dict[str, Column], int]:
    """Return which table a page is, its columns by letter, and the row of its heads."""
    for number in sorted(page.rows)[:5]:
        heads = {letter: str(given.value).strip() for letter, given in page.rows[number].items()}
        for sheet in SHEETS:
            by_head = {column.head: column for column in sheet.columns}
            columns = {letter: by_head[head] for letter, head in heads.items() if head in by_head}
            keys = {column.key for column in columns.values()}
            if _needed(sheet) <= keys and (page.title == sheet.title or len(keys) > len(sheet.columns) // 2):
                return sheet, columns, number
    return None, {}, 0


def _needed(sheet: Sheet) -> set[str]:
    return {"projects": {"code", "name", "kind"}, "steps": {"code", "rung"}, "money": {"code", "month"}}[sheet.key]


def _take(sheet: Sheet, columns: dict[str, Column], number: int, cells: dict[str, Given], reading: Reading) -> None:
    taken = Taken(sheet, number, {}, {})
    sound = True
    for letter, given in cells.items():
        column = columns.get(letter)
        if column is None or column.told:
            continue
        taken.given[column.key] = _shown(given.value)
        try:
            value = _PARSERS.get((sheet.key, column.key), _text)(given)
        except CellError as error:
            reading.faults.append(taken.fault(column.key, str(error)))
            sound = False
        else:
            if value != "":
                taken.values[column.key] = value
    if sound and taken.values:
        reading.rows[sheet.key].append(taken)


def _shown(value: object) -> str:
    return value.isoformat()[:10] if isinstance(value, date) else str(value).strip()


def _text(given: Given) -> str:
    return text_in(given, 500)


def _limited(most: int) -> Callable[[Given], str]:
    return lambda given: text_in(given, most)


def _wan(given: Given) -> Decimal:
    try:
        yuan = number_in(given, "万元") * WAN
    except CellError as error:
        if isinstance(given.value, str) and not given.value.startswith("="):
            raise CellError(_("This is no amount. Write digits alone, in 万元.")) from None
        raise error from None
    if yuan != round(yuan, 2):
        raise CellError(_("An amount ends with the fen: at most six digits after the point in 万元."))
    if yuan >= 10**16:
        raise CellError(_("The amount is larger than any project: check its unit."))
    return yuan.quantize(Decimal("0.01"))


def _degrees(given: Given) -> Decimal:
    value = number_in(given, "度")
    if abs(value) > 180:
        raise CellError(_("This is no longitude or latitude in degrees."))
    return value


def _day(given: Given) -> date:
    found = day_in(given)
    if found.precision != "day":
        raise CellError(_("Give the very day, as 2024-06-30."))
    return found.day


def _month(given: Given) -> date:
    return day_in(given).day.replace(day=1)


def _rung(given: Given) -> Any:
    word = text_in(given, 20).replace("、", "")
    if word not in RUNG_OF:
        raise CellError(_("This is no step. Choose one of: %(known)s.") % {"known": "、".join(RUNGS.values())})
    return RUNG_OF[word]


def _crs(given: Given) -> str:
    word = text_in(given, 20).lower().replace("-", "").replace(" ", "")
    if word not in Particulars.Crs.values:
        raise CellError(_("Choose one of: %(known)s.") % {"known": "、".join(Particulars.Crs.values)})
    return word


def _yes(given: Given) -> bool:
    word = text_in(given, 10)
    if word not in {YES, NO}:
        raise CellError(_("Choose one of: %(known)s.") % {"known": f"{YES}、{NO}"})
    return word == YES


_PARSERS: dict[tuple[str, str], Callable[[Given], Any]] = {
    ("projects", "code"): _limited(60),
    ("projects", "name"): _limited(200),
    ("projects", "kind"): _limited(40),
    ("projects", "owner"): _limited(200),
    ("projects", "investment"): _wan,
    ("projects", "lon"): _degrees,
    ("projects", "lat"): _degrees,
    ("projects", "crs"): _crs,
    ("projects", "synthetic"): _yes,
    ("steps", "code"): _limited(60),
    ("steps", "rung"): _rung,
    ("steps", "planned_on"): _day,
    ("steps", "reached_on"): _day,
    ("steps", "source"): _limited(300),
    ("money", "code"): _limited(60),
    ("money", "month"): _month,
    ("money", "planned"): _wan,
    ("money", "done"): _wan,
    ("money", "source"): _limited(300),
}
