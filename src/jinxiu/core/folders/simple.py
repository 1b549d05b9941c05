"""Tables whose rows are a model's rows: one column, one field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from jinxiu.core.folders.cells import Cell, code, written
from jinxiu.core.folders.tables import Column, Context, Count, Row, Table


@dataclass(frozen=True, slots=True)
class Plain:
    """A column that holds the field of the same name."""

    name: str
    parse: Cell
    required: bool = False
    #: What the field holds where the cell is empty.
    empty: Any = ""

    def column(self) -> Column:
        return Column(self.name, self.parse, self.required)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a row of another table by its code."""

    name: str
    model: type[models.Model]
    file: str
    required: bool = False

    def column(self) -> Column:
        return Column(self.name, code, self.required, self.file)


Part = Plain | Reference


def simple_table(file: str, model: type[models.Model], order: int, parts: tuple[Part, ...]) -> Table:
    """Return a table of a model: rows are matched by code, created or changed where they differ, never removed."""
    return Table(
        file=file,
        order=order,
        columns=(Column("code", code, required=True), *(part.column() for part in parts)),
        apply=lambda rows, context: _apply(model, parts, rows, context),
        dump=lambda: _dump(model, parts),
    )


def _apply(model: type[models.Model], parts: tuple[Part, ...], rows: list[Row], context: Context) -> Count:
    held = {obj.code: obj for obj in model._default_manager.all()}  # type: ignore[attr-defined]
    lookups = {p.name: context.by_code(p.model) for p in parts if isinstance(p, Reference) and p.model is not model}
    own = [p for p in parts if isinstance(p, Reference) and p.model is model]
    count = Count()
    for row in rows:
        values = {_attribute(p): _value(p, row, lookups) for p in parts if p not in own}
        stored = held.get(row["code"])
        if stored is None:
            held[row["code"]] = model._default_manager.create(code=row["code"], **values)
            count.created += 1
        else:
            _tally(count, changed=_change(stored, values))
    codes = {key: obj.pk for key, obj in held.items()}
    # A row may name one that stands below it: those are set once all rows are there.
    for row in rows:
        _change(held[row["code"]], {f"{p.name}_id": codes.get(row[p.name]) for p in own})
    return count


def _attribute(part: Part) -> str:
    return f"{part.name}_id" if isinstance(part, Reference) else part.name


def _value(part: Part, row: Row, lookups: dict[str, dict[str, Any]]) -> Any:
    cell = row[part.name]
    if isinstance(part, Reference):
        return lookups[part.name].get(cell)
    return part.empty if cell is None else cell


def _change(stored: models.Model, values: dict[str, Any]) -> bool:
    different = {name: value for name, value in values.items() if getattr(stored, name) != value}
    for name, value in different.items():
        setattr(stored, name, value)
    if different:
        stored.save(update_fields=[name.removesuffix("_id") for name in different])
    return bool(different)


def _tally(count: Count, *, changed: bool) -> None:
    count.changed += changed
    count.same += not changed


def _dump(model: type[models.Model], parts: tuple[Part, ...]) -> Iterable[dict[str, str]]:
    references = [part.name for part in parts if isinstance(part, Reference)]
    for stored in model._default_manager.select_related(*references).order_by("pk"):
        row = {"code": str(stored.code)}  # type: ignore[attr-defined]
        for part in parts:
            value = getattr(stored, part.name)
            row[part.name] = written(value.code if isinstance(part, Reference) and value is not None else value)
        yield row
