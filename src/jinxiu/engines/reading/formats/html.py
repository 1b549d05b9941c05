"""HTML: the text of the page without its furniture."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from jinxiu.engines.reading.formats.source import BlockKind, SourceText, TextBuilder, UnreadableDocumentError
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
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80"})


class _Page(HTMLParser):
    """Walks a page and hands its blocks to a builder."""

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
        self._tables: list[list[int]] = []  # of each open table: its number, row, column
        self._table_count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class gives it
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
        self._table_tag(tag)

    def _table_tag(self, tag: str) -> None:
        if tag == "table":
            self._table_count += 1
            self._tables.append([self._table_count, 0, 0])
        elif self._tables and tag == "tr":
            self._tables[-1][1:] = [self._tables[-1][1] + 1, 0]
        elif self._tables and tag in {"td", "th"}:
            self._tables[-1][2] += 1

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
        if tag == "table" and self._tables:
            self._tables.pop()

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
            number, row, column = self._tables[-1]
            place = f"table {number}, row {row}, column {column}"
            self._builder.add(text, "table-cell", place, began)
            return
        kind = self._kind
        self._counts[kind] += 1
        mark = "#" * self._level + " " if kind == "heading" else ""
        self._builder.add(mark + text, kind, f"{kind.replace('-', ' ')} {self._counts[kind]}", began)


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
        walker.close()
        walker.flush()
    except UnreadableDocumentError:
        raise
    except (ValueError, AssertionError, IndexError, RecursionError) as error:
        raise UnreadableDocumentError(
            "truncated", f"{name} is damaged HTML ({error}); save the page again or upload it as plain text."
        ) from error
    return builder.build("text/html", encoding)
