"""Counting works that arrive with probabilities of their own."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from jinxiu.engines.forecasting import counting


def test_few_works_are_counted_exactly():
    chances = [0.2, 0.7, 0.55]
    by_hand = [0.0] * 4
    for arrived in product((0, 1), repeat=3):
        by_hand[sum(arrived)] += float(np.prod([p if a else 1 - p for a, p in zip(arrived, chances, strict=True)]))
    assert counting.mass(np.array(chances)[:, None])[0] == pytest.approx(by_hand)
    assert counting.at_least(np.array(chances)[:, None], 2) == pytest.approx(by_hand[2] + by_hand[3])


def test_many_works_are_counted_nearly_as_exactly():
    chance = np.random.default_rng(3).beta(0.7, 0.9, (100, 8))
    exact = counting.mass(chance)
    for number in range(20, 80, 7):
        assert counting.at_least(chance, number) == pytest.approx(exact[:, number:].sum(axis=1).mean(), abs=1e-3)


def test_certain_works_leave_no_doubt():
    sure = np.ones((80, 4))
    assert counting.at_least(sure, 80) == 1
    assert counting.at_least(sure, 81) == 0
    assert counting.quantiles(sure[:, :, None], (0.1, 0.9)).tolist() == [[80], [80]]
