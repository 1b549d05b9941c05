"""Figures filled in on a page, many at once: the rows of a form in one table, read and written as those of a file."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core import evidence
from jinxiu.core.audit import recorded
from jinxiu.core.locks import FIGURES, hold
from jinxiu.core.models import Account
from jinxiu.core.permissions import check
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.intake.blanks import Asked
from jinxiu.plan.facts.intake.columns import BY_HEAD, COLUMNS, SAYING, STAGES
from jinxiu.plan.facts.intake.known import Known
from jinxiu.plan.facts.intake.reading import Fault
from jinxiu.plan.facts.intake.sheets import SheetRow
from jinxiu.plan.facts.intake.weighing import Line, Weighed, as_json, weigh
from jinxiu.plan.facts.intake.writing import write
from jinxiu.plan.facts.models import ImportRun
from jinxiu.plan.ledger.tasktable.workbooks import Given

#: So many rows are filled in on one page (Django takes 1,000 fields); more are narrowed, or go through a file.
MOST = 150
#: What a row asks for, in the order of its cells; the source is asked once for all.
CELLS = ("value", "stage", "unit", "as_of", "statement", "answer")
SHARED = ("source", "publisher", "published_on")


@dataclass(slots=True)
class Cell:
    """A cell of the table: its name in the form, what stands in it, and what is wrong with that."""

    key: str
    name: str
    value: str
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class GridRow:
    """A row of the table: what is asked, what is known of it, and its cells."""

    number: int
    asked: Asked
    cells: dict[str, Cell]
    questions: list[str] = field(default_factory=list)
    corrects: str = ""

    @property
    def said(self) -> bool:
        """Whether somebody filled it in."""
        return any(self.cells[key].value for key in SAYING if key in self.cells)

    @property
    def errors(self) -> list[tuple[Cell, str]]:
        return [(cell, sentence) for cell in self.cells.values() for sentence in cell.errors]


@dataclass(slots=True)
class Grid:
    """The table: its rows, and who says so."""

    rows: list[GridRow]
    shared: dict[str, Cell]
    #: How many more rows there are than one page takes.
    left_out: int = 0
    fingerprint: str = ""
    #: Figures that came for rows that are not asked for any more.
    strangers: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[tuple[GridRow | None, Cell, str]]:
        """Every fault with its cell, in the order of the page."""
        shared = [(None, cell, sentence) for cell in self.shared.values() for sentence in cell.errors]
        return [*shared, *((row, cell, sentence) for row in self.rows for cell, sentence in row.errors)]

    @property
    def open_questions(self) -> int:
        """Rows that were asked about and did not answer."""
        return sum(bool(row.questions and not row.cells["answer"].value) for row in self.rows)


def grid(asked: Sequence[Asked], given: Mapping[str, str] | None = None) -> Grid:
    """Return the table for what is asked; ``given`` are the fields of a form that came back."""
    rows = [_row(number, one, given) for number, one in enumerate(asked[:MOST], 1)]
    known = {"source": asked[0].source, "publisher": asked[0].publisher} if asked else {}
    shared = {key: Cell(key, key, (given.get(key, "") if given is not None else known.get(key, ""))) for key in SHARED}
    names = {cell.name for row in rows for cell in row.cells.values()}
    strangers = [
        f"{name.partition(':')[2]}：{value}"
        for name, value in (given or {}).items()
        if name.partition(":")[0] in SAYING and value.strip() and name not in names
    ]
    return Grid(rows, shared, max(0, len(asked) - MOST), strangers=strangers)


def _row(number: int, one: Asked, given: Mapping[str, str] | None) -> GridRow:
    about = f"{one.ref.code}/{one.member}"
    cells = {}
    for key in CELLS:
        if key == ("value" if one.ref.milestone else "stage") or (key == "unit" and one.ref.milestone):
            continue
        name = f"{key}:{about}"
        known = one.cell(key)
        value = given.get(name, "").strip() if given is not None else ("" if known is None else str(known))
        cells[key] = Cell(key, name, value)
    return GridRow(number, one, cells)


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a table: the run that wrote it, or None where faults or questions are open."""

    grid: Grid
    run: ImportRun | None
    same: int = 0


