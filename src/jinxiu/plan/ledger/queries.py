"""Every read of this room that the review needs, as plain values and in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jinxiu.plan.documents.marked import Mark, Paragraph, fill, paragraphs
from jinxiu.plan.documents.models import Document, Draft, ReadingRun
from jinxiu.plan.documents.queries import reviewed_run
from jinxiu.plan.documents.tallies import Tally
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.answering import register_for
from jinxiu.plan.ledger.cards import ENTERED, PENDING, Card, cards, counted, least_sure_first
from jinxiu.plan.ledger.models import Decision
from jinxiu.plan.ledger.standing import Standing, standing, standings
from jinxiu.plan.ledger.threshold import Choice, choice


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the review is."""

    pending: int = 0
    confirmed: int = 0
    changed: int = 0
    rejected: int = 0

    @property
    def all(self) -> int:
        """How many promises the document has, found or added."""
        return self.pending + self.decided

    @property
    def decided(self) -> int:
        """How many of them need no decision any more."""
        return self.confirmed + self.changed + self.rejected


@dataclass(frozen=True, slots=True)
class Review:
    """A document with what was found in it and what was decided of that."""

    pk: int
    title: str
    code: str
    sha256: str
    run_id: int | None
    cards: list[Card]
    counts: Counts
    paragraphs: list[Paragraph] = field(default_factory=list)

    def ordered(self, *, by_text: bool) -> list[Card]:
        """Return the cards in one of the two orders in which they are gone through."""
        return self.cards if by_text else least_sure_first(self.cards)

    def next_pending(self, key: str, *, by_text: bool) -> Card | None:
        """Return the card behind one that waits, in the order that is gone through; else the first that waits."""
        waiting = [card for card in self.ordered(by_text=by_text) if card.pending]
        decided = next((card for card in self.cards if card.key == key), None)
        behind = (card for card in waiting if decided and card.place(by_text=by_text) > decided.place(by_text=by_text))
        return next(behind, waiting[0] if waiting else None)


def review(document_id: int, only: Collection[str] | None = None) -> Review | None:
    """Return the review of a document, or None.

    ``only`` names the cards whose paragraphs are wanted; without it the whole text comes along.
    """
    document = Document.objects.select_related("file").defer("blocks").filter(pk=document_id).first()
    if document is None:
        return None
    run = reviewed_run(document_id)
    found = standing(document_id, run)
    made = cards(found, register_for(found.drafts, document.year))
    return Review(
        pk=document.pk,
        title=document.title,
        code=document.code,
        sha256=document.file.sha256,
        run_id=run.pk if run else None,
        cards=made,
        counts=_counts(made),
        paragraphs=_text(document.text, run, made, only),
    )


def tally(document_ids: Sequence[int]) -> Mapping[int, Tally]:
    """Return how far the review of each document is; entered as the counter of the documents' list."""
    done = ReadingRun.objects.filter(document__in=document_ids, state=ReadingRun.State.DONE).order_by("pk")
    runs = dict.fromkeys(document_ids) | dict(done.values_list("document_id", "pk"))
    return {document: _tally(found) for document, found in standings(runs).items()}


def _tally(found: Standing) -> Tally:
    rejected = sum(d.verdict == Decision.Verdict.REJECT for d in found.decisions.values())
    pending = len(found.pending())
    confirmed = len(found.drafts) - pending - rejected
    return Tally(len(found.drafts), confirmed, pending, rejected)


def _counts(made: Sequence[Card]) -> Counts:
    return Counts(
        pending=counted(made, PENDING),
        confirmed=counted(made, "confirmed", ENTERED),
        changed=counted(made, "corrected", "split", "added"),
        rejected=counted(made, "rejected"),
    )


def _text(text: str, run: ReadingRun | None, made: Sequence[Card], only: Collection[str] | None) -> list[Paragraph]:
    headings = [(start, end, level) for start, end, level, *_rest in run.sections] if run else []
    names = [(start, end, labels.not_a_target(reason)) for start, end, reason in run.names] if run else []
    rows = paragraphs(text, headings)
    if only is not None:
        wanted = [card for card in made if card.key in only]
        rows = [row for row in rows if any(card.start < row.end and card.end > row.start for card in wanted)]
    fill(text, rows, [Mark(card.key, card.start, card.end, _look(card)) for card in made], names)
    return rows


def _look(card: Card) -> str:
    if card.state == "rejected":
        return "off"
    if not card.pending:
        return "done"
    return "low" if card.low else ""


def document(pk: int) -> Document | None:
    """Return a document with its text, or None."""
    return Document.objects.defer("blocks").filter(pk=pk).first()


def draft(document_id: int, pk: int) -> Draft | None:
    """Return a draft of a document's readings, or None."""
    found = Draft.objects.filter(run__document_id=document_id, pk=pk).select_related("run__document")
    return found.defer("run__document__text", "run__document__blocks").first()


def choice_of(document_id: int, least: float) -> Choice:
    """Return what confirming a document's drafts from a confidence on would do."""
    return choice(standing(document_id, reviewed_run(document_id)).pending(), least)


def being_read(document_id: int) -> bool:
    """Whether the document has a reading at all, finished or not."""
    return ReadingRun.objects.filter(document_id=document_id).exists()


def following(made: Sequence[Card], key: str) -> str:
    """Return the key of the card that stands behind one, or ""."""
    keys = [card.key for card in made]
    at = keys.index(key) + 1
    return keys[at] if at < len(keys) else ""


def suggested(document: Document, start: str | None, end: str | None) -> dict[str, object]:
    """Return what the form for a new promise starts with: the marked words, and the plan's last day."""
    found: dict[str, object] = {"due": date(document.year, 12, 31)}
    if start and end and start.isdecimal() and end.isdecimal():
        first, last = int(start), min(int(end), len(document.text))
        quote = document.text[first:last].strip()
        if quote:
            first = document.text.index(quote, first)
            found |= {"start": first, "end": first + len(quote), "quote": quote, "object": quote[:300]}
    return found
