"""The bridge to ``engines.measuring.silence``: what is missing of a measure, and by which dated rule."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from django.utils import timezone

from jinxiu.engines.measuring.silence import Frequency, GraceRule, Silence, rule_of, silence
from jinxiu.plan.facts.models import Measure, MeasureTarget, MeasureVersion


@cache
def grace_rules() -> tuple[GraceRule, ...]:
    """Return the dated rules of ``data/grace.toml``."""
    text = resources.files("jinxiu.plan.facts.measures").joinpath("data/grace.toml").read_text(encoding="utf-8")
    return tuple(
        GraceRule(
            {Frequency(name): days for name, days in row["days"].items()},
            row["deadline"],
            row["first"],
            row["effective_from"],
            row.get("effective_to"),
            row["source"],
        )
        for row in tomllib.loads(text)["rule"]
    )


def rule_on(day: date) -> GraceRule | None:
    """Return the rule in force on a day."""
    return rule_of(grace_rules(), day)


@dataclass(frozen=True, slots=True)
class Asked:
    """From when to when somebody asks for the figures of a measure; ``ends`` None: for ever."""

    begins: date
    ends: date | None

    @classmethod
    def of(cls, measure: Measure, targets: Iterable[tuple[int, date | None]]) -> Asked:
        """Return it for the targets that ask, each by the year of its document and its last day.

        Promises begin with the year of their document. A measure that no target asks for is asked for by itself, from
        the day on which its definition holds, or was written down.
        """
        asking = list(targets)
        if not asking:
            held = measure.current.valid_from if measure.current else None
            return cls(held or timezone.localdate(measure.created_at), None)
        ends = [due for _year, due in asking]
        return cls(date(min(year for year, _due in asking), 1, 1), None if None in ends else max(filter(None, ends)))


def asking() -> dict[int, list[tuple[int, date | None]]]:
    """Return for each measure the targets that ask for it, by year and last day; one query."""
    links = MeasureTarget.objects.filter(ended_at=None, target__current__withdrawn=False)
    found: dict[int, list[tuple[int, date | None]]] = {}
    rows = links.values_list("measure_id", "target__commitment__document__year", "target__current__due")
    for measure, year, due in rows:
        found.setdefault(measure, []).append((year, due))
    return found


def missing(version: MeasureVersion, last: date | None, asked: Asked, today: date) -> Silence | None:
    """Return what is missing of a measure last told for ``last``; None where nothing is."""
    return silence(Frequency(version.frequency), last, asked.begins, asked.ends, today, grace_rules())
