"""What stands of documents: what a person decided, drafts that wait as they were read, nothing that was rejected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jinxiu.engines.terms import Span
from jinxiu.plan.documents.marked import Marked, marked
from jinxiu.plan.documents.models import Document, Draft, Promise, ReadingRun
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.models import Decision, Target
from jinxiu.plan.ledger.standing import Standing, standings


@dataclass(frozen=True, slots=True)
class Place:
    """A promise where it stands in a document: a draft that waits, or what the ledger says now."""

    document_id: int
    promise: Promise
    #: Its card in the review.
    key: str
    #: Its code in the ledger; empty while it waits.
    code: str
    sentence: Span
    section: tuple[str, ...]
    #: The sentence as the ledger keeps it; None where the document's text has it.
    written: str | None = None
    verb: str = ""
    rule: str = ""

    @property
    def pending(self) -> bool:
        """Whether nobody decided on it yet."""
        return not self.code

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        return _("Pending") if self.pending else _("In the ledger")

    @property
    def measure(self) -> str:
        """What is promised, in words."""
        return labels.measure(self.promise)

    def said(self, text: str) -> Marked:
        """Return its sentence, out of the document's text, with its own words marked."""
        whole = text[self.sentence.start : self.sentence.end] if self.written is None else self.written
        return marked(whole, self.sentence.start, self.promise.start, self.promise.end)


def places(document_ids: Iterable[int]) -> dict[int, list[Place] | None]:
    """Return what stands of documents, in four questions for all; None for one that was neither read nor entered."""
    ids = sorted(set(document_ids))
    done = ReadingRun.objects.filter(document__in=ids, state=ReadingRun.State.DONE).order_by("pk")
    runs: dict[int, int | None] = {**dict.fromkeys(ids), **dict(done.values_list("document_id", "pk"))}
    return {pk: _placed(pk, found, read=runs[pk] is not None) for pk, found in standings(runs).items()}


def texts(document_ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Return the title and the text of documents."""
    rows = Document.objects.filter(pk__in=set(document_ids)).values_list("pk", "title", "text")
    return {pk: (title, text) for pk, title, text in rows}


def _placed(document_id: int, found: Standing, *, read: bool) -> list[Place] | None:
    made = [place for draft in found.drafts for place in _of_draft(document_id, draft, found)]
    shown = {target.pk for target in found.entered.values()}
    made += [_of_target(document_id, target, f"t{target.pk}") for target in found.loose if target.pk not in shown]
    return made if read or made else None


def _of_draft(document_id: int, draft: Draft, found: Standing) -> Sequence[Place]:
    decision, entered = found.decisions.get(draft.pk), found.entered.get(draft.pk)
    key = f"d{draft.pk}"
    if decision is not None:
        if decision.verdict == Decision.Verdict.REJECT:
            return ()
        targets = found.targets.get(decision.pk, ())
        return [_of_target(document_id, target, key, draft) for target in targets]
    if entered is not None:
        return [_of_target(document_id, entered, key, draft)]
    span = Span(draft.sentence_start, draft.sentence_end)
    return [Place(document_id, draft, key, "", span, tuple(draft.section), None, draft.verb, draft.rule)]


def _of_target(document_id: int, target: Target, key: str, draft: Draft | None = None) -> Place:
    assert target.current is not None
    commitment = target.commitment
    span = Span(commitment.start, commitment.end)
    verb, rule = (draft.verb, draft.rule) if draft else ("", "")
    section = tuple(commitment.section)
    return Place(document_id, target.current, key, target.code, span, section, commitment.sentence, verb, rule)
