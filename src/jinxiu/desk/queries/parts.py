"""Parts of the ledger looked at alone: one department, one pillar, and the departments in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jinxiu.core.models import Organisation
from jinxiu.desk.queries.cockpit import DAYS_AHEAD, Board, board
from jinxiu.desk.queries.ledger import NO_PILLAR, answered_by
from jinxiu.engines.measuring import State
from jinxiu.plan.evaluation.queries import Evaluator, Row, falls_due, targets
from jinxiu.plan.ledger.models import Pillar, Responsibility, Target


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A department: what it leads by state, how much of that falls due soon, and what it supports."""

    organisation: Organisation
    counts: dict[State, int]
    due: int
    supports: int
    qualities: int

    @property
    def leads(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Unit:
    """The page of a department: the board of what it leads, and the states of what it supports."""

    organisation: Organisation
    board: Board
    supports: list[Row]


@dataclass(frozen=True, slots=True)
class PillarPage:
    """The page of a pillar; ``pillar`` None collects what hangs on none."""

    pillar: Pillar | None
    board: Board


def units(as_of: date) -> list[UnitLine]:
    """Return the departments that answer for something, in the order of their codes: a list, not a ranking.

    The number of queries does not grow with the departments.
    """
    card = Evaluator().on(as_of)
    soon = {row.target.pk for row in falls_due(card, DAYS_AHEAD)}
    found = {unit.pk: unit for unit in Organisation.objects.all()}
    counts: dict[int, Counter[State]] = {}
    due, supports, qualities = Counter[int](), Counter[int](), Counter[int]()
    for row in card.listed:
        for pk in _units(row.target, Responsibility.Role.LEAD):
            counts.setdefault(pk, Counter())
            if isinstance(row, Row):
                counts[pk][row.state] += 1
                due[pk] += row.target.pk in soon
            else:
                qualities[pk] += 1
        for pk in _units(row.target, Responsibility.Role.SUPPORT):
            counts.setdefault(pk, Counter())
            supports[pk] += 1
    lines = [
        UnitLine(found[pk], {state: of[state] for state in State}, due[pk], supports[pk], qualities[pk])
        for pk, of in counts.items()
    ]
    return sorted(lines, key=lambda line: line.organisation.code)


def unit(code: str, as_of: date, compare_to: date, plan_year: int) -> Unit | None:
    """Return the page of a department; None where there is no such department."""
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        return None
    led = targets().filter(answered_by([code], Responsibility.Role.LEAD))
    helped = targets().filter(answered_by([code], Responsibility.Role.SUPPORT))
    supports = Evaluator(helped).on(as_of).rows
    return Unit(organisation, board(as_of, compare_to, plan_year, led), supports)


def pillar(code: str, as_of: date, compare_to: date, plan_year: int) -> PillarPage | None:
    """Return the page of a pillar, or of what hangs on none; None where there is no such pillar."""
    found = Pillar.objects.select_related("source").filter(code=code).first()
    if found is None and code != NO_PILLAR:
        return None
    return PillarPage(found, board(as_of, compare_to, plan_year, _on(found)))


def _on(found: Pillar | None) -> QuerySet[Target]:
    return targets().filter(Q(commitment__pillar=found) if found else Q(commitment__pillar=None))


def _units(target: Target, role: str) -> Iterable[int]:
    held = target.commitment.responsibilities.all()
    return {r.organisation_id for r in held if r.role == role and r.covers(target)}
