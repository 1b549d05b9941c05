"""A workbook that comes back: its rows as values, and a fault for every cell that cannot be understood."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from jinxiu.plan.ledger.answering import split_names
from jinxiu.plan.ledger.tasktable.rows import BY_HEAD, BY_KEY, COLUMNS, Column, Kind, Line, plain
from jinxiu.plan.ledger.tasktable.workbooks import Given, Grid, Row, grids

#: The heads stand within the first rows, under the title.
_HEADS_WITHIN = 12
#: How the sheet names its document.
DOCUMENT_MARK = "文件编号："
_DOCUMENT = re.compile(DOCUMENT_MARK + r"(\S+)")
_MOST_PLACES = 6
#: How much of a cell is repeated where it is refused.
_SHOWN = 80
#: A deadline outside of these is a slip of the pen.
_YEARS = range(1901, 2200)
_BOUND = Decimal(10) ** 18
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:底|末)?")
_YEAR = re.compile(r"(\d{4})年?(?:底|末|内)?")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: where it is, what stands in it, why that cannot be, and what to do."""

    sheet: str
    cell: str
    head: str
    given: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that came back, and where it stood."""

    sheet: str
    number: int
    line: Line
    #: The goal as the row words it, which may have been edited by mistake.
    goal: str
    #: The letter of each column, by its key.
    columns: Mapping[str, str]
    #: False where a cell could not be understood: what the rest says is then not weighed.
    sound: bool = True

    def fault(self, key: str, sentence: str, given: str = "") -> Fault:
        """Return a fault of one of its cells."""
        column = BY_KEY[key]
        letter = self.columns.get(key, "")
        return Fault(
            self.sheet, f"{letter}{self.number}", column.head, short(given or column.said(self.line)), sentence
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of a workbook, the document that each sheet names, and the faults."""

    rows: list[Taken]
    documents: Mapping[str, str]
    faults: list[Fault]


