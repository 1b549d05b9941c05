"""How a target reads facts: its measure's definition as a kind of the engine, and the series of facts behind it.

Three sorts of series there are, told apart by their names: what bears on a target together with the figures of the
measure that it asks for (``17``), and the figures of a measure, of the whole city (``m5``) or of each member (``m5*``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from jinxiu.engines.measuring import Aggregation, Kind, Measure
from jinxiu.engines.terms import Stage, unit_of
from jinxiu.plan.evaluation.definitions import Dictionary, day_of
from jinxiu.plan.facts.measures.serving import grows, may_ask_for
from jinxiu.plan.facts.models import MeasureVersion
from jinxiu.plan.ledger.models import TargetDefinition

#: The series that holds nothing: of what a measure made from others would be made, where nobody says from which.
NOTHING = "0"
_Kind = MeasureVersion.Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """What a target reads on a day, and by which versions of which measures."""

    series: str
    other: str = ""
    direct: str = ""
    measure: Measure = field(default_factory=Measure)
    version: MeasureVersion | None = None
    part: MeasureVersion | None = None
    whole: MeasureVersion | None = None
    #: What the target asks for although it cannot measure it: the target was revised to a number of another kind.
    misfit: MeasureVersion | None = None

    @property
    def measures(self) -> list[MeasureVersion]:
        """The versions that it rests on: its own, the part's, the whole's."""
        return [one for one in (self.version, self.part, self.whole) if one is not None]


def reading_of(target: int, definition: TargetDefinition, known: Dictionary, as_of: date) -> Reading:
    """Return how a target reads facts on a day by the definitions in force; without a measure a number is a level."""
    own = own_series(target)
    version = known.asked_by(target, definition, as_of)
    if version is None or not may_ask_for(version, definition):
        return Reading(own, misfit=version)
    day = day_of(definition, as_of)
    part, whole = (known.version(one, day) for one in (version.numerator_id, version.denominator_id))
    asked = _Asked(own, definition, version, part, whole)
    return _KINDS[_Kind(version.kind)](asked)


def own_series(target: int) -> str:
    """Return the name of what bears on a target or is a figure of its measure."""
    return str(target)


def series_of_measure(measure: int, *, members: bool) -> str:
    """Return the name of a measure's figures, of its members or of the whole city."""
    return f"m{measure}{'*' if members else ''}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A target that asks for a measure."""

    own: str
    definition: TargetDefinition
    version: MeasureVersion
    part: MeasureVersion | None
    whole: MeasureVersion | None

    def reads(self, measure: Measure, series: str = "", other: str = "", direct: str = "") -> Reading:
        parts = (self.part if series.startswith("m") else None, self.whole if other else None)
        return Reading(series or self.own, other, direct, measure, self.version, *parts)

    def made(self, kind: Kind, aggregation: Aggregation = Aggregation.LAST) -> Reading:
        """Return what is made of a part and a whole, or told as such."""
        if self.part is None or self.whole is None:
            return self.reads(Measure(kind, aggregation), NOTHING, direct=self.own)
        measure = Measure(kind, aggregation, unit=self.part.unit)
        return self.reads(measure, self.of(self.part), self.of(self.whole), self.own)

    def of(self, version: MeasureVersion) -> str:
        return series_of_measure(version.measure_id, members=bool(self.definition.scope))


def _level(asked: _Asked) -> Reading:
    version, definition = asked.version, asked.definition
    if grows(version, definition):
        if unit_of(definition.unit).dimension == "percent":
            return asked.reads(Measure(Kind.GROWTH, unit=version.unit))
        return asked.reads(Measure(Kind.INCREMENT, unit=version.unit, baseline=definition.baseline))
    if version.over_time == MeasureVersion.OverTime.LAST:
        return asked.reads(Measure())
    return asked.reads(Measure(Kind.CUMULATIVE, Aggregation(version.over_time)))


def _spending(asked: _Asked) -> Reading:
    if grows(asked.version, asked.definition):
        return asked.reads(Measure(Kind.GROWTH, unit=asked.version.unit))
    return asked.reads(Measure(Kind.SPENDING, Aggregation(asked.version.over_time)))


def _growth(asked: _Asked) -> Reading:
    if unit_of(asked.version.unit).dimension != "percent":
        return _increment(asked)
    if asked.part is None:
        return asked.reads(Measure(Kind.GROWTH))
    return asked.reads(Measure(Kind.GROWTH, unit=asked.part.unit), asked.of(asked.part), direct=asked.own)


def _increment(asked: _Asked) -> Reading:
    """Figures of an increment are increments; only the measure that grows, where one is named, tells levels."""
    if asked.part is not None:
        measure = Measure(Kind.INCREMENT, unit=asked.part.unit, baseline=asked.definition.baseline)
        return asked.reads(measure, asked.of(asked.part), direct=asked.own)
    if asked.version.over_time == MeasureVersion.OverTime.LAST:
        return asked.reads(Measure(Kind.INCREMENT), NOTHING, direct=asked.own)
    return asked.reads(Measure(Kind.CUMULATIVE, Aggregation(asked.version.over_time)))


def _rate(asked: _Asked) -> Reading:
    """Figures of single months are summed up; running totals are divided as they are."""
    summed = asked.part is not None and asked.part.over_time == MeasureVersion.OverTime.SUM
    return asked.made(Kind.RATE, Aggregation.SUM if summed else Aggregation.LAST)


def _count(asked: _Asked) -> Reading:
    if asked.version.stage:
        aggregation = Aggregation(asked.version.over_time)
        return asked.reads(Measure(Kind.COUNT, aggregation, stage=Stage(asked.version.stage)), direct=asked.own)
    return asked.reads(Measure(Kind.CUMULATIVE, Aggregation(asked.version.over_time)))


def _relative(asked: _Asked) -> Reading:
    """A comparison is a difference in the unit of what is compared (or in 百分点 of what is in %), else a ratio."""
    if asked.part is None:
        return asked.made(Kind.DIFFERENCE)
    unit, of = (unit_of(one.unit).dimension for one in (asked.version, asked.part))
    return asked.made(Kind.DIFFERENCE if unit == of or (unit, of) == ("point", "percent") else Kind.RATIO)


_KINDS: dict[_Kind, Callable[[_Asked], Reading]] = {
    _Kind.LEVEL: _level,
    _Kind.GROWTH: _growth,
    _Kind.INCREMENT: _increment,
    _Kind.SHARE: lambda asked: asked.made(Kind.SHARE),
    _Kind.RATE: _rate,
    _Kind.COUNT: _count,
    _Kind.SPENDING: _spending,
    _Kind.RELATIVE: _relative,
    _Kind.MILESTONE: lambda asked: Reading(asked.own, version=asked.version),
}
