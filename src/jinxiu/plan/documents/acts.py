"""What this room's acts are called."""

from django.utils.translation import gettext_lazy as _

from jinxiu.core.naming import name_acts

name_acts(
    {
        "document.hand-in": _("Handed in a document"),
        "document.read": _("Read a document"),
        "document.read-again": _("Asked for another reading"),
        "document.resume": _("Took up an interrupted reading"),
    }
)
