"""Units and large numbers: what does not fit an integer of 64 bits is as exact as what does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinxiu.engines.measuring import Fact, Target, measure
from jinxiu.engines.measuring.exact import in_steps, split
from jinxiu.engines.terms import Comparator, Quantity

UNITS = [
    "元",
    "万元",
    "亿元",
    "万亿元",
    "亩",
    "万亩",
    "平方米",
    "公顷",
    "平方公里",
    "里",
    "公里",
    "米",
    "斤",
    "吨",
    "%",
    "‰",
]
numbers = st.decimals(-(10**17), 10**17, places=6, allow_nan=False)


@given(numbers, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_values_convert_as_quantities_do(value: Decimal, written: str, wanted: str) -> None:
    target = Target("t", date(2024, 1, 1), None, value=Decimal(1), unit=wanted, comparator=Comparator.AT_LEAST)
    fact = Fact("f", date(2024, 5, 1), value=value, unit=written)
    result = measure([target], {"t": (fact,)}, date(2024, 6, 1))[0]
    quantity = Quantity(value, written)
    if not quantity.comparable(Quantity(value, wanted)):
        assert result.value is None
        return
    expected = value if written == wanted else quantity.to(wanted)
    assert result.value == expected
    assert result.gap == max(Decimal(1) - expected, Decimal(0))


@given(numbers)
def test_a_number_is_split_without_loss(value: Decimal) -> None:
    mantissa, exponent = split(value)
    assert Decimal(mantissa).scaleb(exponent) == value
    assert exponent <= 0


@pytest.mark.parametrize(("written", "wanted"), [("平方米", "亩"), ("亩", "平方米")])
def test_factors_without_an_end_go_row_by_row(written: str, wanted: str) -> None:
    assert in_steps(written, wanted) is None


def test_targets_that_need_large_integers_stand_beside_others() -> None:
    huge = Decimal("98765432109876543210.123456")
    asked = [
        Target(key, date(2024, 1, 1), date(2024, 12, 31), value=value, unit="元", comparator=Comparator.AT_LEAST)
        for key, value in (("small", Decimal(5)), ("huge", huge))
    ]
    told = {
        "small": (Fact("a", date(2024, 5, 1), value=Decimal("4.99"), unit="元"),),
        "huge": (Fact("b", date(2024, 5, 1), value=huge - Decimal("0.000001"), unit="元"),),
    }
    small, large = measure(asked, told, date(2024, 12, 31))
    assert (small.gap, large.gap) == (Decimal("0.01"), Decimal("0.000001"))
    assert (small.state, large.state) == ("on_course", "on_course")
