"""Every correction in force and the counts over them, in a fixed number of questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from jinxiu.plan.documents.models import Document, Draft
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.corrections.differences import Difference, differences
from jinxiu.plan.ledger.models import Decision, TargetDefinition
from jinxiu.plan.ledger.standing import in_force

Verdict = Decision.Verdict
_WRONG = (Verdict.CORRECT, Verdict.SPLIT, Verdict.ADD, Verdict.REJECT)


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that the reader got wrong: its words, how it was read, and what a person made of it."""

    decision: Decision
    document: Document
    #: What the reader found; None where it missed the promise.
    draft: Draft | None
    #: The first definitions of what was entered instead; none where it is no promise.
    decided: tuple[TargetDefinition, ...]
    differences: tuple[Difference, ...]

    @property
    def quote(self) -> str:
        """The words of the document."""
        return self.draft.quote if self.draft else self.decided[0].quote

    @property
    def key(self) -> str:
        """The card in the review."""
        return f"d{self.draft.pk}" if self.draft else f"t{self.decided[0].target_id}"

    @property
    def rule(self) -> str:
        """How it was read, in words; empty where it was missed."""
        return labels.rule(self.draft.rule) if self.draft else ""

    @property
    def who(self) -> str:
        """The post or the account that decided; empty for the command line."""
        by = self.decision.by
        return (by.post.title if by.post else by.username) if by else ""

    @property
    def at(self) -> datetime:
        """When it was decided."""
        return self.decision.at


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


@dataclass(frozen=True, slots=True)
class Score:
    """How drafts fared with people. Drafts that nobody decided on count nowhere."""

    unchanged: int = 0
    corrected: int = 0
    split: int = 0
    rejected: int = 0
    added: int = 0
    #: Of the unchanged ones, those that were confirmed in one act with others.
    together: int = 0

    @property
    def decided(self) -> int:
        """How many drafts were decided on."""
        return self.unchanged + self.corrected + self.split + self.rejected

    @property
    def wrong(self) -> int:
        """How many of them were not accepted as they were."""
        return self.decided - self.unchanged

    @property
    def changed(self) -> int:
        """How many were promises, but not as they were read."""
        return self.corrected + self.split

    @property
    def precision(self) -> float | None:
        """The share of decided drafts that were accepted unchanged; None where none was decided."""
        return self.unchanged / self.decided if self.decided else None

    @property
    def recall(self) -> float | None:
        """The share of promises that the reader found, rightly or nearly; None where there are none."""
        found = self.unchanged + self.corrected + self.split
        return found / (found + self.added) if found + self.added else None

    @property
    def precision_words(self) -> str:
        """The precision as a percentage."""
        return _percent(self.precision)

    @property
    def recall_words(self) -> str:
        """The recall as a percentage."""
        return _percent(self.recall)


@dataclass(frozen=True, slots=True)
class OfDocument:
    """The score of one document."""

    pk: int
    code: str
    title: str
    score: Score


@dataclass(frozen=True, slots=True)
class OfRule:
    """The score of one rule of the reader."""

    rule: str
    words: str
    score: Score


