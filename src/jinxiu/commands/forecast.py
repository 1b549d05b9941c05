"""`jinxiu forecast`: whether open targets will be met, printed, or written down to be held against what comes."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from django.utils import timezone

from jinxiu.plan.evaluation.outlook import actions, wording
from jinxiu.plan.evaluation.outlook.queries import Outlook, of_card
from jinxiu.plan.evaluation.queries import Evaluator


def run(as_of: str | None, form: str, *, write: bool) -> None:
    """Print the forecast of every open target as of a day; ``write`` keeps it.

    Raises ValueError for a day that is none, or that has not come.
    """
    today = timezone.localdate()
    try:
        day = date.fromisoformat(as_of) if as_of else today
    except ValueError:
        raise ValueError(f"“{as_of}” is not a date; write 2025-03-31") from None
    if write:
        try:
            made = actions.forecast_all(None, day, timezone.now())
        except actions.RefusedError as refusal:
            raise ValueError(str(refusal)) from None
        print(f"{made.forecasts.count()} forecasts as of {day} were written down", file=sys.stderr)  # noqa: T201
    said = [outlook for outlook in of_card(Evaluator().on(day)) if outlook.forecast is not None]
    said.sort(key=lambda outlook: (outlook.probability or 0.0, outlook.row.target.pk))
    if form == "json":
        json.dump([_row(outlook) for outlook in said], sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _print_table(said, day)


def _row(outlook: Outlook) -> dict[str, Any]:
    said = outlook.forecast
    assert said is not None
    return {
        "code": outlook.row.target.code,
        "object": outlook.row.definition.object,
        "member": outlook.member.member.code if outlook.member.member else None,
        "as_of": said.as_of.isoformat(),
        "due": said.due.isoformat(),
        "probability": round(said.probability, 4),
        "low": said.low,
        "median": said.median,
        "high": said.high,
        "unit": outlook.row.definition.unit or None,
        "expected_on": said.expected_on.isoformat() if said.expected_on else None,
        "method": said.method,
        "enough_history": said.enough_history,
        "reason": said.reason or None,
    }


def _print_table(said: list[Outlook], day: date) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("code", "object", "for", "due", "probability", "10 – 90 %", "expected on"):
        table.add_column(name, overflow="fold")
    for outlook in said:
        forecast, definition = outlook.forecast, outlook.row.definition
        assert forecast is not None
        table.add_row(
            outlook.row.target.code,
            definition.object,
            outlook.member.member.name if outlook.member.member else "",
            forecast.due.isoformat(),
            wording.percent(forecast.probability) + ("" if forecast.enough_history else " *"),
            wording.interval(forecast, definition),
            forecast.expected_on.isoformat() if forecast.expected_on else "",
        )
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(table)
    console.print(f"as of {day}: {len(said)} open; * little history, a stated wide guess", style="dim")
