"""A file of figures as rows, one after another: xlsx and csv alike, never the whole file at once."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.parsers.expat import ExpatError

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from jinxiu.core.workbooks import DANGEROUS
from jinxiu.engines.reading.formats.container import DAMAGE, Limits
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.intake.columns import NEEDED, READ, SAYING, key_of
from jinxiu.plan.facts.intake.worksheets import Row, TooLargeError, opened
from jinxiu.plan.ledger.tasktable.workbooks import Given, NotAWorkbookError, refuse_others

#: The most rows of a file, as of a folder's table.
MOST_ROWS = 200_000
#: The heads stand within the first rows, under a title.
_HEADS_WITHIN = 12
_MOST_COLUMNS = 60
#: Rows without a word after which a sheet is taken to have ended: formatted blanks go on for ever.
_BLANK_ROWS = 5_000
#: Of how many rows progress is told.
_EVERY = 500
#: Rows are read in pieces, so a workbook may unpack to what 200,000 wide rows take.
_LIMITS = Limits(unpacked=640 * 1024 * 1024, xml=512 * 1024 * 1024)

Tell = Callable[[int, int], None]


class NotAFormError(RefusedError):
    """A file that cannot be read as a form at all; its text says what to do."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it was saved: its cells by the key of their column, and the letter of each column."""

    sheet: str
    number: int
    cells: Mapping[str, Given]
    letters: Mapping[str, str]


def rows(data: bytes, name: str, tell: Tell = lambda _done, _total: None) -> Iterator[SheetRow]:
    """Yield the rows under the heads of every sheet that has them; raises NotAFormError.

    ``tell`` hears now and then how much of the file was gone through, of how much.
    """
    if not data:
        raise NotAFormError(_("“%(name)s” is empty. Choose the form that was filled in.") % {"name": name})
    source = _workbook(data, name, tell) if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else _text(data, name, tell)
    found = False
    for row in source:
        found = True
        if row is not None:
            yield row
    if not found:
        heads = "编号、本次数值（或节点）、截至日期"
        raise NotAFormError(
            _("“%(name)s” has no sheet with the heads %(heads)s. Download the form anew and fill that in.")
            % {"name": name, "heads": heads}
        )


@dataclass(slots=True)
class _Heads:
    """Finds the heads of a sheet, then turns lines into rows."""

    sheet: str
    keys: dict[int, str] | None = None
    letters: Mapping[str, str] | None = None

    def seek(self, number: int, line: list[Any]) -> bool:
        """Look whether this line holds the heads; raises NotAFormError for a head that stands twice."""
        keys = {place: key for place, word in enumerate(line) if word is not None and (key := key_of(word))}
        held = set(keys.values())
        if not held.issuperset(NEEDED) or held.isdisjoint(SAYING):
            return False
        for place, key in keys.items():
            if sum(one == key for one in keys.values()) > 1:
                words = {"sheet": self.sheet, "cell": f"{get_column_letter(place + 1)}{number}", "head": line[place]}
                why = _(
                    "Sheet “%(sheet)s”, cell %(cell)s: the head “%(head)s” stands twice. Keep one of the two columns."
                )
                raise NotAFormError(why % words)
        self.keys = {place: key for place, key in keys.items() if key in READ}
        self.letters = {key: get_column_letter(place + 1) for place, key in keys.items()}
        return True


def _workbook(data: bytes, name: str, tell: Tell) -> Iterator[SheetRow | None]:
    try:
        refuse_others(data, name, _LIMITS)
        book = opened(data)
        with closing(book.archive):
            seen = passed = 0
            size = book.size
            for title, part in book.sheets:
                told = partial(_tell_more, tell, passed, size)
                for row in _sheet(title, book.rows(part, _MOST_COLUMNS, told)):
                    seen += row is not None
                    _bound(seen, name)
                    yield row
                passed += book.archive.getinfo(part).file_size
    except RefusedError:
        raise
    except (NotAWorkbookError, TooLargeError) as refusal:
        too_large = _("“%(name)s” unpacks to more than is taken. Bring it in in parts, or save it as CSV.")
        small = isinstance(refusal, NotAWorkbookError) and refusal.why != "zip_bomb"
        raise NotAFormError(str(refusal) if small else too_large % {"name": name}) from refusal
    except (*DAMAGE, ExpatError, LookupError) as error:
        raise NotAFormError(str(NotAWorkbookError("truncated", name))) from error


def _tell_more(tell: Tell, passed: int, size: int, done: int) -> None:
    tell(passed + done, size)


def _sheet(title: str, rows: Iterator[Row]) -> Iterator[SheetRow | None]:
    heads, last = _Heads(title), 0
    for number, cells in rows:
        if heads.keys is None:
            if number > _HEADS_WITHIN:
                return
            if heads.seek(
                number, [cells[at].value if at in cells else None for at in range(max(cells, default=-1) + 1)]
            ):
                last = number
                yield None
            continue
        held = {key: cells[place] for place, key in heads.keys.items() if place in cells}
        if number - last > _BLANK_ROWS:
            return
        if held and heads.letters is not None:
            last = number
            yield SheetRow(title, number, held, heads.letters)


def _bound(seen: int, name: str) -> None:
    if seen > MOST_ROWS:
        raise NotAFormError(
            _("“%(name)s” has more than %(most)s rows. Bring it in in parts.") % {"name": name, "most": MOST_ROWS}
        )


def _text(data: bytes, name: str, tell: Tell) -> Iterator[SheetRow | None]:
    """Yield the rows of a csv file in UTF-8 or in the encoding in which Chinese Excel saves it."""
    encoding = _encoding(data, name)
    heads = _Heads(name)
    # Decoding streams: a file is held once, as bytes.
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as lines:
        reader = csv.reader(lines, delimiter=_delimiter(data, encoding), strict=True)
        number = seen = 0
        try:
            for number, line in enumerate(reader, 1):
                if heads.keys is None:
                    if number > _HEADS_WITHIN:
                        return
                    if heads.seek(number, [word or None for word in line]):
                        yield None
                    continue
                held = {
                    key: Given(_bare(line[at])) for at, key in heads.keys.items() if at < len(line) and line[at].strip()
                }
                if held and heads.letters is not None:
                    seen += 1
                    _bound(seen, name)
                    if seen % _EVERY == 0:
                        tell(lines.buffer.tell(), len(data))
                    yield SheetRow(name, number, held, heads.letters)
        except csv.Error:
            raise NotAFormError(
                _("“%(name)s”, row %(row)s is no sound CSV line. Save the file anew as “CSV UTF-8”.")
                % {"name": name, "row": number + 1}
            ) from None


def _bare(cell: str) -> str:
    """Return a cell without the sign that our export puts before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in DANGEROUS else cell


def _encoding(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(data), 1 << 16):
                decoder.decode(data[start : start + (1 << 16)], final=start + (1 << 16) >= len(data))
        except UnicodeDecodeError:
            continue
        if b"\0" not in data[:4096]:
            return encoding
    raise NotAFormError(
        _("“%(name)s” is neither an Excel workbook nor a CSV file in UTF-8 or GBK. Save it as .xlsx and choose that.")
        % {"name": name}
    )


def _delimiter(data: bytes, encoding: str) -> str:
    head = data[:4096].decode(encoding, errors="ignore")
    return max(",\t;", key=head.count)
