"""How a figure was made from others, in words: sums of a period, growth, shares, counts, comparisons."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jinxiu.engines.measuring import Aggregation, Kind
from jinxiu.plan.evaluation.figures import Figures, amount, day_words, stage_name

_BROUGHT_TOGETHER = {
    Aggregation.LAST: gettext_lazy("latest running total of the period"),
    Aggregation.SUM: gettext_lazy("sum of the figures of the period"),
    Aggregation.MEAN: gettext_lazy("mean of the figures of the period"),
    Aggregation.MAX: gettext_lazy("largest figure of the period"),
    Aggregation.MIN: gettext_lazy("smallest figure of the period"),
}
_MADE = {
    Kind.GROWTH: gettext_lazy("(figure − figure of the same day a year before) ÷ the latter"),
    Kind.INCREMENT: gettext_lazy("figure − baseline"),
    Kind.SHARE: gettext_lazy("latest part ÷ latest whole"),
    Kind.RATE: gettext_lazy("sum of the parts ÷ sum of the wholes, of the period"),
    Kind.DIFFERENCE: gettext_lazy("own figure − figure of the measure compared with, of one day"),
    Kind.RATIO: gettext_lazy("own figure ÷ figure of the measure compared with, of one day"),
}
_AS_TOLD = {
    Kind.GROWTH: gettext_lazy("growth told as such"),
    Kind.INCREMENT: gettext_lazy("increment told as such"),
    Kind.SHARE: gettext_lazy("share told as such"),
    Kind.RATE: gettext_lazy("rate told as such"),
    Kind.COUNT: gettext_lazy("number of works told as such"),
    Kind.DIFFERENCE: gettext_lazy("difference told as such"),
    Kind.RATIO: gettext_lazy("ratio told as such"),
}
#: Kinds whose figures are made from others.
KINDS = frozenset({kind.value for kind in Kind if kind is not Kind.LEVEL})


def made(kind: str, figures: Figures) -> str:
    """Return in words how the figure was made."""
    if "figure" in figures and figures["figure"] is None:
        return str(_AS_TOLD[Kind(kind)])
    if kind == Kind.RATE and figures["aggregation"] is not Aggregation.SUM:
        return _("latest running total of the parts ÷ that of the wholes, of the period")
    if kind == Kind.COUNT and figures["aggregation"] is Aggregation.SUM:
        return _("how many reached “%(stage)s” on a day of the period") % {"stage": stage_name(figures["stage"])}
    if kind == Kind.COUNT:
        return _("how many reached “%(stage)s”") % {"stage": stage_name(figures["stage"])}
    if kind in {Kind.CUMULATIVE, Kind.SPENDING}:
        words = str(_BROUGHT_TOGETHER[figures["aggregation"]])
        return _("spending, %(made)s") % {"made": words} if kind == Kind.SPENDING else words
    return str(_MADE[Kind(kind)])


def computed(kind: str, figures: Figures) -> str:
    """Return the computation of the figure; empty where there is none to show."""
    if "value" not in figures or figures["value"] is None:
        return ""
    value = amount(figures, "value")
    if kind in {Kind.CUMULATIVE, Kind.SPENDING}:
        n = figures["told"]
        since = ngettext("%(n)d figure since %(day)s: %(value)s", "%(n)d figures since %(day)s: %(value)s", n)
        return since % {"n": n, "day": day_words(figures["begins"]), "value": value}
    if "figure" in figures and figures["figure"] is None:
        return _("%(value)s (%(day)s)") % {"value": value, "day": day_words(figures["seen_on"])}
    if kind == Kind.COUNT:
        n = figures["told"]
        return ngettext("of %(n)d fact: %(value)s", "of %(n)d facts: %(value)s", n) % {"n": n, "value": value}
    return _of_two(kind, figures, value) if figures["other"] is not None else ""


def _of_two(kind: str, figures: Figures, value: str) -> str:
    own, other = (_dated(figures, name) for name in ("figure", "other"))
    if kind == Kind.GROWTH:
        return f"({own} − {other}) ÷ {amount(figures, 'other', figures['figures_unit'])} = {value}"
    return f"{own} {'−' if kind in {Kind.INCREMENT, Kind.DIFFERENCE} else '÷'} {other} = {value}"


def _dated(figures: Figures, name: str) -> str:
    """Return a figure with its day; sums of a period and baselines that were named have none."""
    said = amount(figures, name, figures["figures_unit"])
    day = figures.get(f"{name}_on")
    return _("%(value)s (%(day)s)") % {"value": said, "day": day_words(day)} if day else said
