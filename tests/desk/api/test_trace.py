"""One target over the API: its sentence, its definitions, how its figure was found, from which facts, told by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinxiu.core.models import Account, Post, StoredFile
from jinxiu.economy.chains.models import Chain
from jinxiu.plan.evaluation.outlook import actions as outlook
from jinxiu.plan.facts.models import Verification
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Target

ONE = "/api/targets/T1/"


@pytest.fixture
def told(town: Any, account: Callable[..., Account], now: Any) -> Any:
    """A level reported by a post with evidence and verified by another."""
    reporter, verifier = account("reporter", name="r"), account("verifier", name="v")
    reporter.post = Post.objects.create(code="P1", title="住建填报岗")
    reporter.save()
    town.target("T1", "加装电梯", value="60", unit="部", kind="level", due=date(2025, 12, 31), lead=town.unit)
    town.document.blocks = [[0, len(town.document.text), "paragraph", "page 3, line 12"]]
    town.document.save(update_fields=["blocks"])
    proof = StoredFile.objects.create(sha256="ab" * 32, size=1, media_type="text/plain", name="a.pdf", stored_at=now)
    fact = town.fact(
        "T1",
        value="20",
        unit="部",
        as_of=date(2025, 3, 1),
        statement="已加装20部",
        recorded_by=reporter,
        evidence=proof,
    )
    Verification.objects.create(observation=fact, verdict="verified", at=now, by=verifier)
    return town


def test_the_sentence_with_its_document_and_place(ask: Any, told: Any) -> None:
    sentence = ask(ONE)["sentence"]
    assert sentence["quote"] == "加装电梯年底前建成"
    assert sentence["text"] == "加装电梯年底前建成。"
    assert sentence["section"] == ["三、城市功能", "（一）承载力"]
    assert (sentence["place"], sentence["place_words"]) == ("page 3, line 12", "page 3 line 12")
    assert told.document.text[sentence["start"] : sentence["end"]] == sentence["quote"]
    assert sentence["document"]["source"] == {
        "code": "S1", "title": "地铁开通", "publisher": "省政府网站", "published_on": "2025-02-26",
    }  # fmt: skip


def test_how_the_figure_was_found(ask: Any, told: Any) -> None:
    (result,) = ask(ONE)["results"]
    trace = result["trace"]
    assert (result["state"], result["value"], result["gap"]) == ("behind", "20", "40")
    assert trace["formula"] == "quantity.behind"
    assert trace["words"] == "Share done against share of time passed − tolerance"
    assert trace["computation"].startswith("20 ÷ 60 = 33.3% <")
    figures = trace["figures"]
    assert (figures["value"], figures["target"], figures["seen_on"]) == ("20", "60", "2025-03-01")
    assert figures["share"] == {"fraction": "1/3", "decimal": "0.333333"}


def test_from_which_facts_told_and_checked_by_whom(ask: Any, told: Any) -> None:
    told.fact("T1", kind="context", statement="全长28公里")
    used, beside = ask(ONE)["results"][0]["trace"]["inputs"]
    if used["part"] != "used":
        used, beside = beside, used
    assert (used["value"], used["unit"], used["as_of"], used["statement"]) == ("20", "部", "2025-03-01", "已加装20部")
    assert used["reported_by"] == "住建填报岗"
    assert used["recorded_at"] == "2025-04-01T09:00:00+08:00"
    assert (used["checked"]["verdict"], used["checked"]["by"]) == ("verified", "v")
    assert used["evidence"] == "ab" * 32
    assert used["source"]["title"] == "地铁开通"
    assert beside["part"] == "context"


def test_what_counts_nowhere_is_said_too(ask: Any, told: Any, actor: Account, now: Any) -> None:
    returned = told.fact("T1", value="59", unit="部", as_of=date(2025, 3, 20), statement="多报了")
    Verification.objects.create(observation=returned, verdict="returned", at=now, by=actor)
    told.fact("T1", value="40", unit="部", as_of=date(2025, 6, 30))
    left_out = ask(ONE)["left_out"]
    assert [fact["statement"] for fact in left_out["returned"]] == ["多报了"]
    assert left_out["returned"][0]["checked"]["verdict"] == "returned"
    assert left_out["later"] == 1


def test_every_definition_stays_the_newest_first(ask: Any, told: Any, actor: Account) -> None:
    fields = {
        "type": "quantity", "object": "加装电梯", "kind": "level", "value": 50, "unit": "部", "comparator": ">=",
        "strength": "firm", "due": date(2025, 12, 31),
    }  # fmt: skip
    at = timezone.now() - timedelta(minutes=1)
    actions.revise(actor, Target.objects.get(code="T1"), fields, "市政府常务会议调低", at)
    body = ask(ONE)
    said = [(one["version"], one["value"], one["reason"], one["made_by"]) for one in body["definitions"]]
    assert said == [(2, "50", "市政府常务会议调低", "规划岗账号"), (1, "60", None, "the city's folder")]
    assert body["promise"]["version"] == 2
    earlier = ask(ONE, known_at="2025-05-01")
    assert [one["version"] for one in earlier["definitions"]] == [1]
    assert (earlier["promise"]["value"], earlier["results"][0]["gap"]) == ("60", "40")


def test_each_member_has_its_result_and_its_trace(ask: Any, town: Any) -> None:
    Chain.objects.create(code="C1", order=1, name="金属")
    Chain.objects.create(code="C2", order=2, name="碳基")
    town.target("T1", value="3", scope="chain", per="每条产业链")
    town.fact("T1", value="4", unit="个", member="C1", as_of=date(2024, 11, 1))
    results = ask(ONE)["results"]
    assert [(r["member"], r["state"], r["value"]) for r in results] == [
        ({"code": "C1", "name": "金属"}, "met", "4"),
        ({"code": "C2", "name": "碳基"}, "not_reported", None),
    ]
    assert [len(r["trace"]["inputs"]) for r in results] == [1, 0]


def test_the_rule_that_lit_it(ask: Any, told: Any) -> None:
    body = ask(ONE)
    (rule,) = body["light_rules"]
    assert rule["code"] == body["results"][0]["light"]["rule"] == "progress"
    assert rule["steps"][-1]["up_to"] is None
    assert rule["source"]


def test_how_likely_it_is_or_why_that_is_not_said(ask: Any, town: Any, account: Callable[..., Account]) -> None:
    town.target("T1", value="300", kind="level", due=date(2025, 12, 31))
    assert ask(ONE)["results"][0]["forecast"]["why_none"] == "no_history"
    for month in range(1, 13):
        town.fact("T1", value=str(10 * month), unit="个", as_of=date(2024, month, 28))
    forecast = ask(ONE)["results"][0]["forecast"]
    assert 0 <= forecast["probability"] <= 1
    assert forecast["due"] == "2025-12-31"
    assert ask(ONE)["results"][0]["forecast_written_down"] is None
    outlook.forecast_all(account("planner", name="p"), date(2025, 3, 31), timezone.now() - timedelta(minutes=1))
    kept = ask(ONE)["results"][0]["forecast_written_down"]
    assert kept["as_of"] == "2025-03-31"
    assert kept["probability"] == forecast["probability"]
    past = ask(ONE, known_at="2025-05-01")["results"][0]
    assert (past["forecast"], past["forecast_written_down"]) == (None, None)  # known now, not then


def test_a_promise_in_words_alone_has_a_sentence_and_no_result(ask: Any, town: Any) -> None:
    town.target("T1", "营商环境", type="quality", kind="rank")
    body = ask(ONE)
    assert (body["scored"], body["results"], body["left_out"], body["light_rules"]) == (False, [], None, [])
    assert body["sentence"]["quote"]


def test_a_withdrawn_target_says_so(ask: Any, told: Any) -> None:
    target = Target.objects.get(code="T1")
    old = target.current
    assert old is not None
    old.pk, old._state.adding, old.version, old.withdrawn = None, True, 2, True
    old.made_at = timezone.now() - timedelta(minutes=1)
    old.save()
    target.current = old
    target.save()
    assert ask(ONE)["withdrawn"] is True
    assert ask(ONE, known_at="2025-05-01")["withdrawn"] is False


def test_there_is_none_where_none_was_known(ask: Any, told: Any) -> None:
    assert "no target with the code “T99”" in ask("/api/targets/T99/", 404)["detail"]
    assert "was not known at that moment" in ask(ONE, 404, known_at="2020-01-01")["detail"]


def test_no_name_that_pages_do_not_show(ask: Any, viewer: Client, told: Any) -> None:
    Account.objects.filter(username="r").update(email="someone@example.org")
    assert "someone" not in str(ask(ONE))


def test_as_many_queries_for_fifty_facts_as_for_five(
    viewer: Client, town: Any, account: Callable[..., Account]
) -> None:
    town.target("T1", value="300", kind="level", due=date(2025, 12, 31), lead=town.unit)

    def tell(n: int) -> None:
        for _ in range(n):
            by = account("reporter", name=f"r{Account.objects.count()}")
            by.post = Post.objects.create(code=by.username, title=by.username)
            by.save()
            fact = town.fact("T1", value="1", unit="个", as_of=date(2024, 1, 1), recorded_by=by)
            Verification.objects.create(observation=fact, verdict="verified", at=timezone.now(), by=by)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert viewer.get(path).status_code == 200
        return len(captured)

    paths = (ONE, f"{ONE}?known_at=2025-05-01")
    tell(5)
    few = [asked(path) for path in paths]
    tell(45)
    assert [asked(path) for path in paths] == few
    assert max(few) <= 30
