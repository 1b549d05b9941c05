"""Cities whose works climb their ladders, of known truth: one past, and many futures that could all have come of it.

None of this is what the engine assumes (logarithms of durations with logistic noise around a mean of the kind). A step
here is an amount of work, drawn from a gamma distribution of its own shape, one in twelve several times as large. It
is worked off in ticks of ten days, by chance more or less, at the pace of the city: that wanders over the years, is
slow in winter for what is built, and hurries before the year ends. Now and then a work stalls for long; some are given
up, half of those without anybody telling. Plans are made by people who all hope alike, and who see part of what makes
a work long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from jinxiu.engines.terms import Rung

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

TICK = 10
START = date(2018, 1, 1)
RUNGS = len(Rung)
#: Ladders that kinds of works have; each ends in a rung that targets ask for.
ROUTES = (
    (0, 1, 2, 3, 5, 6, 7),
    (0, 2, 3, 4, 5, 6),
    (2, 3, 5, 6),
    (0, 1, 3, 6, 7),
    (2, 3, 5),
    (0, 2, 3, 5, 6),
)
#: Typical days from each rung to the next, before city and kind.
_DAYS = np.array([110.0, 80.0, 100.0, 260.0, 130.0, 70.0, 240.0])
_BUILT = np.array([False, False, False, True, True, False, False])


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """All works of a city, or of many futures of it: [works] or [futures, works]; ``reached`` has a last axis of rungs,
    the day numbers, NaN where not reached.
    """

    place: Integers
    left: Floats
    stalled: Booleans
    gone: Booleans
    reached: Floats
    pace: Floats


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """A city's truth: its works, and the constants that its steps are drawn with.

    ``route`` [kinds, 9] pads with −1; ``amount`` (typical days) and ``shape`` [kinds, 9] are those of the step that
    begins at a place, ``built`` says whether it is built outdoors. ``own`` [works] is how much longer a work takes than
    others of its kind, ``planned`` [works, rungs] the day numbers of its plan, ``silent`` whether nobody tells when it
    is given up.
    """

    kind: Integers
    entry: Integers
    own: Floats
    silent: Booleans
    planned: Floats
    route: Integers
    amount: Floats
    shape: Floats
    built: Booleans
    stall: float
    give_up: float
    wander: float
    winter: float
    hurry: float

    def begin(self) -> State:
        """Return the city before its first day."""
        works = self.kind.size
        no = np.zeros(works, dtype=bool)
        return State(np.full(works, -1), np.zeros(works), no, no, np.full((works, RUNGS), np.nan), np.zeros(()))

    def tick(self, now: State, day: int, rng: np.random.Generator, pace: Floats | None = None) -> State:
        """Return the city ten days later; ``day`` is the last of them. The pace is drawn where it is not given."""
        place, left, reached = now.place.copy(), now.left.copy(), now.reached.copy()
        entering = (place < 0) & (self.entry <= day)
        if entering.any():
            at = np.nonzero(entering)
            place[at] = 0
            left[at] = self.amount_of(at[-1], place[at], rng)
            reached[(*at, self.route[self.kind[at[-1]], 0])] = self.entry[at[-1]]
        gone = now.gone | ((place >= 0) & (rng.uniform(size=place.shape) < self.give_up))
        climbing = (place >= 0) & (self.route[self.kind, place + 1] >= 0) & ~gone
        dice = rng.uniform(size=place.shape)
        stalled = climbing & np.where(now.stalled, dice > TICK / 250, dice < self.stall)
        if pace is None:
            pace = 0.96 * now.pace + self.wander * 0.28 * rng.standard_normal(now.pace.shape)
        speed = np.exp(pace)[..., None] * self._season(day, np.maximum(place, 0))
        left = left - np.where(climbing & ~stalled, TICK * speed * rng.gamma(2.0, 0.5, place.shape), 0.0)
        at = np.nonzero(climbing & ~stalled & (left <= 0))
        if at[0].size:
            place[at] += 1
            reached[(*at, self.route[self.kind[at[-1]], place[at]])] = day - rng.integers(0, TICK, at[0].size)
            left[at] = self.amount_of(at[-1], place[at], rng)
        return State(place, left, stalled, gone, reached, pace)

    def _season(self, day: int, place: Integers) -> Floats:
        month = (START + timedelta(days=day)).month
        slow = np.where(self.built[self.kind, place] & (month in {12, 1, 2}), 1 - self.winter, 1.0)
        return np.asarray(slow * (1 + self.hurry * (month in {10, 11, 12})), dtype=np.float64)

    def amount_of(self, work: Integers, place: Integers, rng: np.random.Generator) -> Floats:
        """Draw how much each of some works has to do from a place on to the next."""
        kind = self.kind[work]
        large = np.where(rng.uniform(size=work.size) < 1 / 12, rng.uniform(2, 5, work.size), 1.0)
        shape = self.shape[kind, place]
        return np.asarray(self.amount[kind, place] * self.own[work] * large * rng.gamma(shape, 1 / shape))


def city(seed: int, world: int) -> City:
    """Draw a city."""
    rng = np.random.default_rng([seed, 2, world])
    works, kinds = int(np.exp(rng.uniform(np.log(15), np.log(260)))), int(rng.integers(2, 7))
    route = np.full((kinds, RUNGS + 1), -1)
    amount, shape = np.ones(route.shape), np.ones(route.shape)
    built = np.zeros(route.shape, dtype=bool)
    everywhere = rng.lognormal(0, 0.35)
    for kind in range(kinds):
        rungs = ROUTES[rng.integers(len(ROUTES))]
        route[kind, : len(rungs)] = rungs
        slow = everywhere * rng.lognormal(0, 0.35)
        for place, (low, high) in enumerate(pairwise(rungs)):
            amount[kind, place] = _DAYS[low:high].sum() * slow * rng.lognormal(0, 0.25)
            shape[kind, place] = rng.uniform(1.5, 6)
            built[kind, place] = _BUILT[low:high].any()
    kind = rng.integers(0, kinds, works)
    # Works of the last kind are all young: it has little history or none.
    entry = np.where(kind == kinds - 1, rng.integers(900, 2100, works), rng.integers(0, 2100, works))
    own = rng.lognormal(0, 0.3, works)
    planned = _plans(rng, kind, entry, own, route, amount)
    stall, give_up = rng.uniform(0, 0.012), rng.uniform(0, 0.002)
    wander, winter, hurry = rng.uniform(0.05, 0.35), rng.uniform(0, 0.6), rng.uniform(0, 0.5)
    silent = rng.uniform(size=works) < 0.5
    return City(
        kind, entry, own, silent, planned, route, amount, shape, built, stall, give_up, wander, winter, hurry
    )  # fmt: skip


def _plans(
    rng: np.random.Generator, kind: Integers, entry: Integers, own: Floats, route: Integers, amount: Floats
) -> Floats:
    """Return planned days: they share a hope, see part of what makes a work long, and 15 % of works have none."""
    hope, seen = rng.uniform(0.55, 1.0), rng.uniform(0.3, 1.0)
    planned = np.full((kind.size, RUNGS), np.nan)
    for work in np.flatnonzero(rng.uniform(size=kind.size) < 0.85):
        day = float(entry[work])
        for place, rung in enumerate(route[kind[work]]):
            if rung < 0:
                break
            planned[work, rung] = np.round(day)
            day += amount[kind[work], place] * own[work] ** seen * hope * rng.lognormal(0, 0.3)
    return planned
