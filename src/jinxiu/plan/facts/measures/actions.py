"""Defining a measure, correcting its definition, and saying which targets ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Organisation, Source
from jinxiu.core.permissions import check
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.measures import offering
from jinxiu.plan.facts.measures.serving import fits, may_ask_for, serves
from jinxiu.plan.facts.models import Bearing, Measure, MeasureTarget, MeasureVersion, Observation, Verification
from jinxiu.plan.facts.recording import row_of, told_by
from jinxiu.plan.ledger.models import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a version of a measure says; every field is one of ``MeasureVersion``'s, under the same name."""

    name: str
    unit: str
    kind: str
    frequency: str
    over_time: str
    over_places: str
    owner: Organisation | None = None
    formula: str = ""
    numerator: Measure | None = None
    denominator: Measure | None = None
    stage: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    source: Source | None = None


def definition_of(version: MeasureVersion) -> Definition:
    """Return what a version says."""
    given = {field.name: getattr(version, field.name) for field in fields(Definition)}
    return Definition(**given | {"aliases": tuple(version.aliases)})


def define(actor: Account | None, code: str, definition: Definition, now: datetime) -> Measure:
    """Add a measure under a code of its own.

    Raises PermissionDenied, RefusedError for a code that is taken, and ValidationError by field.
    """
    check(actor, "measures.define")
    with recorded(actor, "measures.define", now) as record:
        if Measure.objects.filter(code=code).exists() or offering.find(code):
            raise RefusedError(_("%(code)s is taken by another measure: choose another code.") % {"code": code})
        record.subject = measure = write_measure(code, now)
        version = write_version(measure, definition, "", actor, now)
        record.data = {"code": code, "version": 1, "name": version.name, "unit": version.unit}
    return measure


def redefine(
    actor: Account | None, measure: Measure, definition: Definition, reason: str, now: datetime
) -> MeasureVersion:
    """Write a new version of a measure; the versions before it stay.

    Raises PermissionDenied, RefusedError where no reason is given, nothing would change, or a target that asks for
    the measure could not be measured by it any more; ValidationError by field.
    """
    check(actor, "measures.define")
    if not reason.strip():
        raise RefusedError(_("Say why the definition changes: the reason stays with it."))
    with recorded(actor, "measures.redefine", now) as record:
        locked = Measure.objects.select_for_update().get(pk=measure.pk)
        before = newest(locked)
        if definition_of(before) == definition:
            raise RefusedError(_("Nothing differs from the version in force: there is nothing to correct."))
        version = write_version(locked, definition, reason.strip(), actor, now)
        _refuse_misfits(locked, version)
        record.subject = locked
        record.data = {
            "code": locked.code,
            "version": version.version,
            "reason": version.reason,
            "changed": list(changed(definition_of(before), definition)),
        }
    return version


def write_measure(code: str, now: datetime) -> Measure:
    """Write a measure without a version yet, inside a caller's transaction."""
    measure = Measure(code=code, created_at=now)
    measure.clean_fields(exclude=("current",))
    measure.save()
    return measure


def write_version(
    measure: Measure, definition: Definition, reason: str, actor: Account | None, now: datetime
) -> MeasureVersion:
    """Write the next version inside a caller's transaction, without an audit row; raises ValidationError by field."""
    known = measure.versions.count()
    definition = replace(definition, aliases=tuple(dict.fromkeys(one.strip() for one in definition.aliases if one)))
    given = {field.name: getattr(definition, field.name) for field in fields(Definition)}
    version = MeasureVersion(
        measure=measure,
        version=known + 1,
        reason=reason,
        made_at=now,
        made_by=actor,
        **given | {"aliases": list(definition.aliases)},
    )
    version.clean_fields(exclude=("measure", "made_by", "owner", "numerator", "denominator", "source", "reason"))
    parts = {name: part.code if (part := given[name]) else None for name in ("numerator", "denominator")}
    check_definition(definition, measure.code, **parts)
    version.save()
    measure.current = version
    measure.save(update_fields=["current"])
    return version


def newest(measure: Measure) -> MeasureVersion:
    """Return the newest version of a measure."""
    return measure.versions.select_related("owner", "numerator", "denominator", "source").latest("version")


def check_definition(definition: Definition, code: str, *, numerator: str | None, denominator: str | None) -> None:
    """Raise ValidationError, by field, for a definition that does not go together; parts are told by their codes."""
    faults: dict[str, str] = {}
    milestone = definition.kind == MeasureVersion.Kind.MILESTONE
    if not definition.unit and not milestone:
        faults["unit"] = _("A number needs its unit.")
    if definition.unit and milestone:
        faults["unit"] = _("A milestone has stages and no unit: leave it empty.")
    of_levels = definition.kind in {MeasureVersion.Kind.GROWTH, MeasureVersion.Kind.INCREMENT}
    if of_levels and denominator:
        faults["denominator"] = _("A growth or an increment comes from one measure: name it as the numerator.")
    elif not of_levels and bool(numerator) != bool(denominator):
        faults["numerator" if denominator else "denominator"] = _("Give both, or neither.")
    if definition.stage and definition.kind != MeasureVersion.Kind.COUNT:
        faults["stage"] = _("Only what counts works names a stage.")
    if code in {numerator, denominator}:
        faults["numerator"] = _("A measure is no part of itself.")
    if definition.over_places == MeasureVersion.OverPlaces.WEIGHTED and not denominator:
        faults["over_places"] = _("A weighted mean needs the denominator to weigh by.")
    if faults:
        raise ValidationError(faults)


