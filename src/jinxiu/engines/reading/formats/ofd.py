"""OFD documents (GB/T 33190): the text objects of every page, put into lines from top to bottom."""

from __future__ import annotations

import io
import math
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from jinxiu.engines.reading.formats.container import DAMAGE, OFD, check_container, truncated
from jinxiu.engines.reading.formats.source import (
    SourceText,
    TextBuilder,
    UnreadableDocumentError,
    check_legible,
    too_long,
)
from jinxiu.engines.reading.formats.text import kind_of_line

MEDIA_TYPE = "application/ofd"
_MAX_PAGES = 2000
#: Pieces whose base lines lie nearer than this share of their height stand in one line.
_SAME_LINE = 0.5
#: Pieces further apart than this share of their height are different words, such as the cells of a row.
_WORD_GAP = 1.0
_LONGEST_RUN = 10_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """One run of text: its base line, its left and right end and its height, in millimetres of the page."""

    y: float
    x: float
    end: float
    size: float
    text: str


def open_ofd(data: bytes, name: str, max_text: int) -> SourceText:
    """Return the lines of every page of every document in the file, in reading order."""
    check_container(data, name, OFD)
    builder = TextBuilder(name, max_text)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            roots = _texts(_xml(archive, OFD.part), "DocRoot", OFD.part)
            for number, root in enumerate(roots, 1):
                _add_document(builder, archive, root, f"document {number}, " if len(roots) > 1 else "", name, max_text)
    except UnreadableDocumentError:
        raise
    except (ET.ParseError, LookupError, RecursionError, *DAMAGE) as error:
        raise truncated(name, OFD.thing, error) from error
    source = builder.build(MEDIA_TYPE, None)
    check_legible(source.text, name)
    return source


def _xml(archive: zipfile.ZipFile, path: str) -> ET.Element:
    # Declarations of entities were refused with the container, so nothing can expand.
    return ET.fromstring(archive.read(path))  # noqa: S314


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    return (child for child in element.iter() if isinstance(child.tag, str) and _local(child) in names)


def _path(base: str, relative: str) -> str:
    """Return a path in the archive; a leading slash counts from its root."""
    relative = relative.strip()
    joined = relative if relative.startswith("/") else posixpath.join("/", posixpath.dirname(base), relative)
    return posixpath.normpath(joined).lstrip("/")


def _texts(element: ET.Element, tag: str, base: str) -> list[str]:
    return [_path(base, child.text) for child in _all(element, tag) if child.text]


def _add_document(
    builder: TextBuilder, archive: zipfile.ZipFile, root: str, prefix: str, name: str, max_text: int
) -> None:
    document = _xml(archive, root)
    templates = {page.get("ID", ""): _path(root, page.get("BaseLoc", "")) for page in _all(document, "TemplatePage")}
    pages = [
        _path(root, page.get("BaseLoc", "")) for listed in _all(document, "Pages") for page in _all(listed, "Page")
    ]
    if len(pages) > _MAX_PAGES:
        raise too_long(name, max_text, f"{len(pages)} pages, which is more than the {_MAX_PAGES} that are read")
    for number, path in enumerate(pages, 1):
        page = _xml(archive, path)
        pieces = list(_pieces(page))
        for used in _all(page, "Template"):
            if (template := templates.get(used.get("TemplateID", ""))) is not None:
                pieces.extend(_pieces(_xml(archive, template)))
        for line_number, line in enumerate(_lines(pieces), 1):
            builder.add(line, kind_of_line(line), f"{prefix}page {number}, line {line_number}")


def _numbers(text: str | None) -> list[float]:
    """Return the finite numbers of an attribute; what is no number counts as 0."""
    found = []
    for word in (text or "").split()[:_LONGEST_RUN]:
        try:
            number = float(word)
        except ValueError:
            number = 0.0
        found.append(number if math.isfinite(number) else 0.0)
    return found


def _steps(text: str | None) -> float:
    """Return the sum of a DeltaX, in which "g 3 2.5" stands for three steps of 2.5."""
    words = (text or "").split()[:_LONGEST_RUN]
    total, at = 0.0, 0
    while at < len(words):
        repeated = words[at] == "g"
        values = _numbers(" ".join(words[at + 1 : at + 3] if repeated else words[at : at + 1]))
        total += math.prod(values)
        at += 3 if repeated else 1
    return total


def _pieces(page: ET.Element) -> Iterator[_Piece]:
    for holder in _all(page, "TextObject"):
        left, top, *_ = [*_numbers(holder.get("Boundary")), 0.0, 0.0]
        size = abs(([*_numbers(holder.get("Size")), 0.0])[0]) or 1.0
        matrix = _numbers(holder.get("CTM"))
        a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        height = size * (math.hypot(c, d) or 1.0)
        x, y = 0.0, 0.0
        for code in _all(holder, "TextCode"):
            # A run without a place of its own begins where the one before began.
            x = (_numbers(code.get("X")) or [x])[0]
            y = (_numbers(code.get("Y")) or [y])[0]
            text = " ".join("".join(code.itertext()).split("\n"))
            if text.strip():
                at = left + a * x + c * y + e
                width = (_steps(code.get("DeltaX")) + size) * (math.hypot(a, b) or 1.0)
                yield _Piece(top + b * x + d * y + f, at, at + width, height, text)


def _lines(pieces: list[_Piece]) -> Iterator[str]:
    """Yield the lines of a page from top to bottom; pieces on one base line follow each other from left to right."""
    line: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.x)):
        if line and piece.y - line[0].y > _SAME_LINE * min(piece.size, line[0].size):
            yield _joined(line)
            line = []
        line.append(piece)
    if line:
        yield _joined(line)


def _joined(line: list[_Piece]) -> str:
    line = sorted(line, key=lambda piece: piece.x)
    words = [line[0].text]
    for before, after in pairwise(line):
        words.append((" " if after.x - before.end > _WORD_GAP * before.size else "") + after.text)
    return "".join(words)
