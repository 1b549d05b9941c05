"""How every draft of a document's reading stands: what was decided of it, and what is in the ledger for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from jinxiu.plan.documents.models import Draft, Promise, ReadingRun
from jinxiu.plan.ledger.models import Decision, Target, TargetDefinition

#: Two spans that share this part of what they cover together are the same words.
_SAME_WORDS = 0.5


@dataclass(slots=True)
class Standing:
    """The drafts of the reviewed run, the decisions in force, and the targets in the ledger."""

    drafts: list[Draft] = field(default_factory=list)
    #: The decision in force on a draft, by the draft's id.
    decisions: dict[int, Decision] = field(default_factory=dict)
    #: The targets that a decision entered, by the decision's id.
    targets: dict[int, list[Target]] = field(default_factory=dict)
    #: Targets that come from no draft of this run: added by hand, or loaded with the city's folder.
    loose: list[Target] = field(default_factory=list)
    #: Drafts that say what a loose target says already, by the draft's id.
    entered: dict[int, Target] = field(default_factory=dict)

    def pending(self) -> list[Draft]:
        """Return the drafts that wait for a decision."""
        return [draft for draft in self.drafts if not self.decided(draft.pk)]

    def decided(self, draft_id: int) -> bool:
        """Whether a draft needs no decision any more."""
        return draft_id in self.decisions or draft_id in self.entered


def standing(document_id: int, run: ReadingRun | None) -> Standing:
    """Return how a document stands, in three questions."""
    return standings({document_id: run.pk if run else None})[document_id]


def standings(runs: Mapping[int, int | None]) -> dict[int, Standing]:
    """Return how documents stand, in three questions for all; ``runs`` gives the run of each that is reviewed."""
    drafts: dict[int, list[Draft]] = defaultdict(list)
    decisions: dict[int, dict[int, Decision]] = defaultdict(dict)
    targets: dict[int, list[Target]] = defaultdict(list)
    document_of = {run: document for document, run in runs.items() if run is not None}
    for draft in Draft.objects.filter(run__in=document_of).order_by("number"):
        drafts[document_of[draft.run_id]].append(draft)
    for decision in in_force().filter(document__in=runs):
        decisions[decision.document_id][decision.pk] = decision
    entered = Target.objects.filter(commitment__document__in=runs, current__withdrawn=False)
    for target in entered.select_related("current", "commitment").order_by("current__start", "pk"):
        targets[target.commitment.document_id].append(target)
    return {document: _arranged(drafts[document], decisions[document], targets[document]) for document in runs}


def in_force() -> QuerySet[Decision]:
    """Return the decisions that were not undone."""
    return Decision.objects.filter(undone_by=None).exclude(verdict=Decision.Verdict.UNDO)


def _arranged(drafts: list[Draft], decisions: dict[int, Decision], targets: list[Target]) -> Standing:
    ids = {draft.pk for draft in drafts}
    found = Standing(drafts=drafts)
    found.decisions = {d.draft_id: d for d in decisions.values() if d.draft_id in ids}
    for target in targets:
        decision = decisions.get(target.decision_id or 0)
        if decision and decision.draft_id in ids:
            found.targets.setdefault(decision.pk, []).append(target)
        else:
            found.loose.append(target)
    undecided = [draft for draft in drafts if draft.pk not in found.decisions]
    found.entered = _matched(undecided, found.loose)
    return found


def _matched(drafts: Sequence[Draft], targets: Sequence[Target]) -> dict[int, Target]:
    """Pair drafts with targets that promise the same in the same words; each is paired once, the closest first."""
    alike: dict[tuple[object, ...], list[Target]] = defaultdict(list)
    for target in targets:
        if target.current:
            alike[_said(target.current)].append(target)
    pairs = [
        (-likeness, draft.number, target.pk, draft, target)
        for draft in drafts
        for target in alike.get(_said(draft), ())
        if (likeness := _likeness(draft, target.current)) >= _SAME_WORDS
    ]
    found: dict[int, Target] = {}
    taken: set[int] = set()
    for _, _, target_id, draft, target in sorted(pairs, key=lambda pair: pair[:3]):
        if draft.pk not in found and target_id not in taken:
            found[draft.pk] = target
            taken.add(target_id)
    return found


def _said(promise: Promise) -> tuple[object, ...]:
    return promise.type, promise.value, promise.stage


def _likeness(draft: Draft, definition: TargetDefinition | None) -> float:
    """Return the part of all that both spans cover that is common to them."""
    if definition is None or definition.start >= draft.end or draft.start >= definition.end:
        return 0.0
    common = min(draft.end, definition.end) - max(draft.start, definition.start)
    return common / (max(draft.end, definition.end) - min(draft.start, definition.start))
