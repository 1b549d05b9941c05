"""`jinxiu evaluate`: the scorecard of a day, for people, programs and spreadsheets."""

from __future__ import annotations

import csv
import json
import sys
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jinxiu.core.dates import moment_of
from jinxiu.plan.evaluation.queries import Evaluator, MemberResult, Row
from jinxiu.plan.facts.models import Observation

_COLUMNS = ("code", "object", "member_name", "target", "state", "value", "due", "days_late", "quote")


def run(as_of: str | None, form: str, known_at: str | None = None) -> None:
    """Evaluate every target as of a day and print one row a target, or one for each member of its scope.

    ``known_at`` asks for what was known at a moment (None: now). What is promised in words alone has no state and no
    row; the table says how many there are. Raises ValueError for a day or a moment that is none, or has not come.
    """
    try:
        day = date.fromisoformat(as_of) if as_of else timezone.localdate()
    except ValueError:
        raise ValueError(f"“{as_of}” is not a date; write 2025-03-31") from None
    moment = moment_of(known_at) if known_at else None
    if moment is not None and moment > timezone.now():
        raise ValueError(f"{known_at} has not come yet; leave --known-at out for what is known now")
    card = Evaluator(known_at=moment).on(day)
    rows = [_row(row, member) for row in card.rows for member in row.results]
    if form == "json":
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, _COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print_table(rows, day, len(card.qualities))


def _row(row: Row, member: MemberResult) -> dict[str, Any]:
    definition, result = row.definition, member.result
    used = [row.observations[i.key] for i in result.trace.inputs if i.part == "used"]
    return {
        "code": row.target.code,
        "document": row.target.commitment.document.code,
        "quote": definition.quote,
        "object": definition.object,
        "type": definition.type,
        "target": _number(definition.value) if definition.type == "quantity" else definition.stage,
        "unit": definition.unit or None,
        "comparator": definition.comparator or None,
        "scope": definition.scope or None,
        "scope_is_empty": row.scope_is_empty,
        "member": member.member.code if member.member else None,
        "member_name": member.member.name if member.member else None,
        "state": result.state.value,
        "value": _number(result.value),
        "stage": result.stage.value if result.stage else None,
        "gap": _number(result.gap),
        "reached_on": _day(result.reached_on),
        "due": _day(definition.due),
        "days_late": result.days_late,
        "days_overdue": result.days_overdue,
        "strength": definition.strength,
        "pillar": row.pillar.name if row.pillar else None,
        "leads": list(row.leads),
        "formula": result.trace.formula,
        "as_of": result.as_of.isoformat(),
        "sources": [_source(observation) for observation in used],
    }


def _source(observation: Observation) -> dict[str, Any]:
    source = observation.source
    return {
        "observation": observation.code,
        "as_of": _day(observation.as_of),
        "statement": observation.statement,
        "title": source.title,
        "publisher": source.publisher,
        "published_on": _day(source.published_on),
        "confidence": observation.confidence,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _print_table(rows: list[dict[str, Any]], day: date, unscored: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("code", "object", "for", "state", "value", "due", "days late"):
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = (
            row["code"],
            row["object"],
            row["member_name"],
            row["state"],
            row["value"],
            row["due"],
            row["days_late"],
        )
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(table)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    said = ", ".join(f"{count} {state}" for state, count in counts.items()) or "no targets; confirm some first"
    said += f"; {unscored} more in words alone, not scored" if unscored else ""
    console.print(f"as of {day}: {said}", style="dim")
