"""One report, many uses: a figure of a measure serves every target that asks for it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jinxiu.core.models import AuditEvent
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.facts import actions as facts
from jinxiu.plan.facts import checks
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.measures import actions
from jinxiu.plan.facts.models import Bearing, MeasureTarget, Observation


def _served(fact: Observation) -> list[str]:
    return sorted(fact.bearings.values_list("target__code", flat=True))


def test_a_report_on_one_target_serves_the_others(measure, target, tell, planner, now):
    made, one, two, other = measure(), target("T1"), target("T2"), target("T3")
    actions.link(planner, made, [one, two], now)
    fact = tell(one)

    assert fact.of_measure == made
    assert _served(fact) == ["T1", "T2"]
    results = {row.target.code: row.result.value for row in Evaluator().on(date(2024, 12, 31)).rows}
    assert results == {"T1": Decimal(12), "T2": Decimal(12), "T3": None}
    assert other.code == "T3"


def test_figures_that_are_on_record_serve_a_target_linked_later(measure, target, tell, planner, now):
    made, one, two = measure(), target("T1"), target("T2")
    actions.link(planner, made, [one], now)
    fact = tell(one)
    actions.link(planner, made, [two], now)

    assert _served(fact) == ["T1", "T2"]
    assert AuditEvent.objects.filter(action="measures.link").last().data["facts"] == 1


def test_linking_twice_has_one_effect(measure, target, planner, now):
    made, one = measure(), target("T1")
    actions.link(planner, made, [one], now)
    assert actions.link(planner, made, [one], now) == []
    assert MeasureTarget.objects.count() == AuditEvent.objects.filter(action="measures.link").count() == 1


def test_a_target_asks_for_one_measure(measure, target, planner, now):
    one = target("T1")
    actions.link(planner, measure("A"), [one], now)
    with pytest.raises(RefusedError, match="A"):
        actions.link(planner, measure("B"), [one], now)


@pytest.mark.parametrize("fields", [{"unit": "个"}, {"type": "milestone", "value": None, "unit": "", "stage": "open"}])
def test_a_target_of_another_dimension_is_not_linked(measure, target, planner, now, fields):
    with pytest.raises(RefusedError, match="量纲"):
        actions.link(planner, measure(), [target("T1", **fields)], now)
    assert not MeasureTarget.objects.exists()


def test_a_figure_of_a_member_serves_what_runs_over_each(measure, target, tell, planner, now):
    made, whole, each = measure(), target("T1"), target("T2", scope="chain")
    actions.link(planner, made, [whole, each], now)

    assert _served(tell(whole)) == ["T1"]
    assert _served(tell(each, member="C1")) == ["T2"]


def test_a_figure_in_another_dimension_stays_with_what_it_was_told_of(measure, target, tell, planner, now):
    made, one, two = measure(), target("T1"), target("T2")
    actions.link(planner, made, [one, two], now)
    fact = tell(one, value=Decimal(3), unit="个")

    assert fact.of_measure is None
    assert _served(fact) == ["T1"]


def test_background_is_no_figure_of_the_measure(measure, target, tell, planner, now):
    made, one, two = measure(), target("T1"), target("T2")
    actions.link(planner, made, [one, two], now)

    assert _served(tell(one, settles=False)) == ["T1"]


def test_a_correction_serves_the_same(measure, target, tell, planner, reporter, now):
    made, one, two = measure(), target("T1"), target("T2")
    actions.link(planner, made, [one, two], now)
    new = facts.correct(reporter, tell(one), {"value": Decimal(13)}, "核对", now)

    assert (new.of_measure, _served(new)) == (made, ["T1", "T2"])


def test_an_undone_link_takes_the_figure_from_the_target_and_keeps_the_verdict(
    measure, target, tell, planner, verifier, now
):
    made, one, two = measure(), target("T1"), target("T2")
    actions.link(planner, made, [one, two], now)
    fact = tell(one)
    facts.verify(verifier, fact, "verified", "", now)
    assert actions.unlink(planner, made, two, now) == 1

    new = Observation.objects.get(supersedes=fact)
    assert (_served(fact), _served(new)) == (["T1", "T2"], ["T1"])
    assert (new.value, new.recorded_by, new.verifications.get().verdict) == (fact.value, fact.recorded_by, "verified")
    assert not list(checks.broken_chains())
    assert actions.unlink(planner, made, two, now) == 0
    assert actions.link(planner, made, [two], now)


def test_a_definition_that_no_longer_fits_its_targets_is_refused(measure, definition, target, planner, now):
    made = measure()
    actions.link(planner, made, [target("T1")], now)
    with pytest.raises(RefusedError, match="T1"):
        actions.redefine(planner, made, definition(unit="个", kind="count"), "改口径", now)
    assert made.versions.count() == 1


def test_who_reports_does_not_link(measure, target, account, now):
    with pytest.raises(PermissionDenied):
        actions.link(account("reporter"), measure(), [target()], now)


def test_linking_asks_as_often_for_many_facts_as_for_few(measure, target, tell, planner, now):
    made, one = measure(), target("T1")
    actions.link(planner, made, [one], now)

    def asked(code: str, facts: int) -> int:
        for day in range(1, facts + 1):
            tell(one, as_of=date(2024, 1, day), statement=f"第{day}日")
        with CaptureQueriesContext(connection) as captured:
            actions.link(planner, made, [target(code)], now)
        return len(captured)

    assert asked("T2", 2) == asked("T3", 20)
    assert Bearing.objects.filter(target__code="T3").count() == 22
