"""Worksheets in pieces: rows one after another as the file unpacks, in the memory that one row takes.

openpyxl needs 26 s for 200,000 rows of fourteen columns where this needs 6. Values are those of openpyxl; text that
repeats in a workbook (``sharedStrings``) is held once. Who calls has refused entities and what unpacks without bounds.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from jinxiu.plan.ledger.tasktable.workbooks import Given

#: What describes a workbook is small; text that repeats is larger.
_MOST_OF_A_PART, _MOST_TEXT = 16 * 1024 * 1024, 96 * 1024 * 1024
_PIECE = 1 << 16
#: A spreadsheet keeps 32,767 characters in a cell; what is longer is refused by whoever reads the cell.
_MOST_OF_A_CELL = 40_000
_WORKBOOK, _STYLES, _STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
#: A row: its number, and its cells that are not blank by place (0 is column A).
Row = tuple[int, dict[int, Given]]


class TooLargeError(ValueError):
    """A part of a workbook that no form has so large."""


@dataclass(slots=True)
class Book:
    """A workbook that is open: its sheets, and what their cells refer to."""

    archive: zipfile.ZipFile
    #: Title and part of each worksheet, in their order.
    sheets: list[tuple[str, str]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()
    epoch: datetime = CALENDAR_WINDOWS_1900

    @property
    def size(self) -> int:
        """How many bytes all sheets unpack to."""
        return sum(self.archive.getinfo(part).file_size for _title, part in self.sheets)

    def rows(self, part: str, most: int, tell: Callable[[int], None]) -> Iterator[Row]:
        """Yield the rows of a sheet, of its first columns; ``tell`` hears how many bytes went by."""
        with self.archive.open(part) as stream:
            yield from _Sheet(self, most).read(stream, tell)


def opened(data: bytes) -> Book:
    """Return an open workbook. Raises KeyError, ValueError, ExpatError or what zipfile raises where it is damaged."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    book = Book(archive)
    root = _tree(archive, _WORKBOOK)
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _tree(archive, "xl/_rels/workbook.xml.rels")
        if one.get("Type", "").endswith("/worksheet")
    }
    for one in root.iter():
        kind = _local(one.tag)
        if kind == "sheet":
            target = targets.get(next((v for k, v in one.attrib.items() if _local(k) == "id"), ""))
            if target:  # a sheet of charts has no rows
                book.sheets.append((one.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")))
        elif kind == "workbookPr" and one.get("date1904") in {"1", "true"}:
            book.epoch = CALENDAR_MAC_1904
    names = set(archive.namelist())
    if _STYLES in names:
        book.dates, book.percents = _formats(_tree(archive, _STYLES))
    if _STRINGS in names:
        book.strings = _strings(archive)
    return book


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _tree(archive: zipfile.ZipFile, part: str) -> ET.Element:
    if archive.getinfo(part).file_size > _MOST_OF_A_PART:
        raise TooLargeError(part)
    return ET.fromstring(archive.read(part))  # noqa: S314 — without entities


def _formats(root: ET.Element) -> tuple[frozenset[int], frozenset[int]]:
    """Return which styles show a day, and which a per cent."""
    written = dict(BUILTIN_FORMATS)
    styles: list[str] = []
    for one in root:
        if _local(one.tag) == "numFmts":
            written |= {int(fmt.get("numFmtId", "0")): fmt.get("formatCode", "") for fmt in one}
    for one in root:
        if _local(one.tag) == "cellXfs":
            styles = [written.get(int(xf.get("numFmtId", "0")), "") for xf in one]
    return (
        frozenset(place for place, code in enumerate(styles) if is_date_format(code)),
        frozenset(place for place, code in enumerate(styles) if "%" in code),
    )


def _strings(archive: zipfile.ZipFile) -> list[str]:
    if archive.getinfo(_STRINGS).file_size > _MOST_TEXT:
        raise TooLargeError(_STRINGS)
    found: list[str] = []
    text = _Text()
    parser = text.parser()

    def end(name: str) -> None:
        if name == text.prefix + "si":
            found.append(text.taken())
        text.end(name)

    parser.EndElementHandler = end
    with archive.open(_STRINGS) as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece)
    parser.Parse(b"", True)  # noqa: FBT003 — the end: what breaks off is damaged
    return found


class _Text:
    """Gathers the text of ``t`` elements, without what only tells how to pronounce it (``rPh``)."""

    def __init__(self) -> None:
        self.prefix = ""
        self._root = True
        self._on = self._aside = False
        self._pieces: list[str] = []
        self._length = 0
        self.kept = frozenset[str]()

    def parser(self, *others: str) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self._characters
        self.kept = frozenset(("t", *others))
        return parser

    def start(self, name: str, _given: dict[str, str]) -> None:
        if self._root:  # some programs write x:row where others write row
            self.prefix, self._root = name.rpartition(":")[0], False
            self.prefix += ":" if self.prefix else ""
            self.kept = frozenset(self.prefix + one for one in self.kept)
        elif name in self.kept:
            self._on = not self._aside
        elif name == self.prefix + "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        if name in self.kept:
            self._on = False
        elif name == self.prefix + "rPh":
            self._aside = False

    def _characters(self, text: str) -> None:
        if self._on and self._length <= _MOST_OF_A_CELL:
            self._pieces.append(text)
            self._length += len(text)

    def taken(self) -> str:
        """Return what was gathered, and begin anew."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text


class _Sheet:
    """Reads the cells of one sheet."""

    def __init__(self, book: Book, most: int) -> None:
        self._book, self._most = book, most
        self._text = _Text()
        self._places: dict[str, int] = {}
        self._done: list[Row] = []
        self._number = self._place = 0
        self._cells: dict[int, Given] = {}
        self._cell: dict[str, str] = {}
        self._formula: str | None = None

    def read(self, stream: IO[bytes], tell: Callable[[int], None]) -> Iterator[Row]:
        parser = self._text.parser("v", "f")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        while piece := stream.read(_PIECE):
            parser.Parse(piece)
            if self._done:
                tell(stream.tell())
                yield from self._done
                self._done.clear()
        parser.Parse(b"", True)  # noqa: FBT003 — the end: what breaks off is damaged

    def _start(self, name: str, given: dict[str, str]) -> None:
        prefix = self._text.prefix
        if name == prefix + "c":
            self._cell, self._formula = given, None
            reference = given.get("r")
            self._place = self._place_of(reference) if reference else self._place + 1
            self._text.taken()
        elif name == prefix + "row":
            self._number = int(given.get("r", self._number + 1))
            self._place, self._cells = -1, {}
        else:
            self._text.start(name, given)

    def _end(self, name: str) -> None:
        prefix = self._text.prefix
        if name == prefix + "c":
            text = self._text.taken()
            if self._place < self._most and (text or self._formula is not None):
                value = self._given(text)
                if value is not None:
                    self._cells[self._place] = value
        elif name == prefix + "row":
            self._done.append((self._number, self._cells))
        elif name == prefix + "f":
            self._formula = self._text.taken()
            self._text.end(name)
        else:
            self._text.end(name)

    def _place_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if letters not in self._places:
            place = 0
            for letter in letters[:4]:
                place = place * 26 + ord(letter) - ord("A") + 1
            self._places[letters[:4]] = place - 1
        return self._places[letters[:4]]

    def _given(self, text: str) -> Given | None:
        if self._formula is not None:
            return Given(f"={self._formula}", formula=True)
        kind = self._cell.get("t", "n")
        if kind in {"s", "inlineStr", "str", "d"}:
            return _words(self._book.strings[int(text)] if kind == "s" else text)
        if kind == "b":
            return Given(text.strip() == "1")
        return Given(text, error=True) if kind == "e" else self._number_given(text)

    def _number_given(self, text: str) -> Given:
        style = int(self._cell.get("s", "0"))
        number = float(text) if {".", "e", "E"} & set(text) else int(text)
        if style in self._book.dates:
            with suppress(ValueError, OverflowError):  # a number that is no day stays a number
                return Given(from_excel(number, self._book.epoch))
        return Given(number, percent=style in self._book.percents)


def _words(text: str) -> Given | None:
    return Given(text) if text and not text.isspace() else None
