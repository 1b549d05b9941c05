"""What holds for every series."""

from __future__ import annotations

import calendar
import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinxiu.engines.forecasting import Frequency, Goal, Series, forecast_series
from jinxiu.engines.terms import Comparator

_STEP = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
_AS_OF = date(2040, 1, 1)


def end_of(index: int, frequency: Frequency) -> date:
    year, month = divmod((index + 1) * _STEP[frequency] - 1, 12)
    return date(2020 + year, month + 1, calendar.monthrange(2020 + year, month + 1)[1])


@st.composite
def histories(draw, least=0, bounded=None):
    frequency = draw(st.sampled_from(list(Frequency)))
    low, high = (0, 100) if bounded else (-1e15, 1e15)
    some = st.one_of(st.floats(low, high), st.integers(0, 100), st.just(0.0))
    values = draw(st.lists(some, min_size=least, max_size=40))
    if frequency is Frequency.IRREGULAR:
        gaps = draw(st.lists(st.integers(1, 200), min_size=len(values), max_size=len(values)))
        days = [date(2020, 2, 29) + timedelta(days=sum(gaps[:i])) for i in range(len(gaps))]
    else:
        days = [end_of(i, frequency) for i in range(len(values))]
    limits = {"lower": 0.0, "upper": 100.0} if bounded else {}
    return Series(tuple(days), tuple(values), frequency, cumulative=draw(st.booleans()), **limits)


dues = st.dates(date(2020, 1, 1), date(2050, 2, 28))
comparators = st.sampled_from(list(Comparator))


@settings(max_examples=120, deadline=None)
@given(histories(), st.floats(-1e15, 1e15), dues, comparators)
def test_a_forecast_is_a_probability_with_an_ordered_interval(series, value, due, comparator):
    ahead = forecast_series(series, Goal(comparator, value, None, due), _AS_OF, key="k")
    assert 0 <= ahead.probability <= 1
    assert len(ahead.path) <= 40
    assert all(p.low <= p.median <= p.high for p in ahead.path)
    assert [p.day for p in ahead.path] == sorted({p.day for p in ahead.path})
    if ahead.median is not None:
        assert ahead.low <= ahead.median <= ahead.high
    assert ahead.enough_history is (ahead.reason == "")


@settings(max_examples=80, deadline=None)
@given(histories(), st.floats(-1e6, 1e6), st.floats(0, 1e6), dues)
def test_a_higher_goal_is_never_likelier(series, value, more, due):
    easy, hard = (Goal(Comparator.AT_LEAST, v, None, due) for v in (value, value + more))
    p_easy, p_hard = (forecast_series(series, goal, _AS_OF, key="k").probability for goal in (easy, hard))
    assert p_hard <= p_easy + 1e-12


@settings(max_examples=60, deadline=None)
@given(histories(bounded=True), dues, st.floats(0, 100))
def test_bounds_are_never_left(series, due, value):
    ahead = forecast_series(series, Goal(Comparator.AT_LEAST, value, None, due), _AS_OF, key="k")
    assert all(p.low >= 0 and p.high <= 100 for p in ahead.path)
    beyond = forecast_series(series, Goal(Comparator.AT_LEAST, 100.5, None, due), _AS_OF, key="k")
    assert beyond.probability == (0.5 if ahead.median is None else 0)


@settings(max_examples=50, deadline=None)
@given(histories(least=2), dues, st.floats(-1e6, 1e6), st.randoms())
def test_the_order_of_figures_and_the_time_of_asking_change_no_digit(series, due, value, rng: random.Random):
    pairs = list(zip(series.days, series.values, strict=True))
    rng.shuffle(pairs)
    mixed = Series(tuple(d for d, _ in pairs), tuple(v for _, v in pairs), series.frequency, series.cumulative)
    goal = Goal(Comparator.AT_LEAST, value, None, due)
    assert forecast_series(series, goal, _AS_OF, key="k") == forecast_series(mixed, goal, _AS_OF, key="k")


@pytest.mark.parametrize("count", [1, 3, 5, 30])
@pytest.mark.parametrize("frequency", [Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR])
def test_a_constant_history_makes_a_far_goal_likelier_with_time_and_a_kept_one_less_sure(count, frequency):
    series = Series(tuple(end_of(i, frequency) for i in range(count)), (10.0,) * count, frequency)
    dues = [end_of(count + ahead, frequency) for ahead in range(12)]
    far, kept = (
        [
            forecast_series(
                series, Goal(Comparator.AT_LEAST, value, None, due), end_of(count, frequency), key="k"
            ).probability
            for due in dues
        ]
        for value in (11, 9)
    )
    assert far == sorted(far)
    assert kept == sorted(kept, reverse=True)
    assert far[0] < 0.5 < kept[-1]


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e14])
def test_the_unit_of_figures_changes_nothing(size):
    values = [3.0, 4, 4.5, 4.2, 5, 6, 5.8, 6.1, 7, 7.2, 7.1, 8]
    days = tuple(end_of(i, Frequency.MONTH) for i in range(len(values)))
    for cumulative in (False, True):
        one, other = (
            forecast_series(
                Series(days, tuple(v * s for v in values), Frequency.MONTH, cumulative),
                Goal(Comparator.AT_LEAST, 9 * s, None, date(2021, 6, 30)),
                date(2021, 1, 1),
                key="k",
            )
            for s in (1.0, size)
        )
        assert other.probability == pytest.approx(one.probability, abs=1e-6)
        assert other.median == pytest.approx(one.median * size, rel=1e-6)


@pytest.mark.parametrize("as_of", [date(2020, 2, 29), date(2024, 2, 29)])
def test_leap_days_are_days(as_of):
    series = Series((date(2019, 2, 28), date(2020, 2, 29)), (1, 2), Frequency.YEAR)
    ahead = forecast_series(series, Goal(Comparator.AT_LEAST, 3, None, date(2028, 2, 29)), as_of, key="k")
    assert ahead.path[-1].day == date(2028, 2, 29)
