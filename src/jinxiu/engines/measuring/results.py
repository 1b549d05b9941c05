"""All targets on all days: the columns, and any cell of them explained on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import numpy as np

from jinxiu.engines.measuring.asks import Ask, asks_of
from jinxiu.engines.measuring.book import Book
from jinxiu.engines.measuring.columns import Facts, Ints, Targets, join, moment
from jinxiu.engines.measuring.exact import Column, decimal_of
from jinxiu.engines.measuring.explaining import Case, result_of
from jinxiu.engines.measuring.judging import STATE_OF, Judge, Judged, Verdict
from jinxiu.engines.measuring.kinds import points_of
from jinxiu.engines.measuring.lights import LightRule
from jinxiu.engines.measuring.model import Fact, Result, State
from jinxiu.engines.measuring.piece import NAMES, Piece
from jinxiu.engines.measuring.tracing import Inputs

STATES = tuple(State)
_STATE_CODES = np.array([STATES.index(STATE_OF[verdict]) for verdict in Verdict], dtype=np.int8)


@dataclass(frozen=True)
class Results:
    """Every target (rows) on every day (columns)."""

    targets: Targets
    facts: Facts
    days: tuple[date, ...]
    known_at: datetime | None
    rules: tuple[LightRule, ...]
    book: Book
    pieces: tuple[Piece, ...]
    #: Targets evaluated anew since: their place in other results.
    renewed: Mapping[int, tuple[Results, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.targets)

    def on(self, days: Sequence[date]) -> Results:
        """Return the same for other days; nothing is sorted or brought together again."""
        asked = tuple(days)
        pieces = tuple(Piece(piece.judge, piece.judge.on(asked, self.rules), asked) for piece in self.pieces)
        anew = {id(other): other for other, _place in self.renewed.values()}
        moved = {key: other.on(asked) for key, other in anew.items()}
        renewed = {target: (moved[id(other)], place) for target, (other, place) in self.renewed.items()}
        return replace(self, days=asked, pieces=pieces, renewed=renewed)

    @cached_property
    def verdicts(self) -> Column:
        """Why each target is in its state on each day: numbers of ``Verdict``."""
        return self._all(lambda piece: piece.judged.verdict, lambda other: other.verdicts)

    @cached_property
    def states(self) -> Column:
        """The states as numbers of ``STATES``."""
        return np.asarray(_STATE_CODES[self.verdicts])

    def state(self, target: int | str, day: date) -> State:
        """Return the state of one target on one day."""
        return STATES[int(self.states[self._place(target), self.days.index(day)])]

    def column(self, name: str) -> Column:
        """Return one of ``NAMES``, a row a target and a column a day.

        A value is ``top ÷ under × 10^scale`` (under 0: none), a gap ``gap ÷ under × 10^scale``, a share
        ``top ÷ share_under`` (0: none), the time passed ``passed ÷ whole`` (whole 0: none); days are −1 where they have
        no meaning. Integers that do not fit an int64 make the column one of Python's.
        """
        if name not in NAMES:
            raise KeyError(f"{name} is no column; there are {', '.join(NAMES)}")
        if name not in self._columns:
            self._columns[name] = self._all(lambda piece: piece.column(name), lambda other: other.column(name))
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {}

    def _all(self, of_piece: Callable[[Piece], Column], of_results: Callable[[Results], Column]) -> Column:
        """Put the columns of the pieces, and of what was evaluated anew, in the places of their targets."""
        parts = [(piece.judge.ask.places, of_piece(piece)) for piece in self.pieces]
        for target, (other, place) in self.renewed.items():
            parts.append((np.array([target]), of_results(other)[place : place + 1]))
        if len(parts) == 1:
            return parts[0][1]
        endless = any(part.dtype == object for _places, part in parts)
        out = np.zeros((len(self), len(self.days)), dtype=object if endless else np.int64)
        for places, part in parts:
            out[places] = part
        return out

    def row(self, target: int | str, day: date) -> Result:
        """Return the result of one target (its place or key) on one of the days, with its trace."""
        place = self._place(target)
        if place in self.renewed:
            other, at = self.renewed[place]
            return other.row(at, day)
        piece, of = self._where[place]
        return self._result(piece, of, self.days.index(day), None)

    def traces(self, day: date) -> list[Result]:
        """Return every target's result on one of the days, each with its trace."""
        prepared = Inputs.of(self.book, 0, len(self.book.rows))
        column = self.days.index(day)
        out = []
        for place, (piece, of) in enumerate(self._where):
            if place in self.renewed:
                out.append(self.row(place, day))
            else:
                out.append(self._result(piece, of, column, prepared))
        return out

    def history(self, target: int | str, until: date) -> list[tuple[date, Decimal]]:
        """Return what a target's measure came to, day by day up to ``until``: of one day the last; none for a stage.

        The value is exact, a quotient rounded to 28 digits; nothing of nothing is left out.
        """
        place = self._place(target)
        if place in self.renewed:
            other, at = self.renewed[place]
            return other.history(at, until)
        piece, of = self._where[place]
        points = piece.judge.points
        if piece.judge.ask.is_stage:
            return []
        last = until.toordinal()
        found: dict[int, Decimal] = {}
        for at in range(int(points.start[of]), int(points.start[of + 1])):
            under = 1 if points.under is None else int(points.under[at])
            if under and points.day[at] <= last:
                found[int(points.day[at])] = decimal_of(int(points.top[at]), under, int(points.scale[of]))
        return [(date.fromordinal(day), value) for day, value in found.items()]

    def _result(self, piece: Piece, of: int, column: int, prepared: Inputs | None) -> Result:
        case = Case.found(piece.judge, piece.judged, of, column, self.days[column], self.rules)
        return result_of(case, prepared)

    def _place(self, target: int | str) -> int:
        return self.targets.places[target] if isinstance(target, str) else target

    @cached_property
    def _where(self) -> list[tuple[Piece, int]]:
        found: list[tuple[Piece, int]] = [(self.pieces[0], 0)] * len(self) if self.pieces else []
        for piece in self.pieces:
            for of, place in enumerate(piece.judge.ask.places.tolist()):
                found[place] = (piece, of)
        return found

    @cached_property
    def _readers(self) -> dict[int, list[int]]:
        """Which targets read a series."""
        readers: dict[int, list[int]] = {}
        for columns in self.targets.read:
            for place, series in enumerate(columns.tolist()):
                if series >= 0 and place not in readers.setdefault(series, []):
                    readers[series].append(place)
        return readers

    def with_fact(self, fact: Fact, series: int, supersedes: str = "") -> Results:
        """Return the results with one fact more; only the targets that read its series are evaluated anew.

        ``supersedes`` is the key of the fact that it replaces from the moment on at which it was recorded.
        """
        affected = self._readers.get(series, [])
        renewed = dict(self.renewed)
        if not affected:
            return self
        places = np.array(affected, dtype=np.int64)
        targets = self.targets.take(places)
        needed = np.unique(np.concatenate(targets.read))
        before = self._facts_of([int(number) for number in needed if number >= 0])
        if supersedes:
            replaced = (before.keys.astype(str) == supersedes) & (before.series == series)
            at = moment(fact.recorded, 0)
            before = replace(before, superseded=np.where(replaced, at, before.superseded))
        facts = join(before, Facts.of({"": [fact]}), to=series)
        again = evaluate(targets, facts, self.days, self.known_at, self.rules)
        renewed |= {place: (again, at) for at, place in enumerate(affected)}
        return replace(self, renewed=renewed)

    def _facts_of(self, series: Sequence[int]) -> Facts:
        """Return the facts of some series, the added ones among them."""
        found: list[Facts] = []
        for number in series:
            newest = next((self.renewed[t][0] for t in self._readers.get(number, ()) if t in self.renewed), self)
            facts = newest.facts
            found.append(facts.take(newest.rows_of(number)))
        return found[0] if len(found) == 1 else join(*found)

    def rows_of(self, series: int) -> Ints:
        """Return the rows of a series among the facts, those included that do not count now."""
        return np.flatnonzero(self.facts.series == series)


