"""What a comparison shows as workbooks: both sentences on one row, and what they were narrowed to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook

from jinxiu.core.workbooks import Column, add_notes, add_table, as_bytes
from jinxiu.plan.ledger.comparing.queries import ClashRow, Row, Side

Notes = Sequence[tuple[str, str]]


def _of(side: Callable[[Row], Side | None], cell: Callable[[Side], str]) -> Callable[[Row], str]:
    """Return what stands of one side; nothing where the other version alone has the promise."""

    def say(row: Row) -> str:
        there = side(row)
        return cell(there) if there else ""

    return say


def _columns(side: Callable[[Row], Side | None], heads: Sequence[object]) -> tuple[Column[Row], ...]:
    cells: tuple[Callable[[Side], str], ...] = (
        lambda s: s.place.measure,
        lambda s: s.due,
        lambda s: s.strength,
        lambda s: s.sentence.whole,
        lambda s: s.sentence.words,
        lambda s: s.section,
        lambda s: s.place.state,
        lambda s: s.place.code,
    )
    widths = (16, 12, 10, 48, 26, 26, 10, 12)
    return tuple(Column(head, width, _of(side, cell)) for head, width, cell in zip(heads, widths, cells, strict=True))


_VERSIONS: tuple[Column[Row], ...] = (
    Column(gettext_lazy("Object"), 26, lambda r: r.object),
    Column(pgettext_lazy("comparison", "Change"), 12, lambda r: "、".join(one.name for one in r.changes)),
    Column(gettext_lazy("From → to"), 34, lambda r: "\n".join(one.words for one in r.changes if one.steps)),
    *_columns(
        lambda r: r.old,
        (
            pgettext_lazy("older version", "Target"),
            pgettext_lazy("older version", "Due"),
            pgettext_lazy("older version", "Strength"),
            pgettext_lazy("older version", "Sentence"),
            pgettext_lazy("older version", "Its words"),
            pgettext_lazy("older version", "Section"),
            pgettext_lazy("older version", "State"),
            pgettext_lazy("older version", "Code"),
        ),
    ),
    *_columns(
        lambda r: r.new,
        (
            pgettext_lazy("newer version", "Target"),
            pgettext_lazy("newer version", "Due"),
            pgettext_lazy("newer version", "Strength"),
            pgettext_lazy("newer version", "Sentence"),
            pgettext_lazy("newer version", "Its words"),
            pgettext_lazy("newer version", "Section"),
            pgettext_lazy("newer version", "State"),
            pgettext_lazy("newer version", "Code"),
        ),
    ),
    Column(gettext_lazy("Likeness"), 10, lambda r: r.likeness if r.old and r.new else None),
)
_CLASHES: tuple[Column[ClashRow], ...] = (
    Column(gettext_lazy("Object"), 24, lambda r: r.first.place.promise.object),
    Column(gettext_lazy("One figure"), 16, lambda r: r.first.place.measure),
    Column(gettext_lazy("The other figure"), 16, lambda r: r.second.place.measure),
    Column(gettext_lazy("Due"), 12, lambda r: r.first.due),
    Column(gettext_lazy("Why they clash"), 20, lambda r: r.why),
    Column(gettext_lazy("How sure"), 14, lambda r: r.sure),
    Column(gettext_lazy("One document"), 28, lambda r: r.first.title),
    Column(gettext_lazy("Its sentence"), 48, lambda r: r.first.sentence.whole),
    Column(gettext_lazy("Its section"), 26, lambda r: r.first.section),
    Column(gettext_lazy("The other document"), 28, lambda r: r.second.title),
    Column(gettext_lazy("The other sentence"), 48, lambda r: r.second.sentence.whole),
    Column(gettext_lazy("The other section"), 26, lambda r: r.second.section),
)


def versions(rows: Sequence[Row], notes: Notes) -> bytes:
    """Return the differences of two versions as an .xlsx file."""
    book = Workbook(write_only=True)
    add_table(book, _("Versions compared"), _VERSIONS, rows, "C2")
    add_notes(book, _("About this export"), notes)
    return as_bytes(book)


def clashes(rows: Sequence[ClashRow], notes: Notes) -> bytes:
    """Return contradictions as an .xlsx file."""
    book = Workbook(write_only=True)
    add_table(book, _("Contradictions"), _CLASHES, rows, "B2")
    add_notes(book, _("About this export"), notes)
    return as_bytes(book)
