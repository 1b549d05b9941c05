"""The cockpit and the sheet show what was known at a moment, say so, and lead back to now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.models import Target

#: The town was written on 2025-04-01; all else happens two months later.
LATER = datetime(2025, 6, 10, 2, 0, tzinfo=UTC)
THEN = "known_at=2025-05-01"


@pytest.fixture
def revised(town: Any, actor: Any) -> Any:
    """A number that was missed; later its figure is corrected and the promise lowered."""
    target = town.target("T1", "投资", value="30", unit="亿元", lead=town.unit)
    town.fact("T1", value="20", unit="亿元", as_of=date(2024, 12, 31), statement="完成20亿元")
    fact = Observation.objects.get()
    later = town.fact(
        "T1", value="21", unit="亿元", as_of=date(2024, 12, 31), statement="核实为21亿元", recorded_at=LATER,
        code=fact.code, version=2, supersedes=fact,
    )  # fmt: skip
    Verification.objects.create(observation=later, verdict="verified", at=LATER, by=actor)
    said = fields_of(target.current).as_columns() | {"value": Decimal(15)}
    actions.revise(actor, Target.objects.get(code="T1"), said, "调低", LATER)
    town.target("T2", "新任务", stage="open")
    Target.objects.filter(code="T2").update(created_at=LATER)
    return town


def sheet(client: Client, query: str = "") -> Any:
    return client.get(f"/targets/T1/?{query}").context["sheet"]


def test_the_sheet_shows_what_was_known_then(planner: Client, revised: Any) -> None:
    now, then = sheet(planner), sheet(planner, THEN)
    assert (now.row.state.value, now.row.result.value, now.row.definition.version) == ("met", 21, 2)
    assert (then.row.state.value, then.row.result.value, then.row.definition.version) == ("missed", 20, 1)
    assert [v.definition.version for v in then.versions] == [1]
    assert [told.observation.statement for told in then.figures.used] == ["完成20亿元"]


def test_the_sheet_says_so_and_leads_back(planner: Client, revised: Any) -> None:
    page = planner.get(f"/targets/T1/?{THEN}").content.decode()
    assert "As known on 2025-05-01 23:59" in page
    assert 'href="?">Back to now' in page
    assert "/revise/" not in page
    assert "As known on" not in planner.get("/targets/T1/").content.decode()


def test_the_cockpit_shows_what_was_known_then(planner: Client, revised: Any) -> None:
    now, then = (planner.get(f"/?{query}") for query in ("", THEN))
    assert (now.context["board"].total, then.context["board"].total) == (2, 1)
    assert then.context["board"].card.rows[0].state.value == "missed"
    assert "As known on 2025-05-01 23:59" in then.content.decode()


def test_what_the_cockpit_opens_is_as_known_then(planner: Client, revised: Any) -> None:
    revised.target("T3", "公园", stage="open")
    then = planner.get(f"/?{THEN}").content.decode()
    assert 'href="/targets/T3/?known_at=2025-05-01"' in then
    assert 'href="/targets/T3/"' in planner.get("/").content.decode()


def test_a_moment_within_a_day_counts_to_the_second(planner: Client, revised: Any) -> None:
    before, after = (f"known_at=2025-06-10T{time}" for time in ("09:59:59", "10:00:00"))
    assert (sheet(planner, before).row.result.value, sheet(planner, after).row.result.value) == (20, 21)
    for plus in ("%2B", "+"):
        zoned = f"known_at=2025-06-10T01:59:59{plus}00:00"
        assert sheet(planner, zoned).row.result.value == 20


@pytest.mark.parametrize("text", ["yesterday", "2025-13-01", "2025-05-01T25:00", "<b>", "9999-12-31T23:59:59", "2025"])
@pytest.mark.parametrize("address", ["/", "/targets/T1/"])
def test_what_cannot_be_read_gets_one_sentence_and_now(planner: Client, revised: Any, address: str, text: str) -> None:
    response = planner.get(address, {"known_at": text})
    said = [str(message) for message in response.context["messages"]]
    assert len(said) == 1
    assert "shown as known now." in said[0]
    assert "As known on" not in response.content.decode()
    assert f'value="{text}"' not in response.content.decode()


def test_today_and_nothing_are_now(planner: Client, revised: Any) -> None:
    for text in ("", date.today().isoformat()):  # noqa: DTZ011
        response = planner.get("/targets/T1/", {"known_at": text})
        assert not list(response.context["messages"])
        assert "As known on" not in response.content.decode()


def test_before_a_target_was_in_the_ledger_its_sheet_says_so(planner: Client, revised: Any) -> None:
    response = planner.get("/targets/T2/?known_at=2025-05-01", follow=True)
    assert response.redirect_chain == [("/targets/T2/", 302)]
    assert "On 2025-05-01 this target was not in the ledger yet." in response.content.decode()
    assert planner.get("/targets/T99/?known_at=2025-05-01").status_code == 404


def test_changing_the_day_keeps_the_moment(planner: Client, revised: Any) -> None:
    dates = planner.get(f"/targets/T1/?{THEN}&x=1").context["dates"]
    assert dates.kept == (("x", "1"), ("known_at", "2025-05-01"))
    assert (dates.rest, dates.now_query) == ((("x", "1"),), "?x=1")


@pytest.mark.parametrize("address", [f"/?{THEN}", f"/targets/M1/?{THEN}"])
def test_as_many_queries_for_fifty_as_for_five(
    planner: Client, town: Any, many: Callable[[int], None], address: str
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert planner.get(address).status_code == 200
        return len(captured)

    many(5)
    few = asked()
    many(45)
    assert asked() == few <= 22


def test_the_day_after_tomorrow_has_not_come(planner: Client, revised: Any) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    response = planner.get("/", {"known_at": ahead})
    assert [str(m) for m in response.context["messages"]] == [f"{ahead} has not come yet; shown as known now."]
