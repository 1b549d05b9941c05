"""A comparison as a workbook: what is shown, both sentences with the verdict, and what the review is silent on."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from jinxiu.core.workbooks import head_cell, value_cell
from jinxiu.plan.outcomes.queries import Card


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, and what stands in it."""

    head: object  # said when it is written, in the language of the request
    width: int
    cell: Callable[[Card], str | float | None]


_PROMISED = (
    Column(gettext_lazy("Code"), 14, lambda c: c.code),
    Column(gettext_lazy("Object"), 26, lambda c: c.object),
    Column(gettext_lazy("Target"), 14, lambda c: c.measure),
    Column(gettext_lazy("Due"), 12, lambda c: c.due),
    Column(gettext_lazy("Sentence of the plan"), 48, lambda c: c.promise.whole),
    Column(gettext_lazy("Its words"), 26, lambda c: c.promise.words),
)
_TOLD = (
    Column(gettext_lazy("Sentence of the review"), 48, lambda c: c.told.whole if c.told else ""),
    Column(gettext_lazy("The words there"), 26, lambda c: c.told.words if c.told else ""),
    Column(gettext_lazy("Reached"), 14, lambda c: c.reached),
    Column(pgettext_lazy("outcome", "Verdict"), 12, lambda c: c.verdict_label),
    Column(gettext_lazy("Likeness"), 10, lambda c: c.likeness),
    Column(gettext_lazy("Grounds"), 40, lambda c: "；".join([*c.why, *c.notes])),
    Column(gettext_lazy("State"), 12, lambda c: c.state_label),
    Column(gettext_lazy("Decided by"), 24, lambda c: c.decided),
    Column(gettext_lazy("Why"), 24, lambda c: c.reason),
    Column(gettext_lazy("Fact"), 10, lambda c: c.fact.code if c.fact else ""),
    Column(gettext_lazy("Verification"), 18, lambda c: c.fact.standing if c.fact else ""),
)


def workbook(told: Sequence[Card], silent: Sequence[Card], notes: Sequence[tuple[str, str]]) -> bytes:
    """Return an .xlsx file; no cell of it is a formula."""
    book = Workbook(write_only=True)
    _sheet(book, _("Promise and outcome"), (*_PROMISED, *_TOLD), told)
    if silent:
        _sheet(book, _("Not mentioned in the review"), _PROMISED, silent)
    about = book.create_sheet(_("About this export"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 18, 64
    for label, value in notes:
        about.append([head_cell(about, label), value_cell(about, value)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(book: Workbook, title: str, columns: Sequence[Column], cards: Iterable[Card]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([head_cell(sheet, str(column.head)) for column in columns])
    lines = 1
    for card in cards:
        sheet.append([value_cell(sheet, column.cell(card)) for column in columns])
        lines += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{lines}"
