"""Results in the reader's words: the engine names a formula and its figures, here both are said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from jinxiu.engines.measuring import Result, State
from jinxiu.engines.terms import Comparator, Stage, Trace
from jinxiu.engines.terms.comparator import ABOUT_TOLERANCE
from jinxiu.plan.evaluation import making
from jinxiu.plan.evaluation.figures import CLOSE, Figure, Figures, amount, day_words, number, stage_name
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.models import TargetDefinition

__all__ = [
    "Figure",
    "computation",
    "formula",
    "latest",
    "light_words",
    "not_scored",
    "number",
    "percent",
    "promised",
    "stage_name",
    "stage_seen",
    "state_name",
]

_STATES = {
    State.MET: pgettext_lazy("state", "Met"),
    State.ON_COURSE: pgettext_lazy("state", "On course"),
    State.BEHIND: pgettext_lazy("state", "Behind"),
    State.MISSED: pgettext_lazy("state", "Missed"),
    State.LATE: pgettext_lazy("state", "Late"),
    State.NOT_REPORTED: pgettext_lazy("state", "Not reported"),
    State.NOTHING_DUE: pgettext_lazy("state", "Nothing due"),
}
_SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.ABOUT: "≈",
    Comparator.EXACT: "=",
    Comparator.RANGE: "",
}


def state_name(state: State) -> str:
    """Return the word for a state."""
    return str(_STATES[state])


def not_scored() -> str:
    """Return what stands in the place of a state where a promise is in words alone."""
    return pgettext("state", "Not scored")


def light_words(result: Result) -> str:
    """Return what stands on the light: the state, and by how many days where it is late."""
    if result.state is State.LATE and result.days_late:
        return ngettext("late by %(days)d day", "late by %(days)d days", result.days_late) % {"days": result.days_late}
    return state_name(result.state)


def stage_seen(stage: Stage | str | None) -> str:
    """Return the name of a stage that a fact tells of: a work that is only being advanced has reached none yet."""
    return pgettext("stage seen", "under way") if stage == Stage.ADVANCE else stage_name(stage)


def percent(share: Fraction | None) -> str:
    """Return a share in per cent, to one decimal.

    >>> percent(Fraction(1, 3)), percent(Fraction(1, 2))
    ('33.3%', '50%')
    """
    return "—" if share is None else f"{number(Decimal(round(share * 1000)) / 10)}%"


def promised(definition: TargetDefinition) -> Figure:
    """Return what a definition promises: “≥ 3 个”, “5%—6%”, “开通”, or what a quality is about."""
    if definition.type == definition.Type.QUALITY:
        return Figure(labels.measure(definition))
    if definition.type == definition.Type.MILESTONE:
        return Figure(stage_name(definition.stage))
    comparator = Comparator(definition.comparator)
    unit = definition.unit
    if comparator is Comparator.RANGE:
        close = unit if unit in CLOSE else ""
        text = f"{number(definition.value)}{close}—{number(definition.value_to)}{close}"
        return Figure(text, "" if close else unit)
    return Figure(f"{_SIGNS[comparator]} {number(definition.value)}", unit)


def latest(result: Result, definition: TargetDefinition) -> Figure | None:
    """Return the latest figure or stage that is known, None where nothing is."""
    if result.value is not None:
        return Figure(number(result.value), definition.unit)
    return Figure(stage_seen(result.stage)) if result.stage is not None else None


def formula(trace: Trace) -> str:
    """Return in words how the result was found. Raises KeyError for a formula that nobody worded."""
    kind, verdict = trace.formula.split(".")
    if kind not in making.KINDS:
        return str(_FORMULAS[trace.formula][0]) % _worded(trace.figures)
    words = {"verdict": _FORMULAS[_alike(verdict)][0], "made": making.made(kind, trace.figures)}
    return _("%(verdict)s; the figure is: %(made)s") % words


def computation(trace: Trace) -> str:
    """Return the computation with its figures. Raises KeyError for a formula that nobody worded."""
    kind, verdict = trace.formula.split(".")
    if kind not in making.KINDS:
        return _FORMULAS[trace.formula][1](trace.figures)
    said = _FORMULAS[_alike(verdict)][1](trace.figures)
    made = making.computed(kind, trace.figures)
    return f"{made}{_('; ')}{said}" if made else said


def _alike(verdict: str) -> str:
    """Return the formula whose verdict is said in the same words, however the figure was made."""
    return f"judged.{verdict}" if f"judged.{verdict}" in _FORMULAS else f"quantity.{verdict}"


def _worded(figures: Figures) -> dict[str, str]:
    return {"stage": stage_name(figures.get("stage"))}


def _days(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _lateness(figures: Figures) -> str:
    return f"{day_words(figures['reached_on'])} − {day_words(figures['due'])} = {_days(figures['days'])}"


def _in_time(figures: Figures) -> str:
    if figures["due"] is None:
        return _("%(day)s; no day was set") % {"day": day_words(figures["seen_on"])}
    return f"{day_words(figures['seen_on'])} ≤ {day_words(figures['due'])}"


def _seen_after(figures: Figures) -> str:
    day = figures.get("reached_on") or figures["seen_on"]
    return _("seen on %(day)s > %(due)s; the day it was reached is not known") % {
        "day": day_words(day),
        "due": day_words(figures["due"]),
    }


def _stage_missed(figures: Figures) -> str:
    words = {
        "day": day_words(figures["seen_on"]),
        "reached": stage_seen(figures["reached"]),
        "due": day_words(figures["due"]),
        "days": _days((figures["as_of"] - figures["due"]).days),
    }
    return _("%(day)s: still at “%(reached)s”; due %(due)s, %(days)s past") % words


def _stage_open(figures: Figures) -> str:
    words = {
        "day": day_words(figures["seen_on"]),
        "reached": stage_seen(figures["reached"]),
        "left": _time_left(figures),
    }
    return _("%(day)s: at “%(reached)s”; %(left)s") % words


def _time_left(figures: Figures) -> str:
    if figures["due"] is None:
        return _("no day was set")
    return f"{day_words(figures['as_of'])} ≤ {day_words(figures['due'])}"


def _nothing(figures: Figures) -> str:
    return _("up to %(day)s: no fact that decides") % {"day": day_words(figures["as_of"])}


def _nothing_since(figures: Figures) -> str:
    return _("latest fact %(day)s < %(due)s") % {"day": day_words(figures["seen_on"]), "due": day_words(figures["due"])}


def _nothing_within(figures: Figures) -> str:
    if figures["due"] is None:
        return _nothing(figures)
    return _("%(first)s to %(last)s: no fact of progress") % {
        "first": day_words(figures["begins"]),
        "last": day_words(figures["due"]),
    }


def _within(figures: Figures) -> str:
    if figures["due"] is None:
        return _("%(day)s; no day was set") % {"day": day_words(figures["seen_on"])}
    return f"{day_words(figures['begins'])} ≤ {day_words(figures['seen_on'])} ≤ {day_words(figures['due'])}"


def _goal(figures: Figures) -> str:
    """The number that has to be reached: ten per cent below what “about” names, the lower end of a range."""
    goal = amount(figures, "target")
    if figures["comparator"] is Comparator.ABOUT:
        return f"{goal} × {number((1 - ABOUT_TOLERANCE) * 100)}%"
    return goal


def _held(figures: Figures) -> str:
    comparator: Comparator = figures["comparator"]
    day = day_words(figures["reached_on"])
    if not comparator.holds(figures["value"], figures["target"]):
        words = {"day": day, "value": amount(figures, "value")}
        return _("reached on %(day)s; latest %(value)s") % words
    return _("%(value)s ≥ %(goal)s (%(day)s)") % {
        "value": amount(figures, "value"),
        "goal": _goal(figures),
        "day": day,
    }


def _gap(figures: Figures) -> str:
    return f"{amount(figures, 'target')} − {amount(figures, 'value')} = {amount(figures, 'gap')}"


def _missed(figures: Figures) -> str:
    return _("%(gap)s (figure of %(day)s, due %(due)s)") % {
        "gap": _gap(figures),
        "day": day_words(figures["seen_on"]),
        "due": day_words(figures["due"]),
    }


def _progress(figures: Figures) -> str:
    share, elapsed, tolerance = figures["share"], figures["elapsed"], figures["tolerance"]
    if share is None or elapsed is None or tolerance is None:
        return _gap(figures)
    sign = "<" if share < elapsed - tolerance else "≥"
    done = f"{number(figures['value'])} ÷ {number(figures['target'])} = {percent(share)}"
    return f"{done} {sign} {percent(elapsed)} − {percent(tolerance)}"


def _bound(figures: Figures) -> str:
    holds = figures["comparator"].holds(figures["value"], figures["target"])
    signs = ("≤", ">") if figures["comparator"] is Comparator.AT_MOST else ("≥", "<")
    return f"{amount(figures, 'value')} {signs[not holds]} {_goal(figures)}"


def _nothing_due(figures: Figures) -> str:
    return f"0 ÷ 0 ({day_words(figures['seen_on'])})"


#: Formula → its words (``%(stage)s`` is the stage promised), and what writes the computation.
_FORMULAS: dict[str, tuple[Any, Callable[[Figures], str]]] = {
    "milestone.late": (gettext_lazy("Day on which “%(stage)s” was reached − last day of the period"), _lateness),
    "milestone.reached_in_time": (gettext_lazy("“%(stage)s” was reached by the last day of the period"), _in_time),
    "milestone.reached_day_unknown": (
        gettext_lazy("“%(stage)s” was seen reached after the period; whether in time or late cannot be told"),
        _seen_after,
    ),
    "milestone.missed": (
        gettext_lazy("The period is over, and a fact from its end or later shows “%(stage)s” not reached"),
        _stage_missed,
    ),
    "milestone.under_way": (gettext_lazy("The period is not over; “%(stage)s” is not reached yet"), _stage_open),
    "milestone.silent": (gettext_lazy("No dated fact tells whether “%(stage)s” was reached"), _nothing),
    "milestone.silent_since": (
        gettext_lazy("The period is over; no fact since its end tells whether “%(stage)s” was reached"),
        _nothing_since,
    ),
    "advance.silent": (gettext_lazy("No fact of progress within the period"), _nothing_within),
    "advance.kept": (gettext_lazy("Progress was seen within the period: the promise is kept"), _within),
    "advance.under_way": (gettext_lazy("Progress was seen; the period is not over"), _within),
    "quantity.silent": (gettext_lazy("No dated figure can be held against the target"), _nothing),
    "quantity.late": (gettext_lazy("Day on which the target was reached − last day of the period"), _lateness),
    "quantity.reached": (gettext_lazy("The figure reached the target by the last day of the period"), _held),
    "quantity.reached_day_unknown": (
        gettext_lazy("The target was seen reached after the period; whether in time or late cannot be told"),
        _seen_after,
    ),
    "quantity.missed": (gettext_lazy("The period is over; target − figure"), _missed),
    "quantity.silent_since": (gettext_lazy("The period is over; no figure since its end"), _nothing_since),
    "quantity.behind": (gettext_lazy("Share done against share of time passed − tolerance"), _progress),
    "quantity.under_way": (gettext_lazy("Share done against share of time passed − tolerance"), _progress),
    "bound.kept": (gettext_lazy("At the end of the period the figure lies within the bound"), _bound),
    "bound.broken": (gettext_lazy("At the end of the period the figure lies beyond the bound"), _bound),
    "bound.holding": (gettext_lazy("The period is not over; the figure lies within the bound"), _bound),
    "bound.exceeded": (gettext_lazy("The period is not over; the figure lies beyond the bound"), _bound),
    # Of figures that were made from others.
    "judged.kept": (gettext_lazy("At the end of the period the figure keeps what was promised"), _bound),
    "judged.broken": (gettext_lazy("At the end of the period the figure does not keep what was promised"), _bound),
    "judged.holding": (gettext_lazy("The period is not over; so far the figure keeps what was promised"), _bound),
    "judged.exceeded": (gettext_lazy("The period is not over; the figure does not keep what was promised"), _bound),
    "judged.nothing_due": (gettext_lazy("Nothing was due: of nothing there is no share"), _nothing_due),
}
