"""How far a project has come: planned and actual days of its rungs, and what is late on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.projects.models import Step


@dataclass(frozen=True, slots=True)
class Line:
    """One rung of one project.

    ``planned_on`` is the day planned last, or the day that a promise names (``promised_by`` is its code);
    ``first_planned`` differs from it where the plan was moved. ``seen``: the rung was seen reached on ``reached_on``,
    so that it was reached on that day or before.
    """

    rung: Rung
    planned_on: date | None = None
    first_planned: date | None = None
    promised_by: str = ""
    reached_on: date | None = None
    seen: bool = False
    step: Step | None = None
    fact: Observation | None = None

    @property
    def moved(self) -> int:
        """By how many days the plan was moved since it was first made."""
        return (self.planned_on - self.first_planned).days if self.planned_on and self.first_planned else 0

    def reached(self, as_of: date) -> bool:
        """Whether the rung was reached by the end of a day."""
        return self.reached_on is not None and self.reached_on <= as_of


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs of one project, lowest first."""

    lines: tuple[Line, ...]

    def at(self, as_of: date) -> Rung | None:
        """Return the highest rung reached by a day; None where none is known."""
        return next((line.rung for line in reversed(self.lines) if line.reached(as_of)), None)

    def passed(self, line: Line, as_of: date) -> bool:
        """Whether a higher rung was reached by a day, so that this one lies behind whatever its own day."""
        at = self.at(as_of)
        return at is not None and line.rung < at

    def overdue(self, line: Line, as_of: date) -> bool:
        """Whether the rung was planned for a day that is over, and neither it nor a higher one was reached."""
        planned = line.planned_on is not None and line.planned_on < as_of
        return planned and not line.reached(as_of) and not self.passed(line, as_of)

    def delay(self, line: Line, as_of: date) -> int | None:
        """Return by how many days the rung came after its plan (negative: before), or is overdue; None: unknown."""
        if line.planned_on is None:
            return None
        if line.reached_on is not None and line.reached_on <= as_of:
            early = line.reached_on <= line.planned_on
            # Seen reached after the planned day says nothing of the day on which it was reached.
            return (line.reached_on - line.planned_on).days if early or not line.seen else None
        return (as_of - line.planned_on).days if self.overdue(line, as_of) else None

    def days_late(self, as_of: date) -> int:
        """Return by how many days the rung that waits longest is overdue; 0 where none is."""
        waits = [(as_of - line.planned_on).days for line in self.lines if line.planned_on and self.overdue(line, as_of)]
        return max(waits, default=0)

    def next(self, as_of: date) -> Line | None:
        """Return the lowest rung above the present one that is planned."""
        at = self.at(as_of)
        above = (line for line in self.lines if at is None or line.rung > at)
        return next((line for line in above if line.planned_on), None)

    def earlier_than_a_lower(self, line: Line) -> Line | None:
        """Return a lower rung that was reached after this one, which asks for an explanation."""
        if line.reached_on is None or line.seen:
            return None
        lower = (one for one in self.lines if one.rung < line.rung and one.reached_on and not one.seen)
        return next((one for one in lower if one.reached_on and one.reached_on > line.reached_on), None)

    @property
    def plan(self) -> dict[Rung, date]:
        """The days that were planned here, by rung; a promise's own day is no plan of the project."""
        return {line.rung: line.planned_on for line in self.lines if line.planned_on and not line.promised_by}

    @property
    def begins(self) -> date | None:
        """The planned start: of the works, or the earliest day planned."""
        return self._planned(Rung.STARTED) or min(self._days, default=None)

    @property
    def ends(self) -> date | None:
        """The planned finish: of the works, or the latest day planned."""
        return self._planned(Rung.FINISHED) or max(self._days, default=None)

    def _planned(self, rung: Rung) -> date | None:
        return self.lines[rung].planned_on

    @property
    def _days(self) -> list[date]:
        return [line.planned_on for line in self.lines if line.planned_on]
