"""What people decide of promises and outcomes. Each act holds the review's lock: deciding twice has one effect.

Confirming reports a fact, with the review as its source; another post verifies it, as it does every fact. Undoing
takes the fact back by a last version that bears on nothing. Nothing is deleted.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account, Source
from jinxiu.core.permissions import check
from jinxiu.plan.documents.models import Document
from jinxiu.plan.facts.errors import never_scored
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.facts.recording import Told, day_of, record_observations, source_of, withdraw_observations
from jinxiu.plan.ledger.models import Target, TargetDefinition
from jinxiu.plan.outcomes.errors import AlreadyDecidedError, ChangedError, RefusedError
from jinxiu.plan.outcomes.models import Judgement, PairingRun, Proposal
from jinxiu.plan.outcomes.saying import Place, Said, place_of, said_by, validated
from jinxiu.plan.outcomes.standing import Standing, in_force, newest, standing

Act = Judgement.Act
_STATEMENT = 500
_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class _Settled:
    """One promise that is about to be settled."""

    target: Target
    act: str
    place: Place
    said: Said
    measure: str = ""
    proposal: Proposal | None = None


def confirm(actor: Account | None, proposal: Proposal, now: datetime) -> Judgement:
    """Confirm what the reader proposes, and report it as a fact.

    Raises PermissionDenied, AlreadyDecidedError, and ChangedError where the promise was revised in between.
    """
    check(actor, "outcomes.decide")
    with recorded(actor, "outcomes.confirm", now) as record:
        held, run = _waiting(proposal)
        one = _Settled(held.target, Act.CONFIRM, place_of(held), said_by(held), held.outcome.object, held)
        judgement = _settle(run, [one], actor, now)[0]
        record.subject, record.data = judgement, _summary(judgement)
    return judgement


def correct(actor: Account | None, proposal: Proposal, given: Mapping[str, Any], now: datetime) -> Judgement:
    """Confirm with the verdict, figure or stage as a person corrected them.

    Raises what ``confirm`` raises, and ValidationError with a sentence for each field that is wrong.
    """
    check(actor, "outcomes.decide")
    said = validated(proposal.definition, given)
    act = Act.CORRECT if said != said_by(proposal) else Act.CONFIRM
    with recorded(actor, f"outcomes.{act}", now) as record:
        held, run = _waiting(proposal)
        one = _Settled(held.target, act, place_of(held), said, held.outcome.object, held)
        judgement = _settle(run, [one], actor, now)[0]
        record.subject, record.data = judgement, _summary(judgement) | {"proposed": held.verdict}
    return judgement


def pair_by_hand(
    actor: Account | None,
    run: PairingRun,
    target: Target,
    place: Place,
    given: Mapping[str, Any],
    now: datetime,
    *,
    seen: int | None = None,
) -> Judgement:
    """Settle a promise by a sentence of the review that a person chose.

    ``seen`` is the definition that the person was shown. Raises what ``correct`` raises, and ValidationError for a
    place that is not in the review.
    """
    check(actor, "outcomes.decide")
    with recorded(actor, "outcomes.by-hand", now) as record:
        locked, found = _locked(run)
        if target.pk in found.settled:
            raise AlreadyDecidedError(_("This promise was decided before. The page now shows how."))
        asked = _standing_target(run, target.pk)
        if seen is not None and asked.current_id != seen:
            raise ChangedError(_("The promise was revised in the meantime. Read it again, then decide."))
        _check_place(locked.review.text, place)
        said = validated(_definition(asked), given)
        judgement = _settle(locked, [_Settled(asked, Act.BY_HAND, place, said)], actor, now)[0]
        record.subject, record.data = judgement, _summary(judgement)
    return judgement


def reject(actor: Account | None, proposal: Proposal, now: datetime) -> Judgement:
    """Say that the review speaks of another thing there; the promise counts as not mentioned again."""
    check(actor, "outcomes.decide")
    with recorded(actor, "outcomes.reject", now) as record:
        held, run = _waiting(proposal)
        judgement = _judgement(run, held.target, Act.REJECT, place_of(held), actor, now)
        judgement.proposal = held
        judgement.save()
        record.subject, record.data = judgement, _summary(judgement)
    return judgement


def confirm_all(
    actor: Account | None, run: PairingRun, now: datetime, *, least: float, expected: int, seen: str = ""
) -> list[Judgement]:
    """Confirm every proposal that waits and whose likeness is at least ``least``.

    ``expected`` is how many the person was told, ``seen`` the mark of them. Raises ChangedError where it would be
    others by now.
    """
    check(actor, "outcomes.decide")
    with recorded(actor, "outcomes.confirm-all", now) as record:
        locked, found = _locked(run)
        ready = [p for p in _proposals(locked) if ready_above(p, found, least)]
        if len(ready) != expected:
            raise ChangedError(
                _("You were told of %(before)s, by now it would be %(now)s: others decided in between. Look again.")
                % {"before": expected, "now": len(ready)}
            )
        if seen and seen != mark(proposal.pk for proposal in ready):
            raise ChangedError(_("Others decided in between, so these are not the same outcomes any more. Look again."))
        record.nothing_done = not ready
        settled = [_Settled(p.target, Act.CONFIRM, place_of(p), said_by(p), p.outcome.object, p) for p in ready]
        made = _settle(locked, settled, actor, now)
        record.subject = locked
        record.data = {"confirmed": len(made), "least": least, "targets": [p.target.code for p in ready]}
    return made


def mark(proposals: Iterable[int]) -> str:
    """Return what tells one choice of proposals, by their ids, from another of as many."""
    ids = ",".join(str(pk) for pk in sorted(proposals))
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def ready_above(proposal: Proposal, found: Standing, least: float) -> bool:
    """Say whether “confirm all” takes a proposal: it waits, is alike enough, and its promise is still the same."""
    return proposal.likeness >= least and found.of(proposal) is None and is_current(proposal)


def is_current(proposal: Proposal) -> bool:
    """Say whether the promise is still defined as it was when the proposal was made."""
    return proposal.target.current_id == proposal.definition_id


def undo(
    actor: Account | None, run: PairingRun, now: datetime, target: Target | None = None, *, seen: int | None = None
) -> list[int]:
    """Take back the actor's latest act on the review and plan, or what stands of one target whoever decided it.

    ``seen`` is the judgement that the person was shown of that target. Returns the targets that are open again. Raises
    RefusedError where there is nothing to take back, ChangedError where another judgement stands by now.
    """
    check(actor, "outcomes.decide")
    with recorded(actor, "outcomes.undo", now) as record:
        locked, _found = _locked(run, any_run=True)
        standing_now = in_force(locked)
        mine = standing_now.filter(by=actor) if target is None else standing_now.filter(target=target)
        latest = mine.order_by("-pk").first()
        if latest is None:
            raise RefusedError(_("There is nothing here that you could take back."))
        if seen is not None and latest.pk != seen:
            raise ChangedError(_("This promise was decided anew in the meantime. The page now shows how."))
        taken = [latest] if target is not None else list(mine.filter(group=latest.group))
        _take_back(locked, taken, actor, now)
        record.subject = locked
        targets = Target.objects.filter(pk__in=[judgement.target_id for judgement in taken])
        record.data = {"act": latest.act, "targets": list(targets.order_by("pk").values_list("code", flat=True))}
    return [judgement.target_id for judgement in taken]


def _take_back(run: PairingRun, taken: Sequence[Judgement], actor: Account | None, now: datetime) -> None:
    group = uuid.uuid4()
    Judgement.objects.bulk_create(
        Judgement(
            run=run,
            review_id=held.review_id,
            target_id=held.target_id,
            proposal_id=held.proposal_id,
            act=Act.UNDO,
            group=group,
            undoes=held,
            start=held.start,
            end=held.end,
            quote=held.quote,
            sentence_start=held.sentence_start,
            sentence_end=held.sentence_end,
            at=now,
            by=actor,
        )
        for held in taken
    )
    entered = [held.observation_id for held in taken if held.observation_id]
    withdraw_observations(list(Observation.objects.filter(pk__in=entered)), now=now, withdrawn_by=actor)


def _locked(run: PairingRun, *, any_run: bool = False) -> tuple[PairingRun, Standing]:
    """Lock the review (on SQLite the transaction itself is the lock); refuse a comparison that a newer one replaced."""
    Document.objects.select_for_update().defer("text", "blocks").get(pk=run.review_id)
    held = PairingRun.objects.select_related("review__file", "review__source", "plan").get(pk=run.pk)
    latest = newest(held)
    if not any_run and (latest is None or latest.pk != held.pk):
        raise ChangedError(_("The review was compared anew in the meantime: decide on the newest comparison."))
    return held, standing(held)


def _waiting(proposal: Proposal) -> tuple[Proposal, PairingRun]:
    """Return the proposal as it stands, locked; raises AlreadyDecidedError or ChangedError where it does not wait."""
    run, found = _locked(proposal.run)
    held = _proposals(run).get(pk=proposal.pk)
    if found.of(held) is not None:
        raise AlreadyDecidedError(_("This promise was decided before. The page now shows how."))
    if not is_current(held):
        raise ChangedError(_("The promise was revised since the comparison. Compare again, then decide."))
    return held, run


def _proposals(run: PairingRun) -> Any:
    return Proposal.objects.filter(run=run).select_related("outcome", "target__current", "definition")


def _standing_target(run: PairingRun, pk: int) -> Target:
    asked = Target.objects.select_related("current", "commitment").filter(
        pk=pk, commitment__document=run.plan_id, current__withdrawn=False
    )
    target = asked.first()
    if target is None:
        raise ChangedError(_("This target is not in the plan's ledger any more."))
    if not _definition(target).scored:
        raise ChangedError(never_scored(target.code))
    return target


def _check_place(text: str, place: Place) -> None:
    inside = place.sentence.end <= len(text) and place.sentence.covers(place.words)
    if not inside or not place.words.of(text).strip():
        raise ValidationError({"sentence": _("Choose a sentence of the review.")})


def _settle(run: PairingRun, settled: Sequence[_Settled], actor: Account | None, now: datetime) -> list[Judgement]:
    """Report each as a fact and write the judgements, in a fixed number of queries."""
    day = _last_day(run, now)
    text = run.review.text
    told = [(_told(one, one.place.words.of(text), day, now), one.target, Bearing.Kind.SETTLES.value) for one in settled]
    facts = record_observations(told, source=_source(run.review), now=now, evidence=run.review.file, recorded_by=actor)
    group = uuid.uuid4()
    made = []
    for one, fact in zip(settled, facts, strict=True):
        judgement = _judgement(run, one.target, one.act, one.place, actor, now)
        judgement.group, judgement.proposal, judgement.observation = group, one.proposal, fact
        judgement.verdict, judgement.reason = one.said.verdict, one.said.reason
        judgement.value, judgement.unit, judgement.stage = one.said.value, one.said.unit, one.said.stage
        made.append(judgement)
    return Judgement.objects.bulk_create(made)


def _told(one: _Settled, words: str, day: date | None, now: datetime) -> Told:
    definition = _definition(one.target)
    return Told(
        subject=definition.object[:_SUBJECT],
        statement=words if len(words) <= _STATEMENT else words[: _STATEMENT - 1] + "…",
        confidence=Observation.Confidence.DIRECT.value,
        measure=one.measure[:_SUBJECT] if one.said.value is not None else "",
        value=one.said.value,
        unit=one.said.unit,
        stage=one.said.stage,
        as_of=day,
        as_of_precision=Observation.Precision.YEAR.value,
        reported_on=timezone.localdate(now),
    )


def _judgement(
    run: PairingRun, target: Target, act: str, place: Place, actor: Account | None, now: datetime
) -> Judgement:
    return Judgement(
        run=run,
        review=run.review,
        target=target,
        act=act,
        start=place.words.start,
        end=place.words.end,
        quote=place.words.of(run.review.text),
        sentence_start=place.sentence.start,
        sentence_end=place.sentence.end,
        at=now,
        by=actor,
    )


def _last_day(run: PairingRun, now: datetime) -> date | None:
    """Return the last day of the year reviewed; a review that is written before it tells of its own day."""
    try:
        return day_of(date(run.year, 12, 31), Observation.Precision.YEAR, timezone.localdate(now))
    except ValueError:
        sentence = _("%(year)s has not begun yet: a review tells of what has happened.") % {"year": run.year}
        raise RefusedError(sentence) from None


def _source(review: Document) -> Source:
    return review.source or source_of(review.title, review.publisher, review.issued_on)


def _definition(target: Target) -> TargetDefinition:
    assert target.current is not None
    return target.current


def _summary(judgement: Judgement) -> dict[str, Any]:
    said = {key: getattr(judgement, key) for key in ("verdict", "value", "unit", "stage", "reason")}
    fact = judgement.observation
    return {"target": judgement.target.code, "fact": fact.code if fact else ""} | {k: v for k, v in said.items() if v}
