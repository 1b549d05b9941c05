"""`jinxiu link` and `jinxiu account`."""

from __future__ import annotations

import os

from django.urls import reverse
from django.utils import timezone

from jinxiu.core import actions, links
from jinxiu.core.models import Account, Post


def link(username: str, base: str | None = None) -> str:
    """Return the address of a fresh one-time link; ValueError where there is no such account."""
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        names = ", ".join(Account.objects.values_list("username", flat=True)) or "none yet; run jinxiu up first"
        raise ValueError(f"there is no account {username}; there are: {names}")
    token = links.issue(account, timezone.now())
    base = base or os.environ.get("JINXIU_ADDRESS", "http://127.0.0.1:8000")
    return base + reverse("core:sign-in-by-link", args=[token])


def open_account(username: str, roles: list[str], post: str | None) -> str:
    """Open an account; return its one-time link."""
    held = None
    if post is not None and (held := Post.objects.filter(code=post).first()) is None:
        raise ValueError(f"there is no post {post}; posts.csv of the city's folder lists them")
    actions.open_account(username, roles, timezone.now(), post=held)
    return link(username)
