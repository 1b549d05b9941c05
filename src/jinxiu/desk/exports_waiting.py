"""What somebody waits for, as files: what is silent and what falls due, exactly as it is filtered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook

from jinxiu.core.workbooks import Column, add_notes, add_table, as_bytes
from jinxiu.desk.queries.silent import Line as SilentLine

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
