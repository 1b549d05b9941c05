"""The day on which each work reaches a rung: two steps, the first of them known to have lasted so long already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import expit, log_expit

from jinxiu.engines.forecasting.censored import LOGISTIC
from jinxiu.engines.forecasting.delays import Delays, combined, known_steps, plan_length, row_of
from jinxiu.engines.forecasting.model import Work
from jinxiu.engines.forecasting.pool import Booleans, Floats
from jinxiu.engines.terms import Rung

#: Points of the first step's duration that the second one is put behind.
_PARTS = (np.arange(6) + 0.5) / 6
#: What works have in common, in its own spreads: between these points it is read off straight lines.
_COMMON = np.linspace(-3.5, 3.5, 8)


@dataclass(frozen=True, slots=True)
class Climb:
    """One work that has not arrived: ``standing`` since ``since``, ``next`` before ``target`` (or the same).

    ``first`` and ``second`` are (mean, noise variance, doubt) of the logarithm of days to ``next`` and from there to
    the target.
    """

    key: str
    kind: int
    standing: Rung
    since: date
    next: Rung
    first: tuple[float, float, float]
    second: tuple[float, float, float]


def climb(work: Work, target: Rung, delays: Delays, as_of: date) -> Climb:
    """Return what lies between a work and its target.

    Rungs that neither its plan nor the custom of its kind names are skipped. A work of which nothing is known stands
    on the lowest rung as of today.
    """
    steps = known_steps(work, as_of)
    standing, since = steps[-1] if steps else (Rung.PLANNED, as_of)
    kind = delays.kind(work.kind)
    between = (r for r in Rung if standing < r < target and (r in work.planned or delays.usual[kind, r]))
    following = next(between, target)
    plan = plan_length(work, standing, following, since)
    later = plan_length(work, following, target, date.max) if following in work.planned else float("nan")
    if following != target and following not in work.planned:
        # Only the target has a day: its length is shared out as custom would.
        whole = plan_length(work, standing, target, since)
        one, two = (
            np.exp(delays.custom.mean[row_of(*span), kind]) for span in ((standing, following), (following, target))
        )
        plan, later = whole * one / (one + two), whole * two / (one + two)
    first = _step(delays, kind, row_of(standing, following), plan)
    second = _step(delays, kind, row_of(following, target), later) if following != target else (0.0, 0.0, 0.0)
    return Climb(work.key, kind, standing, since, following, first, second)


def _step(delays: Delays, kind: int, row: int, plan: float) -> tuple[float, float, float]:
    """Return mean, noise and doubt of a step's logarithm of days, from custom and, where there is one, the plan."""
    custom = np.array([delays.custom.mean[row, kind]])
    noise = delays.custom.noise[row : row + 1]
    doubt = float(delays.custom.doubt[row, kind])
    if not np.isfinite(plan):
        return float(custom[0]), float(noise[0]), doubt
    slip = delays.slip.mean[0, kind : kind + 1]
    mean, variance = combined(custom, noise, np.log(np.array([plan])), slip, delays.slip.noise)
    weight = float(noise[0] / (noise[0] + delays.slip.noise[0]))
    doubt = (1 - weight) ** 2 * doubt + weight**2 * float(delays.slip.doubt[0, kind])
    return float(mean[0]), float(variance[0]) * delays.together, doubt


