"""History → the probability that a target is met by its deadline."""

from __future__ import annotations

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
from jinxiu.engines.forecasting.series import forecast_series

__all__ = [
    "Calibration",
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
    "crps_of_sample",
    "crps_of_t",
    "forecast_series",
    "wilson",
]
