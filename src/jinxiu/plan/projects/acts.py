"""What this room's acts are called."""

from django.utils.translation import gettext_lazy as _

from jinxiu.core.naming import name_acts

name_acts(
    {
        "projects.add": _("Added a project"),
        "projects.block": _("Named a blocker"),
        "projects.correct": _("Corrected a project"),
        "projects.correct-blocker": _("Corrected a blocker"),
        "projects.correct-step": _("Corrected a step"),
        "projects.link": _("Linked a promise"),
        "projects.money-returned": _("Returned reported money"),
        "projects.money-verified": _("Verified reported money"),
        "projects.plan-money": _("Planned money"),
        "projects.plan-step": _("Planned a step"),
        "projects.report-money": _("Reported money"),
        "projects.report-step": _("Reported a step"),
        "projects.table": _("Took a project table"),
        "projects.table-in": _("Took in a project table"),
        "projects.unblock": _("Closed a blocker"),
        "projects.unlink": _("Unlinked a promise"),
    }
)
