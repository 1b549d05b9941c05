"""Reads a folder's files and finds what is wrong with single cells, rows and references."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from jinxiu.core.folders.tables import Column, Context, Fault, Row, Table

#: The largest table that is read (bytes) and the most rows in it.
MOST_BYTES, MOST_ROWS = 64 * 1024 * 1024, 200_000

_CITY_KEYS = {"code": str, "name": str, "plan_year": int}


def read_city(folder: Path, faults: list[Fault]) -> dict[str, Any]:
    """Return what ``city.toml`` says, or note why it cannot be used."""
    path = folder / "city.toml"
    try:
        raw = path.read_text(encoding="utf-8")
        settings = tomllib.loads(raw)
    except FileNotFoundError:
        faults.append(Fault("city.toml", 0, "", "is missing; a city folder needs it"))
        return {}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(Fault("city.toml", 0, "", f"cannot be read: {error}"))
        return {}
    city = settings.get("city", {})
    for key, kind in _CITY_KEYS.items():
        if not isinstance(city.get(key), kind):
            faults.append(Fault("city.toml", 0, f"city.{key}", f"is missing or not {kind.__name__}"))
    for key in ("default_as_of", "compare_to"):
        if key in city and not _is_day(city[key]):
            faults.append(Fault("city.toml", 0, f"city.{key}", f"“{city[key]}” is not a date; write 2024-12-31"))
    return {**settings, "raw": raw}


def as_day(value: Any) -> date | None:
    """Return a day of ``city.toml``, written as a date or as a string; None where it is not set."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _is_day(value: Any) -> bool:
    try:
        return isinstance(as_day(value), date)
    except ValueError:
        return False


def read_table(folder: Path, file: str, parts: list[Table], faults: list[Fault]) -> list[Row]:
    """Return the parsed rows of one file; faults are noted, and the rows that have any are left out."""
    path = folder / file
    if not path.exists():
        return []
    content = _decoded(path, file, faults)
    if content is None:
        return []
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    columns = {column.name: column for part in parts for column in part.columns}
    rows: list[Row] = []
    try:
        header = next(reader, [])
        if not _header_fits(file, header, columns, faults):
            return []
        for number, cells in enumerate(reader, 2):
            if number > MOST_ROWS + 1:
                faults.append(Fault(file, number, "", f"the file has more than {MOST_ROWS} rows; split it"))
                return []
            if row := _row(file, number, header, cells, columns, faults):
                rows.append(row)
    except csv.Error as error:
        faults.append(Fault(file, reader.line_num, "", f"is not a sound CSV line: {error}"))
    _note_repeated_keys(file, parts[0].key, rows, faults)
    return rows


def _decoded(path: Path, file: str, faults: list[Fault]) -> str | None:
    if path.stat().st_size > MOST_BYTES:
        faults.append(Fault(file, 0, "", f"is larger than {MOST_BYTES // 2**20} MB; split it"))
        return None
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        faults.append(Fault(file, row, "", "is not UTF-8; save the file as “CSV UTF-8”"))
        return None


def _header_fits(file: str, header: list[str], columns: dict[str, Column], faults: list[Fault]) -> bool:
    found = len(faults)
    for name, column in columns.items():
        if name not in header and not column.optional:
            faults.append(Fault(file, 1, name, "the column is missing from the header"))
    for name in header:
        if name not in columns:
            faults.append(Fault(file, 1, name, f"no such column; there are {', '.join(columns)}"))
        elif header.count(name) > 1:
            faults.append(Fault(file, 1, name, "the column stands twice in the header"))
    return len(faults) == found


def _row(
    file: str, number: int, header: list[str], cells: list[str], columns: dict[str, Column], faults: list[Fault]
) -> Row | None:
    if not any(cells):
        return None
    if len(cells) != len(header):
        faults.append(Fault(file, number, "", f"has {len(cells)} cells, the header has {len(header)}"))
        return None
    values: dict[str, Any] = dict.fromkeys(columns)
    sound = True
    for name, raw in zip(header, cells, strict=True):
        column, cell = columns[name], raw.strip()
        if not cell:
            values[name] = None
            if column.required:
                faults.append(Fault(file, number, name, "is empty; it must be filled in"))
                sound = False
            continue
        try:
            values[name] = column.parse(cell)
        except ValueError as error:
            faults.append(Fault(file, number, name, str(error)))
            sound = False
    return Row(number, values) if sound else None


def _note_repeated_keys(file: str, key: str, rows: list[Row], faults: list[Fault]) -> None:
    seen: dict[Any, int] = {}
    for row in rows:
        first = seen.setdefault(row[key], row.number)
        if first != row.number:
            faults.append(Fault(file, row.number, key, f"“{row[key]}” stands in row {first} already"))


def dangling(parts: list[Table], context: Context) -> Iterator[Fault]:
    """Yield a fault for each code that names nothing in the folder."""
    keys: dict[str, set[Any]] = {}
    for part in parts:
        keys[part.file] = {row[part.key] for row in context.rows.get(part.file, [])}
    for part in parts:
        for column in part.columns:
            if column.refers_to is None:
                continue
            for row in context.rows.get(part.file, []):
                named = row[column.name]
                for code in named if isinstance(named, tuple) else (named,):
                    if code is not None and code not in keys.get(column.refers_to, set()):
                        yield Fault(part.file, row.number, column.name, f"“{code}” is not in {column.refers_to}")
