"""Values that were told as such, beside those that are made from other figures: a share in %, a number of works."""

from __future__ import annotations

import numpy as np

from jinxiu.engines.measuring.asks import OF_A_PERIOD, Ask
from jinxiu.engines.measuring.book import Book
from jinxiu.engines.measuring.columns import Bools, Ints
from jinxiu.engines.measuring.exact import LIMIT, Column
from jinxiu.engines.measuring.model import Kind
from jinxiu.engines.measuring.points import Points, measured_in, numbers, ones, points, told, within

#: What stands in ``Points.beside`` where a value was told as such.
AS_TOLD = -2


def with_told(book: Book, ask: Ask, made: Points, *, endless: bool) -> Points:
    """Return the points made from other figures together with those told as such.

    Of one day the figures that a value is made from speak last: they explain themselves.
    """
    units = [promise.unit for promise in ask.promises]
    rows = told(book, ask, series=ask.targets.direct)
    of_period = ask.kind in OF_A_PERIOD
    rows = within(book, ask, rows, begins=of_period or ask.kind == Kind.INCREMENT, due=of_period)
    rows = measured_in(book, rows, units)
    if not len(rows):
        return made
    said = numbers(book, rows, units, made.scale, ones(ask), endless=endless)
    finer = (made.scale - said.scale)[made.of]
    top, bad = _finer(made.top, finer)
    misfit = made.misfit | said.misfit
    misfit[made.of[bad]] = True
    under = None
    if made.under is not None:
        under = np.concatenate([made.under, np.ones(len(rows), dtype=np.int64).astype(made.under.dtype)])
    beside = np.full(len(made.of), -1) if made.beside is None else made.beside
    of, row = np.concatenate([made.of, rows.of]), np.concatenate([made.row, rows.row])
    day = np.concatenate([made.day, book.day[rows.row]])
    is_made = np.arange(len(of)) < len(made.of)
    order = np.lexsort((row, is_made, day, of))
    return points(
        ask,
        book,
        rows=type(rows)(of[order], row[order]),
        top=np.concatenate([top, said.values])[order],
        scale=said.scale,
        misfit=misfit,
        under=None if under is None else under[order],
        beside=np.concatenate([beside, np.full(len(rows), AS_TOLD)])[order],
        day=day[order],
    )


def _finer(values: Column, power: Ints) -> tuple[Column, Bools]:
    """Return values × 10^power, and which of them do not fit an int64."""
    if values.dtype == object:
        return np.asarray(values * 10 ** power.astype(object)), np.zeros(len(values), dtype=np.bool_)
    times = 10 ** np.minimum(power, 18)
    bad = (power > 18) | (np.abs(values) > LIMIT // times)
    return np.where(bad, 0, values) * times, bad
