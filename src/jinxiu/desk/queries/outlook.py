"""Whether promises will be met: all open ones by what is least likely, one target's picture, and the track record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jinxiu.desk.queries.cockpit import Lead, leads_of
from jinxiu.engines.forecasting import Driver, Forecast
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.evaluation.models import ForecastRun
from jinxiu.plan.evaluation.outlook import wording
from jinxiu.plan.evaluation.outlook.queries import Outlook, newest_run, of_card, of_row
from jinxiu.plan.evaluation.queries import Evaluator, Row
from jinxiu.plan.projects.models import Project

#: The parts of the list: from which probability on, up to which.
PARTS: Mapping[str, tuple[float, float]] = {"poor": (0.0, 0.4), "open": (0.4, 0.7), "good": (0.7, 1.01)}


@dataclass(frozen=True, slots=True)
class Line:
    """One open promise, or one member of its scope, with what will become of it."""

    outlook: Outlook
    leads: tuple[Lead, ...]

    @property
    def row(self) -> Row:
        return self.outlook.row

    @property
    def said(self) -> Forecast:
        assert self.outlook.forecast is not None
        return self.outlook.forecast

    @property
    def member(self) -> str:
        return self.outlook.member.member.name if self.outlook.member.member else ""

    @property
    def percent(self) -> str:
        return wording.percent(self.said.probability)

    @property
    def likely(self) -> str:
        return wording.likely(self.said.probability)

    @property
    def tone(self) -> str:
        return wording.tone(self.said.probability)

    @property
    def wide(self) -> str:
        return wording.reason(self.said)

    @property
    def interval(self) -> str:
        return wording.interval(self.said, self.row.definition)

    @property
    def expected(self) -> str:
        return wording.expected(self.said)


@dataclass(frozen=True, slots=True)
class Board:
    """What is open on a day, the least likely first; ``unforeseen`` says of how many there is no forecast, and why."""

    lines: list[Line]
    unforeseen: dict[str, int]
    run: ForecastRun | None

    def within(self, part: str) -> list[Line]:
        """Return the lines of a part; all of them for a part that is none."""
        if part not in PARTS:
            return self.lines
        least, below = PARTS[part]
        return [line for line in self.lines if least <= line.said.probability < below]

    @property
    def counts(self) -> dict[str, int]:
        return {part: len(self.within(part)) for part in PARTS}


@dataclass(frozen=True, slots=True)
class Picture:
    """The forecast of a target in words and as what its picture is drawn from (``data`` None: nothing to draw)."""

    line: Line | None
    none: str
    drivers: list[tuple[str, str]]
    needed: list[str]
    data: dict[str, Any] | None


def board(as_of: date) -> Board:
    """Return all open promises with their forecasts, the least likely first."""
    found = of_card(Evaluator().on(as_of))
    lines = [Line(one, leads_of(one.row)) for one in found if one.forecast is not None]
    unforeseen: dict[str, int] = {}
    for one in found:
        if one.forecast is None:
            unforeseen[one.why_none] = unforeseen.get(one.why_none, 0) + 1
    lines.sort(key=lambda line: (line.said.probability, line.said.due, line.row.target.pk, line.member))
    return Board(lines, unforeseen, newest_run())


def picture(row: Row) -> Picture | None:
    """Return the forecast of a target without a scope; None for one that runs over members, which the list shows."""
    found = of_row(row)
    if len(found) != 1:
        return None
    (one,) = found
    data = _data(one)
    if one.forecast is None:
        return Picture(None, wording.why_none(one.why_none), [], [], data)
    said, definition = one.forecast, row.definition
    names = dict(Project.objects.filter(targets=row.target).values_list("code", "name"))
    names.setdefault(row.target.code, definition.object)
    return Picture(
        Line(one, leads_of(row)),
        "",
        [wording.driver(each, names) for each in _telling(said.drivers)],
        [wording.need(each, definition, names) for each in said.needed],
        data,
    )


def _telling(drivers: Sequence[Driver]) -> list[Driver]:
    """Return what moves a probability by half a point or more; of one work alone its rung says nothing else."""
    alone = sum(1 for one in drivers if one.name == "work") == 1
    return [one for one in drivers if abs(one.contribution) >= 0.005 and not (alone and one.name == "rung")]


def _data(one: Outlook) -> dict[str, Any] | None:
    """Return what the picture is drawn from: figures, the band, the target, the deadline, what happened.

    None where there is nothing to draw: of a stage, or of a single figure that nothing goes on from.
    """
    definition = one.row.definition
    figures = one.member.history() if definition.type == Promise.Type.QUANTITY else []
    path = one.forecast.path if one.forecast and definition.type == Promise.Type.QUANTITY else ()
    if len(figures) < 2 and not path:
        return None
    return {
        "unit": definition.unit,
        "target": _plain(definition.value),
        "due": definition.due.isoformat() if definition.due else None,
        "as_of": one.member.result.as_of.isoformat(),
        "figures": [[day.isoformat(), float(value)] for day, value in figures],
        "band": [[p.day.isoformat(), p.low, p.median, p.high] for p in path],
        "events": _events(one.facts),
        "words": {
            "figures": str(wording.FIGURES),
            "median": str(wording.MEDIAN),
            "band": str(wording.BAND),
            "target": str(wording.TARGET),
        },
    }


def _events(facts: Sequence[Any]) -> list[list[str]]:
    return [[fact.as_of.isoformat(), fact.statement] for fact in facts if fact.event and fact.as_of]


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
