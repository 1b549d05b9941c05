"""What should have been reported and was not: what, by whom, since when, how often; narrowed, exported, empty."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from jinxiu.core.folders import load
from jinxiu.core.models import Organisation
from jinxiu.economy.chains.models import Chain
from jinxiu.engines.measuring.silence import Silence
from jinxiu.plan.evaluation.silence import Why, silences
from jinxiu.plan.facts.models import Measure, MeasureTarget, MeasureVersion, Observation, Verification
from jinxiu.plan.ledger.models import Target

NOW = datetime(2025, 4, 1, 1, 0, tzinfo=UTC)
DAY = date(2025, 3, 31)


def measure(code: str, *targets: str, frequency: str = "month", **fields: Any) -> Measure:
    """Define a measure that these targets ask for."""
    made = Measure.objects.create(code=code, created_at=NOW)
    given: dict[str, Any] = {
        "name": f"指标{code}", "unit": "部", "kind": "count", "over_time": "last", "over_places": "sum",
        "version": 1, "made_at": NOW, "measure": made, "frequency": frequency,
    } | fields  # fmt: skip
    made.current = MeasureVersion.objects.create(**given)
    made.save()
    for target in targets:
        MeasureTarget.objects.create(measure=made, target=Target.objects.get(code=target), linked_at=NOW)
    return made


def tell(town: Any, of: Measure, value: str, as_of: date, **fields: Any) -> Observation:
    return Observation.objects.create(
        code=f"F{Observation.objects.count() + 1}", subject="加装电梯", statement="加装", source=town.source,
        confidence="direct", recorded_at=NOW, of_measure=of, value=value, unit="部", as_of=as_of, **fields,
    )  # fmt: skip


def lines(as_of: date = DAY) -> list[tuple[str, str, Silence]]:
    return [(one.why.value, one.code, one.gone) for one in silences(as_of)]


def text(client: Client, path: str = "/silent/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_measure_is_silent_for_every_month_since_its_last_figure(town: Any) -> None:
    town.target("T1", value="60", unit="部", lead=town.unit, due=date(2025, 12, 31))
    lifts = measure("LIFT", "T1")
    tell(town, lifts, "28", date(2025, 1, 31))
    (found,) = silences(date(2025, 4, 20))
    assert (found.why, found.code, found.gone) == (Why.PERIOD, "LIFT", Silence(date(2025, 2, 28), 2, 51))
    assert (str(found.last), found.told_on) == ("28 部", date(2025, 1, 31))
    assert [unit.code for unit in found.units] == ["ORG-1"]  # nobody owns it: who leads the promise reports
    assert lines(date(2025, 3, 15)) == []  # the figure of February may still come


def test_who_owns_a_measure_is_to_report_it(town: Any) -> None:
    owner = Organisation.objects.create(code="ORG-2", name="市统计局", kind="department")
    town.target("T1", value="60", lead=town.unit)
    measure("LIFT", "T1", owner=owner)
    assert [unit.code for unit in silences(DAY)[0].units] == ["ORG-2"]


def test_figures_are_owed_from_the_year_of_the_plan_to_the_last_day_that_asks(town: Any) -> None:
    town.target("T1", value="60")
    measure("LIFT", "T1", frequency="quarter")
    assert lines(date(2026, 3, 31)) == [("period", "LIFT", Silence(date(2024, 3, 31), 4, 730))]


def test_a_returned_figure_and_one_of_a_later_day_tell_nothing(town: Any, actor: Any) -> None:
    town.target("T1", value="60", due=date(2025, 12, 31))
    lifts = measure("LIFT", "T1")
    for month in range(1, 13):
        tell(town, lifts, "1", date(2024, month, 28))
    returned = tell(town, lifts, "2", date(2025, 1, 31))
    tell(town, lifts, "3", date(2025, 6, 30))
    assert lines() == [("period", "LIFT", Silence(date(2025, 2, 28), 1, 31))]
    Verification.objects.create(observation=returned, verdict="returned", at=NOW, by=actor)
    assert lines() == [("period", "LIFT", Silence(date(2025, 1, 31), 2, 59))]


def test_members_that_are_silent_alike_stand_together(town: Any) -> None:
    for code, name in (("C1", "金属"), ("C2", "碳基"), ("C3", "软件")):
        Chain.objects.create(code=code, order=int(code[1]), name=name)
    town.target("T1", value="3", scope="chain", per="每条产业链", due=date(2025, 12, 31))
    lifts = measure("LIFT", "T1", frequency="quarter")
    for quarter in (3, 6, 9, 12):
        tell(town, lifts, "1", date(2024, quarter, 30), member="C2")
    found = silences(date(2025, 4, 20))
    said = [(one.gone.periods, [m.name for m in one.members], one.of, str(one.last or "")) for one in found]
    assert said == [(5, ["金属", "软件"], 3, ""), (1, ["碳基"], 3, "1 部")]


def test_members_of_a_scope_that_never_reported(town: Any) -> None:
    for code, name in (("C1", "金属"), ("C2", "碳基")):
        Chain.objects.create(code=code, order=int(code[1]), name=name)
    town.target("T1", value="3", scope="chain", per="每条产业链", due=date(2024, 12, 31))
    town.fact("T1", value="1", unit="个", member="C1", as_of=date(2024, 5, 31))
    assert lines(date(2024, 3, 30)) == []
    (found,) = silences(date(2024, 6, 30))
    assert (found.why, found.gone) == (Why.FIRST, Silence(date(2024, 1, 1), 0, 181))
    assert ([m.name for m in found.members], found.of) == (["碳基"], 2)


def test_a_promise_past_its_day_without_a_fact_that_decides(town: Any) -> None:
    town.target("T1", stage="open", lead=town.unit)
    town.fact("T1", stage="start", as_of=date(2024, 6, 1))
    town.target("T2", stage="open")
    town.fact("T2", stage="open", as_of=date(2024, 12, 1), event=True)
    assert lines(date(2025, 1, 15)) == []
    (found,) = silences(date(2025, 1, 16))
    assert (found.why, found.code, found.gone.since) == (Why.DEADLINE, "T1", date(2024, 12, 31))
    assert (str(found.last), found.told_on) == ("started", date(2024, 6, 1))


def test_a_promise_is_told_with_its_measure_once(town: Any) -> None:
    town.target("T1", value="60")
    measure("LIFT", "T1")
    assert [why for why, *_rest in lines()] == ["period"]


def test_a_promise_past_its_day_is_told_where_its_measure_owes_nothing(town: Any) -> None:
    town.target("T1", value="60", unit="部", due=date(2024, 12, 20))
    lifts = measure("LIFT", "T1", frequency="year")
    tell(town, lifts, "1", date(2024, 11, 30))
    assert [why for why, *_rest in lines()] == ["deadline"]


def test_the_longest_silence_stands_first(town: Any) -> None:
    town.target("T1", stage="open")
    town.target("T2", stage="open", due=date(2025, 12, 31))
    town.target("T3", stage="open", due=date(2024, 6, 30))
    assert [code for _why, code, _gone in lines()] == ["T2", "T3", "T1"]


def test_the_page_says_who_what_since_when_and_how_many(planner: Client, town: Any) -> None:
    town.target("T1", "加装电梯", value="60", unit="部", lead=town.unit, due=date(2025, 12, 31))
    lifts = measure("LIFT", "T1")
    tell(town, lifts, "28", date(2025, 1, 31))
    planner.cookies["language"] = "zh-hans"
    page = text(planner, "/silent/?as_of=2025-04-20")
    assert "逾期未报" in page
    assert "截至 2025-04-20 共 1 项未报" in page
    assert '<b class="since">51</b>' in page
    assert "自 2025-02-28 起" in page
    assert 'href="/facts/measures/of/LIFT/">指标LIFT</a>' in page
    assert "T1 加装电梯" in page
    assert "2 期" in page
    assert "市住建局" in page
    assert "宽限期" in page


def test_units_pillars_and_kinds_narrow_it(planner: Client, town: Any) -> None:
    other = Organisation.objects.create(code="ORG-2", name="市统计局", kind="department")
    town.target("T1", stage="open", lead=town.unit, pillar=town.pillar)
    town.target("T2", stage="open", lead=other, due=date(2025, 12, 31))
    town.target("T3", stage="open")

    def codes(query: str) -> list[str]:
        return [line.silent.code for line in planner.get(f"/silent/?{query}").context["board"].lines]

    assert codes("unit=ORG-1") == ["T1"]
    assert codes("unit=none") == ["T3"]
    assert codes("pillar=P1") == ["T1"]
    assert codes("pillar=none") == ["T2", "T3"]
    assert codes("kind=first") == ["T2"]
    assert codes("kind=deadline&unit=ORG-2") == []
    assert "Nothing silent passes these filters." in text(planner, "/silent/?unit=ORG-99")
    board = planner.get("/silent/?unit=ORG-1&kind=first").context["board"]
    assert board.counts == {"period": 0, "deadline": 1, "first": 0}
    assert board.choices.units == [("ORG-1", "市住建局"), ("ORG-2", "市统计局"), ("none", "not assigned")]


def test_the_export_holds_what_one_sees_and_says_by_which_filters(planner: Client, town: Any) -> None:
    town.target("T1", "=SUM(1)", stage="open", lead=town.unit)
    town.target("T2", stage="open")
    response = planner.get("/silent/export.xlsx?unit=ORG-1")
    book = load_workbook(io.BytesIO(response.content))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    (row,) = [dict(zip(head, row, strict=True)) for row in rows]
    assert (row["Code"], row["Days silent"], row["Measure or promise"]) == ("T1", 90, "=SUM(1)")
    assert book.worksheets[0]["E2"].data_type == "s"
    assert row["Silent since"].date() == date(2024, 12, 31)
    assert row["Who is to report"] == "市住建局"
    notes = dict(book.worksheets[1].iter_rows(values_only=True))
    assert notes["Unit"] == "市住建局"
    assert notes["As of"] == "2025-03-31"


def test_on_a_day_without_silence_the_page_says_so(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    town.fact("T1", stage="open", as_of=date(2024, 12, 1), event=True)
    assert "Nothing is overdue at the end of 2025-03-31" in text(planner)
    assert "export.xlsx" not in text(planner)


def test_only_who_reports_is_offered_to_report(planner: Client, signed_in: Callable[..., Client], town: Any) -> None:
    town.target("T1", stage="open")
    assert "/facts/report/?target=T1" not in text(planner)
    assert "/facts/report/?target=T1" in text(signed_in("reporter"))


@pytest.mark.parametrize("path", ["/", "/units/ORG-1/", "/pillars/P1/"])
def test_the_boards_lead_there(planner: Client, town: Any, path: str) -> None:
    town.target("T1", stage="open", lead=town.unit, pillar=town.pillar)
    query = {"/": "", "/units/ORG-1/": "?unit=ORG-1", "/pillars/P1/": "?pillar=P1"}[path]
    assert f'href="/silent/{query}"' in text(planner, path)


def test_as_many_queries_for_fifty_as_for_five(planner: Client, town: Any) -> None:
    def fill(n: int) -> None:
        for _ in range(n):
            code = f"M{Target.objects.count() + 1}"
            town.target(code, value="60", lead=town.unit, pillar=town.pillar, due=date(2025, 12, 31))
            if Target.objects.count() % 2:
                tell(town, measure(f"Z{code}", code, owner=town.unit), "1", date(2024, 6, 30))

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert planner.get(path).status_code == 200
        return len(captured)

    fill(5)
    few = [asked(path) for path in ("/silent/", "/silent/export.xlsx")]
    fill(45)
    assert [asked(path) for path in ("/silent/", "/silent/export.xlsx")] == few
    assert max(few) <= 24


def test_every_chain_of_the_example_city_is_listed_under_its_quotas(example: Path, now: datetime, db: None) -> None:
    load(example, now)
    quotas = [one for one in silences(date(2025, 3, 31)) if one.members]
    assert {code for one in quotas for code in (row.target.code for row in one.rows)} >= {"T01", "T06", "T07"}
    assert all((len(one.members), one.of) == (9, 9) for one in quotas)
    assert {one.why for one in quotas} == {Why.PERIOD, Why.DEADLINE}


def test_an_empty_ledger_is_no_good_news(planner: Client, town: Any) -> None:
    assert "The ledger is empty" in text(planner)
