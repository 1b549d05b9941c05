"""What falls due: by month, past its day in front, with state, figure, gap and chance; as a page, a table, a calendar."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from jinxiu.core.models import Organisation
from jinxiu.desk.queries import due
from jinxiu.desk.queries.narrowing import Narrow
from jinxiu.economy.chains.models import Chain
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Target

DAY = date(2025, 3, 31)


def text(client: Client, path: str = "/due/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def listed(client: Client, query: str = "") -> list[tuple[str, list[str]]]:
    board = client.get(f"/due/{query}").context["board"]
    return [
        (f"{group.month:%Y-%m}" if group.month else "past", [line.row.target.code for line in group.lines])
        for group in board.groups
    ]


def lines(as_of: date = DAY, days: int = 90) -> dict[str, due.Line]:
    found = due.board(as_of, due.ahead(as_of, days), Narrow()).lines
    return {line.row.target.code: line for line in due.foreseen(found)}


@pytest.fixture
def year(town: Any) -> Any:
    """One promise past its day and silent, one broken, one reached late, and some to come."""
    town.target("T1", stage="open", lead=town.unit)
    town.target("T2", value="10")
    town.fact("T2", value="4", unit="个", as_of=date(2025, 1, 10))
    town.target("T3", stage="open")
    town.fact("T3", stage="open", event=True)
    for code, day in (("T4", 30), ("T5", 29)):
        town.target(code, value="10", due=date(2025, 4, day), pillar=town.pillar)
    town.target("T6", stage="open", due=date(2025, 6, 29), kind="milestone")
    town.target("T7", stage="open", due=date(2025, 6, 30))
    town.target("T8", stage="open", due=None)
    return town


def test_past_their_day_first_then_by_month_soonest_first(planner: Client, year: Any) -> None:
    assert listed(planner) == [("past", ["T1", "T2"]), ("2025-04", ["T5", "T4"]), ("2025-06", ["T6"])]


@pytest.mark.parametrize(("days", "codes"), [(30, ["T5", "T4"]), (60, ["T5", "T4"]), (90, ["T5", "T4", "T6"])])
def test_one_looks_30_60_or_90_days_ahead(planner: Client, year: Any, days: int, codes: list[str]) -> None:
    found = listed(planner, f"?within={days}")
    assert found[0] == ("past", ["T1", "T2"])
    assert [code for _month, of in found[1:] for code in of] == codes


def test_or_at_a_range_which_reaches_back_only_as_far_as_it_says(planner: Client, year: Any) -> None:
    assert listed(planner, "?from=2025-06-01&to=2025-06-30") == [("2025-06", ["T6", "T7"])]
    assert listed(planner, "?from=2024-12-01&to=2025-04-29") == [("past", ["T1", "T2"]), ("2025-04", ["T5"])]


@pytest.mark.parametrize("query", ["?from=gestern", "?from=2025-06-30&to=2025-06-01"])
def test_a_range_that_cannot_be_read_is_said_and_left_out(planner: Client, year: Any, query: str) -> None:
    assert "the range was left out" in text(planner, f"/due/{query}")
    assert listed(planner, query)[0] == ("past", ["T1", "T2"])


def test_what_was_reached_before_its_day_falls_due_no_more(town: Any) -> None:
    town.target("T1", stage="open", due=date(2025, 4, 30))
    town.fact("T1", stage="open", as_of=date(2025, 3, 1), event=True)
    assert lines() == {}


def test_each_line_says_figure_gap_and_days(year: Any) -> None:
    year.fact("T4", value="3", unit="个", as_of=date(2025, 3, 1))
    found = lines()
    assert (str(found["T4"].figure), str(found["T4"].gap), found["T4"].days) == ("3 个", "7 个", 30)
    assert (str(found["T2"].figure), str(found["T2"].gap), found["T2"].days) == ("4 个", "6 个", -90)
    assert (found["T5"].figure, found["T5"].gap, found["T5"].chance) == (None, None, "")


def test_a_stage_under_way_has_a_chance_and_what_is_past_its_day_has_none(year: Any) -> None:
    year.fact("T6", stage="start", as_of=date(2024, 5, 1), event=True)
    found = lines()
    assert 0 < found["T6"].probability < 1
    assert found["T6"].chance.endswith("%")
    assert found["T1"].chance == ""


def test_all_members_together_are_no_likelier_than_the_least_likely(town: Any) -> None:
    Chain.objects.create(code="C1", order=1, name="金属")
    Chain.objects.create(code="C2", order=2, name="碳基")
    town.target("T1", value="300", scope="chain", per="每条产业链", due=date(2025, 6, 15), kind="level")
    for member, step in (("C1", 20), ("C2", 1)):
        for month in range(1, 13):
            town.fact("T1", value=str(step * month), unit="个", member=member, as_of=date(2024, month, 28))
    (line,) = lines().values()
    probabilities = [one.forecast.probability for one in line.outlooks if one.forecast]
    assert len(probabilities) == 2
    assert line.probability == min(probabilities)
    assert line.chance.startswith("≤")
    assert str(line.figure) == "2 / 2 reported"
    assert line.gap is None


def test_units_pillars_and_kinds_narrow_it(planner: Client, year: Any) -> None:
    other = Organisation.objects.create(code="ORG-2", name="市统计局", kind="department")
    year.target("T9", stage="open", lead=other, due=date(2025, 4, 1))
    assert listed(planner, "?unit=ORG-2") == [("2025-04", ["T9"])]
    assert listed(planner, "?pillar=P1") == [("2025-04", ["T5", "T4"])]
    assert listed(planner, "?kind=milestone") == [("2025-06", ["T6"])]
    assert "Nothing that falls due passes these filters." in text(planner, "/due/?unit=ORG-99")


def test_the_page_in_chinese(planner: Client, year: Any) -> None:
    planner.cookies["language"] = "zh-hans"
    page = text(planner)
    for words in ("到期事项", "已逾期", "逾期 90 天", "2025年4月", "剩 30 天", "导出日历", "市住建局"):
        assert words in page


def test_a_day_on_which_nothing_falls_due(planner: Client, town: Any) -> None:
    town.target("T1", stage="open", due=date(2026, 12, 31))
    page = text(planner)
    assert "No open promise falls due from 2025-03-31 to 2025-06-29." in page
    assert "export.ics" not in page


def test_the_workbook_holds_what_one_sees(planner: Client, year: Any) -> None:
    response = planner.get("/due/export.xlsx?within=30&pillar=P1")
    book = load_workbook(io.BytesIO(response.content))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["Code"], row["Due"].date(), row["Days left"]) for row in found] == [
        ("T5", date(2025, 4, 29), 29),
        ("T4", date(2025, 4, 30), 30),
    ]
    assert dict(book.worksheets[1].iter_rows(values_only=True))["Pillar"] == "制造业承载地"
    assert planner.get("/due/export.pdf").status_code == 404


def unfolded(data: bytes) -> list[str]:
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


def test_the_calendar_has_a_whole_day_for_each_and_names_no_person(planner: Client, year: Any, actor: Any) -> None:
    target = Target.objects.get(code="T1")
    response = planner.get("/due/export.ics?within=30")
    assert response["Content-Type"].startswith("text/calendar")
    rows = unfolded(response.content)
    assert rows.count("BEGIN:VEVENT") == 4
    assert "UID:target-T1@140100.jinxiu" in rows
    assert "DTSTART;VALUE=DATE:20241231" in rows
    assert "URL:http://testserver/targets/T1/" in rows
    assert any(row.startswith("SUMMARY:Due: 1号线一期 opened") for row in rows)
    assert any("市住建局" in row for row in rows if row.startswith("DESCRIPTION:"))
    assert actor.username not in response.content.decode()
    assert planner.get("/due/export.ics?within=30").content == response.content
    fields = {"type": "milestone", "object": "1号线一期", "stage": "open", "strength": "firm", "due": date(2025, 4, 15)}
    actions.revise(actor, target, fields, "延期", target.created_at)
    moved = unfolded(planner.get("/due/export.ics?within=30").content)
    at = moved.index("UID:target-T1@140100.jinxiu")  # the same event, moved and told anew
    assert moved[at + 2 : at + 4] == ["SEQUENCE:1", "DTSTART;VALUE=DATE:20250415"]


@pytest.mark.parametrize("path", ["/", "/units/ORG-1/", "/pillars/P1/"])
def test_the_boards_lead_there(planner: Client, year: Any, path: str) -> None:
    query = {"/": "", "/units/ORG-1/": "?unit=ORG-1", "/pillars/P1/": "?pillar=P1"}[path]
    assert f'href="/due/{query}"' in text(planner, path)


def test_as_many_queries_for_fifty_as_for_five(planner: Client, town: Any) -> None:
    def fill(n: int) -> None:
        for _ in range(n):
            code = f"M{Target.objects.count() + 1}"
            town.target(code, stage="open", lead=town.unit, pillar=town.pillar, due=date(2025, 5, 31))
            town.fact(code, stage="start", as_of=date(2024, 6, 30), event=True)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert planner.get(path).status_code == 200
        return len(captured)

    paths = ("/due/", "/due/export.xlsx", "/due/export.ics")
    fill(5)
    few = [asked(path) for path in paths]
    fill(45)
    assert [asked(path) for path in paths] == few
    assert max(few) <= 24


def test_an_empty_ledger_is_no_good_news(planner: Client, town: Any) -> None:
    assert "The ledger is empty" in text(planner)
