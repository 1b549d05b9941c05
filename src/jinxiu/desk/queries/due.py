"""What falls due: the open promises of the days to come by month, those past their day before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jinxiu.core.models import Organisation
from jinxiu.desk.queries.cockpit import Lead, leads_of
from jinxiu.desk.queries.narrowing import Choices, Narrow, Tags, choices, narrowed, pillars_of, units_of
from jinxiu.engines.measuring import State
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.outlook import wording as forecasts
from jinxiu.plan.evaluation.outlook.queries import Outlook, of_card
from jinxiu.plan.evaluation.queries import Evaluator, Row, Scorecard, reported
from jinxiu.plan.ledger.models import Responsibility

#: How many days ahead one looks.
WINDOWS = (30, 60, 90)
_OPEN = frozenset({State.ON_COURSE, State.BEHIND, State.NOT_REPORTED})
#: Past their day these are still to be done; what was reached late is not.
_UNDONE = _OPEN | {State.MISSED}


@dataclass(frozen=True, slots=True)
class Span:
    """The days of which one asks what falls due; ``days`` is 0 for a range that was typed.

    What is past its day is shown with the days to come, and with a range only where the range reaches back to it.
    """

    first: date
    last: date
    days: int = 0

    def holds(self, due: date, as_of: date) -> bool:
        """Say whether a deadline is asked for."""
        return due <= self.last and (self.first <= due or (self.days > 0 and due < as_of))


@dataclass(frozen=True, slots=True)
class Line:
    """One promise that falls due; with its forecast once it was foreseen."""

    row: Row
    as_of: date
    outlooks: tuple[Outlook, ...] = ()

    @property
    def due(self) -> date:
        assert self.row.definition.due is not None
        return self.row.definition.due

    @property
    def days(self) -> int:
        """How many days are left; below zero past its day."""
        return (self.due - self.as_of).days

    @property
    def overdue(self) -> bool:
        return self.days < 0

    @property
    def days_past(self) -> int:
        return -self.days

    @property
    def units(self) -> tuple[Organisation, ...]:
        held = self.row.target.commitment.responsibilities.all()
        return tuple(r.organisation for r in held if r.role == Responsibility.Role.LEAD and r.covers(self.row.target))

    @property
    def leads(self) -> tuple[Lead, ...]:
        return leads_of(self.row)

    @property
    def tags(self) -> Tags:
        definition = self.row.definition
        kind = (definition.kind, str(definition.get_kind_display())) if definition.kind else ("-", _("no kind given"))
        return Tags(units_of(self.units), pillars_of([self.row.pillar]), kind)

    @property
    def scoped(self) -> bool:
        """Whether it runs over members."""
        return self.row.results[0].member is not None

    @property
    def figure(self) -> wording.Figure | None:
        """The latest figure or stage; of what runs over members, of how many something decides."""
        if self.scoped:
            return wording.Figure("{} / {}".format(*reported(self.row)), pgettext("after a number", "reported"))
        return wording.latest(self.row.result, self.row.definition)

    @property
    def gap(self) -> wording.Figure | None:
        """What is missing to the target."""
        gap = None if self.scoped else self.row.result.gap
        return None if gap is None else wording.Figure(wording.number(gap), self.row.definition.unit)

    @property
    def probability(self) -> float | None:
        """That it will be met; all members together are no likelier than the least likely of them."""
        return min((one.forecast.probability for one in self.outlooks if one.forecast), default=None)

    @property
    def chance(self) -> str:
        """The probability as people say it; empty where there is none."""
        if self.probability is None:
            return ""
        return f"{'≤' if self.scoped else ''}{forecasts.percent(self.probability)}"

    @property
    def likely(self) -> str:
        return "" if self.probability is None else forecasts.likely(self.probability)

    @property
    def tone(self) -> str:
        return "" if self.probability is None else forecasts.tone(self.probability)


@dataclass(frozen=True, slots=True)
class Group:
    """What is past its day (``month`` None), or falls due in one month."""

    month: date | None
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Board:
    """What the filters let through, soonest first."""

    as_of: date
    span: Span
    lines: list[Line]
    total: int
    choices: Choices

    @property
    def groups(self) -> list[Group]:
        return grouped(self.lines)

    @property
    def overdue(self) -> int:
        return sum(line.overdue for line in self.lines)

    @property
    def ahead(self) -> int:
        return len(self.lines) - self.overdue


def grouped(lines: list[Line]) -> list[Group]:
    """Return lines by month, those past their day before the months."""
    found: dict[date | None, list[Line]] = {}
    for line in lines:
        found.setdefault(None if line.overdue else line.due.replace(day=1), []).append(line)
    return [Group(month, of) for month, of in sorted(found.items(), key=lambda item: item[0] or date.min)]


def board(as_of: date, span: Span, narrow: Narrow) -> Board:
    """Return what falls due in a span as of a day, without forecasts; the number of queries does not grow with it."""
    card = Evaluator().on(as_of)
    rows = [row for row in card.rows if _wanted(row, span, as_of)]
    rows.sort(key=lambda row: (row.definition.due or date.max, row.target.pk))
    lines = [Line(row, as_of) for row in rows]
    return Board(as_of, span, narrowed(lines, narrow), len(lines), choices(lines, narrow))


def foreseen(lines: Sequence[Line]) -> list[Line]:
    """Return lines of one day with their forecasts: only of what is shown, for forecasts take longer than states."""
    if not lines:
        return []
    told: dict[int, list[Outlook]] = {}
    for outlook in of_card(Scorecard(lines[0].as_of, [line.row for line in lines])):
        told.setdefault(outlook.row.target.pk, []).append(outlook)
    return [replace(line, outlooks=tuple(told.get(line.row.target.pk, ()))) for line in lines]


def _wanted(row: Row, span: Span, as_of: date) -> bool:
    due = row.definition.due
    if due is None or not span.holds(due, as_of):
        return False
    return row.state in (_UNDONE if due < as_of else _OPEN)


def ahead(as_of: date, days: int) -> Span:
    """Return the span of so many days after a day."""
    return Span(as_of, as_of + timedelta(days=days), days)
