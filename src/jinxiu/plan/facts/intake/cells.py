"""Single cells as people fill them in: numbers, and days as the Chinese office writes them.

Each function takes a cell as it was saved and returns a value, or raises CellError with a sentence. Nothing here knows
a database or today's date.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite

from django.utils.translation import gettext as _

from jinxiu.engines.terms import unit_of
from jinxiu.plan.ledger.tasktable.reading import CellError, short
from jinxiu.plan.ledger.tasktable.workbooks import Given

__all__ = ["CellError", "When", "day_in", "number_in", "short", "text_in"]

_BOUND = Decimal(10) ** 18
_MOST_PLACES = 6
_YEARS = range(1950, 2101)
#: Day 0 of a spreadsheet's calendar; right from March 1900 on.
_EPOCH = date(1899, 12, 30)
_SERIALS = range((date(1950, 1, 1) - _EPOCH).days, (date(2101, 1, 1) - _EPOCH).days)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|号)?(?:T?00:00(?::00(?:\.0+)?)?)?")
_DAY_IN_ONE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:份|底|末)?")
_MONTH_IN_ONE = re.compile(r"(\d{4})(0[1-9]|1[0-2])")
_MONTHS = re.compile(r"(\d{4})年1(?:月)?[-—–~至到](\d{1,2})月(?:份|底|末)?")
_QUARTER = re.compile(r"(\d{4})年?第?([一二三四1-4])季度(?:末|底)?|(\d{4})Q([1-4])")
_HALF = re.compile(r"(\d{4})年?([上下])半年")
_YEAR = re.compile(r"(\d{4})(?:年(?:度|全年|底|末)?)?")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
_MINUS = str.maketrans({"−": "-", "－": "-", "﹣": "-"})
_NUMBER = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][-+]?\d{1,3})?|[-+]?\.\d+")


@dataclass(frozen=True, slots=True)
class When:
    """A day, and how exactly it is told: that very day, or the last one of a month or a year."""

    day: date
    precision: str = "day"


def _plain(value: object) -> str:
    """Return text in half-width signs without blanks."""
    return "".join(unicodedata.normalize("NFKC", str(value)).split()).translate(_MINUS)


def _refuse_formulas(given: Given) -> None:
    if given.formula:
        raise CellError(_("This is a formula. Put the value itself."))
    if given.error:
        raise CellError(_("This is an error of the spreadsheet. Put the value itself."))


def text_in(given: Given, most: int) -> str:
    """Return a cell's text on one line."""
    _refuse_formulas(given)
    value = given.value
    if isinstance(value, datetime | date):
        value = value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    if len(text) > most:
        raise CellError(_("This has %(n)s characters; at most %(most)s fit.") % {"n": len(text), "most": most})
    return text


def number_in(given: Given, unit: str) -> Decimal:
    """Return a number for a unit: 1,234.5 and １２３４ are read, 5% is 5 where the unit is %, and nothing else.

    Raises CellError for text, for a per cent of another unit, and for what no figure can hold.
    """
    _refuse_formulas(given)
    value = given.value
    if isinstance(value, bool | datetime | date):
        raise CellError(_no_number())
    text = _plain(value)
    percent = given.percent and not isinstance(value, str)
    if isinstance(value, str) and text.endswith("%"):
        text, percent_written = text[:-1], True
    else:
        percent_written = False
    if (percent or percent_written) and unit_of(unit).dimension != "percent":
        raise CellError(
            _("This is a per cent, and the unit is “%(unit)s”. Put the number in that unit.") % {"unit": unit or "—"}
        )
    # A spreadsheet keeps 15 digits: what it writes beyond is noise of its binary fractions.
    text = f"{value:.15g}" if isinstance(value, float) else text
    if not _NUMBER.fullmatch(text):
        raise CellError(_no_number())
    return _bounded(text, times=100 if percent else 1)


def _bounded(text: str, times: int) -> Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise CellError(_no_number()) from None
    if number.copy_abs() >= _BOUND:  # before anything is computed with it: 1e999 fills a page
        raise CellError(_("This number is out of bounds."))
    number = (number * times).normalize()
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_PLACES:
        raise CellError(_("A number has at most six decimal places. Round it."))
    return number + 0


def _no_number() -> str:
    return _("This is no number. Write digits only, the unit has a column of its own.")


def day_in(given: Given) -> When:
    """Return the day of a cell: a date, 2024年6月30日, 2024.6.30, 2024-06, 2024年1-6月, 2024年二季度, a serial number.

    A month stands for its last day, a year for its last. Raises CellError for anything else.
    """
    _refuse_formulas(given)
    found = _when(given.value)
    if found is None or found.day.year not in _YEARS:
        shown = given.value.isoformat()[:10] if isinstance(given.value, date) else short(str(given.value).strip())
        raise CellError(
            _("“%(given)s” is not a day. Write it as 2024-06-30, 2024年6月30日 or 2024年6月.") % {"given": shown}
        )
    return found


def _when(value: object) -> When | None:
    if isinstance(value, date):
        return When(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, float):
        if not value.is_integer():
            return _fraction(value)
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value in _SERIALS and value not in _YEARS:
        return When(_EPOCH + timedelta(days=value))
    try:
        return _written(_plain(value))
    except ValueError:
        return None


def _fraction(value: float) -> When | None:
    """A serial with a time of day is its day; 2024.1 may be January or October, and nobody can tell."""
    if not isfinite(value):
        return None
    whole = int(value)
    if whole in _SERIALS and whole not in _YEARS:
        return When(_EPOCH + timedelta(days=whole))
    if whole in _YEARS:
        raise CellError(
            _("“%(given)s” was kept as a number: nobody can tell 2024.1 from 2024.10. Write 2024-01 or 2024年1月.")
            % {"given": value}
        )
    return None


@lru_cache(maxsize=1024)  # a file names few days, each of them often
def _written(text: str) -> When | None:  # noqa: PLR0911 — one form, one line
    """Return the day that text writes; raises ValueError for a day that no calendar has."""
    if found := _DAY.fullmatch(text) or _DAY_IN_ONE.fullmatch(text):
        return When(date(int(found[1]), int(found[2]), int(found[3])))
    if found := _MONTHS.fullmatch(text) or _MONTH.fullmatch(text) or _MONTH_IN_ONE.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if found := _QUARTER.fullmatch(text):
        quarter = found[2] or found[4]
        return _month(int(found[1] or found[3]), 3 * (_DIGITS.get(quarter) or int(quarter)))
    if found := _HALF.fullmatch(text):
        return _month(int(found[1]), {"上": 6, "下": 12}[found[2]])
    if found := _YEAR.fullmatch(text):
        return When(date(int(found[1]), 12, 31), "year")
    if text.isdecimal() and int(text) in _SERIALS:
        return When(_EPOCH + timedelta(days=int(text)))
    return None


def _month(year: int, month: int) -> When:
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    return When(date(year, month, monthrange(year, month)[1]), "month")
