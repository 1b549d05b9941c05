"""Definitions as they stood at a moment: of targets, of measures, and which target asked for which measure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q

from jinxiu.plan.facts.measures.serving import in_force
from jinxiu.plan.facts.models import MeasureTarget, MeasureVersion
from jinxiu.plan.ledger.models import TargetDefinition


@dataclass(frozen=True)
class Dictionary:
    """The measures that targets asked for at a moment, and every version of a measure that was written by then."""

    #: Target → measure.
    links: Mapping[int, int] = field(default_factory=dict)
    versions: Mapping[int, Sequence[MeasureVersion]] = field(default_factory=dict)

    def version(self, measure: int | None, day: date) -> MeasureVersion | None:
        """Return the version of a measure in force on a day; before the first one holds, that first one."""
        written = self.versions.get(measure or 0, ())
        held = in_force(written, day)
        return held or min(written, key=lambda one: (one.valid_from or date.min, -one.version), default=None)

    def asked_by(self, target: int, definition: TargetDefinition, as_of: date) -> MeasureVersion | None:
        """Return the definition by which a target is measured on a day, None where it asks for no measure.

        A promise whose last day has passed stays measured by what was in force on that day.
        """
        return self.version(self.links.get(target), day_of(definition, as_of))

    @cached_property
    def turns(self) -> list[date]:
        """The days on which a version begins to hold."""
        return sorted({one.valid_from for written in self.versions.values() for one in written if one.valid_from})

    def regime(self, as_of: date) -> int:
        """Return a number for all days on which the same versions are in force."""
        return bisect_right(self.turns, as_of)


def day_of(definition: TargetDefinition, as_of: date) -> date:
    """Return the day whose definitions measure a promise."""
    return min(as_of, definition.due or as_of)


def dictionary(known_at: datetime | None = None, targets: Iterable[int] | None = None) -> Dictionary:
    """Return what stood at a moment (None: now), of some targets or of all; two queries, one where none is linked."""
    links = MeasureTarget.objects.filter(open_at(known_at, "linked_at"))
    if targets is not None:
        links = links.filter(target__in=list(targets))
    asked = {link.target_id: link.measure_id for link in links.only("target_id", "measure_id")}
    written: dict[int, list[MeasureVersion]] = {}
    if asked:
        versions = MeasureVersion.objects.select_related("measure", "made_by__post", "numerator", "denominator")
        for version in versions.filter(by(known_at, "made_at")).order_by("measure_id", "version"):
            written.setdefault(version.measure_id, []).append(version)
    return Dictionary(asked, written)


def stood(definitions: Iterable[TargetDefinition], known_at: datetime | None) -> TargetDefinition | None:
    """Return the newest definition that was written by a moment (None: now); None where there was none yet."""
    written = [one for one in definitions if known_at is None or one.made_at <= known_at]
    return max(written, key=lambda one: one.version, default=None)


def by(known_at: datetime | None, since: str) -> Q:
    """Return the condition that something was written by a moment."""
    return Q() if known_at is None else Q(**{f"{since}__lte": known_at})


def open_at(known_at: datetime | None, since: str) -> Q:
    """Return the condition that something had begun by a moment and not ended."""
    if known_at is None:
        return Q(ended_at=None)
    return by(known_at, since) & (Q(ended_at=None) | Q(ended_at__gt=known_at))
