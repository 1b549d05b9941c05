"""Every wrong entry is corrected by a further one with its reason: blockers, money, projects added by mistake."""

from datetime import date

import pytest
from django.urls import reverse

from jinxiu.core.models import Organisation
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.models import Blocker
from jinxiu.plan.projects.standing import standing, standings

from .conftest import TODAY

SINCE = date(2026, 1, 10)


@pytest.fixture
def blocker(project, reporter, now):
    return actions.open_blocker(reporter, project(), what="用地未批", since=SINCE, helper=None, now=now)


def correct(blocker, reporter, now, **said):
    given = {"what": blocker.what, "since": blocker.since, "helper": blocker.helper, "reason": "补登"}
    return actions.correct_blocker(reporter, blocker, now=now, **(given | said))


def blocked() -> list[str]:
    return [one.what for one in standing("P1").blocked(TODAY)]


def test_who_helps_becomes_known(blocker, reporter, now):
    body = Organisation.objects.create(code="O1", name="演示局", kind="department")
    new = correct(blocker, reporter, now, helper=body)

    (shown,) = standing("P1").blockers
    assert (shown, shown.helper, new.supersedes) == (new, body, blocker)
    assert Blocker.objects.count() == 2


def test_a_blocker_that_never_was_one_counts_on_no_day(blocker, reporter, now):
    correct(blocker, reporter, now, withdrawn=True)

    assert blocked() == []
    assert standing("P1").blocked(SINCE) == []


def test_a_blocker_closed_too_early_is_open_again(blocker, reporter, now):
    actions.close_blocker(reporter, blocker, on=date(2026, 2, 1), how="批了", now=now)
    assert blocked() == []
    correct(blocker, reporter, now, reason="只批了一半")

    assert blocked() == ["用地未批"]


def test_a_correction_says_why_and_is_made_once(blocker, reporter, now):
    with pytest.raises(actions.RefusedError, match="为什么"):
        correct(blocker, reporter, now, reason=" ")
    correct(blocker, reporter, now, what="用地手续未批")

    with pytest.raises(actions.RefusedError, match="更正过"):
        correct(blocker, reporter, now, what="别的")
    with pytest.raises(actions.RefusedError, match="更正过"):
        actions.close_blocker(reporter, blocker, on=TODAY, how="x", now=now)


def test_the_history_tells_of_every_version(blocker, reporter, signed_in, now):
    correct(blocker, reporter, now, what="用地手续未批", reason="写得不准")
    page = signed_in("viewer").get(reverse("desk:project", args=["P1"])).content.decode()

    assert "更正堵点：用地手续未批" in page
    assert "写得不准" in page


def test_a_project_added_twice_counts_nowhere_and_keeps_its_page(project, planner, signed_in, now):
    project()
    twin = project("P2")
    actions.take_back(planner, twin, "与P1重复", now)

    assert [one.project.code for one in standings()] == ["P1"]
    client = signed_in("viewer")
    assert "已撤销" in client.get(reverse("desk:project", args=["P2"])).content.decode()
    assert "演示项目P2" not in client.get(reverse("desk:projects")).content.decode()

    twin.refresh_from_db()
    actions.take_back(planner, twin, "不是重复", now, back=False)
    assert len(standings()) == 2
    assert [version.reason for version in twin.versions.all()] == ["", "与P1重复", "不是重复"]


def test_a_name_that_is_there_already_is_asked_about(project, planner, now):
    project()
    twin = {"name": "演示项目P1", "kind": "强链"}

    with pytest.raises(actions.AskError, match="P1"):
        actions.add(planner, twin, now)
    actions.add(planner, twin, now, confirmed=True)
    assert len(standings()) == 2


def test_a_project_that_carries_promises_or_facts_is_not_taken_back(project, promise, planner, reach, now):
    carrying, told = project(), project("P2")
    promise("T1", carrying)
    reach(told, Rung.STARTED, date(2026, 2, 1))

    with pytest.raises(actions.RefusedError, match="解除关联"):
        actions.take_back(planner, carrying, "x", now)
    with pytest.raises(actions.RefusedError, match="F0001"):
        actions.take_back(planner, told, "x", now)


@pytest.mark.parametrize(
    ("name", "args", "sent", "field"),
    [
        ("plan-step", [], {"rung": "3", "day": "2026-09-01"}, "reason"),
        ("plan-step", [], {"rung": "5", "day": "1026-01-01", "reason": "x"}, "day"),
        ("report-step", [], {"rung": "3", "day": "2027-01-01", "statement": "x", "source_title": "x"}, "day"),
        ("report-money", [], {"month": "2027-01", "amount": "1", "source_title": "x"}, "month"),
        ("block", [], {"what": "x", "since": "2027-01-01"}, "since"),
        ("correct", [], {"name": "x", "kind": "y", "lon": "112", "reason": "x"}, "lat"),
    ],
)
def test_what_is_refused_stands_beside_its_field(project, planner, signed_in, now, name, args, sent, field):
    actions.plan_step(planner, project(), Rung.STARTED, date(2026, 6, 30), now)
    client = signed_in("planner", "reporter", name="兼岗账号")
    answer = client.post(reverse(f"projects:{name}", args=["P1", *args]), sent)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
