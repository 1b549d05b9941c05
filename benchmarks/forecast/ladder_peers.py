"""What others would say of a city's works.

Two ways: from the number of works that came by each month, as of any series; or from each work's own plan.
"""

from __future__ import annotations

import numpy as np
from ladder_asks import Ask
from ladder_worlds import START, Floats
from scipy.stats import norm, t
from series_peers import LEVELS, smoothed

_MONTH = 30.4375
#: A line is laid through so many months.
_MONTHS = 36


def _history(ask: Ask) -> tuple[Floats, int, int]:
    """Return how many works the city saw on the rung by the end of each month, how many of the list are there, and how
    many months lie ahead.
    """
    first = (START - ask.as_of).days
    arrived = ask.reached[:, ask.rung]
    ends = np.arange(0.0, first, -_MONTH)[::-1]
    counts = (arrived[:, None] <= ends[None, :]).sum(axis=0).astype(np.float64)
    here = int((arrived[ask.scope] <= 0).sum())
    begun = max(min(int(np.argmax(counts > 0)), counts.size - 6), 0)
    return counts[begun:], here, max(round(ask.left / _MONTH), 1)


def _on_top(ask: Ask, here: int, more: Floats) -> Floats:
    return np.clip(here + np.round(more), here, ask.scope.size)


def naive(ask: Ask) -> Floats:
    """The count stays where it is; its past monthly changes give the width."""
    counts, here, steps = _history(ask)
    width = float(np.std(np.diff(counts))) * np.sqrt(steps)
    return _on_top(ask, here, width * norm.ppf(LEVELS))


def linear(ask: Ask) -> Floats:
    """The straight line through the last three years of the count, from its last value on."""
    counts, here, steps = _history(ask)
    counts = counts[-_MONTHS:]
    place = np.arange(counts.size)
    slope, base = np.polyfit(place, counts, 1)
    degrees = max(counts.size - 2, 1)
    width = np.sqrt(((counts - base - slope * place) ** 2).sum() / degrees)
    ahead = counts.size - 1 + steps
    spread = 1 + 1 / counts.size + (ahead - place.mean()) ** 2 / ((place - place.mean()) ** 2).sum()
    said = base + slope * ahead - counts[-1]
    return _on_top(ask, here, said + width * np.sqrt(spread) * t.ppf(LEVELS, degrees))


def ets(ask: Ask) -> Floats:
    """Exponential smoothing of statsmodels over the count, chosen by AICc."""
    counts, here, steps = _history(ask)
    drawn = smoothed(counts, 1, steps)
    return naive(ask) if drawn is None else _on_top(ask, here, drawn[-1] - counts[-1])


class Plans:
    """Each work by its plan, moved by how late the city's works came so far: ``kept``, ``mean`` or ``past``."""

    def __init__(self, ask: Ask, way: str) -> None:
        """Learn delays of the rung asked for; a work without a plan is taken to be planned as long as others are."""
        self.ask, self.way = ask, way
        reached, planned = ask.reached[:, ask.rung], ask.planned[:, ask.rung]
        entry = np.nanmin(np.where(np.isfinite(ask.reached), ask.reached, np.inf), axis=1)
        length = np.nanmean(planned - entry) if np.isfinite(planned).any() else 365.0
        self.planned = np.where(np.isfinite(planned), planned, entry + length)
        done = np.isfinite(reached)
        self.mean = float((reached - self.planned)[done].mean()) if done.any() else 0.0
        late = np.where(done, reached, 0.0) - self.planned
        self.ends, self.alive = _kaplan_meier(late, done) if done.any() else (np.zeros(1), np.zeros(1))

    def chance(self, work: int, days: Floats) -> Floats:
        """Return P(arrived within ``days`` from now) of a work that has not arrived."""
        plan = self.planned[work]
        if self.way != "past":
            day = plan + (self.mean if self.way == "mean" else 0.0)
            return np.asarray(days >= max(day, 1.0), dtype=np.float64)
        now = self._survive(np.array([-plan]))[0]
        if now <= 1e-9:
            return np.full(days.size, 0.5)
        return np.asarray(1 - self._survive(days - plan) / now, dtype=np.float64)

    def _survive(self, late: Floats) -> Floats:
        place = np.searchsorted(self.ends, late, side="right")
        return np.concatenate([[1.0], self.alive])[place]

    def shares(self, works: np.typing.NDArray[np.int64], days: float) -> Floats:
        """Return P(count = n) of works that arrive each on its own."""
        out = np.ones(1)
        for work in works:
            p = float(self.chance(int(work), np.array([days]))[0])
            out = np.convolve(out, [1 - p, p])
        return out


def _kaplan_meier(late: Floats, done: Floats) -> tuple[Floats, Floats]:
    """Return delays and the share that lasts beyond each (Kaplan & Meier 1958, JASA 53, 457–481)."""
    order = np.lexsort((~done, late))
    late, done = late[order], done[order]
    left = np.arange(late.size, 0, -1)
    return late, np.cumprod(np.where(done, 1 - 1 / left, 1.0))


def count_of(ask: Ask, plans: Plans) -> Floats:
    """Return the sample of how many of the list have come by the deadline."""
    arrived = ask.reached[ask.scope, ask.rung] <= 0
    upto = np.cumsum(plans.shares(ask.scope[~arrived], float(ask.left)))
    return arrived.sum() + np.searchsorted(upto, LEVELS - 1e-12).astype(np.float64)


COUNTS = {"last value": naive, "straight line": linear, "statsmodels ETS": ets}
PLANS = {"plans kept": "kept", "plans + mean delay": "mean", "plans + past delays": "past"}
