"""What changed between two days: states that moved, facts that came in, definitions that were made, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jinxiu.desk.queries.cockpit import ChangeLine, change_line
from jinxiu.desk.queries.definitions import who
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.ledger.corrections.differences import Difference, between
from jinxiu.plan.ledger.models import TargetDefinition

#: The parts of the page, as its address names them.
PARTS = ("moved", "told", "defined")


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition that was made: the one before it, how they differ, who made it and why."""

    definition: TargetDefinition
    before: TargetDefinition | None
    differences: list[Difference]
    day: date
    who: str

    @property
    def act(self) -> str:
        """``entered`` for the first, ``withdrawn`` where the target was taken out, else ``revised``."""
        if self.definition.withdrawn:
            return "withdrawn"
        return "revised" if self.before else "entered"


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after ``before`` up to ``after``, newest first."""

    before: date
    after: date
    moved: list[ChangeLine]
    told: list[ChangeLine]
    defined: list[Defined]

    @property
    def counts(self) -> dict[str, int]:
        return {part: len(getattr(self, part)) for part in PARTS}

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def changes(before: date, after: date) -> Changes:
    """Return what changed between the ends of two days, in a fixed number of queries.

    States and facts go by the day of which they tell; definitions by the day on which they were made.
    """
    lines = [change_line(change) for change in Evaluator().changes(before, after)]
    return Changes(
        before,
        after,
        moved=[line for line in lines if line.moved],
        told=[line for line in lines if not line.moved],
        defined=_defined(before, after),
    )


def _defined(before: date, after: date) -> list[Defined]:
    since, until = (_end_of(day) for day in (before, after))
    made = TargetDefinition.objects.filter(made_at__gte=since, made_at__lt=until)
    rows = list(made.select_related("made_by__post", "target__commitment").order_by("-made_at", "-pk"))
    earlier = _versions(row for row in rows if row.version > 1)
    found = []
    for row in rows:
        previous = earlier.get((row.target_id, row.version - 1))
        differences = between(previous, row) if previous and not row.withdrawn else []
        found.append(Defined(row, previous, differences, timezone.localtime(row.made_at).date(), who(row.made_by)))
    return found


def _versions(rows: Iterable[TargetDefinition]) -> dict[tuple[int, int], TargetDefinition]:
    """Return every definition of the targets of these rows, by target and version."""
    targets = {row.target_id for row in rows}
    return {(d.target_id, d.version): d for d in TargetDefinition.objects.filter(target__in=targets)}


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
