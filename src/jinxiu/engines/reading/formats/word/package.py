"""The parts of a Word document, found by the relations of its main part."""

from __future__ import annotations

import io
import posixpath
import zipfile
from xml.etree import ElementTree as ET

from jinxiu.engines.reading.formats.container import WORD
from jinxiu.engines.reading.formats.source import too_long
from jinxiu.engines.reading.formats.word.xml import attribute, local

#: A part is held whole, and a tree takes many times the room of its text; a plan of 300 pages has 500,000 marks.
_MOST_MARKS = 2_000_000
_PARTS = ("styles", "numbering", "footnotes", "endnotes")


class Package:
    """An opened Word document: its main part and those that say how it looks."""

    def __init__(self, data: bytes, name: str, max_text: int) -> None:
        self._name, self._max_text = name, max_text
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
            self.document = self._xml(archive, WORD.part)
            paths = {part: f"word/{part}.xml" for part in _PARTS} | self._related(archive, names)
            self._roots = {part: self._xml(archive, path) for part, path in paths.items() if path in names}

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

    def _xml(self, archive: zipfile.ZipFile, path: str) -> ET.Element:
        part = archive.read(path)
        if part.count(b"<") > _MOST_MARKS:
            raise too_long(self._name, self._max_text, f"more than {_MOST_MARKS} marks in {path}, more than a plan has")
        # Declarations of entities were refused with the container, so nothing can expand.
        return ET.fromstring(part)  # noqa: S314

    def _related(self, archive: zipfile.ZipFile, names: frozenset[str]) -> dict[str, str]:
        """Return the paths of the parts as the main part relates to them."""
        relations = "word/_rels/document.xml.rels"
        if relations not in names:
            return {}
        found = {}
        for relation in self._xml(archive, relations):
            part = relation.get("Type", "").rpartition("/")[2]
            target = relation.get("Target", "")
            if part in _PARTS and target:
                found[part] = posixpath.normpath(posixpath.join("/word", target)).lstrip("/")
        return found
