"""The facts of every series that targets read: what bears on them, and the figures of measures, each fact once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from jinxiu.engines.measuring import Fact
from jinxiu.plan.evaluation.adapters import fact_of
from jinxiu.plan.evaluation.definitions import Dictionary, by
from jinxiu.plan.evaluation.reading import own_series, series_of_measure
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.ledger.models import Target

#: What a page says of a fact.
_DETAILS = ("source", "evidence", "recorded_by__post")


def counting(known_at: datetime | None, observation: str = "") -> Q:
    """Return the condition that a version of a fact counted at a moment; ``observation`` leads to it (``…__``)."""
    newest = Q(**{f"{observation}superseded_by": None})
    if known_at is None:
        return newest
    later = Q(**{f"{observation}superseded_by__recorded_at__gt": known_at})
    return (newest | later) & by(known_at, f"{observation}recorded_at")


def verdicts(known_at: datetime | None) -> QuerySet[Verification]:
    """Return the verdicts that were given by a moment, with who gave them."""
    return Verification.objects.filter(by(known_at, "at")).select_related("by__post")


def bearings(known_at: datetime | None) -> QuerySet[Bearing]:
    """Return what bore on targets at a moment, with all that a page says of it but the verdicts."""
    rows = Bearing.objects.filter(counting(known_at, "observation__"))
    if known_at is not None:
        rows = rows.filter(Q(since=None) | Q(since__lte=known_at))
    return rows.select_related(*(f"observation__{name}" for name in _DETAILS))


@dataclass(frozen=True)
class Told:
    """Observations by the name of their series, and which of those of a target settle it."""

    series: dict[str, list[Observation]] = field(default_factory=dict)
    #: Pairs of target and observation that are told beside, and decide nothing.
    beside: set[tuple[str, int]] = field(default_factory=set)
    #: The member for which an observation counts in a series, where it names none itself.
    members: dict[tuple[str, int], str] = field(default_factory=dict)

    def facts(self) -> dict[str, list[Fact]]:
        """Return the same for the engine."""
        return {
            name: [
                fact_of(one, settles=(name, one.pk) not in self.beside, member=self.members.get((name, one.pk), ""))
                for one in held
            ]
            for name, held in self.series.items()
        }

    def of(self, names: Iterable[str]) -> dict[str, Observation]:
        """Return the observations of some series by their keys, each once, in order of their day."""
        found = {one.pk: one for name in names for one in self.series.get(name, ())}
        return {str(o.pk): o for o in sorted(found.values(), key=lambda o: (o.as_of or date.max, o.pk))}

    def member(self, target: int, observation: Observation) -> str:
        """Return the member of a target's scope that an observation of its own series is about."""
        return observation.member or self.members.get((own_series(target), observation.pk), "")

    def settles(self, target: int, observation: Observation) -> bool:
        """Say whether an observation of a target's own series decides."""
        return (own_series(target), observation.pk) not in self.beside


def told(targets: Sequence[Target], known: Dictionary, known_at: datetime | None) -> Told:
    """Bring together what bears on targets and the figures of their measures.

    ``targets`` come with their ``bearings``; two queries, none where no target asks for a measure.
    """
    found = Told()
    for target in {one.pk: one for one in targets}.values():
        held = found.series.setdefault(own_series(target.pk), [])
        for bearing in target.bearings.all():
            held.append(bearing.observation)
            if bearing.member:
                found.members[own_series(target.pk), bearing.observation_id] = bearing.member
            if bearing.kind != Bearing.Kind.SETTLES:
                found.beside.add((own_series(target.pk), bearing.observation_id))
    if known.links:
        for one in _of_measures(known, known_at):
            assert one.of_measure_id is not None
            found.series.setdefault(series_of_measure(one.of_measure_id, members=bool(one.member)), []).append(one)
    for target in targets:
        _feed(found, target, known)
    return found


def _feed(found: Told, target: Target, known: Dictionary) -> None:
    """Let the figures of its measure reach a target: of members what was promised for each, of the city all else."""
    measure = known.links.get(target.pk)
    if measure is None or target.current is None or not target.current.scored:
        return
    held = found.series[own_series(target.pk)]
    there = {one.pk for one in held}
    figures = found.series.get(series_of_measure(measure, members=bool(target.current.scope)), ())
    held += [one for one in figures if one.pk not in there]


def _of_measures(known: Dictionary, known_at: datetime | None) -> QuerySet[Observation]:
    wanted = set(known.links.values())
    for measure in list(wanted):
        for version in known.versions.get(measure, ()):
            wanted |= {part for part in (version.numerator_id, version.denominator_id) if part}
    rows = Observation.objects.filter(counting(known_at), of_measure__in=wanted, withdrawn=False)
    return rows.select_related(*_DETAILS).prefetch_related(Prefetch("verifications", verdicts(known_at))).order_by("pk")
