"""Plain text: UTF-8 or GB18030, kept exactly as it is."""

from __future__ import annotations

import codecs
import re

from jinxiu.engines.reading.formats.source import (
    Block,
    BlockKind,
    SourceText,
    UnreadableDocumentError,
    too_long,
)
from jinxiu.engines.terms import Span

_LINE = re.compile(r"[^\r\n]*[^\s][^\r\n]*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HEADING = re.compile(
    r"[ \t\u3000]*(?:#{1,6} |[一二三四五六七八九十]{1,3}、.{1,40}$|第[一二三四五六七八九十]{1,3}[章节编部])"
)
_ITEM = re.compile(r"[ \t\u3000]*(?:[-*•●] |\d{1,2}[.、](?!\d)|（[一二三四五六七八九十\d]{1,3}）)")
#: A byte order mark, the codec behind it, and the name people know it by.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file and its encoding: byte order mark, then strict UTF-8, then strict GB18030.

    A byte order mark is no part of the text.
    """
    for mark, codec, known in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(codec), known
            except UnicodeDecodeError as error:
                raise _damaged(name, known, error.start) from error
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError as error:
            failed = error
    raise UnreadableDocumentError(
        "unknown_encoding",
        f"{name} is neither UTF-8 nor GB18030 (byte {failed.start + 1} fits neither); save it as UTF-8 and upload "
        "it again.",
    )


def _damaged(name: str, encoding: str, byte: int) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "unknown_encoding",
        f"{name} announces {encoding} but byte {byte + 1} does not fit it; save it as UTF-8 and upload it again.",
    )


def check(text: str, name: str, max_text: int) -> None:
    """Refuse what is no text: control characters, blanks only, or more than the limit."""
    control = _CONTROL.search(text)
    if control:
        raise UnreadableDocumentError(
            "not_text",
            f"{name} is no text: character {control.start() + 1} is the control character "
            f"U+{ord(control[0]):04X}; upload the document itself as .docx, .html or .txt.",
        )
    if not text.strip():
        raise UnreadableDocumentError("empty", f"{name} holds nothing but white space; upload the file with its text.")
    if len(text) > max_text:
        raise too_long(name, max_text)


def kind_of_line(line: str) -> BlockKind:
    """Return what a line is by how it begins.

    >>> kind_of_line("一、2024年工作安排")
    'heading'
    """
    if _HEADING.match(line):
        return "heading"
    return "list-item" if _ITEM.match(line) else "paragraph"


def open_text(data: bytes, name: str, max_text: int) -> SourceText:
    """Return a plain text as it stands, one block a line that is not blank."""
    text, encoding = decode(data, name)
    check(text, name, max_text)
    blocks: list[Block] = []
    line, counted = 1, 0
    for found in _LINE.finditer(text):
        line += _breaks(text, counted, found.start())
        counted = found.start()
        blocks.append(Block(Span(*found.span()), kind_of_line(found[0]), f"line {line}", found.start()))
    return SourceText(text, "text/plain", encoding, tuple(blocks))


def _breaks(text: str, start: int, end: int) -> int:
    """Return how many lines end in a stretch; \\r\\n ends one."""
    stretch = text[start:end]
    return stretch.count("\n") + stretch.count("\r") - stretch.count("\r\n")