def evaluate(
    targets: Targets,
    facts: Facts,
    days: Sequence[date],
    known_at: datetime | None = None,
    rules: Sequence[LightRule] = (),
) -> Results:
    """Return all targets on all days, as the facts were known at a moment (None: as they are known now).

    What was recorded after ``known_at`` does not exist; what was replaced or returned after it still counts: asked
    again later, the same question has the same answer. One sort of the facts; then searches, one for each day.
    """
    wanted = [int(columns.max()) for columns in (*targets.read, facts.series) if len(columns)]
    book = Book.of(facts, max(wanted, default=-1) + 1, known_at)
    pieces: list[Piece] = []
    for ask in asks_of(targets):
        for judge in _judges(book, ask):
            pieces.append(Piece(judge, judge.on(days, rules), tuple(days)))
    return Results(targets, facts, tuple(days), known_at, tuple(rules), book, tuple(pieces))


def _judges(book: Book, ask: Ask) -> Iterator[Judge]:
    """Return one judge, or two where the numbers of some targets do not fit an int64."""
    points = points_of(book, ask)
    if not points.misfit.any():
        yield Judge(ask, points, book)
        return
    for endless, places in ((False, np.flatnonzero(~points.misfit)), (True, np.flatnonzero(points.misfit))):
        if len(places):
            some = ask.take(places)
            yield Judge(some, points_of(book, some, endless=endless), book)


__all__ = ["STATES", "Judged", "Results", "evaluate"]
