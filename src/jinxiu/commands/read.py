"""`jinxiu read`: a document in, its promises out. No database, no Django."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinxiu.engines.reading import (
    Reading,
    ReadTarget,
    SourceText,
    UnreadableDocumentError,
    infer_year,
    read,
    read_outcomes,
)
from jinxiu.office import open_any

MOST_BYTES = 64 * 1024 * 1024
_COLUMNS = ("type", "quote", "object", "value", "value_to", "unit", "comparator", "stage", "per", "due", "strength")


class CannotReadError(Exception):
    """The document or the output cannot be used; the message says what to do."""


def run(file: Path, form: str, year: int | None, output: Path | None, *, qualities: bool = False) -> None:
    """Read ``file`` and print or write what was found."""
    if form == "xlsx" and output is None:
        output = file.with_suffix(".promises.xlsx")
    reading = _read(file, year)
    if qualities:
        ordered = sorted((*reading.targets, *reading.qualities), key=lambda target: target.span)
        reading = replace(reading, targets=tuple(ordered))
    data = _FORMS[form](reading)
    if output is None:
        sys.stdout.write(data.decode())
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise CannotReadError(f"{output} cannot be written: {error.strerror}") from None
    print(f"{len(reading.targets)} promises → {output}", file=sys.stderr)  # noqa: T201


def run_outcomes(file: Path, form: str, output: Path | None) -> None:
    """Read what a review says was achieved and print or write it as json or jsonl."""
    source, year = opened(file)
    rows = [outcome.as_row() for outcome in read_outcomes(source.text, year=year).outcomes]
    write_rows(rows, form, output)


def write_rows(rows: list[dict[str, Any]], form: str, output: Path | None) -> None:
    """Print or write rows as json or jsonl; raises CannotReadError for a form that these rows do not have."""
    if form not in {"json", "jsonl"}:
        raise CannotReadError("outcomes and pairs come as --format json or jsonl")
    if form == "json":
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    else:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def _read(file: Path, year: int | None) -> Reading:
    source, inferred = opened(file)
    return read(source, year=year or inferred)


def opened(file: Path) -> tuple[SourceText, int | None]:
    """Return a document's text with its map, and the year it is of; raises CannotReadError."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CannotReadError(f"{file} is larger than {MOST_BYTES // 2**20} MB: split it into its chapters")
        data = file.read_bytes()
    except OSError as error:
        raise CannotReadError(f"{file} cannot be opened: {error.strerror}") from None
    try:
        source = open_any(data, file.name, os.environ.get("JINXIU_OFFICE", ""))
    except UnreadableDocumentError as error:
        raise CannotReadError(f"{file}: {error}") from None
    return source, infer_year(source.text, file.name)


def _jsonl(reading: Reading) -> bytes:
    lines = (json.dumps(target.as_row(), ensure_ascii=False) + "\n" for target in reading.targets)
    return "".join(lines).encode()


def _json(reading: Reading) -> bytes:
    rows = [target.as_row() for target in reading.targets]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def _table(reading: Reading) -> bytes:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("", "object", "target", "per", "due", "strength", "quote"):
        table.add_column(name, overflow="fold")
    for number, target in enumerate(reading.targets, 1):
        strength = "力争" if target.strength == "strive" else ""
        due = target.due.isoformat() if target.due else ""
        table.add_row(str(number), target.object, _target(target), target.per or "", due, strength, target.quote)
    width = None if sys.stdout.isatty() else 160
    out = io.StringIO()
    console = Console(file=out, width=width or Console().width, force_terminal=sys.stdout.isatty())
    console.print(table)
    console.print(f"{len(reading.targets)} promises", style="dim")
    return out.getvalue().encode()


def _target(target: ReadTarget) -> str:
    if target.stage or target.value is None:
        return str(target.stage or target.kind)
    upper = f"—{target.value_to}" if target.value_to is not None else ""
    comparator = "" if target.comparator in {"=", "range"} else f"{target.comparator} "
    return f"{comparator}{target.value}{upper} {target.unit}"


def _xlsx(reading: Reading) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "promises"
    sheet.append(["start", "end", *_COLUMNS, "section", "confidence", "rule"])
    for target in reading.targets:
        row: dict[str, Any] = target.as_row()
        cells = [row.get("start"), row.get("end"), *(row.get(name) for name in _COLUMNS)]
        sheet.append([*cells, " / ".join(target.section), round(target.confidence, 2), target.rule])
    # A text that begins with “=” is a quotation here, never a formula.
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            if isinstance(cell.value, str) and cell.data_type == "f":
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, wide in (("D", 48), ("E", 32), ("N", 40)):
        sheet.column_dimensions[letter].width = wide
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_FORMS = {"json": _json, "jsonl": _jsonl, "table": _table, "xlsx": _xlsx}
