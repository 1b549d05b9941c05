"""The verbs of this room: who reports does not verify."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from jinxiu.core.models import Account
from jinxiu.core.permissions import Decision, may, verb


def reported_it(account: Account, observation: Any) -> str | None:
    """Refuse the account that reported the fact, and every account on the same post."""
    reporter = getattr(observation, "recorded_by", None)
    if reporter is None:
        return None
    if reporter.pk == account.pk:
        return _("You reported this yourself: another post verifies it.")
    if reporter.post_id is not None and reporter.post_id == account.post_id:
        return _("Your own post reported this: another post verifies it.")
    return None


verb("facts.read")
verb("facts.report")
verb("facts.verify", reported_it)
verb("facts.import")
verb("measures.read")
verb("measures.define")
verb("measures.link")


def may_correct(account: Account | AnonymousUser, observation: Any) -> Decision:
    """Answer whether the account may correct the fact: its reporter may, and every verifier."""
    if may(account, "facts.verify").allowed:
        return Decision(allowed=True, reason="")
    reporting = may(account, "facts.report")
    if reporting.allowed and observation.recorded_by_id != account.pk:
        return Decision(allowed=False, reason=_("Only who reported a fact, or a verifier, corrects it."))
    return reporting
