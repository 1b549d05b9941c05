"""Every light says why it shows its colour; the rules stand on a page; the ledger is filtered by light."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from jinxiu.desk.queries import lights
from jinxiu.engines.measuring import Colour


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def behind(town: Any) -> None:
    """One target far behind, one somewhat, one never told of."""
    for code, value in (("T1", 5), ("T2", 30)):
        town.target(code, value=100, unit="个", comparator=">=", due=date(2024, 12, 31))
        town.fact(code, value=value, unit="个", as_of=date(2024, 6, 30))
    town.target("T3", stage="open")


def test_a_light_far_behind_is_red_and_says_by_how_much(town: Any, planner: Client) -> None:
    behind(town)
    page = text(planner, "/ledger/?as_of=2024-06-30")
    assert 'class="light behind lit-red" title="Red light: 44.7 points behind' in page
    assert 'class="light behind lit-yellow" title="Yellow light: 19.7 points behind' in page
    assert 'class="light not_reported lit-off" title="No light"' in page


def test_the_sheet_names_the_rule_and_the_figure(town: Any, planner: Client) -> None:
    behind(town)
    page = text(planner, "/targets/T1/?as_of=2024-06-30")
    assert "44.7 points behind the share of time passed" in page
    assert "more than 30 points" in page
    assert "银川市“红黄绿灯”规则" in page
    assert 'href="/lights/?as_of=2024-06-30"' in page


def test_the_ledger_is_filtered_by_light(town: Any, planner: Client) -> None:
    behind(town)
    assert "1 of 3 targets" in text(planner, "/ledger/?as_of=2024-06-30&light=red")
    assert "2 of 3 targets" in text(planner, "/ledger/?as_of=2024-06-30&light=red&light=off")
    assert "0 of 3 targets" in text(planner, "/ledger/?as_of=2024-06-30&light=red&state=not_reported")


def test_the_rules_stand_on_a_page_with_what_they_light(town: Any, planner: Client) -> None:
    behind(town)
    page = text(planner, "/lights/?as_of=2024-06-30")
    assert page.index("银川市") < page.index("本系统默认")
    assert '<a href="/ledger/?light=red"><span class="light lit-red">Red light</span> <b>1</b></a>' in page
    assert '<a href="/ledger/?light=off"><span class="light lit-off">No light</span> <b>1</b></a>' in page


def test_before_the_first_rule_every_light_is_off(town: Any) -> None:
    behind(town)
    board = lights.board(date(1999, 12, 31))
    assert board.rules == []
    assert [n for colour, _name, n in board.counts if colour is not Colour.OFF] == [0, 0, 0, 0]


def test_who_may_not_read_the_ledger_sees_no_rules(client: Client) -> None:
    assert client.get("/lights/").status_code == 302
