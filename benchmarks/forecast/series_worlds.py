"""Series whose truth is known: one past, and many futures that could all have come of it.

None of these processes is one that the engine assumes. Its members are walks with normal steps, straight lines and
exponential smoothing of figures or of their logarithms; the figures here come of waves that die out around a line,
curves that saturate, slopes that change at breaks, steps with Student's t of three degrees and calm and rough times,
seasons with a feast that moves between January and February, jumps, and numbers added and taken away by chance.

A maker turns noise [futures, periods, 5] into figures of the same two first axes. Up to the day of a forecast the
noise is the same for all futures, after it each has its own: so a forecast is scored against all that could have come,
not against the one that came by luck.

Goals are set as planners set them, from what is published by then: a growth over last year's figure, or a step from
the last one, more or less ambitious. Drawn from the futures they would give away what is to come.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr
from scipy.stats import poisson, t

from jinxiu.engines.forecasting import Frequency, Goal, Series
from jinxiu.engines.terms import Comparator

Floats = npt.NDArray[np.float64]
#: Futures that a forecast is scored against, and goals a case.
FUTURES, GOALS = 60, 4
#: Days a world is looked at.
ORIGINS = (0.5, 0.75, 1.0)
MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
_NOISE = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A series up to ``as_of``, its goals, and the values that could have come at their deadline [futures].

    ``steps`` is the distance of the deadline from the last figure in periods; ``unit`` what scores are divided by: the
    standard deviation of what could have come.
    """

    world: int
    kind: str
    series: Series
    as_of: date
    goals: tuple[Goal, ...]
    truths: Floats
    steps: int
    unit: float


Knobs = Floats
Maker = Callable[[Floats, Knobs, int], Floats]


def _waves(noise: Floats, memory: float) -> Floats:
    out = np.zeros_like(noise)
    for index in range(1, noise.shape[1]):
        out[:, index] = memory * out[:, index - 1] + noise[:, index]
    return out


def _trend(noise: Floats, knobs: Knobs, _season: int) -> Floats:
    """A straight line with waves around it that die out."""
    place = np.arange(noise.shape[1])
    return 100 + (knobs[0] - 0.3) * 3 * place + (1 + 6 * knobs[1]) * _waves(noise[:, :, 0], 0.3 + 0.5 * knobs[2])


def _saturating(noise: Floats, knobs: Knobs, season: int) -> Floats:
    """A curve that rises quickly and levels off, each step with an error in proportion."""
    rate = (0.15 + 0.5 * knobs[0]) / max(season, 2) ** 0.5
    level = np.full(noise.shape[0], 20 + 40 * knobs[1])
    out = np.empty(noise.shape[:2])
    for index in range(noise.shape[1]):
        level = level * np.exp(rate * (1 - level / 200) * 0.5 + (0.004 + 0.02 * knobs[2]) * noise[:, index, 0])
        out[:, index] = level * (1 + (0.002 + 0.01 * knobs[3]) * noise[:, index, 1])
    return out


