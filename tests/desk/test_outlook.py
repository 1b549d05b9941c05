"""Whether promises will be met: on the sheet of each, in a list, and how well such words held."""

from __future__ import annotations

import io
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from openpyxl import load_workbook

from jinxiu.core.models import Account, AppendOnlyError, AuditEvent
from jinxiu.desk.queries import outlook
from jinxiu.plan.evaluation.models import Forecast, ForecastRun
from jinxiu.plan.evaluation.outlook import actions
from jinxiu.plan.evaluation.outlook.queries import track
from jinxiu.plan.evaluation.queries import Evaluator, targets

DAY = date(2025, 3, 31)
NOW = datetime(2025, 4, 1, 1, 0, tzinfo=UTC)


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def rising(town: Any, code: str, step: int, until: date = DAY) -> None:
    """Tell of a measure month by month for two years, each month by so much more."""
    value = 0
    for year in (2023, 2024, 2025):
        for month in range(1, 13):
            day = date(year, month, monthrange(year, month)[1])
            value += step
            if day <= until:
                town.fact(code, value=str(value), as_of=day)


@pytest.fixture
def open_promises(town: Any) -> None:
    """Two levels to be reached by the end of 2025: one within reach, one far from it."""
    for code, value in (("T1", "300"), ("T2", "900")):
        town.target(code, f"规模{code}", value=value, kind="level", due=date(2025, 12, 31), lead=town.unit)
        rising(town, code, 10)


@pytest.mark.usefixtures("open_promises")
def test_the_least_likely_stands_first() -> None:
    lines = outlook.board(DAY).lines
    assert [line.row.target.code for line in lines] == ["T2", "T1"]
    assert lines[0].said.probability < 0.1
    assert lines[1].said.probability > 0.9


@pytest.mark.usefixtures("open_promises")
def test_a_forecast_knows_nothing_of_later_days() -> None:
    early = {line.row.target.code: line.said for line in outlook.board(date(2024, 6, 30)).lines}
    assert max(point.day for point in early["T1"].path[:1]) <= date(2024, 6, 30)


def test_what_is_settled_overdue_or_without_a_day_has_none(town: Any) -> None:
    town.target("T1", stage="open")
    town.fact("T1", stage="open", as_of=date(2024, 12, 1), event=True)
    town.target("T2", stage="open")
    town.target("T3", stage="open", due=None)
    town.target("T4", stage="advance", due=date(2025, 12, 31))
    board = outlook.board(DAY)
    assert board.lines == []
    assert board.unforeseen == {"settled": 1, "overdue": 1, "no_deadline": 1, "pushed_on": 1}


def test_a_stage_ahead_has_a_probability(town: Any) -> None:
    town.target("T1", stage="open", due=date(2025, 12, 31))
    town.fact("T1", stage="start", as_of=date(2024, 5, 1), event=True)
    (line,) = outlook.board(DAY).lines
    assert 0 < line.said.probability < 1
    assert line.wide  # nothing was ever finished here: it says so


def test_of_one_work_alone_its_rung_is_not_told_twice(town: Any) -> None:
    target = town.target("T1", stage="open", due=date(2025, 12, 31))
    town.fact("T1", stage="start", as_of=date(2024, 5, 1), event=True)
    picture = outlook.picture(Evaluator(targets().filter(pk=target.pk)).on(DAY).rows[0])
    assert picture is not None
    assert [what for what, _points in picture.drivers] == ["1号线一期"]


def test_a_work_that_nobody_told_of_stands_on_no_rung(town: Any) -> None:
    town.target("T1", stage="open", due=date(2025, 12, 31))
    assert outlook.board(DAY).unforeseen == {"no_history": 1}


@pytest.mark.usefixtures("open_promises")
def test_the_sheet_shows_probability_range_and_picture(planner: Client) -> None:
    page = text(planner, "/targets/T1/")
    assert "80 % of the chances" in page
    assert 'id="band-data"' in page


