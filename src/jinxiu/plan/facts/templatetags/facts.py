"""How a fact is written in a line."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from jinxiu.plan.facts import queries
from jinxiu.plan.facts.models import Observation

register = template.Library()


@register.filter
def figure(fact: Observation) -> str:
    """The figure with its unit; empty where the fact has none."""
    return queries.figure(fact.value, fact.unit)


@register.filter
def source_line(fact: Observation) -> str:
    """Title · publisher · date · confidence."""
    return f"{fact.source.title} · {source_rest(fact)}"


@register.filter
def source_rest(fact: Observation) -> str:
    """Publisher · date · confidence; what is unknown says so."""
    source = fact.source
    published = source.published_on.isoformat() if source.published_on else _("date not seen")
    return " · ".join((source.publisher or _("publisher not stated"), published, str(fact.get_confidence_display())))