def _season(noise: Floats, knobs: Knobs, season: int) -> Floats:
    """A yearly round that changes from year to year, with a feast that moves, on a level whose growth breaks."""
    place = np.arange(noise.shape[1])
    round_ = np.random.default_rng(int(knobs[4] * 1e9)).normal(0, 0.04 + 0.15 * knobs[2], season)
    changes = np.where(ndtr(noise[:, :, 2]) > 1 - 0.3 / season, 0.02 * noise[:, :, 3], 0.0)
    growth = (0.14 * knobs[0] - 0.02) / season + np.cumsum(changes, axis=1) / max(season / 4, 1)
    level = np.cumsum(growth + 0.02 * knobs[1] * noise[:, :, 0], axis=1)
    # The feast takes from January or from February; of a quarter it takes nothing that is seen.
    late = np.sin(place // 12 * 2.4) > 0
    feast = np.where(place % 12 == late, -0.15 * knobs[3], 0.0) if season == 12 else np.zeros(place.size)
    return 80 * np.exp(level + round_[place % season] + feast + (0.01 + 0.05 * knobs[3]) * noise[:, :, 1])


def _walk(noise: Floats, knobs: Knobs, _season: int) -> Floats:
    """A walk with fat-tailed steps, and with calm and rough times."""
    rough = _waves(noise[:, :, 1], 0.9) > 1.5
    steps = t.ppf(ndtr(noise[:, :, 0]), 3) * np.where(rough, 3.0, 1.0)
    return 200 + np.cumsum((knobs[0] - 0.5) * 0.5 + (0.3 + 2 * knobs[1]) * steps, axis=1)


def _jumps(noise: Floats, knobs: Knobs, _season: int) -> Floats:
    """A level that jumps now and then, in the past as in the future."""
    jumps = np.where(noise[:, :, 2] > 1.9, noise[:, :, 1] * 12, 0.0)
    return 100 + np.cumsum(jumps + (knobs[0] - 0.4) * 0.8, axis=1) + (0.5 + 2 * knobs[1]) * noise[:, :, 0]


def _counts(noise: Floats, knobs: Knobs, _season: int) -> Floats:
    """How many of something there are: some are added by chance, at a rate that wanders, some taken away."""
    rate = (0.3 + 4 * knobs[0]) * np.exp(0.5 * _waves(noise[:, :, 1], 0.8) * knobs[1])
    new = poisson.ppf(ndtr(noise[:, :, 0]), rate)
    gone = np.where(noise[:, :, 2] > 1.3, np.floor(1 + 2 * knobs[2]), 0.0)
    out = np.empty_like(new)
    level = np.full(new.shape[0], 5.0)
    for index in range(new.shape[1]):
        level = np.maximum(level + new[:, index] - gone[:, index], 0.0)
        out[:, index] = level
    return out


def _share(noise: Floats, knobs: Knobs, _season: int) -> Floats:
    """A share that nears its ceiling."""
    steps = 0.12 * knobs[1] + 0.15 * knobs[2] * noise[:, :, 0]
    return 100 / (1 + np.exp(-(-1 + 3 * knobs[0] + np.cumsum(steps, axis=1) + 0.1 * noise[:, :, 1])))


def _growth(noise: Floats, knobs: Knobs, season: int) -> Floats:
    """Growth at rates that persist for a while."""
    rates = _waves(noise[:, :, 0], 0.7) * (0.005 + 0.03 * knobs[1]) + (0.15 * knobs[0] - 0.02) / season
    return 50 * np.exp(np.cumsum(rates, axis=1))


MAKERS: dict[str, Maker] = {
    "trend": _trend,
    "saturating": _saturating,
    "seasonal": _season,
    "cumulative": _season,
    "walk": _walk,
    "jumps": _jumps,
    "counts": _counts,
    "shares": _share,
    "growth": _growth,
    "short": _growth,
    "gaps": _season,
    "late": _trend,
}
_BOUNDS: dict[str, tuple[float, float | None]] = {"counts": (0.0, None), "shares": (0.0, 100.0)}


def cases(seed: int, worlds: range) -> list[Case]:
    """Return the cases of some worlds, kinds in turn; a world is the same whatever others are asked for."""
    kinds = list(MAKERS)
    return [case for world in worlds for case in _world(seed, world, kinds[world % len(kinds)])]


def _world(seed: int, world: int, kind: str) -> list[Case]:
    rng = np.random.default_rng([seed, 1, world])
    frequency = [Frequency.MONTH, Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR][rng.integers(4)]
    if kind in {"seasonal", "cumulative", "gaps"} and frequency is Frequency.YEAR:
        frequency = Frequency.MONTH
    if kind == "short":
        season, length = 12 // MONTHS[frequency], int(rng.integers(6, 11))
    else:
        season = 12 // MONTHS[frequency]
        length = int(rng.integers(12, 25) if season == 1 else rng.integers(3 * season, 7 * season))
    knobs = rng.uniform(0, 1, 5)
    past = rng.standard_normal((length, _NOISE))
    kept = rng.uniform(size=length) > (0.2 if kind == "gaps" else 0.0)
    behind = int(rng.integers(1, 4)) if kind == "late" else 0
    found = []
    for share in ORIGINS:
        known = max(4, round(length * share))
        steps = int(rng.integers(1, 4 if season == 1 else season + 1))
        if kind == "cumulative":
            known += known % season == 0
            steps = season - known % season
        steps += behind
        ahead = rng.standard_normal((FUTURES, steps, _NOISE))
        before = np.broadcast_to(past[:known] if known <= length else _longer(past, rng), (len(ahead), known, _NOISE))
        made = MAKERS[kind](np.concatenate([before, ahead], axis=1), knobs, season)
        found.append(_case(rng, world, kind, frequency, made, known, behind, kept))
    return found


def _longer(past: Floats, rng: np.random.Generator) -> Floats:
    return np.concatenate([past, rng.standard_normal((1, _NOISE))])


def _case(
    rng: np.random.Generator,
    world: int,
    kind: str,
    frequency: Frequency,
    made: Floats,
    known: int,
    behind: int,
    kept: npt.NDArray[np.bool_],
) -> Case:
    season = 12 // MONTHS[frequency]
    if kind == "cumulative":
        made = _counting_up(made, season)
    days = [day_of(place, frequency) for place in range(made.shape[1])]
    told = [place for place in range(known) if place in {0, known - 1} or kept[place]]
    series = Series(
        tuple(days[place] for place in told),
        tuple(float(made[0, place]) for place in told),
        frequency,
        kind == "cumulative",
        *_BOUNDS.get(kind, (None, None)),
    )
    truths, steps = made[:, -1], made.shape[1] - known
    goals = tuple(
        Goal(Comparator.AT_MOST if index == 0 else Comparator.AT_LEAST, float(value), None, days[-1])
        for index, value in enumerate(_goals(rng, made[0, :known], steps, season, counts_up=kind == "cumulative"))
    )
    unit = max(float(truths.std()), 0.002 * float(np.abs(truths).mean()), 0.5 if kind == "counts" else 0.0)
    return Case(world, kind, series, days[known - 1 + behind], goals, truths, steps, unit)


def _goals(rng: np.random.Generator, told: Floats, steps: int, season: int, *, counts_up: bool) -> Floats:
    """Return goals around what the past would lead a planner to, by what such steps have brought before."""
    ambition = rng.normal(0.2, 1.0, GOALS)
    yearly = season > 1 and told.size > season and steps <= season
    if not yearly and not counts_up:
        changes = np.diff(told)
        return np.asarray(told[-1] + changes.mean() * steps + ambition * changes.std() * np.sqrt(steps))
    if told.size <= season:
        return np.asarray(told[-1] * (told.size + steps) / told.size * (1 + 0.1 * ambition))
    base = told[told.size - 1 + steps - season]
    growth = told[season:] - told[:-season]
    usual, spread = (growth[-1], abs(growth).mean()) if counts_up else (growth.mean(), growth.std())
    return np.asarray(base + usual + 0.7 * ambition * max(float(spread), 0.01 * abs(float(base))))


def _counting_up(values: Floats, season: int) -> Floats:
    """Add up within each year."""
    out = values.copy()
    for index in range(1, out.shape[1]):
        if index % season:
            out[:, index] += out[:, index - 1]
    return out


def day_of(place: int, frequency: Frequency) -> date:
    """Return the last day of the place-th period from 2010 on."""
    year, month = divmod((place + 1) * MONTHS[frequency] - 1, 12)
    return date(2010 + year, month + 1, calendar.monthrange(2010 + year, month + 1)[1])
