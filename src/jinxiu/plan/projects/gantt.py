"""Planned bars behind actual ones: where each bar, tick and line stands, as numbers that a template draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.ladders import Ladder, Line
from jinxiu.plan.projects.standing import Standing

#: The width of the chart in its own units; the page stretches it.
WIDTH = 1000
#: The least width of a bar, so that a single day is still seen.
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days: ``part`` is planned, actual, or late (beyond the plan)."""

    part: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The day of one rung, planned or reached."""

    line: Line
    x: int
    reached: bool


@dataclass(frozen=True, slots=True)
class Track:
    """One project in the chart."""

    found: Standing
    rung: Rung | None
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    days_late: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the time axis, with its label."""

    x: int
    label: str
    year: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The tracks between two days; ``today`` is where the day looked at stands (None: outside)."""

    first: date
    last: date
    tracks: tuple[Track, ...]
    marks: tuple[Mark, ...]
    today: int | None
    #: Projects of which no day is known.
    undated: int


def chart(found: Sequence[Standing], as_of: date) -> Chart:
    """Lay out projects that name any day, over whole years that hold all of those days and the one looked at."""
    dated = [one for one in found if any(_days(one.ladder))]
    days = [day for one in dated for day in _days(one.ladder)] + [as_of]
    first, last = date(min(days).year, 1, 1), date(max(days).year, 12, 31)
    scale = _Scale(first, last)
    tracks = tuple(_track(one, scale, as_of) for one in dated)
    return Chart(first, last, tracks, tuple(_marks(scale)), scale.at(as_of), len(found) - len(dated))


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def at(self, day: date) -> int:
        span = (self.last - self.first).days or 1
        return min(max((day - self.first).days * WIDTH // span, 0), WIDTH)

    def bar(self, part: str, begin: date, end: date) -> Bar:
        width = max(self.at(end) - self.at(begin), _LEAST)
        return Bar(part, min(self.at(begin), WIDTH - width), width)


def _track(one: Standing, scale: _Scale, as_of: date) -> Track:
    ladder = one.ladder
    bars = []
    planned = (ladder.begins, ladder.ends)
    if planned[0] and planned[1] and planned[0] <= planned[1]:
        bars.append(scale.bar("planned", planned[0], planned[1]))
    late = ladder.days_late(as_of)
    begun, ended = _actual(ladder, as_of)
    if begun and ended:
        bars.append(scale.bar("actual", begun, max(begun, ended)))
    if late:
        bars.append(scale.bar("late", as_of - timedelta(days=late), as_of))
    return Track(one, ladder.at(as_of), tuple(bars), tuple(_ticks(ladder, scale, as_of)), late)


def _actual(ladder: Ladder, as_of: date) -> tuple[date | None, date | None]:
    """Return from when to when a project was under way: it goes on until it is finished."""
    reached = [line for line in ladder.lines if line.reached(as_of)]
    days = [line.reached_on for line in reached if line.reached_on]
    if not days:
        return None, None
    works = [line.reached_on for line in reached if line.rung >= Rung.STARTED and line.reached_on]
    done = [line.reached_on for line in reached if line.rung >= Rung.FINISHED and line.reached_on]
    return min(works or days), (min(done) if done else as_of)


def _ticks(ladder: Ladder, scale: _Scale, as_of: date) -> Iterator[Tick]:
    for line in ladder.lines:
        if line.planned_on:
            yield Tick(line, scale.at(line.planned_on), reached=False)
        if line.reached_on and line.reached(as_of):
            yield Tick(line, scale.at(line.reached_on), reached=True)


def _days(ladder: Ladder) -> Iterator[date]:
    for line in ladder.lines:
        if line.planned_on:
            yield line.planned_on
        if line.reached_on:
            yield line.reached_on


def _marks(scale: _Scale) -> Iterator[Mark]:
    years = range(scale.first.year, scale.last.year + 1)
    # Quarters where there is room for them; of many years only some are named.
    every = max(1, len(years) // 8)
    for year in years:
        yield Mark(scale.at(date(year, 1, 1)), str(year) if (year - years[0]) % every == 0 else "", year=True)
        if len(years) <= 4:
            for month in (4, 7, 10):
                yield Mark(scale.at(date(year, month, 1)), f"{month}月" if len(years) <= 2 else "", year=False)