def test_what_is_settled_still_shows_how_it_went(town: Any, planner: Client) -> None:
    """There is nothing left to be foretold, but the figures, the goal and the last day are drawn."""
    target = town.target("T1", value="30", kind="level", due=date(2024, 12, 31))
    rising(town, "T1", 10)
    picture = outlook.picture(Evaluator(targets().filter(pk=target.pk)).on(DAY).rows[0])
    assert picture is not None
    assert picture.line is None
    assert picture.data is not None
    assert len(picture.data["figures"]) == 27
    assert (picture.data["band"], picture.data["target"], picture.data["due"]) == ([], 30.0, "2024-12-31")
    page = text(planner, "/targets/T1/")
    assert 'id="band-data"' in page
    assert '2025-03-31</td><td class="num">270</td>' in page


def test_a_single_figure_is_no_trend(town: Any) -> None:
    target = town.target("T1", value="30", kind="level", due=date(2024, 12, 31))
    town.fact("T1", value="40", as_of=date(2024, 6, 30))
    picture = outlook.picture(Evaluator(targets().filter(pk=target.pk)).on(DAY).rows[0])
    assert picture is not None
    assert picture.data is None


def test_without_history_the_sheet_says_so(town: Any, planner: Client) -> None:
    town.target("T1", value="10", kind="level", due=date(2025, 12, 31))
    assert "Nothing is known of it yet" in text(planner, "/targets/T1/")
    assert outlook.board(DAY).unforeseen == {"no_history": 1}


@pytest.mark.usefixtures("open_promises")
def test_the_list_is_cut_into_parts_and_goes_out_as_a_workbook(planner: Client) -> None:
    assert "规模T1" not in text(planner, "/outlook/?part=poor")
    book = load_workbook(io.BytesIO(planner.get("/outlook/export.xlsx?part=poor").content))
    rows = list(book.worksheets[0].values)
    assert [row[0] for row in rows[1:]] == ["T2"]


@pytest.mark.usefixtures("open_promises")
def test_a_run_is_written_down_once_and_for_ever(planner: Client) -> None:
    before = AuditEvent.objects.count()
    assert planner.post("/outlook/run/").status_code == 302
    (run,) = ForecastRun.objects.all()
    assert (run.as_of, run.forecasts.count()) == (DAY, 2)
    assert AuditEvent.objects.count() == before + 1
    said = Forecast.objects.earliest("pk")
    with pytest.raises(AppendOnlyError):
        said.save()


def test_a_day_that_has_not_come_is_refused(town: Any, actor: Account) -> None:
    with pytest.raises(actions.RefusedError, match="2030-01-01 has not come yet"):
        actions.forecast_all(actor, date(2030, 1, 1), NOW)
    assert not ForecastRun.objects.exists()


def test_who_only_reads_writes_nothing_down(town: Any, account: Callable[..., Account], viewer: Client) -> None:
    assert viewer.post("/outlook/run/").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.forecast_all(account("viewer", name="查看岗账号"), DAY, NOW)


@pytest.mark.usefixtures("open_promises")
def test_what_was_said_is_held_against_what_came(town: Any, planner: Client) -> None:
    actions.forecast_all(None, DAY, NOW)
    assert track(DAY).table is None
    rising_on = date(2025, 12, 31)
    for code in ("T1", "T2"):
        town.fact(code, value="360", as_of=rising_on)
    record = track(date(2026, 1, 31))
    assert (record.pairs, record.targets, record.runs) == (2, 2, 1)
    assert record.table is not None
    assert record.table.brier < 0.05
    assert "Brier score" in text(planner, "/outlook/track/?as_of=2026-01-31")


def test_without_a_record_the_page_says_what_to_do(town: Any, planner: Client) -> None:
    assert "Write forecasts down month by month" in text(planner, "/outlook/track/")


@pytest.mark.parametrize("path", ["/outlook/", "/outlook/track/"])
def test_the_questions_do_not_grow_with_the_promises(
    path: str, planner: Client, many: Callable[[int], None], django_assert_max_num_queries: Any
) -> None:
    many(5)
    planner.get(path)
    with django_assert_max_num_queries(60) as few:
        planner.get(path)
    many(50)
    with django_assert_max_num_queries(len(few)):
        planner.get(path)
