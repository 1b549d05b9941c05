"""What a process of its own does in this benchmark: fills a scratch database, looks at a file, writes it, watches."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MEASURES, PLACES = 50, 100
HEADS = "编号 指标或任务 对象 上次数值 上次截至 本次数值 单位 节点 截至日期 说明 来源 发布单位 来源日期 可信度".split()


def lines(rows: int, *, bad: bool) -> Iterator[list[Any]]:
    """Yield made-up rows: months, then measures, then places; the last figure is text where the file is ``bad``."""
    for n in range(rows):
        month, rest = divmod(n, MEASURES * PLACES)
        m, a = divmod(rest, PLACES)
        value: Any = round(100 + m + a * 1.37 + month * 2.1 + (n * 7919 % 97) / 50, 2)
        if bad and n == rows - 1:
            value = "约12"
        day = f"{2015 + month // 12}年{month % 12 + 1}月"
        told = f"第{n}行说明：演示数据" if n % 10 == 0 else None
        yield [
            f"B{m}", f"指标{m}完成额", f"A{a}", None, None, value, "亿元", None, day, told,
            f"{month + 1}月月报", "统计部门", None, "直接",
        ]  # fmt: skip


def as_file(kind: str, rows: int, *, bad: bool) -> bytes:
    """Return the file."""
    if kind == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(HEADS)
        writer.writerows(lines(rows, bad=bad))
        return text.getvalue().encode()
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("数据表")
    sheet.append(HEADS)
    for line in lines(rows, bad=bad):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(folder: Path, kind: str, rows: int) -> dict[str, Any]:
    """Make the database and both files."""
    from django.core.management import call_command

    from jinxiu.core.models import Area, StoredFile
    from jinxiu.plan.documents.models import Document
    from jinxiu.plan.facts.measures.actions import Definition, define, link
    from jinxiu.plan.ledger.models import Commitment, Target, TargetDefinition

    call_command("migrate", verbosity=0)
    file = StoredFile.objects.create(sha256="0" * 64, size=0, media_type="text/plain", name="made up", stored_at=NOW)
    document = Document.objects.create(code="plan", title="made up", year=2024, file=file, text="", handed_in_at=NOW)
    Area.objects.bulk_create(Area(code=f"A{a}", name=f"区{a}", level="district") for a in range(PLACES))
    for m in range(MEASURES):
        commitment = Commitment.objects.create(code=f"C{m}", document=document, start=m, end=m + 1, sentence="made up")
        target = Target.objects.create(code=f"T{m}", commitment=commitment, created_at=NOW)
        target.current = TargetDefinition.objects.create(
            target=target, version=1, made_at=NOW, start=0, end=1, quote="made up", object=f"指标{m}", scope="area",
            type="quantity", value=1000, unit="亿元", comparator=">=", due=date(2024, 12, 31),
        )  # fmt: skip
        target.save()
        definition = Definition(
            name=f"指标{m}", unit="亿元", kind="level", frequency="month", over_time="last", over_places="sum"
        )
        link(None, define(None, f"B{m}", definition, NOW), [target], NOW)
    for name, bad in (("good", False), ("bad", True)):
        Path(folder, name).write_bytes(data := as_file(kind, rows, bad=bad))
    return {"size": len(data)}


def look(folder: Path, kind: str, rows: int, name: str = "good") -> dict[str, Any]:
    """Take the file in and look at it."""
    from jinxiu.plan.facts.intake import runs

    run = runs.take_in(None, Path(folder, name).read_bytes(), f"figures.{kind}", NOW)
    run = runs.look_now(run.pk, NOW)
    wanted = ("refused", 0, 1) if name == "bad" else ("ready", rows, 0)
    if (run.state, run.new, run.fault_count) != wanted:
        sys.exit(f"{run.state} {run.message} {run.new} {run.faults[:3]}")
    return {"fault": run.faults[0] if run.faults else None, "run": run.pk}


def refuse(folder: Path, kind: str, rows: int) -> dict[str, Any]:
    """Look at the file with one bad cell."""
    from jinxiu.plan.facts.models import Observation

    told = look(folder, kind, rows, "bad")
    if Observation.objects.exists():
        sys.exit("something was stored of a refused file")
    return told


def write(_folder: Path, _kind: str, rows: int) -> dict[str, Any]:
    """Confirm the file that was looked at, and write it."""
    from jinxiu.plan.facts.intake import runs
    from jinxiu.plan.facts.models import Bearing, ImportRun, Observation

    run = ImportRun.objects.get(state="ready")
    run = runs.confirm(None, run, run.fingerprint, NOW, acknowledged=True)
    run = runs.write_now(run.pk, NOW)
    facts = Observation.objects.count()
    if run.state != "done" or facts != rows:
        sys.exit(f"{run.state} {run.message} {facts}")
    return {"facts": facts, "bearings": Bearing.objects.count()}


def watch(folder: Path, _kind: str, _rows: int) -> dict[str, Any]:
    """Read a page of facts and write an act, again and again until told to stop; tell the longest wait of each."""
    from jinxiu.core.audit import recorded
    from jinxiu.core.models import Source
    from jinxiu.plan.facts import queries

    worst = {"read": 0.0, "write": 0.0}
    turns = failed = 0
    while not Path(folder, "stop").exists():
        begin = time.perf_counter()
        queries.waiting("all", None)
        read = time.perf_counter()
        try:
            with recorded(None, "benchmark", NOW) as record:
                record.subject = Source.objects.create(code=f"b{turns}", title="made up")
        except Exception as error:  # noqa: BLE001 — any failure counts
            failed += 1
            print(error, file=sys.stderr)
        done = time.perf_counter()
        worst = {"read": max(worst["read"], read - begin), "write": max(worst["write"], done - read)}
        turns += 1
        time.sleep(0.1)
    return worst | {"turns": turns, "failed": failed}


def main() -> None:
    """Do one act and print what it told, with its time and the largest memory of this process."""
    import django

    django.setup()
    act, folder, kind, rows = sys.argv[1:]
    begin, spent = time.perf_counter(), time.process_time()
    told = {"fill": fill, "refuse": refuse, "look": look, "write": write, "watch": watch}[act](
        Path(folder), kind, int(rows)
    )
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    cpu, seconds = time.process_time() - spent, time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak} | told))


if __name__ == "__main__":
    main()