@dataclass(frozen=True, slots=True, eq=False)
class Climbs:
    """Many climbs as arrays [works]; ``waited`` is how many days each stands on its rung by ``as_of``."""

    waited: Floats
    first: Floats
    second: Floats
    direct: Booleans
    shock: float
    stuck: float

    @classmethod
    def of(cls, climbs: list[Climb], delays: Delays, as_of: date) -> Climbs:
        """Return the arrays; ``first`` and ``second`` are [3, works]."""
        first = np.array([c.first for c in climbs], dtype=np.float64).reshape(-1, 3).T
        second = np.array([c.second for c in climbs], dtype=np.float64).reshape(-1, 3).T
        waited = np.array([(as_of - c.since).days for c in climbs], dtype=np.float64)
        direct = np.array([c.second == (0.0, 0.0, 0.0) for c in climbs], dtype=np.bool_)
        return cls(waited, first, second, direct, delays.shock, delays.custom.stuck)

    def arrived(self, days: Floats) -> Floats:
        """Return P(arrived within ``days`` [dates] from now) [works, common, dates], given that none has left its rung.

        T1 + T2 with log-logistic T1 given T1 > waited, and log-logistic T2: the mean over equally likely parts of T1 of
        the distribution function of T2; of both a share never ends. ``common`` is the point of what the works have in
        common, in its own spreads.
        """
        shift = np.sqrt(self.shock**2 + self.first[2])[:, None] * _COMMON
        width = LOGISTIC * np.sqrt(self.first[1])[:, None, None]
        mean = (self.first[0][:, None] + shift)[:, :, None]
        waited = self.waited[:, None, None]
        left = log_expit(-(np.log(np.maximum(waited, 1e-9)) - mean) / width)
        out = np.empty((self.waited.size, _COMMON.size, days.size))
        one, two = self.direct, ~self.direct
        if one.any():
            z = (np.log(np.maximum(waited[one] + days, 1e-9)) - mean[one]) / width[one]
            out[one] = -np.expm1(np.minimum(log_expit(-z) - left[one], 0.0))
        if two.any():
            taken = self._first_parts(mean[two], width[two], waited[two], left[two])
            out[two] = (1 - self.stuck) * self._behind(taken, two, days)
        moving = (1 - self.stuck) / (1 - self.stuck + self.stuck * np.exp(np.minimum(-left, 600.0)))
        return np.asarray(out * moving, dtype=np.float64)

    @staticmethod
    def _first_parts(mean: Floats, width: Floats, waited: Floats, left: Floats) -> Floats:
        """Return equally likely days from now to the next rung [works, common, parts]."""
        share = np.exp(np.maximum(left, -600.0)) * (1 - _PARTS)
        z = np.log1p(-share) - np.log(share)
        days = np.exp(np.minimum(mean + width * z, 40.0)) - waited
        return np.asarray(np.maximum(days, 0.0), dtype=np.float64)

    def _behind(self, taken: Floats, which: Booleans, days: Floats) -> Floats:
        shift = np.sqrt(self.shock**2 + self.second[2][which])[:, None] * _COMMON
        mean = (self.second[0][which][:, None] + shift)[:, :, None]
        width = LOGISTIC * np.sqrt(self.second[1][which])[:, None, None]
        out = np.zeros((*taken.shape[:2], days.size))
        for place, day in enumerate(days):
            rest = day - taken
            z = (np.log(np.maximum(rest, 1e-9)) - mean) / width
            out[:, :, place] = np.where(rest > 0, expit(z), 0.0).mean(axis=2)
        return out


def in_worlds(chance: Floats, common: Floats) -> Floats:
    """Return P(arrived) [works, worlds, dates] from ``chance`` [works, common, dates] at ``common`` [works, worlds]."""
    place = np.clip((common - _COMMON[0]) / (_COMMON[1] - _COMMON[0]), 0, _COMMON.size - 1 - 1e-9)
    low = place.astype(np.int64)
    part = (place - low)[:, :, None]
    rows = np.arange(chance.shape[0])[:, None]
    return np.asarray(chance[rows, low] * (1 - part) + chance[rows, low + 1] * part, dtype=np.float64)


def latest_start(second: tuple[float, float, float], shock: float, level: float) -> float:
    """Return within how many days the second step is done with probability ``level``."""
    mean, noise, doubt = second
    width = LOGISTIC * np.sqrt(noise + doubt + shock**2)
    return float(np.exp(mean + width * np.log(level / (1 - level))))
