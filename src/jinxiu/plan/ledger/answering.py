"""Who answers for a promise as its own text says: bodies named in brackets or columns, met with the organisations.

A name counts where it is an organisation's name or short name, letter by letter; nothing is guessed from the matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from jinxiu.core.models import Organisation
from jinxiu.plan.documents.models import Draft
from jinxiu.plan.ledger.models import Responsibility, Target

_LEAD, _SUPPORT = Responsibility.Role.LEAD, Responsibility.Role.SUPPORT


def organisations_named(drafts: Iterable[Draft]) -> dict[str, Organisation]:
    """Return the organisations that the drafts name, by the name as written; one question for all."""
    names = {name for draft in drafts for name, _role in draft.bodies}
    if not names:
        return {}
    found: dict[str, Organisation] = {}
    for organisation in Organisation.objects.filter(Q(name__in=names) | Q(short_name__in=names), valid_to=None):
        for name in {organisation.name, organisation.short_name} & names:
            found[name] = organisation
    return found


def roles_of(draft: Draft, known: Mapping[str, Organisation]) -> dict[Organisation, str]:
    """Return the part that each known organisation takes.

    牵头 leads and 配合 supports; 责任单位 and 按职责分工 lead where nobody is named to lead, the first of them.
    """
    named = [(known[name], role) for name, role in draft.bodies if name in known]
    led = any(role == "lead" for _name, role in draft.bodies)
    taken: dict[Organisation, str] = {}
    for organisation, role in named:
        first = not led and role in {"responsible", "shared"} and _LEAD not in taken.values()
        taken.setdefault(organisation, _LEAD if role == "lead" or first else _SUPPORT)
    return taken


def assign_named(entered: Sequence[tuple[Draft, Target]], now: datetime) -> int:
    """Let the bodies that the text names answer for the targets just entered; call inside a transaction."""
    known = organisations_named(draft for draft, _target in entered)
    rows = [
        Responsibility(commitment=target.commitment, target=target, organisation=organisation, role=role, given_at=now)
        for draft, target in entered
        for organisation, role in roles_of(draft, known).items()
    ]
    Responsibility.objects.bulk_create(rows)
    return len(rows)


def end_with(targets: Sequence[Target], now: datetime) -> None:
    """End what was held of targets that are withdrawn; that it was held stays on record."""
    Responsibility.objects.filter(target__in=targets, ended_at=None).update(ended_at=now)
