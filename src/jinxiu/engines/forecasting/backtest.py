"""What each member's own past forecasts were worth: weights and widths from a rolling origin.

From every origin late enough, each member forecasts values that are known by now (Tashman 2000, International Journal
of Forecasting 16, 437–450). Its mean ranked probability score against that of the plain walk gives its weight; its
errors against what it said of its own width correct the width, shrunk toward 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from jinxiu.engines.forecasting.grid import Line
from jinxiu.engines.forecasting.members import Member
from jinxiu.engines.forecasting.pool import Floats, Integers, exponential

#: The last so many origins are tried.
_ORIGINS = 30
#: How fast a worse score loses weight, a pair that was tried.
_SHARPNESS, _SHARPEST = 0.6, 8.0
#: The width correction starts as so many errors of the width that was said.
_SHRINK = 6.0
_LEAST, _MOST = 0.6, 3.0
#: One error counts at most as so many of its scale, so that one break does not widen everything for ever.
_CAP = 16.0
_LEVELS = (np.arange(15) + 0.5) / 15


@dataclass(frozen=True, slots=True)
class Verdict:
    """``weight`` [M] adds up to 1; ``width`` [M] multiplies each member's scale."""

    weight: Floats
    width: Floats


def judge(line: Line, scaled: Floats, members: list[Member], ahead: float, limits: tuple[float, float]) -> Verdict:
    """Return weights and widths for a forecast ``ahead`` units of time away."""
    pairs = _pairs(line, min(member.first for member in members), ahead)
    if pairs is None:
        even = np.array([1.0 if m.name in {"walk", "drift"} else 0.0 for m in members])
        return Verdict(even / even.sum(), np.ones(len(members)))
    origin, target, distance, apart = pairs
    scores = np.full((len(members), origin.size), np.nan)
    width = np.ones(len(members))
    for index, member in enumerate(members):
        can = origin >= member.first
        if can.sum() < 3:
            continue
        location, scale, degrees, _ = member.say(origin[can], distance[can])
        truth = scaled[target[can]]
        scores[index, can] = _scores(location, scale, degrees, truth, limits, log=member.log)
        z = ((np.log(truth) if member.log else truth) - location) / scale
        squared = np.minimum(z**2 * (1 - 2 / np.maximum(degrees, 3.0)), _CAP)
        trials = can.sum() / apart
        width[index] = np.sqrt((_SHRINK + trials * squared.mean()) / (_SHRINK + trials))
    return Verdict(_weights(scores, origin.size / apart), np.clip(width, _LEAST, _MOST))


def _pairs(line: Line, first: int, ahead: float) -> tuple[Integers, Integers, Floats, float] | None:
    """Return origins, targets, their distance, and how many pairs tell as much as one independent one."""
    last = line.times.size - 1
    if last - first < 3:
        return None
    far = max(1, min(round(ahead), (last - first) // 2))
    origins, targets = [], []
    for steps in {far, max(1, far // 2)}:
        some = np.arange(max(first, last - steps - _ORIGINS + 1), last - steps + 1)
        origins.append(some)
        targets.append(some + steps)
    origin, target = np.concatenate(origins).astype(np.int64), np.concatenate(targets).astype(np.int64)
    return origin, target, line.times[target] - line.times[origin], float(len(origins) * max(1.0, far**0.5))


def _scores(
    location: Floats, scale: Floats, degrees: Floats, truth: Floats, limits: tuple[float, float], *, log: bool
) -> Floats:
    """Return the ranked probability score [pairs], twice the mean quantile loss (Gneiting & Raftery 2007, §4.2)."""
    said = location[:, None] + scale[:, None] * stdtrit(degrees[:, None], _LEVELS[None, :])
    said = np.clip(exponential(said) if log else said, *limits)
    short = truth[:, None] - said
    return np.asarray(2 * np.maximum(_LEVELS * short, (_LEVELS - 1) * short).mean(axis=1), dtype=np.float64)


def _weights(scores: Floats, trials: float) -> Floats:
    """Return weights from scores relative to the first member's (the walk's) on the pairs that both tried."""
    tried = np.isfinite(scores)
    walk = np.where(tried, scores[0], 0.0).sum(axis=1)
    own = np.where(tried, scores, 0.0).sum(axis=1)
    ratio = np.where(tried.any(axis=1), own / np.maximum(walk, 1e-300), 4.0)
    power = min(_SHARPNESS * trials, _SHARPEST)
    weight = np.maximum(ratio, 1e-3) ** -power * np.where(tried.any(axis=1), 1.0, 0.0)
    return np.asarray(weight / weight.sum(), dtype=np.float64)
