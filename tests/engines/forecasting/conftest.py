"""A small city whose works climb in known times."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from jinxiu.engines.forecasting import Work
from jinxiu.engines.terms import Rung

ROUTE = (Rung.APPROVED, Rung.STARTED, Rung.FINISHED, Rung.PRODUCING)
TODAY = date(2024, 2, 29)


def climbing(key: str, kind: str, begins: date, days: list[int], plan: int | None = None) -> Work:
    """A work that takes ``days`` from rung to rung of ROUTE, and was planned to take ``plan`` for each."""
    reached, planned = {ROUTE[0]: begins}, {ROUTE[0]: begins}
    for place, length in enumerate(days):
        reached[ROUTE[place + 1]] = reached[ROUTE[place]] + timedelta(days=length)
        planned[ROUTE[place + 1]] = planned[ROUTE[place]] + timedelta(days=plan or 0)
    return Work(key, kind, reached, planned if plan else {})


@pytest.fixture(scope="session")
def city() -> list[Work]:
    """Eighty works over four years: roads take half a year a step, factories twice that; plans say 150 days."""
    rng = random.Random(7)
    works = []
    for index in range(80):
        kind = ("road", "factory")[index % 2]
        typical = (180, 360)[index % 2]
        days = [max(5, round(typical * rng.lognormvariate(0, 0.3))) for _ in range(3)]
        begins = date(2020, 3, 1) + timedelta(days=rng.randrange(1400))
        works.append(climbing(f"w{index:02}", kind, begins, days, plan=150))
    return works
