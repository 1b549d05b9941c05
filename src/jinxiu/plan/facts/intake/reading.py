"""What one row says: each cell that cannot be taken is a fault, with what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext as _

from jinxiu.engines.terms import unit_of
from jinxiu.plan.facts.intake.cells import CellError, day_in, number_in, short, text_in
from jinxiu.plan.facts.intake.columns import BY_KEY, CONFIDENCES, STAGES
from jinxiu.plan.facts.intake.known import Known, Ref, SourceKey
from jinxiu.plan.facts.intake.sheets import SheetRow
from jinxiu.plan.facts.queries import figure as written

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: its sheet, its row and column, what stands there, why that cannot be."""

    sheet: str
    row: int
    cell: str
    head: str
    given: str
    reason: str


class Said(NamedTuple):
    """A row that was understood; ``cell`` is that of its figure or stage."""

    sheet: str
    row: int
    cell: str
    ref: Ref
    member: str
    value: Decimal | None
    unit: str
    stage: str
    as_of: date
    precision: str
    statement: str
    source: SourceKey
    confidence: str
    answer: str

    @property
    def key(self) -> tuple[str, str, date, SourceKey]:
        """What makes it the same report as another one: what it is about, of which day, and who says so."""
        return self.ref.key, self.member, self.as_of, self.source

    @property
    def told(self) -> str:
        """The figure or the stage in words."""
        return STAGES[self.stage] if self.stage else written(self.value, self.unit)


def fault_in(row: SheetRow, key: str, given: str, reason: str) -> Fault:
    """Return a fault of a cell of this row."""
    return Fault(row.sheet, row.number, place_of(row, key), BY_KEY[key].head, short(given), reason)


def place_of(row: SheetRow, key: str) -> str:
    """Return the name of a cell, F12; empty where the sheet has no such column."""
    return f"{row.letters[key]}{row.number}" if key in row.letters else ""


class RowReader:
    """Reads the cells of one row; each that cannot be taken is a fault, and the rest is still looked at."""

    def __init__(self, row: SheetRow, known: Known, today: date, faults: list[Fault]) -> None:
        self.row, self.known, self.today, self.faults = row, known, today, faults

    def said(self) -> Said | None:
        """Return what the row says; None where any of its cells cannot be taken."""
        ref = self._ref()
        if ref is None:
            return None
        unit = self._text("unit", 20) or ref.unit
        self._check_unit(ref, unit)
        value = None if ref.milestone else self._number(unit)
        stage = self._stage(ref)
        self._check_other(ref)
        member = self._member(ref)
        day, precision = self._day()
        source = self._source()
        confidence = self._word("confidence", CONFIDENCES)
        statement, answer = self._text("statement", 500), self._text("answer", 300)
        if self.faults or day is None:
            return None
        cell = place_of(self.row, "stage" if ref.milestone else "value")
        return Said(
            self.row.sheet, self.row.number, cell, ref, member, value, "" if ref.milestone else unit, stage, day,
            precision, statement, source, confidence, answer,
        )  # fmt: skip

    def _ref(self) -> Ref | None:
        code, name = self._text("code", 200), self._text("name", 300)
        if self.faults:
            return None
        ref = self.known.refs.get(code) if code else self.known.by_name.get(name)
        if ref is not None:
            return ref
        given = code or name
        if code in self.known.unscored:
            why = _("This is promised in words alone: it is never scored. Leave the row out.")
        elif code in self.known.withdrawn:
            why = _("This target was taken out of the ledger. Leave the row out.")
        elif name in self.known.by_name and not code:
            why = _("Several measures bear this name. Put the code.")
        elif near := self.known.near(name or code):
            why = _("No measure or target has this code or name. Is it %(near)s?") % {"near": near}
        else:
            why = _("No measure or target has this code or name. The form lists them.")
        self._note("code" if code or "name" not in self.row.cells else "name", given or "—", why)
        return None

    def _check_unit(self, ref: Ref, unit: str) -> None:
        if not ref.milestone and unit_of(unit).dimension != unit_of(ref.unit).dimension:
            why = _("“%(unit)s” measures something else than “%(asked)s”. Put that unit, or another of its kind.")
            self._note("unit", unit, why % {"unit": unit, "asked": ref.unit})

    def _number(self, unit: str) -> Decimal | None:
        given = self.row.cells.get("value")
        if given is None:
            self._note("value", "", _("A number is asked for. Put it here."))
            return None
        return self._try("value", lambda: number_in(given, unit))

    def _stage(self, ref: Ref) -> str:
        if not ref.milestone:
            return ""
        stage = self._word("stage", STAGES)
        if not stage and "stage" not in self.row.cells:
            why = _("A stage is asked for. Put one of: %(words)s.")
            self._note("stage", "", why % {"words": "、".join(STAGES.values())})
        return stage

    def _check_other(self, ref: Ref) -> None:
        wrong = "value" if ref.milestone else "stage"
        if wrong in self.row.cells:
            stage = _("A stage is asked for, no number. Empty this cell.")
            number = _("A number is asked for, no stage. Empty this cell.")
            self._note(wrong, str(self.row.cells[wrong].value), stage if ref.milestone else number)

    def _member(self, ref: Ref) -> str:
        word = self._text("member", 60)
        if not word:
            return ""
        found = self.known.member(ref, word)
        if found is None:
            why = _("“%(word)s” is not among what this is reported for. Leave it empty for the whole city.")
            self._note("member", word, why % {"word": word})
        return found or ""

    def _day(self) -> tuple[date | None, str]:
        given = self.row.cells.get("as_of")
        if given is None:
            self._note("as_of", "", _("Put the day of which the figure tells."))
            return None, ""
        when = self._try("as_of", lambda: day_in(given))
        if when is None:
            return None, ""
        if when.day > self.today:
            why = _("%(day)s has not come yet: report what has happened.") % {"day": when.day}
            self._note("as_of", str(given.value), why)
        return when.day, when.precision

    def _source(self) -> SourceKey:
        title, publisher = self._text("source", 300), self._text("publisher", 300)
        given = self.row.cells.get("published_on")
        when = self._try("published_on", lambda: day_in(given)) if given is not None else None
        own = self.known.default_source
        if not title and not publisher and when is None:
            return own
        return title or own[0], publisher or ("" if title else own[1]), when.day if when else None

    def _word(self, key: str, words: dict[str, str]) -> str:
        word = self._text(key, 60)
        if not word:
            return ""
        found = next((one for one, name in words.items() if word in (name, one)), None)
        if found is None:
            self._note(key, word, _("This is none of: %(words)s.") % {"words": "、".join(words.values())})
        return found or ""

    def _text(self, key: str, most: int) -> str:
        given = self.row.cells.get(key)
        return (self._try(key, lambda: text_in(given, most)) or "") if given is not None else ""

    def _try(self, key: str, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except CellError as error:
            self._note(key, str(self.row.cells[key].value), str(error))
            return None

    def _note(self, key: str, given: str, reason: str) -> None:
        self.faults.append(fault_in(self.row, key, given, reason))
