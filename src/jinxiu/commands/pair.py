"""`jinxiu pair`: what became of a plan's promises, as a later review tells. No database, no Django."""

from __future__ import annotations

from pathlib import Path

from jinxiu.commands.read import opened, write_rows
from jinxiu.engines.reading import pair, read, read_outcomes


def run(plan: Path, review: Path, form: str, output: Path | None) -> None:
    """Pair the promises of ``plan`` with the outcomes of ``review``; a promise without a word on it has no line."""
    promised, plan_year = opened(plan)
    told, review_year = opened(review)
    pairs = pair(read(promised, year=plan_year), read_outcomes(told.text, year=review_year))
    rows = [
        {
            "target": one.target.as_row(),
            "outcome": one.outcome.as_row(),
            "verdict": str(one.verdict),
            "reasons": list(one.reasons),
        }
        for one in pairs
    ]
    write_rows(rows, form, output)
