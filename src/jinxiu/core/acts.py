"""What this room's acts are called."""

from django.utils.translation import gettext_lazy as _

from jinxiu.core.naming import name_acts

name_acts(
    {
        "account.link.issue": _("Issued a sign-in link"),
        "account.link.use": _("Used a sign-in link"),
        "account.open": _("Opened an account"),
        "account.password.set": _("Set a password"),
        "account.sign-in": _("Signed in"),
        "account.sign-out": _("Signed out"),
        "city.load": _("Loaded the city's folder"),
    }
)
