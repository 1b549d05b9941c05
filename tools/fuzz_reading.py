"""Throws mutated files at the reader: whatever comes, only the documented error may leave it, and all spans must hold.

    .venv/bin/python tools/fuzz_reading.py [--inputs 100000] [--seed 1] [--processes 2]

Seeds of every format are made here; mutations flip bytes, cut, splice, repeat and, in containers, change one member,
by bytes or by whole elements.
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
from xml.etree import ElementTree as ET

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


#: What an attribute may be told: numbers beyond reason and words that are none.
VALUES = ("", "0", "-1", "1", "9", "99999999999", "１", "x", "none", "continue", "Z9:A1", "A1:XFD1048576", "%1%2%9、")
#: The parts that hold what is read.
MAIN = frozenset(
    "word/document.xml word/numbering.xml word/styles.xml word/footnotes.xml xl/workbook.xml xl/worksheets/sheet1.xml "
    "xl/sharedStrings.xml OFD.xml Doc_0/Document.xml Doc_0/Pages/Page_0/Content.xml".split()
)
TASKS = [
    ["序号", "任务", "责任单位", None, "完成时限", "进展"],
    [None, None, "牵头单位", "配合单位", None, None],
    [1, "新建学校3所", "教育局", "财政局", "6月底前", "已开工"],
    [2, "改造校舍5栋", None, "住建局", None, None],
    ["一、卫生"],
    [3, 0.05, "=1+1", None, "年底前", None],
]


def docx() -> bytes:
    """Return a Word document with headings, a list and a task table, as a library writes it."""
    import docx as word

    made = word.Document()
    made.add_heading("2026年工作安排", 1)
    for line in TEXT.split("\n"):
        made.add_paragraph(line, style="List Number" if line.startswith("今年") else None)
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
    """Return a workbook that holds a task table with merged cells and a header of two rows."""
    import openpyxl

    made = openpyxl.Workbook()
    for row in TASKS:
        made.active.append(row)
    for merged in ("C1:D1", "C3:C4", "E3:E4", "A5:F5"):
        made.active.merge_cells(merged)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word() -> bytes:
    """Return a Word document of what libraries do not write: lists, merged cells, boxes, notes, changes, fields."""
    from test_formats_word import BEGINS, GOES_ON, HEAD, OUTLINE, ROW, cell, packed, paragraph, run, table

    box = f"<w:r><w:pict><w:txbxContent>{paragraph('专栏：新建公园2个')}</w:txbxContent></w:pict></w:r>"
    refers = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    code = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/>'
        '<w:t>3</w:t><w:fldChar w:fldCharType="end"/></w:r>'
    )
    changed = f"<w:p>{run('改造医院')}<w:del>{run('9')}</w:del><w:ins>{run('3')}</w:ins>{run('家')}{code}</w:p>"
    listed = "".join(
        paragraph(said, listed=(1, at)) for said, at in (("2026年工作", 0), ("教育", 1), ("新建学校10所。", 2))
    )
    merged = cell("新建学校3所") + cell("教育局", BEGINS) + cell("6月底前", BEGINS)
    rows = table(HEAD, merged, cell("改造校舍5栋") + cell("", GOES_ON) + cell("", GOES_ON), ROW)
    style = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    body = paragraph("总则", style="A") + listed + paragraph("增长5%", inside=refers + box) + changed + rows
    note = f'<w:footnote w:id="2">{paragraph("口径见年鉴。")}</w:footnote>'
    return packed(body + rows, numbering=OUTLINE, styles=style, footnotes=note)


def page() -> bytes:
    """Return a web page with a task table inside a table."""
    rows = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    tasks = (
        "<tr><td rowspan=2>任务<td colspan=2>责任单位<td rowspan=2>完成时限<tr><td>牵头单位<td>配合单位"
        "<tr><td>新建学校3所<td rowspan=2>教育局<td>财政局<td rowspan=2>6月底前<tr><td>改造校舍5栋<td>住建局"
    )
    inside = f"<h1>报告</h1>{rows}<table><tr><td>附件<td><table>{tasks}</table></table>"
    return f"<html><meta charset=utf-8><body>{inside}".encode()


def seeds() -> list[tuple[str, bytes]]:
    """Return one small file of each format."""
    from test_formats_ofd import PLAN as OFD
    from test_formats_pdf import LINES, paper, stream

    shown = " ".join(f"<{''.join(f'{ord(letter):04X}' for letter in line)}> Tj 0 -20 Td" for line in LINES)
    paged = stream(f"BT /F 12 Tf 50 700 Td {shown} ET".encode())
    table = "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in TASKS)
    return [
        ("plan.txt", TEXT.encode()),
        ("plan.txt", TEXT.encode("gb18030")),
        ("plan.txt", TEXT.encode("utf-8-sig")),
        ("plan.html", page()),
        ("plan.csv", table.encode()),
        ("plan.docx", docx()),
        ("plan.docx", word()),
        ("plan.xlsx", xlsx()),
        ("plan.ofd", OFD),
        ("plan.pdf", paper(paged)),
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


def _tree(data: bytes, chance: random.Random) -> bytes:
    """Change elements of an XML part and leave it well formed, so that the change lies behind the parser."""
    root = ET.fromstring(data)
    for _ in range(chance.randint(1, 6)):
        holders = [element for element in root.iter() if len(element)]
        if not holders:
            break
        holder = chance.choice(holders)
        at = chance.randrange(len(holder))
        element, act = holder[at], chance.randrange(6)
        if act == 0:
            holder.remove(element)
        elif act == 1:
            holder[at:at] = [element] * chance.choice((1, 1, 2, 40))
        elif act == 2:
            element.tag = chance.choice([other.tag for other in root.iter()])
        elif act == 3 and element.attrib:
            element.set(chance.choice(list(element.attrib)), chance.choice(VALUES))
        elif act == 4:
            element.text = chance.choice(FRAGMENTS).replace("\0", "")
        elif not any(inner is holder for inner in element.iter()):
            other = chance.choice(holders)
            if not any(inner is other for inner in element.iter()):
                other.append(element)
    return ET.tostring(root, encoding="utf-8")


def _member(data: bytes, chance: random.Random) -> bytes:
    """Change one member of a ZIP container, so that the change lies behind the container's own checks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = archive.namelist()
        # The first parts of a container say little; what is read stands in a few.
        main = [name for name in names if name in MAIN]
        unlucky = chance.choice(main if main and chance.random() < 0.7 else names)
        for name in names:
            held = archive.read(name)
            if name == unlucky:
                whole = name.endswith((".xml", ".rels")) and chance.random() < 0.6
                held = _tree(held, chance) if whole else _changed(held, chance)
            made.writestr(name, held)
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
    end = 0
    for block in source.blocks:
        assert end <= block.span.start < block.span.end <= len(text)
        assert source.locate(block.span.start) is block
        assert block.span.of(text).strip()
        assert block.locator
        end = block.span.end
    reading = read(source, year=2026)
    assert reading == read(source, year=2026)
    for target in (*reading.targets, *reading.qualities):
        assert 0 <= target.span.start < target.span.end <= len(text)
        assert text[target.span.start : target.span.end] == target.quote
        target.as_row()
    for outcome in read_outcomes(text, year=2026).outcomes:
        assert text[outcome.span.start : outcome.span.end] == outcome.quote
    return "read"


