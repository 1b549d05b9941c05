"""Every read of this room that matters, as plain values and in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from jinxiu.core.jobs import RunState
from jinxiu.plan.documents.models import Document, ReadingRun
from jinxiu.plan.documents.tallies import Tally, tallies

#: Below this the reader is not sure: such drafts are shown dashed and can be put first.
LOW_CONFIDENCE = 0.75


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as lists show it."""

    pk: int
    code: str
    title: str
    kind: str
    year: int
    publisher: str
    issued_on: date | None
    handed_in_at: datetime
    run: RunState | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class DocumentSheet:
    """One document with its latest run, and where its original lies."""

    row: DocumentRow
    sha256: str
    file_name: str
    length: int


_COLUMNS = ("pk", "code", "title", "kind", "year", "publisher", "issued_on", "handed_in_at")


def documents(page: str | None = None, *, words: str = "", kind: str = "") -> Page[Any]:
    """Return a page of documents (DocumentRow), newest plan first."""
    rows = Document.objects.order_by("-year", "-pk")
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(publisher__icontains=words) | Q(code=words))
    if kind:
        rows = rows.filter(kind=kind)
    found = Paginator(rows.values(*_COLUMNS), 50).get_page(page)
    found.object_list = _rows(list(found.object_list))
    return found


def document(pk: int) -> DocumentSheet | None:
    """Return one document, or None."""
    columns = (*_COLUMNS, "file__sha256", "file_name")
    found = Document.objects.filter(pk=pk).values(*columns).first()
    if found is None:
        return None
    sha256, file_name = found.pop("file__sha256"), found.pop("file_name")
    row = _rows([found])[0]
    return DocumentSheet(row, sha256, file_name, row.run.total if row.run else 0)


def latest_run(document_id: int) -> RunState | None:
    """Return the newest run of a document."""
    return _runs([document_id]).get(document_id)


def reviewed_run(document_id: int) -> ReadingRun | None:
    """Return the newest run that was carried through: its drafts are the ones to decide on."""
    return ReadingRun.objects.filter(document_id=document_id, state=ReadingRun.State.DONE).first()


def _rows(found: list[dict[str, Any]]) -> list[DocumentRow]:
    ids = [row["pk"] for row in found]
    runs, counts = _runs(ids), tallies(ids)
    kinds = dict(Document.Kind.choices)
    return [
        DocumentRow(
            **(row | {"kind": str(kinds[row["kind"]])}),
            run=runs.get(row["pk"]),
            tally=counts.get(row["pk"], Tally()),
        )
        for row in found
    ]


def _runs(ids: Sequence[int]) -> dict[int, RunState]:
    columns = ("document_id", "pk", "state", "progress", "total", "message")
    rows = ReadingRun.objects.filter(document_id__in=ids).order_by("pk").values_list(*columns)
    return {
        document_id: RunState(pk, state, str(ReadingRun.State(state).label), progress, total, message)
        for document_id, pk, state, progress, total, message in rows
    }
