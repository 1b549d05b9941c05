"""Every read of this room that the review needs, as plain values and in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from jinxiu.core.models import Organisation
from jinxiu.plan.documents.marked import Mark, Paragraph, fill, paragraphs
from jinxiu.plan.documents.models import Document, Draft, Promise, ReadingRun
from jinxiu.plan.documents.queries import LOW_CONFIDENCE, reviewed_run
from jinxiu.plan.documents.tallies import Tally
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.answering import organisations_named
from jinxiu.plan.ledger.models import Decision, Target
from jinxiu.plan.ledger.scopes import ScopeChoice, scope_of
from jinxiu.plan.ledger.standing import Standing, standing, standings

#: From this confidence on the reader's drafts are offered to be confirmed together.
SURE = 0.85
_PENDING, _ENTERED = "pending", "entered"
_STATES = {
    "confirm": "confirmed",
    "correct": "corrected",
    "split": "split",
    "reject": "rejected",
    "add": "added",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled value of a card; ``wanting`` marks what the text does not say."""

    label: str
    value: str
    wanting: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A draft or an added target as the review shows it."""

    key: str
    draft_id: int | None
    state: str
    state_label: str
    object: str
    rows: tuple[Row, ...]
    start: int
    end: int
    #: Codes of the targets that stand in the ledger for it, each with its object and measure where it was split.
    targets: tuple[tuple[str, str], ...] = ()
    confidence: float = 1.0
    rule: str = ""

    @property
    def pending(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == _PENDING

    @property
    def low(self) -> bool:
        """Whether the reader is not sure of it."""
        return self.confidence < LOW_CONFIDENCE

    @property
    def sure(self) -> str:
        """The reader's confidence, to two places."""
        return f"{self.confidence:.2f}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the review is."""

    pending: int = 0
    confirmed: int = 0
    changed: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A threshold of confidence: how many drafts reach it, and the three of them that are least sure."""

    least: float
    words: str
    count: int
    weakest: tuple[Card, ...]
    #: Chosen at first: the lowest threshold at which the reader still calls itself sure.
    default: bool = False


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

    @property
    def low_pending(self) -> int:
        """How many of those that wait the reader is not sure of."""
        return sum(card.pending and card.low for card in self.cards)

    def sure(self, least: float) -> list[Card]:
        """Return the cards that wait and of which the reader is at least so sure, the least sure first."""
        waiting = [card for card in self.cards if card.pending and card.confidence >= least]
        return sorted(waiting, key=lambda card: (card.confidence, card.start))

    @property
    def steps(self) -> list[Step]:
        """What each threshold would confirm, the strictest first."""
        levels = sorted({card.confidence for card in self.cards if card.pending}, reverse=True)
        chosen = min((level for level in levels if level >= SURE), default=levels[-1] if levels else 0.0)
        return [
            Step(level, f"{level:.2f}", len(sure := self.sure(level)), tuple(sure[:3]), default=level == chosen)
            for level in levels
        ]

    def first_pending(self, after: int = -1) -> Card | None:
        """Return the first card in the text after a position that waits, else the first that waits at all."""
        waiting = [card for card in self.cards if card.pending]
        return next((card for card in waiting if card.start > after), waiting[0] if waiting else None)


def review(document_id: int, only: Collection[str] | None = None) -> Review | None:
    """Return the review of a document, or None.

    ``only`` names the cards whose paragraphs are wanted; without it the whole text comes along.
    """
    document = Document.objects.select_related("file").defer("blocks").filter(pk=document_id).first()
    if document is None:
        return None
    run = reviewed_run(document_id)
    found = standing(document_id, run)
    cards = _cards(found)
    return Review(
        pk=document.pk,
        title=document.title,
        code=document.code,
        sha256=document.file.sha256,
        run_id=run.pk if run else None,
        cards=cards,
        counts=_counts(cards),
        paragraphs=_text(document.text, run, cards, only),
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


def _cards(found: Standing) -> list[Card]:
    states = _state_labels()
    shown = {target.pk for target in found.entered.values()}
    known = organisations_named(found.drafts)
    cards = [_draft_card(draft, found, states, known) for draft in found.drafts]
    cards += [_target_card(target, states) for target in found.loose if target.pk not in shown]
    return sorted(cards, key=lambda card: (card.start, card.end, card.key))


def _state_labels() -> dict[str, str]:
    return {
        _PENDING: _("Pending"),
        _ENTERED: _("In the ledger"),
        **{state: str(Decision.Verdict(verdict).label) for verdict, state in _STATES.items()},
    }


def _draft_card(draft: Draft, found: Standing, states: Mapping[str, str], known: Mapping[str, Organisation]) -> Card:
    decision, entered = found.decisions.get(draft.pk), found.entered.get(draft.pk)
    targets = found.targets.get(decision.pk, []) if decision else [entered] if entered else []
    state = _STATES[decision.verdict] if decision else _ENTERED if entered else _PENDING
    shown: Promise = _definition(targets[0]) if len(targets) == 1 else draft
    return Card(
        key=f"d{draft.pk}",
        draft_id=draft.pk,
        state=state,
        state_label=states[state],
        object=shown.object,
        rows=(
            *_rows(shown, draft.due_basis if shown is draft or shown.due == draft.due else ""),
            *_read_rows(draft, known),
        ),
        start=draft.start,
        end=draft.end,
        targets=tuple((target.code, _split_words(target) if len(targets) > 1 else "") for target in targets),
        confidence=draft.confidence,
        rule=labels.rule(draft.rule),
    )


def _target_card(target: Target, states: Mapping[str, str]) -> Card:
    shown = _definition(target)
    state = "added" if target.decision_id else _ENTERED
    return Card(
        key=f"t{target.pk}",
        draft_id=None,
        state=state,
        state_label=states[state],
        object=shown.object,
        rows=_rows(shown, ""),
        start=shown.start,
        end=shown.end,
        targets=((target.code, ""),),
    )


def _definition(target: Target) -> Promise:
    assert target.current is not None
    return target.current


def _split_words(target: Target) -> str:
    shown = _definition(target)
    return f"{shown.object} {labels.measure(shown)}"


def _rows(promise: Promise, basis: str) -> tuple[Row, ...]:
    milestone = promise.type == Promise.Type.MILESTONE
    due = labels.due(promise, basis)
    rows = [
        Row(_("Stage") if milestone else _("Target"), labels.measure(promise), strong=True),
        Row(_("Due"), due or _("not in the text"), wanting=not due),
        Row(_("Strength"), str(Promise.StrengthChoice(promise.strength).label)),
    ]
    if promise.per:
        scope = getattr(promise, "scope", None)
        known = ScopeChoice(scope_of(promise.per) if scope is None else scope)
        words = promise.per if known else _("%(words)s (no rows of its own)") % {"words": promise.per}
        rows.insert(1, Row(_("For each"), words, wanting=not known))
    return tuple(rows)


def _read_rows(draft: Draft, known: Mapping[str, Organisation]) -> list[Row]:
    """Return what the reader tells beside the definition: the kind, where the number starts, who is named for it."""
    rows = [Row(_("Kind"), labels.kind(draft.kind))] if draft.kind else []
    if draft.baseline is not None:
        rows.append(Row(_("Starts from"), f"{labels.number(draft.baseline)} {draft.unit}"))
    if draft.part:
        rows.append(Row(_("Part"), _("part of the number before it; not added")))
    if draft.bodies:
        said = [
            _("%(name)s (%(part)s)") % {"name": name, "part": labels.role(role)}
            if name in known
            else _("%(name)s (not among the organisations)") % {"name": name}
            for name, role in draft.bodies
        ]
        rows.append(
            Row(_("Named in the text"), "、".join(said), wanting=not any(name in known for name, _r in draft.bodies))
        )
    return rows


def _counts(cards: Sequence[Card]) -> Counts:
    states = [card.state for card in cards]
    return Counts(
        pending=states.count(_PENDING),
        confirmed=states.count("confirmed") + states.count(_ENTERED),
        changed=sum(states.count(state) for state in ("corrected", "split", "added")),
        rejected=states.count("rejected"),
    )


def _text(text: str, run: ReadingRun | None, cards: Sequence[Card], only: Collection[str] | None) -> list[Paragraph]:
    headings = [(start, end, level) for start, end, level, *_rest in run.sections] if run else []
    names = [(start, end, labels.not_a_target(reason)) for start, end, reason in run.names] if run else []
    rows = paragraphs(text, headings)
    if only is not None:
        wanted = [card for card in cards if card.key in only]
        rows = [row for row in rows if any(card.start < row.end and card.end > row.start for card in wanted)]
    fill(text, rows, [Mark(card.key, card.start, card.end, _look(card)) for card in cards], names)
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
    return Draft.objects.filter(run__document_id=document_id, pk=pk).first()


def being_read(document_id: int) -> bool:
    """Whether the document has a reading at all, finished or not."""
    return ReadingRun.objects.filter(document_id=document_id).exists()


def low_first(cards: Sequence[Card]) -> list[Card]:
    """Return the cards with those the reader is least sure of in front."""
    return sorted(cards, key=lambda card: (not (card.pending and card.low), card.start, card.end))


def following(cards: Sequence[Card], key: str) -> str:
    """Return the key of the card that stands behind one, or ""."""
    keys = [card.key for card in cards]
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
