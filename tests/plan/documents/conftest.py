"""What the tests of documents share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jinxiu.core.models import AuditEvent, StoredFile
from jinxiu.plan.documents import actions
from jinxiu.plan.documents.models import Document, Draft, ReadingRun

TEXT = "# 某市2024年工作要点\n\n## 一、交通\n\n今年新建学校10所以上，改造老旧小区20个。1号线年底建成通车。\n"


@pytest.fixture(autouse=True)
def own_evidence(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"


@pytest.fixture
def by_worker(settings: Any) -> Iterator[None]:
    """Leave tasks in the database until a worker comes, as on a server."""
    before = settings.TASKS
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    yield
    settings.TASKS = before


@pytest.fixture
def hand_in(db: None, now: Any) -> Callable[..., Document]:
    """Hand a document in from the command line."""

    def hand(data: bytes = TEXT.encode(), name: str = "plan.txt", **given: Any) -> Document:
        known: dict[str, Any] = {
            "title": "",
            "year": None,
            "kind": "plan",
            "issued_on": None,
            "publisher": "",
            "now": now,
        }
        return actions.hand_in(None, data=data, name=name, **(known | given))

    return hand


@pytest.fixture
def stored() -> Callable[[], dict[str, int]]:
    """Count what is stored, files on disk included."""

    def count() -> dict[str, int]:
        from django.conf import settings

        return {
            "documents": Document.objects.count(),
            "runs": ReadingRun.objects.count(),
            "drafts": Draft.objects.count(),
            "files": StoredFile.objects.count(),
            "audit": AuditEvent.objects.filter(action="document.hand-in").count(),
            "on disk": sum(path.is_file() for path in settings.EVIDENCE.glob("*/*")),
        }

    return count
