"""The dated thresholds by which figures are asked about, from ``data/oddities.toml``."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from jinxiu.plan.facts.oddities import Thresholds


@cache
def rules() -> tuple[Thresholds, ...]:
    """Return every rule of the file, in its order."""
    text = resources.files("jinxiu.plan.facts").joinpath("data/oddities.toml").read_text(encoding="utf-8")
    return tuple(
        Thresholds(**row | {"steps": tuple(row["steps"])}) for row in tomllib.loads(text, parse_float=Decimal)["rule"]
    )


@cache
def in_force(day: date) -> Thresholds:
    """Return the rule for figures of a day: the last that began by then."""
    held = [rule for rule in rules() if rule.effective_from <= day and (rule.effective_to or day) >= day]
    if not held:
        raise LookupError(f"no rule of data/oddities.toml is in force on {day}")
    return max(held, key=lambda rule: rule.effective_from)
