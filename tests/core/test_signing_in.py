"""One-time links, passwords, lockout, signing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from jinxiu.core import links
from jinxiu.core.models import Account, SignInLink

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.fixture
def planner(account: Callable[..., Account]) -> Account:
    return account("planner", name="planner")


def address(token: str) -> str:
    return f"/sign-in/link/{token}/"


def test_a_link_signs_in_once(planner: Account, client: Client) -> None:
    token = links.issue(planner, timezone.now())
    assert client.get(address(token)).headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(planner.pk)
    again = Client().get(address(token), follow=True)
    assert "已用过或已过期" in again.content.decode()


def test_a_link_expires(planner: Account, now: datetime) -> None:
    token = links.issue(planner, now)
    assert links.redeem(token, now + timedelta(minutes=31)) is None
    assert links.redeem(token, now + timedelta(minutes=29)) == planner


def test_a_new_link_ends_the_one_before(planner: Account, now: datetime) -> None:
    old = links.issue(planner, now)
    new = links.issue(planner, now)
    assert links.redeem(old, now) is None
    assert links.redeem(new, now) == planner


def test_only_the_hash_of_a_token_is_kept(planner: Account, now: datetime) -> None:
    token = links.issue(planner, now)
    assert token not in str(list(SignInLink.objects.values()))


def test_a_closed_account_cannot_use_its_link(planner: Account, now: datetime) -> None:
    token = links.issue(planner, now)
    Account.objects.filter(pk=planner.pk).update(is_active=False)
    assert links.redeem(token, now) is None


def sign_in(client: Client, password: str) -> int:
    return client.post("/sign-in/", {"username": "planner", "password": password}).status_code


def test_five_failures_lock_the_account(planner: Account, client: Client) -> None:
    planner.set_password(PASSWORD)
    planner.save()
    assert [sign_in(client, "wrong") for _ in range(5)] == [200, 200, 200, 200, 429]
    locked = client.post("/sign-in/", {"username": "planner", "password": PASSWORD})
    assert locked.status_code == 429
    assert "锁定30分钟" in locked.content.decode()


def test_the_right_password_signs_in(planner: Account, client: Client) -> None:
    planner.set_password(PASSWORD)
    planner.save()
    assert sign_in(client, PASSWORD) == 302


def test_no_account_has_a_password_to_begin_with(planner: Account) -> None:
    assert not planner.has_usable_password()


@pytest.mark.parametrize("weak", ["short", "12345678901", "planner-planner", "password123"])
def test_weak_passwords_are_refused(signed_in: Callable[..., Client], weak: str) -> None:
    client = signed_in("planner", name="planner-planner")
    answer = client.post("/account/", {"new_password1": weak, "new_password2": weak})
    assert answer.status_code == 200
    assert not Account.objects.get().has_usable_password()


def test_signing_out_ends_the_session(signed_in: Callable[..., Client]) -> None:
    client = signed_in("planner")
    client.post("/sign-out/")
    assert client.get("/account/").status_code == 302


def test_pages_send_strangers_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/ledger/?state=late")
    assert urlsplit(answer.headers["Location"]).path == "/sign-in/"
    assert "state%3Dlate" in answer.headers["Location"]
