"""Loads a folder, all or nothing, and writes one out again."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.module_loading import autodiscover_modules

from jinxiu.core.audit import recorded
from jinxiu.core.folders.reading import as_day, dangling, read_city, read_table
from jinxiu.core.folders.tables import Context, Count, Fault, Table, tables
from jinxiu.core.models import Account, City, Frame


class FolderError(ValueError):
    """A folder cannot be loaded; ``faults`` says where and why. Nothing was stored."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def load(folder: Path, now: datetime, actor: Account | None = None) -> dict[str, Count]:
    """Check the whole folder, then store it in one transaction with one audit row.

    Loading the same folder again changes nothing and leaves no row. Raises FolderError with every fault found.
    """
    autodiscover_modules("folder")
    context, parts = _checked(folder, now)
    counts: dict[str, Count] = {}
    with recorded(actor, "city.load", now) as record:
        counts["city.toml"] = _apply_city(context)
        for part in parts:
            count = part.apply(context.rows.get(part.file, []), context)
            total = counts.setdefault(part.file, Count())
            total.created += count.created
            total.changed += count.changed
            total.same += count.same
        record.subject = City.objects.get(code=context.city["city"]["code"])
        record.data = {file: [c.created, c.changed] for file, c in counts.items() if c.created or c.changed}
        record.nothing_done = not record.data
    return counts


def _checked(folder: Path, now: datetime) -> tuple[Context, list[Table]]:
    if not folder.is_dir():
        raise FolderError([Fault(str(folder), 0, "", "is not a folder")])
    faults: list[Fault] = []
    parts = tables()
    context = Context(folder, read_city(folder, faults), now)
    by_file: dict[str, list[Table]] = {}
    for part in parts:
        by_file.setdefault(part.file, []).append(part)
    for file, sharing in by_file.items():
        context.rows[file] = read_table(folder, file, sharing, faults)
    faults += _unknown_files(folder, set(by_file))
    if not faults:
        faults += dangling(parts, context)
        faults += _other_city(context)
    if not faults:
        for part in parts:
            faults += part.check(context.rows.get(part.file, []), context)
    if faults:
        raise FolderError(faults)
    return context, parts


def _unknown_files(folder: Path, known: set[str]) -> list[Fault]:
    return [
        Fault(path.name, 0, "", f"no such table; there are {', '.join(sorted(known))}")
        for path in sorted(folder.glob("*.csv"))
        if path.name not in known
    ]


def _other_city(context: Context) -> list[Fault]:
    given = context.city["city"]["code"]
    held = City.objects.exclude(code=given).first()
    if held is None:
        return []
    why = f"this database serves {held.name} ({held.code}); load {given} into a database of its own (JINXIU_VAR)"
    return [Fault("city.toml", 0, "city.code", why)]


def _apply_city(context: Context) -> Count:
    city = context.city["city"]
    values: dict[str, Any] = {
        "name": city["name"],
        "name_en": city.get("name_en", ""),
        "plan_year": city["plan_year"],
        "default_as_of": as_day(city.get("default_as_of")),
        "compare_to": as_day(city.get("compare_to")),
        "settings_toml": context.city["raw"],
    }
    held = City.objects.filter(code=city["code"]).first()
    if held is not None and all(getattr(held, name) == value for name, value in values.items()):
        return Count(same=1)
    City.objects.update_or_create(code=city["code"], defaults=values)
    for frame in context.city.get("frames", []):
        Frame.objects.update_or_create(
            code=frame["code"], defaults={"name": frame["name"], "note": frame.get("note", "")}
        )
    return Count(changed=1) if held else Count(created=1)


def write(folder: Path) -> list[str]:
    """Write everything that a folder can hold, in the form in which it is loaded; return the files written.

    The folder must be new or empty: nothing is overwritten. Raises FolderError otherwise, or without a city.
    """
    autodiscover_modules("folder")
    city = City.objects.first()
    if city is None:
        raise FolderError([Fault(str(folder), 0, "", "there is no city to export; load one first")])
    if folder.exists() and any(folder.iterdir()):
        raise FolderError([Fault(str(folder), 0, "", "is not empty; give a new folder")])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "city.toml").write_text(city.settings_toml, encoding="utf-8", newline="\n")
    by_file: dict[str, list[Table]] = {}
    for part in tables():
        by_file.setdefault(part.file, []).append(part)
    for file, parts in by_file.items():
        _write_table(folder / file, parts)
        for part in parts:
            if part.export_files:
                part.export_files(folder)
    return ["city.toml", *by_file]


def _write_table(path: Path, parts: list[Table]) -> None:
    header = [column.name for part in parts for column in part.columns]
    header = list(dict.fromkeys(header))
    rows: dict[str, dict[str, str]] = {}
    for part in parts:
        for row in part.dump():
            rows.setdefault(row[part.key], {}).update(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())
