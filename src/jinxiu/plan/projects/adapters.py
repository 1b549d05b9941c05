"""The bridge to the forecast of ladders: what was reached and what was planned, as plain values."""

from __future__ import annotations

from jinxiu.engines.forecasting import Work
from jinxiu.plan.projects.standing import standings

__all__ = ["Work", "works"]


def works() -> list[Work]:
    """Return every project by code; a fixed number of queries.

    A rung seen reached counts as reached on the day on which it was seen.
    """
    return [
        Work(
            found.project.code,
            found.project.kind,
            {line.rung: line.reached_on for line in found.ladder.lines if line.reached_on},
            {line.rung: line.planned_on for line in found.ladder.lines if line.planned_on},
        )
        for found in standings()
    ]
