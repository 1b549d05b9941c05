"""What each row of a file would do: write a new figure, correct one, nothing, or be refused cell by cell."""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from jinxiu.core.models import Account
from jinxiu.core.permissions import may
from jinxiu.engines.terms import Quantity, Stage
from jinxiu.plan.facts.intake.columns import BY_KEY, SAYING, STAGES
from jinxiu.plan.facts.intake.known import Held, Known, Ref
from jinxiu.plan.facts.intake.reading import Fault, RowReader, Said, fault_in
from jinxiu.plan.facts.intake.sheets import SheetRow, Tell
from jinxiu.plan.facts.oddities import Figure, oddities
from jinxiu.plan.facts.queries import figure as written
from jinxiu.plan.facts.questions import stepped_back, worded
from jinxiu.plan.facts.thresholds import in_force

#: How many rows are held against what is on record at once, and wait on the disk as one lump.
_BATCH = 1000
#: So many faults are told; a file with more is of another kind.
MOST_FAULTS = 500
#: So many rows of a file are shown before they are written; those with questions come first.
SHOWN = 500


class Line(NamedTuple):
    """A row that would be written: a new figure, or a correction of one on record; and what is asked about it."""

    said: Said
    corrects: Held | None
    questions: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Weighed:
    """What a whole file would do. ``lines`` yields the rows to be written, as often as it is asked."""

    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    refused: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    question_count: int = 0
    fingerprint: str = ""
    spool: IO[bytes] | None = None
    asked_about: list[Line] = field(default_factory=list)
    plain: list[Line] = field(default_factory=list)

    @property
    def writes(self) -> int:
        return self.new + self.changed

    @property
    def shown(self) -> list[Line]:
        """The first rows that would be written, those with questions in front."""
        return [*self.asked_about, *self.plain][:SHOWN]

    def show(self, line: Line) -> None:
        """Keep a row to be shown, where there is room."""
        kept = self.asked_about if line.questions else self.plain
        if len(kept) < SHOWN:
            kept.append(line)

    def lines(self) -> Iterator[Line]:
        """Yield the rows that would be written, in the order of the file."""
        for batch in _loaded(self.spool):
            yield from batch

    def close(self) -> None:
        """Let the space go that the rows took."""
        if self.spool is not None:
            self.spool.close()


def weigh(rows: Iterable[SheetRow], known: Known, actor: Account | None, today: date, tell: Tell) -> Weighed:
    """Read every row, then hold what was understood against what is on record; rows wait on the disk meanwhile.

    One cell that cannot be taken refuses the file: nothing is then asked of the other rows.
    """
    found = Weighed()
    said = tempfile.TemporaryFile()  # noqa: SIM115 — closed with what was weighed
    try:
        count = _read(rows, known, today, found, said)
        if not found.faults:
            found.spool = tempfile.TemporaryFile()  # noqa: SIM115
            _hold(said, known, actor, found, count, tell)
    finally:
        said.close()
    return found


def _read(rows: Iterable[SheetRow], known: Known, today: date, found: Weighed, said: IO[bytes]) -> int:
    seen: dict[int, tuple[str, int]] = {}
    batch: list[Said] = []
    count = 0
    for row in rows:
        if not any(key in row.cells for key in SAYING):
            continue
        faults: list[Fault] = []
        one = RowReader(row, known, today, faults).said()
        if one is not None:
            place = hash(one.key)
            if place in seen:
                words = {"sheet": seen[place][0], "row": seen[place][1]}
                why = _("The same measure, day and source stand in “%(sheet)s”, row %(row)s. Keep one of the two.")
                faults.append(fault_in(row, "code", one.ref.code, why % words))
            seen.setdefault(place, (row.sheet, row.number))
        if faults:
            found.refused += 1
            found.fault_count += len(faults)
            found.faults += faults[: MOST_FAULTS - len(found.faults)]
        elif one is not None and not found.faults:
            batch.append(one)
            count += 1
            if len(batch) == _BATCH:
                _spool(batch, said)
    _spool(batch, said)
    return count


def _spool(batch: list[Any], spool: IO[bytes] | None) -> None:
    """Put a lump of rows on the disk and empty it; together they name each source and measure once."""
    if batch and spool is not None:
        pickle.dump(batch, spool, protocol=pickle.HIGHEST_PROTOCOL)
        batch.clear()


def _loaded(spool: IO[bytes] | None) -> Iterator[Any]:
    if spool is None:
        return
    spool.seek(0)
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 — our own file, without a name, written a moment ago
        except EOFError:
            return


