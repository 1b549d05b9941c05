"""What stands in for periods that nobody told of."""

from __future__ import annotations

import numpy as np
import pytest

from jinxiu.engines.forecasting.filling import filled

_PLACES = np.arange(60)
_SEASONAL = (100 + _PLACES) * (1 + 0.3 * np.sin(_PLACES * np.pi / 6))


def test_a_gap_in_a_season_is_filled_with_the_season():
    kept = np.array([place for place in _PLACES if place not in {20, 33, 34, 47}])
    made = filled(kept, _SEASONAL[kept], 12)
    straight = np.interp(_PLACES, kept, _SEASONAL[kept])
    assert np.abs(made - _SEASONAL).max() < np.abs(straight - _SEASONAL).max() / 3


def test_what_was_told_is_never_changed():
    kept = np.array([place for place in _PLACES if place % 5])
    assert filled(kept, _SEASONAL[kept], 12)[kept - kept[0]] == pytest.approx(_SEASONAL[kept], abs=0)


def test_chance_is_no_season():
    kept = np.array([place for place in _PLACES if place % 7])
    noise = np.random.default_rng(5).normal(100, 3, 60)
    made, straight = filled(kept, noise[kept], 12), np.interp(np.arange(1, 60), kept, noise[kept])
    assert made == pytest.approx(straight, abs=4)


@pytest.mark.parametrize("season", [1, 12])
def test_few_figures_lie_on_a_straight_line(season):
    assert filled(np.array([3, 5, 6]), np.array([1.0, 3.0, -2.0]), season).tolist() == [1, 2, 3, -2]
