"""Throws mutated files at the reader: whatever comes, only the documented error may leave it, and all spans must hold.

    .venv/bin/python tools/fuzz_reading.py [--inputs 100000] [--seed 1] [--processes 2]

Seeds of every format are made here; mutations flip bytes, cut, splice, repeat and, in containers, change one member.
Each input is opened, and what text comes out is read for promises and outcomes. Prints what happened; ends with 1
where an invariant broke, after printing the input's number (the same seed makes the same input again).
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "engines" / "reading")]

from jinxiu.engines.reading import UnreadableDocumentError, open_document, read, read_outcomes  # noqa: E402

TEXT = (
    "2026年政府工作报告\n一、2025年工作回顾\n去年，新建了学校10所，地区生产总值增长5.2%。\n二、2026年工作安排\n"
    "（一）抓项目。今年新建学校10所以上、改造医院3家，力争1号线一期年内开工，推进青屏大桥、澄潭水库等项目建设。\n"
    "城镇和农村居民收入分别增长5%、6.5%左右；失业率控制在5.5%以内，每条产业链招引项目3个。（住建局牵头，水务局配合）\n"
    "6月底前出台《养老服务办法》，保费由每生每年5元提高至10元，其中小学5所、中学3所。\n"
)
FRAGMENTS = (
    "１２．５％ （ ） “ ” 《 》 、 ， ； 。 分别 各 力争 每个 其中 由5元提高至 从3到5 3—5个 2×35万千瓦 新建两座 "
    "等项目 等5个 二〇三五年 到2030年 6月底前 牵头单位： 负责） # ## 一、 （一） 1.1 － 12 － ....... "
    "\u3000 \u200b \ufeff \x00 \x85 \u2028 \u202e 𠀀 e\u0301"
).split(" ")


def docx() -> bytes:
    """Return a Word document with headings, a list and a task table."""
    import docx as word

    made = word.Document()
    made.add_heading("2026年工作安排", 1)
    for line in TEXT.split("\n"):
        made.add_paragraph(line)
    table = made.add_table(rows=2, cols=3)
    for cell, said in zip(
        [*table.rows[0].cells, *table.rows[1].cells],
        ("任务", "牵头单位", "完成时限", "新建学校3所", "教育局", "6月底前"),
        strict=True,
    ):
        cell.text = said
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    """Return a workbook that holds a task table."""
    import openpyxl

    made = openpyxl.Workbook()
    for row in (
        ["序号", "任务", "牵头单位", "完成时限"],
        [1, "新建学校3所", "教育局", "6月底前"],
        [2, 0.05, "=1+1", None],
    ):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def seeds() -> list[tuple[str, bytes]]:
    """Return one small file of each format."""
    from test_formats_ofd import PLAN as OFD
    from test_formats_pdf import LINES, paper, stream

    shown = " ".join(f"<{''.join(f'{ord(letter):04X}' for letter in line)}> Tj 0 -20 Td" for line in LINES)
    page = stream(f"BT /F 12 Tf 50 700 Td {shown} ET".encode())
    table = "序号,任务,牵头单位,完成时限\n1,新建学校3所,教育局,6月底前\n"
    rows = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    return [
        ("plan.txt", TEXT.encode()),
        ("plan.txt", TEXT.encode("gb18030")),
        ("plan.txt", TEXT.encode("utf-8-sig")),
        (
            "plan.html",
            f"<html><meta charset=utf-8><body><h1>报告</h1>{rows}<table><tr><td>任务<td>3所</table>".encode(),
        ),
        ("plan.csv", table.encode()),
        ("plan.docx", docx()),
        ("plan.xlsx", xlsx()),
        ("plan.ofd", OFD),
        ("plan.pdf", paper(page)),
    ]


def _bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) + 1)
        act = chance.randrange(6)
        if act == 0 and changed:
            changed[at % len(changed)] = chance.randrange(256)
        elif act == 1:
            del changed[at : at + chance.randint(1, 64)]
        elif act == 2:
            changed[at:at] = changed[at : at + chance.randint(1, 200)] * chance.randint(1, 8)
        elif act == 3:
            changed[at:at] = chance.randbytes(chance.randint(1, 16))
        elif act == 4:
            changed[at:at] = chance.choice(FRAGMENTS).encode(chance.choice(("utf-8", "utf-8", "utf-16-le")))
        elif chance.random() < 0.3:
            del changed[at:]
    return bytes(changed)


def _text(data: bytes, chance: random.Random) -> bytes:
    """Change a text by words and not by bytes, so that it stays a text."""
    text = data.decode("utf-8")
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(text) + 1)
        piece = chance.choice(FRAGMENTS) if chance.random() < 0.7 else text[at : at + chance.randint(1, 40)]
        text = text[: chance.randrange(len(text) + 1)] + piece * chance.choice((1, 1, 1, 2, 30)) + text[at:]
    return text.encode("utf-8")


def _changed(data: bytes, chance: random.Random) -> bytes:
    """Change a file by words where it is a text, mostly, else by bytes."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _bytes(data, chance)
    return _text(data, chance) if chance.random() < 0.75 else _bytes(data, chance)


