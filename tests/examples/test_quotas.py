"""What the plan promises “for each chain” stands nine times, once a chain, and says 未上报 as long as nobody tells."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils import translation

from jinxiu.core.folders import load
from jinxiu.core.models import Source
from jinxiu.plan.evaluation import columns, wording
from jinxiu.plan.evaluation.queries import Evaluator, Row
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.recording import Told, record_observation
from jinxiu.plan.ledger.models import Target

DAY = date(2024, 12, 31)


def quotas(day: date = DAY) -> dict[str, Row]:
    return {row.target.code: row for row in Evaluator().on(day).rows if row.definition.scope == "chain"}


def written(example: Path, name: str) -> list[dict[str, str]]:
    with (example / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.django_db
def test_each_quota_has_a_row_for_each_chain_and_nobody_has_told(example: Path, now: datetime) -> None:
    load(example, now)
    chains = [row["code"] for row in written(example, "chains")]
    codes = [row["code"] for row in written(example, "targets") if row["scope"] == "chain"]
    found = quotas()
    assert list(found) == codes == [f"T0{n}" for n in range(1, 8)]
    assert len(chains) == 9
    for row in found.values():
        assert sorted(one.member.code for one in row.results if one.member) == sorted(chains)
        with translation.override("zh-hans"):
            assert {wording.light_words(one.result) for one in row.results} == {"未上报"}
            assert wording.state_name(row.state) == "未上报"


@pytest.mark.django_db
def test_the_same_is_said_by_the_columns(example: Path, now: datetime) -> None:
    load(example, now)
    answer = columns.load().on([DAY])
    said = zip(answer.asked, answer.traces(DAY), strict=True)
    states = [(target.code, result.state.value) for (target, definition, _m), result in said if definition.scope]
    of_chains = [row for row in states if row[0] in quotas()]
    assert len(of_chains) == 7 * 9
    assert {state for _code, state in of_chains} == {"not_reported"}


@pytest.mark.django_db
def test_a_chain_whose_works_started_is_counted_alone(example: Path, now: datetime) -> None:
    """Three works that started on one chain keep its quota; the other eight stay 未上报."""
    load(example, now)
    target = Target.objects.get(code="T01")
    given = measures.Definition(
        name="开工项目数",
        unit="个",
        kind="count",
        frequency="month",
        over_time="last",
        over_places="sum",
        stage="start",
    )
    measure = measures.define(None, "ZB-STARTED", given, now)
    measures.link(None, measure, [target], now)
    chain = quotas()["T01"].results[0].member
    assert chain is not None
    for n in range(3):
        told = Told(
            subject="演示项目", statement="已开工", confidence="direct", stage="start", event=True,
            as_of=date(2024, 9, n + 1), member=chain.code, project=f"DEMO-{n}",
        )  # fmt: skip
        record_observation(
            told, source=Source.objects.all()[0], bearings=[(target, "settles")], now=now, of_measure=measure
        )
    row = quotas()["T01"]
    states = {one.member.code: (one.result.state.value, one.result.value) for one in row.results if one.member}
    assert states.pop(chain.code) == ("met", 3)
    assert set(states.values()) == {("not_reported", None)}
    assert len(states) == 8
