"""The reader beside its peers, in one run on one core: speed, linearity, cold start, memory.

    .venv/bin/python benchmarks/reading [--document FILE] [--quick]

The peers (jieba, Recognizers-Text) are installed on first use into ``var/benchmarks-venv``, by name, and never into the
project. Everyone reads the same text in this one run, in turns, so that whatever else the machine does falls on all.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "src"))

GIVEN = ROOT.parent / "shared" / "reading" / "documents" / "shanxi-2026.txt"
EXAMPLE = ROOT / "examples" / "taiyuan-2024" / "documents" / "plan-2024.txt"
VENV = ROOT / "var" / "benchmarks-venv"
PEERS = ("jieba==0.42.1", "recognizers-text-suite==1.0.2a2", "emoji<1.7")
LIMIT, SHARE, COLD, MEMORY = 300_000, 0.75, 0.7, 200
TURNS = 7
BARE = re.compile(
    r"\d+(?:\.\d+)?(?:亿元|万元|元|%|万千瓦|公里|平方米|亿斤|万吨|万人|个|项|家|所|条|座|处|人|户)(?:以上|左右|以内)?"
)


def main() -> None:
    """Run every part and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--document", type=Path)
    parser.add_argument("--quick", action="store_true", help="leave out the texts of ten million characters")
    asked = parser.parse_args()
    text, name = _document(asked.document)
    print(f"{name}: {len(text):,} characters\n")
    _speed(text)
    _linear(text, quick=asked.quick)
    _cold()
    _memory(text, quick=asked.quick)


