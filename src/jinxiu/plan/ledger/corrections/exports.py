"""The corrections as files: lines in the reader's exchange form to improve it with, and a workbook to look at."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from jinxiu.core.workbooks import head_cell, value_cell
from jinxiu.plan.ledger.adapters import decided_row, found_row
from jinxiu.plan.ledger.corrections.queries import Correction, Report, Score

Cell = str | int | float | None
#: The head of each column and its width in characters.
Heads = Sequence[tuple[object, int]]

_HEADS: Heads = (
    (gettext_lazy("Document"), 26),
    (gettext_lazy("Words of the document"), 40),
    (gettext_lazy("How it was read"), 28),
    (gettext_lazy("Confidence"), 8),
    (gettext_lazy("Verdict"), 12),
    (gettext_lazy("Field"), 12),
    (gettext_lazy("Found"), 30),
    (pgettext_lazy("reader", "Decided"), 30),
    (pgettext_lazy("reader", "By"), 18),
    (pgettext_lazy("reader", "On"), 12),
)
_SCORED: Heads = (
    (gettext_lazy("Decided on"), 10),
    (gettext_lazy("Unchanged"), 10),
    (gettext_lazy("Corrected"), 10),
    (gettext_lazy("Split"), 10),
    (gettext_lazy("Not a promise"), 10),
    (pgettext_lazy("reader", "Missed"), 10),
    (gettext_lazy("Precision"), 10),
    (gettext_lazy("Recall"), 10),
)


def lines(corrections: Iterable[Correction]) -> bytes:
    """Return JSON Lines: of each correction the document, the verdict, what was found and what was decided."""
    return "".join(json.dumps(_line(one), ensure_ascii=False) + "\n" for one in corrections).encode()


def _line(one: Correction) -> dict[str, Any]:
    draft, decision = one.draft, one.decision
    return {
        "document": one.document.code,
        "engine": draft.run.engine if draft else None,
        "verdict": decision.verdict,
        "fields": list(dict.fromkeys(difference.field for difference in one.differences)),
        "reason": decision.reason,
        "found": found_row(draft) if draft else None,
        "decided": [decided_row(definition, _bodies(one)) for definition in one.decided],
    }


def _bodies(one: Correction) -> Sequence[Sequence[str]]:
    """Return who answers by the person, or by the text where nothing else was said."""
    if one.decision.bodies is not None:
        said: Sequence[Sequence[str]] = one.decision.bodies
        return said
    return one.draft.bodies if one.draft else ()


def workbook(report: Report, corrections: Iterable[Correction]) -> bytes:
    """Return an .xlsx file of three sheets: the corrections, the rules, the documents."""
    book = Workbook(write_only=True)
    _sheet(book, _("Reading errors"), _HEADS, _rows(corrections))
    rules = ((one.words, *_scores(one.score)) for one in report.rules)
    _sheet(book, _("By rule"), ((gettext_lazy("How it was read"), 44), *_SCORED), rules)
    documents = ((one.title, *_scores(one.score)) for one in report.documents)
    _sheet(book, _("By document"), ((gettext_lazy("Document"), 44), *_SCORED), documents)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(book: Workbook, title: str, heads: Heads, rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, (_head, width) in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([head_cell(sheet, str(head)) for head, _width in heads])
    for row in rows:
        sheet.append([value_cell(sheet, value) for value in row])


def _rows(corrections: Iterable[Correction]) -> Iterable[tuple[Cell, ...]]:
    for one in corrections:
        draft, decision = one.draft, one.decision
        for difference in one.differences:
            yield (
                one.document.title,
                one.quote,
                one.rule,
                draft.confidence if draft else None,
                str(decision.get_verdict_display()),
                difference.label,
                difference.found,
                difference.decided,
                one.who,
                timezone.localtime(one.at).date().isoformat(),
            )


def _scores(score: Score) -> tuple[Cell, ...]:
    """Return the numbers of a score in the order of their heads."""
    counts = (score.decided, score.unchanged, score.corrected, score.split, score.rejected, score.added)
    shares = (score.precision, score.recall)
    return (*counts, *(None if share is None else round(share, 4) for share in shares))
