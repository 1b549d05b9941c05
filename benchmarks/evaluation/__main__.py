"""All targets of a large city, evaluated: from arrays and from the database, beside the same sums in DuckDB.

    .venv/bin/python benchmarks/evaluation [--targets 10000] [--facts 1000000] [--turns 5]

DuckDB is for this benchmark alone; where it is missing, `.venv/bin/pip install duckdb` installs it.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

import arrays
import database
import numpy as np
from made_up import city
from rich.console import Console


def main() -> None:
    """Run every part and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=5, help="how often everyone computes; the best counts")
    asked = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 132, highlight=False)
    console.print(
        f"{asked.targets:,} targets, {asked.facts:,} observations; Python {sys.version.split()[0]}, numpy "
        f"{np.__version__}, {os.cpu_count()} cores, load of the machine at the start {os.getloadavg()[0]:.1f}\n"
    )
    made = city(asked.targets, asked.facts)
    arrays.compare(console, made, max(1, asked.turns))
    console.print()
    arrays.one_more(console, made)
    console.print()
    arrays.growth(console, asked.targets, asked.facts, max(1, asked.turns))
    console.print()
    database.measure(console, asked.targets, asked.facts)


if __name__ == "__main__":
    main()
