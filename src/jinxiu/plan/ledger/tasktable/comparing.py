"""Rows that came back × the ledger → what would change. It writes nothing and asks nothing: it is given both sides.

Three things are held against each other: the row as it left (its stamp tells), as it came back, and as the ledger
stands. What a person changed is the difference of the first two; where the ledger moved on as well, that is a conflict.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger.answering import Answering
from jinxiu.plan.ledger.fields import Fields, fields_of
from jinxiu.plan.ledger.models import Pillar
from jinxiu.plan.ledger.tasktable import deciphering
from jinxiu.plan.ledger.tasktable.deciphering import FaultyError
from jinxiu.plan.ledger.tasktable.placing import Places
from jinxiu.plan.ledger.tasktable.queries import Held, Standing, defined
from jinxiu.plan.ledger.tasktable.reading import Fault, Reading, Taken
from jinxiu.plan.ledger.tasktable.rows import (
    ANSWERING,
    BY_KEY,
    DEFINING,
    Line,
    Stamp,
    differing,
    plain,
    print_of,
    stamp_in,
)

#: A note joins the reason of a new definition, which holds 300 characters.
NOTE_LENGTH, REASON_LENGTH = 100, 190
_BODIES = frozenset({"lead", "support"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a row: what the ledger says, what the table says."""

    key: str
    old: str
    new: str

    @property
    def label(self) -> str:
        """The column's name."""
        return str(BY_KEY[self.key].label)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says other than the ledger."""

    taken: Taken
    held: Held
    differences: tuple[Difference, ...]
    #: None where the definition stays.
    fields: Fields | None
    #: None where the same bodies answer.
    answering: Answering | None
    #: Whether the pillar changes, and to which; None takes it off.
    moves: bool
    pillar: Pillar | None

    @property
    def note(self) -> str:
        """What was remarked on it, if it makes a new definition."""
        return self.taken.line.note if self.fields else ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that was edited while the ledger moved on: it is not applied."""

    taken: Taken
    why: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class New:
    """A row without a code: a promise that the ledger does not have yet."""

    taken: Taken
    document: Document
    span: Span
    fields: Fields
    answering: Answering
    pillar: Pillar | None


@dataclass(slots=True)
class Comparison:
    """All that a table would do, and all that keeps it from doing so."""

    changes: list[Change] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: How many rows change nothing, and how many of those the ledger left behind since they were exported.
    same: int = 0
    outdated: int = 0
    #: Codes of the documents' targets that are in no row.
    missing: list[str] = field(default_factory=list)

    @property
    def revised(self) -> list[Change]:
        """The changes that make a new definition."""
        return [change for change in self.changes if change.fields]

    @property
    def reassigned(self) -> list[Change]:
        """The changes of who answers."""
        return [change for change in self.changes if change.answering]

    @property
    def moved(self) -> list[Change]:
        """The changes of the pillar."""
        return [change for change in self.changes if change.moves]

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return len(self.changes) + len(self.new)

    @property
    def fingerprint(self) -> str:
        """A print of all that would be done: another one means that the ledger moved on since it was looked at."""
        done = [f"{c.taken.line.code} {[(d.key, d.old, d.new) for d in c.differences]} {c.note}" for c in self.changes]
        done += [f"{n.document.code} {n.span} {n.taken.line}" for n in self.new]
        return hashlib.sha256("\n".join(done).encode()).hexdigest()


def compare(reading: Reading, standing: Standing) -> Comparison:
    """Return what a table would change, row by row."""
    found = Comparison(faults=list(reading.faults))
    seen: dict[str, Taken] = {}
    for taken in reading.rows:
        code = taken.line.code
        if code in seen:
            why = _("This code stands in row %(row)s of “%(sheet)s” already. Keep one of them; a new row has no code.")
            where = {"row": seen[code].number, "sheet": seen[code].sheet}
            found.faults.append(taken.fault("code", why % where))
        elif code:
            seen[code] = taken
            _try(_known, taken, standing, found)
    _one_pillar_a_sentence(seen, standing, found)
    places: dict[int, Places] = {}
    for taken in reading.rows:
        if not taken.line.code:
            _try(_new, taken, reading, standing, found, seen, places)
    found.missing = [code for code in standing.held if code not in seen]
    return found


