"""The bridge to ``engines.measuring``: rows in, results out."""

from __future__ import annotations

from datetime import date
from typing import Any

from jinxiu.engines.measuring import Fact
from jinxiu.engines.measuring import Target as Promise
from jinxiu.engines.terms import Comparator, Stage, Strength
from jinxiu.plan.evaluation.reading import Reading
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.ledger.models import TargetDefinition


def promise_of(definition: TargetDefinition, year: int, key: str, reading: Reading, member: str = "") -> Promise:
    """Return what the engine needs of a definition, for one member of its scope (empty: no scope).

    A promise runs from the first day of its document's year; one due in a later year still began then.
    """
    asked: dict[str, Any] = {"series": reading.series, "member": member}
    if definition.type == definition.Type.MILESTONE:
        asked["stage"] = Stage(definition.stage)
    else:
        asked |= {name: getattr(definition, name) for name in ("value", "value_to", "unit")}
        asked |= {"comparator": Comparator(definition.comparator), "measure": reading.measure}
        asked |= {"other": reading.other, "direct": reading.direct}
    return Promise(key, date(year, 1, 1), definition.due, Strength(definition.strength), **asked)


def fact_of(observation: Observation, *, settles: bool = True, member: str = "") -> Fact:
    """Return what the engine needs of an observation; a fact counts until it is returned.

    ``member`` is the one for which it counts, where the observation names none itself.
    """
    checks = list(observation.verifications.all())
    returned = checks[-1].at if checks and checks[-1].verdict == Verification.Verdict.RETURNED else None
    return Fact(
        key=str(observation.pk),
        as_of=observation.as_of,
        settles=settles,
        event=observation.event,
        doubtful=observation.confidence == Observation.Confidence.CONFLICTING,
        value=observation.value,
        unit=observation.unit,
        stage=Stage(observation.stage) if observation.stage else None,
        member=observation.member or member,
        work=observation.project,
        recorded=observation.recorded_at,
        returned=returned,
    )
