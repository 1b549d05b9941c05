"""The list of targets: as they stood on a day and were known at a moment, narrowed, page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jinxiu.core.models import Organisation
from jinxiu.desk.api import views
from jinxiu.economy.chains.models import Chain

LIST = "/api/targets/"


def codes(body: dict[str, Any]) -> list[str]:
    return [target["code"] for target in body["targets"]]


def test_the_root_says_where_everything_is(ask: Any, town: Any) -> None:
    assert ask("/api/") == {
        "links": {
            "targets": "http://testserver/api/targets/",
            "description": "http://testserver/api/openapi.json",
        }
    }


def test_a_target_says_what_was_promised_and_what_became_of_it(ask: Any, town: Any) -> None:
    town.target(
        "T1",
        "加装电梯",
        value="60",
        unit="部",
        kind="level",
        due=date(2025, 12, 31),
        lead=town.unit,
        pillar=town.pillar,
    )
    town.fact("T1", value="20.50", unit="部", as_of=date(2025, 3, 31))
    body = ask(LIST)
    assert (body["as_of"], body["known_at"], body["count"], body["page"], body["pages"]) == (
        "2025-03-31", None, 1, 1, 1,
    )  # fmt: skip
    (target,) = body["targets"]
    assert target["links"] == {
        "self": "http://testserver/api/targets/T1/",
        "page": "http://testserver/targets/T1/",
    }
    said = {"comparator": ">=", "value": "60", "unit": "部", "due": "2025-12-31", "strength": "firm", "version": 1}
    assert target["promise"].items() >= said.items()
    assert target["leads"] == [{"code": "ORG-1", "name": "市住建局", "synthetic": False}]
    assert target["pillar"] == {"code": "P1", "name": "制造业承载地"}
    result = target["result"]
    assert (target["state"], result["value"], result["gap"], result["unit"]) == ("behind", "20.5", "39.5", "部")
    assert result["share"] == {"fraction": "41/120", "decimal": "0.341667"}
    assert result["light"]["colour"] in {"green", "yellow", "red"}


def test_what_runs_over_members_says_of_how_many_something_decides(ask: Any, town: Any) -> None:
    Chain.objects.create(code="C1", order=1, name="金属")
    Chain.objects.create(code="C2", order=2, name="碳基")
    town.target("T1", value="3", scope="chain", per="每条产业链")
    town.fact("T1", value="4", unit="个", member="C1", as_of=date(2024, 11, 1))
    (target,) = ask(LIST)["targets"]
    assert (target["result"], target["members"]) == (None, {"reported": 1, "total": 2})


def test_a_promise_in_words_alone_has_no_state(ask: Any, town: Any) -> None:
    town.target("T1", "营商环境", type="quality", kind="rank")
    (target,) = ask(LIST)["targets"]
    assert (target["scored"], target["state"], target["result"]) == (False, "not_scored", None)
    assert codes(ask(LIST, state="not_scored")) == ["T1"]
    assert codes(ask(LIST, state="met")) == []


def test_pillar_unit_and_state_narrow_it(ask: Any, town: Any) -> None:
    other = Organisation.objects.create(code="ORG-2", name="市统计局", kind="department")
    town.target("T1", stage="open", lead=town.unit, pillar=town.pillar)
    town.target("T2", stage="open", lead=other)
    town.fact("T2", stage="open", event=True)
    assert codes(ask(LIST, pillar="P1")) == ["T1"]
    assert codes(ask(LIST, pillar="none")) == ["T2"]
    assert codes(ask(LIST, unit="ORG-2")) == ["T2"]
    assert codes(ask(LIST, state="late")) == ["T2"]
    assert codes(ask(LIST, state="late", unit="ORG-1")) == []


def test_the_day_asked_about_is_answered_and_not_remembered(viewer: Client, ask: Any, town: Any) -> None:
    town.target("T1", stage="open")
    town.fact("T1", stage="open", event=True)
    assert ask(LIST, as_of="2025-02-21")["targets"][0]["state"] == "not_reported"
    assert ask(LIST)["targets"][0]["state"] == "late"
    viewer.get("/?as_of=2024-06-30")  # pages remember a day; programs are told what they ask
    assert ask(LIST)["as_of"] == "2025-03-31"


def test_a_moment_is_answered_as_it_was_known_then(ask: Any, town: Any) -> None:
    town.target("T1", stage="open")
    told = datetime(2025, 4, 1, 1, 0, tzinfo=UTC)
    town.fact("T1", stage="open", event=True, recorded_at=told + timedelta(days=2))
    before = ask(LIST, known_at="2025-04-02T09:00:00+08:00")
    assert before["known_at"] == "2025-04-02T09:00:00+08:00"
    assert before["targets"][0]["state"] == "not_reported"
    assert ask(LIST, known_at="2025-04-03")["targets"][0]["state"] == "late"  # a day stands for its end
    assert ask(LIST, known_at="2025-03-31")["targets"] == []  # the target itself was entered later


def test_fifty_a_page_with_the_addresses_around_it(ask: Any, town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE", 2)
    for n in range(1, 6):
        town.target(f"T{n}", stage="open", pillar=town.pillar)
    first = ask(LIST, pillar="P1")
    assert (first["count"], first["pages"], codes(first)) == (5, 3, ["T1", "T2"])
    at = "http://testserver/api/targets/?pillar=P1&page="
    assert first["links"] == {
        "self": f"{at}1", "first": f"{at}1", "prev": None, "next": f"{at}2", "last": f"{at}3",
    }  # fmt: skip
    assert codes(ask(LIST, pillar="P1", page="3")) == ["T5"]
    assert "There is no page 4" in ask(LIST, 404, pillar="P1", page="4")["detail"]


def test_an_empty_ledger_is_one_empty_page(ask: Any, town: Any) -> None:
    body = ask(LIST)
    assert (body["count"], body["pages"], body["targets"]) == (0, 1, [])


def test_as_many_queries_for_fifty_as_for_five(viewer: Client, town: Any, many: Callable[[int], None]) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert viewer.get(path).status_code == 200
        return len(captured)

    paths = ("/api/targets/", "/api/targets/?known_at=2025-05-01&pillar=P1&unit=ORG-1&state=late")
    many(5)
    few = [asked(path) for path in paths]
    many(45)
    assert [asked(path) for path in paths] == few
    assert max(few) <= 20


@pytest.mark.parametrize(
    "query", ["", "pillar=P1", "unit=ORG-1", "known_at=2025-05-01", "unit=ORG-1&known_at=2025-05-01"]
)
def test_pages_together_hold_each_target_once_in_the_order_of_the_text(
    ask: Any, town: Any, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(views, "PAGE", 3)
    for n in range(1, 11):
        document = town.document if n % 2 else None
        town.target(f"T{n}", stage="open", pillar=town.pillar, lead=town.unit, document=document)
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    found, page = [], "1"
    while page:
        body = ask(LIST, **asked, page=page)
        assert (body["count"], body["pages"]) == (10, 4)
        found += codes(body)
        following = body["links"]["next"]
        page = following.rsplit("page=", 1)[1] if following else ""
    assert found == [f"T{n}" for n in range(1, 11)]