@dataclass(frozen=True, slots=True)
class OfField:
    """How often one field was wrong."""

    field: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the reader got wrong in one document or in all of them."""

    corrections: list[Correction]
    score: Score
    documents: list[OfDocument]
    rules: list[OfRule]
    fields: list[OfField]

    def narrowed(self, field: str, rule: str) -> list[Correction]:
        """Return the corrections of one field, of one rule, or of both."""
        return [
            one
            for one in self.corrections
            if (not field or any(difference.field == field for difference in one.differences))
            and (not rule or (one.draft is not None and one.draft.rule == rule))
        ]


def report(document_id: int | None = None) -> Report:
    """Return what the reader got wrong in a document, or in all of them: newest plan first, then as the text has it."""
    decisions = in_force().filter(document=document_id) if document_id else in_force()
    found = corrections(decisions)
    counted = _counted(decisions)
    titles = {one.pk: one for one in Document.objects.filter(pk__in=counted).only("code", "title", "year")}
    documents = sorted(titles.values(), key=lambda one: (-one.year, -one.pk))
    return Report(
        corrections=found,
        score=_score(count for of_document in counted.values() for count in of_document),
        documents=[OfDocument(one.pk, one.code, one.title, _score(counted[one.pk])) for one in documents],
        rules=_rules(counted),
        fields=_fields(found),
    )


def title(document_id: int) -> str | None:
    """Return what a document is called, or None."""
    return Document.objects.filter(pk=document_id).values_list("title", flat=True).first()


def corrections(decisions: QuerySet[Decision]) -> list[Correction]:
    """Return the corrections among decisions, in three questions."""
    wrong = decisions.filter(verdict__in=_WRONG).select_related("document", "draft__run", "by__post")
    wrong = wrong.defer("document__text", "document__blocks", "draft__run__sections", "draft__run__names")
    entered: dict[int, list[TargetDefinition]] = defaultdict(list)
    first = TargetDefinition.objects.filter(version=1, target__decision__in=decisions.filter(verdict__in=_WRONG))
    for definition in first.select_related("target__commitment").order_by("target"):
        entered[definition.target.decision_id or 0].append(definition)
    found = [_correction(decision, entered[decision.pk]) for decision in wrong]
    return sorted(found, key=_place)


def _place(one: Correction) -> tuple[int, int, int, int]:
    start = one.draft.start if one.draft else one.decided[0].start
    return -one.document.year, -one.document.pk, start, one.decision.pk


def _correction(decision: Decision, decided: Sequence[TargetDefinition]) -> Correction:
    return Correction(
        decision=decision,
        document=decision.document,
        draft=decision.draft,
        decided=tuple(decided),
        differences=differences(decision, decided),
    )


@dataclass(frozen=True, slots=True)
class _Count:
    verdict: str
    rule: str
    count: int
    together: int = 0


def _counted(decisions: QuerySet[Decision]) -> dict[int, list[_Count]]:
    """Return how often each verdict fell on each rule, by document; an act on several drafts counts as together."""
    rows = decisions.values_list("document", "verdict", "draft__rule", "group").annotate(count=Count("pk")).order_by()
    of_group: Counter[object] = Counter()
    listed = list(rows)
    for _document, _verdict, _rule, group, count in listed:
        of_group[group] += count
    found: dict[int, list[_Count]] = defaultdict(list)
    for document, verdict, rule, group, count in listed:
        together = count if verdict == Verdict.CONFIRM and of_group[group] > 1 else 0
        found[document].append(_Count(verdict, rule or "", count, together))
    return found


def _score(counts: Iterable[_Count]) -> Score:
    totals: Counter[str] = Counter()
    together = 0
    for one in counts:
        totals[one.verdict] += one.count
        together += one.together
    return Score(
        unchanged=totals[Verdict.CONFIRM],
        corrected=totals[Verdict.CORRECT],
        split=totals[Verdict.SPLIT],
        rejected=totals[Verdict.REJECT],
        added=totals[Verdict.ADD],
        together=together,
    )


def _rules(counted: Mapping[int, Sequence[_Count]]) -> list[OfRule]:
    """Return the rules that people decided on, those that were wrong most often in front."""
    by_rule: dict[str, list[_Count]] = defaultdict(list)
    for of_document in counted.values():
        for one in of_document:
            if one.rule:
                by_rule[one.rule].append(one)
    found = [OfRule(rule, labels.rule(rule), _score(counts)) for rule, counts in by_rule.items()]
    return sorted(found, key=lambda one: (-one.score.wrong, -one.score.decided, one.rule))


def _fields(found: Iterable[Correction]) -> list[OfField]:
    """Return the fields that were wrong, the most frequent in front."""
    counts = Counter(field for one in found for field in dict.fromkeys(d.field for d in one.differences))
    words = {difference.field: difference.label for one in found for difference in one.differences}
    return [OfField(field, words[field], count) for field, count in counts.most_common()]
