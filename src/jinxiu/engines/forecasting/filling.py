"""Periods that nobody told of: on a straight line, of the seasonally adjusted figures where there is a season.

The way of R's ``na.interp`` (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., §13.9), with the
season of classical decomposition (§3.4), shrunk by what chance alone would make of it.
"""

from __future__ import annotations

import numpy as np

from jinxiu.engines.forecasting.pool import Floats, Integers

_TURNS = 2


def filled(places: Integers, told: Floats, season: int) -> Floats:
    """Return a value for each place from the first to the last of ``places`` [n], the ``told`` ones [n] unchanged."""
    every = np.arange(places[0], places[-1] + 1)
    values = np.interp(every, places, told)
    if season == 1 or every.size == places.size or every.size < 2 * season:
        return values
    log = bool((told > 0).all())
    given = np.log(told) if log else told
    here = places - places[0]
    out = np.log(values) if log else values
    for _ in range(_TURNS):
        round_ = _season(out, here, season)
        out = np.interp(every, places, given - round_[here % season]) + round_[(every - places[0]) % season]
    out = np.exp(out) if log else out
    out[here] = told
    return out


def _season(values: Floats, here: Integers, season: int) -> Floats:
    """Return the mean distance of each part of the year from the moving average of a year, by the told values alone."""
    weights = np.ones(season) if season % 2 else np.concatenate([[0.5], np.ones(season - 1), [0.5]])
    half = weights.size // 2
    middle = np.convolve(values, weights / season, mode="valid")
    at = np.arange(half, half + middle.size)
    slope = (middle[-1] - middle[0]) / max(middle.size - 1, 1)
    place = np.arange(values.size)
    level = np.interp(place, at, middle) + slope * (np.minimum(place - at[0], 0) + np.maximum(place - at[-1], 0))
    rest = (values - level)[here]
    part = here % season
    count = np.bincount(part, minlength=season)
    mean = np.bincount(part, rest, season) / np.maximum(count, 1)
    noise = float(((rest - mean[part]) ** 2).sum()) / max(here.size - season, 1)
    by_chance = noise / max(float(count.mean()), 1.0)
    share = max(0.0, 1 - by_chance / max(float(mean.var()), 1e-300))
    return np.asarray(share * (mean - mean.mean()), dtype=np.float64)
