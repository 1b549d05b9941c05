"""What should have been told by now: ends of periods, days of grace, how many are missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinxiu.engines.measuring.silence import (
    Frequency,
    GraceRule,
    Silence,
    never_told,
    past_deadline,
    period_end,
    rule_of,
    silence,
)

RULE = GraceRule(dict.fromkeys(Frequency, 15), deadline=15, first=90, effective_from=date(2000, 1, 1))
REGULAR = [frequency for frequency in Frequency if frequency is not Frequency.ONCE]
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("frequency", "day", "end"),
    [
        ("month", date(2024, 2, 1), date(2024, 2, 29)),  # a leap year
        ("month", date(2023, 2, 28), date(2023, 2, 28)),
        ("month", date(2100, 2, 1), date(2100, 2, 28)),  # a year of a century that has none
        ("month", date(2024, 12, 31), date(2024, 12, 31)),
        ("quarter", date(2024, 4, 1), date(2024, 6, 30)),
        ("quarter", date(2024, 10, 1), date(2024, 12, 31)),
        ("half-year", date(2024, 7, 1), date(2024, 12, 31)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_period_ends_with_the_calendar(frequency: str, day: date, end: date) -> None:
    assert period_end(Frequency(frequency), day) == end


@given(frequency=st.sampled_from(REGULAR), day=DAYS)
def test_periods_follow_each_other_without_a_gap(frequency: Frequency, day: date) -> None:
    end = period_end(frequency, day)
    assert day <= end
    assert period_end(frequency, end) == end
    assert (end + DAY).day == 1
    assert period_end(frequency, end + DAY) > end


@given(day=DAYS)
def test_longer_periods_end_where_shorter_ones_do(day: date) -> None:
    ends = [period_end(frequency, day) for frequency in REGULAR]
    assert ends == sorted(ends)
    for frequency, end in zip(REGULAR, ends, strict=True):
        assert all(period_end(shorter, end) == end for shorter in REGULAR[: REGULAR.index(frequency)])


def test_the_figure_of_february_is_owed_when_its_days_of_grace_are_over() -> None:
    def at(today: date) -> Silence | None:
        return silence(Frequency.MONTH, date(2024, 1, 31), date(2024, 1, 1), None, today, [RULE])

    assert at(date(2024, 3, 15)) is None
    assert at(date(2024, 3, 16)) == Silence(date(2024, 2, 29), 1, 16)
    assert at(date(2024, 6, 1)) == Silence(date(2024, 2, 29), 3, 93)


def test_a_figure_of_any_day_tells_of_its_period() -> None:
    assert silence(Frequency.MONTH, date(2024, 2, 20), date(2024, 1, 1), None, date(2024, 4, 10), [RULE]) is None


def test_nothing_is_owed_after_the_last_day_on_which_somebody_asks() -> None:
    found = silence(Frequency.QUARTER, None, date(2024, 1, 1), date(2024, 12, 31), date(2026, 7, 1), [RULE])
    assert found == Silence(date(2024, 3, 31), 4, 822)
    told = silence(Frequency.QUARTER, date(2024, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2026, 7, 1), [])
    assert told is None


def test_what_is_told_once_is_owed_at_the_end() -> None:
    assert silence(Frequency.ONCE, None, date(2024, 3, 1), date(2024, 6, 30), date(2024, 7, 16), [RULE]) == Silence(
        date(2024, 6, 30), 1, 16
    )
    assert silence(Frequency.ONCE, None, date(2024, 3, 1), None, date(2024, 12, 31), [RULE]) is None
    assert silence(Frequency.ONCE, date(2023, 1, 1), date(2024, 3, 1), None, date(2030, 1, 1), [RULE]) is None


@given(
    frequency=st.sampled_from(REGULAR),
    begins=DAYS,
    told=st.none() | st.integers(0, 900),
    asked=st.none() | st.integers(0, 1500),
    wait=st.integers(0, 1500),
    grace=st.integers(0, 60),
)
def test_the_same_as_going_through_the_days_one_by_one(
    frequency: Frequency, begins: date, told: int | None, asked: int | None, wait: int, grace: int
) -> None:
    last = None if told is None else begins + told * DAY
    ends = None if asked is None else begins + asked * DAY
    today = begins + wait * DAY
    rule = GraceRule({frequency: grace}, 0, 0, date(1990, 1, 1))

    missing = []
    day = begins if last is None else period_end(frequency, last) + DAY
    while day <= today:
        over = day == period_end(frequency, day) and day + grace * DAY < today
        if over and (ends is None or day <= period_end(frequency, ends)):
            missing.append(day)
        day += DAY
    expected = Silence(missing[0], len(missing), (today - missing[0]).days) if missing else None
    assert silence(frequency, last, begins, ends, today, [rule]) == expected


@given(
    frequency=st.sampled_from(list(Frequency)), last=st.none() | DAYS, begins=DAYS, today=DAYS, days=st.integers(1, 400)
)
def test_silence_only_grows_with_time(
    frequency: Frequency, last: date | None, begins: date, today: date, days: int
) -> None:
    before = silence(frequency, last, begins, None, today, [RULE])
    after = silence(frequency, last, begins, None, today + days * DAY, [RULE])
    if before is not None:
        assert after is not None
        assert after.since == before.since
        assert after.periods >= before.periods
        assert after.days == before.days + days


def test_each_period_has_the_grace_of_its_own_day() -> None:
    old = GraceRule({Frequency.MONTH: 40}, 40, 0, date(2000, 1, 1), date(2024, 1, 31))
    new = GraceRule({Frequency.MONTH: 5}, 5, 0, date(2024, 2, 1))
    found = silence(Frequency.MONTH, None, date(2024, 1, 1), None, date(2024, 3, 6), [old, new])
    assert found == Silence(date(2024, 2, 29), 1, 6)
    assert rule_of([old, new], date(2024, 2, 1)) is new
    assert rule_of([new], date(2020, 1, 1)) is None


def test_a_promise_is_silent_when_its_day_and_the_grace_after_it_are_over() -> None:
    assert past_deadline(date(2024, 12, 31), date(2025, 1, 15), [RULE]) is None
    assert past_deadline(date(2024, 12, 31), date(2025, 1, 16), [RULE]) == Silence(date(2024, 12, 31), 1, 16)
    assert past_deadline(date(2024, 12, 31), date(2025, 1, 1), []) == Silence(date(2024, 12, 31), 1, 1)


def test_the_first_word_of_a_promise_may_take_a_quarter() -> None:
    assert never_told(date(2024, 1, 1), date(2024, 3, 31), [RULE]) is None
    assert never_told(date(2024, 1, 1), date(2024, 4, 1), [RULE]) == Silence(date(2024, 1, 1), 0, 91)
