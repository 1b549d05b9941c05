"""Exponential smoothing, every smoothing constant of a small grid at once.

The equations are those of ETS(A,N,N), (A,Ad,N) and (A,Ad,A) in Hyndman, Koehler, Ord & Snyder, Forecasting with
Exponential Smoothing (2008), tables 2.1 and 6.1: l' = l + φb + αe, b' = φb + αβe, s' = s + γ(1 − α)e, and
scale² = σ̂²(1 + Σ_{j<h} c_j²) with c_j = α(1 + β(φ + … + φ^j)) + γ(1 − α)[j divides by the season].
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from jinxiu.engines.forecasting.members import PRIOR_WEIGHT, Said
from jinxiu.engines.forecasting.pool import Floats, Integers

_LEVELS = (0.1, 0.3, 0.6, 0.9)
#: (β, φ): no trend, a slow one that dies out, a quick one that dies out, a slow one that stays.
_TRENDS = ((0.0, 0.0), (0.1, 0.95), (0.3, 0.9), (0.1, 1.0), (0.8, 0.7))
_SEASONS = (0.1, 0.4)


def _grid(seasonal: bool) -> Floats:  # noqa: FBT001
    """Return the constants α, β, φ, γ as rows [4, G]."""
    seasons = _SEASONS if seasonal else (0.0,)
    levels = _LEVELS[:3] if seasonal else _LEVELS
    return np.array([(a, b, f, g) for a, (b, f), g in product(levels, _TRENDS, seasons)]).T


def smooth(values: Floats, season: int, prior: float) -> Callable[[Integers, Floats], Said]:
    """Return the member's answer; ``season`` 1 is without season, else ``values`` holds two years at least.

    At each origin the constants speak that had the smallest squared errors up to it.
    """
    alpha, beta, phi, gamma = _grid(season > 1)
    level, trend, round_ = _start(values, season, alpha.size)
    begin = max(1, season)
    levels, trends, lost = (np.zeros((values.size, alpha.size)) for _ in range(3))
    rounds = np.zeros((values.size, season, alpha.size))
    squares = np.zeros(alpha.size)
    for index in range(values.size):
        if index >= begin:
            base = level + phi * trend
            error = values[index] - base - round_[index % season]
            level, trend = base + alpha * error, phi * trend + alpha * beta * error
            round_[index % season] += gamma * (1 - alpha) * error
            squares = squares + error * error
        levels[index], trends[index], lost[index], rounds[index] = level, trend, squares, round_
    best = np.argmin(lost, axis=1)
    rows = np.arange(values.size)
    levels, trends, lost, rounds = levels[rows, best], trends[rows, best], lost[rows, best], rounds[rows, :, best]
    used = np.maximum(rows - begin + 1, 0).astype(np.float64)
    degrees = np.maximum(used - 3, 1.0) + PRIOR_WEIGHT
    variance = (PRIOR_WEIGHT * prior**2 + lost) / degrees

    def say(origin: Integers, ahead: Floats) -> Said:
        steps = np.maximum(ahead.astype(np.int64), 1)
        chosen = best[origin]
        damped, grown = _tables(int(steps.max()), alpha, beta, phi, gamma, season)
        part = rounds[origin, (origin + steps) % season] if season > 1 else np.zeros_like(ahead)
        now = rounds[origin, origin % season] if season > 1 else part
        location = levels[origin] + trends[origin] * damped[steps, chosen] + part
        return location, np.sqrt(variance[origin] * grown[steps, chosen]), degrees[origin], part - now

    return say


def _start(values: Floats, season: int, size: int) -> tuple[Floats, Floats, Floats]:
    """Level, trend and seasonal round before the first value that is forecast."""
    if season == 1:
        few = min(4, values.size)
        slope = (values[few - 1] - values[0]) / max(few - 1, 1)
        return np.full(size, values[0]), np.full(size, slope), np.zeros((1, size))
    first, second = values[:season], values[season : 2 * season]
    slope = (second.mean() - first.mean()) / season
    middle = (season - 1) / 2
    round_ = first - first.mean() - slope * (np.arange(season) - middle)
    level = first.mean() + slope * middle
    return np.full(size, level), np.full(size, slope), np.repeat(round_[:, None], size, axis=1)


def _tables(
    longest: int, alpha: Floats, beta: Floats, phi: Floats, gamma: Floats, season: int
) -> tuple[Floats, Floats]:
    """Return φ + … + φ^h and 1 + Σ_{j<h} c_j², both [longest + 1, G]; row 0 stands for no step."""
    steps = np.arange(1, longest + 1)[:, None]
    damped = np.cumsum(phi[None, :] ** steps, axis=0)
    again = (steps % season == 0) if season > 1 else np.zeros_like(steps, dtype=bool)
    c = alpha * (1 + beta * damped) + gamma * (1 - alpha) * again
    grown = 1 + np.concatenate([np.zeros((1, alpha.size)), np.cumsum(c**2, axis=0)[:-1]])
    zero = np.zeros((1, alpha.size))
    return np.concatenate([zero, damped]), np.concatenate([zero + 1, grown])
