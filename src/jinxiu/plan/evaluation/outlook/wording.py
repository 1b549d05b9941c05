"""Forecasts in words: how likely, resting on what, moved by what, and how much more is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jinxiu.engines.forecasting import Driver, Forecast, Need
from jinxiu.engines.terms import Rung
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.evaluation import wording
from jinxiu.plan.ledger.models import TargetDefinition

#: From which probability on which words stand for it.
_LIKELY = (
    (0.9, pgettext_lazy("forecast", "very likely")),
    (0.7, pgettext_lazy("forecast", "likely")),
    (0.4, pgettext_lazy("forecast", "open")),
    (0.1, pgettext_lazy("forecast", "unlikely")),
    (0.0, pgettext_lazy("forecast", "very unlikely")),
)
_REASONS = {
    "too_short": gettext_lazy("Too few figures are known for a trend: the range is a stated wide one."),
    "no_full_year": gettext_lazy(
        "No earlier year is known in full: how a year fills up is taken from a stated wide guess."
    ),
    "one_full_year": gettext_lazy("Only one earlier year is known in full: the range is wide."),
    "too_few_works": gettext_lazy("There are fewer projects than are promised."),
    "few_finished_steps": gettext_lazy(
        "Few steps of projects here are finished: how long they take is a stated wide guess."
    ),
}
_NONE = {
    "settled": gettext_lazy("It is settled: nothing is left to be foretold."),
    "no_deadline": gettext_lazy("It has no deadline, so there is no day to foretell."),
    "overdue": gettext_lazy("Its day has passed and nobody reported: a report decides, not a forecast."),
    "no_history": gettext_lazy("Nothing is known of it yet: whatever a forecast said would be made up."),
    "pushed_on": gettext_lazy("It promises no stage to be reached."),
}
_DRIVERS = {
    "gap": gettext_lazy("where the last figure stands"),
    "trend": gettext_lazy("the trend"),
    "season": gettext_lazy("the time of the year"),
    "work": gettext_lazy("the project"),
    "rung": gettext_lazy("the projects on one stage"),
}
RUNGS: Mapping[Rung, object] = {
    Rung.PLANNED: pgettext_lazy("rung", "planned"),
    Rung.SIGNED: pgettext_lazy("rung", "signed"),
    Rung.APPROVED: pgettext_lazy("rung", "approved"),
    Rung.STARTED: pgettext_lazy("rung", "started"),
    Rung.TOPPED_OUT: pgettext_lazy("rung", "topped out"),
    Rung.FINISHED: pgettext_lazy("rung", "finished"),
    Rung.PRODUCING: pgettext_lazy("rung", "in use"),
    Rung.FULL: pgettext_lazy("rung", "at full output"),
}
#: What the lines of the picture are called.
FIGURES = pgettext_lazy("forecast", "Reported")
MEDIAN = pgettext_lazy("forecast", "Expected (median)")
BAND = pgettext_lazy("forecast", "80 % of the chances")
TARGET = pgettext_lazy("forecast", "Target")
_NO_PROBABILITY = "—"


def percent(probability: float | None) -> str:
    """Write a probability as people say it: never 0 % nor 100 %, for nothing is certain before its day.

    >>> percent(0.724), percent(0.9999), percent(None)
    ('72%', '>99%', '—')
    """
    if probability is None:
        return _NO_PROBABILITY
    if probability >= 0.995:
        return ">99%"
    if probability < 0.005:
        return "<1%"
    return f"{Decimal(str(probability * 100)).quantize(Decimal(1), ROUND_HALF_UP)}%"


def share(value: float | None) -> str:
    """Write a share as a whole percentage, 0 % and 100 % included.

    >>> share(1.0), share(None)
    ('100%', '—')
    """
    if value is None:
        return _NO_PROBABILITY
    return f"{Decimal(str(value * 100)).quantize(Decimal(1), ROUND_HALF_UP)}%"


def likely(probability: float) -> str:
    """Return the word for a probability."""
    return str(next(words for least, words in _LIKELY if probability >= least))


def tone(probability: float) -> str:
    """Return the colour of a probability by name: the word beside it says the same."""
    return "good" if probability >= 0.7 else "open" if probability >= 0.4 else "poor"


def reason(forecast: Forecast) -> str:
    """Say why a forecast is wide; empty where the history is enough."""
    return str(_REASONS.get(forecast.reason, forecast.reason)) if forecast.reason else ""


def why_none(name: str) -> str:
    """Say why there is no forecast."""
    return str(_NONE.get(name, name))


def shown(value: float | None, definition: TargetDefinition) -> str:
    """Write a forecast figure with three figures that matter, and its unit.

    >>> shown(1234.5, TargetDefinition(unit="亿元"))
    '1230 亿元'
    """
    if value is None:
        return _NO_PROBABILITY
    if value == 0:
        return f"0 {definition.unit}".rstrip()
    exact = Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2), ROUND_HALF_UP)
    return f"{wording.number(Decimal(format(rounded, 'f')))} {definition.unit}".rstrip()


def driver(one: Driver, names: Mapping[str, str]) -> tuple[str, str]:
    """Return what moves a probability and by how many points."""
    what = str(_DRIVERS.get(one.name, one.name))
    if one.name == "work":
        what = names.get(one.key, one.key)
    elif one.name == "rung":
        what = _("projects now %(rung)s") % {"rung": _rung(one.key)}
    return what, f"{one.contribution * 100:+.0f}"


def need(one: Need, definition: TargetDefinition, names: Mapping[str, str]) -> str:
    """Say what would bring the probability to 80 %."""
    if one.name == "work" and one.rung is not None:
        said = _("%(work)s must be %(rung)s by %(day)s")
        return said % {"work": names.get(one.key, one.key), "rung": RUNGS[one.rung], "day": one.by.isoformat()}
    words = {"amount": shown(abs(one.amount or 0.0), definition), "day": one.by.isoformat()}
    if (one.amount or 0.0) < 0:
        return _("%(amount)s less a month than expected, until %(day)s") % words
    return _("%(amount)s more a month than expected, until %(day)s") % words


def expected(forecast: Forecast) -> str:
    """Say when the goal would be met at the median, with the early and the late end of the interval."""
    if forecast.expected_on is None:
        return _("not within five years at the median")
    early, late = forecast.interval_on
    ends = " – ".join(_day(day) for day in (early, late)) if early or late else ""
    return f"{forecast.expected_on.isoformat()} ({ends})" if ends else forecast.expected_on.isoformat()


def interval(forecast: Forecast, definition: TargetDefinition) -> str:
    """Write the 80 % interval of the value at the deadline; a stage has none."""
    if definition.type != Promise.Type.QUANTITY or forecast.low is None:
        return ""
    return f"{shown(forecast.low, definition)} – {shown(forecast.high, definition)}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "…"


def _rung(key: str) -> str:
    try:
        return str(RUNGS[Rung[key.upper()]])
    except KeyError:
        return key
