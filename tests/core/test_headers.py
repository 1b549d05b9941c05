"""What every answer says to the browser, and what forms demand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_pages_carry_a_strict_policy(client: Client) -> None:
    headers = client.get("/sign-in/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_form_without_its_token_is_refused(signed_in: Callable[..., Client]) -> None:
    account = signed_in("planner").session["_auth_user_id"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.clear()
    assert strict.post("/sign-out/").status_code == 403
    assert account


def test_cookies_are_not_for_scripts(client: Client) -> None:
    cookie = client.get("/sign-in/").cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_language_can_be_chosen_and_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://example.com/"})
    assert answer.headers["Location"] == "/"
    assert "Sign in" in client.get("/sign-in/").content.decode()


def test_what_is_refused_says_why(signed_in: Callable[..., Client]) -> None:
    answer = signed_in("viewer").get("/audit/")
    assert answer.status_code == 403
    assert "没有这项权限" in answer.content.decode()


def test_an_unknown_address_says_what_to_do(signed_in: Callable[..., Client]) -> None:
    answer = signed_in("viewer").get("/nowhere/")
    assert answer.status_code == 404
    assert "这里没有内容" in answer.content.decode()


def test_too_much_text_is_refused_with_what_to_do(signed_in: Callable[..., Client]) -> None:
    answer = signed_in("planner").post("/documents/hand-in/", {"text": "路" * 4_000_000})
    assert answer.status_code == 413
    assert "请分成几份" in answer.content.decode()
