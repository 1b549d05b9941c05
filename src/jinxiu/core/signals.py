"""Signing in and out are acts too."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account


@receiver(user_logged_in)
def signed_in(sender: object, user: Account, **kwargs: Any) -> None:  # noqa: ARG001
    """Leave a row for a sign-in, by password or by link."""
    with recorded(user, "account.sign-in", timezone.now()) as record:
        record.subject = user


@receiver(user_logged_out)
def signed_out(sender: object, user: Account | None, **kwargs: Any) -> None:  # noqa: ARG001
    """Leave a row for a sign-out; a session that had nobody leaves none."""
    if user is None:
        return
    with recorded(user, "account.sign-out", timezone.now()) as record:
        record.subject = user
