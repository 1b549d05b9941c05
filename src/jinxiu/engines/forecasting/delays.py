"""How long works take from rung to rung, and how far plans are missed, learned from the city's own works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from jinxiu.engines.forecasting.censored import Fit, Rows, fit
from jinxiu.engines.forecasting.model import Work
from jinxiu.engines.forecasting.pool import Booleans, Floats, Integers
from jinxiu.engines.terms import Rung

RUNGS = len(Rung)
#: Median days from a rung to the next before anything is known. Our judgement, no source: wide (a factor of two
#: either way is nothing unusual) and overruled by some ten finished steps.
PRIOR_DAYS = (120, 90, 90, 270, 150, 60, 270)
#: Plans are missed by a sixth of their length, within a factor of 1.5.
PRIOR_SLIP, SLIP_SPREAD = 0.15, 0.4
#: A plan shorter than this is an entry made after the fact.
SHORTEST_PLAN = 15
#: A city's year makes all works faster or slower by so much; counted as so many years.
PRIOR_SHOCK, SHOCK_WEIGHT = 0.15, 3.0
#: What both views of a step, plan and custom, leave open together, before it is seen; counted as so many steps.
_TOGETHER, _TOGETHER_WEIGHT = 1.4, 10.0
#: Rungs that a work is taken to record when nothing is known of its kind.
_USUAL = (Rung.APPROVED, Rung.STARTED, Rung.FINISHED, Rung.PRODUCING)
#: With fewer finished steps than this the answer rests on the prior.
FEW_STEPS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Delays:
    """What was learned. Of any two rungs a < b: ``a * 8 + b`` is the row of ``custom``.

    ``custom`` tells of logarithms of days, ``slip`` (one row) of log(days taken / days planned); ``together`` is what
    the noise of both views combined must be multiplied with; ``shock`` the spread of a city's year; ``usual``
    [kinds + 1, rungs] which rungs a kind records; ``finished`` how many steps all this was learned from.
    """

    kinds: tuple[str, ...]
    custom: Fit
    slip: Fit
    together: float
    shock: float
    usual: Booleans
    finished: int

    def kind(self, name: str) -> int:
        """Return the index of a kind; one that was never seen has the last."""
        return self.kinds.index(name) if name in self.kinds else len(self.kinds)

    @property
    def enough(self) -> bool:
        """Whether the city's own steps weigh more than the prior."""
        return self.finished >= FEW_STEPS


def row_of(low: int, high: int) -> int:
    """Return the row of the span from one rung to another."""
    return low * RUNGS + high


def known_steps(work: Work, as_of: date) -> list[tuple[Rung, date]]:
    """Return the rungs reached by ``as_of``, lowest first."""
    return sorted((Rung(rung), day) for rung, day in work.reached.items() if day <= as_of)


def plan_length(work: Work, low: int, high: int, since: date) -> float:
    """Return how many days were planned from a rung to a higher one, NaN where no plan tells.

    Counted from the planned day of the lower rung, else from ``since``, the day it was really reached.
    """
    end = work.planned.get(Rung(high))
    if end is None:
        return float("nan")
    length = (end - work.planned.get(Rung(low), since)).days
    return float(length) if length >= SHORTEST_PLAN else float("nan")


def sorted_works(works: Iterable[Work]) -> list[Work]:
    """Return works in order of their keys; ValueError where two have the same."""
    known = sorted(works, key=lambda work: work.key)
    for one, other in pairwise(known):
        if one.key == other.key:
            raise ValueError(f"two works have the key {one.key}")
    return known


def learn(works: Iterable[Work], as_of: date) -> Delays:
    """Learn from finished steps, and from those still open by ``as_of``, in any order of works.

    Raises ValueError where two works have one key. Without works the prior is returned.
    """
    known = sorted_works(works)
    kinds = tuple(sorted({work.kind for work in known}))
    index = {kind: place for place, kind in enumerate(kinds)}
    usual = _usual(known, kinds, as_of)
    rows, plans, years = _rows(known, index, as_of)
    prior = np.zeros(RUNGS * RUNGS)
    for low in range(RUNGS):
        for high in range(low + 1, RUNGS):
            prior[row_of(low, high)] = np.log(sum(PRIOR_DAYS[low:high]))
    count = max(len(kinds), 1)
    custom = fit(rows, prior, count)
    planned = np.isfinite(plans) & rows.telling
    slip_rows = Rows(
        rows.value[planned] - plans[planned],
        rows.running[planned],
        np.zeros(int(planned.sum()), dtype=np.int64),
        rows.kind[planned],
        rows.telling[planned],
    )
    slip = fit(slip_rows, np.array([PRIOR_SLIP]), count, SLIP_SPREAD)
    rest = rows.value - custom.mean[rows.timed, rows.kind]
    done = ~rows.running & rows.telling
    together = _together(rows, plans, custom, slip, done & planned)
    return Delays(kinds, custom, slip, together, _shock(rest[done], years[done]), usual, int(done.sum()))


