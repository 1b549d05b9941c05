"""Deadlines: what a time word means as the last day by which something is due."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jinxiu.engines.reading.words import load, one_of

_RELATIVE: dict[str, int] = load("times")["relative"]
_PLANS: dict[str, int] = load("times")["plans"]
_PLAN = one_of(_PLANS)
#: "十五五"开好局 speaks of the first year, not of the last.
_HORIZON = re.compile(rf"({_PLAN})(?![^，。；]{{0,6}}(?:开好局|开局|起好步|起步|开门红|首年|第一年))")
_YEARLY = re.compile(
    one_of(load("times")["yearly"]["words"]) + "(?!" + one_of(load("times")["yearly"]["not_followed_by"]) + ")"
)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
#: One time expression. Groups: the plan's name, the year, the month, the day, the relative word, the years from now.
TIME = re.compile(
    rf"“?(?P<plan>{_PLAN})”?(?P<span>时期|期间|期末|末|规划期)"
    r"|(?:到|至|在|于)?(?P<year>20\d\d)年(?:(?:(?P<ymonth>\d{1,2})月(?:(?P<yday>\d{1,2})日|份|底|末)?)"
    rf"|(?P<part>{one_of(w for w in _RELATIVE if '季度' in w or '半年' in w)})|年?底|末)?(?:之?前)?"
    r"|(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|份|底|末)?(?:之?前)?(?!\d)"
    rf"|(?P<years>[一二两三五\d])年内|(?P<relative>{one_of(_RELATIVE)})(?!以来|来)(?:之?前)?"
)
#: Every time expression holds one of these; asking for them first is many times faster.
_SIGN = re.compile("[年月季十]")
_AGO = re.compile(r"以来|来|的")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time expression at ``[start, end)`` of a paragraph; ``due`` is None where it needs an unknown year."""

    start: int
    end: int
    due: date | None
    long_term: bool


def month_end(year: int, month: int) -> date:
    """Return the last day of a month.

    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, calendar.monthrange(year, month)[1])


def plan_end(text: str) -> date | None:
    """Return the end of the five-year plan that a text names, or None.

    >>> plan_end("“十五五”时期主要目标")
    datetime.date(2030, 12, 31)
    """
    names = _HORIZON.findall(text)
    return date(_PLANS[names[-1]], 12, 31) if names else None


def speaks_of_its_year(text: str) -> bool:
    """Say whether a text sets itself in the document's own year (今年, 年内 …; not 今年以来)."""
    return bool(_YEARLY.search(text))


def _absolute(year: int, found: re.Match[str]) -> date | None:
    return _day(year, int(found["ymonth"] or _RELATIVE.get(found["part"] or "", 12)), found["yday"])


def _day(year: int, month: int, day: str | None) -> date | None:
    """Return a day of a month, or the month's last; None where the month is none."""
    if not 1 <= month <= 12:
        return None
    last = month_end(year, month)
    return date(year, month, min(max(int(day or last.day), 1), last.day))


def _resolve(found: re.Match[str], year: int | None) -> date | None:
    if found["plan"]:
        return date(_PLANS[found["plan"]], 12, 31)
    if found["year"]:
        return _absolute(int(found["year"]), found)
    if year is None:
        return None
    if found["month"]:
        return _day(year, int(found["month"]), found["day"])
    if found["years"]:
        ahead = _DIGITS.get(found["years"]) or int(found["years"])
        return date(year + max(ahead - 1, 0), 12, 31)
    return month_end(year, _RELATIVE[found["relative"]])


def deadlines(text: str, start: int, end: int, year: int | None) -> Iterator[Deadline]:
    """Yield the deadlines that a stretch of text writes; years before the document's own are none.

    >>> [d.due for d in deadlines("6月底前完成A，到2026年建成B", 0, 16, 2024)]
    [datetime.date(2024, 6, 30), datetime.date(2026, 12, 31)]
    """
    if not _SIGN.search(text, start, end):
        return
    for found in TIME.finditer(text, start, end):
        due = _resolve(found, year)
        if due is not None and year is not None and due.year < year:
            continue
        if found["year"] and _AGO.match(text, found.end()):
            continue
        yield Deadline(found.start(), found.end(), due, bool(found["plan"] or found["year"] or found["years"]))
