"""What a room says of its table: columns, references, how rows are stored and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models

from jinxiu.core.folders.cells import Cell


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a folder: where, and why. ``row`` counts as a spreadsheet does: the header is row 1."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = self.file + (f", row {self.row}" if self.row else "")
        return f"{where}{f', column {self.column}' if self.column else ''}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how its cells read, whether they may be empty, and the file whose codes they name.

    A table may come without an ``optional`` column; its cells then count as empty.
    """

    name: str
    parse: Cell
    required: bool = False
    refers_to: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A parsed row: ``values`` by column, None or an empty tuple where the cell was empty."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(slots=True)
class Count:
    """How many rows a table created, changed, and found as they were."""

    created: int = 0
    changed: int = 0
    same: int = 0


@dataclass(slots=True)
class Context:
    """What tables share while a folder is checked or loaded."""

    folder: Path
    city: Mapping[str, Any]
    now: datetime
    rows: dict[str, list[Row]] = field(default_factory=dict)
    #: Free for rooms to hand things from their check to their apply (texts that were opened, spans found).
    notes: dict[str, Any] = field(default_factory=dict)

    def by_code(self, model: type[models.Model], field_name: str = "code") -> dict[str, Any]:
        """Return the primary keys of a model's rows by code."""
        return dict(model._default_manager.values_list(field_name, "pk"))


def _no_faults(_rows: list[Row], _context: Context) -> Iterator[Fault]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Table:
    """One room's part of one CSV file. Several tables may share a file; its columns are then all of theirs.

    ``apply`` stores the rows inside the load's transaction; ``dump`` yields rows of written cells in order;
    ``check`` finds what single cells cannot show. Tables are applied in ``order``.
    """

    file: str
    order: int
    columns: tuple[Column, ...]
    apply: Callable[[list[Row], Context], Count]
    dump: Callable[[], Iterable[dict[str, str]]]
    check: Callable[[list[Row], Context], Iterable[Fault]] = _no_faults
    key: str = "code"
    #: Writes files that belong to the table beside it (documents).
    export_files: Callable[[Path], None] | None = None


_TABLES: list[Table] = []


def offer(*offered: Table) -> None:
    """Register tables; called by a room's ``folder.py``."""
    _TABLES.extend(offered)


def tables() -> list[Table]:
    """Return every table in the order in which they are applied."""
    return sorted(_TABLES, key=lambda table: table.order)
