"""Figures as officials write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext_lazy

from jinxiu.engines.terms import Stage

Figures = Mapping[str, Any]
_STAGES = {
    Stage.ADVANCE: pgettext_lazy("stage", "advance"),
    Stage.APPROVE: pgettext_lazy("stage", "approved"),
    Stage.START: pgettext_lazy("stage", "started"),
    Stage.FINISH: pgettext_lazy("stage", "finished"),
    Stage.OPEN: pgettext_lazy("stage", "opened"),
    Stage.PRODUCE: pgettext_lazy("stage", "in production"),
}

#: How many digits only an endless quotient has, and to how many places it is shown.
_ENDLESS, _PLACES = 28, 6
#: Units that stand close to their number.
CLOSE = frozenset("% ％ ‰".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is shown: the page sets the unit small."""

    text: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.text}{'' if self.unit in CLOSE or not self.unit else ' '}{self.unit}"


def number(value: Decimal | None) -> str:
    """Return a number without trailing zeros; an endless quotient to six places.

    >>> number(Decimal("28.737000")), number(Decimal("300.000000"))
    ('28.737', '300')
    """
    if value is None:
        return "—"
    if len(value.as_tuple().digits) >= _ENDLESS:
        value = round(value, _PLACES)
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def day_words(day: date | None) -> str:
    """Return a day, a dash for none."""
    return day.isoformat() if day else "—"


def amount(figures: Figures, name: str, unit: str | None = None) -> str:
    """Return one of the figures with its unit: the target's, or another."""
    return str(Figure(number(figures.get(name)), figures.get("unit", "") if unit is None else unit))


def stage_name(stage: Stage | str | None) -> str:
    """Return the word for a stage; nothing for none."""
    return str(_STAGES[Stage(stage)]) if stage else ""
