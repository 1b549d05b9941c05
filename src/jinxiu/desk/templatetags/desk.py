"""Lights, state bars, figures and source lines: the same on every page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jinxiu.core.models import Source
from jinxiu.engines.measuring import Result, State
from jinxiu.plan.evaluation import lights, wording
from jinxiu.plan.evaluation.queries import Quality, Row, reported
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.ledger.models import TargetDefinition

register = template.Library()
#: Width of a state bar in its own units; the page stretches it.
_BAR = 1000


@register.simple_tag
def light(result: Result | Row | Quality) -> SafeString:
    """Return the light of a result, or of the result that speaks for a row; a promise in words alone has none."""
    if isinstance(result, Quality):
        return not_scored()
    spoken = result.result if isinstance(result, Row) else result
    lit = lights.light_of(spoken)
    kind = f"{spoken.state.value} lit-{lit.colour.value}{' noted' if lit.noted else ''}"
    return format_html(
        '<span class="light {}" title="{}">{}</span>', kind, lights.words(lit), wording.light_words(spoken)
    )


@register.inclusion_tag("desk/_lit.html")
def lit_by(row: Row) -> dict[str, object]:
    """Return which rule lit a row's light, the figure that did, and where the rule comes from."""
    lit = lights.light_of(row.result)
    return {
        "lit": lit,
        "colour": lights.colour_name(lit.colour),
        "reading": lights.reading(lit),
        "step": lights.span(lit.rule, lit.step) if lit.rule and lit.step else "",
        "as_of": row.result.as_of,
    }


@register.simple_tag
def not_scored() -> SafeString:
    """Return what stands in the place of a light where nothing is scored."""
    return format_html('<span class="light not_scored">{}</span>', wording.not_scored())


@register.simple_tag
def light_words(row: Row | Quality) -> str:
    """Return the words of a row's light alone."""
    return wording.light_words(row.result) if isinstance(row, Row) else wording.not_scored()


@register.simple_tag
def state_light(state: State) -> SafeString:
    """Return the light of a state alone."""
    return format_html('<span class="light {}">{}</span>', state.value, wording.state_name(state))


@register.simple_tag
def state_bar(counts: Mapping[State, int]) -> SafeString:
    """Return the bar that shows states by their share; its words say the same for those who cannot see it."""
    total = sum(counts.values())
    words = "，".join(f"{wording.state_name(state)} {n}" for state, n in counts.items() if n) or _("nothing promised")
    rects, at = [], 0
    for state, n in counts.items():
        if n:
            end = at + n
            x, width = at * _BAR // total, (end * _BAR // total) - (at * _BAR // total)
            rects.append((state.value, x, width))
            at = end
    return format_html(
        '<svg class="bar" viewBox="0 0 {} 8" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        _BAR,
        words,
        format_html_join("", '<rect class="{}" x="{}" y="0" width="{}" height="8"></rect>', rects),
    )


@register.simple_tag
def figure(shown: wording.Figure | None) -> SafeString:
    """Return a figure with its unit small; a dash for none."""
    if shown is None:
        return format_html('<span class="faint">{}</span>', "—")
    return format_html("{}<small>{}</small>", shown.text, shown.unit) if shown.unit else format_html("{}", shown.text)


@register.simple_tag
def promised(definition: TargetDefinition) -> SafeString:
    """Return what a definition promises, its unit small."""
    return figure(wording.promised(definition))


@register.simple_tag
def latest(row: Row | Quality) -> SafeString:
    """Return the latest figure or stage of a target without a scope; of one with a scope, how many reported."""
    if isinstance(row, Quality):
        return figure(None)
    if row.results[0].member is None:
        return figure(wording.latest(row.result, row.definition))
    done, members = reported(row)
    return format_html("{} / {}<small>{}</small>", done, members, pgettext("after a number", "reported"))


@register.simple_tag
def formula(row: Row) -> str:
    """Return in words how a result was found."""
    return wording.formula(row.result.trace)


@register.filter
def number(value: Decimal | None) -> str:
    """Return a number without trailing zeros."""
    return wording.number(value)


@register.filter
def under(mapping: Mapping[int, str], key: int) -> str:
    """Return what stands under a key; nothing where there is none."""
    return mapping.get(key, "")


@register.filter
def day(value: date | None) -> str:
    """Return a day as 2024-12-31."""
    return value.isoformat() if value else "—"


@register.simple_tag
def source_line(observation: Observation) -> str:
    """Return where a fact comes from: title, publisher, date, how directly it says so."""
    return " · ".join([*_source(observation.source), str(observation.get_confidence_display())])


@register.simple_tag
def source_words(source: Source | None) -> str:
    """Return title, publisher and date of a source."""
    return " · ".join(_source(source)) if source else ""


def _source(source: Source) -> list[str]:
    published = source.published_on.isoformat() if source.published_on else _("date not seen")
    return [part for part in (source.title, source.publisher, published) if part]
