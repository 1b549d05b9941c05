"""Tables: what a cell is, and how the rows of a task table become lines that a reader understands.

A reader takes a deadline from the front of a sentence, and a numeral in front of it would hide it. So of a task table
(任务分解表) the deadline is written first, then task and goal, then the units, then the number of the row; one row is
one line. A cell that is merged over several rows holds for each: its units and its deadline are written again in
every row, and the locator of what is written again names the cell where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jinxiu.engines.reading.formats.columns import Columns, Role
from jinxiu.engines.reading.formats.source import BlockKind, TextBuilder

#: Beyond this column no cell is taken to cover others.
MOST_COLUMNS = 100
_HEADER_WITHIN = 20
_NUMBER = re.compile(r"[\d.]+")
_ENDED = ("。", "！", "？", "；")
_FIGURE = re.compile(r"[\d两]")
_CLOSED = ("、", "）", ")", "。", "：", "】", "]")


class Piece(NamedTuple):
    """A line of text; ``number`` is what a list puts before it and is no part of the text itself."""

    text: str
    source_start: int | None = None
    number: str = ""


@dataclass(slots=True)
class Cell:
    """A cell of a table: its first column, counted from 1, what it holds, and how many columns and rows it covers."""

    column: int
    locator: str
    parts: list[Piece | Table] = field(default_factory=list)
    columns: int = 1
    rows: int = 1

    def pieces(self) -> Iterator[Piece]:
        """Yield the lines of the cell, also of tables inside it."""
        for part in self.parts:
            if isinstance(part, Table):
                yield from (piece for row in part.rows for cell in row for piece in cell.pieces())
            elif "\n" in part.text:
                lines = [line for line in part.text.split("\n") if line.strip()] or [""]
                yield from (part._replace(text=lines[0]), *(Piece(line) for line in lines[1:]))
            elif part.text.strip() or part.number:
                yield part

    @property
    def text(self) -> str:
        """The words of the cell as one line."""
        return "".join(piece.number + piece.text.strip() for piece in self.pieces())


@dataclass(slots=True)
class Table:
    """The rows of a table; a row holds the cells that begin in it, from left to right."""

    rows: list[list[Cell]] = field(default_factory=list)


def add_piece(
    builder: TextBuilder, piece: Piece, kind: BlockKind, locator: str, *, joint: str = "\n", role: str | None = None
) -> None:
    """Append a line; the number that a list gives it becomes a block of its own."""
    if piece.number:
        builder.add(piece.number, kind, f"number of {locator}", joint=joint)
        joint = "" if piece.number.endswith(_CLOSED) else " "
    builder.add(piece.text, kind, locator, piece.source_start, joint=joint, role=role)


def add_table(builder: TextBuilder, table: Table, columns: Columns | None = None) -> Columns:
    """Append a table: a task table one row a line, any other one cell a line; return what its columns mean.

    ``columns`` are those of the table just before, which this one may continue on the next page.
    """
    writer = RowWriter(builder, columns)
    header = -1
    if not columns:
        header = next((at for at, row in enumerate(table.rows[:_HEADER_WITHIN]) if Columns().learn(_headings(row))), -1)
    for at, row in enumerate(table.rows):
        if columns or at >= header >= 0:
            writer.add(row)
        else:
            _add_cells(builder, row)
    return writer.columns


def _add_cells(builder: TextBuilder, row: Sequence[Cell]) -> None:
    for cell in row:
        for part in cell.parts:
            if isinstance(part, Table):
                add_table(builder, part)
            else:
                for line in Cell(cell.column, cell.locator, [part]).pieces():
                    add_piece(builder, line, "table-cell", cell.locator)


def _headings(cells: Sequence[Cell]) -> list[tuple[int, int, str]]:
    return [(cell.column, cell.columns, text) for cell in cells if (text := cell.text)]


#: In this order the cells of a row are written.
_ORDER: tuple[Role, ...] = ("deadline", "task", "goal", "measure", "unit", "person", "serial", "aside")


class RowWriter:
    """Writes the rows of one table as lines; what its columns mean is learnt from the header row."""

    def __init__(self, builder: TextBuilder, columns: Columns | None = None) -> None:
        self.columns = columns or Columns()
        self._builder = builder
        self._held: dict[int, tuple[Cell, int]] = {}  # by column: a merged cell from above, and the last row it covers
        self._row = 0
        self._written = 0
        self._joint = "\n"
        self._under_header = False

    def add(self, row: Sequence[Cell]) -> None:
        """Append the next row: the cells that begin in it. A row without text is counted and writes nothing."""
        self._row += 1
        self._held = {column: held for column, held in self._held.items() if held[1] >= self._row}
        cells = [cell for cell in row if cell.text]
        above = [cell for cell, _ in self._held.values()]
        self._held.update(
            {c.column: (c, self._row + c.rows - 1) for c in cells if c.rows > 1 and c.column <= MOST_COLUMNS}
        )
        if not cells:
            return
        self._written += 1
        if self._is_header(cells) or not self.columns:
            self._write(cells, self._joint, ordered=False)
        elif self._continues(cells, above):
            self._write(self._ranked(cells), self._joint.removesuffix("\n").replace("。", "；"))
        elif len(cells) == 1 and cells[0].columns > 1 and not above:
            self._write(cells, self._joint, ordered=False)
            self._joint = "\n"  # the heading of a group of rows
        else:
            repeated = [cell for cell in above if self._holds_again(cell, cells)]
            self._write(self._ranked([*repeated, *cells]), self._joint)

    def _is_header(self, cells: Sequence[Cell]) -> bool:
        """Say whether a row is the header, its second row, or the header once more; learn from it."""
        headings = _headings(cells)
        if not self.columns:
            self._under_header = self._written <= _HEADER_WITHIN and self.columns.learn(headings)
        elif self._under_header:
            self._under_header = False
            return self.columns.learn_more(headings)
        else:
            self._under_header = self.columns.repeats(headings)
            if self._under_header:
                self.columns.learn(headings)
        return self._under_header

    def _role(self, cell: Cell) -> Role | None:
        return self.columns.roles.get(cell.column)

    def _continues(self, cells: Sequence[Cell], above: Sequence[Cell]) -> bool:
        """Say whether a row tells more of the task above it: it names none, and the cell of one reaches down to it."""
        told = {"task", "goal"}
        return any(self._role(cell) in told for cell in above) and not any(self._role(cell) in told for cell in cells)

    def _holds_again(self, cell: Cell, own: Sequence[Cell]) -> bool:
        """Say whether a merged cell is written again in a row below: a figure is promised once only."""
        role = self._role(cell)
        if role in {"deadline", "unit"}:
            return True
        again = role in {"task", "goal"} and not _FIGURE.search(cell.text)
        return again and not any(self._role(other) == role for other in own)

    def _ranked(self, cells: Sequence[Cell]) -> list[Cell]:
        return sorted(cells, key=lambda cell: (_ORDER.index(self._role(cell) or "person"), cell.column))

    def _write(self, cells: Sequence[Cell], joint: str, *, ordered: bool = True) -> None:
        before = ""
        role: Role | None = None
        for cell in cells:
            last, role = role, self._role(cell) if ordered else None
            if before:
                joint = self._between(before, last, role)
            part = self.columns.parts.get(cell.column) if ordered else None
            for piece in cell.pieces():
                add_piece(self._builder, piece, "table-cell", cell.locator, joint=joint, role=part)
                before = piece.text.strip() or piece.number
                joint = "、" if part else "" if before.endswith((*_ENDED, "，", "、", "：")) else "；"
        # The stop keeps the reader from taking the next row for the rest of this sentence.
        self._joint = "\n" if before.endswith(_ENDED) else "。\n"

    def _between(self, before: str, last: Role | None, role: Role | None) -> str:
        if last == "deadline":
            return "，"
        if role == "measure" and _NUMBER.fullmatch(before):
            return ""
        if role == "aside":
            return "\n" if before.endswith(_ENDED) else "。\n"  # in a line of its own, apart from who answers
        if self.columns and role not in {"task", "goal"}:
            return "" if before.endswith(_ENDED) else "；"
        return "；" if _NUMBER.fullmatch(before) else "\t"
