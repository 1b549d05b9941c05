"""What this room's acts are called."""

from django.utils.translation import gettext_lazy as _

from jinxiu.core.naming import name_acts

name_acts(
    {
        "outcomes.pair": _("Asked for a review to be compared with a plan"),
        "outcomes.paired": _("Compared a review with a plan"),
        "outcomes.resume": _("Took up an interrupted comparison"),
        "outcomes.confirm": _("Confirmed what a review says of a promise"),
        "outcomes.correct": _("Corrected and confirmed what a review says of a promise"),
        "outcomes.confirm-all": _("Confirmed what a review says of several promises"),
        "outcomes.by-hand": _("Paired a promise with a sentence of a review"),
        "outcomes.reject": _("Said that a review speaks of another thing"),
        "outcomes.undo": _("Took back what was confirmed of a review"),
    }
)
