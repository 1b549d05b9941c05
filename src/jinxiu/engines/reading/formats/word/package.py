"""The parts of a Word document, found by the relations of its main part."""

from __future__ import annotations

import io
import posixpath
import zipfile
from xml.etree import ElementTree as ET

from jinxiu.engines.reading.formats.container import WORD
from jinxiu.engines.reading.formats.word.xml import attribute, local

_PARTS = ("styles", "numbering", "footnotes", "endnotes")


class Package:
    """An opened Word document: its main part and those that say how it looks."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
            self.document = _xml(archive, WORD.part)
            paths = {part: f"word/{part}.xml" for part in _PARTS} | _related(archive, names)
            self._roots = {part: _xml(archive, path) for part, path in paths.items() if path in names}

    def root(self, part: str) -> ET.Element | None:
        """Return the root of ``styles``, ``numbering``, ``footnotes`` or ``endnotes``, where the document has it."""
        return self._roots.get(part)

    def notes(self) -> dict[tuple[str, str], ET.Element]:
        """Return the notes by kind (``footnote``, ``endnote``) and id."""
        return {
            (local(note), attribute(note, "id") or ""): note
            for part in ("footnotes", "endnotes")
            for note in self._roots.get(part, ())
        }


def _xml(archive: zipfile.ZipFile, path: str) -> ET.Element:
    # Declarations of entities were refused with the container, so nothing can expand.
    return ET.fromstring(archive.read(path))  # noqa: S314


def _related(archive: zipfile.ZipFile, names: frozenset[str]) -> dict[str, str]:
    """Return the paths of the parts as the main part relates to them."""
    relations = "word/_rels/document.xml.rels"
    if relations not in names:
        return {}
    found = {}
    for relation in _xml(archive, relations):
        part = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        if part in _PARTS and target:
            found[part] = posixpath.normpath(posixpath.join("/word", target)).lstrip("/")
    return found
