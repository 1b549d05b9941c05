"""What kinds of evidence are taken: told by the bytes, never by what the file calls itself."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from jinxiu.plan.facts.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, and how its name may end."""

    media_type: str
    suffixes: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
DOCX = Kind(_OFFICE + "wordprocessingml.document", (".docx",))
XLSX = Kind(_OFFICE + "spreadsheetml.sheet", (".xlsx",))
TEXT = Kind("text/plain", (".txt",))
TAKEN = (PDF, PNG, JPEG, DOCX, XLSX, TEXT)

_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
#: Control characters that no text file has; what holds one is some other kind.
_NOT_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f")


def accepted(data: bytes, name: str) -> Kind:
    """Return the kind of the bytes.

    Raises RefusedError, with a sentence, for what is empty, too large, of another kind, or not what its name says.
    """
    if not data:
        raise RefusedError(_("%(name)s is empty: choose the file again.") % {"name": name})
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise RefusedError(too_large())
    kind = _kind_of(data)
    if kind is None:
        raise RefusedError(
            _("%(name)s is not a kind of file that is taken as evidence. Give a PDF, PNG, JPG, DOCX, XLSX or TXT.")
            % {"name": name}
        )
    if PurePath(name).suffix.lower() not in kind.suffixes:
        raise RefusedError(
            _("%(name)s does not hold what its name says: its content is %(kind)s. Rename it and try again.")
            % {"name": name, "kind": kind.suffixes[0].lstrip(".").upper()}
        )
    return kind


def too_large() -> str:
    """Return the sentence that refuses a file beyond the limit."""
    megabytes = settings.UPLOAD_MAX_BYTES / 1024 / 1024
    return _("The file is larger than %(limit)s MB. Give the pages that matter, or a smaller scan.") % {
        "limit": f"{megabytes:g}"
    }


def _kind_of(data: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    return TEXT if _is_text(data) else None


def _office_kind(data: bytes) -> Kind | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    return next((kind for part, kind in _PARTS if part in names), None)


def _is_text(data: bytes) -> bool:
    if _NOT_TEXT.intersection(data):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
