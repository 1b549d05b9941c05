"""What must hold of documents and the ledger; `jinxiu check` walks it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Max

from jinxiu.core.checks import integrity_check
from jinxiu.plan.documents.models import Document, Draft, ReadingRun
from jinxiu.plan.ledger.models import Target, TargetDefinition


@integrity_check("ledger definitions")
def broken_definitions() -> Iterator[str]:
    """Each target points at its newest definition, and every quote stands where it says in its document."""
    stale = Target.objects.annotate(newest=Max("definitions__version")).exclude(current__version=F("newest"))
    for code in stale.values_list("code", flat=True):
        yield f"target {code} does not point at its newest definition"
    for code in Target.objects.filter(current=None).values_list("code", flat=True):
        yield f"target {code} has no definition"
    for document in Document.objects.defer("blocks").order_by("pk").iterator(chunk_size=20):
        drafts = Draft.objects.filter(run__document=document)
        definitions = TargetDefinition.objects.filter(target__commitment__document=document)
        yield from _misquoted("draft", document, drafts.iterator())
        yield from _misquoted("definition", document, definitions.iterator())
    yield from _incomplete_runs()


def _misquoted(what: str, document: Document, promises: Iterator[Draft] | Iterator[TargetDefinition]) -> Iterator[str]:
    for promise in promises:
        if document.text[promise.start : promise.end] != promise.quote:
            yield f"{what} {promise.pk} quotes words that do not stand at {promise.start} of {document.code}"


def _incomplete_runs() -> Iterator[str]:
    """A run that is done holds drafts numbered 1 to n; one that is not done holds none."""
    for run in ReadingRun.objects.order_by("pk").iterator():
        numbers = list(run.drafts.order_by("number").values_list("number", flat=True))
        if run.state != ReadingRun.State.DONE and numbers:
            yield f"reading run {run.pk} is {run.state} but has {len(numbers)} drafts"
        elif numbers != list(range(1, len(numbers) + 1)):
            yield f"reading run {run.pk} lost drafts: their numbers have gaps"