def short(text: str) -> str:
    """Return the beginning of a cell that is repeated where it is refused."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class CellError(ValueError):
    """A cell that cannot be understood; the message is a sentence."""


def read(data: bytes, name: str) -> Reading:
    """Return the rows of every sheet that has the heads of the table; raises NotAWorkbookError."""
    rows: list[Taken] = []
    documents: dict[str, str] = {}
    faults: list[Fault] = []
    tables = 0
    for grid in grids(data, name):
        found = _heads(grid)
        if found is None:
            continue
        tables += 1
        head, columns = found
        if lacking := _lacking(grid, head, columns):
            faults += lacking
            continue
        for number in range(1, head):
            for given in grid.rows.get(number, {}).values():
                if mark := _DOCUMENT.search(str(given.value)):
                    documents[grid.title] = mark[1]
        _take(grid, head, columns, rows, faults)
    if not tables:
        faults.append(_no_table(name))
    return Reading(rows, documents, faults)


def _no_table(name: str) -> Fault:
    heads = "、".join(column.head for column in COLUMNS if not column.needless)
    return Fault(
        name, "", "", "", _("No sheet has the heads of the table: %(heads)s. Export the table anew and fill that in.")
        % {"heads": heads},
    )  # fmt: skip


def _heads(grid: Grid) -> tuple[int, dict[str, str]] | None:
    """Return the row of the heads, and the letter of each column by its key; None where there are none."""
    for number, row in grid.rows.items():
        if number > _HEADS_WITHIN:
            return None
        known = [(BY_HEAD[head].key, letter) for letter, given in row.items() if (head := _head(given)) in BY_HEAD]
        if {"code", "sentence"} <= {key for key, _letter in known}:
            columns: dict[str, str] = {}
            for key, letter in known:
                columns.setdefault(key, letter)
            return number, columns
    return None


def _head(given: Given) -> str:
    return re.sub(r"\s", "", str(given.value))


def _lacking(grid: Grid, head: int, columns: Mapping[str, str]) -> list[Fault]:
    faults = [
        Fault(
            grid.title, f"{head}:{head}", column.head, "",
            _("The column “%(head)s” is missing. Put it back: without it nothing tells whether it was emptied.")
            % {"head": column.head},
        )
        for column in COLUMNS
        if column.key not in columns and not column.needless
    ]  # fmt: skip
    heads = [(letter, _head(given)) for letter, given in grid.rows[head].items()]
    for letter, word in heads:
        if word in BY_HEAD and columns[BY_HEAD[word].key] != letter:
            why = _("The head “%(head)s” stands here a second time. Keep one of the two columns.") % {"head": word}
            faults.append(Fault(grid.title, f"{letter}{head}", word, word, why))
    return faults


def _take(grid: Grid, head: int, columns: Mapping[str, str], rows: list[Taken], faults: list[Fault]) -> None:
    """Append the rows under the heads. One that has only its first cell is a heading; one without any task is blank."""
    used = set(columns.values()) - {columns.get("number", "")}
    for number, row in grid.rows.items():
        if number <= head or not used & row.keys():
            continue
        taken, wrong = _row(grid.title, number, row, columns)
        rows.append(taken)
        faults += wrong


def _row(sheet: str, number: int, row: Row, columns: Mapping[str, str]) -> tuple[Taken, list[Fault]]:
    values: dict[str, Any] = {}
    goal = ""
    faults = []
    for key, letter in columns.items():
        given, column = row.get(letter), BY_KEY[key]
        if given is None or key == "number":
            continue
        try:
            value = _value(column, given)
        except CellError as error:
            faults.append(Fault(sheet, f"{letter}{number}", column.head, short(str(given.value)), str(error)))
            continue
        if key == "goal":
            goal = value
        else:
            values[key] = value
    return Taken(sheet, number, Line(**values), goal, columns, sound=not faults), faults


def _value(column: Column, given: Given) -> Any:
    """Return what a cell says; raises CellError."""
    if given.formula:
        raise CellError(_("This is a formula. Put the value itself."))
    if given.error:
        raise CellError(_("This is an error of the spreadsheet. Put the value itself."))
    if column.kind is Kind.NUMBER:
        return _number(given)
    if column.kind is Kind.DAY:
        return _day(given.value)
    text = _text(given.value)
    if column.kind is Kind.NAMES:
        return tuple(split_names(text))
    if column.kind is Kind.CHOICE:
        return _choice(column, text)
    return text


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return plain(str(value))


def _choice(column: Column, text: str) -> str:
    key = column.key_of(text)
    if key is None:
        raise CellError(
            _("“%(given)s” is not a word for this column. Choose one of: %(words)s.")
            % {"given": short(text), "words": "、".join(column.words.values())}
        )
    return key


def _number(given: Given) -> Decimal:
    """Return a number; one that is shown per cent is what is shown: 5% is 5 of the unit %."""
    value = given.value
    if isinstance(value, bool | datetime | date):
        raise CellError(_("This is no number. Write digits only, the unit has a column of its own."))
    text = unicodedata.normalize("NFKC", str(value)).replace(",", "").replace(" ", "")
    percent = given.percent and not isinstance(value, str)
    if isinstance(value, str) and text.endswith("%"):
        text = text[:-1]
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CellError(_("This is no number. Write digits only, the unit has a column of its own.")) from None
    if not number.is_finite():
        raise CellError(_("This is no number. Write digits only, the unit has a column of its own."))
    if number.copy_abs() >= _BOUND:  # before anything is computed with it: 1e999999 fills a page
        raise CellError(_("This number is out of bounds."))
    number = (number * 100 if percent else number).normalize()
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_PLACES:
        raise CellError(_("A number has at most six decimal places. Round it."))
    return number


def _day(value: object) -> date:
    found = _date(value)
    if found is None or found.year not in _YEARS:
        given = value.isoformat()[:10] if isinstance(value, date) else str(value).strip()[:30]
        raise CellError(_("“%(given)s” is not a day. Write it as 2024-12-31 or as 2024年12月底.") % {"given": given})
    return found


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", str(value)).replace(" ", "")
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _MONTH.fullmatch(text):
            year, month = int(found[1]), int(found[2])
            return date(year, month, monthrange(year, month)[1])
        if found := _YEAR.fullmatch(text):
            return date(int(found[1]), 12, 31)
    except ValueError:
        pass
    return None
