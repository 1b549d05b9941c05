"""What this room's acts are called."""

from django.utils.translation import gettext_lazy as _

from jinxiu.core.naming import name_acts

name_acts(
    {
        "facts.correct": _("Corrected a fact"),
        "facts.fill-in": _("Reported figures in a table"),
        "facts.import": _("Wrote figures from a file"),
        "facts.import-resume": _("Took up an interrupted import"),
        "facts.import-in": _("Took in a file of figures"),
        "facts.report": _("Reported a fact"),
        "facts.returned": _("Returned a fact"),
        "facts.verified": _("Verified a fact"),
        "measures.define": _("Defined a measure"),
        "measures.link": _("Linked targets with a measure"),
        "measures.redefine": _("Defined a measure anew"),
        "measures.unlink": _("Undid the link of a target with a measure"),
    }
)
