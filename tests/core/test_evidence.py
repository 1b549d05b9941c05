"""Files are kept once under their hash, handed out as downloads, and a swap is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from jinxiu.core import evidence
from jinxiu.core.models import AppendOnlyError, StoredFile

pytestmark = pytest.mark.django_db
BYTES = "太原市证明材料".encode()


@pytest.fixture
def stored(now: datetime, tmp_path: object, settings: object) -> StoredFile:
    settings.EVIDENCE = tmp_path  # type: ignore[attr-defined]
    return evidence.keep(BYTES, name="../../etc/证明.txt", media_type="text/plain", now=now)


def test_a_file_lies_under_its_hash_and_keeps_only_its_name(stored: StoredFile) -> None:
    assert stored.sha256 == hashlib.sha256(BYTES).hexdigest()
    assert stored.name == "证明.txt"
    assert evidence.read(stored) == BYTES
    assert evidence.path_of(stored.sha256).stat().st_mode & 0o077 == 0


def test_the_same_bytes_are_kept_once(stored: StoredFile, now: datetime) -> None:
    assert evidence.keep(BYTES, name="other.txt", media_type="text/plain", now=now) == stored


def test_a_swapped_and_a_missing_file_are_found(stored: StoredFile) -> None:
    assert list(evidence.swapped_files()) == []
    path = evidence.path_of(stored.sha256)
    path.write_bytes(b"other")
    assert "was swapped" in next(evidence.swapped_files())
    path.unlink()
    assert "is missing" in next(evidence.swapped_files())


def test_what_an_interrupted_upload_left_is_swept(stored: StoredFile) -> None:
    orphan = evidence.path_of("ab" + "0" * 62)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"half")
    assert evidence.sweep() == 1
    assert evidence.read(stored) == BYTES


def test_a_stored_file_cannot_be_edited(stored: StoredFile) -> None:
    stored.name = "other"
    with pytest.raises(AppendOnlyError):
        stored.save()


def test_a_file_comes_as_a_download_only(stored: StoredFile, signed_in: Callable[..., Client]) -> None:
    answer = signed_in("viewer").get(f"/evidence/{stored.sha256}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content) == BYTES  # type: ignore[arg-type]


def test_a_stranger_gets_no_file(stored: StoredFile, client: Client) -> None:
    assert client.get(f"/evidence/{stored.sha256}/").status_code == 302