def _refuse_misfits(measure: Measure, version: MeasureVersion) -> None:
    links = MeasureTarget.objects.filter(measure=measure, ended_at=None).select_related("target__current")
    for link in links:
        if link.target.current is not None and not may_ask_for(version, link.target.current):
            raise RefusedError(
                _("%(target)s asks for this measure in another dimension: undo that link first.")
                % {"target": link.target.code}
            )


def link(actor: Account | None, measure: Measure, targets: Sequence[Target], now: datetime) -> list[MeasureTarget]:
    """Say that targets ask for a measure; the figures that are on record serve them from now on.

    Raises PermissionDenied, and RefusedError for a target that cannot be measured so or asks for another measure.
    """
    check(actor, "measures.link")
    with recorded(actor, "measures.link", now) as record:
        locked = Measure.objects.select_for_update().get(pk=measure.pk)
        version = newest(locked)
        held = {
            one.target_id: one
            for one in MeasureTarget.objects.filter(target__in=list(targets), ended_at=None).select_related("measure")
        }
        fresh = [target for target in dict.fromkeys(targets) if target.pk not in held]
        for target in targets:
            other = held.get(target.pk)
            if other is not None and other.measure_id != locked.pk:
                words = {"target": target.code, "measure": other.measure.code}
                raise RefusedError(_("%(target)s asks for %(measure)s already: undo that link first.") % words)
            if target.current is None or not may_ask_for(version, target.current):
                words = {"target": target.code, "measure": locked.code}
                raise RefusedError(_("%(target)s cannot be measured by %(measure)s: the units differ in kind.") % words)
        made = MeasureTarget.objects.bulk_create(
            MeasureTarget(measure=locked, target=target, linked_at=now, linked_by=actor) for target in fresh
        )
        served = _serve(locked, fresh, now)
        record.nothing_done = not made
        record.subject = locked
        record.data = {"code": locked.code, "targets": [target.code for target in fresh], "facts": served}
    return made


def write_links(measure: Measure, targets: Sequence[Target], now: datetime) -> None:
    """Link targets inside a caller's transaction, as a folder says it; facts come with their own bearings."""
    MeasureTarget.objects.bulk_create(
        MeasureTarget(measure=measure, target=target, linked_at=now) for target in targets
    )


def _serve(measure: Measure, targets: Sequence[Target], now: datetime) -> int:
    """Let the newest figures of a measure bear on targets; return how many bearings that made."""
    facts = Observation.objects.filter(of_measure=measure, superseded_by=None, withdrawn=False)
    known = set(
        Bearing.objects.filter(observation__in=facts, target__in=list(targets)).values_list("observation", "target")
    )
    rows = [
        Bearing(observation=fact, target=target, kind=Bearing.Kind.SETTLES, since=now)
        for fact in facts
        for target in targets
        if target.current is not None
        and (fact.pk, target.pk) not in known
        and serves(target.current, fact.member)
        and fits(measure, fact.unit, fact.stage)
    ]
    Bearing.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def unlink(actor: Account | None, measure: Measure, target: Target, now: datetime) -> int:
    """End a link: figures of the measure bear on the target no more. Return how many facts had to be written anew.

    A bearing is never taken out of a fact: the fact gets a version without it, with the verdict that it had.
    """
    check(actor, "measures.link")
    with recorded(actor, "measures.unlink", now) as record:
        Measure.objects.select_for_update().get(pk=measure.pk)
        ended = MeasureTarget.objects.filter(measure=measure, target=target, ended_at=None).update(
            ended_at=now, ended_by=actor
        )
        record.nothing_done = not ended
        facts = Observation.objects.filter(
            of_measure=measure, superseded_by=None, withdrawn=False, bearings__target=target
        )
        renewed = _without(facts.order_by("pk"), target, now) if ended else 0
        record.subject = measure
        record.data = {"code": measure.code, "target": target.code, "facts": renewed}
    return renewed


def _without(facts: Iterable[Observation], target: Target, now: datetime) -> int:
    held = list(Observation.objects.filter(pk__in=[fact.pk for fact in facts]).select_related("source", "evidence"))
    rows = []
    for fact in held:
        row = row_of(told_by(fact), fact.code, fact.source, fact.evidence, now, None)
        row.recorded_by_id, row.of_measure_id = fact.recorded_by_id, fact.of_measure_id
        row.supersedes, row.version = fact, fact.version + 1
        rows.append(row)
    anew = dict(zip([fact.pk for fact in held], Observation.objects.bulk_create(rows), strict=True))
    bearings = Bearing.objects.filter(observation__in=list(anew)).exclude(target=target)
    Bearing.objects.bulk_create(
        Bearing(
            observation=anew[one.observation_id],
            target_id=one.target_id,
            kind=one.kind,
            member=one.member,
            since=one.since,
        )
        for one in bearings
    )
    verdicts = Verification.objects.filter(observation__in=list(anew))
    Verification.objects.bulk_create(
        Verification(
            observation=anew[one.observation_id], verdict=one.verdict, note=one.note, at=one.at, by_id=one.by_id
        )
        for one in verdicts.order_by("pk")
    )
    return len(rows)


def changed(before: Definition, after: Definition) -> Mapping[str, Any]:
    """Return what differs between two definitions: field → (before, after)."""
    pairs = {field.name: (getattr(before, field.name), getattr(after, field.name)) for field in fields(Definition)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