def _member(data: bytes, chance: random.Random) -> bytes:
    """Change one member of a ZIP container, so that the change lies behind the container's own checks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = archive.namelist()
        unlucky = chance.choice(names)
        for name in names:
            held = archive.read(name)
            made.writestr(name, _changed(held, chance) if name == unlucky else held)
    return out.getvalue()


def mutated(number: int, seed: int, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return the input of a number; the same seed and number give the same bytes."""
    chance = random.Random(f"{seed}:{number}")
    name, data = chance.choice(files)
    if data.startswith(b"PK") and chance.random() < 0.6:
        return name, _member(data, chance)
    return name, _changed(data, chance)


def holds(name: str, data: bytes) -> str:
    """Open and read one input; return what happened. Raises AssertionError, or whatever escapes, where it breaks."""
    try:
        source = open_document(data, name)
    except UnreadableDocumentError as error:
        return f"refused: {error.code}" if str(error) else "refused without a word"
    text = source.text
    for block in source.blocks:
        assert 0 <= block.span.start <= block.span.end <= len(text)
    reading = read(source, year=2026)
    assert reading == read(source, year=2026)
    for target in (*reading.targets, *reading.qualities):
        assert 0 <= target.span.start < target.span.end <= len(text)
        assert text[target.span.start : target.span.end] == target.quote
        target.as_row()
    for outcome in read_outcomes(text, year=2026).outcomes:
        assert text[outcome.span.start : outcome.span.end] == outcome.quote
    return "read"


def work(first: int, last: int, seed: int) -> tuple[Counter[str], float, list[str], int]:
    """Try the inputs of one stretch; return what happened, the slowest, what broke, the peak of memory (KiB)."""
    files = seeds()
    told: Counter[str] = Counter()
    broken: list[str] = []
    slowest = 0.0
    for number in range(first, last):
        name, data = mutated(number, seed, files)
        begin = time.perf_counter()
        try:
            told[f"{name.rsplit('.')[-1]:5} {holds(name, data)}"] += 1
        except Exception as error:  # noqa: BLE001 — that anything but the documented error escapes is what is looked for
            broken.append(f"input {number} ({name}, {len(data)} bytes): {type(error).__name__}: {error}"[:300])
        slowest = max(slowest, time.perf_counter() - begin)
    return told, slowest, broken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> int:
    """Run, print, and say by the exit status whether all held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    step = max(asked.inputs // (asked.processes * 20), 1)
    begin = time.perf_counter()
    told: Counter[str] = Counter()
    broken: list[str] = []
    slowest, memory = 0.0, 0
    with ProcessPoolExecutor(asked.processes) as pool:
        stretches = [(at, min(at + step, asked.inputs)) for at in range(0, asked.inputs, step)]
        for done in pool.map(work, *zip(*stretches, strict=True), [asked.seed] * len(stretches)):
            told += done[0]
            slowest, memory = max(slowest, done[1]), max(memory, done[3])
            broken += done[2]
    for what, count in sorted(told.items()):
        print(f"{what:30} {count:7}")
    print(
        f"{asked.inputs} inputs, seed {asked.seed}: {len(broken)} broke an invariant; slowest {slowest * 1000:.0f} ms; "
        f"peak memory {memory / 1024:.0f} MiB; {time.perf_counter() - begin:.0f} s on {asked.processes} processes"
    )
    for line in broken[:20]:
        print(line)
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
