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
