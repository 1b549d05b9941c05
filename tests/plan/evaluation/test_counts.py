"""Counting states over many days gives on each day what the whole scorecard of that day gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jinxiu.core.folders import load
from jinxiu.plan.evaluation.queries import Evaluator


@pytest.mark.django_db
def test_counts_are_those_of_the_scorecard_on_every_day(example: Path, now: datetime) -> None:
    load(example, now)
    counting, whole = Evaluator(), Evaluator()
    days = [date(2023, 12, 25) + timedelta(days=3 * step) for step in range(290)]
    for day in [*days, date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 22)]:
        assert counting.counts(day) == whole.on(day).counts, day