def _try(weigh: Callable[..., None], taken: Taken, *against: Any) -> None:
    """Weigh a row whose cells could be understood; its faults join those of the table."""
    if not taken.sound:
        return
    try:
        weigh(taken, *against)
    except FaultyError as error:
        found = next(one for one in against if isinstance(one, Comparison))
        found.faults += error.faults


def _known(taken: Taken, standing: Standing, found: Comparison) -> None:
    code = taken.line.code
    held = standing.held.get(code)
    if held is None and code in standing.withdrawn:
        why = _("It was withdrawn from the ledger after the table was exported.")
        found.conflicts.append(Conflict(taken, why))
        return
    if held is None:
        why = _("The ledger has no target with this code. The ledger gives the codes: leave it empty for a new row.")
        raise FaultyError([taken.fault("code", why)])
    left = stamp_in(taken.line)
    if faults := list(_fixed_cells(taken, held, left)):
        raise FaultyError(faults)
    assert left is not None
    _weigh(taken, held, left, standing, found)


def _fixed_cells(taken: Taken, held: Held, left: Stamp | None) -> Iterator[Fault]:
    """Yield a fault for each cell that only repeats what the ledger says, and was edited."""
    if taken.line.sentence != held.line.sentence:
        why = _("The words of the document never change. Put them back, or leave the code empty for a new row.")
        yield taken.fault("sentence", why)
    if "section" in taken.columns and taken.line.section != held.line.section:
        yield taken.fault("section", _("The section is where the words stand in the document. Put it back."))
    if left is None or left.version > held.definition.version:
        why = _("This mark tells what the row was exported with. Put it back, or take the row from a new export.")
        yield taken.fault("stamp", why)


def _weigh(taken: Taken, held: Held, left: Stamp, standing: Standing, found: Comparison) -> None:
    """Decide whether a row is the same, a change or a conflict."""
    line, now = taken.line, held.line
    base = now
    if left.version < held.definition.version:
        base = defined(now, standing.earlier[line.code, left.version])
    redefined = differing(DEFINING, line, now) if differing(DEFINING, line, base) else []
    answered = differing(ANSWERING, line, now) if print_of(line) != left.answers else []
    outdated_definition, outdated_answers = differing(DEFINING, now, base), print_of(now) != left.answers
    if taken.goal and taken.goal not in {plain(one.goal) for one in (line, base, now)}:
        why = _("This column only words what stands in the columns from “比较关系” to “定性要求”. Change it there.")
        raise FaultyError([taken.fault("goal", why, taken.goal)])
    differences = tuple(_difference(key, now, line) for key in [*redefined, *answered])
    if (redefined and outdated_definition) or (answered and outdated_answers):
        why = _("The ledger changed after the table was exported. Export it anew and enter this there.")
        found.conflicts.append(Conflict(taken, why, differences))
    elif differences and (change := _change(taken, held, differences, standing)):
        found.changes.append(change)
    else:
        found.same += 1
        found.outdated += bool(differing((*DEFINING, *ANSWERING), line, now))


def _change(taken: Taken, held: Held, differences: tuple[Difference, ...], standing: Standing) -> Change | None:
    """Return what a row changes; None where it only names the same bodies or the same pillar otherwise."""
    keys = {one.key for one in differences}
    fields = None
    if keys & set(DEFINING):
        _check_note(taken)
        fields = deciphering.fields(taken, fields_of(held.definition))
    answers = None
    if keys & _BODIES:
        bodies = standing.table.names.bodies(standing.document_of[taken.line.code].year)
        answers = deciphering.answering(taken, bodies, held.answering)
        if answers.same(held.answering):
            answers = None
            differences = tuple(one for one in differences if one.key not in _BODIES)
    moves = "pillar" in keys
    pillar = deciphering.pillar(taken, standing.table.names) if moves else None
    if moves and pillar == held.target.commitment.pillar:
        moves, pillar = False, None
        differences = tuple(one for one in differences if one.key != "pillar")
    return Change(taken, held, differences, fields, answers, moves, pillar) if differences else None


def _difference(key: str, old: Line, new: Line) -> Difference:
    column = BY_KEY[key]
    return Difference(key, column.said(old), column.said(new))


