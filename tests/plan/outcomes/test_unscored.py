"""What is promised in words alone is left out of comparisons: no review can be held against a number it does not name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest

from jinxiu.core.models import Account
from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Document
from jinxiu.plan.facts import actions as facts
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.outcomes import actions, listing, pairing, queries
from jinxiu.plan.outcomes.checks import broken_outcomes
from jinxiu.plan.outcomes.errors import ChangedError, RefusedError
from jinxiu.plan.outcomes.models import PairingRun, Proposal
from jinxiu.plan.outcomes.outline import comparison
from jinxiu.plan.outcomes.saying import Place

WORDS = {"type": "quality", "object": "幼儿园", "kind": "coverage", "strength": "firm"}


@pytest.fixture
def words(plan: Document, target: Callable[[str], Target], now: datetime) -> Target:
    """The promise of ten nursery schools, put in words alone before any comparison."""
    asked = target("幼儿园")
    ledger.revise(None, asked, WORDS, "专题会议", now)
    return asked


def test_the_reader_is_not_given_it(words: Target, run: PairingRun) -> None:
    assert not run.proposals.filter(target=words).exists()
    assert run.proposals.exists()


def test_it_has_no_card_and_counts_for_no_silence(words: Target, run: PairingRun, plan: Document) -> None:
    lines = comparison(run).lines
    assert words.pk not in [line.target_id for line in lines]
    (shown,) = listing.reviews(None, run.review_id).object_list
    assert shown.lines[0].targets == len(lines) == pairing.targets_of(plan).count()
    assert queries.target(run, words.pk) is None


def test_a_sentence_chosen_by_hand_is_refused(words: Target, run: PairingRun, planner: Account, now: datetime) -> None:
    place = Place(Span(0, 8), Span(0, 8))
    with pytest.raises(ChangedError, match="不计分"):
        actions.pair_by_hand(planner, run, words, place, {"verdict": "met"}, now)


def test_what_was_proposed_before_no_longer_waits(
    run: PairingRun, target: Callable[[str], Target], planner: Account, now: datetime
) -> None:
    before = queries.above(comparison(run), 0)
    ledger.revise(None, target("幼儿园"), WORDS, "专题会议", now)
    after = queries.above(comparison(run), 0)
    assert (after.count, after.left) == (before.count - 1, before.left)


def test_what_was_settled_before_is_no_longer_counted(
    run: PairingRun, of: Callable[[str], Proposal], planner: Account, now: datetime
) -> None:
    judgement = actions.confirm(planner, of("幼儿园"), now)
    ledger.revise(None, judgement.target, WORDS, "专题会议", now)
    (shown,) = listing.reviews(None, run.review_id).object_list
    assert shown.lines[0].settled == 0
    assert judgement.observation is not None
    assert judgement.observation.bearings.exists()  # what was told stays on record
    facts.correct(None, judgement.observation, {"value": Decimal(11)}, "抄错", now)
    assert list(broken_outcomes()) == []


def test_a_plan_of_such_promises_alone_cannot_be_compared(
    plan: Document, review: Document, planner: Account, now: datetime
) -> None:
    for asked in Target.objects.filter(commitment__document=plan):
        ledger.revise(None, asked, WORDS, "专题会议", now)
    with pytest.raises(RefusedError):
        pairing.start(planner, review=review, plan=plan, year=2024, now=now)
