"""Every write of this room: check, then do, one transaction, one audit row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core import evidence as storage
from jinxiu.core.audit import recorded
from jinxiu.core.models import Account
from jinxiu.core.permissions import check
from jinxiu.plan.facts import kinds
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.measures.serving import fits, measure_of, served_by
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.facts.permissions import may_correct
from jinxiu.plan.facts.questions import keep_questions
from jinxiu.plan.facts.recording import Told, day_of, record_observation, source_of, told_by
from jinxiu.plan.ledger.models import Target


class Reported(TypedDict):
    """What a report says; each key is a field of ``Told``."""

    subject: str
    measure: str
    value: Decimal | None
    unit: str
    stage: str
    event: bool
    as_of: date | None
    as_of_precision: str
    statement: str
    confidence: str
    member: str
    project: str


def report(
    actor: Account | None,
    *,
    targets: Sequence[Target],
    source_title: str,
    publisher: str,
    published_on: date | None,
    evidence: tuple[bytes, str] | None,
    now: datetime,
    settles: bool = True,
    asked: Sequence[str] = (),
    answer: str = "",
    **said: Unpack[Reported],
) -> Observation:
    """Write down a fact as its source tells it, with its evidence (bytes and file name).

    A figure of what a measure of these targets asks for serves every other target of that measure too. ``asked`` are
    the questions that the reporter was put and confirmed; they stay with the fact, and so does the ``answer``.

    Raises PermissionDenied, RefusedError for a target in words alone, evidence that is not taken or a day that has not
    come, and ValidationError where a field does not fit.
    """
    check(actor, "facts.report")
    kind = kinds.accepted(*evidence) if evidence else None
    said["as_of"] = _day(said["as_of"], said["as_of_precision"], now)
    told = Told(**said, reported_on=timezone.localdate(now))
    bearing = (Bearing.Kind.SETTLES if settles else Bearing.Kind.CONTEXT).value
    with recorded(actor, "facts.report", now) as record:
        source = source_of(source_title, publisher, published_on)
        stored = None
        if evidence and kind:
            stored = storage.keep(evidence[0], name=evidence[1], media_type=kind.media_type, now=now)
        bearings = dict.fromkeys(targets, bearing)
        measure = measure_of(targets) if settles else None
        if measure is not None and fits(measure, told.unit, told.stage):
            bearings |= dict.fromkeys(served_by(measure, told.member), bearing) | bearings
        else:
            measure = None
        record.subject = fact = record_observation(
            told,
            source=source,
            bearings=bearings.items(),
            now=now,
            evidence=stored,
            recorded_by=actor,
            of_measure=measure,
        )
        keep_questions(fact, asked, actor, now, answer)
        codes = [target.code for target in bearings]
        file = stored.sha256 if stored else ""
        record.data = _summary(fact) | {"targets": codes, "bearing": bearing, "evidence": file}
    return fact


def correct(
    actor: Account | None,
    observation: Observation,
    fields: Mapping[str, Any],
    reason: str,
    now: datetime,
    *,
    asked: Sequence[str] = (),
    answer: str = "",
) -> Observation:
    """Write a new version of a fact that supersedes this one; source, evidence and bearings stay the same.

    ``fields`` are fields of ``Told``. Raises PermissionDenied, and RefusedError where this version is not the newest,
    no reason is given or nothing would change (a fact that was returned may be reported again as it is).
    """
    check_may_correct(actor, observation)
    if not reason.strip():
        raise RefusedError(_("Say why the fact is corrected: the reason stays with it."))
    before = told_by(observation)
    after = replace(before, **fields)
    after = replace(after, as_of=_day(after.as_of, after.as_of_precision, now))
    with recorded(actor, "facts.correct", now) as record:
        locked = Observation.objects.select_for_update().get(pk=observation.pk)
        if (newer := Observation.objects.filter(supersedes=locked).first()) is not None:
            raise RefusedError(_("This fact was corrected already: version %(n)s holds.") % {"n": newer.version})
        _refuse_withdrawn(locked)
        if after == before and _verdict_on(locked) != Verification.Verdict.RETURNED:
            raise RefusedError(_("Nothing differs from what is on record: there is nothing to correct."))
        new = record_observation(
            after,
            source=locked.source,
            bearings=_scored(locked.bearings.select_related("target__current")),
            members={one.target_id: one.member for one in locked.bearings.all()},
            now=now,
            evidence=locked.evidence,
            recorded_by=actor,
            supersedes=locked,
            of_measure=locked.of_measure,
        )
        keep_questions(new, asked, actor, now, answer)
        record.subject = new
        record.data = _summary(new) | {"reason": reason.strip(), "changed": _changes(before, after)}
    return new


def verify(actor: Account | None, observation: Observation, verdict: str, note: str, now: datetime) -> Verification:
    """Verify or return a reported fact. Who reported it may not; the same verdict twice has one effect.

    Raises PermissionDenied, and RefusedError for a superseded fact, another verdict than the one that stands, or a
    return without a note.
    """
    check(actor, "facts.verify", observation)
    verdict = Verification.Verdict(verdict).value
    if verdict == Verification.Verdict.RETURNED and not note.strip():
        raise RefusedError(_("Say what is to be mended: a fact is returned with a note."))
    with recorded(actor, f"facts.{verdict}", now) as record:
        locked = Observation.objects.select_for_update().get(pk=observation.pk)
        if Observation.objects.filter(supersedes=locked).exists():
            raise RefusedError(_("This fact was corrected in the meantime: look at its newest version."))
        _refuse_withdrawn(locked)
        if (standing := locked.verifications.select_related("by").last()) is not None:
            if standing.verdict != verdict:
                raise RefusedError(
                    _("%(who)s decided already: %(verdict)s. A correction opens the fact again.")
                    % {"who": standing.by or "—", "verdict": standing.get_verdict_display()}
                )
            record.nothing_done = True
            return standing
        decision = Verification.objects.create(observation=locked, verdict=verdict, note=note.strip(), at=now, by=actor)
        record.subject = locked
        record.data = {"code": locked.code, "version": locked.version, "note": decision.note}
    return decision


def check_may_correct(actor: Account | None, observation: Observation) -> None:
    """Raise PermissionDenied, with the reason, for an account that may not correct the fact."""
    if actor is None:
        return
    decision = may_correct(actor, observation)
    if not decision.allowed:
        raise PermissionDenied(decision.reason)


def _scored(bearings: Iterable[Bearing]) -> list[tuple[Target, str]]:
    """Return what a new version bears on: a target that was put in words alone since then is left out."""
    return [(one.target, one.kind) for one in bearings if one.target.current is None or one.target.current.scored]


def _day(as_of: date | None, precision: str, now: datetime) -> date | None:
    try:
        return day_of(as_of, precision, timezone.localdate(now))
    except ValueError:
        raise RefusedError(_("%(day)s has not come yet: report what has happened.") % {"day": as_of}) from None


def _refuse_withdrawn(observation: Observation) -> None:
    if observation.withdrawn:
        raise RefusedError(_("This fact was taken back: there is nothing to decide or correct any more."))


def _verdict_on(observation: Observation) -> str:
    standing = observation.verifications.last()
    return standing.verdict if standing else ""


def _summary(observation: Observation) -> dict[str, Any]:
    keys = ("code", "version", "subject", "value", "unit", "stage", "as_of", "member", "project")
    return {key: getattr(observation, key) for key in keys} | {"source": observation.source.code}


def _changes(before: Told, after: Told) -> dict[str, list[Any]]:
    pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields_of(Told))
    return {name: [old, new] for name, old, new in pairs if old != new}
