"""The bridge to ``engines.measuring``: rows in, results out."""

from __future__ import annotations

from datetime import date

from jinxiu.engines.measuring import Fact
from jinxiu.engines.measuring import Target as Promise
from jinxiu.engines.terms import Comparator, Stage, Strength
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.ledger.models import Target


def promise_of(target: Target, key: str, series: str, member: str = "") -> Promise:
    """Return what the engine needs of a target's current definition, for one member of its scope (empty: no scope).

    A promise runs from the first day of its document's year; one due in a later year still began then.
    """
    definition = target.current
    assert definition is not None
    begins = date(target.commitment.document.year, 1, 1)
    if definition.type == definition.Type.MILESTONE:
        return Promise(
            key,
            begins,
            definition.due,
            Strength(definition.strength),
            stage=Stage(definition.stage),
            series=series,
            member=member,
        )
    return Promise(
        key,
        begins,
        definition.due,
        Strength(definition.strength),
        value=definition.value,
        value_to=definition.value_to,
        unit=definition.unit,
        comparator=Comparator(definition.comparator),
        series=series,
        member=member,
    )


def fact_of(observation: Observation, kind: str) -> Fact:
    """Return what the engine needs of an observation that bears on a target; a fact counts until it is returned."""
    checks = list(observation.verifications.all())
    returned = checks[-1].at if checks and checks[-1].verdict == Verification.Verdict.RETURNED else None
    return Fact(
        key=str(observation.pk),
        as_of=observation.as_of,
        settles=kind == Bearing.Kind.SETTLES,
        event=observation.event,
        doubtful=observation.confidence == Observation.Confidence.CONFLICTING,
        value=observation.value,
        unit=observation.unit,
        stage=Stage(observation.stage) if observation.stage else None,
        member=observation.member,
        recorded=observation.recorded_at,
        returned=returned,
    )
