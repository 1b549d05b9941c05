"""How many of many works arrive, when each has a probability of its own in each of several possible worlds."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from jinxiu.engines.forecasting.pool import Floats

#: Up to so many works the count is exact; beyond, the refined normal approximation is off by less than 0.001.
EXACT = 64
_NODES = (np.arange(15) + 0.5) / 15


def mass(chance: Floats) -> Floats:
    """Return P(count = n) [worlds, works + 1] from ``chance`` [works, worlds]: the Poisson binomial, work by work."""
    works, worlds = chance.shape
    out = np.zeros((worlds, works + 1))
    out[:, 0] = 1.0
    for place in range(works):
        p = chance[place][:, None]
        moved = out[:, : place + 1] * p
        out[:, : place + 1] *= 1 - p
        out[:, 1 : place + 2] += moved
    return out


def at_least(chance: Floats, number: float) -> float:
    """Return the probability of ``number`` arrivals or more, the mean of all worlds."""
    works = chance.shape[0]
    if number <= 0:
        return 1.0
    if number > works:
        return 0.0
    least = int(np.ceil(number))
    if works <= EXACT:
        return float(np.clip(mass(chance)[:, least:].sum(axis=1).mean(), 0.0, 1.0))
    return float((1 - _refined(chance, least - 0.5)).mean())


def _refined(chance: Floats, edge: float) -> Floats:
    """Return P(count < edge) [worlds] with the correction for skewness (Volkova 1996, Theory Probab. Appl. 40)."""
    mean, variance = chance.sum(axis=0), (chance * (1 - chance)).sum(axis=0)
    third = (chance * (1 - chance) * (1 - 2 * chance)).sum(axis=0)
    width = np.sqrt(np.maximum(variance, 1e-12))
    z = (edge - mean) / width
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return np.asarray(np.clip(ndtr(z) + third / (6 * width**3) * (1 - z * z) * density, 0.0, 1.0), dtype=np.float64)


def quantiles(chance: Floats, levels: tuple[float, ...]) -> Floats:
    """Return the counts [levels, dates] from ``chance`` [works, worlds, dates]."""
    works, worlds, dates = chance.shape
    if works <= EXACT:
        shares = mass(chance.reshape(works, worlds * dates)).reshape(worlds, dates, works + 1).mean(axis=0)
        upto = np.cumsum(shares, axis=1)
        return np.array([[np.searchsorted(row, level - 1e-12) for row in upto] for level in levels], dtype=np.float64)
    mean, variance = chance.sum(axis=0), (chance * (1 - chance)).sum(axis=0)
    nodes = ndtri(_NODES)
    points = (mean[None] + np.sqrt(variance)[None] * nodes[:, None, None]).reshape(-1, dates)
    found = np.quantile(points, levels, axis=0)
    return np.asarray(np.clip(np.round(found), 0, works), dtype=np.float64)
