"""The ledger as a workbook or as CSV: exactly what is filtered, with the day and the filters beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook

from jinxiu.core.workbooks import DANGEROUS, Column, add_notes, add_table, as_bytes
from jinxiu.desk.queries.changes import Changes, Defined
from jinxiu.desk.queries.cockpit import DAYS_AHEAD, ChangeLine
from jinxiu.desk.queries.ledger import Entry
from jinxiu.desk.queries.outlook import Line
from jinxiu.desk.queries.parts import UnitLine
from jinxiu.engines.measuring import State
from jinxiu.plan.evaluation import lights, wording
from jinxiu.plan.evaluation.lights import light_of
from jinxiu.plan.evaluation.queries import Row, reported, value_of
from jinxiu.plan.ledger.models import Responsibility

Cell = str | float | Decimal | date | None


def _support(entry: Entry) -> str:
    target = entry.row.target
    held = [r for r in target.commitment.responsibilities.all() if r.covers(target)]
    return "、".join(str(r.organisation) for r in held if r.role == Responsibility.Role.SUPPORT)


def _seen_on(row: Row) -> date | None:
    days = [o.as_of for o in row.used if o.as_of]
    return max(days, default=None)


def _sources(row: Row) -> str:
    return "；".join(dict.fromkeys(o.source.title for o in row.used))


def _scored(cell: Callable[[Row], Cell]) -> Callable[[Entry], Cell]:
    """Return a cell that stays empty where a promise is in words alone."""
    return lambda entry: cell(entry.scored) if entry.scored else None


def _state(entry: Entry) -> str:
    return wording.state_name(entry.scored.state) if entry.scored else wording.not_scored()


COLUMNS: tuple[Column[Entry], ...] = (
    Column(gettext_lazy("Code"), 8, lambda e: e.row.target.code),
    Column(gettext_lazy("Object"), 30, lambda e: e.definition.object),
    Column(gettext_lazy("Target"), 14, lambda e: str(wording.promised(e.definition))),
    Column(gettext_lazy("Value"), 10, lambda e: e.definition.value),
    Column(gettext_lazy("Unit"), 8, lambda e: e.definition.unit),
    Column(gettext_lazy("For each"), 12, lambda e: e.definition.per),
    Column(gettext_lazy("Due"), 12, lambda e: e.definition.due),
    Column(gettext_lazy("Strength"), 10, lambda e: str(e.definition.get_strength_display())),
    Column(gettext_lazy("Type"), 10, lambda e: str(e.definition.get_type_display())),
    Column(gettext_lazy("Kind"), 10, lambda e: str(e.definition.get_kind_display())),
    Column(gettext_lazy("State"), 10, _state),
    Column(pgettext_lazy("filter", "Light"), 8, _scored(lambda row: lights.colour_name(light_of(row.result).colour))),
    Column(gettext_lazy("What lit it"), 30, _scored(lambda row: lights.reading(light_of(row.result)))),
    Column(gettext_lazy("Days late"), 10, _scored(lambda row: row.result.days_late)),
    Column(gettext_lazy("Latest value"), 12, _scored(value_of)),
    Column(gettext_lazy("Stage reached"), 12, _scored(lambda row: wording.stage_seen(row.result.stage))),
    Column(gettext_lazy("Latest fact"), 12, _scored(_seen_on)),
    Column(gettext_lazy("Members reported"), 10, _scored(lambda row: reported(row)[0])),
    Column(gettext_lazy("Members"), 10, _scored(lambda row: reported(row)[1])),
    Column(gettext_lazy("Lead"), 20, lambda e: "、".join(lead.name for lead in e.leads)),
    Column(gettext_lazy("Support"), 20, _support),
    Column(gettext_lazy("Pillar"), 24, lambda e: e.row.pillar.name if e.row.pillar else ""),
    Column(gettext_lazy("Document"), 30, lambda e: e.document.title),
    Column(gettext_lazy("Section"), 30, lambda e: " / ".join(e.row.target.commitment.section)),
    Column(gettext_lazy("Quote"), 40, lambda e: e.definition.quote),
    Column(gettext_lazy("Sources"), 40, _scored(_sources)),
)

_UNIT: tuple[Column[UnitLine], ...] = (
    Column(gettext_lazy("Code"), 14, lambda line: line.organisation.code),
    Column(gettext_lazy("Unit"), 36, lambda line: line.organisation.name),
    Column(gettext_lazy("Leads"), 8, lambda line: line.leads),
    Column(gettext_lazy("In words alone"), 10, lambda line: line.qualities),
    Column(gettext_lazy("Supports"), 8, lambda line: line.supports),
)

#: What an export says of itself: (label, value).
Notes = Sequence[tuple[str, str]]


def workbook(entries: Iterable[Entry], notes: Notes) -> bytes:
    """Return an .xlsx file: dates are dates, numbers numbers, and no cell is a formula."""
    book = Workbook(write_only=True)
    add_table(book, _("Ledger"), COLUMNS, entries, frozen="C2")
    add_notes(book, _("About this export"), notes)
    return as_bytes(book)


def units_workbook(units: Iterable[UnitLine], as_of: date) -> bytes:
    """Return the departments' table as an .xlsx file, with the day beside it."""
    book = Workbook(write_only=True)
    states = [Column(wording.state_name(state), 10, _in_state(state)) for state in State]
    soon: Column[UnitLine] = Column(_("Due within %(n)s days") % {"n": DAYS_AHEAD}, 12, lambda line: line.due)
    add_table(book, _("Units"), (*_UNIT[:3], *states, soon, *_UNIT[3:]), units, frozen="C2")
    add_notes(book, _("About this export"), [(_("As of"), as_of.isoformat())])
    return as_bytes(book)


