"""What this room's acts are called."""

from django.utils.translation import gettext_lazy as _

from jinxiu.core.naming import name_acts

name_acts(
    {
        "facts.correct": _("Corrected a fact"),
        "facts.report": _("Reported a fact"),
        "facts.returned": _("Returned a fact"),
        "facts.verified": _("Verified a fact"),
    }
)
