"""Word documents (.docx): paragraphs and tables in the order of the body."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from jinxiu.engines.reading.formats.container import WORD, check_container, truncated
from jinxiu.engines.reading.formats.source import BlockKind, SourceText, TextBuilder, UnreadableDocumentError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LEVEL = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title|标题$", re.IGNORECASE)
_LIST = re.compile(r"list|列表", re.IGNORECASE)


def open_docx(data: bytes, name: str, max_text: int) -> SourceText:
    """Return the paragraphs and table cells of a Word document."""
    check_container(data, name, WORD)
    document = _parse(data, name)
    builder = TextBuilder(name, max_text)
    try:
        _add_body(builder, document)
    except UnreadableDocumentError:
        raise
    except Exception as error:  # a damaged part shows only where the library looks at it
        raise truncated(name, WORD.thing, error) from error
    return builder.build(MEDIA_TYPE, None)


def _add_body(builder: TextBuilder, document: Any) -> None:
    paragraphs, tables = 0, 0
    for element in _body(document):
        if hasattr(element, "rows"):
            tables += 1
            _add_table(builder, element, f"table {tables}")
        else:
            paragraphs += 1
            _add_paragraph(builder, element, paragraphs)


def _parse(data: bytes, name: str) -> Any:
    # Loaded here because it is slow to import and most texts are not Word documents.
    import docx  # noqa: PLC0415

    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # the library lets errors of lxml, of zipfile and of its own through
        raise truncated(name, WORD.thing, error) from error


def _body(document: Any) -> Iterator[Any]:
    yield from document.iter_inner_content()


def _kind(style: str) -> tuple[BlockKind, int]:
    level = _LEVEL.search(style)
    if level:
        return "heading", min(int(level[1]) or 1, 6)
    if _TITLE.search(style):
        return "heading", 1
    return ("list-item", 0) if _LIST.search(style) else ("paragraph", 0)


def _add_paragraph(builder: TextBuilder, paragraph: Any, number: int) -> None:
    style = getattr(paragraph.style, "name", None) or ""
    kind, level = _kind(style)
    text = paragraph.text.strip()
    if kind == "heading" and text:
        text = "#" * level + " " + text
    builder.add(text, kind, f"paragraph {number}")


def _add_table(builder: TextBuilder, table: Any, place: str) -> None:
    for row_number, row in enumerate(table.rows, 1):
        seen: set[int] = set()
        for column, cell in enumerate(row.cells, 1):
            # A merged cell is handed out once for every column it covers.
            if id(cell._tc) in seen:  # noqa: SLF001
                continue
            seen.add(id(cell._tc))  # noqa: SLF001
            builder.add(cell.text, "table-cell", f"{place}, row {row_number}, column {column}")
