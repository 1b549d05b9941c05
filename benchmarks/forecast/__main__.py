"""Forecasts beside those of others on made-up worlds of known truth, and on real series at hand.

    .venv/bin/python benchmarks/forecast [--quick] [--tuning] [--worlds 216] [--kinds]

The engine was tuned on the worlds of one seed, the report is of another's: ``--tuning`` shows the former. statsmodels
is for this benchmark alone; where it is missing, ``.venv/bin/pip install statsmodels`` installs it. The same seed and
number of worlds give the same figures, however many processes compute them.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # the worlds are shared out among processes; threads would only wait
os.environ["OMP_NUM_THREADS"] = "1"

import judging
import printing
import speed
from judging import Tallies
from rich.console import Console
from scores import Tally

#: Worlds that the engine's constants were chosen on, and those of the report.
TUNING, HELD_OUT = 11, 2024
QUICK = 12
#: Real series are fewer than this.
REAL = 20
_CHUNK = 4


def main() -> None:
    """Run every part and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} worlds of each sort, no real series")
    parser.add_argument("--tuning", action="store_true", help="the worlds that the engine was tuned on")
    parser.add_argument("--worlds", type=int, default=216, help="series, and as many cities")
    parser.add_argument("--kinds", action="store_true", help="also kind by kind")
    asked = parser.parse_args()
    if importlib.util.find_spec("statsmodels") is None:
        sys.exit("statsmodels is not installed: `.venv/bin/pip install statsmodels` installs it for this benchmark.")
    console = Console(width=None if sys.stdout.isatty() else 132, highlight=False)
    seed, worlds = TUNING if asked.tuning else HELD_OUT, QUICK if asked.quick else asked.worlds
    begin = time.perf_counter()
    console.print(
        f"{worlds} series and {worlds} cities of seed {seed} ({'tuning' if asked.tuning else 'held out'}; tuned on "
        f"{TUNING}, reported on {HELD_OUT}); Python {sys.version.split()[0]}, {os.cpu_count()} cores, load of the "
        f"machine at the start {os.getloadavg()[0]:.1f}\n"
    )
    with ProcessPoolExecutor() as pool:
        (series,) = _all(pool, judging.series, seed, worlds)
        counts, milestones = _all(pool, judging.ladders, seed, worlds)
        (real,) = ({},) if asked.quick else _all(pool, judging.real, seed, REAL)
    printing.compare(console, series, counts, milestones, real, kinds=asked.kinds)
    if asked.quick:
        console.print(f"{QUICK} worlds are a look and no judgement: a calibration error of so few is mostly chance.")
    console.print()
    speed.measure(console, seed)
    spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    console.print(f"\n{time.perf_counter() - begin:.0f} s in all, {spent:.0f} s of the processor")


def _all(
    pool: ProcessPoolExecutor, job: Callable[[int, range], tuple[Tallies, ...]], seed: int, worlds: int
) -> list[Tallies]:
    """Return the tallies of all worlds; chunks are put together in their own order, whoever was first."""
    chunks = [range(first, min(first + _CHUNK, worlds)) for first in range(0, worlds, _CHUNK)]
    found: list[Tallies] = []
    for parts in pool.map(job, [seed] * len(chunks), chunks):
        found = found or [defaultdict(Tally) for _ in parts]
        for whole, part in zip(found, parts, strict=True):
            for name, tally in part.items():
                whole[name].extend(tally)
    return [dict(whole) for whole in found]


if __name__ == "__main__":
    main()
