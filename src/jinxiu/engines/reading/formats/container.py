"""The ZIP file around Word, Excel and OFD documents: what is checked before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from jinxiu.engines.reading.formats.source import UnreadableDocumentError

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
#: What a damaged archive may end in.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_MAX_RATIO = 150
_RATIO_FLOOR = 4 * 1024 * 1024
_MAX_FILES = 5000
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
#: Parts are looked through in such pieces; a mark that a cut would hide is shorter than the overlap.
_PIECE, _OVERLAP = 1024 * 1024, 32


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes that a container and the largest of its XML parts may unpack to.

    Far above any real plan, far below what would exhaust a small machine. Who reads a part in pieces may allow more.
    """

    unpacked: int = 200 * 1024 * 1024
    xml: int = 64 * 1024 * 1024


_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document in a ZIP file: its first part, and how sentences call it and the program that saves it."""

    part: str
    thing: str
    program: str
    extension: str


WORD = Kind("word/document.xml", "Word document", "Word", ".docx")
EXCEL = Kind("xl/workbook.xml", "Excel workbook", "Excel", ".xlsx")
OFD = Kind("OFD.xml", "OFD document", "the program it came from", ".ofd")
#: OFD names its locked parts here (GM/T 0099).
_LOCKED_PARTS = frozenset({"Encryptions.xml", "OFDEntries.xml"})


def kind_of(data: bytes) -> Kind | None:
    """Return what a ZIP file holds, by the names of its parts; also of one that was cut off."""
    if not data.startswith(MAGIC):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
        return next((kind for kind in (WORD, EXCEL, OFD) if kind.part in names), None)
    except DAMAGE:
        return next((kind for kind in (WORD, EXCEL, OFD) if kind.part.encode() in data), None)


def check_container(data: bytes, name: str, kind: Kind, limits: Limits = _LIMITS) -> None:
    """Refuse damaged, locked and exploding containers before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, name, len(data), kind, limits)
            names = frozenset(archive.namelist())
            if any(entry.flag_bits & 0x1 for entry in entries) or (kind is OFD and names & _LOCKED_PARTS):
                raise locked(name, kind.program)
            if kind.part not in names:
                raise _other(name, kind)
            _check_entities(archive, name, kind)
    except UnreadableDocumentError:
        raise
    except DAMAGE as error:
        raise truncated(name, kind.thing, error) from error


def _check_sizes(entries: list[zipfile.ZipInfo], name: str, size: int, kind: Kind, limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    largest = max((e.file_size for e in entries if e.filename.endswith((".xml", ".rels"))), default=0)
    swollen = unpacked > _RATIO_FLOOR and unpacked > _MAX_RATIO * max(size, 1)
    if unpacked > limits.unpacked or largest > limits.xml or swollen or len(entries) > _MAX_FILES:
        raise UnreadableDocumentError(
            "zip_bomb",
            f"{name} would unpack from {size} to {unpacked} bytes, which no plan does; save it anew in {kind.program}, "
            "without embedded files.",
        )


def _check_entities(archive: zipfile.ZipFile, name: str, kind: Kind) -> None:
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        if _declares_entities(archive, entry):
            raise UnreadableDocumentError(
                "zip_bomb",
                f"{name} declares XML entities in {entry.filename}, which no {kind.thing} does; save it anew in "
                f"{kind.program}.",
            )


def _declares_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    end = b""
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            # Without the zero bytes, UTF-16 reads like ASCII.
            seen = end + piece.replace(b"\0", b"")
            if _ENTITY.search(seen):
                return True
            end = seen[-_OVERLAP:]
    return False


def _other(name: str, kind: Kind) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "unknown_kind",
        f"{name} is a ZIP file without {kind.part}, so it is no {kind.thing}; save it as {kind.extension}.",
    )


def locked(name: str, program: str) -> UnreadableDocumentError:
    """Return the error for a document behind a password."""
    return UnreadableDocumentError(
        "encrypted", f"{name} is locked with a password; remove the password in {program} and upload it again."
    )


def truncated(name: str, thing: str, error: Exception) -> UnreadableDocumentError:
    """Return the error for a damaged document."""
    return UnreadableDocumentError(
        "truncated",
        f"{name} is a damaged or cut-off {thing} ({type(error).__name__}); copy or download it again.",
    )
