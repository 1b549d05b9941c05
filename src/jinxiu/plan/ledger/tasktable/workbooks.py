"""The bridge to what opens workbooks: refuses what is none, before anything is unpacked."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from jinxiu.engines.reading import UnreadableDocumentError
from jinxiu.engines.reading.formats.container import EXCEL, MAGIC, Limits, check_container, kind_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "xl/vbaProject.bin"
#: Far above any real table. Formatted but blank cells cost time as well.
_MAX_ROWS, _MAX_COLUMNS, _MAX_CELLS = 20_000, 60, 4_000_000

_SENTENCES = {
    "empty": gettext_lazy("“%(name)s” is empty. Choose the workbook that was exported and filled in."),
    "encrypted": gettext_lazy("“%(name)s” is protected by a password. Save a copy without the password and choose it."),
    "old": gettext_lazy("“%(name)s” is an old .xls workbook. Save it as .xlsx and choose that."),
    "macros": gettext_lazy(
        "“%(name)s” contains macros, which are never taken. Save it as .xlsx without macros and choose that."
    ),
    "zip_bomb": gettext_lazy(
        "“%(name)s” unpacks to far more than its size allows. Export the table anew and fill that in."
    ),
    "truncated": gettext_lazy("“%(name)s” is damaged or breaks off. Open it, save it again as .xlsx, and choose that."),
    "too_long": gettext_lazy("“%(name)s” has more rows than a table can have. Bring it back document by document."),
    "unknown_kind": gettext_lazy("“%(name)s” is no Excel workbook (.xlsx). Choose the table as it was exported."),
}


class NotAWorkbookError(ValueError):
    """A file that cannot be opened as a workbook; the message is a sentence for the person who chose it."""

    def __init__(self, why: str, name: str) -> None:
        super().__init__(str(_SENTENCES[why]) % {"name": name})
        self.why = why


@dataclass(frozen=True, slots=True)
class Given:
    """A cell as it was saved: its value, and whether it is a formula, an error, or a number shown per cent."""

    value: Any
    formula: bool = False
    error: bool = False
    percent: bool = False


#: A row by the letters of its columns, blank cells left out.
Row = dict[str, Given]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name, and its rows that are not blank, by number."""

    title: str
    rows: dict[int, Row]


def grids(data: bytes, name: str, most_rows: int = _MAX_ROWS) -> list[Grid]:
    """Return the sheets of a workbook, formulas as they are written; raises NotAWorkbookError and nothing else.

    ``most_rows`` is how many rows all sheets together may have.
    """
    refuse_others(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with closing(load_workbook(io.BytesIO(data), read_only=True)) as book:
                walked = _Walked(name, most_rows)
                return [Grid(sheet.title, dict(_rows(sheet, walked))) for sheet in book.worksheets]
    except NotAWorkbookError:
        raise
    except Exception as error:  # the library lets errors of the XML parser, of zipfile and of its own through
        raise NotAWorkbookError("truncated", name) from error


@dataclass(slots=True)
class _Walked:
    """Counts what was read of a whole workbook and refuses what no table needs."""

    name: str
    most_rows: int
    rows: int = 0
    cells: int = 0

    def over(self, cells: int, row: Row) -> None:
        self.cells += cells + 1
        self.rows += bool(row)
        if self.rows > self.most_rows or self.cells > _MAX_CELLS:
            raise NotAWorkbookError("too_long", self.name)


def _rows(sheet: Any, walked: _Walked) -> Iterator[tuple[int, Row]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), 1):
        row = {cell.column_letter: _given(cell) for cell in cells if not _blank(cell.value)}
        walked.over(len(cells), row)
        if row:
            yield number, row


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _given(cell: Any) -> Given:
    percent = "%" in str(cell.number_format or "")
    return Given(cell.value, formula=cell.data_type == "f", error=cell.data_type == "e", percent=percent)


def refuse_others(data: bytes, name: str, limits: Limits | None = None) -> None:
    """Refuse what is no workbook, or none that is taken; raises NotAWorkbookError."""
    if not data:
        raise NotAWorkbookError("empty", name)
    if data.startswith(_OLE):
        raise NotAWorkbookError("encrypted" if _LOCKED in data else "old", name)
    if kind_of(data) is not EXCEL:
        raise NotAWorkbookError("truncated" if _breaks_off(data) else "unknown_kind", name)
    try:
        check_container(data, name, EXCEL, limits or Limits())
    except UnreadableDocumentError as error:
        raise NotAWorkbookError(error.code if error.code in _SENTENCES else "truncated", name) from error
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _MACROS in archive.namelist():
            raise NotAWorkbookError("macros", name)


def _breaks_off(data: bytes) -> bool:
    """Whether this begins as a ZIP file, as workbooks do, and does not end as one."""
    return data.startswith(MAGIC) and not zipfile.is_zipfile(io.BytesIO(data))


def too_large(limit: str) -> str:
    """Return what we say of an upload beyond the limit."""
    return _("The workbook is larger than %(limit)s, so nothing was taken in. Leave out pictures and other sheets.") % {
        "limit": limit
    }
