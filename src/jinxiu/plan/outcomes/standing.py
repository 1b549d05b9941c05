"""What people decided of a review and a plan, so far as it is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from jinxiu.plan.outcomes.models import Judgement, PairingRun, Proposal


@dataclass(slots=True)
class Standing:
    """Judgements hold for a review and a target, whichever comparison they were made on."""

    #: What was settled of a target, by the target's id.
    settled: dict[int, Judgement] = field(default_factory=dict)
    #: Target and place in the review of which somebody said that they are two things.
    apart: dict[tuple[int, int, int], Judgement] = field(default_factory=dict)

    def of(self, proposal: Proposal) -> Judgement | None:
        """Return the judgement that answers a proposal; None where it waits. Needs the proposal's outcome."""
        place = (proposal.target_id, proposal.outcome.start, proposal.outcome.end)
        return self.settled.get(proposal.target_id) or self.apart.get(place)


def standing(run: PairingRun, targets: Iterable[int] | None = None) -> Standing:
    """Return how the review and the plan of a run stand, or some targets of theirs, in one question."""
    found = Standing()
    held = in_force(run) if targets is None else in_force(run).filter(target__in=targets)
    for judgement in held.select_related("by__post", "observation"):
        if judgement.act == Judgement.Act.REJECT:
            found.apart[judgement.target_id, judgement.start, judgement.end] = judgement
        else:
            found.settled[judgement.target_id] = judgement
    return found


def in_force(run: PairingRun) -> QuerySet[Judgement]:
    """Return the judgements on the run's review and plan that were not undone, oldest first."""
    about = Judgement.objects.filter(review=run.review_id, target__commitment__document=run.plan_id)
    return about.filter(undone_by=None).exclude(act=Judgement.Act.UNDO).order_by("pk")


def newest(run: PairingRun) -> PairingRun | None:
    """Return the newest comparison of the same review and plan that was carried through."""
    same = PairingRun.objects.filter(review=run.review_id, plan=run.plan_id, state=PairingRun.State.DONE)
    return same.order_by("-pk").first()
