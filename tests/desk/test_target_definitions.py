"""What was promised first stands beside what is in force; the measure says by which definition a figure is made."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.models import Target


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/targets/T1/{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def revise(actor: Any, now: Any, reason: str, **fields: Any) -> None:
    target = Target.objects.select_related("current").get(code="T1")
    assert target.current is not None
    actions.revise(actor, target, fields_of(target.current).as_columns() | fields, reason, now)


@pytest.fixture
def investment(town: Any) -> Any:
    town.target("T1", "投资", value="30", unit="亿元", lead=town.unit)
    town.fact("T1", value="20", unit="亿元", as_of=date(2024, 12, 31), statement="完成20亿元")
    return town


def measured(town: Any, now: Any) -> None:
    """Let the target ask for a share that is made of two other measures."""
    given: dict[str, Any] = {"unit": "个", "kind": "level", "frequency": "month", "over_time": "last"}
    given["over_places"] = "none"
    part = measures.define(None, "PART", measures.Definition(name="已覆盖村", **given), now)
    whole = measures.define(None, "WHOLE", measures.Definition(name="全部村", **given), now)
    given |= {"unit": "%", "kind": "share", "formula": "已覆盖村数除以村总数"}
    share = measures.Definition(name="覆盖率", numerator=part, denominator=whole, **given)
    made = measures.define(None, "SHARE", share, now)
    measures.link(None, made, [Target.objects.get(code="T1")], now)
    for measure, value, day, words in (
        (part, 96, "2024-11-30", "已覆盖96个村"),
        (whole, 100, "2024-01-31", "共100个村"),
    ):
        fact = town.fact(
            "T1", value=value, unit="个", as_of=date.fromisoformat(day), statement=words, of_measure=measure
        )
        fact.bearings.all()._raw_delete("default")


def test_a_promise_that_was_never_revised_stands_alone(planner: Client, investment: Any) -> None:
    assert planner.get("/targets/T1/").context["sheet"].differences == []
    assert "in force</th>" not in page(planner)


def test_the_first_promise_beside_the_one_in_force_with_what_each_comes_to(
    planner: Client, investment: Any, actor: Any, now: Any
) -> None:
    revise(actor, now, "年中调整", value=Decimal(25))
    revise(actor, now + timedelta(days=1), "再次调低", value=Decimal(18), due=date(2025, 3, 31))
    sheet = planner.get("/targets/T1/").context["sheet"]
    assert [(line.name, line.first, line.now, line.differs) for line in sheet.differences] == [
        ("Target", "≥ 30 亿元", "≥ 18 亿元", True),
        ("Due", "2024-12-31", "2025-03-31", True),
    ]
    assert [(v.definition.version, v.row.state.value) for v in sheet.versions] == [
        (3, "met"),
        (2, "missed"),
        (1, "missed"),
    ]
    words = page(planner)
    for said in (
        "Definition 1, as promised",
        "Definition 3, in force",
        "年中调整",
        "再次调低",
        "revised by 规划岗账号",
    ):
        assert said in words


def test_however_many_revisions_the_page_asks_as_often(planner: Client, investment: Any, actor: Any, now: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(planner)
        return len(captured)

    revise(actor, now, "一", value=Decimal(29))
    few = asked()
    for n in range(6):
        revise(actor, now + timedelta(days=n + 1), f"第{n}次", value=Decimal(n + 1))
    assert asked() == few <= 22


def test_the_measure_says_how_the_figure_is_made(planner: Client, town: Any, now: Any) -> None:
    town.target("T1", "村庄覆盖率", value="95", unit="%")
    measured(town, now)
    planner.cookies["language"] = "zh-hans"
    words = page(planner, "?as_of=2024-12-31")
    sheet = planner.get("/targets/T1/?as_of=2024-12-31").context["sheet"]
    assert [(line.code, line.version.version) for line in sheet.measures] == [("SHARE", 1), ("PART", 1), ("WHOLE", 1)]
    for said in (
        "覆盖率",
        "已覆盖村数除以村总数",
        "最近的分子 ÷ 最近的分母",
        "96 个（2024-11-30） ÷ 100 个（2024-01-31） = 96%",
        "已覆盖96个村",
        "共100个村",
        "/facts/measures/of/SHARE/",
    ):
        assert said in words


def test_only_who_reads_measures_is_led_to_them(planner: Client, viewer: Client, town: Any, now: Any) -> None:
    town.target("T1", "村庄覆盖率", value="95", unit="%")
    measured(town, now)
    assert "覆盖率" in page(viewer)


def test_a_sheet_that_is_measured_asks_a_fixed_number_of_times(planner: Client, town: Any, now: Any) -> None:
    town.target("T1", "村庄覆盖率", value="95", unit="%")
    measured(town, now)
    with CaptureQueriesContext(connection) as few:
        page(planner)
    for n in range(20):
        fact = town.fact("T1", value=n, unit="个", as_of=date(2024, 1, n + 1), code=f"P{n}")
        fact.bearings.all()._raw_delete("default")
    with CaptureQueriesContext(connection) as many:
        page(planner)
    assert len(many) == len(few) <= 25


def test_a_measure_that_fits_no_more_says_that_it_is_not_used(planner: Client, town: Any, actor: Any, now: Any) -> None:
    town.target("T1", "村庄覆盖率", value="95", unit="%")
    measured(town, now)
    revise(actor, now, "改按个数考核", value=Decimal(90), unit="个")
    assert "not used: the target promises a number of another kind" in page(planner)
    assert planner.get("/targets/T1/").context["sheet"].row.reading.version is None
