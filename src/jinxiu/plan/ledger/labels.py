"""What cards say in words: the promised number or stage, the deadline, the reader's rule."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinxiu.plan.documents.models import Promise
from jinxiu.plan.documents.queries import LOW_CONFIDENCE

#: From this confidence on the reader calls itself sure, and drafts are offered to be confirmed together.
SURE = 0.85
_SIGNS = {">=": "≥", "<=": "≤", "≈": "≈", "=": "="}

#: The rules of the reading engine, in words for the person who reviews.
_RULES = {
    "number": gettext_lazy("number"),
    "number-of-earlier-subject": gettext_lazy("number of an earlier subject"),
    "stage-of-earlier-work": gettext_lazy("stage of an earlier work"),
    "work-then-stage": gettext_lazy("work, then stage"),
    "stage-then-work": gettext_lazy("stage, then work"),
    "award": gettext_lazy("title to be won"),
    "pushed-on": gettext_lazy("work pushed on"),
    "work-then-push": gettext_lazy("work, then the push"),
    "each": gettext_lazy("each of several"),
    "respectively": gettext_lazy("several in their order"),
    "passed": gettext_lazy("title to be confirmed"),
    "dated-document": gettext_lazy("paper with a date of its own"),
    "dated-duty": gettext_lazy("duty with a date of its own"),
}

_ROLES = {
    "lead": gettext_lazy("leads"),
    "support": gettext_lazy("supports"),
    "responsible": gettext_lazy("answers for it"),
    "shared": gettext_lazy("each for its own part"),
}

#: Why the reader took a number for no target.
_REASONS = {
    "ordinal": gettext_lazy("it gives an order"),
    "duration": gettext_lazy("it is a length of time"),
    "size": gettext_lazy("it is the size of a named thing"),
    "baseline": gettext_lazy("it is where things stand now"),
    "existing": gettext_lazy("it counts what exists already"),
    "abstract": gettext_lazy("it counts points of the text"),
    "threshold": gettext_lazy("it is the threshold of a class"),
    "subject": gettext_lazy("it belongs to the subject"),
    "attribute": gettext_lazy("it describes a named thing"),
    "capacity": gettext_lazy("it is the capacity of a named thing"),
    "radius": gettext_lazy("it is a distance or radius"),
    "date": gettext_lazy("it is a date"),
    "quoted": gettext_lazy("it stands in a quotation"),
    "label": gettext_lazy("it is part of a name"),
    "place": gettext_lazy("it says where"),
}

#: How sure the reader is, from which confidence on.
_SURE = (
    (SURE, gettext_lazy("sure")),
    (LOW_CONFIDENCE, gettext_lazy("fairly sure")),
    (0.0, gettext_lazy("not sure")),
)

_BASES = {
    "written": gettext_lazy("written"),
    "inherited": gettext_lazy("inherited"),
}


def number(value: Decimal | None) -> str:
    """Return a number without trailing zeros, with its thousands apart.

    >>> number(Decimal("2500.500000"))
    '2,500.5'
    """
    if value is None:
        return "?"
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def measure(promise: Promise) -> str:
    """Return what is promised: ``≥ 3 个``, ``5—6 %``, the stage, or what a quality is about."""
    if promise.type == Promise.Type.QUALITY:
        return kind(promise.kind) if promise.kind else str(Promise.Type.QUALITY.label)
    if promise.type == Promise.Type.MILESTONE:
        return str(Promise.StageChoice(promise.stage).label) if promise.stage else "?"
    if promise.comparator == Promise.ComparatorChoice.RANGE:
        return f"{number(promise.value)}—{number(promise.value_to)} {promise.unit}".strip()
    sign = _SIGNS.get(promise.comparator, "?")
    return f"{sign} {number(promise.value)} {promise.unit}".strip()


def due(promise: Promise, basis: str = "") -> str:
    """Return the deadline, and whether the text writes it or the context gives it."""
    if promise.due is None:
        return ""
    words = _BASES.get(basis)
    day = promise.due.isoformat()
    return _("%(day)s (%(basis)s)") % {"day": day, "basis": words} if words else day


def rule(name: str) -> str:
    """Return the name of a reader's rule; qualities are read by the words of their kind."""
    if name in Promise.KindChoice.values:
        return _("words without a number: %(kind)s") % {"kind": kind(name)}
    return str(_RULES.get(name, name))


def not_a_target(reason: str) -> str:
    """Return the sentence on a number that names something."""
    return _("No target: %(reason)s.") % {"reason": _REASONS.get(reason, reason)}


def kind(code: str) -> str:
    """Return what kind of promise a draft is, in words."""
    if not code:
        return _("kind not said")
    return str(Promise.KindChoice(code).label) if code in Promise.KindChoice.values else code


def sure(confidence: float) -> str:
    """Return how sure the reader is, in words and as a number."""
    words = next(words for least, words in _SURE if confidence >= least)
    return f"{words} {confidence:.2f}"


def role(code: str) -> str:
    """Return what part a body has that the text names."""
    return str(_ROLES.get(code, code))
