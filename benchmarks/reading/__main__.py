"""The reader beside its peers, in one run on one core: speed, accuracy, growth, cold start, memory.

    .venv/bin/python benchmarks/reading [--document FILE] [--turns 7] [--quick] [--profile]

The peers (jieba, Recognizers-Text) are installed by name on first use, into ``var/benchmarks-venv`` and never into the
project. One that cannot be installed is named and left out.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

import accuracy
import fresh
import growth
import profiling
import speed
from rich.console import Console
from texts import document


def main() -> None:
    """Run every part and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--document", type=Path, help="the text to read (UTF-8)")
    parser.add_argument("--turns", type=int, default=7, help="how often everyone reads it; the best counts")
    parser.add_argument("--quick", action="store_true", help="leave out the texts of ten million characters")
    parser.add_argument("--profile", action="store_true", help="only print which functions take the time")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # the peers inherit it
    console = Console(width=None if sys.stdout.isatty() else 132, highlight=False)
    read = document(asked.document)
    console.print(
        f"{read.name}: {len(read.text):,} characters; Python {sys.version.split()[0]}, {os.cpu_count()} cores, "
        f"load of the machine at the start {os.getloadavg()[0]:.1f}\n"
    )
    if asked.profile:
        profiling.show(console, read.text)
        return
    largest = 10**6 if asked.quick else 10**7
    speed.compare(console, read.text, max(1, asked.turns))
    console.print()
    accuracy.compare(console)
    console.print()
    growth.compare(console, read.text, largest)
    console.print()
    fresh.cold_start(console)
    console.print()
    fresh.memory(console, read.text, largest)


if __name__ == "__main__":
    main()
