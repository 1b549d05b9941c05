"""One-time sign-in links."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, SignInLink


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(account: Account, now: datetime) -> str:
    """Return a fresh token for the account; earlier unused links of the account stop working."""
    token = secrets.token_urlsafe(32)
    with recorded(None, "account.link.issue", now) as record:
        record.subject = account
        SignInLink.objects.filter(account=account, used_at=None, expires_at__gt=now).update(expires_at=now)
        SignInLink.objects.create(
            account=account,
            token_hash=_hash(token),
            created_at=now,
            expires_at=now + timedelta(minutes=settings.SIGN_IN_LINK_MINUTES),
        )
    return token


def redeem(token: str, now: datetime) -> Account | None:
    """Return the account that the link signs in, and spend the link; None for one unknown, used or expired."""
    with recorded(None, "account.link.use", now) as record:
        spent = SignInLink.objects.filter(
            token_hash=_hash(token), used_at=None, expires_at__gt=now, account__is_active=True
        ).update(used_at=now)
        if not spent:
            record.nothing_done = True
            return None
        link = SignInLink.objects.select_related("account").get(token_hash=_hash(token))
        record.subject = record.actor = link.account
        return link.account
