"""Everybody forecasts the same worlds; what they said is scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

import numpy as np
import real_series
from ladder_asks import Ask, Milestone, asks
from ladder_peers import COUNTS, PLANS, Plans, count_of
from ladder_worlds import Floats
from scores import Tally
from series_peers import LEVELS, PEERS
from series_worlds import Case, cases

from jinxiu.engines.forecasting import (
    Delays,
    Forecast,
    Goal,
    count_shares,
    forecast_series,
    forecast_works,
    learn,
    series_quantiles,
)
from jinxiu.engines.terms import Comparator

OURS, TRUTH = "Jinxiu", "the truth itself"
#: How fine the days of one work's arrival are looked at.
_DAYS = 5
Tallies = dict[str, Tally]


def series(seed: int, worlds: range, *, peers: bool = True) -> tuple[Tallies]:
    """Return everybody's tallies of made-up series."""
    return (_of_cases(cases(seed, worlds), PEERS if peers else {}, truth=True),)


def real(_seed: int, worlds: range) -> tuple[Tallies]:
    """Return everybody's tallies of real series."""
    return (_of_cases([case for case in real_series.cases() if case.world in worlds], PEERS, truth=False),)


def _of_cases(many: list[Case], peers: dict[str, Callable[[Case], Floats]], *, truth: bool) -> Tallies:
    tallies: Tallies = defaultdict(Tally)
    for case in many:
        tally = tallies[OURS]
        for goal in case.goals:
            said = forecast_series(case.series, goal, case.as_of, key="benchmark").probability
            tally.chance(case.world, case.kind, said, _met(goal, case.truths))
        sample = np.array(series_quantiles(case.series, case.goals[0].due, case.as_of, tuple(LEVELS)))
        tally.distribution(case.world, case.kind, sample, case.truths, case.unit)
        if truth:
            _one_sample(tallies[TRUTH], case, case.truths)
        for name, peer in peers.items():
            _one_sample(tallies[name], case, peer(case))
    return dict(tallies)


def _one_sample(tally: Tally, case: Case, sample: Floats) -> None:
    """Score a sample for everything that is asked of a case."""
    for goal in case.goals:
        tally.chance(case.world, case.kind, _met(goal, sample), _met(goal, case.truths))
    tally.distribution(case.world, case.kind, sample, case.truths, case.unit)


def _met(goal: Goal, values: Floats) -> float:
    bound = float(goal.value)
    return float((values <= bound if goal.at_most else values >= bound).mean())


def ladders(seed: int, worlds: range, *, peers: bool = True) -> tuple[Tallies, Tallies]:
    """Return everybody's tallies of how many works of a list arrive, and of single works and of few that all are to."""
    counts: Tallies = defaultdict(Tally)
    stones: Tallies = defaultdict(Tally)
    for ask in asks(seed, worlds):
        delays = learn(ask.works, ask.as_of)
        _our_counts(counts[OURS], ask, delays)
        _our_stones(stones[OURS], ask, delays)
        _score_counts(counts[TRUTH], ask, ask.counts)
        _true_stones(stones[TRUTH], ask)
        for name, peer in COUNTS.items() if peers else ():
            _score_counts(counts[name], ask, peer(ask))
        for name, way in PLANS.items():
            plans = Plans(ask, way)
            _score_counts(counts[name], ask, count_of(ask, plans))
            _plan_stones(stones[name], ask, plans)
    return dict(counts), dict(stones)


def _unit(ask: Ask) -> float:
    return max(float(ask.counts.std()), 1.0)


def _our_counts(tally: Tally, ask: Ask, delays: Delays) -> None:
    scope = [ask.works[place] for place in ask.scope]
    kind = ask.rung.name
    for number in ask.goals:
        goal = Goal(Comparator.AT_LEAST, number, None, ask.due)
        said = forecast_works(scope, ask.rung, goal, delays, ask.as_of, key="benchmark").probability
        tally.chance(ask.world, kind, said, float((ask.counts >= number).mean()))
    upto = np.cumsum(count_shares(scope, ask.rung, ask.due, delays, ask.as_of, key="benchmark"))
    sample = np.searchsorted(upto, LEVELS - 1e-12).astype(np.float64)
    tally.distribution(ask.world, kind, sample, ask.counts, _unit(ask))


def _score_counts(tally: Tally, ask: Ask, sample: Floats) -> None:
    for number in ask.goals:
        met = float((ask.counts >= number).mean())
        tally.chance(ask.world, ask.rung.name, float((sample >= number).mean()), met)
    tally.distribution(ask.world, ask.rung.name, sample, ask.counts, _unit(ask))


def _our_stones(tally: Tally, ask: Ask, delays: Delays) -> None:
    kind = ask.rung.name
    for stone in ask.milestones:
        goal = Goal(Comparator.AT_LEAST, 1, None, stone.due)
        made = forecast_works([ask.works[stone.work]], ask.rung, goal, delays, ask.as_of, key="benchmark")
        _stone(tally, ask, stone, made.probability, _along(made, _days(ask.as_of, stone.due), ask.as_of))
    goal = Goal(Comparator.AT_LEAST, ask.bundle.size, None, ask.due)
    bundle = [ask.works[place] for place in ask.bundle]
    said = forecast_works(bundle, ask.rung, goal, delays, ask.as_of, key="benchmark").probability
    tally.chance(ask.world, kind, said, ask.together)


def _plan_stones(tally: Tally, ask: Ask, plans: Plans) -> None:
    for stone in ask.milestones:
        days = _days(ask.as_of, stone.due)
        path = plans.chance(stone.work, days)
        _stone(tally, ask, stone, float(path[-1]), path)
    tally.chance(ask.world, ask.rung.name, float(plans.shares(ask.bundle, float(ask.left))[-1]), ask.together)


def _true_stones(tally: Tally, ask: Ask) -> None:
    for stone in ask.milestones:
        path = (stone.days[:, None] <= _days(ask.as_of, stone.due)[None, :]).mean(axis=0)
        _stone(tally, ask, stone, float(path[-1]), path)
    tally.chance(ask.world, ask.rung.name, ask.together, ask.together)


def _days(as_of: date, due: date) -> Floats:
    left = (due - as_of).days
    return np.append(np.arange(_DAYS, left, _DAYS), left).astype(np.float64)


def _along(made: Forecast, days: Floats, as_of: date) -> Floats:
    at = [float((point.day - as_of).days) for point in made.path]
    return np.asarray(np.interp(days, at, [point.median for point in made.path]))


def _stone(tally: Tally, ask: Ask, stone: Milestone, said: float, path: Floats) -> None:
    """Score one work's day: ∫ (P(arrived by t) − arrived by t)² dt up to its deadline, in months."""
    left = (stone.due - ask.as_of).days
    tally.chance(ask.world, ask.rung.name, said, float((stone.days <= left).mean()))
    days = _days(ask.as_of, stone.due)
    arrived = stone.days[:, None] <= days[None, :]
    squares = ((path[None, :] - arrived) ** 2).mean(axis=0)
    tally.crps.append((ask.world, ask.rung.name, float(np.trapezoid(squares, days)) / 30.4375))
