"""What happens to a commitment after it stands in the ledger: revised, placed, answered for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Organisation
from jinxiu.core.permissions import check
from jinxiu.plan.ledger.entering import make_current, next_definition
from jinxiu.plan.ledger.fields import fields_of, validated
from jinxiu.plan.ledger.models import Commitment, Pillar, Responsibility, Target, TargetDefinition


def revise(
    actor: Account | None, target: Target, fields: Mapping[str, Any], reason: str, now: datetime
) -> TargetDefinition:
    """Define a target anew; what was promised first stays version 1.

    Kind, baseline and part stay as they are where nothing is said of them.

    Raises ValidationError for wrong fields, a missing reason, or a target that was withdrawn.
    """
    check(actor, "ledger.revise")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the definition changes, and on what decision.")})
    with recorded(actor, "ledger.revise", now) as record:
        locked = Target.objects.select_for_update().get(pk=target.pk)
        current = locked.current
        assert current is not None
        if current.withdrawn:
            raise ValidationError(_("This target was withdrawn from the ledger; it cannot be revised."))
        kept = {"kind": current.kind, "baseline": current.baseline, "part": current.part}
        said = validated(kept | dict(fields))
        if fields_of(current) == said:
            record.nothing_done = True
            return current
        made = next_definition(locked, said, reason.strip(), actor, now)
        make_current([made])
        record.subject, record.data = locked, {"version": made.version, "reason": made.reason}
    return made


def assign(
    actor: Account | None,
    commitment: Commitment,
    organisation: Organisation,
    role: str,
    now: datetime,
    target: Target | None = None,
) -> Responsibility:
    """Let an organisation answer for a commitment, or for one of its targets, as lead (牵头) or in support (配合)."""
    check(actor, "ledger.assign")
    with recorded(actor, "ledger.assign", now) as record:
        locked = Commitment.objects.select_for_update().get(pk=commitment.pk)
        held, new = hold(locked, organisation, role, now, target)
        record.nothing_done = not new
        record.subject, record.data = locked, {"organisation": organisation.code, "role": role}
        if target is not None:
            record.data["target"] = target.code
    return held


def hold(
    commitment: Commitment, organisation: Organisation, role: str, now: datetime, target: Target | None = None
) -> tuple[Responsibility, bool]:
    """Open a responsibility inside a caller's transaction; say whether it is new. One role at a time is held."""
    if role not in Responsibility.Role.values:
        raise ValidationError({"role": _("An organisation leads or supports.")})
    running = Responsibility.objects.filter(
        commitment=commitment, target=target, organisation=organisation, ended_at=None
    )
    running.exclude(role=role).update(ended_at=now)
    return Responsibility.objects.get_or_create(
        commitment=commitment,
        target=target,
        organisation=organisation,
        role=role,
        ended_at=None,
        defaults={"given_at": now},
    )


def unassign(actor: Account | None, responsibility: Responsibility, now: datetime) -> None:
    """End a responsibility; that it was held stays on record."""
    check(actor, "ledger.assign")
    with recorded(actor, "ledger.unassign", now) as record:
        ended = Responsibility.objects.filter(pk=responsibility.pk, ended_at=None).update(ended_at=now)
        record.nothing_done = not ended
        record.subject = responsibility.commitment
        record.data = {"organisation": responsibility.organisation.code, "role": responsibility.role}


def set_pillar(actor: Account | None, commitment: Commitment, pillar: Pillar | None, now: datetime) -> None:
    """Place a commitment under a part of the city's strategic frame, or under none."""
    check(actor, "ledger.assign")
    with recorded(actor, "ledger.pillar", now) as record:
        changed = Commitment.objects.filter(pk=commitment.pk).exclude(pillar=pillar).update(pillar=pillar)
        record.nothing_done = not changed
        record.subject, record.data = commitment, {"pillar": pillar.code if pillar else None}
    commitment.pillar = pillar
