"""Probabilities and their track record."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jinxiu.engines.forecasting import Tenth
from jinxiu.plan.evaluation.outlook import wording

register = template.Library()
#: Width of a bar of the track record in its own units; the page stretches it.
_BAR = 1000


@register.simple_tag
def percent(probability: float | None) -> str:
    """Return a share as a whole percentage."""
    return wording.share(probability)


@register.simple_tag
def tenth_bar(tenth: Tenth) -> SafeString:
    """Return the interval of what was met as a bar, with what was said as a mark; its words say the same."""
    low, high, met, said = (round((x or 0.0) * _BAR) for x in (tenth.low, tenth.high, tenth.met, tenth.said))
    words = _("met %(met)s, between %(low)s and %(high)s; said %(said)s") % {
        "met": wording.share(tenth.met),
        "low": wording.share(tenth.low),
        "high": wording.share(tenth.high),
        "said": wording.share(tenth.said),
    }
    return format_html(
        '<svg class="tenth" viewBox="0 0 {} 16" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="all" x="0" y="6" width="{}" height="4"></rect>'
        '<rect class="range" x="{}" y="4" width="{}" height="8"></rect>'
        '<rect class="met" x="{}" y="1" width="8" height="14"></rect>'
        '<rect class="said" x="{}" y="0" width="4" height="16"></rect></svg>',
        _BAR,
        words,
        _BAR,
        low,
        max(high - low, 4),
        max(met - 4, 0),
        max(said - 2, 0),
    )
