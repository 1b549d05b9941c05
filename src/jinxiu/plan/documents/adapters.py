"""The bridge to the reading engine: its values in, our rows out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from jinxiu.engines.reading import Block, Reading, ReadTarget, SourceText, UnreadableDocumentError, infer_year, read
from jinxiu.engines.terms import Span
from jinxiu.office import open_any
from jinxiu.plan.documents.models import Document, Draft, ReadingRun

__all__ = [
    "SourceText",
    "UnreadableDocumentError",
    "drafts",
    "found_rows",
    "offset_map",
    "open_document",
    "read_text",
    "year_of",
]

#: How much of what the engine says our columns hold.
_LIMITS = {"object": 300, "unit": 20, "per": 60, "verb": 30, "rule": 60}

Progress = Callable[[int, int], None]


def open_document(data: bytes, name: str) -> SourceText:
    """Return the text of a file, of an old Office file where LibreOffice is there; raises UnreadableDocumentError."""
    return open_any(data, name, settings.OFFICE)


def year_of(text: str, name: str) -> int | None:
    """Return the year that the text plans for, where it tells."""
    return infer_year(text, name)


def read_text(document: Document, progress: Progress) -> Reading:
    """Read the promises of a document."""
    blocks = [
        Block(Span(start, end), kind, locator, role=role[0] if role else None)
        for start, end, kind, locator, *role in document.blocks
    ]
    source = SourceText(document.text, document.media_type, document.encoding or None, tuple(blocks))
    return read(source, year=document.year, progress=progress)


def offset_map(source: SourceText) -> list[list[Any]]:
    """Return ``[start, end, kind, locator]`` for each block of a text, and its role where it has one."""
    return [
        [block.span.start, block.span.end, block.kind, block.locator, *([block.role] if block.role else [])]
        for block in source.blocks
    ]


def found_rows(reading: Reading) -> dict[str, Any]:
    """Return what a finished run keeps beside its drafts."""
    return {
        "engine": reading.engine,
        "sections": [[s.span.start, s.span.end, s.level, s.part, s.title] for s in reading.sections],
        "names": [[n.span.start, n.span.end, n.reason] for n in reading.names],
    }


def drafts(run: ReadingRun, reading: Reading) -> list[Draft]:
    """Return the drafts of a reading in the order of the text, not yet saved; those in words alone among the others."""
    ordered = sorted((*reading.targets, *reading.qualities), key=lambda found: (found.span.start, found.span.end))
    return [_draft(run, number, target) for number, target in enumerate(ordered, start=1)]


def _clip(field: str, text: str | None) -> str:
    return (text or "")[: _LIMITS[field]]


def _draft(run: ReadingRun, number: int, found: ReadTarget) -> Draft:
    return Draft(
        run=run,
        number=number,
        type=found.type,
        start=found.span.start,
        end=found.span.end,
        quote=found.quote,
        object=_clip("object", found.object),
        value=found.value,
        value_to=found.value_to,
        unit=_clip("unit", found.unit),
        comparator=str(found.comparator or ""),
        stage=str(found.stage or ""),
        per=_clip("per", found.per),
        due=found.due,
        due_basis=found.due_basis,
        kind=str(found.kind),
        baseline=found.baseline,
        part=found.part,
        bodies=[[body.name, str(body.role)] for body in found.bodies],
        strength=str(found.strength),
        verb=_clip("verb", found.verb),
        sentence_start=found.sentence.start,
        sentence_end=found.sentence.end,
        section=list(found.section),
        confidence=found.confidence,
        rule=_clip("rule", found.rule),
    )
