"""The members of the family: each says location, scale and degrees of freedom of a t distribution.

They answer elementwise for pairs (origin, distance): what would be said of the value ``distance`` units of time
after the value of index ``origin``, knowing nothing later than it. So one pass over the series serves every
origin of the back-test and the forecast itself. All work on values scaled to about 1, or on logarithms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jinxiu.engines.forecasting.pool import Floats, Integers

#: (location, scale, degrees, seasonal part of the location), each [pairs].
Said = tuple[Floats, Floats, Floats, Floats]
#: What one step may change when nothing is known: 6 % a year, counted as one observation.
PRIOR_YEARLY, PRIOR_WEIGHT = 0.06, 1.0


@dataclass(frozen=True, slots=True)
class Member:
    """A member: its name, whether it works on logarithms, the first origin it can speak from, and its answer."""

    name: str
    log: bool
    first: int
    say: Callable[[Integers, Floats], Said]


def walk(times: Floats, values: Floats, prior: float, weight: float, pull: float) -> Callable[[Integers, Floats], Said]:
    """Random walk with drift μ, σ² unknown: the normal-inverse-gamma posterior of the drift and the step.

    Steps d over gaps g ~ N(μg, σ²g); μ ~ N(0, σ²/pull); σ² ~ scaled inverse χ²(weight, prior²). With S = Σg + pull:
    location = y + μ̂h, μ̂ = Σd/S; scale² = σ̂²(h + h²/S); degrees = weight + steps (Gelman et al., Bayesian Data
    Analysis, 3rd ed., §3.3). An infinite ``pull`` is the walk without drift.
    """
    gaps, steps = np.diff(times), np.diff(values)
    sums = np.concatenate([[0.0], np.cumsum(steps)])
    squares = np.concatenate([[0.0], np.cumsum(steps**2 / gaps)])
    spans = times - times[0] + pull
    count = np.arange(times.size, dtype=np.float64)
    drift = sums / spans
    lost = drift * sums if np.isfinite(pull) else np.zeros_like(sums)
    variance = (weight * prior**2 + np.maximum(squares - lost, 0.0)) / (weight + count)

    def say(origin: Integers, ahead: Floats) -> Said:
        location = values[origin] + drift[origin] * ahead
        scale = np.sqrt(variance[origin] * (ahead + ahead**2 / spans[origin]))
        return location, scale, weight + count[origin], np.zeros_like(ahead)

    return say


def line(times: Floats, values: Floats, prior: float) -> Callable[[Integers, Floats], Said]:
    """Straight line by least squares with its prediction interval (Draper & Smith, Applied Regression, §1.4 and 3.1).

    scale² = s²(1 + 1/n + (t − t̄)²/Sxx), n − 2 degrees of freedom.
    """
    count = np.arange(1, times.size + 1, dtype=np.float64)
    mean_t, mean_y = np.cumsum(times) / count, np.cumsum(values) / count
    sxx = np.maximum(np.cumsum(times**2) - count * mean_t**2, 1e-12)
    sxy = np.cumsum(times * values) - count * mean_t * mean_y
    syy = np.cumsum(values**2) - count * mean_y**2
    slope = sxy / sxx
    degrees = np.maximum(count - 2, 1.0)
    variance = (PRIOR_WEIGHT * prior**2 + np.maximum(syy - slope * sxy, 0.0)) / (PRIOR_WEIGHT + degrees)

    def say(origin: Integers, ahead: Floats) -> Said:
        at = times[origin] + ahead
        location = mean_y[origin] + slope[origin] * (at - mean_t[origin])
        spread = 1 + 1 / count[origin] + (at - mean_t[origin]) ** 2 / sxx[origin]
        return location, np.sqrt(variance[origin] * spread), degrees[origin] + PRIOR_WEIGHT, np.zeros_like(ahead)

    return say


def season_again(values: Floats, season: int, prior: float, pull: float) -> Callable[[Integers, Floats], Said]:
    """The same season of last year, plus k times the mean yearly change (seasonal naive with drift).

    With yearly changes D ~ N(δ, σ²) and J years of them: scale² = σ̂²(k + k²/(J + pull)) (Hyndman & Athanasopoulos,
    Forecasting: Principles and Practice, 3rd ed., §5.2 and 5.5).
    """
    changes = np.zeros_like(values)
    changes[season:] = values[season:] - values[:-season]
    count = np.maximum(np.arange(values.size) - season + 1, 0).astype(np.float64)
    years = count / season
    mean = np.cumsum(changes) / np.maximum(count + pull * season, 1.0)
    squares = np.maximum(np.cumsum(changes**2) - mean * np.cumsum(changes), 0.0)
    weight = PRIOR_WEIGHT * season
    variance = (weight * prior**2 * season + squares) / (weight + count)
    # Yearly changes overlap: a year of them is worth about three independent ones.
    degrees = 3.0 + 3.0 * years

    def say(origin: Integers, ahead: Floats) -> Said:
        again = np.ceil(ahead / season)
        at = (origin + ahead - again * season).astype(np.int64)
        location = values[at] + again * mean[origin]
        scale = np.sqrt(variance[origin] * (again + again**2 / (years[origin] + pull)))
        return location, scale, degrees[origin], values[at] - values[origin]

    return say
