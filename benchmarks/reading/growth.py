"""Seconds for a million characters of ever longer texts: a linear reader needs the same for each."""

from __future__ import annotations

import time

from rich.console import Console
from rich.table import Table
from texts import SHAPES, varied

from jinxiu.engines.reading import read

MILLION = 10**6


def compare(console: Console, text: str, largest: int) -> None:
    """Print the document at 10^5 characters and more, and texts that are no prose."""
    sizes = [size for size in (10**5, 10**6, 10**7) if size <= largest]
    table = Table(title="Growth: seconds for a million characters", title_justify="left", box=None)
    table.add_column("")
    for size in sizes:
        table.add_column(f"{size:,}", justify="right")
    table.add_column("largest ÷ smallest", justify="right")
    rows = {"the document's paragraphs, varied": lambda size: varied(text, size), **SHAPES}
    for label, make in rows.items():
        taken = [_seconds(make(size)) for size in sizes]
        table.add_row(label, *(f"{seconds:.2f}" for seconds in taken), f"{taken[-1] / taken[0]:.2f}")
    console.print(table)


def _seconds(text: str) -> float:
    """Return the best time for a million characters; short texts are read more often, so that all are as lucky."""
    best = float("inf")
    for _ in range(max(1, min(5, 5 * MILLION // len(text)))):
        begin = time.perf_counter()
        read(text, year=2026)
        best = min(best, time.perf_counter() - begin)
    return best * MILLION / len(text)
