"""The pages: what they show, what they say where nothing is there, and how often they ask the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from jinxiu.core.models import Area
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.measures.offering import answers, find, offered
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.funnel import funnel
from jinxiu.plan.projects.gantt import WIDTH, chart
from jinxiu.plan.projects.models import Blocker, Money, Project, Step
from jinxiu.plan.projects.placing import place
from jinxiu.plan.projects.standing import standings

from .conftest import GROUND, TODAY

VIEWS = ("desk:projects", "projects:funnel", "projects:gantt", "projects:map")


@pytest.fixture
def both(signed_in: Callable[..., Client]) -> Client:
    return signed_in("planner", "reporter", name="兼岗账号")


@pytest.fixture
def rich(project, promise, planner, told, reporter, now):
    """Fill so many projects, each with steps, money, a promise and a blocker."""
    area = Area.objects.create(code="1", name="演示区", level="district", lon="112.5", lat="37.8", crs="gcj02")

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            made = project(f"P{number}", area=area, investment=Decimal(10) ** 8)
            promise(f"T{number}", made)
            actions.plan_step(planner, made, Rung.STARTED, date(2025, 6, 30), now)
            told(made.code, "approve", date(2025, 5, 1))
            actions.report_money(reporter, made, date(2026, 1, 1), Decimal(1000000), now, ground=GROUND)
            actions.open_blocker(reporter, made, what="用地未批", since=date(2026, 1, 1), helper=None, now=now)

    return fill


@pytest.mark.parametrize("name", VIEWS)
def test_an_empty_page_says_what_to_do(both, name):
    page = both.get(reverse(name)).content.decode()

    assert reverse("projects:add") in page
    assert reverse("projects:table-in") in page


@pytest.mark.parametrize("name", [*VIEWS, "one"])
def test_fifty_projects_take_as_many_queries_as_five(both, rich, name):
    def asked() -> int:
        address = reverse("desk:project", args=["P1"]) if name == "one" else reverse(name)
        with CaptureQueriesContext(connection) as captured:
            assert both.get(address).status_code == 200
        return len(captured)

    rich(1, 6)
    both.get(reverse("desk:projects"), {"as_of": "2026-03-02"})  # remembered in the session, which takes queries once
    few = asked()
    rich(6, 51)
    assert asked() == few
    # The list takes no more than it did when it showed promises alone; tests/desk/test_projects.py names each query.
    # A page on which a verifier spoke of money takes one more.
    assert few <= {"desk:projects": 16, "one": 17}.get(name, 12)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"rung": "2"}, "P1 P2"),
        ({"rung": "none"}, "P3"),
        ({"late": "on"}, "P1 P2"),
        ({"blocked": "on"}, "P1 P2"),
        ({"area": "none"}, "P3"),
        ({"owner": "none"}, "P1 P2 P3"),
        ({"q": "演示区 P2"}, "P2"),
        ({"rung": "nonsense"}, "P1 P2 P3"),
        ({"sort": "late"}, "P1 P2 P3"),
        ({"sort": "rung"}, "P1 P2 P3"),
    ],
)
def test_the_list_narrows_and_sorts(both, rich, project, query, codes):
    rich(1, 3)
    project("P3")
    found = both.get(reverse("desk:projects"), {"as_of": "2026-03-02", **query}).context["found"]

    assert " ".join(line.project.code for line in found.page) == codes


def test_what_is_made_up_says_so_wherever_it_is_seen(both, rich):
    rich(1, 2)
    for address in (reverse("desk:projects"), reverse("projects:gantt"), reverse("desk:project", args=["P1"])):
        assert "演示" in both.get(address).content.decode()
        assert "tag synthetic" in both.get(address).content.decode()


def test_the_funnel_counts_those_that_stand_on_a_rung(rich, project):
    rich(1, 3)
    project("P3")
    found = funnel(standings(), TODAY)
    level = found.levels[Rung.APPROVED]

    assert (level.n, level.investment, level.unstated, level.late, level.at_least) == (2, 2 * Decimal(10) ** 8, 0, 2, 2)
    assert (found.levels[Rung.PLANNED].at_least, found.unknown.n) == (2, 1)


def test_the_chart_draws_planned_behind_actual_and_marks_what_is_late(rich, project):
    rich(1, 2)
    project("P2")
    drawn = chart(standings(), TODAY)
    (track,) = drawn.tracks

    assert [bar.part for bar in track.bars] == ["planned", "actual", "late"]
    assert track.days_late == 245
    assert drawn.undated == 1
    assert all(0 <= bar.x <= bar.x + bar.width <= WIDTH for bar in track.bars)
    assert drawn.today is not None


def test_the_map_tells_exact_places_from_areas(rich, project):
    rich(1, 2)
    city = Area.objects.create(code="2", name="演示市", level="city", lon="112.6", lat="37.9", crs="gcj02")
    project("P2", lon=Decimal("112.51"), lat=Decimal("37.81"), crs="wgs84")
    project("P3", area=city)
    project("P4")
    drawn = place(standings(), list(Area.objects.all()), TODAY)

    assert drawn is not None
    assert {(p.found.project.code, p.exact) for p in drawn.points} == {("P1", False), ("P2", True)}
    assert [one.project.code for one in drawn.citywide] == ["P3"]
    assert [one.project.code for one in drawn.nowhere] == ["P4"]


def test_without_coordinates_there_is_no_map(project):
    project()
    assert place(standings(), [], TODAY) is None


def test_an_area_of_many_projects_is_a_disc_that_opens_their_list(both, project, now):
    area = Area.objects.create(code="1", name="演示区", level="district", lon="112.5", lat="37.8", crs="gcj02")
    for number in range(13):
        project(f"P{number}", area=area)
    drawn = place(standings(), [area], TODAY)

    assert (drawn.points, drawn.seats[0].n) == ((), 13)
    assert drawn.seats[0].disc > 0
    page = both.get(reverse("projects:map"), {"kind": "强链"}).content.decode()
    assert reverse("desk:projects") + "?kind=%E5%BC%BA%E9%93%BE&amp;area=1" in page


def test_the_page_of_one_shows_ladder_money_blockers_and_history(both, rich):
    rich(1, 2)
    page = both.get(reverse("desk:project", args=["P1"]), {"as_of": "2026-03-02"}).content.decode()

    for words in ("2025-06-30", "超期 245 天", "用地未批", "T1", "F0001", "100", 'svg class="money"'):
        assert words in page


def test_a_project_is_added_with_its_plan(both):
    given = {
        "name": "演示厂房", "kind": "强链", "code": "N1", "investment": "3000",
        "planned_start": "2026-05-01", "planned_finish": "2027-05-01",
    }  # fmt: skip
    response = both.post(reverse("projects:add"), given)

    assert response.url == reverse("desk:project", args=["N1"])
    assert Project.objects.get().investment == Decimal(30000000)
    assert Step.objects.count() == 2


def test_a_step_is_told_by_its_own_name_where_its_fact_names_a_coarser_stage(both, project, reach):
    reach(project(), Rung.TOPPED_OUT, date(2026, 2, 1))
    (told,) = both.get(reverse("desk:project", args=["P1"])).context["sheet"].timeline

    assert (told.fact.stage, told.rung) == ("start", Rung.TOPPED_OUT)


def test_a_wrong_plan_is_said_on_the_form(both):
    given = {"name": "演示厂房", "kind": "强链", "planned_start": "2027-05-01", "planned_finish": "2026-05-01"}
    response = both.post(reverse("projects:add"), given)

    assert response.status_code == 422
    assert not Project.objects.exists()


def test_a_step_is_reported_after_its_question_is_answered(both, rich):
    rich(1, 2)
    address = reverse("projects:report-step", args=["P1"])
    assert both.get(address).context["form"].initial["rung"] == Rung.STARTED.value
    given = {"rung": "3", "day": "2025-04-01", "statement": "已开工。", "source_title": "现场报告", "settles": ["T1"]}
    asked = both.post(address, given)

    assert asked.status_code == 422
    assert "2025-05-01" in asked.content.decode()
    another = both.post(address, given | {"confirmed": "on"})
    assert another.status_code == 422  # a yes to another question is no yes to this one
    assert both.post(address, given | {"confirmed": another.context["asked"]}).status_code == 302
    assert Observation.objects.filter(stage="start", bearings__target__code="T1").exists()


def test_money_a_plan_and_a_blocker_go_through_their_pages(both, rich):
    rich(1, 2)
    both.post(reverse("projects:plan-money", args=["P1"]), {"month": "2026-02", "amount": "120.5"})
    both.post(
        reverse("projects:report-money", args=["P1"]), {"month": "2026-02", "amount": "90", "source_title": "月报"}
    )
    both.post(reverse("projects:plan-step", args=["P1"]), {"rung": "5", "day": "2026-12-31"})
    pk = Blocker.objects.get().pk
    both.post(reverse("projects:unblock", args=["P1", pk]), {"on": "2026-02-01", "how": "已批复"})

    row = Money.objects.get(month=date(2026, 2, 1), superseded_by=None)
    assert (row.planned, row.done) == (Decimal(1205000), Decimal(900000))
    assert Step.objects.filter(rung=5).exists()
    assert Blocker.objects.get().closed.how == "已批复"


def test_a_promise_is_linked_by_its_code(both, project, promise):
    made = project()
    promise("T9")
    both.post(reverse("projects:link", args=["P1"]), {"target": "T9"})
    assert made.targets.exists()
    both.post(reverse("projects:unlink", args=["P1", "T9"]))
    assert not made.targets.exists()


def test_a_table_is_looked_at_and_written(both, rich):
    rich(1, 2)
    data = both.get(reverse("projects:export", args=["projects", "xlsx"])).content
    book = load_workbook(BytesIO(data))
    book["节点"]["D7"].value = "2026-12-31"
    out = BytesIO()
    book.save(out)
    looked = both.post(reverse("projects:table-in"), {"file": SimpleUploadedFile("表.xlsx", out.getvalue())})
    page = both.get(looked.url)
    found = page.context["found"]
    written = both.post(looked.url.replace("look", "apply"), {"fingerprint": found.fingerprint, "reason": "年度安排"})

    assert [change.code for change in found.changes] == ["P1"]
    assert written.url == reverse("desk:projects")
    assert Step.objects.filter(rung=Rung.FINISHED.value, planned_on=date(2026, 12, 31)).exists()


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused_with_a_sentence(both, data):
    response = both.post(reverse("projects:table-in"), {"file": SimpleUploadedFile("表.xlsx", data)})

    assert response.status_code == 422
    assert "表.xlsx" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["add", "table-in", "correct", "block", "plan-step", "report-step", "plan-money", "report-money"]
)
def test_a_reader_only_reads(signed_in, project, name):
    project()
    args = [] if name in {"add", "table-in"} else ["P1"]

    assert signed_in("viewer").get(reverse(f"projects:{name}", args=args)).status_code == 403


def test_projects_of_the_year_are_offered_as_measures(project, told):
    project("P1")
    project("P2", kind="补链")
    project("P3")
    told("P1", "start", date(2026, 1, 5))
    told("P2", "start", date(2026, 2, 5))
    told("P3", "start", date(2025, 2, 5))
    measure = find("projects-started")

    assert measure is not None
    assert [(row.member, row.value) for row in measure.rows(TODAY)] == [("", 2), ("强链", 1), ("补链", 1)]


def test_all_rungs_are_counted_in_one_look(rich, django_assert_num_queries):
    rich(1, 4)
    with django_assert_num_queries(6):
        assert len(answers([one for one in offered() if one.code.startswith("projects-")], TODAY)) == 8
