"""What works on their ladders tell of a goal."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinxiu.engines.forecasting import Goal, Work, count_shares, forecast_works, learn
from jinxiu.engines.terms import Comparator, Rung

AT_LEAST, AT_MOST = Comparator.AT_LEAST, Comparator.AT_MOST
TODAY = date(2024, 2, 29)
YEAR_END = date(2024, 12, 31)


def ask(
    works, number=1, due=YEAR_END, *, rung=Rung.PRODUCING, learned=None, comparator=AT_LEAST, key="test", as_of=TODAY
):
    goal = Goal(comparator, number, None, due)
    return forecast_works(works, rung, goal, learned or learn(works, as_of), as_of, key=key)


def standing(rung: Rung, days: int, kind="road", key="x", planned=None) -> Work:
    return Work(key, kind, {rung: TODAY - timedelta(days=days)}, planned or {})


@pytest.fixture(scope="module")
def learned(city):
    return learn(city, TODAY)


def test_the_city_s_own_times_are_learned(learned):
    step = Rung.STARTED * 8 + Rung.FINISHED
    road, factory = np.exp(learned.custom.mean[step, [learned.kind("road"), learned.kind("factory")]])
    assert road == pytest.approx(180, rel=0.2)
    assert factory == pytest.approx(360, rel=0.3)
    assert learned.enough


def test_plans_that_are_always_missed_are_not_believed(learned):
    plan = {Rung.STARTED: TODAY, Rung.FINISHED: TODAY + timedelta(days=150)}
    road, factory = (
        ask(
            [standing(Rung.STARTED, 0, kind, planned=plan)],
            1,
            TODAY + timedelta(days=200),
            rung=Rung.FINISHED,
            learned=learned,
        )
        for kind in ("road", "factory")
    )
    assert factory.probability < 0.3 < road.probability


def test_open_steps_count_as_longer_than_they_stand():
    done = [Work(f"d{i}", "road", {Rung.STARTED: date(2022, 1, 1), Rung.FINISHED: date(2022, 5, 1)}) for i in range(6)]
    still = [Work(f"s{i}", "road", {Rung.STARTED: date(2022, 1, 1)}) for i in range(6)]
    step = Rung.STARTED * 8 + Rung.FINISHED
    without, with_open = learn(done, TODAY), learn(done + still, TODAY)
    assert with_open.custom.mean[step, 0] > without.custom.mean[step, 0] + 0.5


def test_works_that_never_move_are_told_from_slow_ones():
    done = [
        Work(f"d{i}", "road", {Rung.STARTED: date(2021, 1, 1), Rung.FINISHED: date(2021, 5, 1) + timedelta(days=9 * i)})
        for i in range(12)
    ]
    still = [Work(f"s{i}", "road", {Rung.STARTED: date(2016, 1, 1)}) for i in range(4)]
    learned = learn(done + still, TODAY)
    assert learned.custom.stuck > learn(done, TODAY).custom.stuck
    young, old = (
        ask([standing(Rung.STARTED, days)], rung=Rung.FINISHED, learned=learned, due=TODAY + timedelta(days=365))
        for days in (30, 2900)
    )
    assert young.probability > 0.8
    assert old.probability < 0.3


def test_a_rung_that_is_near_is_likelier_than_one_that_is_far(learned):
    chances = [
        ask([standing(rung, 30)], learned=learned).probability for rung in (Rung.APPROVED, Rung.STARTED, Rung.FINISHED)
    ]
    assert chances == sorted(chances)
    assert chances[0] < 0.2
    assert chances[-1] > 0.8


def test_what_stands_unusually_long_stands_longer(learned):
    usual, stuck = (standing(Rung.FINISHED, days) for days in (100, 1500))
    due = TODAY + timedelta(days=90)
    assert ask([stuck], due=due, learned=learned).probability < ask([usual], due=due, learned=learned).probability


def test_one_milestone_has_its_days(learned):
    ahead = ask([standing(Rung.STARTED, 30)], learned=learned)
    early, late = ahead.interval_on
    assert TODAY < early < ahead.expected_on < late
    assert [p.median for p in ahead.path] == sorted(p.median for p in ahead.path)
    assert ahead.path[-1].median == pytest.approx(ahead.probability)


def test_a_rung_reached_settles_the_matter(learned):
    work = standing(Rung.FULL, 10)
    ahead = ask([work], learned=learned)
    assert (ahead.probability, ahead.expected_on) == (1, TODAY - timedelta(days=10))


def test_what_was_reached_after_the_deadline_was_not_reached_by_it(learned):
    work = standing(Rung.PRODUCING, 10)
    assert ask([work], due=TODAY - timedelta(days=20), learned=learned).probability == 0


def test_rungs_that_a_kind_skips_are_not_waited_for(city):
    hall = [
        Work(
            f"h{i}",
            "hall",
            {
                Rung.STARTED: date(2021, 1, 1) + timedelta(days=40 * i),
                Rung.PRODUCING: date(2021, 8, 1) + timedelta(days=40 * i),
            },
        )
        for i in range(10)
    ]
    learned = learn(city + hall, TODAY)
    assert not learned.usual[learned.kind("hall"), Rung.FINISHED]
    ahead = ask([standing(Rung.STARTED, 10, "hall")], learned=learned)
    assert ahead.needed == ()
    assert ahead.probability > 0.7
    slow = ask([standing(Rung.STARTED, 10, "factory")], learned=learned)
    assert {need.rung for need in slow.needed} == {Rung.FINISHED}
    assert slow.needed[0].by < YEAR_END


def test_years_shared_by_all_works_make_counts_less_sure(city, learned):
    from dataclasses import replace

    calm = replace(learned, shock=0.001)
    wide, narrow = (ask(city, 40, learned=one) for one in (replace(learned, shock=0.3), calm))
    assert wide.high - wide.low > narrow.high - narrow.low


def test_what_is_needed_is_named_and_enough(city, learned):
    ahead = ask(city, 62, learned=learned)
    assert ahead.probability < 0.8
    names = {need.key for need in ahead.needed}
    pushed = [
        Work(
            w.key,
            w.kind,
            {r: d for r, d in w.reached.items() if d <= TODAY} | ({Rung.PRODUCING: TODAY} if w.key in names else {}),
        )
        for w in city
    ]
    assert names
    assert ask(pushed, 62, learned=learned).probability >= 0.75


def test_the_shares_of_a_count_are_those_of_the_forecast(city, learned):
    shares = count_shares(city, Rung.PRODUCING, YEAR_END, learned, TODAY, key="test")
    assert shares.size == len(city) + 1
    assert shares.sum() == pytest.approx(1)
    for number in (35, 50, 60):
        assert shares[number:].sum() == pytest.approx(ask(city, number, learned=learned).probability, abs=2e-3)


def test_drivers_say_what_a_halt_would_cost(city, learned):
    ahead = ask(city, 55, learned=learned)
    assert {d.name for d in ahead.drivers} == {"rung", "work"}
    assert all(-1e-9 <= d.contribution <= ahead.probability + 1e-9 for d in ahead.drivers)


def test_without_finished_steps_the_prior_speaks_and_says_so():
    works = [standing(Rung.STARTED, 30)]
    ahead = ask(works)
    assert (ahead.enough_history, ahead.reason) == (False, "few_finished_steps")
    assert 0.05 < ahead.probability < 0.6


def test_no_works_are_no_knowledge_and_too_few_can_never_do(learned):
    assert (ask([]).probability, ask([]).median, ask([]).reason) == (0.5, None, "no_works")
    few = ask([standing(Rung.STARTED, 30)], 3, learned=learned)
    assert (few.probability, few.reason, few.needed) == (0, "too_few_works", ())


def test_the_future_is_not_looked_at(city):
    known = [Work(w.key, w.kind, {r: d for r, d in w.reached.items() if d <= TODAY}, w.planned) for w in city]
    assert ask(known, 40) == ask(city, 40)


def test_two_works_with_one_key_are_refused(city):
    with pytest.raises(ValueError, match="two works have the key w00"):
        learn([*city, city[0]], TODAY)
    with pytest.raises(ValueError, match="at least 2 draws"):
        forecast_works(
            city, Rung.PRODUCING, Goal(AT_LEAST, 1, None, YEAR_END), learn(city, TODAY), TODAY, key="a", draws=1
        )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 90), st.integers(0, 20), st.integers(0, 800), st.sampled_from([Rung.STARTED, Rung.PRODUCING]))
def test_more_is_never_likelier_and_later_never_less(city, learned, number, more, days, rung):
    due = TODAY + timedelta(days=days)
    here = ask(city, number, due, rung=rung, learned=learned).probability
    assert 0 <= here <= 1
    assert ask(city, number + more, due, rung=rung, learned=learned).probability <= here + 1e-9
    assert ask(city, number, due + timedelta(days=90), rung=rung, learned=learned).probability >= here - 1e-9
    at_most = ask(city, number - 1, due, rung=rung, learned=learned, comparator=AT_MOST).probability
    assert at_most == pytest.approx(1 - here)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([(Rung.APPROVED, Rung.STARTED), (Rung.STARTED, Rung.FINISHED), (Rung.FINISHED, Rung.PRODUCING)]),
    st.sampled_from(["road", "factory", "never seen"]),
    st.integers(0, 900),
    st.integers(1, 900),
    st.booleans(),
)
def test_more_progress_is_never_less_likely_to_arrive(learned, step, kind, waited, left, has_plan):
    low, high = step
    plan = {rung: TODAY + timedelta(days=120 * rung - 200) for rung in Rung} if has_plan else {}
    behind = standing(low, waited, kind, planned=plan)
    ahead = Work(behind.key, kind, {**behind.reached, high: TODAY}, plan)
    due = TODAY + timedelta(days=left)
    less, more = (ask([work], due=due, learned=learned).probability for work in (behind, ahead))
    # A span of several rungs is timed as a whole: far down in its tail that differs by less than a thousandth.
    assert more >= less - 2e-3


@settings(max_examples=10, deadline=None)
@given(st.randoms())
def test_the_order_of_works_changes_no_digit(city, rng: random.Random):
    mixed = list(city)
    rng.shuffle(mixed)
    assert ask(mixed, 50) == ask(city, 50)


def test_one_key_one_answer_and_another_key_nearly_the_same(city, learned):
    assert ask(city, 50, learned=learned) == ask(city, 50, learned=learned)
    assert ask(city, 50, learned=learned).probability == pytest.approx(
        ask(city, 50, learned=learned, key="b").probability, abs=0.02
    )


@pytest.mark.parametrize("count", [3, 200])
def test_paths_are_ordered_and_short(learned, count):
    works = [standing(Rung.STARTED, 5 * i % 400, ("road", "factory")[i % 2], f"p{i}") for i in range(count)]
    ahead = ask(works, count // 2 + 1, learned=learned)
    assert len(ahead.path) <= 40
    assert (ahead.path[0].day, ahead.path[-1].day) == (TODAY, YEAR_END)
    assert all(p.low <= p.median <= p.high for p in ahead.path)
    assert ahead.low <= ahead.median <= ahead.high
