"""What somebody waits for, as files: what is silent and what falls due, exactly as it is filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook

from jinxiu.core.icalendar import Event, calendar
from jinxiu.core.workbooks import Column, add_notes, add_table, as_bytes
from jinxiu.desk.queries.due import Line as DueLine
from jinxiu.desk.queries.silent import Line as SilentLine
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.queries import value_of

#: What an export says of itself: (label, value).
Notes = Sequence[tuple[str, str]]

_SILENT: tuple[Column[SilentLine], ...] = (
    Column(gettext_lazy("Days silent"), 10, lambda line: line.silent.gone.days),
    Column(gettext_lazy("Silent since"), 12, lambda line: line.silent.gone.since),
    Column(gettext_lazy("Why silent"), 16, lambda line: line.why),
    Column(gettext_lazy("Code"), 10, lambda line: line.silent.code),
    Column(gettext_lazy("Measure or promise"), 34, lambda line: line.silent.name),
    Column(gettext_lazy("Silent members"), 40, lambda line: line.members),
    Column(gettext_lazy("Asked for by"), 20, lambda line: line.asked),
    Column(gettext_lazy("Who is to report"), 24, lambda line: "、".join(lead.name for lead in line.leads)),
    Column(gettext_lazy("How often"), 10, lambda line: line.frequency),
    Column(gettext_lazy("Periods missing"), 10, lambda line: line.silent.gone.periods if line.missing else None),
    Column(gettext_lazy("Last figure"), 14, lambda line: str(line.silent.last or "")),
    Column(gettext_lazy("Last as of"), 12, lambda line: line.silent.told_on),
    Column(gettext_lazy("Pillar"), 24, lambda line: "、".join(words for _code, words in line.tags.pillars)),
)


def silent_workbook(lines: Iterable[SilentLine], notes: Notes) -> bytes:
    """Return what is silent as an .xlsx file, with the day and the filters beside it."""
    book = Workbook(write_only=True)
    add_table(book, _("Overdue reports"), _SILENT, lines, frozen="F2")
    add_notes(book, _("About this export"), notes)
    return as_bytes(book)


_DUE: tuple[Column[DueLine], ...] = (
    Column(gettext_lazy("Due"), 12, lambda line: line.due),
    Column(gettext_lazy("Days left"), 8, lambda line: line.days),
    Column(gettext_lazy("Code"), 10, lambda line: line.row.target.code),
    Column(gettext_lazy("Promise"), 34, lambda line: line.row.definition.object),
    Column(gettext_lazy("Target"), 14, lambda line: str(wording.promised(line.row.definition))),
    Column(gettext_lazy("For each"), 12, lambda line: line.row.definition.per),
    Column(gettext_lazy("State"), 10, lambda line: wording.state_name(line.row.state)),
    Column(gettext_lazy("Latest"), 14, lambda line: str(line.figure or "")),
    Column(gettext_lazy("Latest value"), 12, lambda line: value_of(line.row)),
    Column(gettext_lazy("Gap"), 10, lambda line: None if line.scoped else line.row.result.gap),
    Column(gettext_lazy("Unit"), 8, lambda line: line.row.definition.unit),
    Column(gettext_lazy("Probability"), 10, lambda line: line.chance),
    Column(gettext_lazy("Lead"), 20, lambda line: "、".join(lead.name for lead in line.leads)),
    Column(gettext_lazy("Kind"), 12, lambda line: line.tags.kind[1]),
    Column(gettext_lazy("Pillar"), 24, lambda line: "、".join(words for _code, words in line.tags.pillars)),
    Column(gettext_lazy("Document"), 30, lambda line: line.row.target.commitment.document.title),
)


def due_workbook(lines: Iterable[DueLine], notes: Notes) -> bytes:
    """Return what falls due as an .xlsx file, with the days and the filters beside it."""
    book = Workbook(write_only=True)
    add_table(book, _("Falls due"), _DUE, lines, frozen="E2")
    add_notes(book, _("About this export"), notes)
    return as_bytes(book)


def due_calendar(lines: Iterable[DueLine], name: str, city: str, address: Callable[[str], str]) -> bytes:
    """Return what falls due as a calendar: one whole day a promise.

    A promise is the same event in every export, also when its day is moved: calendars that take the file again move
    it. Units are named, persons are not.
    """
    return calendar(name, [_event(line, city, address) for line in lines])


def _event(line: DueLine, city: str, address: Callable[[str], str]) -> Event:
    row, definition = line.row, line.row.definition
    promised = f"{definition.object} {wording.promised(definition)}"
    told = [
        (_("State"), wording.state_name(row.state)),
        (_("Latest"), str(line.figure or "—")),
        (_("Gap"), str(line.gap or "")),
        (_("Probability"), line.chance),
        (_("Lead"), "、".join(lead.name for lead in line.leads) or _("not assigned")),
        (_("Promise"), definition.quote),
        (_("Document"), row.target.commitment.document.title),
        (_("As of"), line.as_of.isoformat()),
    ]
    return Event(
        uid=f"target-{row.target.code}@{city or 'city'}.jinxiu",
        day=line.due,
        summary=_("Due: %(promise)s") % {"promise": promised},
        description="\n".join(f"{label}{_(': ')}{words}" for label, words in told if words),
        address=address(row.target.code),
        categories=tuple(words for _code, words in line.tags.pillars),
        revised_at=definition.made_at,
        revision=definition.version - 1,
    )
