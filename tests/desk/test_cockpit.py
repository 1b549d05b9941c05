"""The cockpit answers how the promises stand, and links every figure to where it comes from."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jinxiu.core.models import Organisation
from jinxiu.desk import vendor
from jinxiu.desk.queries import cockpit
from jinxiu.engines.measuring import State


def text(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_city_it_says_how_to_load_one(planner: Client) -> None:
    assert "jinxiu load examples/taiyuan-2024" in text(planner)


def test_an_empty_ledger_points_to_the_documents(planner: Client, town: Any) -> None:
    page = text(planner)
    assert "The ledger is empty" in page
    assert 'href="/documents/"' in page


def test_the_headline_is_the_question(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    assert "1 promise: how it stands on 2025-03-31" in text(planner)
    planner.cookies["language"] = "zh-hans"
    assert "1 项任务，到 2025-03-31 怎样了" in text(planner)


def test_pillars_count_their_targets_and_say_one_honest_line(planner: Client, town: Any) -> None:
    town.target("T1", stage="open", pillar=town.pillar)
    town.target("T2", stage="open", pillar=town.pillar)
    town.fact("T2", stage="open", event=True)
    town.target("T3", stage="open")
    board = planner.get("/").context["board"]
    said = [(card.code, card.total, card.line) for card in board.pillars]
    assert said == [
        ("P1", 2, "1 not reported"),
        ("P2", 0, "The documents promise nothing that can be checked"),
        ("none", 1, "1 not reported"),
    ]
    page = text(planner)
    assert 'href="/pillars/P1/"' in page
    assert '<rect class="late" x="0" y="0" width="500" height="8"></rect>' in page


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ({State.MET: 3}, "Nothing behind, nothing silent"),
        ({State.MISSED: 2, State.NOT_REPORTED: 2}, "2 missed"),
        ({State.MISSED: 1, State.NOT_REPORTED: 2}, "2 not reported"),
        ({State.LATE: 1, State.MET: 5}, "1 reached late"),
    ],
)
def test_the_line_is_the_most_frequent_trouble(counts: dict[State, int], line: str) -> None:
    assert cockpit._line({state: counts.get(state, 0) for state in State}) == line


def test_states_link_to_the_filtered_ledger(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    page = text(planner)
    assert all(f'href="/ledger/?state={state.value}"' in page for state in State)


def test_what_changed_has_its_day_its_source_and_its_light(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    town.fact("T1", stage="open", event=True)
    (change,) = planner.get("/").context["board"].changes
    assert (change.day, change.what, change.moved) == (date(2025, 2, 22), "opened", True)
    page = text(planner)
    assert "地铁开通 · 省政府网站 · 2025-02-26 · Direct" in page
    assert "late by 53 days" in page
    assert 'href="/targets/T1/"' in page


def test_a_long_list_of_changes_is_folded_and_then_leads_to_all_of_them(
    planner: Client, many: Callable[[int], None]
) -> None:
    many(cockpit.MOST + 1)
    response = planner.get("/")
    assert len(response.context["board"].folded) == cockpit.MOST - cockpit.LINES
    page = response.content.decode()
    assert f"{cockpit.MOST - cockpit.LINES} more" in page
    assert f'href="/changes/">All {cockpit.MOST + 1} changes' in page


def test_a_returned_fact_is_no_news(planner: Client, town: Any, actor: Any, now: Any) -> None:
    from jinxiu.plan.facts.models import Verification

    town.target("T1", stage="open")
    fact = town.fact("T1", stage="open", event=True)
    Verification.objects.create(observation=fact, verdict="returned", at=now, by=actor)
    assert planner.get("/").context["board"].changes == []


def test_time_alone_changes_a_state(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    town.fact("T1", stage="start", as_of=date(2024, 6, 1))
    (change,) = planner.get("/").context["board"].changes
    assert (change.day, change.observation) == (date(2025, 1, 1), None)
    assert "no fact since its end" in text(planner)


def test_silence_names_who_leads_and_how_many_reported(planner: Client, town: Any) -> None:
    unit = Organisation.objects.create(code="ORG-2", name="演示单位", kind="department", synthetic=True)
    town.target("T1", "老旧小区改造", value="668", lead=town.unit)
    town.target("T2", "加装电梯", value="120", lead=unit)
    (first, second) = planner.get("/").context["board"].silent
    assert (first.leads[0].name, first.reported, first.members) == ("市住建局", 0, 1)
    assert second.leads[0].synthetic
    assert '<span class="tag synthetic">example data</span>' in text(planner)


def test_what_falls_due_next_looks_ninety_days_ahead(planner: Client, town: Any) -> None:
    town.target("T1", "近", stage="open", due=date(2025, 6, 29))
    town.target("T2", "远", stage="open", due=date(2025, 6, 30))
    assert [row.target.code for row in planner.get("/").context["board"].due] == ["T1"]


def test_the_trend_has_a_table_beside_the_picture(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    town.fact("T1", stage="open", event=True)
    response = planner.get("/")
    trend = response.context["board"].trend
    assert len(trend.days) == 15
    assert trend.counts[-1][State.LATE] == 1
    assert trend.counts[12][State.LATE] == 0
    assert "<summary>As a table</summary>" in response.content.decode()


def test_month_ends_stop_at_the_day_and_thin_out() -> None:
    assert cockpit.month_ends(2024, date(2024, 1, 15)) == [date(2024, 1, 15)]
    assert cockpit.month_ends(2024, date(2024, 3, 31))[-2:] == [date(2024, 2, 29), date(2024, 3, 31)]
    assert cockpit.month_ends(2026, date(2024, 3, 31)) == [date(2024, 3, 31)]
    long = cockpit.month_ends(2015, date(2025, 3, 31))
    assert len(long) <= 31
    assert long[-1] == date(2025, 3, 31)
    assert long == sorted(set(long))


def test_with_its_library_the_picture_is_drawn(planner: Client, town: Any, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/echarts.min.js").write_text("//")
    settings.STATICFILES_DIRS = [tmp_path]
    town.target("T1", stage="open")
    page = text(planner)
    assert "/static/vendor/echarts.min.js" in page
    data = page.split('<script id="trend-data" type="application/json">')[1].split("</script>")[0]
    assert [one["state"] for one in json.loads(data)["series"]] == [state.value for state in State]


def test_without_its_library_the_page_says_so_and_opens_the_table(
    planner: Client, town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "address_of", lambda name: None)
    town.target("T1", stage="open")
    page = text(planner)
    assert "npm ci &amp;&amp; npm run vendor" in page
    assert "<details open>" in page
    assert "chart.js" not in page


def test_a_file_that_nobody_installed_has_no_address() -> None:
    assert vendor.address_of("vendor/nothing.js") is None


def test_example_text_says_where_it_comes_from(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    assert "演示文本" in text(planner)


def test_nothing_in_the_page_is_inline(planner: Client, many: Callable[[int], None]) -> None:
    many(3)
    page = text(planner)
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick" not in page


@pytest.mark.parametrize("roles", [(), ("nobody",)])
def test_who_has_no_role_reads_why_not(signed_in: Callable[..., Client], roles: tuple[str, ...]) -> None:
    assert signed_in(name="guest").get("/").status_code == 403
