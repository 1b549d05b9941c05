"""Series of levels: the family of members, pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jinxiu.engines.forecasting import backtest
from jinxiu.engines.forecasting.grid import YEAR_DAYS, Line
from jinxiu.engines.forecasting.members import PRIOR_WEIGHT, PRIOR_YEARLY, Member, line, season_again, walk
from jinxiu.engines.forecasting.pool import Floats, Pool
from jinxiu.engines.forecasting.smoothing import smooth

#: With fewer values than this nothing is learned but the last one.
SHORTEST = 5
#: What a year may change when the history is too short: about a quarter of the value, counted as three observations.
WIDE_YEARLY, WIDE_WEIGHT = 0.25, 3.0
#: Origins start at so many values.
_FIRST = 3


@dataclass(frozen=True, slots=True)
class Outlook:
    """The pool at each distance, and the same pool without its season, and without trend and season."""

    pool: Pool
    steady: Pool
    still: Pool
    method: str


def look_ahead(series: Line, distances: Floats, due: int, bounds: tuple[float, float], unit: float) -> Outlook:
    """Return the outlook at ``distances`` [H] (units of time, above 0), weighted for the one of index ``due``.

    ``unit`` is a size above 0 that stands for the figures where they are all 0. Everything is computed on figures
    divided by their largest size, so that 10^14 yuan are as exact as 10.
    """
    size = float(np.abs(series.values).max()) or unit
    scaled = series.values / size
    limits = (bounds[0] / size, bounds[1] / size)
    if series.values.size < SHORTEST or float(np.ptp(series.values)) == 0.0:
        short = series.values.size < SHORTEST
        members = [_short(series, scaled, short=short)]
        verdict = backtest.Verdict(np.ones(1), np.ones(1))
        method = "prior" if short else "unchanged"
    else:
        members = _family(series, scaled)
        verdict = backtest.judge(series, scaled, members, float(distances[due]), limits)
        method = "pool"
    return _pooled(scaled, members, verdict, distances, bounds, size, method)


def _short(series: Line, scaled: Floats, *, short: bool) -> Member:
    """The walk under a wide prior; what little was seen of steps narrows it."""
    yearly, weight = (WIDE_YEARLY, WIDE_WEIGHT) if short else (PRIOR_YEARLY, WIDE_WEIGHT)
    log = bool((scaled > 0).all())
    values = np.log(scaled) if log else scaled
    prior = yearly * float(np.sqrt(series.step / YEAR_DAYS))
    pull = YEAR_DAYS / series.step if short else np.inf
    return Member("walk", log, 0, walk(series.times, values, prior, weight, pull))


def _family(series: Line, scaled: Floats) -> list[Member]:
    prior = PRIOR_YEARLY * float(np.sqrt(series.step / YEAR_DAYS))
    members = [Member("walk", log=False, first=_FIRST, say=walk(series.times, scaled, prior, PRIOR_WEIGHT, np.inf))]
    for log in (False, True):
        if log and not (scaled > 0).all():
            break
        values = np.log(scaled) if log else scaled
        members.append(Member("drift", log, _FIRST, walk(series.times, values, prior, PRIOR_WEIGHT, 1.0)))
        members.append(Member("line", log, _FIRST, line(series.times, values, prior)))
        if series.regular:
            members.append(Member("smooth", log, _FIRST, smooth(values, 1, prior)))
        if series.season > 1 and values.size > series.season + _FIRST:
            members.append(Member("season", log, series.season, season_again(values, series.season, prior, 1.0)))
        if series.season > 1 and values.size > 2 * series.season + _FIRST:
            seasonal = smooth(values, series.season, prior)
            members.append(Member("smooth_season", log, 2 * series.season, seasonal))
    return members


def _pooled(
    scaled: Floats,
    members: list[Member],
    verdict: backtest.Verdict,
    distances: Floats,
    bounds: tuple[float, float],
    size: float,
    method: str,
) -> Outlook:
    """Speak once more from the last value, and give the pool the size of the figures."""
    origin = np.full(distances.size, scaled.size - 1)
    said = [member.say(origin, distances) for member in members]
    log = np.array([member.log for member in members])
    grow = np.where(log, np.log(size), 0.0)[:, None]
    times = np.where(log, 1.0, size)[:, None]
    location = np.stack([one[0] for one in said]) * times + grow
    scale = np.stack([one[1] for one in said]) * times * verdict.width[:, None]
    season = np.stack([one[3] for one in said]) * times
    last = scaled[-1]
    still = np.array([[np.log(last) if member.log else last] for member in members]) * times + grow
    pool = Pool(
        verdict.weight,
        location,
        scale,
        np.array([float(one[2][0]) for one in said]),
        log,
        bounds[0],
        bounds[1],
    )
    flat = np.broadcast_to(still, location.shape)
    return Outlook(pool, pool.moved(location - season), pool.moved(flat), method)
