"""Exact numbers in columns: an int64 mantissa with a decimal exponent, or Python's endless integers where it must be.

Nothing here is ever a float. A column of ``dtype=object`` holds Python integers and goes through the same functions as
a column of int64, only more slowly: the path of values that do not fit, and of units without a finite factor (亩).
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jinxiu.engines.terms import Quantity, unit_of

#: An int64 column keeps this far from its end, so that a difference of two values still fits.
LIMIT = 2**61
#: Units whose factor is written with more digits than this are rounded when they convert, one row at a time.
_SHORT_FACTOR = 9
_ROUNDED = Context(prec=28, rounding=ROUND_HALF_EVEN)
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)
_POWERS = 10 ** np.arange(19, dtype=np.int64)

Column = NDArray[Any]


def split(value: Decimal) -> tuple[int, int]:
    """Return mantissa and exponent, the exponent not above zero and without zeros at the end.

    >>> split(Decimal("28.7370")), split(Decimal(300))
    ((28737, -3), (300, 0))
    """
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # no figure is infinite
    if exponent >= 0:
        return int(value), 0
    mantissa = int(value.scaleb(-exponent, _EXACT))
    while exponent < 0 and mantissa % 10 == 0:
        mantissa, exponent = mantissa // 10, exponent + 1
    return mantissa, exponent


def decimal_of(numerator: int, denominator: int, exponent: int) -> Decimal:
    """Return ``numerator ÷ denominator × 10^exponent`` to 28 digits, as decimal arithmetic gives it.

    Records have at most 24 digits, so only quotients and the factors of units without an end are rounded.

    >>> decimal_of(28737, 1, -3), decimal_of(100, 3, 0)
    (Decimal('28.737'), Decimal('33.33333333333333333333333333'))
    """
    whole = Decimal(numerator)
    if denominator != 1:
        exact = Fraction(numerator, denominator)
        whole = Decimal(exact.numerator)
        if exact.denominator != 1:
            whole = _ROUNDED.divide(whole, Decimal(exact.denominator))
    return rounded(whole.scaleb(exponent, _EXACT))


def rounded(value: Decimal) -> Decimal:
    """Return a difference as decimal arithmetic gives it, to 28 digits."""
    return _ROUNDED.plus(value)


@cache
def in_steps(written: str, wanted: str) -> tuple[int, int] | None:
    """Return ``(k, q)`` where one ``written`` is k × 10^q ``wanted``; None where rows convert one by one.

    >>> in_steps("万元", "亿元"), in_steps("公里", "里"), in_steps("平方米", "亩")
    ((1, -4), (2, 0), None)
    """
    if written == wanted:
        return 1, 0
    here, there = unit_of(written).factor, unit_of(wanted).factor
    if max(len(here.normalize().as_tuple().digits), len(there.normalize().as_tuple().digits)) > _SHORT_FACTOR:
        return None
    step = Fraction(here) / Fraction(there)
    power = 0
    while step.denominator % 10 == 0 or step.denominator % 2 == 0 or step.denominator % 5 == 0:
        step, power = step * 10, power - 1
    if step.denominator != 1:
        return None
    whole = step.numerator
    while whole % 10 == 0:
        whole, power = whole // 10, power + 1
    return whole, power


def comparable(written: str, wanted: str) -> bool:
    """Say whether both units are of one dimension."""
    return unit_of(written).dimension == unit_of(wanted).dimension


def in_unit(value: Decimal, written: str, wanted: str) -> Decimal:
    """Return one value in another unit of its dimension, as ``Quantity`` converts it."""
    if (written or wanted) == wanted:
        return value
    with localcontext(_ROUNDED):
        return Quantity(value, written).to(wanted)


def hundred(unit: str) -> int:
    """Return what a share of one is in ``unit``: 100 %, 1000 ‰, 1 倍.

    >>> hundred("%"), hundred("‰"), hundred("倍")
    (100, 1000, 1)
    """
    known = unit_of(unit)
    return int(Decimal(100) / known.factor) if known.dimension == "percent" else 1


def shifted(values: Column, power: Column) -> Column:
    """Return ``values × 10^power``; the powers are not below zero."""
    if values.dtype == object:
        return np.asarray(values * 10 ** power.astype(object))
    return np.asarray(values * _POWERS[power])


def fits(values: Column, times: Column) -> NDArray[np.bool_]:
    """Say of each int64 value whether its product with ``times`` (Python integers or int64, above zero) fits."""
    room = np.array([LIMIT // int(t) for t in times], dtype=np.int64) if times.dtype == object else LIMIT // times
    return np.asarray((values <= room) & (values >= -room))