_MOVED: tuple[Column[ChangeLine], ...] = (
    Column(gettext_lazy("Day"), 12, lambda line: line.day),
    Column(gettext_lazy("Code"), 10, lambda line: line.row.target.code),
    Column(gettext_lazy("Promise"), 36, lambda line: line.row.definition.object),
    Column(gettext_lazy("Target"), 14, lambda line: str(wording.promised(line.row.definition))),
    Column(gettext_lazy("State before"), 12, lambda line: wording.state_name(line.before)),
    Column(gettext_lazy("State"), 12, lambda line: wording.state_name(line.row.state)),
    Column(gettext_lazy("What changed"), 40, lambda line: line.what),
    Column(gettext_lazy("Sources"), 40, lambda line: line.observation.source.title if line.observation else ""),
)
_DEFINED: tuple[Column[Defined], ...] = (
    Column(gettext_lazy("Day"), 12, lambda one: one.day),
    Column(gettext_lazy("Code"), 10, lambda one: one.definition.target.code),
    Column(gettext_lazy("Promise"), 36, lambda one: one.definition.object),
    Column(gettext_lazy("What was done"), 14, lambda one: defined_words(one.act)),
    Column(
        gettext_lazy("What changed"),
        50,
        lambda one: "；".join(f"{d.label}：{d.found} → {d.decided}" for d in one.differences),
    ),
    Column(gettext_lazy("Why it changed"), 40, lambda one: one.definition.reason),
    Column(gettext_lazy("By"), 20, lambda one: one.who),
)


def defined_words(act: str) -> str:
    """Return what was done when a definition was made, in words."""
    words = {"entered": _("entered"), "revised": _("revised"), "withdrawn": _("withdrawn")}
    return words[act]


def changes_workbook(found: Changes) -> bytes:
    """Return what changed between two days as an .xlsx file of three tables."""
    book = Workbook(write_only=True)
    add_table(book, _("States that moved"), _MOVED, found.moved, frozen="C2")
    add_table(book, _("Facts that came in"), _MOVED, found.told, frozen="C2")
    add_table(book, _("Definitions made"), _DEFINED, found.defined, frozen="C2")
    days = f"{found.before.isoformat()} → {found.after.isoformat()}"
    add_notes(book, _("About this export"), [(_("Between the ends of"), days)])
    return as_bytes(book)


_OUTLOOK: tuple[Column[Line], ...] = (
    Column(gettext_lazy("Code"), 10, lambda line: line.row.target.code),
    Column(gettext_lazy("Promise"), 34, lambda line: line.row.definition.object),
    Column(gettext_lazy("For each"), 16, lambda line: line.member),
    Column(gettext_lazy("Target"), 14, lambda line: str(wording.promised(line.row.definition))),
    Column(gettext_lazy("Due"), 12, lambda line: line.said.due),
    Column(gettext_lazy("Probability"), 10, lambda line: round(line.said.probability, 3)),
    Column(gettext_lazy("80 % of the chances"), 24, lambda line: line.interval),
    Column(gettext_lazy("Expected on"), 30, lambda line: line.expected),
    Column(gettext_lazy("State"), 10, lambda line: wording.state_name(line.outlook.member.result.state)),
    Column(gettext_lazy("Lead"), 20, lambda line: "、".join(lead.name for lead in line.leads)),
    Column(gettext_lazy("Why it is wide"), 40, lambda line: line.wide),
)


def outlook_workbook(lines: Iterable[Line], as_of: date) -> bytes:
    """Return the forecasts as an .xlsx file, with the day beside them."""
    book = Workbook(write_only=True)
    add_table(book, _("Forecast"), _OUTLOOK, lines, frozen="C2")
    add_notes(book, _("About this export"), [(_("As of"), as_of.isoformat())])
    return as_bytes(book)


def _in_state(state: State) -> Callable[[UnitLine], Cell]:
    return lambda line: line.counts[state]


def comma_separated(entries: Iterable[Entry], notes: Notes) -> bytes:
    """Return a CSV file that Excel reads: UTF-8 with its mark; the notes stand after an empty line at the end."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([str(column.head) for column in COLUMNS])
    for entry in entries:
        writer.writerow([_text(column.cell(entry)) for column in COLUMNS])
    writer.writerow([])
    writer.writerows([_text(label), _text(value)] for label, value in notes)
    return buffer.getvalue().encode("utf-8-sig")


def _text(value: Cell) -> str:
    if isinstance(value, Decimal):
        return wording.number(value)
    if isinstance(value, date):
        return value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(DANGEROUS) else text
