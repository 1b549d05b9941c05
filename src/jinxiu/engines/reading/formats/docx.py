"""Word documents (.docx): paragraphs and tables in the order of the body."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from jinxiu.engines.reading.formats.source import BlockKind, SourceText, TextBuilder, UnreadableDocumentError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOCUMENT = "word/document.xml"
#: Far above any real plan, far below what would exhaust a small machine.
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_XML = 64 * 1024 * 1024
_MAX_RATIO = 150
_RATIO_FLOOR = 4 * 1024 * 1024
_MAX_FILES = 5000
_LEVEL = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title|标题$", re.IGNORECASE)
_LIST = re.compile(r"list|列表", re.IGNORECASE)
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def open_docx(data: bytes, name: str, max_text: int) -> SourceText:
    """Return the paragraphs and table cells of a Word document."""
    _check_container(data, name)
    document = _parse(data, name)
    builder = TextBuilder(name, max_text)
    paragraphs, tables = 0, 0
    for element in _body(document):
        if hasattr(element, "rows"):
            tables += 1
            _add_table(builder, element, f"table {tables}")
        else:
            paragraphs += 1
            _add_paragraph(builder, element, paragraphs)
    return builder.build(MEDIA_TYPE, None)


def _check_container(data: bytes, name: str) -> None:
    """Refuse damaged, locked and exploding containers before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, name, len(data))
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise UnreadableDocumentError(
                    "encrypted", f"{name} is locked with a password; remove the password in Word and upload it again."
                )
            if _DOCUMENT not in archive.namelist():
                raise UnreadableDocumentError(
                    "unknown_kind",
                    f"{name} is a ZIP file without {_DOCUMENT}, so it is no Word document; save it as .docx.",
                )
            if _ENTITY.search(archive.read(_DOCUMENT)[:4096]):
                raise UnreadableDocumentError(
                    "zip_bomb", f"{name} declares XML entities, which no Word document does; save it anew in Word."
                )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _truncated(name, error) from error


def _check_sizes(entries: list[zipfile.ZipInfo], name: str, size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    largest = max((e.file_size for e in entries if e.filename.endswith((".xml", ".rels"))), default=0)
    swollen = unpacked > _RATIO_FLOOR and unpacked > _MAX_RATIO * max(size, 1)
    if unpacked > _MAX_UNPACKED or largest > _MAX_XML or swollen or len(entries) > _MAX_FILES:
        raise UnreadableDocumentError(
            "zip_bomb",
            f"{name} would unpack from {size} to {unpacked} bytes, which no plan does; save it anew in Word, without "
            "embedded files.",
        )


def _truncated(name: str, error: Exception) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "truncated",
        f"{name} is a damaged or cut-off Word document ({type(error).__name__}); copy or download it again.",
    )


def _parse(data: bytes, name: str) -> Any:
    # Loaded here because it is slow to import and most texts are not Word documents.
    import docx  # noqa: PLC0415

    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # the library lets errors of lxml, of zipfile and of its own through
        raise _truncated(name, error) from error


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
