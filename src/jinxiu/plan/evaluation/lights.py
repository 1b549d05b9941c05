"""The city's light rules, from dated data, and each light in words: its colour, the figure that lit it, the rule."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jinxiu.engines.measuring import Colour, Gauge, Light, LightRule, LightStep, Result, State
from jinxiu.engines.measuring import light_of as _lit
from jinxiu.engines.terms import Stage
from jinxiu.plan.evaluation.figures import number

_COLOURS = {
    Colour.GREEN: pgettext_lazy("light", "Green light"),
    Colour.YELLOW: pgettext_lazy("light", "Yellow light"),
    Colour.RED: pgettext_lazy("light", "Red light"),
    Colour.VIOLET: pgettext_lazy("light", "Violet light"),
    Colour.OFF: pgettext_lazy("light", "No light"),
}
_GAUGES = {
    Gauge.POINTS_BEHIND: gettext_lazy("percentage points behind the share of time passed"),
    Gauge.MONTHS_OVERDUE: gettext_lazy("months past the month of the last day"),
    Gauge.DAYS_OVERDUE: gettext_lazy("days past the last day, not reached"),
    Gauge.DAYS_LATE: gettext_lazy("days past the last day when it was reached"),
    Gauge.STATE: gettext_lazy("the state alone"),
}


@cache
def light_rules() -> tuple[LightRule, ...]:
    """Return the rules of ``data/lights.toml``, in the order in which they are asked."""
    text = resources.files("jinxiu.plan.evaluation").joinpath("data/lights.toml").read_text(encoding="utf-8")
    return tuple(
        LightRule(
            row["code"],
            Gauge(row["gauge"]),
            tuple(
                LightStep(
                    Colour(step["light"]),
                    Fraction(str(step["up_to"])) if "up_to" in step else None,
                    step.get("noted", False),
                )
                for step in row["steps"]
            ),
            row["effective_from"],
            row.get("effective_to"),
            row["source"],
            frozenset(map(State, row.get("states", ()))),
            frozenset(map(Stage, row.get("stages", ()))),
        )
        for row in tomllib.loads(text)["rule"]
    )


def light_of(result: Result) -> Light:
    """Return the light of a result by the rules of its day."""
    return _lit(result, light_rules())


def in_force(day: date) -> Sequence[LightRule]:
    """Return the rules that hold on a day, in their order."""
    return [rule for rule in light_rules() if rule.in_force(day)]


def colour_name(colour: Colour) -> str:
    """Return the word for a colour."""
    return str(_COLOURS[colour])


def gauge_name(gauge: Gauge) -> str:
    """Return in words which figure a rule reads."""
    return str(_GAUGES[gauge])


def reading(light: Light) -> str:
    """Return the figure that lit a light, as a sentence; nothing where the state alone did.

    Points are shown to one decimal and never rounded to the other side of their step.
    """
    if light.rule is None or light.figure is None:
        return ""
    if light.rule.gauge is Gauge.POINTS_BEHIND:
        points = {"points": _points(light.figure, light.rule)}
        if light.figure > 0:
            return _("%(points)s points behind the share of time passed") % points
        return _("%(points)s points ahead of the share of time passed") % points
    return _counted(light.rule.gauge, int(light.figure))


def _counted(gauge: Gauge, n: int) -> str:
    """Return so many months or days in words."""
    if gauge is Gauge.MONTHS_OVERDUE:
        return ngettext("%(n)s month past its month", "%(n)s months past its month", n) % {"n": n}
    if gauge is Gauge.DAYS_LATE:
        return ngettext("reached %(n)s day late", "reached %(n)s days late", n) % {"n": n}
    if n == 0:
        return _("not reached on its last day")
    return ngettext("%(n)s day past its last day", "%(n)s days past its last day", n) % {"n": n}


def span(rule: LightRule, step: LightStep) -> str:
    """Return for which figures a step of a rule lights; nothing for the only step of a rule."""
    floor, end = rule.floor(step), step.up_to
    if floor is None and end is None:
        return ""
    unit = _("months") if rule.gauge is Gauge.MONTHS_OVERDUE else _("points")
    figures = {"low": _bare(floor), "high": _bare(end), "unit": unit}
    if floor is None and end == 0:
        return _("not behind")
    if floor is None:
        return _("up to %(high)s %(unit)s") % figures
    if end is None:
        return _("more than %(low)s %(unit)s") % figures
    return _("more than %(low)s, up to %(high)s %(unit)s") % figures


def words(light: Light) -> str:
    """Return a light in one line, as a hint over it: its colour, the figure that lit it, the step of the rule."""
    told = reading(light)
    if not told or light.rule is None or light.step is None:
        return colour_name(light.colour)
    said = {"light": colour_name(light.colour), "figure": told, "step": span(light.rule, light.step)}
    if light.rule.floor(light.step) is None:
        return _("%(light)s: %(figure)s") % said
    return _("%(light)s: %(figure)s (%(step)s)") % said


def _points(points: Fraction, rule: LightRule) -> str:
    """Return points without their sign, to one decimal; to more where one would put them on another step."""
    rounded = (Fraction(round(points * 10**places), 10**places) for places in range(1, 7))
    return _bare(abs(next((shown for shown in rounded if rule.step(shown) is rule.step(points)), points)))


def _bare(figure: Fraction | None) -> str:
    return "" if figure is None else number(Decimal(figure.numerator) / Decimal(figure.denominator))
