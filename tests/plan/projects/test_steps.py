"""A step is planned, reported and corrected; what was said before stays on record."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from jinxiu.core.models import AuditEvent
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts import actions as facts
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.models import Step
from jinxiu.plan.projects.standing import standing

from .conftest import GROUND, TODAY


def line(code, rung):
    return standing(code).ladder.lines[rung]


def test_a_planned_step_has_a_day_and_one_audit_row(project, planner, now):
    actions.plan_step(planner, project(), Rung.STARTED, date(2026, 6, 30), now)

    assert line("P1", Rung.STARTED).planned_on == date(2026, 6, 30)
    assert AuditEvent.objects.filter(action="projects.plan-step").count() == 1


def test_a_plan_that_moves_keeps_the_first_day_and_the_reason(project, planner, now):
    made = project()
    actions.plan_step(planner, made, Rung.STARTED, date(2026, 3, 31), now)
    actions.plan_step(planner, made, Rung.STARTED, date(2026, 6, 30), now, "用地批复晚了")

    found = line("P1", Rung.STARTED)
    assert (found.first_planned, found.planned_on, found.moved) == (date(2026, 3, 31), date(2026, 6, 30), 91)
    assert list(Step.objects.order_by("pk").values_list("planned_on", "reason")) == [
        (date(2026, 3, 31), ""),
        (date(2026, 6, 30), "用地批复晚了"),
    ]


def test_a_plan_moves_for_a_reason_only(project, planner, now):
    made = project()
    actions.plan_step(planner, made, Rung.STARTED, date(2026, 3, 31), now)

    with pytest.raises(actions.RefusedError, match="为什么"):
        actions.plan_step(planner, made, Rung.STARTED, date(2026, 6, 30), now)


def test_the_same_plan_again_changes_nothing(project, planner, now):
    made = project()
    for _again in range(2):
        actions.plan_step(planner, made, Rung.STARTED, date(2026, 3, 31), now)

    assert (Step.objects.count(), AuditEvent.objects.filter(action="projects.plan-step").count()) == (1, 1)


@pytest.mark.parametrize(("rung", "day"), [(Rung.FINISHED, date(2026, 5, 31)), (Rung.APPROVED, date(2026, 7, 1))])
def test_a_plan_out_of_the_order_of_the_rungs_is_asked_about(project, planner, now, rung, day):
    made = project()
    actions.plan_step(planner, made, Rung.STARTED, date(2026, 6, 30), now)

    with pytest.raises(actions.AskError, match="2026-06-30"):
        actions.plan_step(planner, made, rung, day, now)
    actions.plan_step(planner, made, rung, day, now, confirmed=True)
    assert line("P1", rung).planned_on == day
    assert "2026-06-30" in AuditEvent.objects.last().data["asked"]


def test_a_step_reached_becomes_a_fact_that_settles_the_promise_in_one_act(project, promise, reach, reporter):
    made = project()
    target = promise("T1", made)
    step = reach(made, Rung.FINISHED, date(2025, 12, 20), settles=[target])

    fact = Observation.objects.get()
    assert (fact.code, fact.project, fact.stage, fact.event, fact.as_of) == (
        step.fact, "P1", "finish", True, date(2025, 12, 20),
    )  # fmt: skip
    assert list(Bearing.objects.values_list("target__code", "kind")) == [("T1", "settles")]
    acts = AuditEvent.objects.filter(actor=reporter)
    assert [act.action for act in acts] == ["projects.report-step"]


def test_a_promise_that_the_reporter_leaves_out_is_told_beside(project, promise, reach):
    made = project()
    promise("T1", made)
    reach(made, Rung.FINISHED, date(2025, 12, 20))

    assert Bearing.objects.get().kind == "context"


def test_a_promise_of_another_project_is_not_settled(project, promise, reach):
    made, other = project(), project("P2")
    foreign = promise("T2", other)
    reach(made, Rung.FINISHED, date(2025, 12, 20), settles=[foreign])

    assert not Bearing.objects.exists()


@pytest.mark.parametrize(
    ("rung", "kind", "stage", "event"),
    [
        (Rung.SIGNED, "强链", "advance", True),
        (Rung.TOPPED_OUT, "强链", "start", False),
        (Rung.PRODUCING, "强链", "produce", True),
        (Rung.PRODUCING, "道路", "open", True),
        (Rung.FULL, "强链", "produce", False),
    ],
)
def test_a_rung_between_two_stages_is_seen_at_the_lower_one(project, reach, rung, kind, stage, event):
    reach(project(kind=kind), rung, date(2025, 12, 20))

    fact = Observation.objects.get()
    assert (fact.stage, fact.event) == (stage, event)
    assert [one.rung for one in standing("P1").ladder.lines if one.reached_on] == [rung]


def test_a_step_reached_before_its_plan_is_fine(project, planner, reach, now):
    made = project()
    actions.plan_step(planner, made, Rung.STARTED, date(2026, 6, 30), now)
    reach(made, Rung.STARTED, date(2026, 3, 1))

    found = standing("P1").ladder
    assert found.delay(found.lines[Rung.STARTED], TODAY) == -121


def test_what_has_not_come_is_refused_and_nothing_is_written(project, reach):
    made = project()
    with pytest.raises(actions.RefusedError, match="2026-03-03"):
        reach(made, Rung.STARTED, date(2026, 3, 3))
    assert not Step.objects.exists()
    assert not Observation.objects.exists()


def test_a_rung_before_a_lower_one_is_asked_about(project, reach):
    made = project()
    reach(made, Rung.APPROVED, date(2025, 6, 1))

    with pytest.raises(actions.AskError, match="2025-06-01"):
        reach(made, Rung.STARTED, date(2025, 5, 1))
    reach(made, Rung.STARTED, date(2025, 5, 1), confirmed=True)
    found = standing("P1").ladder
    assert found.earlier_than_a_lower(found.lines[Rung.STARTED]).rung is Rung.APPROVED
    assert "2025-06-01" in AuditEvent.objects.last().data["asked"]


def test_a_step_is_reported_once(project, reach):
    made = project()
    reach(made, Rung.STARTED, date(2025, 5, 1))

    with pytest.raises(actions.RefusedError, match="F0001"):
        reach(made, Rung.STARTED, date(2025, 5, 2))


def test_a_step_that_a_fact_told_already_is_not_reported_again(project, told, reach):
    made = project()
    told("P1", "start", date(2025, 5, 1))

    with pytest.raises(actions.RefusedError, match="F0001"):
        reach(made, Rung.STARTED, date(2025, 5, 2))


def test_correcting_a_step_corrects_its_fact(project, promise, reach, reporter, now):
    made = project()
    target = promise("T1", made)
    reach(made, Rung.FINISHED, date(2025, 12, 20), settles=[target])
    actions.correct_step(reporter, made, Rung.FINISHED, date(2025, 12, 28), reason="验收日写错", now=now)

    newest = Observation.objects.get(superseded_by=None)
    assert (newest.version, newest.as_of) == (2, date(2025, 12, 28))
    assert newest.bearings.get().kind == "settles"
    assert line("P1", Rung.FINISHED).reached_on == date(2025, 12, 28)
    assert list(Step.objects.order_by("pk").values_list("reached_on", flat=True)) == [
        date(2025, 12, 20),
        date(2025, 12, 28),
    ]


def test_a_step_that_was_not_reached_is_taken_back_with_its_fact(project, reach, reporter, now):
    made = project()
    reach(made, Rung.FINISHED, date(2025, 12, 20))
    actions.correct_step(reporter, made, Rung.FINISHED, None, reason="只完成一期", now=now)

    assert line("P1", Rung.FINISHED).reached_on is None
    assert Observation.objects.get(superseded_by=None).withdrawn
    reach(made, Rung.FINISHED, date(2026, 2, 1))
    assert line("P1", Rung.FINISHED).reached_on == date(2026, 2, 1)


def test_a_fact_corrected_in_its_own_room_moves_the_step(project, promise, reach, reporter, now):
    made = project()
    reach(made, Rung.FINISHED, date(2025, 12, 20), settles=[promise("T1", made)])
    facts.correct(reporter, Observation.objects.get(), {"as_of": date(2025, 12, 30)}, "日期有误", now)

    assert line("P1", Rung.FINISHED).reached_on == date(2025, 12, 30)


def test_a_fact_that_is_returned_takes_the_step_back(project, reach, verifier, now):
    reach(project(), Rung.FINISHED, date(2025, 12, 20))
    facts.verify(verifier, Observation.objects.get(), "returned", "照片看不出完工", now)

    assert line("P1", Rung.FINISHED).reached_on is None


def test_who_reports_a_step_does_not_verify_it(project, reach, account, now):
    both = account("reporter", "verifier", name="兼岗账号")
    reach(project(), Rung.FINISHED, date(2025, 12, 20), by=both)

    with pytest.raises(PermissionDenied):
        facts.verify(both, Observation.objects.get(), "verified", "", now)


def test_only_who_reported_or_a_verifier_corrects(project, reach, account, now):
    made = project()
    reach(made, Rung.FINISHED, date(2025, 12, 20))

    with pytest.raises(PermissionDenied):
        actions.correct_step(
            account("reporter", name="另一个填报岗"), made, Rung.FINISHED, date(2025, 12, 1), reason="x", now=now
        )


def test_the_day_of_a_fact_of_another_room_is_corrected_there(project, told, reporter, now):
    made = project()
    told("P1", "start", date(2025, 5, 1))

    with pytest.raises(actions.RefusedError, match="F0001"):
        actions.correct_step(reporter, made, Rung.STARTED, date(2025, 4, 1), reason="x", now=now)


def test_evidence_of_an_unknown_kind_is_refused(project, reach):
    made = project()
    with pytest.raises(ValueError, match="shot"):
        reach(made, Rung.STARTED, date(2025, 5, 1), ground=actions.Ground("调度表", evidence=(b"MZ\x00", "shot.exe")))
    assert not Observation.objects.exists()


def test_evidence_is_kept_with_the_fact(project, reach):
    reach(project(), Rung.STARTED, date(2025, 5, 1), ground=actions.Ground("调度表", evidence=(b"%PDF-1.7", "令.pdf")))

    assert Observation.objects.get().evidence.name == "令.pdf"


def test_verbs_are_asked_for(project, account, now):
    made, viewer = project(), account("viewer")

    with pytest.raises(PermissionDenied):
        actions.plan_step(viewer, made, Rung.STARTED, date(2026, 6, 30), now)
    with pytest.raises(PermissionDenied):
        actions.report_step(
            viewer, made, Rung.STARTED, date(2025, 5, 1), statement="x", ground=GROUND, settles=(), now=now
        )
