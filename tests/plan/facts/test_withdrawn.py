"""A fact that is taken back stays on record and counts for nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jinxiu.core.models import Account, Source
from jinxiu.plan.facts import actions, checks, folder, queries
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.facts.recording import Told, record_observations, withdraw_observations
from jinxiu.plan.ledger.models import Target

Make = Callable[..., Target]
Tell = Callable[..., Observation]


def taken_back(fact: Observation, by: Account, now: datetime) -> Observation:
    (last,) = withdraw_observations([fact], now=now, withdrawn_by=by)
    return last


def test_its_last_version_bears_on_nothing(target: Make, tell: Tell, reporter: Account, now: datetime) -> None:
    fact = tell(target())
    last = taken_back(fact, reporter, now)
    assert (last.code, last.version, last.supersedes) == (fact.code, 2, fact)
    assert last.withdrawn
    assert not last.bearings.exists()
    assert fact.bearings.exists()
    assert list(checks.withdrawn_but_counting()) == list(checks.broken_chains()) == []


def test_taking_back_twice_has_one_effect(target: Make, tell: Tell, reporter: Account, now: datetime) -> None:
    fact = tell(target())
    taken_back(fact, reporter, now)
    assert withdraw_observations([fact], now=now, withdrawn_by=reporter) == []


def test_the_newest_version_is_taken_back(target: Make, tell: Tell, reporter: Account, now: datetime) -> None:
    fact = tell(target())
    actions.correct(reporter, fact, {"value": Decimal(13)}, "核对后更正", now)
    last = taken_back(fact, reporter, now)
    assert (last.version, last.value) == (3, 13)


def test_nobody_is_asked_to_verify_or_may_correct_it(
    target: Make, tell: Tell, reporter: Account, verifier: Account, now: datetime
) -> None:
    last = taken_back(tell(target()), reporter, now)
    assert queries.waiting("", None)[1] == []
    with pytest.raises(RefusedError, match="已撤回"):
        actions.verify(verifier, last, "verified", "", now)
    with pytest.raises(RefusedError, match="已撤回"):
        actions.correct(reporter, last, {"value": Decimal(13)}, "再改", now)


def test_its_page_says_so(
    target: Make, tell: Tell, reporter: Account, now: datetime, signed_in: Callable[..., Client]
) -> None:
    last = taken_back(tell(target()), reporter, now)
    page = signed_in("verifier", name="another").get(f"/facts/{last.pk}/").content.decode()
    assert "此事实已撤回" in page
    assert "decide" not in page


def test_a_folder_leaves_it_out(target: Make, tell: Tell, reporter: Account, now: datetime) -> None:
    kept, gone = tell(target("T1")), tell(target("T2"))
    taken_back(gone, reporter, now)
    assert [row["code"] for row in folder._dump()] == [kept.code]


def test_the_check_finds_one_that_still_counts(target: Make, tell: Tell, reporter: Account, now: datetime) -> None:
    asked = target()
    last = taken_back(tell(asked), reporter, now)
    Bearing(observation=last, target=asked, kind="settles").save()
    assert last.code in next(checks.withdrawn_but_counting())


def test_many_facts_are_written_in_a_fixed_number_of_queries(target: Make, now: datetime) -> None:
    asked = [target(f"T{number}") for number in range(1, 21)]
    source = Source.objects.create(code="S1", title="总结")

    def write(count: int) -> int:
        told = [
            (Told(subject="投资", statement=f"第{one.code}项完成", confidence="direct"), one, "settles")
            for one in asked[:count]
        ]
        with CaptureQueriesContext(connection) as captured:
            made = record_observations(told, source=source, now=now)
        assert [fact.statement for fact in made] == [row[0].statement for row in told]
        return len(captured)

    assert write(2) == write(20)
    codes = list(Observation.objects.order_by("pk").values_list("code", flat=True))
    assert codes == [f"F{number:04d}" for number in range(1, 23)]
    assert Bearing.objects.count() == 22
