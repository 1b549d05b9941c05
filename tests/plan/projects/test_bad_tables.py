"""A bad cell is named by sheet, row, column and reason, and nothing is stored; what only looks odd is asked."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from jinxiu.core.models import Area, Organisation, StoredFile
from jinxiu.plan.projects import actions as projects
from jinxiu.plan.projects.models import Money, Project, Step
from jinxiu.plan.projects.table import actions
from jinxiu.plan.projects.table.columns import SHEETS

from .conftest import GROUND

TITLES = {sheet.title: [column.head for column in sheet.columns] for sheet in SHEETS}


def book(*rows: tuple[str, dict[str, object]]) -> bytes:
    """Make a workbook of rows by the name of their sheet and their heads."""
    made = Workbook(write_only=True)
    for title, heads in TITLES.items():
        page = made.create_sheet(title)
        page.append(heads)
        for of, values in rows:
            if of == title:
                page.append([values.get(head) for head in heads])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


NEW = {"项目编号": "N1", "项目名称": "演示新项目", "类别": "强链"}


@pytest.mark.parametrize(
    ("sheet", "values", "head", "why"),
    [
        ("项目", NEW | {"所在地": "无此区"}, "所在地", "没有叫这个名称的"),
        ("项目", NEW | {"责任单位": "无此局"}, "责任单位", "没有叫这个名称的"),
        ("项目", NEW | {"责任单位": "两可局"}, "责任单位", "编号"),
        ("项目", NEW | {"总投资（万元）": "约五亿"}, "总投资（万元）", "万元"),
        ("项目", NEW | {"总投资（万元）": -1}, "总投资（万元）", "负"),
        ("项目", NEW | {"总投资（万元）": "=1+1"}, "总投资（万元）", "公式"),
        ("项目", NEW | {"经度": "东经112度", "纬度": 37.8, "坐标系": "wgs84"}, "经度", ""),
        ("项目", NEW | {"经度": 37.8, "纬度": 112.5, "坐标系": "wgs84"}, "经度", "颠倒|写反|填反"),
        ("项目", NEW | {"坐标系": "北京54"}, "坐标系", "wgs84"),
        ("节点", {"项目编号": "P1", "节点": "剪彩"}, "节点", "谋划"),
        ("节点", {"项目编号": "P1", "节点": "开工", "实际日期": "2031-01-01"}, "实际日期", "还没有到"),
        ("节点", {"项目编号": "P1", "节点": "开工", "实际日期": "去年底"}, "实际日期", "不是日期"),
        ("节点", {"项目编号": "P1", "节点": "开工", "计划日期": "2026年6月"}, "计划日期", "2024-06-30"),
        ("节点", {"项目编号": "P9", "节点": "开工"}, "项目编号", "没有"),
        ("投资", {"项目编号": "P1", "月份": "2026-04", "完成投资（万元）": 5}, "月份", "还没有到"),
        ("投资", {"项目编号": "P1", "月份": "2026-01", "完成投资（万元）": "若干"}, "完成投资（万元）", "万元"),
        ("投资", {"项目编号": "P1", "月份": "2026-01", "完成投资（万元）": 0.0000001}, "完成投资（万元）", "六位"),
        ("投资", {"项目编号": "P1", "完成投资（万元）": 5}, "月份", "月份"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(project, now, sheet, values, head, why):
    project()
    Area.objects.create(code="1", name="演示区", level="district")
    for code in ("O1", "O2"):
        Organisation.objects.create(code=code, name="两可局", kind="department")
    found = actions.look(book((sheet, values)), "调度表.xlsx", now)

    assert [(fault.sheet, fault.row, fault.head) for fault in found.faults] == [(sheet, 2, head)]
    assert any(word in found.faults[0].sentence for word in why.split("|"))


@pytest.mark.parametrize(
    ("sheet", "values", "words"),
    [
        ("项目", NEW | {"总投资（万元）": 50_000_000_000}, "把元当成了万元"),
        ("项目", NEW | {"类别": "强恋"}, "强恋"),
        ("项目", {"项目编号": "P1", "类别": "强恋"}, "强恋"),
        ("投资", {"项目编号": "P1", "月份": "2026-02", "计划投资（万元）": 30_000_000}, "把元当成了万元"),
        ("投资", {"项目编号": "P1", "月份": "2026-01", "完成投资（万元）": 1_000_000}, "单位"),
        ("投资", {"项目编号": "P1", "月份": "2026-01", "完成投资（万元）": 4000}, "超过总投资"),
    ],
)
def test_what_looks_odd_is_asked_and_not_refused(project, planner, reporter, now, sheet, values, words):
    made = project(investment=Decimal(30_000_000))
    projects.plan_money(planner, made, date(2026, 1, 1), Decimal(1_000_000), now)
    found = actions.look(book((sheet, values)), "调度表.xlsx", now)

    assert found.faults == []
    assert [words in change.asked for change in found.asked] == [True]


def test_one_bad_cell_of_five_thousand_rows_stores_nothing(signed_in, db):
    rows = [("项目", {"项目编号": f"N{n}", "项目名称": f"演示{n}", "类别": "强链"}) for n in range(5000)]
    rows[4321][1]["总投资（万元）"] = "待定"
    file = SimpleUploadedFile("全市项目.xlsx", book(*rows))
    page = signed_in("planner").post(reverse("projects:table-in"), {"file": file})

    assert page.status_code == 422
    text = page.content.decode()
    assert all(words in text for words in ("全市项目.xlsx", "项目", "4323", "总投资（万元）", "待定"))
    assert not Project.objects.exists()
    assert not StoredFile.objects.exists()


def test_many_rows_are_written_in_as_many_queries_as_few(account, now):
    both = account("planner", "reporter", name="兼岗账号")

    def written(first: int, last: int) -> int:
        rows: list[tuple[str, dict[str, object]]] = []
        for number in range(first, last):
            code = f"N{number}"
            rows.append(("项目", NEW | {"项目编号": code, "项目名称": code}))
            rows.append(
                ("节点", {"项目编号": code, "节点": "开工", "计划日期": "2026-01-01", "实际日期": "2026-01-02"})
            )
            rows.append(("投资", {"项目编号": code, "月份": "2026-01", "计划投资（万元）": 2, "完成投资（万元）": 1}))
        data = book(*rows)
        stored = actions.take_in(both, data, f"{first}.xlsx", now)
        found = actions.look(data, stored.name, now)
        with CaptureQueriesContext(connection) as captured:
            actions.apply(both, stored, found.fingerprint, "", now)
        return len(captured)

    few = written(0, 2)
    assert written(2, 42) == few
    assert (Project.objects.count(), Step.objects.count(), Money.objects.count()) == (42, 42, 42)


def test_money_of_another_reporter_is_not_overwritten_by_a_table(project, reporter, account, now):
    projects.report_money(reporter, project(), date(2026, 1, 1), Decimal(900000), now, ground=GROUND)
    other = account("reporter", name="另一填报岗")
    data = book(("投资", {"项目编号": "P1", "月份": "2026-01", "完成投资（万元）": 80}))
    found = actions.look(data, "调度表.xlsx", now)

    with pytest.raises(projects.RefusedError, match="填报人"):
        actions.apply(other, actions.take_in(other, data, "调度表.xlsx", now), found.fingerprint, "改", now)
    assert Money.objects.get().done == Decimal(900000)
