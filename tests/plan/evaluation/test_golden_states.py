"""The example city's states are those that a careful reader of the sources gives (tests/examples/golden-states.csv)."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from jinxiu.core.folders import load
from jinxiu.plan.evaluation.queries import Evaluator

GOLDEN = Path(__file__).parents[2] / "examples" / "golden-states.csv"


@pytest.mark.django_db
def test_states_match_a_careful_reader(example: Path, now: datetime) -> None:
    load(example, now)
    evaluator = Evaluator()
    with GOLDEN.open(encoding="utf-8") as file:
        golden = list(csv.DictReader(file))
    found = {}
    for day in sorted({row["as_of"] for row in golden}):
        for row in evaluator.on(date.fromisoformat(day)).rows:
            found[row.target.code, day] = (row.state.value, str(row.result.days_late or ""))
    wrong = [
        (
            row["target"],
            row["as_of"],
            "expected",
            row["state"],
            row["days_late"],
            "found",
            *found[row["target"], row["as_of"]],
        )
        for row in golden
        if found[row["target"], row["as_of"]] != (row["state"], row["days_late"])
    ]
    assert not wrong
    assert len(golden) == 58 * 4


@pytest.mark.django_db
def test_line_one_is_late_by_53_days_with_its_source(example: Path, now: datetime) -> None:
    load(example, now)
    row = next(r for r in Evaluator().on(date(2025, 3, 31)).rows if r.definition.object == "1号线一期")
    assert row.state == "late"
    assert row.result.days_late == 53
    assert row.result.reached_on == date(2025, 2, 22)
    assert row.used[0].source.title == "太原地铁1号线正式开通初期运营"


@pytest.mark.django_db
def test_a_promise_for_each_chain_has_a_row_for_each(example: Path, now: datetime) -> None:
    load(example, now)
    row = next(r for r in Evaluator().on(date(2025, 3, 31)).rows if r.definition.scope == "chain")
    assert len({r.member.code for r in row.results if r.member}) == 9
