"""What is promised in words alone stands beside the evaluated targets and counts nowhere among them."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jinxiu.commands import evaluate
from jinxiu.core.folders import load
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.queries import Evaluator, Quality, falls_due, silent
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Pillar, Target

DAY = date(2025, 3, 31)
SAID = {"type": "quality", "object": "营商环境", "kind": "rank", "strength": "strive", "due": date(2025, 4, 30)}


@pytest.fixture
def before(example: Path, now: datetime, db: None) -> Evaluator:
    """The example city, evaluated before one of its targets is put in words alone."""
    load(example, now)
    return Evaluator()


@pytest.fixture
def reworded(before: Evaluator, now: datetime) -> Target:
    target = before.on(DAY).rows[0].target
    actions.revise(None, target, SAID, "专题会议", now)
    return target


def test_it_is_handed_through_and_never_evaluated(before: Evaluator, reworded: Target) -> None:
    card = Evaluator().on(DAY)
    assert [(one.target.code, one.definition.kind) for one in card.qualities] == [(reworded.code, "rank")]
    assert len(card.rows) == len(before.on(DAY).rows) - 1
    assert sum(card.counts.values()) == len(card.rows)
    assert sum(Evaluator().counts(DAY).values()) == len(card.rows)


def test_no_pillar_no_list_and_no_change_counts_it(before: Evaluator, reworded: Target) -> None:
    evaluator = Evaluator()
    card = evaluator.on(DAY)
    assert sum(count.total for count in card.by_pillar(Pillar.objects.all())) == len(card.rows)
    named = [row.target.pk for row in [*falls_due(card, 400), *silent(card)]]
    named += [change.row.target.pk for change in evaluator.changes(date(2024, 1, 1), DAY)]
    assert reworded.pk not in named


def test_all_are_listed_in_the_order_of_the_text(before: Evaluator, reworded: Target) -> None:
    listed = Evaluator().on(DAY).listed
    assert [one.target.code for one in listed] == [row.target.code for row in before.on(DAY).rows]
    assert isinstance(listed[0], Quality)


def test_it_says_what_it_is_about_and_that_it_is_not_scored(reworded: Target) -> None:
    (one,) = Evaluator().on(DAY).qualities
    assert (str(wording.promised(one.definition)), wording.not_scored()) == ("位次称号", "不计分")
    assert one.pillar == one.target.commitment.pillar
    assert Promise.Type.QUALITY not in Promise.SCORED


def test_the_command_says_how_many_have_no_state(
    before: Evaluator, reworded: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate.run(DAY.isoformat(), "table")
    assert "; 1 more in words alone, not scored" in capsys.readouterr().out
    evaluate.run(DAY.isoformat(), "json")
    assert reworded.code not in {row["code"] for row in json.loads(capsys.readouterr().out)}


def test_twenty_ask_no_more_than_none(before: Evaluator, now: datetime) -> None:
    with CaptureQueriesContext(connection) as without:
        Evaluator().on(DAY)
    for row in before.on(DAY).rows[:20]:
        actions.revise(None, row.target, SAID, "专题会议", now)
    with CaptureQueriesContext(connection) as among:
        assert len(Evaluator().on(DAY).qualities) == 20
    assert len(among) <= len(without)