def _rows(known: list[Work], index: dict[str, int], as_of: date) -> tuple[Rows, Floats, Integers]:
    """Return all durations, the logarithms of their planned lengths, and the years they began in."""
    heights = {kind: {r for w in known if w.kind == kind for r, _ in known_steps(w, as_of)} for kind in index}
    table: list[tuple[float, bool, int, int, bool, float, int]] = []
    for work in known:
        steps = known_steps(work, as_of)
        kind = index[work.kind]
        for place, (low, since) in enumerate(steps):
            for later, (high, day) in enumerate(steps[place + 1 :]):
                days = (day - since).days
                if days >= 0:
                    plan = plan_length(work, low, high, since)
                    table.append((max(days, 1), False, row_of(low, high), kind, later == 0, plan, since.year))
            ahead = [r for r in Rung if r > steps[-1][0] and (r in heights[work.kind] or r in work.planned)]
            for rank, high in enumerate(ahead):
                days, plan = max((as_of - since).days, 1), plan_length(work, low, high, since)
                tells = rank == 0 and place == len(steps) - 1
                table.append((days, True, row_of(low, high), kind, tells, plan, since.year))
    columns = list(zip(*table, strict=True)) if table else [()] * 7
    rows = Rows(
        np.log(np.array(columns[0], dtype=np.float64)),
        np.array(columns[1], dtype=np.bool_),
        np.array(columns[2], dtype=np.int64),
        np.array(columns[3], dtype=np.int64),
        np.array(columns[4], dtype=np.bool_),
    )
    return rows, np.log(np.array(columns[5], dtype=np.float64)), np.array(columns[6], dtype=np.int64)


def _usual(known: list[Work], kinds: tuple[str, ...], as_of: date) -> Booleans:
    """Return which rungs each kind records: at least half of the works that went past them did."""
    recorded, passed = np.zeros((len(kinds) + 1, RUNGS)), np.zeros((len(kinds) + 1, RUNGS))
    for work in known:
        steps = {rung for rung, _ in known_steps(work, as_of)}
        for rung in range(max(steps, default=0)):
            for place in (kinds.index(work.kind), len(kinds)):
                passed[place, rung] += 1
                recorded[place, rung] += Rung(rung) in steps
    default = np.isin(np.arange(RUNGS), _USUAL)
    pooled = np.where(passed[-1] > 0, recorded[-1] >= passed[-1] / 2, default)
    return np.where(passed > 0, recorded >= passed / 2, pooled[None, :])


def _together(rows: Rows, plans: Floats, custom: Fit, slip: Fit, both: Booleans) -> float:
    """Return by how much both views combined are noisier than if their errors were independent."""
    timed, kind = rows.timed[both], rows.kind[both]
    mean, variance = combined(
        custom.mean[timed, kind], custom.noise[timed], plans[both], slip.mean[0, kind], slip.noise
    )
    squares = (rows.value[both] - mean) ** 2 / variance
    return float((_TOGETHER_WEIGHT * _TOGETHER + squares.sum()) / (_TOGETHER_WEIGHT + squares.size))


def combined(
    custom: Floats, custom_noise: Floats, plan: Floats, slip: Floats, slip_noise: Floats
) -> tuple[Floats, Floats]:
    """Return mean and variance of two views weighted by their precision (custom, and plan times slip)."""
    weight = custom_noise / (custom_noise + slip_noise)
    return custom + weight * (plan + slip - custom), custom_noise * slip_noise / (custom_noise + slip_noise)


def _shock(rest: Floats, years: Integers) -> float:
    """Return the spread of what the durations begun in one year have in common, by the method of moments."""
    total, count = SHOCK_WEIGHT * PRIOR_SHOCK**2, SHOCK_WEIGHT
    for year in np.unique(years):
        own = rest[years == year]
        if own.size >= 3:
            total += max(float(own.mean() ** 2 - rest.var() / own.size), 0.0)
            count += 1
    return float(np.sqrt(total / count))
