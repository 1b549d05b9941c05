"""A promise of so many works counts those that carry it, each for its member: a step reported once is all it needs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from jinxiu.economy.chains.models import Chain
from jinxiu.engines.terms import Rung
from jinxiu.plan.evaluation import columns
from jinxiu.plan.evaluation.outlook.queries import of_row
from jinxiu.plan.evaluation.queries import Evaluator, Row
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.models import Measure
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.errors import RefusedError
from jinxiu.plan.projects.models import Project, ProjectTarget, Step
from jinxiu.plan.projects.recording import carried

DAY = date(2026, 3, 2)
CHAINS = ("CH01", "CH02")


@pytest.fixture
def counted(promise: Any, now: Any) -> Any:
    """Promise three works started, in all or for each of two chains, and let a measure count them."""
    for order, code in enumerate(CHAINS):
        Chain.objects.create(code=code, name=f"演示链{code}", group="示例", order=order)

    def make(code: str = "Q1", *, scope: str = "") -> Any:
        number = {"type": "quantity", "stage": "", "value": Decimal(3), "unit": "个", "comparator": ">="}
        target = promise(code, object="强链项目", scope=scope, per="每条产业链" if scope else "", **number)
        given = {"name": "开工的强链项目", "unit": "个", "kind": "count", "frequency": "month", "over_time": "last"}
        definition = measures.Definition(**given, over_places="sum", stage="start")
        measure = Measure.objects.first() or measures.define(None, "M1", definition, now)
        measures.link(None, measure, [target], now)
        return target

    return make


@pytest.fixture
def reach(reach: Any) -> Any:
    """Report a rung reached; it settles all that the project carries, as the form proposes."""

    def report(made: Project, rung: Rung, day: date) -> Step:
        return reach(made, rung, day, settles=[one.target for one in carried(made) if one.settled])

    return report


def project_of(code: str) -> Project:
    return Project.objects.get(code=code)


def row(code: str = "Q1", day: date = DAY, known_at: Any = None) -> Row:
    """Return the evaluated promise; what was read into columns says the same."""
    found = next(one for one in Evaluator(known_at=known_at).on(day).rows if one.target.code == code)
    told = {one.key: one for one in columns.load().on([day], known_at).traces(day)}
    assert all(told[one.result.key] == one.result for one in found.results)
    return found


def values(found: Row) -> list[tuple[str, str]]:
    return [(one.member.code if one.member else "", f"{one.result.state}:{one.result.value}") for one in found.results]


def test_works_that_carry_it_are_counted_from_their_steps(project, counted, reach, planner, now):
    target = counted()
    for code in ("P1", "P2", "P3"):
        actions.link(planner, project(code), target, now)
    reach(project_of("P1"), Rung.STARTED, date(2025, 5, 1))
    reach(project_of("P2"), Rung.APPROVED, date(2025, 6, 1))
    assert values(row()) == [("", "not_reported:1")]  # nobody told since the last day
    reach(project_of("P2"), Rung.STARTED, date(2025, 7, 1))
    reach(project_of("P3"), Rung.FINISHED, date(2025, 12, 1))  # what is finished was started
    assert values(row()) == [("", "met:3")]


def test_each_counts_for_its_member(project, counted, reach, planner, now):
    target = counted(scope="chain")
    actions.link(planner, project("P1"), target, now, "CH01")
    actions.link(planner, project("P2"), target, now, "CH02")
    reach(project_of("P1"), Rung.STARTED, date(2026, 1, 5))
    found = row(day=date(2025, 12, 31))
    assert values(found) == [("CH01", "not_reported:None"), ("CH02", "not_reported:None")]
    found = row(day=DAY)
    assert [(code, said.split(":")[1]) for code, said in values(found)] == [("CH01", "1"), ("CH02", "None")]


def test_steps_reported_before_the_link_count(project, counted, reach, planner, now):
    target = counted(scope="chain")
    project("P1")
    reach(project_of("P1"), Rung.STARTED, date(2025, 5, 1))
    later = now + timedelta(days=1)
    actions.link(planner, project_of("P1"), target, later, "CH02")
    assert [(code, said.split(":")[1]) for code, said in values(row())] == [("CH01", "None"), ("CH02", "1")]
    assert values(row(known_at=now)) == [("CH01", "not_reported:None"), ("CH02", "not_reported:None")]
    actions.unlink(planner, project_of("P1"), target, later + timedelta(days=1))
    assert [said.split(":")[1] for _code, said in values(row())] == ["None", "None"]
    assert [said.split(":")[1] for _code, said in values(row(known_at=later))] == ["None", "1"]


def test_a_corrected_step_still_counts_for_its_member(project, counted, reach, reporter, planner, now):
    actions.link(planner, project("P1"), counted(scope="chain"), now, "CH01")
    reach(project_of("P1"), Rung.STARTED, date(2025, 5, 1))
    later = now + timedelta(days=1)
    actions.correct_step(reporter, project_of("P1"), Rung.STARTED, date(2025, 6, 1), reason="笔误", now=later)
    assert values(row(day=date(2025, 5, 31))) == [("CH01", "not_reported:None"), ("CH02", "not_reported:None")]
    assert values(row(day=date(2025, 6, 1)))[0][1].endswith(":1")


@pytest.mark.parametrize(
    ("scope", "member", "said"),
    [
        ("chain", "", "请写明计入哪个对象（CH01 演示链CH01、CH02 演示链CH02）"),
        ("chain", "CH09", "范围里没有“CH09”"),
        ("", "CH01", "请不要填写“CH01”"),
    ],
)
def test_a_member_that_does_not_do_is_refused(project, counted, planner, now, scope, member, said):
    with pytest.raises(RefusedError, match=said):
        actions.link(planner, project("P1"), counted(scope=scope), now, member)
    assert not ProjectTarget.objects.exists()


def test_the_chance_of_a_count_comes_from_its_works(project, counted, reach, planner, now):
    target = counted()
    target.current.due = date(2026, 12, 31)
    type(target.current).objects.filter(pk=target.current.pk).update(due=date(2026, 12, 31))
    for code in ("P1", "P2", "P3", "P4"):
        actions.link(planner, project(code), target, now)
    for code in ("P1", "P2"):
        reach(project_of(code), Rung.STARTED, date(2026, 1, 5))
    reach(project_of("P3"), Rung.APPROVED, date(2026, 1, 5))
    (said,) = of_row(row())
    assert said.forecast is not None
    assert said.forecast.method != "none"
    assert 0 < said.forecast.probability < 1
    assert {one.name for one in said.forecast.drivers} & {"work", "rung"}
