"""A step is reported once: it decides every promise that its project carries, and stops when the link goes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jinxiu.engines.measuring import State
from jinxiu.engines.terms import Rung
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.projects import actions

DAY = date(2025, 6, 30)


def state(code: str = "T1", day: date = date(2025, 12, 31), **known) -> State:
    return next(row.state for row in Evaluator(**known).on(day).rows if row.target.code == code)


def test_a_step_decides_the_milestone_of_its_project(project, promise, reach):
    made = project()
    target = promise("T1", made)
    assert state() is State.NOT_REPORTED
    reach(made, Rung.FINISHED, DAY, settles=[target])

    assert state() is State.MET


def test_a_step_below_the_milestone_does_not_meet_it(project, promise, reach):
    made = project()
    reach(made, Rung.STARTED, DAY, settles=[promise("T1", made)])

    assert state() in {State.ON_COURSE, State.BEHIND}


def test_a_step_reported_before_the_link_is_not_reported_again(project, promise, reach, planner, now):
    made = project()
    target = promise("T1")
    reach(made, Rung.FINISHED, DAY)
    assert state() is State.NOT_REPORTED
    later = now + timedelta(hours=1)
    actions.link(planner, made, target, later)

    assert state() is State.MET
    assert state(known_at=now) is State.NOT_REPORTED
    assert Observation.objects.filter(superseded_by=None).count() == 1


def test_a_promise_that_another_project_carries_too_is_told_beside(project, promise, reach, planner, now):
    made = project()
    target = promise("T1", project("P2"))
    reach(made, Rung.FINISHED, DAY)
    actions.link(planner, made, target, now)

    assert Observation.objects.get(superseded_by=None).bearings.get().kind == "context"


def test_a_link_made_by_mistake_is_undone_with_what_it_decided(project, promise, reach, planner, now):
    made = project()
    target = promise("T1")
    step = reach(made, Rung.FINISHED, DAY)
    actions.link(planner, made, target, now)
    actions.unlink(planner, made, target, now)

    assert state() is State.NOT_REPORTED
    assert [fact.bearings.count() for fact in Observation.objects.filter(code=step.fact).order_by("pk")] == [0, 1, 0]


def test_linking_twice_writes_nothing_twice(project, promise, reach, planner, now):
    made = project()
    target = promise("T1")
    reach(made, Rung.FINISHED, DAY)
    for _again in range(2):
        actions.link(planner, made, target, now)

    assert Observation.objects.count() == 2


@pytest.mark.parametrize("first", ["step", "link"])
def test_the_target_leads_to_its_project_and_back(project, promise, reach, planner, signed_in, now, first):
    made = project()
    target = promise("T1")
    if first == "link":
        actions.link(planner, made, target, now)
    step = reach(made, Rung.FINISHED, DAY, settles=[target])
    if first == "step":
        actions.link(planner, made, target, now)
    client = signed_in("viewer")
    of_target = client.get(reverse("desk:target", args=["T1"]), {"as_of": "2025-12-31"}).content.decode()
    of_project = client.get(reverse("desk:project", args=["P1"])).content.decode()

    assert reverse("desk:project", args=["P1"]) in of_target
    assert step.fact in of_target
    assert "现场已到这一步。" in of_target
    assert reverse("desk:target", args=["T1"]) in of_project
