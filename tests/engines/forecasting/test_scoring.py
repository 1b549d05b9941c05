"""How forecasts are scored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from jinxiu.engines.forecasting import calibration, crps_of_sample, crps_of_t, wilson


def test_calibration_sorts_by_tenths_and_keeps_empty_ones():
    table = calibration([(0.05, False), (0.05, True), (1.0, True)])
    assert [row.count for row in table.tenths] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert table.tenths[0].met == 0.5
    assert table.tenths[1].met is None
    assert table.error == pytest.approx(2 / 3 * 0.45)
    assert table.brier == pytest.approx((0.05**2 + 0.95**2) / 3)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_calibration_counts_every_forecast_once(pairs):
    table = calibration(pairs)
    assert sum(row.count for row in table.tenths) == len(pairs) == table.count
    assert 0 <= table.error <= 1
    assert 0 <= table.brier <= 1
    assert all(row.low <= row.met <= row.high for row in table.tenths if row.count)


def test_wilson_s_interval_is_that_of_the_textbook():
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_the_score_of_t_agrees_with_that_of_a_large_sample():
    sample = 3 + 2 * t.ppf((np.arange(20000) + 0.5) / 20000, 4)
    for truth in (-1, 3, 8):
        assert crps_of_t(3, 2, 4, truth) == pytest.approx(crps_of_sample(sample, truth), rel=2e-3)


@pytest.mark.parametrize("pairs", [[], [(1.2, True)], [(float("nan"), True)]])
def test_what_is_no_probability_is_refused(pairs):
    with pytest.raises(ValueError, match=r"probability"):
        calibration(pairs)


def test_scores_refuse_what_is_no_distribution():
    with pytest.raises(ValueError, match="members"):
        crps_of_sample([], 1)
    with pytest.raises(ValueError, match="scale > 0"):
        crps_of_t(0, 0, 5, 1)
