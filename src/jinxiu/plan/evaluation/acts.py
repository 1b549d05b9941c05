"""What this room's acts are called."""

from django.utils.translation import gettext_lazy as _

from jinxiu.core.naming import name_acts

name_acts({"evaluation.forecast": _("Forecast the open targets")})
