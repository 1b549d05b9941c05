"""What was promised first beside what is in force, and by which definition of a measure it is measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jinxiu.core.models import Account
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.definitions import by
from jinxiu.plan.evaluation.figures import amount
from jinxiu.plan.evaluation.queries import Evaluator, Quality, Row
from jinxiu.plan.facts.models import MeasureVersion
from jinxiu.plan.ledger.models import Target, TargetDefinition


@dataclass(frozen=True, slots=True)
class Version:
    """A definition, by whom and when, and what the promise would have come to under it."""

    definition: TargetDefinition
    made: str
    row: Row | Quality


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a definition says: as it was promised first, and as it is in force."""

    name: str
    first: str
    now: str

    @property
    def differs(self) -> bool:
        return self.first != self.now


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A definition of a measure that a figure rests on: what it is to the figure, and who made it when."""

    role: str
    code: str
    version: MeasureVersion
    made: str
    #: False where the target asks for it and cannot be measured so.
    fits: bool = True


def who(account: Account | None, otherwise: str = "") -> str:
    """Name whoever acted: the post if the account serves one, else the account; no account is the command line."""
    if account is None:
        return otherwise or _("the city's folder")
    return account.post.title if account.post else account.username


def local(at: datetime) -> str:
    """Return the day of a moment."""
    return timezone.localtime(at).date().isoformat()


def evaluated(target: Target, as_of: date, known_at: datetime | None) -> list[Version]:
    """Return every definition that was known, the newest first, each with the state that it gives: in one pass."""
    definitions = list(
        target.definitions.filter(by(known_at, "made_at"))
        .select_related("made_by__post", "target__decision")
        .order_by("-version")
    )
    card = Evaluator([_under(target, definition) for definition in definitions], known_at).on(as_of)
    rows = {one.definition.pk: one for one in card.listed}
    return [Version(definition, _made(definition), rows[definition.pk]) for definition in definitions]


def _under(target: Target, definition: TargetDefinition) -> Target:
    """Return the target as if a definition were in force; it shares all that was read."""
    held = copy(target)
    held.current = definition
    held.definitions_known = [definition]  # type: ignore[attr-defined]
    return held


def _made(definition: TargetDefinition) -> str:
    decision = definition.target.decision
    verdict = ""
    if definition.withdrawn:
        verdict = _("withdrawn")
    elif definition.version > 1:
        verdict = _("revised")
    elif decision:
        verdict = str(decision.get_verdict_display())
    words = {"who": who(definition.made_by), "day": local(definition.made_at), "verdict": verdict}
    if definition.made_by is None and not verdict:
        return _("loaded with the city's folder on %(day)s") % words
    if not verdict:
        return _("entered by %(who)s on %(day)s") % words
    return pgettext("definition", "%(verdict)s by %(who)s on %(day)s") % words


def differences(versions: Sequence[Version]) -> list[Difference]:
    """Return the first definition beside the one in force: target and deadline always, the rest where it differs."""
    if len(versions) < 2:
        return []
    now, first = versions[0].definition, versions[-1].definition
    lines = [Difference(name, said(first), said(now)) for name, said in _saying(with_kind=bool(first.kind))]
    return [line for place, line in enumerate(lines) if place < 2 or line.differs]


def _saying(*, with_kind: bool) -> list[tuple[str, Callable[[TargetDefinition], str]]]:
    """Return what definitions say, field by field; a kind that nobody said at first was filled in, not revised."""
    lines: list[tuple[str, Callable[[TargetDefinition], str]]] = [
        (_("Target"), lambda one: str(wording.promised(one))),
        (_("Due"), lambda one: one.due.isoformat() if one.due else _("no day was set")),
        (_("Object"), lambda one: one.object),
        (_("Type"), lambda one: str(one.get_type_display())),
        (_("Strength"), lambda one: str(one.get_strength_display())),
        (_("For each"), lambda one: one.per or "—"),
        (_("Starts from"), _baseline),
        (_("Part"), lambda one: _("part of the number before it; not added") if one.part else "—"),
    ]
    return [*lines, (_("Kind"), lambda one: str(one.get_kind_display()))] if with_kind else lines


def _baseline(definition: TargetDefinition) -> str:
    return (
        "—" if definition.baseline is None else amount({"baseline": definition.baseline}, "baseline", definition.unit)
    )


def measured_by(row: Row | Quality) -> list[MeasureLine]:
    """Return the definitions of measures that a row rests on: its own, then what it divides or compares."""
    if not isinstance(row, Row):
        return []
    reading = row.reading
    roles = (
        (_("Measure"), reading.version or reading.misfit),
        (_("numerator"), reading.part),
        (_("denominator"), reading.whole),
    )
    return [
        MeasureLine(
            role,
            version.measure.code,
            version,
            _("version %(n)d, %(day)s, %(who)s")
            % {"n": version.version, "day": local(version.made_at), "who": who(version.made_by)},
            fits=version is not reading.misfit,
        )
        for role, version in roles
        if version is not None
    ]
