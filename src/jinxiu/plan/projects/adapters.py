"""The bridge to the forecast of ladders: what was reached and what was planned, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.standing import standings


@dataclass(frozen=True, slots=True)
class Work:
    """A project as a forecast takes it. A rung seen reached counts as reached on the day on which it was seen."""

    key: str
    kind: str
    reached: Mapping[Rung, date]
    planned: Mapping[Rung, date]


def works() -> list[Work]:
    """Return every project by code; a fixed number of queries."""
    return [
        Work(
            found.project.code,
            found.project.kind,
            {line.rung: line.reached_on for line in found.ladder.lines if line.reached_on},
            {line.rung: line.planned_on for line in found.ladder.lines if line.planned_on},
        )
        for found in standings()
    ]
