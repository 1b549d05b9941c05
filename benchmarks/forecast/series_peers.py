"""What others would say of a series: a distribution of its value at the deadline, as members of a sample.

For figures that count up within the year the peers are given the flows, and what they say of the flows is added to the
last count: without that help each of them would be lost at the turn of the year. Periods that nobody told of are filled
for them as the engine fills them.
"""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, t
from series_worlds import MONTHS, Case

from jinxiu.engines.forecasting.filling import filled

Floats = npt.NDArray[np.float64]
#: Members of each sample.
SIZE = 400
LEVELS = (np.arange(SIZE) + 0.5) / SIZE


def _flows(case: Case) -> tuple[Floats, float]:
    """Return what the peers look at, and what is added to their sum."""
    month = MONTHS[case.series.frequency]
    places = np.array([(day.year * 12 + day.month - 1) // month for day in case.series.days])
    told = np.array([float(value) for value in case.series.values])
    values = filled(places, told, 1 if case.series.cumulative else 12 // month)
    if not case.series.cumulative:
        return values, 0.0
    first = (places[0] + np.arange(values.size)) % (12 // month) == 0
    flows = np.where(first, values, np.diff(values, prepend=0.0))
    return flows, float(values[-1])


def _bounded(case: Case, sample: Floats) -> Floats:
    low = -np.inf if case.series.lower is None else case.series.lower
    high = np.inf if case.series.upper is None else case.series.upper
    return np.clip(sample, low, high)


def naive(case: Case) -> Floats:
    """The last value stays; its past changes over one step, growing with the root of time, give the width."""
    flows, before = _flows(case)
    width = max(float(np.std(np.diff(flows))) if flows.size > 2 else abs(float(flows[-1])) * 0.1, 1e-9)
    if case.series.cumulative:
        # A sum of walking flows: Σ_{i≤h} (h − i + 1)² steps.
        width *= np.sqrt(sum(i**2 for i in range(1, case.steps + 1)))
        return before + flows[-1] * case.steps + width * norm.ppf(LEVELS)
    return _bounded(case, flows[-1] + width * np.sqrt(case.steps) * norm.ppf(LEVELS))


def linear(case: Case) -> Floats:
    """The straight line by least squares through the whole history, with its prediction interval."""
    flows, before = _flows(case)
    place = np.arange(flows.size)
    slope, base = np.polyfit(place, flows, 1)
    rest = flows - base - slope * place
    degrees = max(flows.size - 2, 1)
    width = max(float(np.sqrt((rest**2).sum() / degrees)), 1e-9)
    ahead = np.arange(flows.size, flows.size + case.steps)
    spread = 1 + 1 / flows.size + (ahead - place.mean()) ** 2 / ((place - place.mean()) ** 2).sum()
    if case.series.cumulative:
        total = width * np.sqrt(spread.sum())
        return before + float((base + slope * ahead).sum()) + total * t.ppf(LEVELS, degrees)
    return _bounded(case, base + slope * ahead[-1] + width * np.sqrt(spread[-1]) * t.ppf(LEVELS, degrees))


def ets(case: Case) -> Floats:
    """Exponential smoothing of statsmodels, chosen by AICc."""
    flows, before = _flows(case)
    season = 12 // MONTHS[case.series.frequency]
    drawn = smoothed(flows, season, case.steps)
    if drawn is None:
        return naive(case)
    return _bounded(case, before + drawn.sum(axis=0) if case.series.cumulative else drawn[-1])


def smoothed(values: Floats, season: int, steps: int) -> Floats | None:
    """Return paths [steps, members] of the best model by AICc, None where none could be fitted.

    Tried are no trend, a trend, a damped one, and where there are two years the first and the last with a season.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    shapes: list[dict[str, object]] = [{"trend": None}]
    if values.size >= 6:
        shapes.append({"trend": "add"})
    if values.size >= 8:
        shapes.append({"trend": "add", "damped_trend": True})
    if season > 1 and values.size >= 2 * season + 3:
        shapes += [{**shape, "seasonal": "add", "seasonal_periods": season} for shape in (shapes[0], shapes[-1])]
    size = float(np.abs(values).max()) or 1.0
    fits = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for shape in shapes:
            try:
                fit = ETSModel(values / size, error="add", **shape).fit(disp=False)
            except (ValueError, np.linalg.LinAlgError):
                continue
            worth = fit.aicc if np.isfinite(fit.aicc) else fit.aic
            if np.isfinite(worth):
                fits.append((worth, len(fits), fit))
        for *_, best in sorted(fits):
            rng = np.random.default_rng(steps)
            paths = size * np.asarray(best.simulate(steps, anchor="end", repetitions=SIZE, rng=rng))
            if np.isfinite(paths).all():
                return paths.reshape(steps, SIZE)
    return None


PEERS = {"last value": naive, "straight line": linear, "statsmodels ETS": ets}
