"""What a fresh process costs: the time of `jinxiu read` on a small file, and the peak memory of reading (Linux)."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from speed import kept
from texts import EXAMPLE, ROOT, varied

STARTS = 20
COLD = 0.7
MEMORY = 200
MILLION = 10**6
_COMMAND = "from jinxiu.cli import main; main()"
# Not ru_maxrss: a process inherits that from the one which started it.
_PEAK = """
import json, pathlib, re, sys
from jinxiu.engines.reading import read
text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
with open("/dev/null", "w", encoding="utf-8") as lines:
    for target in read(text, year=2026).targets:
        lines.write(json.dumps(target.as_row(), ensure_ascii=False) + "\\n")
print(int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024)
"""


def cold_start(console: Console) -> None:
    """Print the median and the worst of some starts, after one that may compile."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / EXAMPLE.name
        plan.write_bytes(EXAMPLE.read_bytes())
        taken = []
        for _ in range(STARTS + 1):
            begin = time.perf_counter()
            _python(_COMMAND, "read", str(plan), "--format", "jsonl")
            taken.append(time.perf_counter() - begin)
    middle, worst = statistics.median(taken[1:]), max(taken[1:])
    console.print(
        f"Cold start: `jinxiu read {EXAMPLE.name} --format jsonl`: median {middle:.2f} s, worst {worst:.2f} s"
        f" of {STARTS}; limit {COLD} s: {kept(worst <= COLD)}"
    )


def memory(console: Console, text: str, largest: int) -> None:
    """Print the peak memory of a process that reads and writes row by row."""
    table = Table(title="Peak memory of a fresh process", title_justify="left", box=None)
    table.add_column("characters", justify="right")
    table.add_column("MiB", justify="right")
    table.add_column(f"limit {MEMORY} MiB")
    texts = [text, *(varied(text, size) for size in (MILLION, 10 * MILLION) if size <= largest)]
    for long in texts:
        peak = _peak(long)
        table.add_row(f"{len(long):,}", f"{peak:.0f}", kept(peak <= MEMORY))
    console.print(table)


def _peak(text: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.txt"
        file.write_text(text, encoding="utf-8")
        return float(_python(_PEAK, str(file)))


def _python(code: str, *arguments: str) -> str:
    """Run code in a fresh process that may keep its compiled modules, as an installation does."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
