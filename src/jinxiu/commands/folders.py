"""`jinxiu load` and `jinxiu export`."""

from __future__ import annotations

from pathlib import Path

import typer
from django.utils import timezone

from jinxiu.core.folders import FolderError
from jinxiu.core.folders import load as load_folder
from jinxiu.core.folders import write as write_folder

#: How many faults are printed; a wrong column makes one a row.
_SHOWN = 50


def load(folder: Path) -> bool:
    """Load a folder and say what it changed; on faults print them, store nothing and return False."""
    try:
        counts = load_folder(folder, timezone.now())
    except FolderError as error:
        _print(error, "nothing was stored")
        return False
    created, changed = sum(c.created for c in counts.values()), sum(c.changed for c in counts.values())
    if not created and not changed:
        typer.echo(f"{folder}: everything was there already; nothing changed")
        return True
    typer.echo(f"{folder}: {created} rows created, {changed} changed")
    for file, count in counts.items():
        if count.created or count.changed:
            typer.echo(f"  {file:22} {count.created:5} created {count.changed:5} changed {count.same:5} as they were")
    return True


def export(folder: Path) -> bool:
    """Write the city to a folder; False with the reason printed where that cannot be done."""
    try:
        files = write_folder(folder)
    except FolderError as error:
        _print(error, "nothing was written")
        return False
    typer.echo(f"{folder}: {len(files)} files written")
    return True


def _print(error: FolderError, so: str) -> None:
    for fault in error.faults[:_SHOWN]:
        typer.echo(str(fault), err=True)
    more = len(error.faults) - _SHOWN
    if more > 0:
        typer.echo(f"… and {more} more", err=True)
    typer.echo(f"jinxiu: {len(error.faults)} faults; {so}", err=True)
