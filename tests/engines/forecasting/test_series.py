"""What a series tells of its goal."""

from __future__ import annotations

import calendar
import math
from datetime import date
from decimal import Decimal

import pytest

from jinxiu.engines.forecasting import Frequency, Goal, Series, forecast_series, series_quantiles
from jinxiu.engines.terms import Comparator

AT_LEAST, AT_MOST = Comparator.AT_LEAST, Comparator.AT_MOST


def month_end(index: int) -> date:
    """The last day of the index-th month from January 2018 on."""
    year, month = 2018 + index // 12, index % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def monthly(values, **more) -> Series:
    return Series(tuple(month_end(i) for i in range(len(values))), tuple(values), Frequency.MONTH, **more)


def counted_up(flows) -> list[float]:
    out: list[float] = []
    for index, flow in enumerate(flows):
        out.append(flow if index % 12 == 0 else out[-1] + flow)
    return out


def seasonal(count: int, growth: float = 0.004) -> list[float]:
    return [
        100 * math.exp(growth * i) * (1 + 0.3 * math.sin(i * math.pi / 6)) * (1 + 0.01 * (-1) ** (i // 5))
        for i in range(count)
    ]


def ask(series: Series, value, due: date, comparator=AT_LEAST, as_of=None):
    return forecast_series(series, Goal(comparator, value, None, due), as_of or max(series.days), key="test")


def test_steady_growth_is_expected_to_go_on():
    series = monthly([100 + 2 * i + (i % 3) for i in range(36)])
    ahead = ask(series, 190, month_end(47))
    assert ahead.probability > 0.8
    assert ahead.low < ahead.median < ahead.high
    assert ahead.median == pytest.approx(195, abs=4)
    assert ahead.expected_on is not None
    assert month_end(42) <= ahead.expected_on <= month_end(47)
    assert ahead.needed == ()


def test_a_season_is_known_again():
    series = monthly(seasonal(60))
    at_top, at_bottom = ask(series, 130, month_end(63)), ask(series, 130, month_end(69))
    assert at_top.probability > 0.9
    assert at_bottom.probability < 0.1
    assert next(d for d in at_bottom.drivers if d.name == "season").contribution < 0


def test_a_yearly_count_is_judged_by_the_same_stretch_of_past_years():
    flows = [10 if i % 12 < 6 else 30 for i in range(42)]  # the second half of a year brings three quarters
    series = monthly(counted_up([f * 1.0 + (i % 2) * 0.2 for i, f in enumerate(flows)]), cumulative=True)
    ahead = ask(series, 220, date(2021, 12, 31))
    assert ahead.method == "year_profile"
    assert ahead.enough_history
    assert ahead.median == pytest.approx(241, rel=0.05)
    assert ahead.probability > 0.8


def test_a_yearly_count_never_falls_below_what_is_counted():
    series = monthly(counted_up(seasonal(40)), cumulative=True)
    counted = float(series.values[-1])
    ahead = ask(series, counted * 0.9, date(2021, 12, 31))
    assert ahead.probability == 1
    assert all(point.low >= counted for point in ahead.path)


def test_january_that_is_never_published_is_no_gap():
    full = monthly(counted_up(seasonal(44)), cumulative=True)
    kept = [(d, v) for d, v in zip(full.days, full.values, strict=True) if d.month > 1]
    series = Series(tuple(d for d, _ in kept), tuple(v for _, v in kept), Frequency.MONTH, cumulative=True)
    due = date(2021, 12, 31)
    assert ask(series, 1600, due).median == pytest.approx(ask(full, 1600, due).median, rel=0.01)


def test_next_year_s_count_is_forecast_before_it_begins():
    series = monthly(counted_up(seasonal(45)), cumulative=True)
    ahead = ask(series, 1000, date(2022, 12, 31))
    assert ahead.low < ahead.median < ahead.high
    assert ahead.median > 1200


@pytest.mark.parametrize(("years", "reason"), [(0, "no_full_year"), (1, "one_full_year"), (2, "")])
def test_a_yearly_count_says_how_many_years_it_rests_on(years, reason):
    series = monthly(counted_up(seasonal(years * 12 + 7)), cumulative=True)
    ahead = ask(series, 1200, date(2018 + years, 12, 31))
    assert ahead.reason == reason
    assert ahead.enough_history is (not reason)


def test_too_short_a_history_is_said_and_answered_widely():
    short, longer = ask(monthly([100, 101, 102]), 110, month_end(8)), ask(monthly(range(90, 103)), 110, month_end(18))
    assert (short.enough_history, short.reason, short.method) == (False, "too_short", "prior")
    assert longer.enough_history
    assert short.high - short.low > 2 * (longer.high - longer.low)


def test_no_history_is_no_knowledge():
    ahead = ask(monthly([]), 10, date(2024, 12, 31), as_of=date(2024, 1, 1))
    assert (ahead.probability, ahead.median, ahead.reason) == (0.5, None, "no_history")


def test_what_is_dated_later_is_not_known_yet():
    series = monthly(seasonal(60))
    first = Series(series.days[:40], series.values[:40], Frequency.MONTH)
    assert ask(series, 120, month_end(50), as_of=month_end(39)) == ask(first, 120, month_end(50))


def test_a_figure_of_the_deadline_settles_the_matter():
    series = monthly([1, 2, 3, 4, 5, 6])
    assert ask(series, 6, month_end(5)).probability == 1
    assert ask(series, 7, month_end(5)).probability == 0
    assert ask(series, 6, month_end(5)).expected_on == month_end(5)


def test_an_upper_bound_is_the_mirror_of_a_lower_one():
    series = monthly(seasonal(40))
    above, below = ask(series, 110, month_end(45)), ask(series, 110, month_end(45), AT_MOST)
    assert above.probability + below.probability == pytest.approx(1)


def test_about_and_range_are_read_as_measuring_reads_them():
    series, due = monthly(seasonal(40)), month_end(45)
    about = ask(series, 100, due, Comparator.ABOUT)
    assert about.probability == ask(series, 90, due).probability
    ranged = forecast_series(series, Goal(Comparator.RANGE, 100, 120, due), month_end(39), key="test")
    assert ranged.probability == ask(series, 100, due).probability


def test_what_is_needed_brings_the_probability_to_eight_tenths():
    values = [100 + (i * 7) % 5 for i in range(30)]
    need = ask(monthly(values), 110, month_end(35)).needed[0]
    assert need.name == "per_month"
    months = (month_end(35) - month_end(29)).days / (365.25 / 12)
    assert ask(monthly(values), 110 - need.amount * months, month_end(35)).probability == pytest.approx(0.8, abs=0.02)


def test_the_quantiles_are_those_of_the_forecast():
    series, due = monthly(seasonal(40)), month_end(45)
    ahead = ask(series, 110, due)
    levels = (0.1, 0.5, 0.9)
    assert series_quantiles(series, due, month_end(39), levels) == (ahead.low, ahead.median, ahead.high)
    assert series_quantiles(series, month_end(39), month_end(39), levels) == (float(series.values[-1]),) * 3
    with pytest.raises(ValueError, match="without figures"):
        series_quantiles(series, due, date(2000, 1, 1), levels)


def test_drivers_add_up_to_the_probability():
    for goal in (90, 110, 130):
        ahead = ask(monthly(seasonal(60)), goal, month_end(66))
        assert 0.5 + sum(d.contribution for d in ahead.drivers) == pytest.approx(ahead.probability)


def test_irregular_figures_are_forecast_by_days():
    days = (
        date(2021, 2, 3),
        date(2021, 7, 1),
        date(2022, 1, 15),
        date(2022, 3, 2),
        date(2022, 11, 30),
        date(2023, 5, 5),
    )
    series = Series(days, (10, 14, 21, 22, 30, 36), Frequency.IRREGULAR)
    ahead = ask(series, 38, date(2024, 2, 29))
    assert ahead.probability > 0.7
    assert ahead.path[-1].day == date(2024, 2, 29)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_figures_that_are_no_numbers_are_refused(value):
    with pytest.raises(ValueError, match=r"value of 2018-02-28 must be a finite number"):
        monthly([1, value])
    with pytest.raises(ValueError, match="a goal's value must be a finite number"):
        Goal(AT_LEAST, value, None, date(2024, 12, 31))


def test_contradictory_series_are_refused():
    with pytest.raises(ValueError, match="two values of 2024-01-31"):
        Series((date(2024, 1, 31),) * 2, (1, 2), Frequency.MONTH)
    with pytest.raises(ValueError, match="outside the bounds"):
        monthly([50, 101], lower=0, upper=100)
    with pytest.raises(ValueError, match="1 days cannot date 2 values"):
        Series((date(2024, 1, 31),), (1, 2), Frequency.MONTH)
