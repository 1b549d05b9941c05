"""Writing down one observation inside a transaction that the caller holds: reports and the folder loader share it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Length

from jinxiu.core.models import Account, Source, StoredFile
from jinxiu.plan.facts.errors import RefusedError, never_scored
from jinxiu.plan.facts.models import Bearing, Measure, Observation
from jinxiu.plan.ledger.models import Target

_Written = TypeVar("_Written")
#: How often a number that another process took in the meantime is counted anew.
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a source tells; every field is one of ``Observation``'s, under the same name."""

    subject: str
    statement: str
    confidence: str
    measure: str = ""
    value: Decimal | None = None
    unit: str = ""
    stage: str = ""
    event: bool = False
    as_of: date | None = None
    as_of_precision: str = Observation.Precision.DAY.value
    reported_on: date | None = None
    project: str = ""
    member: str = ""


def told_by(observation: Observation) -> Told:
    """Return what an observation tells."""
    return Told(**{field.name: getattr(observation, field.name) for field in fields(Told)})


def record_observation(
    told: Told,
    *,
    source: Source,
    bearings: Iterable[tuple[Target, str]],
    now: datetime,
    members: Mapping[int, str] | None = None,
    code: str = "",
    evidence: StoredFile | None = None,
    recorded_by: Account | None = None,
    supersedes: Observation | None = None,
    of_measure: Measure | None = None,
) -> Observation:
    """Write one observation and what it bears on; call inside a transaction. Writes no audit row.

    ``bearings`` are targets with a ``Bearing.Kind``, ``members`` says by a target's key for which member of its scope
    the fact counts there. ``code`` empty gives the next of F0001, F0002 …; a version
    that ``supersedes`` another keeps its code. ``of_measure`` is what it is a figure of. Raises ValidationError where
    a field does not fit, and RefusedError for a target in words alone.
    """
    bearings = list(bearings)
    _refuse_unscored(target for target, _kind in bearings)

    def write(code: str) -> Observation:
        observation = row_of(told, code, source, evidence, now, recorded_by)
        observation.of_measure = of_measure
        if supersedes:
            observation.supersedes, observation.version = supersedes, supersedes.version + 1
        observation.save()
        return observation

    code = supersedes.code if supersedes else code
    observation = write(code) if code else numbered(Observation, "F", write)
    Bearing.objects.bulk_create(
        Bearing(observation=observation, target=target, kind=kind, member=(members or {}).get(target.pk, ""))
        for target, kind in bearings
    )
    return observation


def record_observations(
    told: Sequence[tuple[Told, Target, str]],
    *,
    source: Source,
    now: datetime,
    evidence: StoredFile | None = None,
    recorded_by: Account | None = None,
) -> list[Observation]:
    """Write many observations of one source, each with the target it bears on and a ``Bearing.Kind``.

    As ``record_observation``, but in a fixed number of queries however many there are; answers in their order.
    """
    _refuse_unscored(target for _told, target, _kind in told)

    def write(first: str) -> list[Observation]:
        number = int(first[1:])
        rows = [
            row_of(one, f"F{number + place:04d}", source, evidence, now, recorded_by)
            for place, (one, _target, _kind) in enumerate(told)
        ]
        return Observation.objects.bulk_create(rows)

    made = numbered(Observation, "F", write) if told else []
    Bearing.objects.bulk_create(
        Bearing(observation=observation, target=target, kind=kind)
        for observation, (_told, target, kind) in zip(made, told, strict=True)
    )
    return made


def withdraw_observations(
    observations: Sequence[Observation], *, now: datetime, withdrawn_by: Account | None
) -> list[Observation]:
    """Take facts back inside a caller's transaction: a last version of each that bears on nothing. No audit row.

    ``observations`` may be of any version; a fact that is withdrawn already stays as it is.
    """
    codes = {observation.code for observation in observations}
    newest = Observation.objects.filter(code__in=codes, superseded_by=None, withdrawn=False)
    rows = []
    for held in newest.select_related("source", "evidence").order_by("pk"):
        told = replace(told_by(held), project="")
        row = row_of(told, held.code, held.source, held.evidence, now, withdrawn_by)
        row.of_measure_id = held.of_measure_id
        row.supersedes, row.version, row.withdrawn = held, held.version + 1, True
        rows.append(row)
    return Observation.objects.bulk_create(rows)


def _refuse_unscored(targets: Iterable[Target]) -> None:
    """Raise RefusedError where one of the targets is in words alone: no fact can tell whether it was kept."""
    for target in targets:
        if target.current is not None and not target.current.scored:
            raise RefusedError(never_scored(target.code))


def row_of(
    told: Told, code: str, source: Source, evidence: StoredFile | None, now: datetime, recorded_by: Account | None
) -> Observation:
    """Return a first version, not yet saved; raises ValidationError where a field does not fit."""
    observation = Observation(
        code=code,
        source=source,
        evidence=evidence,
        recorded_at=now,
        recorded_by=recorded_by,
        **{field.name: getattr(told, field.name) for field in fields(Told)},
    )
    observation.clean_fields(exclude=("supersedes", "source", "evidence", "recorded_by"))
    return observation


def source_of(title: str, publisher: str, published_on: date | None) -> Source:
    """Return the source with this title, publisher and date; write it down as R0001, R0002 … if it is new."""
    known = Source.objects.filter(title=title, publisher=publisher, published_on=published_on).order_by("pk").first()
    if known is not None:
        return known
    return numbered(
        Source,
        "R",
        lambda code: Source.objects.create(code=code, title=title, publisher=publisher, published_on=published_on),
    )


def numbered(model: type[models.Model], prefix: str, write: Callable[[str], _Written]) -> _Written:
    """Write rows from the next code of a series on; count anew where another process took that code first."""
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                return write(_next_code(model, prefix))
        except IntegrityError:
            if attempt == _TRIES:
                raise
    raise AssertionError("the loop above returns or raises")


def _next_code(model: type[models.Model], prefix: str) -> str:
    codes = model._default_manager.filter(code__regex=rf"^{prefix}[0-9]+$")
    # Longest first: R10000 comes after R9999, though it sorts before it.
    last = codes.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    return f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:04d}"


def day_of(as_of: date | None, precision: str, today: date) -> date | None:
    """Return the day that stands for a month or a year: its last, but never a day that has not come.

    Raises ValueError where even the first day of the month or year lies in the future.
    """
    if as_of is None or precision == Observation.Precision.UNKNOWN:
        return None
    first = last = as_of
    if precision == Observation.Precision.MONTH:
        first = as_of.replace(day=1)
        last = as_of.replace(day=calendar.monthrange(as_of.year, as_of.month)[1])
    elif precision == Observation.Precision.YEAR:
        first, last = date(as_of.year, 1, 1), date(as_of.year, 12, 31)
    if first > today:
        raise ValueError(f"{as_of} has not come yet")
    return min(last, today)
