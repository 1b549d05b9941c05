"""The table goes out, comes back, is looked at, and is written in one act or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from jinxiu.core.models import Area, AuditEvent
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.projects import actions as projects
from jinxiu.plan.projects.models import Money, Project, Step
from jinxiu.plan.projects.standing import standing, standings
from jinxiu.plan.projects.table import actions
from jinxiu.plan.projects.table.columns import MONEY, PROJECTS, STEPS
from jinxiu.plan.projects.table.writing import as_csv, workbook

from .conftest import TODAY

Fill = Callable[..., bytes]


@pytest.fixture
def both(account):
    return account("planner", "reporter", name="兼岗账号")


@pytest.fixture
def filled(db: None) -> Fill:
    """Export everything, change cells by (sheet, row of the code, head), add rows, and return the file."""

    def fill(*cells: tuple[str, int, str, object], rows: tuple[tuple[str, dict[str, object]], ...] = ()) -> bytes:
        book = load_workbook(io.BytesIO(workbook(standings(), TODAY)))
        for title, row, head, value in cells:
            heads = {cell.value: cell.column for cell in book[title][1]}
            book[title].cell(row, heads[head]).value = value
        for title, values in rows:
            page = book[title]
            heads = {cell.value: cell.column for cell in page[1]}
            last = page.max_row + 1
            for head, value in values.items():
                page.cell(last, heads[head]).value = value
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return fill


def bring(actor, data, now, reason="年度调整", *, name="项目表.xlsx", confirmed=False):
    found = actions.look(data, name, now)
    assert not found.faults
    return actions.apply(
        actor, actions.take_in(actor, data, name, now), found.fingerprint, reason, now, confirmed=confirmed
    )


def faults(data, now, name="项目表.xlsx"):
    return [(f.sheet, f.row, f.head, f.sentence) for f in actions.look(data, name, now).faults]


def test_the_export_brought_back_changes_nothing(project, promise, planner, told, filled, now):
    made = project(investment=Decimal("1234567.89"), owner="=1+1")
    promise("T1", made)
    projects.plan_step(planner, made, Rung.STARTED, date(2026, 6, 30), now)
    told("P1", "approve", date(2025, 5, 1))
    projects.plan_money(planner, made, date(2026, 1, 1), Decimal("1000000.01"), now)

    found = actions.look(filled(), "项目表.xlsx", now)
    assert (found.writes, found.faults) == (0, [])
    assert found.same > 5


@pytest.mark.parametrize("sheet", [PROJECTS, STEPS, MONEY])
def test_each_csv_brought_back_changes_nothing(project, planner, now, sheet):
    made = project(owner="=1+1", investment=Decimal(30000000))
    projects.plan_step(planner, made, Rung.STARTED, date(2026, 6, 30), now)
    projects.plan_money(planner, made, date(2026, 1, 1), Decimal("1000000.01"), now)
    data = as_csv(sheet, standings(), TODAY)

    found = actions.look(data, f"{sheet.key}.csv", now)
    assert (found.writes, found.faults) == (0, [])


def test_no_cell_is_taken_for_a_formula(project, now):
    project(owner="=HYPERLINK(1)", note="@x")
    page = load_workbook(io.BytesIO(workbook(standings(), TODAY)))["项目"]

    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert b"'=HYPERLINK" in as_csv(PROJECTS, standings(), TODAY)


def test_one_table_adds_plans_and_reports_in_one_act(project, promise, both, filled, now):
    made = project()
    Area.objects.create(code="1", name="演示区", level="district")
    target = promise("T1", made, stage="start")
    data = filled(
        ("项目", 2, "所在地", "演示区"),
        ("节点", 5, "实际日期", "2026年2月1日"),
        ("节点", 7, "计划日期", date(2026, 12, 31)),
        rows=(
            ("项目", {"项目编号": "P2", "项目名称": "演示新项目", "类别": "补链", "总投资（万元）": 3000}),
            ("节点", {"项目编号": "P2", "节点": "开工", "计划日期": "2026-05-01"}),
            ("投资", {"项目编号": "P1", "月份": "2026-01", "计划投资（万元）": 100, "完成投资（万元）": "80.5"}),
        ),
    )
    done = bring(both, data, now)

    assert (done.added, done.corrected, done.steps, done.months) == (1, 1, 3, 1)
    fact = Observation.objects.get()
    assert (fact.stage, fact.as_of, fact.source.title) == ("start", date(2026, 2, 1), "项目表")
    assert fact.bearings.get().target == target
    assert standing("P2").ladder.lines[Rung.STARTED].planned_on == date(2026, 5, 1)
    assert standing("P1").months[0].done == Decimal(805000)
    assert Project.objects.get(code="P1").area.name == "演示区"
    assert AuditEvent.objects.filter(actor=both).values_list("action", flat=True).last() == "projects.table"
    assert actions.look(data, "项目表.xlsx", now).writes == 0


def test_every_bad_cell_is_named_and_nothing_is_stored(project, filled, now):
    project()
    data = filled(
        ("项目", 2, "所在地", "没有的区"),
        ("节点", 3, "计划日期", "明年"),
        ("节点", 5, "实际日期", date(2031, 1, 1)),
        rows=(
            ("节点", {"项目编号": "P9", "节点": "开工", "计划日期": "2026-05-01"}),
            ("投资", {"项目编号": "P1", "月份": "2026-01", "完成投资（万元）": "很多"}),
            ("投资", {"项目编号": "P1", "月份": "2026-02", "完成投资（万元）": -1}),
        ),
    )

    assert sorted((sheet, row, head) for sheet, row, head, _why in faults(data, now)) == [
        ("投资", 2, "完成投资（万元）"),
        ("投资", 3, "完成投资（万元）"),
        ("节点", 3, "计划日期"),
        ("节点", 5, "实际日期"),
        ("节点", 10, "项目编号"),
        ("项目", 2, "所在地"),
    ]
    assert not Step.objects.exists()


def test_plans_out_of_order_are_asked_about_together(project, planner, filled, now):
    project()
    data = filled(("节点", 5, "计划日期", date(2026, 6, 30)), ("节点", 7, "计划日期", date(2026, 5, 1)))

    assert [change.taken.number for change in actions.look(data, "x.xlsx", now).asked] == [5, 7]
    with pytest.raises(projects.AskError):
        bring(planner, data, now)
    assert bring(planner, data, now, confirmed=True).steps == 2


def test_a_day_on_record_is_not_overwritten_by_a_table(project, reach, filled, now):
    reach(project(), Rung.STARTED, date(2026, 1, 1))

    ((sheet, row, head, why),) = faults(filled(("节点", 5, "实际日期", date(2026, 1, 2))), now)
    assert (sheet, row, head) == ("节点", 5, "实际日期")
    assert "F0001" in why


def test_the_same_line_twice_is_refused(project, filled, now):
    project()
    row = ("投资", {"项目编号": "P1", "月份": "2026-01", "完成投资（万元）": 1})

    assert [where[:3] for where in faults(filled(rows=(row, row)), now)] == [("投资", 3, "月份")]


def test_a_new_project_with_a_known_name_needs_the_code(project, filled, now):
    project()
    new = ("项目", {"项目名称": "演示项目P1", "类别": "补链"})

    assert "P1" in faults(filled(rows=(new,)), now)[0][3]


def test_what_is_on_record_changes_for_a_reason(project, planner, both, filled, now):
    projects.plan_step(planner, project(), Rung.STARTED, date(2026, 6, 30), now)
    data = filled(("节点", 5, "计划日期", date(2026, 9, 30)))

    with pytest.raises(projects.RefusedError):
        bring(both, data, now, reason=" ")
    bring(both, data, now, reason="用地未批")
    assert Step.objects.last().reason == "用地未批"


def test_what_looks_odd_is_confirmed_together(project, planner, both, filled, now):
    projects.plan_money(planner, project(), date(2026, 1, 1), Decimal(10000000), now)
    data = filled(("投资", 2, "完成投资（万元）", 10000000))

    with pytest.raises(projects.AskError):
        bring(both, data, now)
    bring(both, data, now, confirmed=True)
    assert Money.objects.last().done == Decimal(10) ** 11


def test_what_moved_on_meanwhile_is_looked_at_again(project, planner, both, filled, now):
    made = project()
    data = filled(("节点", 5, "计划日期", date(2026, 9, 30)))
    found = actions.look(data, "项目表.xlsx", now)
    projects.plan_step(planner, made, Rung.STARTED, date(2026, 8, 1), now)

    with pytest.raises(projects.RefusedError):
        actions.apply(both, actions.take_in(both, data, "项目表.xlsx", now), found.fingerprint, "x", now)


def test_a_reporter_does_not_plan_through_a_table(project, reporter, filled, now):
    project()
    with pytest.raises(PermissionDenied):
        bring(reporter, filled(("节点", 5, "计划日期", date(2026, 9, 30))), now)
    assert not Step.objects.exists()


def test_many_projects_are_compared_in_as_many_queries_as_few(project, filled, now, django_assert_num_queries):
    for number in range(3):
        project(f"P{number}")
    few = filled()
    for number in range(3, 30):
        project(f"P{number}")
    many = filled()
    with django_assert_num_queries(9):
        actions.look(few, "项目表.xlsx", now)
    with django_assert_num_queries(9):
        actions.look(many, "项目表.xlsx", now)
