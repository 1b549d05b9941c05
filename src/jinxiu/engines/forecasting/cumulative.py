"""Figures that count up within the year: what is still to come is judged by past years' same stretch.

With C(y, k) the count of year y after period k (k = 0: nothing), the remainder is r(y) = C(y, m) − C(y, k). Five
members say log r of this year: last year's remainder; the same times the growth so far, in full or by half; the mean
share r/C(k) of past years; last year's with the mean yearly growth. Each is tried on every past year with the years
before it alone, also from neighbouring periods; those errors give weights and widths. Where a remainder was negative
the same is done on the figures themselves. Each stretch has a forecast of its own, none is chained (the direct
method of Marcellino, Stock & Watson 2006, Journal of Econometrics 135, 499–526).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from jinxiu.engines.forecasting.grid import PER_YEAR
from jinxiu.engines.forecasting.model import Frequency
from jinxiu.engines.forecasting.pool import Floats, Pool

#: What a remainder may differ from its forecast when nothing is known (12 %), counted as so many errors.
_PRIOR, _PRIOR_WEIGHT = 0.04, 2.0
#: The same for a year that no past year stands behind.
_ALONE, _ALONE_DEGREES = 0.4, 3.0
#: Errors made from a neighbouring period count e^(−distance / _NEAR) of one.
_NEAR = 1.5
_SHARPNESS, _SHARPEST = 0.7, 4.0
_MEMBERS = 5
#: What the mean share says is at most e^3 times last year's: a year that began with next to nothing tells nothing.
_SHARE = 3.0


@dataclass(frozen=True, slots=True)
class Table:
    """``count`` [years, periods + 1], NaN where unknown, column 0 zero; ``first`` is the first row's year."""

    count: Floats
    first: int
    row: int
    period: int

    @property
    def now(self) -> float:
        """The latest count."""
        return float(self.count[self.row, self.period])

    def full_years(self, upto: int) -> int:
        """Return in how many years before the latest one the count of period ``upto`` is known."""
        return int(np.isfinite(self.count[: self.row, upto]).sum())


