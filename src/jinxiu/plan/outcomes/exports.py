"""A comparison as a workbook: what is shown, both sentences with the verdict, and what the review is silent on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook

from jinxiu.core.workbooks import Column, add_notes, add_table, as_bytes
from jinxiu.plan.outcomes.queries import Card

_PROMISED: tuple[Column[Card], ...] = (
    Column(gettext_lazy("Code"), 14, lambda c: c.code),
    Column(gettext_lazy("Object"), 26, lambda c: c.object),
    Column(gettext_lazy("Target"), 14, lambda c: c.measure),
    Column(gettext_lazy("Due"), 12, lambda c: c.due),
    Column(gettext_lazy("Sentence of the plan"), 48, lambda c: c.promise.whole),
    Column(gettext_lazy("Its words"), 26, lambda c: c.promise.words),
)
_TOLD: tuple[Column[Card], ...] = (
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
    add_table(book, _("Promise and outcome"), (*_PROMISED, *_TOLD), told, "C2")
    if silent:
        add_table(book, _("Not mentioned in the review"), _PROMISED, silent, "C2")
    add_notes(book, _("About this export"), notes)
    return as_bytes(book)
