"""What could hide behind the days that a city knows of its works.

Two works that have stood equally long on a rung may have little left or much, or may have stalled or been given up
silently. If all futures went on from the one hidden state, goals taken from them would give it away. So for each work
many hidden states are carried along from the day its step began (a particle filter, Gordon, Salmond & Smith 1993, IEE
Proceedings F 140, 107–113): those that leave the rung earlier or later than the work did are struck out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ladder_worlds import RUNGS, Booleans, City, State

#: Hidden states carried for each work.
GUESSES = 80


@dataclass(frozen=True, slots=True, eq=False)
class Guesses:
    """Hidden states [guesses, works], and which of them agree with what is known."""

    state: State
    alive: Booleans

    @classmethod
    def begin(cls, made: City) -> Guesses:
        """Return the guesses before the first day."""
        shape = (GUESSES, made.kind.size)
        no = np.zeros(shape, dtype=bool)
        none = np.zeros((*shape, RUNGS))
        return cls(State(np.full(shape, -1), np.zeros(shape), no, no, none, np.zeros(GUESSES)), ~no)

    def tick(self, made: City, before: State, truth: State, day: int, rng: np.random.Generator) -> Guesses:
        """Return the guesses after a tick that brought the city from ``before`` to ``truth``."""
        pace = np.broadcast_to(truth.pace, (GUESSES,))
        after = made.tick(self.state, day, rng, pace)
        agrees = (after.place == truth.place) & ~(after.gone & ~made.silent)
        alive = self.alive & agrees
        place = np.broadcast_to(truth.place, alive.shape).copy()
        left, stalled, gone = np.where(agrees, after.left, 0.0), after.stalled & agrees, after.gone & agrees
        fresh = np.flatnonzero(truth.place != before.place)
        if fresh.size:
            works = np.broadcast_to(fresh, (GUESSES, fresh.size))
            left[:, fresh] = made.amount_of(works.ravel(), place[:, fresh].ravel(), rng).reshape(works.shape)
            stalled[:, fresh], gone[:, fresh], alive[:, fresh] = False, False, True
        for work in np.flatnonzero(alive.sum(axis=0) < GUESSES // 2):
            good = np.flatnonzero(alive[:, work])
            if good.size:
                chosen = rng.choice(good, GUESSES)
                left[:, work], stalled[:, work], gone[:, work] = (
                    left[chosen, work],
                    stalled[chosen, work],
                    gone[chosen, work],
                )
                alive[:, work] = True
        return Guesses(State(place, left, stalled, gone, self.state.reached, pace), alive)

    def futures(self, truth: State, times: int, rng: np.random.Generator) -> State:
        """Return so many cities that all look as this one does today; without a guess left, the truth goes on."""
        works = self.alive.shape[1]
        order = np.argsort(rng.uniform(size=self.alive.shape) + ~self.alive, axis=0)
        count = np.maximum(self.alive.sum(axis=0), 1)
        rows = order[np.arange(times)[:, None] % count, np.arange(works)[None, :]]
        columns = np.arange(works)[None, :]
        none = ~self.alive.any(axis=0)
        hidden = self.state
        return State(
            np.broadcast_to(truth.place, rows.shape).copy(),
            np.where(none, truth.left, hidden.left[rows, columns]),
            np.where(none, truth.stalled, hidden.stalled[rows, columns]),
            np.where(none, truth.gone, hidden.gone[rows, columns]),
            np.repeat(truth.reached[None], times, axis=0),
            np.full(times, float(truth.pace)),
        )
