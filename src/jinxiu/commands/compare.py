"""`jinxiu compare` and `jinxiu contradictions`: versions side by side, figures that clash. No database, no Django."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from jinxiu.commands.read import CannotReadError, opened, write_rows
from jinxiu.engines.reading import Change, Contradiction, Reading, ReadTarget, Revision, compare, contradictions, read


def run(old: Path, new: Path, form: str, output: Path | None, *, everything: bool = False) -> None:
    """Print what changed from ``old`` to ``new``; unchanged and reworded promises only where everything is asked."""
    found = compare(_reading(old), _reading(new))
    if not everything:
        found = tuple(one for one in found if one.changes[0] not in {Change.UNCHANGED, Change.REWORDED})
    if form == "table":
        _print([_cells(one) for one in found], ("change", "old", "new"), output)
    else:
        write_rows([_row(one) for one in found], form, output)


def run_contradictions(files: list[Path], form: str, output: Path | None) -> None:
    """Print the figures within and across documents that cannot both be meant."""
    found = contradictions([(str(file), _reading(file)) for file in files])
    if form == "table":
        _print([_clash_cells(one) for one in found], ("why", "first", "second"), output)
    else:
        write_rows([_clash_row(one) for one in found], form, output)


def _reading(file: Path) -> Reading:
    source, year = opened(file)
    return read(source, year=year)


def _row(one: Revision) -> dict[str, Any]:
    return {
        "changes": [str(change) for change in one.changes],
        "old": one.old.as_row() if one.old else None,
        "new": one.new.as_row() if one.new else None,
        "likeness": one.likeness,
    }


def _clash_row(one: Contradiction) -> dict[str, Any]:
    sides = {side: {"document": told.key, **told.target.as_row()} for side, told in _sides(one)}
    return {**sides, "why": one.why, "confidence": one.confidence}


def _sides(one: Contradiction) -> tuple[tuple[str, Any], tuple[str, Any]]:
    return ("first", one.first), ("second", one.second)


def _cells(one: Revision) -> tuple[str, ...]:
    return ", ".join(one.changes), _said(one.old), _said(one.new)


def _clash_cells(one: Contradiction) -> tuple[str, ...]:
    return one.why, *(f"{told.key}: {_said(told.target)}" for _, told in _sides(one))


def _said(target: ReadTarget | None) -> str:
    if target is None:
        return "–"
    due = f" ({target.due})" if target.due else ""
    return f"{target.object}: {target.quote}{due}"


def _print(rows: list[tuple[str, ...]], heads: tuple[str, ...], output: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table

    if output is not None:
        raise CannotReadError("a table is printed; write --format json or jsonl to a file")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    out = io.StringIO()
    console = Console(file=out, width=Console().width if sys.stdout.isatty() else 160)
    console.print(table)
    console.print(f"{len(rows)} found", style="dim")
    sys.stdout.write(out.getvalue())
