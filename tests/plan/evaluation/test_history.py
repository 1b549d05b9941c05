"""A trend is drawn, and a forecast goes on, from what the target's measure came to, not from the figures behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from jinxiu.plan.evaluation.outlook.queries import of_row


def history(town: Any, target: Any, day: str) -> list[tuple[str, Decimal]]:
    return [(at.isoformat(), value) for at, value in town.row(target, day).results[0].history()]


def test_figures_of_single_months_are_summed_up_within_each_year(town: Any) -> None:
    target = town.target("T1", 100, "亿元")
    made = town.measure("IV", "spending", "亿元", target, over_time="sum")
    for day, value in (("2023-11-30", 40), ("2023-12-31", 50), ("2024-01-31", 5), ("2024-02-29", 6)):
        town.figure(made, value, day, "亿元")
    assert history(town, target, "2024-06-30") == [
        ("2023-11-30", 40),
        ("2023-12-31", 90),
        ("2024-01-31", 5),
        ("2024-02-29", 11),
    ]


def test_a_share_is_what_is_drawn_not_its_parts(town: Any) -> None:
    target = town.target("T1", 95, "%")
    part, whole = town.measure("PART", "level", "个"), town.measure("WHOLE", "level", "个")
    town.measure("SHARE", "share", "%", target, numerator=part, denominator=whole)
    town.figure(part, 30, "2024-01-31")
    town.figure(whole, 40, "2024-01-31")
    town.figure(whole, 60, "2024-02-29")
    assert history(town, target, "2024-03-31") == [("2024-01-31", 75), ("2024-02-29", 50)]


def test_a_forecast_knows_the_years_before_and_nothing_of_later_days(town: Any) -> None:
    target = town.target("T1", 120, "亿元")
    made = town.measure("IV", "spending", "亿元", target, over_time="sum")
    for year in (2021, 2022, 2023, 2024):
        for month in range(1, 13):
            town.figure(made, 10 if year < 2024 else 12, f"{year}-{month:02}-28", "亿元")
    (said,) = of_row(town.row(target, "2024-07-01"))
    assert said.forecast is not None
    assert said.forecast.probability > 0.9
    assert max(point.day for point in said.forecast.path[:1]) <= date(2024, 7, 1)
    (early,) = of_row(town.row(target, "2024-01-05"))
    assert early.forecast is not None
    assert 0.1 < early.forecast.probability < 0.9
