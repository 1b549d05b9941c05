"""Who answers after a table came back: which responsibilities end, and which begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jinxiu.core.models import Organisation
from jinxiu.plan.ledger.models import Responsibility, Target
from jinxiu.plan.ledger.tasktable.comparing import Change
from jinxiu.plan.ledger.tasktable.queries import Held

#: Organisation → role.
Parts = dict[Organisation, str]


@dataclass(slots=True)
class Handover:
    """Responsibilities that end and that begin, at one moment."""

    now: datetime
    ended: list[Responsibility] = field(default_factory=list)
    begun: list[Responsibility] = field(default_factory=list)

    def begin(self, target: Target, organisation: Organisation, role: str) -> None:
        """Let an organisation answer for one target from now on."""
        self.begun.append(
            Responsibility(
                commitment=target.commitment, target=target, organisation=organisation, role=role, given_at=self.now
            )
        )


def handover(changes: Iterable[Change], held: Iterable[Held], now: datetime) -> Handover:
    """Return what ends and begins so that every row answers as its cells say, and all others as before.

    What is held for a whole sentence stays so while all its rows want it. Once one row does not, it ends, and the
    others hold it each for themselves.
    """
    found = Handover(now)
    wanted = {change.held.target.pk: dict(change.answering) for change in changes if change.answering}
    sentences: dict[int, list[Held]] = {}
    for one in held:
        sentences.setdefault(one.target.commitment_id, []).append(one)
    for rows in sentences.values():
        if any(one.target.pk in wanted for one in rows):
            _settle(rows, wanted, found)
    return found


def _settle(rows: Sequence[Held], wanted: Mapping[int, Parts], found: Handover) -> None:
    parts = {one.target.pk: wanted.get(one.target.pk, dict(one.answering)) for one in rows}
    running = list(rows[0].target.commitment.responsibilities.all())
    whole = [one for one in running if one.target_id is None]
    kept = [one for one in whole if all(parts[row.target.pk].get(one.organisation) == one.role for row in rows)]
    found.ended += [one for one in whole if one not in kept]
    broken = {one.organisation for one in whole if one not in kept}
    for row in rows:
        own = {one.organisation: one for one in running if one.target_id == row.target.pk}
        touched = set(parts[row.target.pk]) | set(own) if row.target.pk in wanted else broken
        _settle_row(row.target, parts[row.target.pk], own, kept, touched, found)


def _settle_row(
    target: Target,
    parts: Parts,
    own: Mapping[Organisation, Responsibility],
    kept: Sequence[Responsibility],
    touched: set[Organisation],
    found: Handover,
) -> None:
    """Bring one target's own responsibilities in line; organisations that nobody touched stay as they are."""
    covered = {(one.organisation, one.role) for one in kept}
    for organisation in sorted(touched, key=lambda one: one.code):
        role, running = parts.get(organisation), own.get(organisation)
        if (running and running.role == role) or (organisation, role) in covered:
            continue
        if running:
            found.ended.append(running)
        if role:
            found.begin(target, organisation, role)
