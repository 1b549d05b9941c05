"""Targets × facts → state, value, gap and trace, for any day, as the facts were known at any moment.

>>> from datetime import date
>>> from jinxiu.engines.terms import Stage
>>> line = Target("line 1", begins=date(2024, 1, 1), due=date(2024, 12, 31), stage=Stage.OPEN)
>>> opened = Fact("news", as_of=date(2025, 2, 22), event=True, stage=Stage.OPEN)
>>> result = measure([line], {"line 1": (opened,)}, as_of=date(2025, 3, 31))[0]
>>> result.state.value, result.days_late
('late', 53)

Many targets on many days are evaluated in one pass over columns:

>>> targets, series = Targets.of([line])
>>> results = evaluate(targets, Facts.of({"line 1": [opened]}, series), [date(2024, 12, 31), date(2025, 3, 31)])
>>> [results.state("line 1", day).value for day in results.days]
['not_reported', 'late']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from jinxiu.engines.measuring.columns import Facts, Targets
from jinxiu.engines.measuring.histories import Histories, restarts
from jinxiu.engines.measuring.judging import Verdict
from jinxiu.engines.measuring.lights import Colour, Gauge, Light, LightRule, LightStep, light_of
from jinxiu.engines.measuring.model import (
    Aggregation,
    Fact,
    FactsByTarget,
    Kind,
    Measure,
    Result,
    State,
    Target,
)
from jinxiu.engines.measuring.results import STATES, Results, evaluate
from jinxiu.engines.measuring.tracing import FORMULAS

__all__ = [
    "FORMULAS",
    "STATES",
    "Aggregation",
    "Colour",
    "Fact",
    "Facts",
    "FactsByTarget",
    "Gauge",
    "Histories",
    "Kind",
    "Light",
    "LightRule",
    "LightStep",
    "Measure",
    "Result",
    "Results",
    "State",
    "Target",
    "Targets",
    "Verdict",
    "evaluate",
    "light_of",
    "measure",
    "restarts",
    "worst",
]

#: Which state speaks for a target whose “for each” scope has several members, worst first.
_ORDER = (
    State.MISSED,
    State.BEHIND,
    State.NOT_REPORTED,
    State.LATE,
    State.ON_COURSE,
    State.MET,
    State.NOTHING_DUE,
)


def measure(
    targets: Iterable[Target],
    facts: FactsByTarget,
    as_of: date,
    rules: Sequence[LightRule] = (),
    known_at: datetime | None = None,
) -> list[Result]:
    """Return one result a target on one day, in the order given; ``facts`` are grouped by the series that targets read.

    Raises ValueError for a target that promises neither a number nor a stage.
    """
    columns, series = Targets.of(targets)
    return evaluate(columns, Facts.of(facts, series), [as_of], known_at, rules).traces(as_of)


def worst(states: Iterable[State]) -> State:
    """Return the state that speaks for several; none at all is not reported.

    >>> worst([State.MET, State.NOT_REPORTED]).value
    'not_reported'
    """
    present = set(states)
    return next((state for state in _ORDER if state in present), State.NOT_REPORTED)
