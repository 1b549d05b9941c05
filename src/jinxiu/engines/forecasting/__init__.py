"""History → the probability that a target is met by its deadline."""

from __future__ import annotations

from jinxiu.engines.forecasting.delays import Delays, learn
from jinxiu.engines.forecasting.model import (
    Driver,
    Forecast,
    Frequency,
    Goal,
    Need,
    PathPoint,
    Series,
    Work,
)
from jinxiu.engines.forecasting.scoring import Calibration, Tenth, calibration, crps_of_sample, crps_of_t, wilson
from jinxiu.engines.forecasting.series import forecast_series, series_quantiles
from jinxiu.engines.forecasting.works import count_shares, forecast_works

#: Kept with every forecast that is written down.
ENGINE_VERSION = "forecasting 0.2"

__all__ = [
    "ENGINE_VERSION",
    "Calibration",
    "Delays",
    "Driver",
    "Forecast",
    "Frequency",
    "Goal",
    "Need",
    "PathPoint",
    "Series",
    "Tenth",
    "Work",
    "calibration",
    "count_shares",
    "crps_of_sample",
    "crps_of_t",
    "forecast_series",
    "forecast_works",
    "learn",
    "series_quantiles",
    "wilson",
]
