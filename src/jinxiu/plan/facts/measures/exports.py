"""The dictionary of measures as a workbook, as it is filtered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook

from jinxiu.core.workbooks import Column, add_notes, add_table, as_bytes
from jinxiu.plan.facts.measures.queries import MeasureRow

_COLUMNS: tuple[Column[MeasureRow], ...] = (
    Column(gettext_lazy("Code"), 12, lambda row: row.code),
    Column(gettext_lazy("Measure"), 30, lambda row: row.version.name),
    Column(gettext_lazy("Unit of a measure"), 10, lambda row: row.version.unit),
    Column(gettext_lazy("Kind of measure"), 12, lambda row: str(row.version.get_kind_display())),
    Column(gettext_lazy("Who owns it"), 24, lambda row: row.version.owner.name if row.version.owner else ""),
    Column(gettext_lazy("How often"), 10, lambda row: str(row.version.get_frequency_display())),
    Column(gettext_lazy("Formula in words"), 50, lambda row: row.version.formula),
    Column(gettext_lazy("Over time"), 14, lambda row: str(row.version.get_over_time_display())),
    Column(gettext_lazy("Over places"), 16, lambda row: str(row.version.get_over_places_display())),
    Column(gettext_lazy("Other names"), 30, lambda row: "、".join(row.version.aliases)),
    Column(gettext_lazy("Valid from"), 12, lambda row: row.version.valid_from),
    Column(gettext_lazy("Version"), 8, lambda row: row.version.version),
    Column(gettext_lazy("Targets"), 8, lambda row: row.targets),
    Column(gettext_lazy("Last figure"), 14, lambda row: row.last.value if row.last else None),
    Column(gettext_lazy("Last as of"), 12, lambda row: row.last.as_of if row.last else None),
)


def workbook(rows: Sequence[MeasureRow], filters: str, today: date) -> bytes:
    """Return the .xlsx file, with what it was filtered by beside it."""
    book = Workbook(write_only=True)
    add_table(book, _("Measures"), _COLUMNS, rows, "C2")
    add_notes(
        book, _("Notes"), [(_("Exported on"), today.isoformat()), (_("Filter"), filters), (_("Rows"), str(len(rows)))]
    )
    return as_bytes(book)
