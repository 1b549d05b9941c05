"""PDF documents that hold text: the lines of every page, in the order in which the page writes them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from threading import Lock
from typing import Any

from jinxiu.engines.reading.formats.container import locked
from jinxiu.engines.reading.formats.source import (
    SourceText,
    TextBuilder,
    UnreadableDocumentError,
    check_legible,
    too_long,
)
from jinxiu.engines.reading.formats.text import kind_of_line

MEDIA_TYPE = "application/pdf"
MAGIC = b"%PDF-"
_MAX_PAGES = 2000
#: What the text and the drawing of one page may unpack to; pictures are not unpacked for their text.
_MAX_STREAM = 64 * 1024 * 1024
#: One stream may serve every page, so its cost is its size times the pages.
_MAX_WORK = 512 * 1024 * 1024
_RATIO = 40
_STREAM = re.compile(rb"stream\r?\n")
_PASSWORD = 4
_UNKNOWN_LOCK = 5
#: A hyphen at the end of a line is handed out as one of these.
_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-"})
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\uffff]")
#: The library keeps its state in one place for the whole process.
_ONE_AT_A_TIME = Lock()


def open_pdf(data: bytes, name: str, max_text: int) -> SourceText:
    """Return the lines of every page; a locator says page and line, both counted from 1."""
    if data.startswith(MAGIC) and b"obj" not in data:
        raise UnreadableDocumentError(
            "unknown_kind",
            f"{name} begins as a PDF does but holds no part of one; upload the document itself, as .pdf or .docx.",
        )
    swollen = _swollen(data)
    builder = TextBuilder(name, max_text)
    with _ONE_AT_A_TIME:
        # Loaded here because it is slow to import and most texts are not PDFs.
        import pypdfium2  # noqa: PLC0415

        try:
            with closing(pypdfium2.PdfDocument(data)) as document:
                pages = len(document)
                _check_size(pages, swollen, name, max_text)
                for number in range(pages):
                    _add_page(builder, document, number, max_text, name)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) in {_PASSWORD, _UNKNOWN_LOCK}:
                raise locked(name, "the program it came from") from error
            raise UnreadableDocumentError(
                "truncated", f"{name} is a damaged or cut-off PDF ({error}); copy or download it again."
            ) from error
    return _legible(builder, name)


def _legible(builder: TextBuilder, name: str) -> SourceText:
    if builder.is_empty:
        raise UnreadableDocumentError(
            "no_text",
            f"{name} holds no text, only pictures of pages (a scan); run text recognition (OCR) on it, or upload the "
            "version it was printed from, as .docx or as a PDF whose text can be selected.",
        )
    source = builder.build(MEDIA_TYPE, None)
    check_legible(source.text, name)
    return source


def _check_size(pages: int, swollen: int, name: str, max_text: int) -> None:
    if not pages:
        raise UnreadableDocumentError("truncated", f"{name} is a PDF without pages; copy or download it again.")
    if pages > _MAX_PAGES:
        raise too_long(name, max_text, f"{pages} pages, which is more than the {_MAX_PAGES} that are read")
    if swollen > _MAX_STREAM or swollen * pages > _MAX_WORK:
        raise UnreadableDocumentError(
            "zip_bomb",
            f"{name} would unpack to more than {swollen} bytes a page, which no plan does; print it anew as a PDF.",
        )


def _swollen(data: bytes) -> int:
    """Return how much the suspiciously well packed streams would unpack to; pictures of white pages are none."""
    total = 0
    for found in _STREAM.finditer(data):
        head = data[max(0, data.rfind(b"obj", 0, found.start()), found.start() - 1000) : found.start()]
        if b"/Image" in head:
            continue
        unpacked, packed = _unpacked(data, found.end(), _MAX_STREAM + 1 - total)
        if unpacked > _RATIO * packed:
            total += unpacked
        if total > _MAX_STREAM:
            break
    return total


def _unpacked(data: bytes, start: int, limit: int) -> tuple[int, int]:
    """Return to how many bytes a stream unpacks, as far as the limit, and from how many."""
    worker = zlib.decompressobj()
    size, fed = 0, 0
    try:
        while size <= limit and not worker.eof:
            chunk = worker.unconsumed_tail
            if not chunk:
                chunk = data[start + fed : start + fed + 65536]
                fed += len(chunk)
            if not chunk:
                break
            size += len(worker.decompress(chunk, 1 << 20))
    except zlib.error:
        pass  # not packed this way, or damaged: the library decides
    return size, max(fed - len(worker.unused_data) - len(worker.unconsumed_tail), 1)


def _add_page(builder: TextBuilder, document: Any, number: int, max_text: int, name: str) -> None:
    with closing(document[number]) as page, closing(page.get_textpage()) as text:
        if text.count_chars() > 2 * max_text + 10_000:
            raise too_long(name, max_text)
        for line_number, line in enumerate(_lines(text.get_text_range()), 1):
            builder.add(line, kind_of_line(line), f"page {number + 1}, line {line_number}")


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a page that are not blank, free of characters that stand for nothing."""
    for line in text.translate(_HYPHENS).splitlines():
        cleaned = _CONTROL.sub("", line)
        if cleaned.strip():
            yield cleaned
