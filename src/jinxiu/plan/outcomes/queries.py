"""What cards and forms of a comparison are made of, as plain values and in a fixed number of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jinxiu.core.jobs import RunState
from jinxiu.plan.documents.marked import Marked, marked
from jinxiu.plan.documents.models import Document
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.models import Target, TargetDefinition
from jinxiu.plan.outcomes import wording
from jinxiu.plan.outcomes.actions import is_current, mark
from jinxiu.plan.outcomes.models import Judgement, PairingRun, Proposal, VerdictChoice
from jinxiu.plan.outcomes.outline import APART, PENDING, SETTLED, SILENT, Comparison, Line
from jinxiu.plan.outcomes.pairing import targets_of
from jinxiu.plan.outcomes.standing import Standing, standing

#: What “confirm all” starts from.
LEAST = 0.85


@dataclass(frozen=True, slots=True)
class Fact:
    """The fact that a judgement entered, in its newest version."""

    pk: int
    code: str
    standing: str
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A promise beside what the review says of it; ``told`` is None where it says nothing."""

    target_id: int
    code: str
    object: str
    measure: str
    due: str
    section: str
    start: int
    promise: Marked
    state: str
    state_label: str = ""
    verdict: str = ""
    told: Marked | None = None
    reached: str = ""
    likeness: float | None = None
    why: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
    decided: str = ""
    fact: Fact | None = None
    #: The judgement that stands; taking back names it, so that nobody takes back what he was not shown.
    judgement_id: int | None = None
    proposal_id: int | None = None
    #: The promise was revised since the comparison.
    stale: bool = False
    #: The reader does not look for what names no stage or number to be reached.
    unread: bool = False

    @property
    def key(self) -> str:
        return f"t{self.target_id}"

    @property
    def pending(self) -> bool:
        return self.state == PENDING

    @property
    def verdict_label(self) -> str:
        return wording.verdict(self.verdict)

    @property
    def light(self) -> str:
        return wording.LIGHTS[self.verdict]

    @property
    def alike(self) -> str:
        return "" if self.likeness is None else f"{self.likeness:.2f}"


@dataclass(frozen=True, slots=True)
class Above:
    """What “confirm all above a likeness” would do."""

    least: float
    verdicts: Mapping[str, int]
    left: int
    #: The three least alike of those that would be confirmed.
    edge: tuple[Card, ...]
    mark: str

    @property
    def count(self) -> int:
        return sum(self.verdicts.values())

    @property
    def parts(self) -> list[tuple[str, str, int]]:
        return [(wording.LIGHTS[v], wording.verdict(v), n) for v, n in self.verdicts.items() if n]


def run_state(pk: int) -> RunState | None:
    """Return how far a comparison is, or None where there is none."""
    row = PairingRun.objects.filter(pk=pk).first()
    return state_of(row) if row else None


def state_of(row: PairingRun) -> RunState:
    """Return how far a comparison is."""
    return RunState(row.pk, row.state, row.get_state_display(), row.progress, row.total, row.message)


def run(pk: int) -> PairingRun | None:
    """Return a comparison with the titles of its documents and the text of its review, or None."""
    rows = PairingRun.objects.select_related("review__file", "plan", "requested_by__post")
    return rows.defer("review__blocks", "plan__text", "plan__blocks").filter(pk=pk).first()


def cards(of: PairingRun, lines: Sequence[Line]) -> list[Card]:
    """Return the cards of lines, in their order, with all their words; eight questions."""
    ids = {line.target_id for line in lines}
    found = standing(of, ids)
    proposals = {p.target_id: p for p in _proposals(of, ids)}
    facts = _facts(found.settled.values())
    rows = targets_of(of.plan).filter(pk__in=ids).select_related("current", "commitment")
    made = {row.pk: _card(of, row, proposals.get(row.pk), found, facts) for row in rows}
    return [made[line.target_id] for line in lines if line.target_id in made]


def above(found: Comparison, least: float) -> Above:
    """Return what confirming all above a likeness means at this moment."""
    waiting = [line for line in found.lines if line.pending]
    ready = [line for line in waiting if line.current and (line.likeness or 0) >= least]
    ready.sort(key=lambda line: (line.likeness or 0, line.proposal_id or 0))
    counted = Counter(line.verdict for line in ready)
    edge = tuple(cards(found.run, ready[:3])) if ready else ()
    return Above(
        least,
        {v: counted[v] for v in VerdictChoice.values},
        len(waiting) - len(ready),
        edge,
        mark(line.proposal_id or 0 for line in ready),
    )


def proposal(run_id: int, pk: int) -> Proposal | None:
    """Return a proposal of a comparison, or None."""
    rows = Proposal.objects.select_related("run", "outcome", "target__current", "definition")
    return rows.filter(run=run_id, pk=pk).first()


def target(of: PairingRun, pk: int) -> Target | None:
    """Return a target of the comparison's plan that stands in the ledger, or None."""
    return targets_of(of.plan).select_related("current", "commitment").filter(pk=pk).first()


