"""What must hold of comparisons and judgements; ``jinxiu check`` walks it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, Max, OuterRef

from jinxiu.core.checks import integrity_check
from jinxiu.plan.documents.models import Document, Promise
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.outcomes.models import Judgement, Outcome, PairingRun


@integrity_check("promises and outcomes")
def broken_outcomes() -> Iterator[str]:
    """Comparisons are whole, quotes stand in the review, and each judgement has exactly the fact it must have."""
    yield from _incomplete_runs()
    yield from _misquoted()
    yield from _settled_twice()
    yield from _without_their_fact()


def _incomplete_runs() -> Iterator[str]:
    """A run that is done holds outcomes numbered 1 to n; one that is not done holds none."""
    runs = PairingRun.objects.annotate(count=Count("outcomes"), last=Max("outcomes__number"))
    for run in runs.order_by("pk").iterator():
        if run.state != PairingRun.State.DONE and run.count:
            yield f"comparison {run.pk} is {run.state} but has {run.count} outcomes"
        elif run.count != (run.last or 0):  # numbers begin at 1, and none stands twice
            yield f"comparison {run.pk} lost outcomes: their numbers have gaps"


def _misquoted() -> Iterator[str]:
    reviews = Document.objects.filter(pairings__isnull=False).distinct().defer("blocks").order_by("pk")
    for review in reviews.iterator(chunk_size=20):
        rows: list[tuple[str, Outcome | Judgement]] = []
        rows += [("outcome", row) for row in Outcome.objects.filter(run__review=review)]
        rows += [("judgement", row) for row in Judgement.objects.filter(review=review)]
        for what, row in rows:
            if review.text[row.start : row.end] != row.quote:
                yield f"{what} {row.pk} quotes words that do not stand at {row.start} of {review.code}"


def _settled_twice() -> Iterator[str]:
    """A review settles a target once."""
    standing = Judgement.objects.filter(act__in=Judgement.SETTLING, undone_by=None)
    twice = standing.values("review__code", "target__code").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice.order_by("review__code", "target__code"):
        yield f"target {row['target__code']} is settled {row['n']} times by {row['review__code']}"


def _without_their_fact() -> Iterator[str]:
    """What is in force has a fact that bears on its target; what was taken back has one that bears on nothing."""
    bearing = Bearing.objects.filter(
        observation__code=OuterRef("observation__code"),
        observation__superseded_by=None,
        target=OuterRef("target"),
    )
    standing = Observation.objects.filter(code=OuterRef("observation__code"), superseded_by=None, withdrawn=False)
    settling = Judgement.objects.filter(act__in=Judgement.SETTLING).select_related("observation", "target")
    # A promise that was put in words alone since then is not held to its fact: a correction no longer bears on it.
    held = settling.filter(undone_by=None, target__current__type__in=Promise.SCORED)
    for judgement in held.exclude(Exists(bearing)).order_by("pk"):
        yield f"judgement {judgement.pk} on target {judgement.target.code} has no fact that bears on it"
    for judgement in settling.filter(undone_by__isnull=False).filter(Exists(standing)).order_by("pk"):
        assert judgement.observation is not None
        yield f"judgement {judgement.pk} was taken back, but its fact {judgement.observation.code} still counts"
