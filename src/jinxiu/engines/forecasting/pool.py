"""A weighted pool of location-scale t distributions, some of them of the logarithm, within bounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

#: Beyond e^±600 a number is no figure of a city; kept finite so that nothing overflows.
_EXPONENT = 600.0
#: Points by which each member stands in the quantiles of the pool.
_POINTS = (np.arange(60) + 0.5) / 60


def exponential(value: Floats) -> Floats:
    """Return e^value, kept finite."""
    return np.exp(np.clip(value, -_EXPONENT, _EXPONENT))


@dataclass(frozen=True, slots=True)
class Pool:
    """M members at H horizons: ``offset + X`` or ``offset + e^X``, X ~ location + scale · t(degrees).

    Shapes: ``weight``, ``degrees``, ``log`` [M]; ``location``, ``scale`` [M, H]. The linear pool of Stone (1961):
    its distribution function is the weighted mean of the members'. Mass beyond a bound lies on the bound, as in a
    censored (Tobit) distribution.
    """

    weight: Floats
    location: Floats
    scale: Floats
    degrees: Floats
    log: Booleans
    lower: float = -np.inf
    upper: float = np.inf
    offset: float = 0.0

    def below(self, value: float, horizon: int) -> float:
        """Return the probability of a value up to ``value`` at the horizon's index, bounds left out."""
        rest = value - self.offset
        points = np.full(self.weight.size, rest)
        points[self.log] = np.log(rest) if rest > 0 else -np.inf
        z = (points - self.location[:, horizon]) / np.maximum(self.scale[:, horizon], 1e-300)
        return float(np.clip(self.weight @ stdtr(self.degrees, z), 0.0, 1.0))

    def at_least(self, value: float, horizon: int) -> float:
        """Return the probability of ``value`` or more."""
        if value <= self.lower:
            return 1.0
        return 0.0 if value > self.upper else 1.0 - self.below(value, horizon)

    def at_most(self, value: float, horizon: int) -> float:
        """Return the probability of ``value`` or less."""
        if value >= self.upper:
            return 1.0
        return 0.0 if value < self.lower else self.below(value, horizon)

    def quantiles(self, levels: tuple[float, ...]) -> Floats:
        """Return the values [levels, H] below which the given shares of the pool lie."""
        unit = stdtrit(self.degrees[:, None], _POINTS[None, :])
        values = self.location[:, None, :] + self.scale[:, None, :] * unit[:, :, None]
        values = np.where(self.log[:, None, None], exponential(values), values) + self.offset
        flat = values.reshape(-1, values.shape[2])
        weights = np.repeat(self.weight / _POINTS.size, _POINTS.size)
        order = np.argsort(flat, axis=0, kind="stable")
        flat = np.take_along_axis(flat, order, axis=0)
        shares = np.cumsum(weights[order], axis=0) - weights[order] / 2
        found = [np.interp(levels, shares[:, h], flat[:, h]) for h in range(flat.shape[1])]
        return np.clip(np.array(found, dtype=np.float64).T, self.lower, self.upper)

    def moved(self, location: Floats) -> Pool:
        """Return the pool with other locations."""
        return Pool(self.weight, location, self.scale, self.degrees, self.log, self.lower, self.upper, self.offset)