def fill_in(
    actor: Account | None, asked: Sequence[Asked], given: Mapping[str, str], now: datetime, *, seen: str = "", name: str
) -> Filled:
    """Write the rows that were filled in, all in one act, or none: faults and questions go back to their cells.

    ``seen`` is the print of the questions that the reporter saw and confirmed. What was typed is kept as evidence.
    Raises PermissionDenied, and RefusedError where no row says anything.
    """
    check(actor, "facts.report")
    table = grid(asked, given)
    if not any(row.said for row in table.rows):
        raise RefusedError(_("Nothing is filled in yet: put a figure in at least one row."))
    lines = [_sheet_row(table, row) for row in table.rows if row.said]
    with recorded(actor, "facts.fill-in", now) as record:
        hold(FIGURES)
        found = weigh(lines, Known(actor), actor, timezone.localdate(now), lambda _done, _total: None)
        try:
            _back_to_cells(table, found)
            if found.faults or (table.open_questions and seen != found.fingerprint) or not found.writes:
                record.nothing_done = True
                return Filled(table, None, found.same)
            run = _kept(actor, table, found, name, now)
            wrote = write(run, found, now)
        finally:
            found.close()
        record.subject = run
        record.data = {"new": found.new, "changed": found.changed, "first": wrote.first, "last": wrote.last}
    return Filled(table, run, found.same)


def _sheet_row(table: Grid, row: GridRow) -> SheetRow:
    said = {key: cell.value for key, cell in row.cells.items()} | {k: cell.value for k, cell in table.shared.items()}
    said |= {"code": row.asked.ref.code, "member": row.asked.member}
    return SheetRow("", row.number, {key: Given(value) for key, value in said.items() if value}, {})


def _back_to_cells(table: Grid, found: Weighed) -> None:
    table.fingerprint = found.fingerprint
    by_number = {row.number: row for row in table.rows}
    for fault in found.faults:
        row = by_number[fault.row]
        _cell_of(table, row, fault).errors.append(fault.reason)
    for cell in table.shared.values():
        cell.errors = list(dict.fromkeys(cell.errors))  # once, not once a row
    for line in found.shown:
        row = by_number[line.said.row]
        row.questions = [sentence for _kind, sentence in line.questions]
        row.corrects = line.corrects.code if line.corrects else ""


def _cell_of(table: Grid, row: GridRow, fault: Fault) -> Cell:
    """Return the cell that a fault is about; what is about none of them stands at the figure."""
    key = BY_HEAD[fault.head].key
    first = next(row.cells[one] for one in SAYING if one in row.cells)
    return row.cells.get(key) or table.shared.get(key) or first


def _kept(actor: Account | None, table: Grid, found: Weighed, name: str, now: datetime) -> ImportRun:
    stored = evidence.keep(_as_csv(table, found), name=name, media_type="text/csv", now=now)
    return ImportRun.objects.create(
        file=stored,
        file_name=name,
        state=ImportRun.State.DONE,
        progress=found.writes,
        total=found.writes,
        new=found.new,
        changed=found.changed,
        same=found.same,
        question_count=found.question_count,
        lines=[as_json(line) for line in found.shown],
        fingerprint=found.fingerprint,
        requested_at=now,
        requested_by=actor,
        confirmed_at=now,
        finished_at=now,
    )


def _as_csv(table: Grid, found: Weighed) -> bytes:
    """Return what was filled in, in the form of the form."""
    rows: dict[int, list[Line]] = defaultdict(list)
    for line in found.lines():
        rows[line.said.row].append(line)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.head for column in COLUMNS])
    writer.writerows(_typed(table, row) for row in table.rows if row.number in rows)
    return text.getvalue().encode("utf-8-sig")


def _typed(table: Grid, row: GridRow) -> Iterator[str]:
    for column in COLUMNS:
        cell = row.cells.get(column.key) or table.shared.get(column.key)
        known = row.asked.cell(column.key)
        value = cell.value if cell else ("" if known is None else str(known))
        yield STAGES.get(value, value) if column.key == "stage" else value


def file_name(today: date) -> str:
    """Return what the table that was filled in is called among the files."""
    return _("Filled in on the page, %(day)s") % {"day": today} + ".csv"