def _check_note(taken: Taken) -> None:
    if len(taken.line.note) > NOTE_LENGTH:
        why = _("The note becomes a part of the reason for the new definition: at most %(limit)s characters.")
        raise FaultyError([taken.fault("note", why % {"limit": NOTE_LENGTH}, taken.line.note[:40])])


def _one_pillar_a_sentence(seen: dict[str, Taken], standing: Standing, found: Comparison) -> None:
    """A sentence stands on one pillar: the rows of one sentence must say the same where one of them is changed."""
    rows: dict[int, list[Taken]] = {}
    for code, taken in seen.items():
        if held := standing.held.get(code):
            rows.setdefault(held.target.commitment_id, []).append(taken)
    for change in found.moved:
        for other in rows[change.held.target.commitment_id]:
            if other.line.pillar != change.taken.line.pillar:
                found.faults.append(_two_pillars(change.taken, other))
                break


def _two_pillars(taken: Taken, other: Taken) -> Fault:
    why = _("Row %(row)s is of the same sentence and says “%(pillar)s”. One sentence has one pillar: write the same.")
    return taken.fault("pillar", why % {"row": other.number, "pillar": other.line.pillar or "—"})


def _new(
    taken: Taken,
    reading: Reading,
    standing: Standing,
    found: Comparison,
    seen: dict[str, Taken],
    places: dict[int, Places],
) -> None:
    document = _document_of(taken, reading, standing)
    if document.pk not in places:
        held = [one for sheet in standing.table.sheets if sheet.document == document for one in sheet.held]
        places[document.pk] = Places(standing.texts.get(document.code, ""), held)
    here = places[document.pk]
    span = _place(taken, here)
    siblings = here.sentences.get(span, [])
    if any(not differing(DEFINING, taken.line, one.line) for one in [*siblings, *here.words.get(span, [])]):
        found.same += 1  # it was entered before, by this very table
        return
    sentence = here.sentence(span)
    for place, other in here.new.get(sentence, []):
        if place == span and not differing(DEFINING, taken.line, other.line):
            why = _("Row %(row)s says the same already. Keep one of them.") % {"row": other.number}
            raise FaultyError([taken.fault("sentence", why, taken.line.sentence[:40])])
    if taken.line.pillar:
        _check_pillar(taken, here, sentence, seen)
    fields = deciphering.fields(taken)
    answers = deciphering.answering(taken, standing.table.names.bodies(document.year))
    pillar = deciphering.pillar(taken, standing.table.names)
    found.new.append(New(taken, document, span, fields, answers, pillar))
    here.new[sentence].append((span, taken))


def _check_pillar(taken: Taken, here: Places, sentence: Span, seen: dict[str, Taken]) -> None:
    """A new row takes no target of its sentence along to another pillar without its row saying so."""
    beside = [other for _place, other in here.new.get(sentence, []) if other.line.pillar]
    for one in here.sentences.get(sentence, []):
        if row := seen.get(one.target.code):
            beside.append(row)
        elif one.line.pillar not in {"", taken.line.pillar}:
            why = _("%(code)s is of the same sentence and stands on “%(pillar)s”. One sentence has one pillar.")
            raise FaultyError([taken.fault("pillar", why % {"code": one.target.code, "pillar": one.line.pillar})])
    for other in beside:
        if other.line.pillar != taken.line.pillar:
            raise FaultyError([_two_pillars(taken, other)])


def _document_of(taken: Taken, reading: Reading, standing: Standing) -> Document:
    """Return the document that a sheet names, or that its other rows belong to."""
    beside = (row.line.code for row in reading.rows if row.sheet == taken.sheet and row.line.code)
    named = standing.documents.get(reading.documents.get(taken.sheet, ""))
    document = named or next((standing.document_of[code] for code in beside if code in standing.document_of), None)
    if document is not None:
        return document
    why = _("The sheet does not tell which document this row is of. Enter it in the sheet that was exported for it.")
    raise FaultyError([taken.fault("code", why)])


def _place(taken: Taken, here: Places) -> Span:
    words = taken.line.sentence
    places = here.of(words)
    if len(places) == 1:
        return places[0]
    if not words:
        why = _("A new row copies here the words of the document that promise it.")
    elif places:
        why = _("These words stand in the document more than once. Copy more of them, so that one place is meant.")
    else:
        why = _("These words do not stand in the document. Copy them exactly.")
    raise FaultyError([taken.fault("sentence", why, words[:40])])
