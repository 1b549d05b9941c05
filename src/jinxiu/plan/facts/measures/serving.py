"""Which targets a figure of a measure serves: one report, many uses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from jinxiu.engines.terms import unit_of
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Measure, MeasureTarget, MeasureVersion
from jinxiu.plan.ledger.models import Target, TargetDefinition


def measure_of(targets: Sequence[Target]) -> Measure | None:
    """Return the measure that all these targets ask for; None where they ask for none, or for several."""
    links = MeasureTarget.objects.filter(target__in=list(targets), ended_at=None).select_related("measure__current")
    found = {link.measure for link in links}
    return found.pop() if len(found) == 1 else None


def served_by(measure: Measure, member: str) -> list[Target]:
    """Return the targets that a figure of the measure serves, about a member or the whole city ("")."""
    rows = Target.objects.filter(
        measure_links__measure=measure, measure_links__ended_at=None, current__withdrawn=False
    ).select_related("current")
    return [target for target in rows if target.current and serves(target.current, member)]


def serves(definition: TargetDefinition, member: str) -> bool:
    """Say whether a figure about a member serves a target: what runs over “each” takes members, the others do not."""
    return definition.scored and bool(definition.scope) == bool(member)


def fits(measure: Measure, unit: str, stage: str) -> bool:
    """Say whether a figure in this unit, or a stage, can be of the measure."""
    version = measure.current
    if version is None:
        return False
    if version.kind == MeasureVersion.Kind.MILESTONE or (version.stage and stage):
        return bool(stage)
    return bool(unit) and unit_of(unit).dimension == unit_of(version.unit).dimension


def may_ask_for(version: MeasureVersion, definition: TargetDefinition) -> bool:
    """Say whether a target can be measured so: a stage by a milestone, a number by a measure of its dimension."""
    if definition.type == Promise.Type.MILESTONE:
        return version.kind == MeasureVersion.Kind.MILESTONE
    if definition.type != Promise.Type.QUANTITY or version.kind == MeasureVersion.Kind.MILESTONE:
        return False
    if grows(version, definition):
        return True
    return unit_of(version.unit).dimension == unit_of(definition.unit).dimension


def grows(version: MeasureVersion, definition: TargetDefinition) -> bool:
    """Say whether a target promises by how much a measure of levels is to grow: in %, 百分点, or its own unit."""
    if definition.kind != Promise.KindChoice.GROWTH:
        return False
    measured, promised = (unit_of(one.unit).dimension for one in (version, definition))
    if version.kind == MeasureVersion.Kind.SPENDING:
        return promised == "percent"
    if version.kind != MeasureVersion.Kind.LEVEL:
        return False
    if measured == "percent":
        return promised == "point"
    return promised in {"percent", measured}


def in_force(versions: Iterable[MeasureVersion], day: date) -> MeasureVersion | None:
    """Return the version in force on a day: the latest written among those that hold by then."""
    held = [one for one in versions if one.valid_from is None or one.valid_from <= day]
    return max(held, key=lambda one: one.version, default=None)
