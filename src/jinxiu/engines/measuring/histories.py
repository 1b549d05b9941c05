"""What measures came to before: the series from which a trend is drawn and a forecast goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from jinxiu.engines.measuring.asks import OF_A_PERIOD
from jinxiu.engines.measuring.columns import Facts, Targets
from jinxiu.engines.measuring.model import FactsByTarget, Kind, Target
from jinxiu.engines.measuring.results import Results, evaluate


@dataclass(frozen=True)
class Histories:
    """Targets evaluated in their own period and, for what is of a period, in each calendar year before it."""

    results: Results
    #: The places of each target among ``results``, the earliest year first.
    places: Sequence[Sequence[int]]

    @classmethod
    def of(cls, targets: Sequence[Target], facts: FactsByTarget, known_at: datetime | None = None) -> Histories:
        """Evaluate the targets and their earlier years at once.

        A promise that runs over one calendar year has the years before it as periods of their own, as far back as its
        facts reach: the total of each, the growth in each. What is of any day needs no other period.
        """
        years = {name: {fact.as_of.year for fact in told if fact.as_of} for name, told in facts.items()}
        asked: list[Target] = []
        places: defaultdict[int, list[int]] = defaultdict(list)
        for at, target in enumerate(targets):
            for one in [*_earlier(target, years.get(target.series or target.key, set())), target]:
                places[at].append(len(asked))
                asked.append(one)
        columns, series = Targets.of(asked)
        results = evaluate(columns, Facts.of(facts, series), (), known_at)
        return cls(results, [places[at] for at in range(len(targets))])

    def on(self, target: int, until: date) -> list[tuple[date, Decimal]]:
        """Return what a target's measure came to, by days up to ``until``."""
        return [point for place in self.places[target] for point in self.results.history(place, until)]


def restarts(target: Target) -> bool:
    """Say whether a target's measure begins anew with each calendar year."""
    measure, due = target.measure, target.due
    begins_anew = measure.kind in OF_A_PERIOD or (measure.kind is Kind.INCREMENT and measure.baseline is None)
    return begins_anew and due is not None and target.begins == date(due.year, 1, 1)


def _earlier(target: Target, years: set[int]) -> list[Target]:
    if target.stage is not None or not restarts(target):
        return []
    series = target.series or target.key
    return [
        replace(target, key=f"{target.key}@{year}", series=series, begins=date(year, 1, 1), due=date(year, 12, 31))
        for year in sorted(years)
        if year < target.begins.year
    ]
