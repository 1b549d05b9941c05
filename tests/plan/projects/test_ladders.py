"""How far a project has come is told by its steps, by facts of other rooms, and by its promises."""

from datetime import date

from jinxiu.engines.terms import Rung
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.adapters import works
from jinxiu.plan.projects.standing import standing, standings

from .conftest import TODAY


def test_a_fact_told_elsewhere_is_a_step_without_being_typed_again(project, told):
    project()
    told("P1", "start", date(2025, 5, 1))

    line = standing("P1").ladder.lines[Rung.STARTED]
    assert (line.reached_on, line.seen, line.fact.code) == (date(2025, 5, 1), False, "F0001")


def test_being_seen_is_a_latest_day_and_the_day_itself_replaces_it(project, told, reach):
    made = project()
    told("P1", "start", date(2025, 9, 1), event=False)
    seen = standing("P1").ladder.lines[Rung.STARTED]
    reach(made, Rung.STARTED, date(2025, 5, 1))
    exact = standing("P1").ladder.lines[Rung.STARTED]

    assert (seen.reached_on, seen.seen) == (date(2025, 9, 1), True)
    assert (exact.reached_on, exact.seen) == (date(2025, 5, 1), False)


def test_facts_that_conflict_or_have_no_day_make_no_step(project, told):
    project()
    told("P1", "start", date(2025, 5, 1), confidence="conflicting")
    told("P1", "open", None)

    assert standing("P1").ladder.at(TODAY) is None


def test_opening_and_producing_are_one_rung(project, told):
    project()
    told("P1", "open", date(2025, 5, 1))

    assert standing("P1").ladder.at(TODAY) is Rung.PRODUCING


def test_a_promise_plans_its_rung_until_somebody_plans_it(project, promise, planner, now):
    made = project()
    promise("T1", made)
    first = standing("P1").ladder.lines[Rung.FINISHED]
    actions.plan_step(planner, made, Rung.FINISHED, date(2025, 10, 1), now)
    second = standing("P1").ladder.lines[Rung.FINISHED]

    assert (first.planned_on, first.promised_by) == (date(2025, 12, 31), "T1")
    assert (second.planned_on, second.promised_by) == (date(2025, 10, 1), "")


def test_a_rung_is_overdue_until_it_or_a_higher_one_is_reached(project, planner, reach, now):
    made = project()
    actions.plan_step(planner, made, Rung.STARTED, date(2025, 6, 30), now)
    waits = standing("P1").ladder
    reach(made, Rung.FINISHED, date(2026, 1, 1))
    done = standing("P1").ladder

    assert waits.days_late(TODAY) == 245
    assert waits.days_late(date(2025, 6, 30)) == 0
    assert done.days_late(TODAY) == 0
    assert done.days_late(date(2025, 12, 31)) == 184
    assert done.passed(done.lines[Rung.STARTED], TODAY)


def test_a_rung_seen_after_its_plan_has_no_delay_that_is_known(project, planner, told, now):
    made = project()
    actions.plan_step(planner, made, Rung.STARTED, date(2025, 6, 30), now)
    told("P1", "start", date(2025, 9, 1), event=False)

    ladder = standing("P1").ladder
    assert ladder.delay(ladder.lines[Rung.STARTED], TODAY) is None


def test_a_forecast_takes_what_was_reached_and_planned(project, planner, told, now):
    made = project()
    actions.plan_step(planner, made, Rung.FINISHED, date(2026, 12, 31), now)
    told("P1", "start", date(2025, 5, 1))

    (work,) = works()
    assert (work.key, work.kind) == ("P1", "强链")
    assert (work.reached, work.planned) == (
        {Rung.STARTED: date(2025, 5, 1)},
        {Rung.FINISHED: date(2026, 12, 31)},
    )


def test_fifty_projects_take_as_many_queries_as_five(project, promise, planner, told, now, django_assert_num_queries):
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            made = project(f"P{number}")
            promise(f"T{number}", made)
            actions.plan_step(planner, made, Rung.STARTED, date(2026, 6, 30), now)
            told(made.code, "approve", date(2025, 5, 1))
            actions.open_blocker(None, made, what="用地", since=date(2026, 1, 1), helper=None, now=now)

    fill(1, 6)
    with django_assert_num_queries(6):
        assert len(standings()) == 5
    fill(6, 51)
    with django_assert_num_queries(6):
        assert len(works()) == 50
