"""Which functions of the reader take the time of one document."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

from rich.console import Console
from rich.table import Table

from jinxiu.engines.reading import read

READINGS = 40
SHOWN = 12


def show(console: Console, text: str) -> None:
    """Print the costliest functions by their own time; a profile slows calls down, so only shares mean something."""
    read(text)
    profile = cProfile.Profile()
    profile.runcall(lambda: [[target.as_row() for target in read(text).targets] for _ in range(READINGS)])
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # documented by its dump format only
    total = sum(row[2] for row in stats.values())
    rows = sorted(stats.items(), key=lambda row: -row[1][2])[:SHOWN]
    table = Table(title="Profile: own time", title_justify="left", box=None)
    table.add_column("function")
    for name in ("calls a reading", "own %", "with what it calls %"):
        table.add_column(name, justify="right")
    for (file, line, name), (_, calls, own, whole, _) in rows:
        where = f"{Path(file).name}:{line} {name}" if line else name
        shares = (f"{100 * seconds / total:.1f}" for seconds in (own, whole))
        table.add_row(where, f"{calls / READINGS:,.0f}", *shares)
    console.print(table)
