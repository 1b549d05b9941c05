"""Every act leaves one row, rows are sealed to one another, and a change is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from jinxiu.core.audit import GENESIS, broken_links, recorded
from jinxiu.core.models import Account, AppendOnlyError, AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(account: Callable[..., Account], now: datetime) -> Account:
    actor = account("planner")
    for number in range(3):
        with recorded(actor, "test.act", now) as record:
            record.subject, record.data = actor, {"number": number, "text": "锦绣"}
    return actor


def test_each_row_holds_the_hash_of_the_one_before(trail: Account) -> None:
    rows = list(AuditEvent.objects.all())
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert rows[0].previous_hash == GENESIS
    assert [row.previous_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert list(broken_links()) == []


def test_an_act_that_fails_leaves_nothing(account: Callable[..., Account], now: datetime) -> None:
    actor = account("planner")

    def fail() -> None:
        with recorded(actor, "test.act", now):
            Account.objects.filter(pk=actor.pk).update(email="changed@example.cn")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    actor.refresh_from_db()
    assert actor.email == ""
    assert AuditEvent.objects.filter(action="test.act").count() == 0


def test_an_act_that_changes_nothing_leaves_no_row(account: Callable[..., Account], now: datetime) -> None:
    with recorded(account("planner"), "test.act", now) as record:
        record.nothing_done = True
    assert not AuditEvent.objects.filter(action="test.act").exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE core_auditevent SET action = 'other' WHERE number = 2", "row 2 (other) was changed"),
        ("UPDATE core_auditevent SET actor_name = 'somebody' WHERE number = 3", "row 3 (test.act) was changed"),
        ("DELETE FROM core_auditevent WHERE number = 2", "row 2 is missing"),
    ],
)
def test_a_row_changed_behind_our_back_is_found(trail: Account, statement: str, said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert any(said in sentence for sentence in broken_links())


def test_a_row_cannot_be_saved_again_or_deleted(trail: Account) -> None:
    event = AuditEvent.objects.get(number=2)
    event.action = "other"
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()


def test_every_act_has_a_name_in_words() -> None:
    import re
    from pathlib import Path

    from jinxiu.core.naming import name_of
    from jinxiu.plan.facts.models import Verification
    from jinxiu.plan.ledger.models import Decision

    source = Path(__file__).parents[2] / "src" / "jinxiu"
    codes = {
        code for path in source.rglob("*.py") for code in re.findall(r'recorded\([^"]*?"([\w.-]+)"', path.read_text())
    }
    codes |= {f"facts.{verdict}" for verdict in Verification.Verdict.values}
    codes |= {f"ledger.{verdict}" for verdict in Decision.Verdict.values}
    assert len(codes) > 20
    assert {code for code in codes if name_of(code) == code} == set()


def test_signing_in_and_out_are_acts(account: Callable[..., Account]) -> None:
    from django.test import Client

    client = Client()
    client.force_login(account("planner"), backend="django.contrib.auth.backends.ModelBackend")
    client.post("/sign-out/")
    assert list(AuditEvent.objects.values_list("action", "actor_name"))[1:] == [
        ("account.sign-in", "planner"),
        ("account.sign-out", "planner"),
    ]
