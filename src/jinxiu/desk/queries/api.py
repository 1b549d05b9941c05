"""What programs ask for: targets as they stood on a day and were known at a moment, and one of them with its trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from jinxiu.core.models import AuditEvent, Organisation
from jinxiu.desk.queries.ledger import NO_PILLAR, NOT_SCORED, answered_by
from jinxiu.engines.measuring import State
from jinxiu.plan.documents.places import locator
from jinxiu.plan.evaluation.models import Forecast
from jinxiu.plan.evaluation.outlook.queries import Outlook, of_row
from jinxiu.plan.evaluation.queries import Evaluator, Quality, Row, targets
from jinxiu.plan.ledger.models import Pillar, Responsibility, Target, TargetDefinition

#: The values that ``state`` takes.
STATES = (*(state.value for state in State), NOT_SCORED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list; empty lets everything through."""

    pillar: str = ""
    unit: str = ""
    state: str = ""

    def passes(self, row: Row | Quality) -> bool:
        """Say whether a target passes; a unit is asked for as the one that leads."""
        pillar = row.pillar.code if row.pillar else NO_PILLAR
        state = row.state.value if isinstance(row, Row) else NOT_SCORED
        return (
            self.pillar in {"", pillar}
            and self.state in {"", state}
            and (not self.unit or self.unit in {unit.code for unit in answering(row, Responsibility.Role.LEAD)})
        )


@dataclass(frozen=True, slots=True)
class Detail:
    """One target: its row, where its sentence stands, what it said before, its forecasts, and the seal of the trail."""

    row: Row | Quality
    locator: str
    definitions: Sequence[TargetDefinition]
    #: None for a moment in the past: what is forecast goes by what is known now.
    outlooks: list[Outlook] | None
    #: By member: what was last written down of it.
    written_down: dict[str, Forecast]
    head: AuditEvent | None


def pillars() -> list[str]:
    """Return the codes that ``pillar`` takes."""
    return [*Pillar.objects.values_list("code", flat=True), NO_PILLAR]


def units() -> list[str]:
    """Return the codes that ``unit`` takes."""
    return list(Organisation.objects.values_list("code", flat=True))


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of targets, of how many; ``rows`` is empty past the last page."""

    rows: list[Row | Quality]
    count: int


def listed(wanted: Wanted, as_of: date, known_at: datetime | None, page: int, size: int) -> Listed:
    """Return a page of the targets that pass, in the order of their documents; the queries do not grow with them.

    Only what is on the page is evaluated, unless the filter asks for what evaluation alone can tell.
    """
    found, pages = targets(known_at=known_at), slice((page - 1) * size, page * size)
    if wanted.pillar:
        held = Q(commitment__pillar=None) if wanted.pillar == NO_PILLAR else Q(commitment__pillar__code=wanted.pillar)
        found = found.filter(held)
    if wanted.state or (wanted.unit and known_at):
        rows = [row for row in Evaluator(found, known_at).on(as_of).listed if wanted.passes(row)]
        return Listed(rows[pages], len(rows))
    if wanted.unit:
        found = found.filter(answered_by([wanted.unit], Responsibility.Role.LEAD))
    return Listed(Evaluator(list(found[pages]), known_at).on(as_of).listed, found.count())


def detail(code: str, as_of: date, known_at: datetime | None) -> Detail | None:
    """Return one target with its trace, also one that was withdrawn; None where it was not known at the moment."""
    if "\0" in code:  # no database looks for it
        return None
    rows = [
        target
        for withdrawn in (False, True)
        for target in targets(withdrawn=withdrawn, known_at=known_at).filter(code=code)
    ]
    if not rows:
        return None
    row = Evaluator(rows[:1], known_at).on(as_of).listed[0]
    return Detail(
        row=row,
        locator=locator(row.target.commitment.document_id, row.definition.start),
        definitions=_definitions(row.target, known_at),
        outlooks=of_row(row) if isinstance(row, Row) and known_at is None else None,
        written_down=_written_down(row.target, known_at),
        head=AuditEvent.objects.order_by("-number").first(),
    )


def answering(row: Row | Quality, role: Responsibility.Role) -> list[Organisation]:
    """Return who answers for a target in a role, by itself or with its whole commitment."""
    held: Iterable[Responsibility] = row.target.commitment.responsibilities.all()
    return [r.organisation for r in held if r.role == role and r.covers(row.target)]


def _definitions(target: Target, known_at: datetime | None) -> list[TargetDefinition]:
    """Return every definition known at the moment, the newest first."""
    rows = target.definitions.select_related("made_by__post").order_by("-version")
    return list(rows.filter(made_at__lte=known_at) if known_at else rows)


def _written_down(target: Target, known_at: datetime | None) -> dict[str, Forecast]:
    rows = Forecast.objects.filter(target=target).select_related("run").order_by("run__as_of", "run_id", "pk")
    if known_at is not None:
        rows = rows.filter(run__made_at__lte=known_at)
    return {one.member: one for one in rows}
