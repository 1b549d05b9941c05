"""The kinds of projects that ``data/kinds.toml`` lists. A word that stands in no row is a kind as well."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinxiu.engines.terms import Stage


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of project: its name, its group, how it begins to serve, and where the word comes from."""

    name: str
    group: str = "其他"
    use: Stage = Stage.OPEN
    source: str = ""


@cache
def kinds() -> dict[str, Kind]:
    """Return the listed kinds by name, in their order."""
    text = resources.files("jinxiu.plan.projects").joinpath("data/kinds.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["kinds"]
    return {row["name"]: Kind(row["name"], row["group"], Stage(row["use"]), row["source"]) for row in rows}


def kind_of(name: str) -> Kind:
    """Return the kind with this name; an unlisted one opens to use and belongs to no group of its own."""
    return kinds().get(name, Kind(name))
