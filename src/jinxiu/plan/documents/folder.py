"""The documents of a city's folder: a table of what they are, and the files themselves beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jinxiu.core import evidence
from jinxiu.core.folders.cells import choice, code, day, integer, text, written
from jinxiu.core.folders.tables import Column, Context, Count, Fault, Row, Table, offer
from jinxiu.core.models import Source
from jinxiu.plan.documents import adapters
from jinxiu.plan.documents.actions import record_document
from jinxiu.plan.documents.models import Document, Draft, ReadingRun

_FILE = "documents.csv"
_PLAIN = ("title", "kind", "year", "issued_on", "publisher", "note")
_OPTIONAL_TEXT = ("publisher", "note")


def _check(rows: list[Row], context: Context) -> Iterator[Fault]:
    """Open every file; a document that is stored already must still have its bytes."""
    held = {d.code: d for d in Document.objects.select_related("file").defer("text", "blocks")}
    opened = context.notes.setdefault("documents", {})
    root = context.folder.resolve()
    for row in rows:
        path = (root / row["file"]).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            yield Fault(_FILE, row.number, "file", f"“{row['file']}” is not in the folder")
            continue
        data = path.read_bytes()
        try:
            source = adapters.open_document(data, path.name)
        except adapters.UnreadableDocumentError as error:
            yield Fault(_FILE, row.number, "file", str(error))
            continue
        stored = held.get(row["code"])
        if stored is not None and evidence.read(stored.file) != data:
            why = "is stored with other bytes; a document never changes, so give the new version a code of its own"
            yield Fault(_FILE, row.number, "code", f"“{row['code']}” {why}")
            continue
        opened[row["code"]] = (source, data, path.name)


def _apply(rows: list[Row], context: Context) -> Count:
    held = {d.code: d for d in Document.objects.defer("text", "blocks")}
    sources = context.by_code(Source)
    count = Count()
    for row in rows:
        values: dict[str, Any] = {name: row[name] for name in _PLAIN}
        values |= {name: row[name] or "" for name in _OPTIONAL_TEXT}
        values["source_id"] = sources.get(row["source"])
        stored = held.get(row["code"])
        if stored is None:
            _create(row["code"], values, context)
            count.created += 1
            continue
        different = {name: value for name, value in values.items() if getattr(stored, name) != value}
        for name, value in different.items():
            setattr(stored, name, value)
        if different:
            stored.save(update_fields=[name.removesuffix("_id") for name in different])
        count.changed += bool(different)
        count.same += not different
    return count


def _create(code: str, values: dict[str, Any], context: Context) -> None:
    """Keep a document and read it at once: the targets of the folder need its sentences and headings."""
    source, data, name = context.notes["documents"][code]
    stored = evidence.keep(data, name=name, media_type=source.media_type, now=context.now)
    document = record_document(stored, source, name, code=code, handed_in_at=context.now, **values)
    reading = adapters.read_text(document, lambda _done, _total: None)
    run = ReadingRun.objects.create(
        document=document,
        state=ReadingRun.State.DONE,
        progress=len(document.text),
        total=len(document.text),
        requested_at=context.now,
        finished_at=context.now,
        **adapters.found_rows(reading),
    )
    Draft.objects.bulk_create(adapters.drafts(run, reading))


def _path(document: Document) -> str:
    return f"documents/{document.file_name}"


def _dump() -> Iterable[dict[str, str]]:
    for document in Document.objects.select_related("source").defer("text", "blocks").order_by("pk"):
        row = {"code": document.code, "file": _path(document)}
        row |= {name: written(getattr(document, name)) for name in _PLAIN}
        row["source"] = document.source.code if document.source else ""
        yield row


def _export_files(folder: Path) -> None:
    for document in Document.objects.select_related("file").defer("text", "blocks"):
        path = folder / _path(document)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(evidence.read(document.file))


offer(
    Table(
        file=_FILE,
        order=60,
        columns=(
            Column("code", code, required=True),
            Column("file", text(255), required=True),
            Column("title", text(200), required=True),
            Column("kind", choice(*Document.Kind.values), required=True),
            Column("year", integer, required=True),
            Column("issued_on", day),
            Column("publisher", text(200)),
            Column("source", code, refers_to="sources.csv"),
            Column("note", text(500)),
        ),
        apply=_apply,
        dump=_dump,
        check=_check,
        export_files=_export_files,
    )
)
