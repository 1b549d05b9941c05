"""Many works and one goal → one forecast."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import ndtri

from jinxiu.engines.forecasting import counting
from jinxiu.engines.forecasting.climbing import Climb, Climbs, climb, in_worlds, latest_start
from jinxiu.engines.forecasting.delays import Delays, known_steps, sorted_works
from jinxiu.engines.forecasting.model import SURE_ENOUGH, TAIL, Driver, Forecast, Goal, Need, PathPoint, Work
from jinxiu.engines.forecasting.pool import Floats
from jinxiu.engines.terms import Comparator, Rung

_DAYS_AHEAD = 1826
_LEVELS = (TAIL, 0.5, 1 - TAIL)
#: Drivers named one by one.
_NAMED = 8
#: Worlds that the path is drawn from.
_PATH_WORLDS = 48


def forecast_works(
    works: Iterable[Work],
    rung: Rung,
    goal: Goal,
    delays: Delays,
    as_of: date,
    *,
    key: str,
    draws: int = 256,
) -> Forecast:
    """Return the forecast of “so many works reach ``rung`` by the deadline”, as known on ``as_of``.

    For one milestone give its one work and the goal ``>= 1``; the path then shows the probability of having reached
    it, not a count. ``draws`` are possible worlds: what a city's year and each kind of work have in common is drawn
    (Latin hypercube, seeded by ``key`` alone), and within a world every work's probability is computed, not drawn, and
    so is the count of them (Rao-Blackwell). So 256 worlds are steadier than many thousand drawn ladders, a higher goal
    is never likelier, and a later deadline never less likely. The order of works changes nothing. Raises ValueError
    for two works with one key and for ``draws`` below 2.
    """
    if draws < 2:
        raise ValueError(f"a forecast needs at least 2 draws, not {draws}")
    known = sorted_works(works)
    if not known:
        return Forecast(key, as_of, goal.due, 0.5, None, None, None, "none", enough_history=False, reason="no_works")
    view = _View.of(known, rung, goal, delays, as_of, key, draws)
    return view.forecast(len(known))


def count_shares(
    works: Iterable[Work], rung: Rung, due: date, delays: Delays, as_of: date, *, key: str, draws: int = 256
) -> Floats:
    """Return P(n works have reached ``rung`` by ``due``) for n = 0, 1, … all of them, as ``forecast_works`` sees it."""
    known = sorted_works(works)
    goal = Goal(Comparator.AT_LEAST, 0, None, due)
    view = _View.of(known, rung, goal, delays, as_of, key, draws)
    shares = np.zeros(len(known) + 1)
    before = view.counted(due)
    shares[before : before + len(view.climbs) + 1] = counting.mass(view.arriving()).mean(axis=0)
    return shares


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """Works sorted into those that arrived (their days) and those that climb."""

    goal: Goal
    rung: Rung
    delays: Delays
    as_of: date
    key: str
    days_done: list[date]
    climbs: list[Climb]
    arrays: Climbs
    common: Floats

    @classmethod
    def of(cls, known: list[Work], rung: Rung, goal: Goal, delays: Delays, as_of: date, key: str, draws: int) -> _View:
        done: list[date] = []
        climbs: list[Climb] = []
        for work in known:
            arrived = [day for reached, day in known_steps(work, as_of) if reached >= rung]
            if arrived:
                done.append(min(arrived))
            else:
                climbs.append(climb(work, rung, delays, as_of))
        arrays = Climbs.of(climbs, delays, as_of)
        return cls(goal, rung, delays, as_of, key, done, climbs, arrays, _common(climbs, arrays, delays, key, draws))

    @property
    def single(self) -> bool:
        return len(self.days_done) + len(self.climbs) == 1 and not self.goal.at_most

    def counted(self, day: date) -> int:
        """How many had arrived by a day, so far as is known."""
        return sum(done <= day for done in self.days_done)

    def arriving(self) -> Floats:
        """Return P(arrived by the deadline) [climbing works, worlds]."""
        left = (self.goal.due - self.as_of).days
        if left <= 0:
            return np.zeros((len(self.climbs), self.common.shape[1]))
        return in_worlds(self.arrays.arrived(np.array([float(left)])), self.common)[:, :, 0]

    def chance(self, arriving: Floats) -> float:
        """Return the probability of the goal from P(arrived) [climbing works, worlds]."""
        rest = self.goal.threshold - self.counted(self.goal.due)
        if self.goal.at_most:
            return 1 - counting.at_least(arriving, float(np.floor(rest)) + 1)
        return counting.at_least(arriving, rest)

    def forecast(self, works: int) -> Forecast:
        left = max((self.goal.due - self.as_of).days, 0)
        arriving = self.arriving()
        chance = self.chance(arriving)
        low, median, high = self._interval(arriving)
        days, path = self._path(left)
        expected, early, late = self._days(days, path)
        reason = "" if self.delays.enough else "few_finished_steps"
        if works < self.goal.threshold and not self.goal.at_most:
            reason = "too_few_works"
        return Forecast(
            self.key,
            self.as_of,
            self.goal.due,
            chance,
            low,
            median,
            high,
            "ladder",
            enough_history=not reason,
            reason=reason,
            expected_on=expected,
            interval_on=(early, late),
            drivers=self._drivers(arriving, chance),
            needed=self._needed(arriving, chance),
            path=self._points(days, path),
        )

    def _interval(self, arriving: Floats) -> tuple[float, float, float]:
        """Return 10, 50 and 90 % points of the count at the deadline, or the probability of the one work."""
        base = self.counted(self.goal.due)
        if self.single:
            one = base + float(arriving.mean()) if self.climbs else float(base)
            return one, one, one
        low, median, high = base + counting.quantiles(arriving[:, :, None], _LEVELS)[:, 0]
        return float(low), float(median), float(high)

    def _path(self, left: int) -> tuple[list[date], Floats]:
        """Return days from now to five years ahead, and the path's three levels [3, days]."""
        many = 12 if len(self.climbs) > counting.EXACT else 24
        near = np.unique(np.round(np.linspace(0, left, many)))
        beyond = np.round(np.linspace(left, max(_DAYS_AHEAD, left), many // 2 + 1))[1:]
        ahead = np.unique(np.concatenate([near, beyond]))
        days = [self.as_of + timedelta(days=int(day)) for day in ahead]
        base = np.array([self.counted(day) for day in days], dtype=np.float64)
        if not self.climbs:
            return days, np.tile(base, (3, 1))
        reached = self.arrays.arrived(ahead)
        if self.single:
            return days, np.tile(in_worlds(reached, self.common).mean(axis=(0, 1)), (3, 1))
        return days, base + counting.quantiles(in_worlds(reached, self.common[:, :_PATH_WORLDS]), _LEVELS)

    def _days(self, days: list[date], path: Floats) -> tuple[date | None, date | None, date | None]:
        """Return the expected, the early and the late day on which the goal is kept."""
        needs = max(self.goal.threshold, 1.0) if self.single else self.goal.threshold
        done = sorted(self.days_done)
        if self.goal.at_most:
            kept = self.as_of if len(done) <= needs else None
            return kept, kept, kept
        if needs <= len(done):
            kept = done[max(int(np.ceil(needs)) - 1, 0)] if done else self.as_of
            return kept, kept, kept
        if self.single:
            levels = [(1, 0.5), (0, TAIL), (2, 1 - TAIL)] if needs <= 1 else []
        else:
            levels = [(1, needs), (2, needs), (0, needs)]
        found = [_crossing(days, path[row], level) for row, level in levels]
        expected, early, late = found or [None, None, None]
        return expected, early, late

    def _drivers(self, arriving: Floats, chance: float) -> tuple[Driver, ...]:
        """Return what the probability would lose if a work, or all works on a rung, came to a halt."""
        if not self.climbs:
            return ()
        mean = arriving.mean(axis=1)
        order = sorted(range(len(self.climbs)), key=lambda place: (-mean[place], self.climbs[place].key))
        drivers = []
        for rung in sorted({one.standing for one in self.climbs}):
            stays = np.array([one.standing == rung for one in self.climbs])
            drivers.append(Driver(rung.name, "rung", self._without(arriving, stays, chance)))
        for place in order[:_NAMED]:
            stays = np.arange(len(self.climbs)) == place
            drivers.append(Driver(self.climbs[place].key, "work", self._without(arriving, stays, chance)))
        return tuple(drivers)

    def _without(self, arriving: Floats, stays: Floats, chance: float) -> float:
        return chance - self.chance(np.where(stays[:, None], 0.0, arriving))

    def _needed(self, arriving: Floats, chance: float) -> tuple[Need, ...]:
        """Return the likeliest works that, once they arrive for certain, bring the probability to 0.8."""
        if chance >= SURE_ENOUGH or self.goal.at_most or self.goal.due <= self.as_of:
            return ()
        mean = arriving.mean(axis=1)
        order = sorted(range(len(self.climbs)), key=lambda place: (-mean[place], self.climbs[place].key))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))

        def pushed(count: int) -> float:
            return self.chance(np.where((rank < count)[:, None], 1.0, arriving))

        low, high = 0, len(order)
        if pushed(high) < SURE_ENOUGH:
            return ()
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if pushed(middle) >= SURE_ENOUGH else (middle, high)
        return tuple(self._need(self.climbs[place]) for place in order[:high])

    def _need(self, one: Climb) -> Need:
        """Return by when a work must stand on its next rung so that the rest is likely to be done in time."""
        by = self.goal.due
        if one.next != self.rung:
            by -= timedelta(days=min(latest_start(one.second, self.delays.shock, SURE_ENOUGH), float(_DAYS_AHEAD)))
        return Need("work", max(by, self.as_of), key=one.key, rung=one.next)

    def _points(self, days: list[date], path: Floats) -> tuple[PathPoint, ...]:
        rows = zip(days, path.T, strict=True)
        upto = max(self.goal.due, self.as_of)
        return tuple(PathPoint(day, float(a), float(b), float(c)) for day, (a, b, c) in rows if day <= upto)


def _common(climbs: list[Climb], arrays: Climbs, delays: Delays, key: str, draws: int) -> Floats:
    """Return what the works have in common [works, draws], of spread 1: a year's shock, and the doubt of their kind."""
    seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    rng = np.random.Generator(np.random.Philox(seed))
    kinds = len(delays.kinds) + 1
    strata = ndtri((np.arange(draws) + 0.5) / draws)
    drawn = np.stack([rng.permutation(strata) for _ in range(kinds + 1)])
    kind = np.array([one.kind for one in climbs], dtype=np.int64)
    doubt = np.sqrt(arrays.first[2])[:, None]
    return np.asarray(
        (delays.shock * drawn[0] + doubt * drawn[1 + kind]) / np.sqrt(delays.shock**2 + doubt**2), dtype=np.float64
    )


def _crossing(days: list[date], path: Floats, level: float) -> date | None:
    """Return the day on which a path that never falls reaches a level, on a straight line between two days."""
    for place, value in enumerate(path):
        if value < level:
            continue
        if place == 0 or value == path[place - 1]:
            return days[place]
        part = (level - path[place - 1]) / (value - path[place - 1])
        return days[place - 1] + timedelta(days=int(np.ceil(part * (days[place] - days[place - 1]).days)))
    return None
