"""Formats: one module a kind of document, and the registry that chooses among them by content."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jinxiu.engines.reading.formats import container, pdf
from jinxiu.engines.reading.formats.html import open_html
from jinxiu.engines.reading.formats.ofd import open_ofd
from jinxiu.engines.reading.formats.sheets import open_csv, open_xlsx
from jinxiu.engines.reading.formats.source import SourceText, UnreadableDocumentError
from jinxiu.engines.reading.formats.text import open_text
from jinxiu.engines.reading.formats.word import open_docx

Opener = Callable[[bytes, str, int], SourceText]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document: what its bytes look like, what its files are called, and who opens it."""

    name: str
    sniff: Callable[[bytes], bool]
    extensions: tuple[str, ...]
    opener: Opener


_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Binary kinds that are known but not read, by their first bytes.
_KNOWN = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM\x00", "a bitmap picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a database"),
)

FORMATS: tuple[Format, ...] = (
    Format("docx", lambda data: container.kind_of(data) is container.WORD, (".docx",), open_docx),
    Format("xlsx", lambda data: container.kind_of(data) is container.EXCEL, (".xlsx",), open_xlsx),
    Format("ofd", lambda data: container.kind_of(data) is container.OFD, (".ofd",), open_ofd),
    Format("pdf", lambda data: data.startswith(pdf.MAGIC), (".pdf",), pdf.open_pdf),
    Format("html", lambda data: bool(_HTML.match(data[:8192])), (".html", ".htm"), open_html),
    Format("csv", lambda _: False, (".csv", ".tsv"), open_csv),
    Format("text", lambda _: False, (".txt", ".md", ".text"), open_text),
)


def open_document(data: bytes, name: str, *, max_text: int = 4_000_000) -> SourceText:
    """Return the text of a document, whatever its kind; content decides before the file's extension.

    Raises UnreadableDocumentError, and nothing else, for what cannot be read.

    >>> open_document("今年开工建设。".encode(), "plan.txt").encoding
    'utf-8'
    """
    name = name.strip() or "the document"
    if not data:
        raise UnreadableDocumentError("empty", f"{name} is empty (0 bytes); upload the file again.")
    _refuse_binaries(data, name)
    for kind in FORMATS:
        if kind.sniff(data):
            return kind.opener(data, name, max_text)
    lowered = name.lower()
    for kind in FORMATS:
        if lowered.endswith(kind.extensions):
            return kind.opener(data, name, max_text)
    if data.startswith(container.MAGIC) or "." in lowered.rsplit("/", 1)[-1]:
        known = ", ".join(extension for kind in FORMATS for extension in kind.extensions)
        raise UnreadableDocumentError(
            "unknown_kind", f"{name} is of a kind that is not read; upload one of these: {known}."
        )
    return open_text(data, name, max_text)


def _refuse_binaries(data: bytes, name: str) -> None:
    as_text = name.lower().endswith((".txt", ".md", ".text", ".html", ".htm", ".csv", ".tsv"))
    if data.startswith(_OLE):
        if _LOCKED in data:
            raise UnreadableDocumentError(
                "encrypted",
                f"{name} is locked with a password; remove the password in Word or Excel and upload it again.",
            )
        raise _old_office(name, "an old Office file (.doc, .wps, .xls)", as_text=as_text)
    if data.startswith(b"{\\rtf"):
        raise _old_office(name, "an RTF document", as_text=as_text)
    for magic, known in _KNOWN:
        if data.startswith(magic):
            raise UnreadableDocumentError(
                "not_text" if as_text else "unknown_kind",
                f"{name} is {known}, not a text, whatever its name says; upload the plan as .docx, .html or .txt.",
            )
    if as_text and data.startswith((b"PK\x03\x04", pdf.MAGIC)):
        raise UnreadableDocumentError(
            "not_text",
            f"{name} is a PDF, a ZIP archive or an Office document under a wrong name; give it its own extension and "
            "upload it again.",
        )


def _old_office(name: str, what: str, *, as_text: bool) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "not_text" if as_text else "old_office",
        f"{name} is {what}; save it as .docx or .xlsx and upload that, or let the administrator install LibreOffice, "
        "which converts such files here.",
    )
