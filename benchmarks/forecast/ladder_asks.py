"""What is asked of a city's works on a day, and everything that could have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from ladder_guesses import Guesses
from ladder_worlds import START, TICK, City, Floats, Integers, State, city

from jinxiu.engines.forecasting import Work
from jinxiu.engines.terms import Rung

#: Futures that a forecast is scored against, and goals an ask.
FUTURES, GOALS = 40, 3
#: Days a city is looked at, and the deadlines asked for then.
ORIGINS = (
    (date(2021, 3, 31), date(2021, 12, 31)),
    (date(2022, 9, 30), date(2022, 12, 31)),
    (date(2023, 9, 30), date(2024, 12, 31)),
)
_ASKED = (Rung.STARTED, Rung.FINISHED, Rung.PRODUCING)
_SINGLES, _FEWEST = 5, 3


@dataclass(frozen=True, slots=True)
class Milestone:
    """One work and its deadline; ``days`` [futures] is when it arrived, counted from the origin, inf where not by
    the ask's deadline.
    """

    work: int
    due: date
    days: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """``works`` are all that the city knows, ``scope`` those of the year's list that are to reach ``rung``.

    ``reached`` and ``planned`` [works, rungs] hold the same as day numbers counted from the origin, NaN where unknown.
    ``goals`` are numbers of works, ``counts`` [futures] how many came. ``bundle`` are works that are all to arrive,
    ``together`` the share of futures in which they did.
    """

    world: int
    as_of: date
    due: date
    rung: Rung
    works: list[Work]
    reached: Floats
    planned: Floats
    scope: Integers
    goals: tuple[int, ...]
    counts: Floats
    milestones: tuple[Milestone, ...]
    bundle: Integers
    together: float

    @property
    def left(self) -> int:
        """Days to the deadline."""
        return (self.due - self.as_of).days


def asks(seed: int, worlds: range) -> list[Ask]:
    """Return what is asked of some worlds; a world is the same whatever others are asked for."""
    return [ask for world in worlds for ask in _world(seed, world)]


def _world(seed: int, world: int) -> list[Ask]:
    made = city(seed, world)
    past, rng = np.random.default_rng([seed, 3, world]), np.random.default_rng([seed, 4, world])
    state, guesses, day, found = made.begin(), Guesses.begin(made), 0, []
    for as_of, due in ORIGINS:
        while day + TICK <= (as_of - START).days:
            day += TICK
            before, state = state, made.tick(state, day, past)
            guesses = guesses.tick(made, before, state, day, rng)
        ask = _ask(world, made, state, guesses, day, (as_of, due), rng)
        found += [ask] if ask else []
    return found


def _ask(
    world: int,
    made: City,
    state: State,
    guesses: Guesses,
    day: int,
    when: tuple[date, date],
    rng: np.random.Generator,
) -> Ask | None:
    as_of, due = when
    today, left = (as_of - START).days, (due - as_of).days
    known = np.flatnonzero((state.place >= 0) & ~(state.gone & ~made.silent))
    new_year = (date(as_of.year, 1, 1) - START).days
    for rung in rng.permutation(_ASKED):
        open_then = ~(state.reached[known, rung] < new_year)
        on_route = (made.route[made.kind[known]] == rung).any(axis=1)
        scope = np.flatnonzero(open_then & on_route)
        climbing = scope[np.isnan(state.reached[known[scope], rung])]
        if climbing.size >= _FEWEST:
            break
    else:
        return None
    futures, ahead = guesses.futures(state, FUTURES, rng), day
    while ahead + TICK <= today + left:
        ahead += TICK
        futures = made.tick(futures, ahead, rng)
    arrived = futures.reached[:, known, rung] - today
    in_time = arrived <= left
    counts = in_time[:, scope].sum(axis=1)
    planned, reached = made.planned[known] - today, state.reached[known] - today
    milestones = tuple(
        Milestone(int(w), as_of + timedelta(days=_deadline(planned[w, rung], left)), _days(arrived[:, w]))
        for w in rng.permutation(climbing)[:_SINGLES]
    )
    bundle = rng.permutation(climbing)[: int(rng.integers(2, 4))]
    goals = _goals(rng, planned[scope, rung], reached[:, rung], reached[scope, rung], left)
    return Ask(
        world, as_of, due, Rung(rung), _works(made, known, reached, planned, as_of), reached, planned, scope, goals,
        counts.astype(np.float64), milestones, bundle, float(in_time[:, bundle].all(axis=1).mean()),
    )  # fmt: skip


def _deadline(planned: float, left: int) -> int:
    """Return the planned day where it lies ahead but not beyond the ask's, else that one."""
    return int(planned) if 15 <= planned <= left else left


def _days(arrived: Floats) -> Floats:
    return np.where(np.isnan(arrived), np.inf, arrived)


def _goals(rng: np.random.Generator, planned: Floats, arrived: Floats, here: Floats, left: int) -> tuple[int, ...]:
    """Return goals that planners would set: so many of those planned, so much more or less than a year has brought.

    Drawn from the futures they would give away what is to come.
    """
    come = int((here <= 0).sum())
    pace = (arrived > -365).sum() * left / 365
    hoped = [((planned <= left) | (here <= 0)).sum() * rng.uniform(0.4, 0.9) for _ in range(GOALS - 1)]
    return tuple(int(np.clip(round(goal), 1, here.size)) for goal in (*hoped, come + pace * rng.uniform(0.6, 1.4)))


def _works(made: City, known: Integers, reached: Floats, planned: Floats, as_of: date) -> list[Work]:
    def dates(days: Floats) -> dict[Rung, date]:
        return {Rung(r): as_of + timedelta(days=int(days[r])) for r in np.flatnonzero(np.isfinite(days))}

    return [
        Work(f"w{work:03}", f"kind {made.kind[work]}", dates(reached[place]), dates(planned[place]))
        for place, work in enumerate(known)
    ]
