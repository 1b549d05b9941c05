"""The verbs of this room: who reports does not verify, be it a step (which is a fact) or money."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from jinxiu.core.models import Account
from jinxiu.core.permissions import Decision, may, verb
from jinxiu.plan.facts.permissions import reported_it
from jinxiu.plan.projects.models import Money

verb("projects.read")
#: Adds projects, corrects particulars, plans steps and money, links promises.
verb("projects.keep")
#: Reports steps reached, money done and blockers.
verb("projects.report")
#: Verifies money done, or returns it; a reported step is a fact and is verified as one.
verb("projects.verify", reported_it)
#: Brings tables back; what may be written by it is asked for as on the pages.
verb("projects.import")


def may_correct_money(account: Account | AnonymousUser, report: Money) -> Decision:
    """Answer whether the account may correct reported money: its reporter may, and every verifier, as with facts."""
    if may(account, "projects.verify").allowed:
        return Decision(allowed=True, reason="")
    reporting = may(account, "projects.report")
    if reporting.allowed and report.recorded_by_id != account.pk:
        return Decision(allowed=False, reason=_("Only who reported money, or a verifier, corrects it."))
    return reporting
