"""A file of 200,000 figures, csv and xlsx: refused for its last cell, looked at, written, while others read and write.

.venv/bin/python benchmarks/intake [--rows 200000] [--only csv|xlsx]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
#: Seconds, and MiB of the whole process.
REFUSE, REFUSE_MEMORY, WRITE = 30.0, 300, 90.0
#: How long anybody else may wait for a page or for their own write, in seconds.
READING, WRITING = 2.0, 20.0


def main() -> None:
    """Measure both kinds of file and print what that took beside its limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--only", choices=("csv", "xlsx"))
    asked = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 132, highlight=False)
    console.print(
        f"{asked.rows:,} rows of fourteen columns, 50 measures of 100 places over months, one target each; SQLite; "
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load at the start {os.getloadavg()[0]:.1f}\n"
    )
    for kind in (asked.only,) if asked.only else ("csv", "xlsx"):
        with tempfile.TemporaryDirectory(prefix="jinxiu-bench-") as folder:
            said = {act: _run(act, folder, kind, asked.rows) for act in ("fill", "refuse", "look")}
            watch = _start("watch", folder, kind, asked.rows)
            try:
                said["write"] = _run("write", folder, kind, asked.rows)
            finally:
                Path(folder, "stop").touch()
                watch.wait(timeout=120)
            said["watch"] = json.loads(watch.communicate()[0])
        _print(console, kind, said)


def _start(act: str, folder: str, kind: str, rows: int) -> subprocess.Popen[str]:
    environment = os.environ | {"JINXIU_VAR": folder, "DJANGO_SETTINGS_MODULE": "jinxiu.site.settings"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    command = [sys.executable, str(Path(__file__).parent / "acts.py"), act, folder, kind, str(rows)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _run(act: str, folder: str, kind: str, rows: int) -> dict[str, Any]:
    process = _start(act, folder, kind, rows)
    out, _none = process.communicate()
    if process.returncode:
        sys.exit(process.returncode)
    told: dict[str, Any] = json.loads(out)
    return told


def _print(console: Console, kind: str, said: dict[str, dict[str, Any]]) -> None:
    size = said["fill"]["size"] / 1024 / 1024
    table = Table(title=f"{kind}, {size:.1f} MiB", title_justify="left", box=None)
    for head in ("", "seconds", "of which cpu", "peak MiB", "limit", ""):
        table.add_column(head, justify="left" if not head else "right")
    limits = {"refuse": (REFUSE, REFUSE_MEMORY), "look": None, "write": (WRITE, None)}
    names = {"refuse": "refused for its last cell", "look": "looked at", "write": "written"}
    for act, limit in limits.items():
        took = said[act]
        words, kept = "", ""
        if limit:
            most, memory = limit
            words = f"{most:.0f} s" + (f", {memory} MiB" if memory else "")
            good = took["seconds"] <= most and (memory is None or took["peak"] <= memory)
            kept = "kept" if good else "MISSED"
        table.add_row(names[act], f"{took['seconds']:.1f}", f"{took['cpu']:.1f}", f"{took['peak']:.0f}", words, kept)
    console.print(table)
    watch, fault = said["watch"], said["refuse"]["fault"]
    console.print(f"the fault: {fault['sheet']} {fault['cell']} {fault['head']} “{fault['given']}”: {fault['reason']}")
    for what, limit in (("read", READING), ("write", WRITING)):
        worst = watch[what]
        console.print(
            f"meanwhile others: longest {what} {worst:.2f} s of {watch['turns']:,}, {watch['failed']} failed; "
            f"limit {limit:.0f} s: {'kept' if worst <= limit and not watch['failed'] else 'MISSED'}"
        )
    console.print(f"written: {said['write']['facts']:,} figures, {said['write']['bearings']:,} bearings, one act\n")


if __name__ == "__main__":
    main()
