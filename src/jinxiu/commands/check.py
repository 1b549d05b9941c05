"""`jinxiu check`."""

from __future__ import annotations

import typer

from jinxiu.core.checks import all_checks
from jinxiu.core.models import AuditEvent


def run() -> bool:
    """Run every integrity check, print what it found, and return whether all is sound."""
    sound = True
    for integrity in all_checks():
        faults = list(integrity.run())
        typer.echo(f"{'sound ' if not faults else 'BROKEN'}  {integrity.name}")
        for fault in faults:
            typer.echo(f"        {fault}")
        sound = sound and not faults
    last = AuditEvent.objects.order_by("-number").first()
    if last is not None:
        # Whoever writes this down elsewhere can later prove that no row was cut off at the end.
        typer.echo(f"audit head: row {last.number}, {last.hash}")
    typer.echo("all sound" if sound else "jinxiu: not sound; restore the last backup, or ask for help", err=not sound)
    return sound
