"""What this room's acts are called."""

from django.utils.translation import gettext_lazy as _

from jinxiu.core.naming import name_acts

name_acts(
    {
        "ledger.add": _("Added a promise"),
        "ledger.assign": _("Assigned an organisation"),
        "ledger.confirm": _("Confirmed a draft"),
        "ledger.confirm-all": _("Confirmed the remaining drafts"),
        "ledger.correct": _("Corrected and confirmed a draft"),
        "ledger.pillar": _("Placed a commitment on a pillar"),
        "ledger.reject": _("Rejected a draft"),
        "ledger.revise": _("Revised a target"),
        "ledger.split": _("Split a draft"),
        "ledger.table": _("Applied a task table"),
        "ledger.table-in": _("Took a task table in"),
        "ledger.unassign": _("Ended an assignment"),
        "ledger.undo": _("Undid a decision"),
    }
)