def latest_about(target_id: int) -> int | None:
    """Return the newest comparison that speaks of a target, or None: the target's sheet links there."""
    rows = Proposal.objects.filter(target=target_id, run__state=PairingRun.State.DONE).order_by("-run")
    return rows.values_list("run", flat=True).first()


def _proposals(of: PairingRun, targets: Iterable[int]) -> Iterable[Proposal]:
    rows = Proposal.objects.filter(run=of, target__in=targets)
    return rows.select_related("outcome", "target__current", "target__commitment", "definition")


def _facts(judgements: Iterable[Judgement]) -> dict[str, Fact]:
    """Return the newest version of the facts of judgements, by code; two questions."""
    codes = [judgement.observation.code for judgement in judgements if judgement.observation]
    checks = Prefetch("verifications", Verification.objects.select_related("by__post").order_by("pk"))
    newest_rows = Observation.objects.filter(code__in=codes, superseded_by=None).prefetch_related(checks)
    return {row.code: _fact(row) for row in newest_rows}


def _fact(row: Observation) -> Fact:
    checks = list(row.verifications.all())
    if not checks:
        words = _("waits for a verifier") if row.version == 1 else _("corrected, waits for a verifier")
        return Fact(row.pk, row.code, words)
    last = checks[-1]
    words = f"{last.get_verdict_display()} {last.note}".strip()
    return Fact(row.pk, row.code, words, returned=last.verdict == Verification.Verdict.RETURNED)


def _card(of: PairingRun, row: Target, proposed: Proposal | None, found: Standing, facts: Mapping[str, Fact]) -> Card:
    definition = row.current
    assert definition is not None
    card = Card(
        target_id=row.pk,
        code=row.code,
        object=definition.object,
        measure=labels.measure(definition),
        due=labels.due(definition),
        section=row.commitment.section[-1] if row.commitment.section else "",
        start=definition.start,
        promise=marked(row.commitment.sentence, row.commitment.start, definition.start, definition.end),
        state=SILENT,
        unread=definition.value is None and definition.stage in ("", "advance"),
    )
    settled = found.settled.get(row.pk)
    if settled is not None:
        return _settled(of, card, definition, settled, proposed, facts)
    if proposed is not None:
        return _proposed(of, card, definition, proposed, found.of(proposed))
    return replace(card, state_label=wording.verdict(""))


def _proposed(
    of: PairingRun, card: Card, definition: TargetDefinition, proposed: Proposal, apart: Judgement | None
) -> Card:
    outcome = proposed.outcome
    told = wording.reached(proposed.value, proposed.unit, proposed.stage)
    label = str(apart.get_act_display()) if apart else pgettext("outcome", "Pending")
    return replace(
        card,
        state=APART if apart else PENDING,
        state_label=label,
        verdict=proposed.verdict,
        told=_in_review(of, outcome.sentence_start, outcome.sentence_end, outcome.start, outcome.end),
        reached=told,
        likeness=proposed.likeness,
        why=tuple(wording.why(proposed.reasons, definition, told, proposed.verdict)),
        notes=tuple(wording.notes(definition, proposed.verdict, proposed.value, proposed.unit, of.year)),
        proposal_id=proposed.pk,
        stale=not is_current(proposed),
        decided=_decided(apart) if apart else "",
        judgement_id=apart.pk if apart else None,
    )


def _settled(
    of: PairingRun,
    card: Card,
    definition: TargetDefinition,
    judged: Judgement,
    proposed: Proposal | None,
    facts: Mapping[str, Fact],
) -> Card:
    told = wording.reached(judged.value, judged.unit, judged.stage)
    same = proposed is not None and judged.proposal_id == proposed.pk
    reasons = proposed.reasons if proposed and same else ["ground"]
    return replace(
        card,
        state=SETTLED,
        state_label=str(judged.get_act_display()),
        verdict=judged.verdict,
        told=_in_review(of, judged.sentence_start, judged.sentence_end, judged.start, judged.end),
        reached=told,
        likeness=proposed.likeness if proposed and same else None,
        why=tuple(wording.why(reasons, definition, told, judged.verdict)),
        notes=tuple(wording.notes(definition, judged.verdict, judged.value, judged.unit, of.year)),
        reason=judged.reason,
        decided=_decided(judged),
        judgement_id=judged.pk,
        fact=facts.get(judged.observation.code) if judged.observation else None,
        proposal_id=proposed.pk if proposed and same else None,
    )


def _decided(judged: Judgement) -> str:
    who = (judged.by.post.title if judged.by.post else judged.by.username) if judged.by else _("command line")
    return f"{who} {timezone.localtime(judged.at):%Y-%m-%d %H:%M}"


def _in_review(of: PairingRun, begin: int, end: int, start: int, stop: int) -> Marked:
    return marked(of.review.text[begin:end], begin, start, stop)


def document(pk: int) -> Document | None:
    """Return a document, or None."""
    return Document.objects.defer("blocks", "text").filter(pk=pk).first()
