"""Every write of this room: documents handed in, and their readings."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from jinxiu.core import evidence
from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Source, StoredFile
from jinxiu.core.permissions import check
from jinxiu.plan.documents import adapters
from jinxiu.plan.documents.models import Document
from jinxiu.plan.documents.reading import queue, read_again, read_now, resume_interrupted

__all__ = ["DocumentRefusedError", "hand_in", "read_again", "read_now", "record_document", "resume_interrupted"]

_TITLE_LENGTH = 60
#: How official documents are named.
_NAMES = re.compile(r"(?:任务|分工|分解表|报告|计划|规划|方案|纲要|要点|意见|安排|通知|办法|清单)(?:[（(].*[）)])?$")


class DocumentRefusedError(ValueError):
    """A document that is not taken; ``existing`` is the one that holds the same bytes already."""

    def __init__(self, message: str, existing: Document | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.existing = existing
        self.field = field


def hand_in(
    actor: Account | None,
    *,
    data: bytes,
    name: str,
    title: str,
    year: int | None,
    kind: str,
    issued_on: date | None,
    publisher: str,
    now: datetime,
    source: Source | None = None,
    code: str | None = None,
    note: str = "",
) -> Document:
    """Keep a document and queue its reading; title, year and code are found where they are not given.

    Raises UnreadableDocumentError for bytes that hold no readable text, and DocumentRefusedError for bytes that
    are here already or a year that the text does not tell. Nothing is stored then.
    """
    check(actor, "documents.hand-in")
    opened = adapters.open_document(data, name)
    planned = year if year is not None else adapters.year_of(opened.text, name)
    if planned is None:
        raise DocumentRefusedError(_("The text does not tell its plan year. Enter the year."), field="year")
    refuse_same(StoredFile.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first())
    with recorded(actor, "document.hand-in", now) as record:
        stored = evidence.keep(data, name=name, media_type=opened.media_type, now=now)
        # Two hands with the same file wait here for one another, and the second is refused.
        refuse_same(StoredFile.objects.select_for_update().get(pk=stored.pk))
        document = record_document(
            stored,
            opened,
            name,
            code=code or _free_code(kind, planned),
            title=(title.strip() or title_of(opened, name))[:200],
            kind=kind,
            year=planned,
            issued_on=issued_on,
            publisher=publisher.strip(),
            source=source,
            note=note,
            handed_in_at=now,
            handed_in_by=actor,
        )
        run = queue(document, now)
        record.subject = document
        record.data = {"code": document.code, "title": document.title, "sha256": stored.sha256, "run": run.pk}
    return document


def record_document(stored: StoredFile, opened: adapters.SourceText, name: str, **told: Any) -> Document:
    """Write a document down inside a caller's transaction: its text, its offset map, and what is told of it."""
    return Document.objects.create(
        file=stored,
        file_name=Path(name).name[:255],
        media_type=opened.media_type,
        encoding=opened.encoding or "",
        text=opened.text,
        blocks=adapters.offset_map(opened),
        **told,
    )


def refuse_same(stored: StoredFile | None) -> None:
    """Raise DocumentRefusedError where a document with these very bytes exists."""
    existing = Document.objects.filter(file=stored).first() if stored else None
    if existing:
        raise DocumentRefusedError(
            _("This very file is here already: “%(title)s”, plan year %(year)s. Nothing was stored.")
            % {"title": existing.title, "year": existing.year},
            existing,
        )


def title_of(opened: adapters.SourceText, name: str) -> str:
    """Return the marked heading of a text, else a line that names a report or a plan, else the file's name."""
    lines = [line for line in opened.text.splitlines() if line.strip()][:40]
    marked = [line for line in lines if line.lstrip().startswith("#")]
    named = [line for line in lines if len(_plain(line)) <= _TITLE_LENGTH and _NAMES.search(_plain(line))]
    first = [line for line in lines[:1] if len(_plain(line)) <= _TITLE_LENGTH]
    return next((plain for line in [*marked, *named, *first] if (plain := _plain(line))), Path(name).stem)[:200]


def _plain(line: str) -> str:
    """Return the words of a heading: without its signs, and closed up where every letter stands apart."""
    words = line.lstrip("# \t\u3000").split()
    return "".join(words) if all(len(word) == 1 for word in words) else " ".join(words)


def _free_code(kind: str, year: int) -> str:
    """Return a code that no document has: ``plan-2024``, ``plan-2024-2`` …"""
    stem = f"{kind}-{year}"
    taken = set(Document.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code