def _hold(said: IO[bytes], known: Known, actor: Account | None, found: Weighed, count: int, tell: Tell) -> None:
    corrects_all = actor is None or may(actor, "facts.verify").allowed
    seal = _Seal()
    done = 0
    for batch in _loaded(said):
        known.load(row.ref for row in batch)
        lines: list[Line] = []
        for row in batch:
            line = _weighed(row, known, found)
            if line is None:
                continue
            if line.corrects and not (corrects_all or (actor and line.corrects.recorded_by == actor.pk)):
                found.refused += 1
                found.fault_count += 1
                why = _("Somebody else reported this as %(code)s: only they, or a verifier, correct it.")
                why %= {"code": line.corrects.code}
                head = BY_KEY["stage" if row.stage else "value"].head
                fault = Fault(row.sheet, row.row, row.cell, head, row.told, why)
                found.faults += [fault][: MOST_FAULTS - len(found.faults)]
                continue
            found.new += line.corrects is None
            found.changed += line.corrects is not None
            found.question_count += bool(line.questions and not row.answer)
            found.show(line)
            seal.add(line)
            lines.append(line)
        _spool(lines, found.spool)
        done += len(batch)
        tell(done, count)
    found.fingerprint = seal.told


class _Seal:
    """The print of everything that writing the rows would do."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._refs: set[str] = set()

    def add(self, line: Line) -> None:
        said = line.said
        if said.ref.key not in self._refs:
            self._refs.add(said.ref.key)
            self._hash.update(repr(said.ref).encode())
        corrects = line.corrects and line.corrects.pk
        # Without the answer, which is last: it answers what was asked and changes nothing else.
        rest = (said.ref.key, *(one for one in said[:-1] if not isinstance(one, Ref)), corrects, line.questions)
        self._hash.update(repr(rest).encode())

    @property
    def told(self) -> str:
        return self._hash.hexdigest()


def _weighed(row: Said, known: Known, found: Weighed) -> Line | None:
    """Return what a row would write; None where it says what is on record."""
    series = known.series(row.ref, row.member)
    held = series.held.get((row.as_of, row.source))
    if held is not None and _same(row, held):
        found.same += 1
        return None
    return Line(row, held, tuple(_questions(row, held, known)))


def _same(row: Said, held: Held) -> bool:
    if row.statement and row.statement != held.statement:
        return False
    if row.confidence and row.confidence != held.confidence:
        return False
    if row.stage != held.stage or (row.value is None) != (held.value is None):
        return False
    if row.value is None or held.value is None:
        return True
    told, known = Quantity(row.value, row.unit), Quantity(held.value, held.unit)
    return told.comparable(known) and told.base == known.base


def _questions(row: Said, held: Held | None, known: Known) -> Iterator[tuple[str, str]]:
    series = known.series(row.ref, row.member)
    if row.stage:
        rung = Stage(row.stage).rung
        for day, stage in series.stages:
            if day < row.as_of and Stage(stage).rung > rung:
                doubt = stepped_back(day, STAGES[stage])
                yield doubt.kind, str(doubt)
                break
        series.stages.append((row.as_of, row.stage))
    if row.value is None:
        return
    told = Figure(row.value, row.unit, row.as_of, row.member, row.source[0], f"{row.sheet}\t{row.row:07d}")
    goal = Figure(*row.ref.goal, row.as_of) if row.ref.goal else None
    by = in_force(row.as_of)
    around = series.around(row.as_of, held.code if held else "", by.window)
    beside, among = known.alike(row.ref, told)
    for odd in oddities(
        told, by, series=around, beside=beside, among=among, goal=goal, running=row.ref.running, share=row.ref.share
    ):
        doubt = worded(odd)
        yield doubt.kind, str(doubt)
    series.add(told)


def as_json(line: Line) -> dict[str, object]:
    """Return a line as the page shows it."""
    said, held = line.said, line.corrects
    old = ""
    if held is not None:
        old = STAGES[held.stage] if held.stage else written(held.value, held.unit)
    return {
        "sheet": said.sheet,
        "row": said.row,
        "code": said.ref.code,
        "name": said.ref.name,
        "member": said.member,
        "as_of": said.as_of.isoformat(),
        "source": said.source[0],
        "old": old,
        "new": said.told,
        "corrects": held.code if held else "",
        "statement": said.statement if held is not None and said.statement != held.statement else "",
        "questions": [sentence for _kind, sentence in line.questions],
        "answer": said.answer if line.questions else "",
    }


def fault_as_json(fault: Fault) -> dict[str, object]:
    """Return a fault as the page shows it."""
    return asdict(fault)
