"""Scores of forecasts against everything that could have come, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: Central intervals that are looked at.
COVERED = (0.5, 0.8, 0.95)
TENTHS = 10
_RESAMPLED = 400


def crps(sample: Floats, truths: Floats) -> float:
    """Return the mean continuous ranked probability score of a sample: E|X − y| − E|X − X'| / 2, as the engine's own
    ``crps_of_sample``, here of many truths at once (Gneiting & Raftery 2007, equation 21).
    """
    members = np.sort(sample)
    count = members.size
    spread = float((2 * np.arange(1, count + 1) - count - 1) @ members) / count**2
    upto = np.concatenate([[0.0], np.cumsum(members)])
    below = np.searchsorted(members, truths)
    away = truths * (2 * below - count) + upto[-1] - 2 * upto[below]
    return float(away.mean()) / count - spread


@dataclass(slots=True)
class Tally:
    """What one forecaster said, world by world."""

    crps: list[tuple[int, str, float]] = field(default_factory=list)
    #: World, kind, what was said, and the share of futures in which it was so.
    said: list[tuple[int, str, float, float]] = field(default_factory=list)
    #: World, then for each of COVERED the share of truths inside and the width in the unit.
    inside: list[tuple[int, Floats, Floats]] = field(default_factory=list)

    def distribution(self, world: int, kind: str, sample: Floats, truths: Floats, unit: float) -> None:
        """Score a sample against truths."""
        self.crps.append((world, kind, crps(sample, truths) / unit))
        ends = [np.quantile(sample, ((1 - c) / 2, (1 + c) / 2), method="inverted_cdf") for c in COVERED]
        within = [float(((low <= truths) & (truths <= high)).mean()) for low, high in ends]
        self.inside.append((world, np.array(within), np.array([(high - low) / unit for low, high in ends])))

    def chance(self, world: int, kind: str, said: float, met: float) -> None:
        """Note a probability and how often it was so."""
        self.said.append((world, kind, said, met))

    def extend(self, other: Tally) -> None:
        """Take over what another tally holds."""
        self.crps += other.crps
        self.said += other.said
        self.inside += other.inside


@dataclass(frozen=True, slots=True)
class Scores:
    """A forecaster's figures; ``by_world`` [worlds, 2] holds the means of Brier score and CRPS."""

    brier: float
    crps: float
    error: float
    error_doubt: float
    inside: Floats
    width: Floats
    by_world: Floats
    bins: tuple[tuple[int, float, float], ...]


def scores(tally: Tally) -> Scores:
    """Return the figures of a tally, every world weighing the same."""
    said = np.array([(world, p, met) for world, _kind, p, met in tally.said])
    brier = said[:, 1] ** 2 - 2 * said[:, 1] * said[:, 2] + said[:, 2]
    worlds = np.unique(said[:, 0])
    table = np.full((worlds.size, 2), np.nan)
    table[:, 0] = _means(said[:, 0], brier, worlds)
    if tally.crps:
        ranked = np.array([(world, value) for world, _kind, value in tally.crps])
        table[:, 1] = _means(ranked[:, 0], ranked[:, 1], worlds)
    sums = _bins(said, worlds)
    error = _error(sums.sum(axis=0))
    rng = np.random.default_rng(0)
    again = [_error(sums[rng.integers(worlds.size, size=worlds.size)].sum(axis=0)) for _ in range(_RESAMPLED)]
    inside = np.array([row for _world, row, _width in tally.inside])
    width = np.array([row for _world, _inside, row in tally.inside])
    total = sums.sum(axis=0)
    bins = tuple((int(n), float(p / n), float(m / n)) if n else (0, 0.0, 0.0) for n, p, m in total)
    return Scores(
        float(np.nanmean(table[:, 0])),
        float(np.nanmean(table[:, 1])) if tally.crps else float("nan"),
        error,
        float(np.std(again)),
        inside.mean(axis=0) if tally.inside else np.full(len(COVERED), np.nan),
        width.mean(axis=0) if tally.inside else np.full(len(COVERED), np.nan),
        table,
        bins,
    )


def lead(ours: Scores, other: Scores, column: int) -> tuple[float, float]:
    """Return by how much our score (0 Brier, 1 CRPS) is lower, and the standard error over the same worlds."""
    ahead = other.by_world[:, column] - ours.by_world[:, column]
    ahead = ahead[np.isfinite(ahead)]
    return float(ahead.mean()), float(ahead.std(ddof=1) / np.sqrt(ahead.size))


def by_kind(tally: Tally) -> dict[str, tuple[float, float, float]]:
    """Return Brier score, CRPS and calibration error of each kind of world."""
    found = {}
    for kind in dict.fromkeys(kind for _world, kind, *_rest in tally.said):
        own = [(p, met) for _world, name, p, met in tally.said if name == kind]
        ranked = [value for _world, name, value in tally.crps if name == kind]
        rows = np.array([(0.0, p, met) for p, met in own])
        brier = float((rows[:, 1] ** 2 - 2 * rows[:, 1] * rows[:, 2] + rows[:, 2]).mean())
        error = _error(_bins(rows, np.zeros(1))[0])
        found[kind] = (brier, float(np.mean(ranked)) if ranked else float("nan"), error)
    return found


def _means(world: Floats, value: Floats, worlds: Floats) -> Floats:
    place = np.searchsorted(worlds, world)
    count = np.bincount(place, minlength=worlds.size)
    with np.errstate(invalid="ignore"):
        return np.bincount(place, value, worlds.size) / np.where(count, count, np.nan)


def _bins(said: Floats, worlds: Floats) -> Floats:
    """Return number, sum said and sum met of each tenth of the probability [worlds, TENTHS, 3]."""
    place = np.searchsorted(worlds, said[:, 0])
    tenth = np.minimum((said[:, 1] * TENTHS).astype(int), TENTHS - 1)
    cell = place * TENTHS + tenth
    size = worlds.size * TENTHS
    columns: Iterable[Floats] = (np.ones(len(said)), said[:, 1], said[:, 2])
    return np.stack([np.bincount(cell, column, size) for column in columns], axis=1).reshape(-1, TENTHS, 3)


def _error(sums: Floats) -> float:
    return float(np.abs(sums[:, 1] - sums[:, 2]).sum() / sums[:, 0].sum())
