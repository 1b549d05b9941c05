"""How good forecasts were: the ranked probability score, the Brier score, and calibration by tenths."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import beta, stdtr

from jinxiu.engines.forecasting.model import finite

#: The 97.5 % point of the normal distribution, for 95 % intervals.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Tenth:
    """The forecasts between ``first`` and ``last``: how many, what they said on average, how many came true.

    ``low`` and ``high`` are Wilson's 95 % interval of the share that came true; all four shares are None where
    no forecast fell into the tenth.
    """

    first: float
    last: float
    count: int
    said: float | None
    met: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Ten rows and two figures.

    ``brier`` is the mean squared distance of probability and outcome (Brier 1950). ``error`` is the expected
    calibration error: |said − came true|, weighted by the forecasts in each tenth (Naeini et al. 2015).
    """

    tenths: tuple[Tenth, ...]
    count: int
    brier: float
    error: float


def wilson(met: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927, equation for the score interval).

    >>> tuple(round(end, 3) for end in wilson(8, 10))
    (0.49, 0.943)
    """
    if not 0 <= met <= count or count == 0:
        raise ValueError(f"{met} of {count} is no share")
    share, z2 = met / count, _Z * _Z / count
    middle = (share + z2 / 2) / (1 + z2)
    half = _Z / (1 + z2) * math.sqrt(share * (1 - share) / count + z2 / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def calibration(pairs: Iterable[tuple[float, bool]]) -> Calibration:
    """Return how well probabilities agree with what came true, by tenths of the probability.

    Raises ValueError without pairs, and for a probability outside 0 to 1.

    >>> table = calibration([(0.75, True), (0.75, True), (0.75, True), (0.75, False)])
    >>> table.error, table.brier, table.tenths[7].met
    (0.0, 0.1875, 0.75)
    """
    known = [(finite(said, "a probability"), bool(met)) for said, met in pairs]
    if not known:
        raise ValueError("calibration needs at least one pair of probability and outcome")
    for said, _ in known:
        if not 0 <= said <= 1:
            raise ValueError(f"a probability lies between 0 and 1, not at {said}")
    rows, error = [], 0.0
    for index in range(10):
        here = [pair for pair in known if min(int(pair[0] * 10), 9) == index]
        if not here:
            rows.append(Tenth(index / 10, (index + 1) / 10, 0, None, None, None, None))
            continue
        said, met = sum(p for p, _ in here) / len(here), sum(m for _, m in here)
        low, high = wilson(met, len(here))
        rows.append(Tenth(index / 10, (index + 1) / 10, len(here), said, met / len(here), low, high))
        error += abs(said - met / len(here)) * len(here) / len(known)
    brier = sum((said - met) ** 2 for said, met in known) / len(known)
    return Calibration(tuple(rows), len(known), brier, error)


def crps_of_sample(sample: Sequence[float], truth: float) -> float:
    """Return the continuous ranked probability score of an ensemble, in the unit of its members.

    E|X − y| − E|X − X'| / 2 (Gneiting & Raftery 2007, equation 21), with the second mean taken from the sorted
    members in n log n. Raises ValueError for an empty sample and for members that are not finite.

    >>> crps_of_sample([1.0, 3.0], 2.0)
    0.5
    """
    members = np.sort(np.asarray(sample, dtype=np.float64))
    if not members.size or not np.isfinite(members).all():
        raise ValueError("a sample needs members, all of them finite")
    count = members.size
    spread = float(np.dot(2 * np.arange(1, count + 1) - count - 1, members)) / count**2
    return float(np.abs(members - finite(truth, "the truth")).mean()) - spread


def crps_of_t(location: float, scale: float, degrees: float, truth: float) -> float:
    """Return the ranked probability score of a location-scale t distribution, in the unit of its location.

    Closed form of Jordan, Krüger & Lerch (2019, Journal of Statistical Software 90(12), appendix A). Raises
    ValueError unless the scale is above 0 and the degrees of freedom above 1.

    >>> round(crps_of_t(0.0, 1.0, 1e6, 0.0), 4)  # the normal's: 2 φ(0) − 1/√π
    0.2337
    """
    if not scale > 0 or not degrees > 1:
        raise ValueError(f"a t distribution needs scale > 0 and degrees > 1, not {scale}, {degrees}")
    z = (finite(truth, "the truth") - finite(location, "the location")) / scale
    density = (1 + z * z / degrees) ** (-(degrees + 1) / 2) / (math.sqrt(degrees) * float(beta(0.5, degrees / 2)))
    spread = 2 * math.sqrt(degrees) / (degrees - 1) * float(beta(0.5, degrees - 0.5) / beta(0.5, degrees / 2) ** 2)
    below = 2 * float(stdtr(degrees, z)) - 1
    return float(scale * (z * below + 2 * density * (degrees + z * z) / (degrees - 1) - spread))