def work(first: int, last: int, seed: int) -> tuple[Counter[str], tuple[float, int, str], list[str], int]:
    """Try the inputs of one stretch; return what happened, the slowest, what broke, the peak of memory (KiB)."""
    files = seeds()
    told: Counter[str] = Counter()
    broken: list[str] = []
    slowest = (0.0, first, "")
    for number in range(first, last):
        name, data = mutated(number, seed, files)
        begin = time.perf_counter()
        try:
            told[f"{name.rsplit('.')[-1]:5} {holds(name, data)}"] += 1
        except Exception as error:  # noqa: BLE001 — that anything but the documented error escapes is what is looked for
            broken.append(f"input {number} ({name}, {len(data)} bytes): {type(error).__name__}: {error}"[:300])
        slowest = max(slowest, (time.perf_counter() - begin, number, name))
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
    slowest, memory = (0.0, 0, ""), 0
    with ProcessPoolExecutor(asked.processes) as pool:
        stretches = [(at, min(at + step, asked.inputs)) for at in range(0, asked.inputs, step)]
        for done in pool.map(work, *zip(*stretches, strict=True), [asked.seed] * len(stretches)):
            told += done[0]
            slowest, memory = max(slowest, done[1]), max(memory, done[3])
            broken += done[2]
    for what, count in sorted(told.items()):
        print(f"{what:30} {count:7}")
    print(
        f"{asked.inputs} inputs, seed {asked.seed}: {len(broken)} broke an invariant; "
        f"slowest {slowest[0] * 1000:.0f} ms (input {slowest[1]}, {slowest[2]}); "
        f"peak memory {memory / 1024:.0f} MiB; {time.perf_counter() - begin:.0f} s on {asked.processes} processes"
    )
    for line in broken[:20]:
        print(line)
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
