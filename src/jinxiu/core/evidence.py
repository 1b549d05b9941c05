"""Private storage of files under the hash of their bytes.

A file is written and synced before the transaction that mentions it commits. A process killed between leaves a
file that no row mentions: harmless, and swept by ``sweep``. A row never mentions a file that is not there.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from jinxiu.core.checks import integrity_check
from jinxiu.core.models import StoredFile


def path_of(sha256: str) -> Path:
    """Return where the bytes with this hash lie."""
    root: Path = settings.EVIDENCE
    return root / sha256[:2] / sha256


def keep(data: bytes, *, name: str, media_type: str, now: datetime) -> StoredFile:
    """Keep the bytes and return their row; the same bytes are kept once. Call inside a transaction."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    if not path.exists():
        _write(path, data)
    stored, _created = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": len(data),
            "media_type": media_type,
            "name": Path(name).name[:255],
            "stored_at": now,
        },
    )
    return stored


def read(stored: StoredFile) -> bytes:
    """Return the bytes of a stored file."""
    return path_of(stored.sha256).read_bytes()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def sweep() -> int:
    """Remove what interrupted uploads left behind; return how many files went. Run before the server starts."""
    root: Path = settings.EVIDENCE
    known = set(StoredFile.objects.values_list("sha256", flat=True))
    gone = 0
    for path in root.glob("*/*"):
        if path.name not in known:
            path.unlink()
            gone += 1
    return gone


@integrity_check("evidence files")
def swapped_files() -> Iterator[str]:
    """Every stored file is there and still has the bytes that its hash names."""
    for stored in StoredFile.objects.order_by("pk").iterator():
        path = path_of(stored.sha256)
        if not path.exists():
            yield f"evidence file {stored.pk} ({stored.name}) is missing from {path}"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != stored.sha256:
            yield f"evidence file {stored.pk} ({stored.name}) was swapped: its bytes no longer match its hash"