def table(points: list[tuple[date, float]], frequency: Frequency) -> Table:
    """Return the table of at least one point; periods passed over (1月 is seldom published) lie on a straight line."""
    parts = PER_YEAR[frequency]
    first = points[0][0].year
    count = np.full((points[-1][0].year - first + 1, parts + 1), np.nan)
    count[:, 0] = 0.0
    for day, value in points:
        count[day.year - first, (day.month - 1) * parts // 12 + 1] = value
    for row in count:
        seen = np.flatnonzero(np.isfinite(row))
        row[: seen[-1] + 1] = np.interp(np.arange(seen[-1] + 1), seen, row[seen])
    return Table(count, first, count.shape[0] - 1, int(np.flatnonzero(np.isfinite(count[-1]))[-1]))


@dataclass(frozen=True, slots=True)
class Remainder:
    """What the members say of this year's remainder: ``location``, ``scale``, ``weight``, each [members].

    ``plain`` is the mean share alone, ``even`` the same pace as so far: the drivers are told by their difference.
    """

    location: Floats
    scale: Floats
    weight: Floats
    degrees: float
    log: bool
    plain: float
    even: float


def remainder(known: Table, upto: int) -> Remainder:
    """Return what is said of the remainder from the latest period to ``upto`` (a later one of the same year)."""
    head = known.count[:, : upto + 1]
    rest = known.count[:, upto : upto + 1] - head[:, :upto]
    past = np.flatnonzero(np.isfinite(known.count[: known.row, upto]))
    ahead = upto - known.period
    even = known.now * ahead / known.period if known.period else 0.0
    if not past.size:
        return _alone(even, abs(known.now))
    before = rest[past]
    log = bool((before >= 0).all() and before[:, known.period].max() > 0 and (known.now > 0 or not known.period))
    if log:
        floor = np.maximum(before.mean(axis=0) / 100, 1e-9 * before.max())
        before = np.log(np.maximum(before, floor))
    heads = head[:, :upto]
    said = [_say(before[:n], heads[past[:n]], heads[past[n]], upto, log=log) for n in range(1, past.size)]
    now = _say(before, heads[past], heads[known.row], upto, log=log)[:, known.period]
    errors = np.array([before[place + 1] - one for place, one in enumerate(said)]).reshape(-1, _MEMBERS, upto)
    unit = 1.0 if log else float(np.abs(before).mean()) or abs(known.now) or 1.0
    scale, weight, degrees = _judge(errors, known.period, unit)
    plain = now[3] if log else now[0]
    return Remainder(now, scale, weight, degrees, log, float(plain), _safe_log(even, now[0]) if log else even)


def _alone(even: float, size: float) -> Remainder:
    """No past year: the pace so far goes on, and nobody knows how well."""
    log = even > 0
    location = np.array([np.log(even) if log else even])
    scale = np.array([_ALONE if log else _ALONE * (size or 1.0)])
    return Remainder(location, scale, np.ones(1), _ALONE_DEGREES, log, float(location[0]), float(location[0]))


def _safe_log(value: float, instead: float) -> float:
    return float(np.log(value)) if value > 0 else float(instead)


def _say(before: Floats, heads: Floats, head: Floats, upto: int, *, log: bool) -> Floats:
    """Return [members, periods] what each member says of the next remainder, from past ones [years, periods]."""
    last, years = before[-1], before.shape[0]
    mean_growth = (before[-1] - before[0]) / years  # one more year in the divisor: shrunk toward no growth
    passed = np.arange(upto)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if log:
            so_far = np.clip(np.log(head / heads[-1]), -1.0, 1.0)
            share = np.clip(np.log(head) + (before - np.log(heads)).mean(axis=0), last - _SHARE, last + _SHARE)
        else:
            so_far = (head - heads[-1]) * (upto - passed) / passed
            share = before.mean(axis=0)
    so_far = np.where(np.isfinite(so_far), so_far, 0.0)
    share = np.where(np.isfinite(share), share, last)
    return np.stack([last, last + so_far, last + so_far / 2, share, last + mean_growth])


def _judge(errors: Floats, period: int, unit: float) -> tuple[Floats, Floats, float]:
    """Return scale [members], weight [members] and degrees from errors [years, members, periods]."""
    nearness = np.exp(-np.abs(np.arange(errors.shape[2]) - period) / _NEAR)
    nearness[0] *= float(period == 0)
    share = nearness / nearness.sum()
    years = errors.shape[0]
    squares = (errors**2 * share).sum(axis=(0, 2)) if years else np.zeros(_MEMBERS)
    scale = np.sqrt((_PRIOR_WEIGHT * (_PRIOR * unit) ** 2 + squares) / (_PRIOR_WEIGHT + years))
    off = (np.abs(errors) * share).sum(axis=(0, 2)) + _PRIOR * unit / 2
    weight = (off / off.min()) ** -min(_SHARPNESS * years, _SHARPEST)
    return scale, weight / weight.sum(), _PRIOR_WEIGHT + years


@dataclass(frozen=True, slots=True)
class Outlook:
    """One day's pool, and the same at the past years' mean share, and at an even pace."""

    pool: Pool
    steady: Pool
    still: Pool


def look_ahead(known: Table, year: int, upto: int, bounds: tuple[float, float]) -> Outlook:
    """Return the outlook for the count of ``year`` (the latest or a later one) after period ``upto``."""
    years = year - known.first - known.row
    if not years:
        said = remainder(known, upto)
        return _outlook(said, bounds, known.now, 0.0, 0.0)
    if upto <= known.period:
        total = float(known.count[known.row, upto])
        log = total > 0
        here = np.array([np.log(total) if log else total])
        said = Remainder(here, np.zeros(1), np.ones(1), _PRIOR_WEIGHT, log, float(here[0]), float(here[0]))
    else:
        said = _whole(remainder(known, upto), known.now)
    growth, spread, behind = _growth(known, upto, log=said.log)
    variance = spread**2 * (years + years**2 / (behind + 1))
    return _outlook(said, bounds, 0.0, growth * years, variance)


def _whole(said: Remainder, now: float) -> Remainder:
    """Turn what is said of the remainder into the same of the whole count (delta method where logarithms are taken)."""
    if not said.log:
        return replace(said, location=said.location + now, plain=said.plain + now, even=said.even + now)
    rest = np.exp(said.location)
    whole = np.log(now + rest)
    plain, even = (float(np.log(now + np.exp(one))) for one in (said.plain, said.even))
    return replace(said, location=whole, scale=said.scale * rest / (now + rest), plain=plain, even=even)


def _growth(known: Table, upto: int, *, log: bool) -> tuple[float, float, int]:
    """Return the yearly growth of the count, what a year differs from it, and how many years say so."""
    counts = known.count[np.isfinite(known.count[:, upto]), upto]
    unit = 1.0 if log else float(np.abs(counts).mean() if counts.size else abs(known.now)) or 1.0
    if log:
        counts = np.log(counts[counts > 0])
    changes = np.diff(counts)
    growth = float(changes.sum() / (changes.size + 1))
    lost = float(((changes - growth) ** 2).sum())
    variance = (_PRIOR_WEIGHT * (_PRIOR * unit) ** 2 + lost) / (_PRIOR_WEIGHT + changes.size)
    return growth, float(np.sqrt(variance)), changes.size


def _outlook(said: Remainder, bounds: tuple[float, float], offset: float, growth: float, variance: float) -> Outlook:
    location = (said.location + growth)[:, None]
    size = said.weight.size
    pool = Pool(
        said.weight,
        location,
        np.sqrt(said.scale**2 + variance)[:, None],
        np.full(size, said.degrees),
        np.full(size, said.log),
        bounds[0],
        bounds[1],
        offset,
    )
    plain, even = np.full_like(location, said.plain), np.full_like(location, said.even)
    return Outlook(pool, pool.moved(plain), pool.moved(even))
