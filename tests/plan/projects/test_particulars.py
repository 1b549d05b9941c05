"""What is said of a project is corrected with a reason; what was said before stays."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from jinxiu.core.checks import all_checks
from jinxiu.core.models import AuditEvent
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.models import Blocker, Project, ProjectVersion


def test_a_project_is_added_with_its_first_version_and_one_audit_row(project):
    made = project(investment=Decimal("1234567890.12"))

    assert made.versions.get().investment == Decimal("1234567890.12")
    event = AuditEvent.objects.get(action="projects.add")
    assert event.data["code"] == "P1"


def test_a_code_is_counted_on_where_none_is_given(project):
    assert [project("", name="演示甲").code, project("", name="演示乙").code] == ["P0001", "P0002"]


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("P1", {"name": " "}),
        ("P1", {"kind": ""}),
        ("P1", {"investment": Decimal(-1)}),
        ("P1", {"lon": Decimal("112.5")}),
        ("P1", {"lon": Decimal("112.5"), "lat": Decimal("37.8")}),
        ("P1", {"lon": Decimal("37.8"), "lat": Decimal("112.5"), "crs": "wgs84"}),
        ("a/b", {}),
    ],
)
def test_what_does_not_do_is_refused(project, code, fields):
    with pytest.raises(actions.RefusedError):
        project(code, **fields)
    assert not Project.objects.exists()


def test_a_code_is_given_once(project):
    project("P1")
    with pytest.raises(actions.RefusedError, match="P1"):
        project("P1", name="另一演示项目")


def test_a_correction_keeps_what_was_and_why(project, planner, now):
    made = project()
    actions.correct(planner, made, {"name": "演示产业园二期"}, "改名", now)

    assert Project.objects.get().name == "演示产业园二期"
    assert list(made.versions.values_list("version", "name", "reason")) == [
        (1, "演示项目P1", ""),
        (2, "演示产业园二期", "改名"),
    ]
    assert AuditEvent.objects.last().data["after"] == {"name": "演示产业园二期"}


def test_a_correction_that_changes_nothing_leaves_no_trace(project, planner, now):
    made = project()
    actions.correct(planner, made, {"name": made.name}, "同名", now)

    assert ProjectVersion.objects.count() == 1
    assert not AuditEvent.objects.filter(action="projects.correct").exists()


def test_a_project_from_before_versions_keeps_what_it_was(db, planner, now):
    old = Project.objects.create(code="OLD", name="旧名", kind="道路")
    actions.correct(planner, old, {"name": "新名"}, "改名", now)

    assert list(old.versions.values_list("version", "name")) == [(1, "旧名"), (2, "新名")]


def test_a_promise_is_linked_and_unlinked(project, promise, planner, now):
    made = project()
    target = promise("T1")
    actions.link(planner, made, target, now)
    actions.link(planner, made, target, now)
    assert list(made.targets.all()) == [target]
    actions.unlink(planner, made, target, now)

    assert not made.targets.exists()
    assert list(AuditEvent.objects.order_by("number").values_list("action", flat=True))[-2:] == [
        "projects.link",
        "projects.unlink",
    ]


def test_a_blocker_opens_and_closes_once(project, reporter, now):
    made = project()
    blocker = actions.open_blocker(reporter, made, what="用地未批", since=date(2026, 1, 5), helper=None, now=now)
    actions.close_blocker(reporter, blocker, on=date(2026, 2, 1), how="已批复", now=now)

    assert blocker.closed.how == "已批复"
    with pytest.raises(actions.RefusedError, match="2026-02-01"):
        actions.close_blocker(reporter, blocker, on=date(2026, 2, 2), how="再关", now=now)


@pytest.mark.parametrize(("what", "since"), [(" ", date(2026, 1, 1)), ("用地", date(2026, 3, 3))])
def test_a_blocker_says_what_and_since_a_day_that_has_come(project, reporter, now, what, since):
    made = project()
    with pytest.raises(actions.RefusedError):
        actions.open_blocker(reporter, made, what=what, since=since, helper=None, now=now)
    assert not Blocker.objects.exists()


def test_a_blocker_does_not_close_before_it_began(project, reporter, now):
    blocker = actions.open_blocker(reporter, project(), what="用地", since=date(2026, 1, 5), helper=None, now=now)

    with pytest.raises(actions.RefusedError, match="2026-01-05"):
        actions.close_blocker(reporter, blocker, on=date(2026, 1, 4), how="x", now=now)


def test_verbs_are_asked_for(project, account, reporter, now):
    made = project()
    with pytest.raises(PermissionDenied):
        actions.correct(reporter, made, {"name": "x"}, "x", now)
    with pytest.raises(PermissionDenied):
        actions.open_blocker(account("viewer"), made, what="x", since=date(2026, 1, 1), helper=None, now=now)


def test_the_integrity_check_sees_a_project_changed_behind_its_versions(project):
    project()
    checks = {one.name: one.run for one in all_checks()}
    assert not list(checks["versions of projects"]())
    Project.objects.update(name="改过")

    assert [line for line in checks["versions of projects"]() if "P1" in line]
