"""Every write of this room: check, then do, one transaction, one audit row."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Post, RoleGrant
from jinxiu.core.permissions import roles


def open_account(username: str, role_codes: list[str], now: datetime, *, post: Post | None = None) -> Account:
    """Open an account without a password: it signs in with a one-time link first.

    Raises ValueError for a role that does not exist or a name that is taken.
    """
    if unknown := set(role_codes) - set(roles()):
        raise ValueError(f"there is no role {', '.join(sorted(unknown))}; there are {', '.join(sorted(roles()))}")
    if Account.objects.filter(username=username).exists():
        raise ValueError(f"the account {username} exists already; choose another name")
    with recorded(None, "account.open", now) as record:
        account = Account(username=username, post=post, created_at=now)
        account.set_unusable_password()
        account.full_clean(exclude=["password"])
        account.save()
        RoleGrant.objects.bulk_create(RoleGrant(account=account, role=role, granted_at=now) for role in role_codes)
        record.subject = account
        record.data = {"username": username, "roles": role_codes}
    return account


def set_password(account: Account, password: str, now: datetime) -> None:
    """Give the account a new password."""
    with recorded(account, "account.password.set", now) as record:
        account.set_password(password)
        account.save(update_fields=["password"])
        record.subject = account


def role_names(account: Account) -> list[str]:
    """Return the names of the roles that the account holds, in the language of the page."""
    chinese = (get_language() or "").startswith("zh")
    held = account.grants.filter(ended_at=None).values_list("role", flat=True)
    return [roles()[code].name_zh if chinese else roles()[code].name_en for code in held if code in roles()]
