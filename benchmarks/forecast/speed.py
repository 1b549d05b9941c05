"""How fast we forecast: series one by one, and a city of a thousand works."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table
from series_worlds import cases

from jinxiu.engines.forecasting import Goal, Work, forecast_series, forecast_works, learn
from jinxiu.engines.terms import Comparator, Rung

_ROUTE = (Rung.APPROVED, Rung.STARTED, Rung.FINISHED, Rung.PRODUCING)
_WORKS = 1000


def measure(console: Console, seed: int) -> None:
    """Time and print; the best of three turns counts."""
    table = Table("what", "milliseconds", "a second", title="Speed on one core, seconds of the processor")
    some = cases(seed, range(24))
    took = _best(lambda: [forecast_series(c.series, c.goals[0], c.as_of, key="speed") for c in some]) / len(some)
    table.add_row("a forecast of a series, path and drivers included", f"{took * 1e3:.1f}", f"{1 / took:,.0f}")
    works, today = _city(), date(2024, 2, 29)
    took = _best(lambda: learn(works, today))
    table.add_row(f"learning from {_WORKS:,} works", f"{took * 1e3:,.0f}", f"{1 / took:,.1f}")
    delays, goal = learn(works, today), Goal(Comparator.AT_LEAST, 700, None, date(2024, 12, 31))
    took = _best(lambda: forecast_works(works, Rung.PRODUCING, goal, delays, today, key="speed"))
    table.add_row(f"one forecast of all {_WORKS:,} works", f"{took * 1e3:,.0f}", f"{1 / took:,.1f}")
    goal = Goal(Comparator.AT_LEAST, 1, None, date(2024, 12, 31))
    each = _best(lambda: [forecast_works([w], Rung.PRODUCING, goal, delays, today, key=w.key) for w in works]) / _WORKS
    table.add_row("one milestone", f"{each * 1e3:.1f}", f"{1 / each:,.0f}")
    console.print(table)


def _best(work: object) -> float:
    assert callable(work)
    turns = []
    for _ in range(3):
        begin = time.process_time()
        work()
        turns.append(time.process_time() - begin)
    return min(turns)


def _city() -> list[Work]:
    rng = random.Random(1)
    works = []
    for index in range(_WORKS):
        kind = index % 10
        day = planned = date(2020, 1, 1) + timedelta(days=rng.randrange(1500))
        reached, plan = {_ROUTE[0]: day}, {_ROUTE[0]: day}
        for rung in _ROUTE[1:]:
            day += timedelta(days=round((150 + 40 * kind) * rng.lognormvariate(0, 0.5)))
            planned += timedelta(days=140 + 30 * kind)
            reached[rung], plan[rung] = day, planned
        works.append(Work(f"w{index}", str(kind), reached, plan))
    return works
