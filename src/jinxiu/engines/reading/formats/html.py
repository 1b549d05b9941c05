"""HTML: the text of the page without its furniture."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from jinxiu.engines.reading.formats.source import BlockKind, SourceText, TextBuilder, UnreadableDocumentError
from jinxiu.engines.reading.formats.tables import MOST_COLUMNS, Cell, Piece, Table, add_table
from jinxiu.engines.reading.formats.text import check, decode

_DROPPED = frozenset(
    "script style nav header footer figcaption aside noscript template svg button form select iframe head title".split()
)
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_BREAKING = _HEADINGS | frozenset(
    "p div li ul ol dl dt dd table thead tbody tr td th blockquote pre section article main br hr body html "
    "figure caption".split()
)
_VOID = frozenset("br hr img input meta link col area base embed source track wbr".split())
_SPACE = re.compile(r"\s+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
#: Tables deeper inside each other than this are read as text of the cell around them.
_DEEPEST = 16
_MOST_COVERED = 65534  # what HTML lets a cell cover
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80"})


class _Open:
    """A table that is being read: its number, its rows so far, and which columns cells from above still cover."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.table = Table()
        self._covered: dict[int, int] = {}  # by column: the last row that a cell from above reaches

    def begin_cell(self, columns: int, rows: int) -> None:
        if not self.table.rows:
            self.table.rows.append([])
        row, number = self.table.rows[-1], len(self.table.rows)
        column = row[-1].column + row[-1].columns if row else 1
        while self._covered.get(column, 0) >= number:
            column += 1
        if column + columns > MOST_COLUMNS:
            columns, rows = 1, 1
        if rows > 1:
            self._covered.update(dict.fromkeys(range(column, column + columns), number + rows - 1))
        row.append(Cell(column, f"table {self.number}, row {number}, column {column}", columns=columns, rows=rows))

    def put(self, part: Piece | Table) -> None:
        """Add to the cell that is open; what stands between cells opens one."""
        if not self.table.rows or not self.table.rows[-1]:
            self.begin_cell(1, 1)
        self.table.rows[-1][-1].parts.append(part)


class _Page(HTMLParser):
    """Walks a page and hands its blocks to a builder; a table when it has ended."""

    def __init__(self, builder: TextBuilder, line_starts: list[int]) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = builder
        self._line_starts = line_starts
        self._pieces: list[str] = []
        self._began: int | None = None
        self._dropped: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._counts = {"paragraph": 0, "heading": 0, "list-item": 0}
        self._tables: list[_Open] = []
        self._too_deep = 0
        self._table_count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropped.append(tag)
        if self._dropped:
            return
        if tag in _BREAKING:
            self.flush()
        if tag in _HEADINGS:
            self._kind, self._level = "heading", int(tag[1])
        elif tag == "li":
            self._kind = "list-item"
        elif tag in {"p", "div"} and not self._tables:
            self._kind = "paragraph"
        self._table_tag(tag, attrs)

    def _table_tag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            if len(self._tables) >= _DEEPEST:
                self._too_deep += 1
                return
            self._table_count += 1
            self._tables.append(_Open(self._table_count))
        elif not self._tables or self._too_deep:
            return
        elif tag == "tr":
            self._tables[-1].table.rows.append([])
        elif tag in {"td", "th"}:
            told = dict(attrs)
            self._tables[-1].begin_cell(_count(told.get("colspan")), _count(told.get("rowspan")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropped:
            while self._dropped.pop() != tag:
                pass
            return
        if self._dropped:
            return
        if tag in _BREAKING:
            self.flush()
        if tag in _HEADINGS or tag == "li":
            self._kind, self._level = "paragraph", 0
        if tag == "table":
            self._end_table()

    def _end_table(self) -> None:
        if self._too_deep:
            self._too_deep -= 1
        elif self._tables:
            ended = self._tables.pop().table
            if self._tables:
                self._tables[-1].put(ended)
            else:
                add_table(self._builder, ended)

    def handle_data(self, data: str) -> None:
        if self._dropped:
            return
        if self._began is None and data.strip():
            row, column = self.getpos()
            self._began = self._line_starts[min(row - 1, len(self._line_starts) - 1)] + column
        self._pieces.append(data)

    def flush(self) -> None:
        """Hand over what was collected since the last break."""
        text = _SPACE.sub(" ", "".join(self._pieces)).strip()
        began, self._pieces, self._began = self._began, [], None
        if not text:
            return
        if self._tables:
            self._tables[-1].put(Piece(text, began))
            return
        kind = self._kind
        self._counts[kind] += 1
        mark = "#" * self._level + " " if kind == "heading" else ""
        self._builder.add(mark + text, kind, f"{kind.replace('-', ' ')} {self._counts[kind]}", began)

    def end(self) -> None:
        """Hand over what the page leaves open."""
        self.close()
        self.flush()
        self._too_deep = 0
        while self._tables:
            self._end_table()


def _count(told: str | None) -> int:
    """Return how many columns or rows a cell covers; what is no number counts as 1."""
    found = re.match(r"\s*(\d{1,6})", told or "", re.ASCII)
    return min(max(int(found[1]), 1), _MOST_COVERED) if found else 1


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4096])
    if declared and declared[1].decode("ascii", "replace").lower() in _CHINESE:
        try:
            return data.decode("gb18030"), "gb18030"
        except UnicodeDecodeError:
            return decode(data, name)
    return decode(data, name)


def open_html(data: bytes, name: str, max_text: int) -> SourceText:
    """Return the headings, paragraphs, list items and table cells of a page.

    Headings carry # marks, one a level, so that the reader sees the tree. Scripts, styles, navigation and picture
    captions are left out.
    """
    page, encoding = _decoded(data, name)
    check(page, name, max_text * 8)
    builder = TextBuilder(name, max_text)
    starts = [0, *(found.end() for found in re.finditer("\n", page))]
    walker = _Page(builder, starts)
    try:
        walker.feed(page)
        walker.end()
    except UnreadableDocumentError:
        raise
    except (ValueError, AssertionError, IndexError, RecursionError) as error:
        raise UnreadableDocumentError(
            "truncated", f"{name} is damaged HTML ({error}); save the page again or upload it as plain text."
        ) from error
    return builder.build("text/html", encoding)