def _document(given: Path | None) -> tuple[str, str]:
    path = given or (GIVEN if GIVEN.exists() else None)
    if path:
        return path.read_text(encoding="utf-8"), path.name
    text = EXAMPLE.read_text(encoding="utf-8")
    return text * (18_808 // len(text) + 1), f"{EXAMPLE.name}, repeated"


def _speed(text: str) -> None:
    from jinxiu.engines.reading import read

    ours: dict[str, Callable[[], object]] = {
        "Jinxiu: full structured reading": lambda: [target.as_row() for target in read(text).targets],
        "a bare pattern for numbers (the limit)": lambda: BARE.findall(text),
    }
    peers = {
        "jieba: cut words": "cut",
        "jieba: parts of speech": "pos",
        "Recognizers-Text: numbers": "number",
        "Recognizers-Text: numbers with units": "unit",
    }
    running = {label: _peer(kind, text) for label, kind in peers.items()}
    best: dict[str, float] = {}
    for _ in range(TURNS + 1):  # the first turn warms up
        for label, act in ours.items():
            begin = time.perf_counter()
            act()
            best.setdefault(label, 1e9)
            best[label] = min(best[label], time.perf_counter() - begin)
        for label, process in running.items():
            if process is not None:
                took = _ask(process)
                best[label] = min(best.get(label, 1e9), took) if took else best.get(label, 1e9)
    for process in running.values():
        if process is not None:
            process.kill()
    _table(text, best, [label for label, process in running.items() if process is None])


def _table(text: str, best: dict[str, float], absent: list[str]) -> None:
    words = len(text) / best["jieba: cut words"] if best.get("jieba: cut words", 1e9) < 1e9 else None
    print(f"{'one core, best of ' + str(TURNS) + ', in turns':42}{'characters/s':>14}{'to jieba cut':>14}")
    for label, took in sorted(best.items(), key=lambda row: row[1]):
        speed = len(text) / took
        print(f"{label:42}{speed:14,.0f}{f'{speed / words:.2f}' if words else '–':>14}")
    for label in absent:
        print(f"{label:42}{'not installed':>14}")
    ours = len(text) / best["Jinxiu: full structured reading"]
    print(f"limit {LIMIT:,}: {'kept' if ours >= LIMIT else 'MISSED'}", end="")
    if words:
        print(
            f"; {SHARE} of jieba cutting words: {'kept' if ours >= SHARE * words else 'MISSED'}"
            f"; faster than it: {'yes' if ours > words else 'no'}"
        )
    print()


def _peer(kind: str, text: str) -> subprocess.Popen[str] | None:
    python = VENV / "bin" / "python"
    if not python.exists():
        print("installing the peers (once) …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qq", "setuptools", *PEERS], check=False)
    process = subprocess.Popen(
        [str(python), str(HERE / "peer.py"), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(text) + "\n")
    process.stdin.flush()
    return process if process.stdout.readline().strip() == "ready" else None


def _ask(process: subprocess.Popen[str]) -> float | None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    said = process.stdout.readline().strip()
    return float(said) if said else None


def _varied(text: str, length: int) -> str:
    """Return a text of about so many characters in which no sentence stands twice."""
    pieces, total, turn = [], 0, 0
    while total < length:
        piece = re.sub(
            r"\d+", lambda found, turn=turn: str(int(found[0]) + turn) if len(found[0]) < 4 else found[0], text
        )
        pieces.append(piece)
        total += len(piece)
        turn += 1
    return "".join(pieces)[:length]


def _linear(text: str, *, quick: bool) -> None:
    from jinxiu.engines.reading import read

    sizes = [10**5, 10**6] if quick else [10**5, 10**6, 10**7]
    shapes: dict[str, Callable[[int], str]] = {
        "the document, varied": lambda size: _varied(text, size),
        "one line without punctuation": lambda size: "新建学校扩大项目" * (size // 8),
        "digits only": lambda size: "7" * size,
        "brackets only": lambda size: "（" * size,
        "a list without end": lambda size: "新建甲、" * (size // 4),
    }
    print("seconds for a million characters  " + "".join(f"{size:>12,}" for size in sizes) + "     largest/smallest")
    for label, make in shapes.items():
        taken = []
        for size in sizes if label.startswith("the document") else sizes[:2]:
            long = make(size)
            begin = time.perf_counter()
            read(long, year=2026)
            taken.append((time.perf_counter() - begin) * 10**6 / size)
        cells = "".join(f"{took:12.2f}" for took in taken).ljust(12 * len(sizes))
        print(f"{label:34}{cells}{taken[-1] / taken[0]:14.2f}")
    print()


def _cold() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "plan-2024.txt"
        small.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
        taken = []
        for _ in range(20):
            begin = time.perf_counter()
            command = [sys.executable, "-m", "jinxiu.cli", "read", str(small), "--format", "jsonl"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={"PYTHONPATH": str(ROOT / "src")})
            taken.append(time.perf_counter() - begin)
    print(
        f"cold start of `jinxiu read` on the example's plan: median {statistics.median(taken):.2f} s, "
        f"worst {max(taken):.2f} s of 20 (limit {COLD} s: {'kept' if max(taken) <= COLD else 'MISSED'})"
    )


def _memory(text: str, *, quick: bool) -> None:
    for size in [len(text), 10**6] if quick else [len(text), 10**6, 10**7]:
        done = subprocess.run(
            [sys.executable, __file__, "--document", "-"],
            check=True,
            capture_output=True,
            text=True,
            input=json.dumps(text if size == len(text) else _varied(text, size)),
            env={"PYTHONPATH": str(ROOT / "src"), "ONLY_MEMORY": "1"},
        )
        limit = (
            f" (limit {MEMORY} MiB: {'kept' if float(done.stdout) < MEMORY else 'MISSED'})" if size == len(text) else ""
        )
        print(f"peak memory of a process that reads {size:,} characters: {float(done.stdout):.0f} MiB{limit}")


def _only_memory() -> None:
    from jinxiu.engines.reading import read

    text = json.loads(sys.stdin.read())
    read(text, year=2026)
    # Not ru_maxrss: a child inherits that from the process that started it.
    status = Path("/proc/self/status").read_text()
    print(int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024)


if __name__ == "__main__":
    import os

    _only_memory() if os.environ.get("ONLY_MEMORY") else main()
