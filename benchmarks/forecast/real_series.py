"""Real series at hand: those that statsmodels brings along, and counts of a month from the folder beside the checkout.

They are read where they stand and copied nowhere. Of what really happened there is one truth only, so goals are set at
the last value plus quartiles of what the series changed over such a distance before, and figures are few: they are
shown beside the made-up ones, and no limit rests on them.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from series_worlds import MONTHS, Case, Floats, day_of

from jinxiu.engines.forecasting import Frequency, Goal, Series
from jinxiu.engines.terms import Comparator

_MESSAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "citizen-messages-495.csv"
_ORIGINS, _LONGEST = 5, 96


def cases() -> list[Case]:
    """Return the cases of all series, a world each; none where a source is missing."""
    found = []
    for world, (name, frequency, values) in enumerate(_known()):
        found += _rolling(world, name, frequency, values[-_LONGEST:])
    return found


def _known() -> Iterator[tuple[str, Frequency, Floats]]:
    from statsmodels import datasets
    from statsmodels.datasets import elec_equip

    yield "Nile", Frequency.YEAR, _floats(datasets.nile.load_pandas().data["volume"])
    yield "sunspots", Frequency.YEAR, _floats(datasets.sunspots.load_pandas().data["SUNACTIVITY"])
    macro = datasets.macrodata.load_pandas().data
    for column in ("realgdp", "realcons", "realinv", "cpi", "unemp", "tbilrate", "infl"):
        yield column, Frequency.QUARTER, _floats(macro[column])
    co2 = datasets.co2.load_pandas().data["co2"].resample("MS").mean().interpolate()
    yield "CO2", Frequency.MONTH, _floats(co2)
    yield "El Niño", Frequency.MONTH, _floats(datasets.elnino.load_pandas().data.iloc[:, 1:].to_numpy().ravel())
    yield "electrical equipment", Frequency.MONTH, _floats(elec_equip.load_pandas().data.iloc[:, 0])
    for column in ("copper", "longley"):
        data = getattr(datasets, column).load_pandas().data
        yield column, Frequency.YEAR, _floats(data.iloc[:, 0])
    if _MESSAGES.exists():
        yield "messages of citizens", Frequency.MONTH, _messages()


def _floats(values: object) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _messages() -> Floats:
    with _MESSAGES.open(encoding="utf-8-sig") as file:
        months = Counter(tuple(map(int, row["received"].split()[0].split("/")[:2])) for row in csv.DictReader(file))
    first, last = (year * 12 + month for year, month in (min(months), max(months)))
    return _floats([months[divmod(place - 1, 12)[0], (place - 1) % 12 + 1] for place in range(first, last + 1)])


def _rolling(world: int, name: str, frequency: Frequency, values: Floats) -> list[Case]:
    season = 12 // MONTHS[frequency]
    found = []
    for steps in sorted({1, max(2, season // 2)}):
        changes = values[steps:] - values[:-steps]
        unit = float(changes.std()) or 1.0
        last = values.size - steps
        for known in np.unique(np.linspace(values.size // 2, last, _ORIGINS).astype(int)):
            days = tuple(day_of(place, frequency) for place in range(known + steps))
            before = values[steps:known] - values[: known - steps]
            goals = tuple(
                Goal(Comparator.AT_LEAST, float(values[known - 1] + move), None, days[-1])
                for move in np.quantile(before, (0.25, 0.5, 0.75))
            )
            told = Series(days[:known], tuple(values[:known].tolist()), frequency)
            truth = values[known + steps - 1 : known + steps]
            found.append(Case(world, name, told, days[known - 1], goals, truth, steps, unit))
    return found
