"""Logarithms of durations, some still running: group means with partial pooling.

y = μ_p + δ_k + ε_pk + noise; μ_p ~ N(prior_p, τ0²), δ_k ~ N(0, τ1²), ε_pk ~ N(0, τ2²) for what is timed (p) and the
kind of work (k). The noise is logistic with variance σ_p², so durations are log-logistic: of all durations the longest
have the smallest chance to end soon, which works that got stuck show and a lognormal hides (Cox & Oakes, Analysis of
Survival Data, 1984, §2.3). With s = σ√3/π, z = (c − m)/s and S = 1/(1 + e^z), a duration still running at c has
E[y] = c + s ln(1 + e^−z)/S and E[(y − c)²] = −2s² Li₂(−e^−z)/S, both integrals of S beyond c. Means are the
posterior means of the normal hierarchy (Gelman et al., Bayesian Data Analysis, 3rd ed., §5.4), in turns until they
stand (EM). A share of all durations never ends (Farewell 1982, Biometrics 38, 1041–1046): a work that was given up
without a word must not make the others look slow, and none that stands for years is sure to move.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, spence

from jinxiu.engines.forecasting.pool import Booleans, Floats, Integers

#: Spreads of the hierarchy: a median is known within a factor of about two, a kind differs by about a third, and by
#: about a quarter more in one step than in the others. Our judgement; some ten finished steps overrule it.
TAU_TIMED, TAU_KIND, TAU_BOTH = 0.7, 0.3, 0.25
#: So many running durations never end (works given up, and nobody says so), counted as so many durations.
STUCK, STUCK_WEIGHT = 0.01, 100.0
#: The noise is taken as this until seen, counted as so many durations.
NOISE, NOISE_WEIGHT = 0.6, 4.0
_TURNS = 30
#: Scale of a logistic distribution of variance 1.
LOGISTIC = float(np.sqrt(3) / np.pi)


@dataclass(frozen=True, slots=True)
class Rows:
    """One row a duration: its logarithm, whether it is still running, what is timed, the kind, and whether it tells
    of its kind (a span that is the sum of others in the table does not, or it would count twice).
    """

    value: Floats
    running: Booleans
    timed: Integers
    kind: Integers
    telling: Booleans


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """``mean`` and its variance ``doubt`` [P, K + 1] (the last kind is any that was never seen), ``noise`` [P], and the
    share ``stuck`` of durations that never end.
    """

    mean: Floats
    doubt: Floats
    noise: Floats
    stuck: float


def fit(rows: Rows, prior: Floats, kinds: int, spread: float = TAU_TIMED) -> Fit:
    """Return the fit; without rows it is the prior."""
    size = prior.size
    cell = rows.timed * kinds + rows.kind
    mean_p, mean_k, mean_pk = prior.copy(), np.zeros(kinds), np.zeros(size * kinds)
    noise = np.full(size, NOISE**2)
    seen, stuck = (~rows.running).astype(np.float64), STUCK
    for _ in range(_TURNS):
        mean = mean_p[rows.timed] + mean_k[rows.kind] + mean_pk[cell]
        value, variance = _expected(rows, mean, noise[rows.timed])
        moving = 1 - _stuck(rows, mean, noise[rows.timed], stuck)
        stuck = float((STUCK_WEIGHT * STUCK + (1 - moving) @ rows.telling) / (STUCK_WEIGHT + rows.telling.sum()))
        weight = moving / noise[rows.timed]
        rest = value - mean_k[rows.kind] - mean_pk[cell]
        mean_p = _pooled(rest * weight, weight, rows.timed, size, spread, prior)
        rest = value - mean_p[rows.timed] - mean_pk[cell]
        told = weight * rows.telling
        mean_k = _pooled(rest * told, told, rows.kind, kinds, TAU_KIND, np.zeros(kinds))
        rest = value - mean_p[rows.timed] - mean_k[rows.kind]
        mean_pk = _pooled(rest * weight, weight, cell, size * kinds, TAU_BOTH, np.zeros(size * kinds))
        squares = np.bincount(rows.timed, moving * ((rest - mean_pk[cell]) ** 2 + variance), size)
        count = np.bincount(rows.timed, moving, size)
        noise = (NOISE_WEIGHT * NOISE**2 + squares) / (NOISE_WEIGHT + count)
    weight = seen / noise[rows.timed]
    doubt_p = 1 / (spread**-2 + np.bincount(rows.timed, weight, size))
    doubt_k = 1 / (TAU_KIND**-2 + np.bincount(rows.kind, weight * rows.telling, kinds))
    doubt_pk = 1 / (TAU_BOTH**-2 + np.bincount(cell, weight, size * kinds)).reshape(size, kinds)
    known = mean_p[:, None] + mean_k[None, :] + mean_pk.reshape(size, kinds)
    # What a kind's own durations settle leaves no doubt of the levels above it: the smallest of both sums stands.
    doubt = np.minimum(doubt_p[:, None] + doubt_k[None, :] + doubt_pk, 4 * doubt_pk + doubt_p[:, None])
    fresh = (doubt_p + TAU_KIND**2 + TAU_BOTH**2)[:, None]
    return Fit(np.hstack([known, mean_p[:, None]]), np.hstack([doubt, fresh]), noise, stuck)


def _stuck(rows: Rows, mean: Floats, noise: Floats, share: float) -> Floats:
    """Return the probability of each duration that it never ends: the longer it runs, the likelier."""
    z = (rows.value - mean) / (LOGISTIC * np.sqrt(noise))
    return np.asarray(np.where(rows.running, share / (share + (1 - share) * expit(-z)), 0.0), dtype=np.float64)


def _expected(rows: Rows, mean: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """Return expectation and variance of each duration, given what is known of it."""
    scale = LOGISTIC * np.sqrt(noise)
    z = np.clip((rows.value - mean) / scale, -30.0, 30.0)
    beyond = np.exp(-z)
    beyond_share = 1 + np.exp(z)
    longer = scale * np.log1p(beyond) * beyond_share
    squares = -2 * scale**2 * spence(1 + beyond) * beyond_share
    value = np.where(rows.running, rows.value + longer, rows.value)
    variance = np.where(rows.running, np.maximum(squares - longer**2, 0.0), 0.0)
    return value, variance


def _pooled(sums: Floats, weights: Floats, group: Integers, size: int, spread: float, prior: Floats) -> Floats:
    """Return posterior means of groups under N(prior, spread²)."""
    total = np.bincount(group, weights, size) + spread**-2
    return np.asarray((np.bincount(group, sums, size) + prior * spread**-2) / total, dtype=np.float64)
