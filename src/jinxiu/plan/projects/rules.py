"""What may be written of a project: each rule returns the sentence that refuses or asks, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.kinds import kinds
from jinxiu.plan.projects.ladders import Ladder
from jinxiu.plan.projects.models import rung_name
from jinxiu.plan.projects.money import Month

#: A month so many times its plan has probably lost its unit (元, 万元, 亿元).
_APART = 1000
#: No project of a city is larger: 1,000亿元. A figure in 元 where 万元 is meant is 10,000 times too large.
_LARGEST = Decimal(10) ** 11
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 12, 31)


def particulars_fault(fields: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the field and the sentence of the first particular that does not do; None where all do."""
    if not str(fields.get("name", "")).strip():
        return "name", _("Give the project a name.")
    if not str(fields.get("kind", "")).strip():
        return "kind", _("Say of what kind the project is.")
    if fault := _place_fault(fields.get("lon"), fields.get("lat"), str(fields.get("crs") or "")):
        return fault
    investment = fields.get("investment")
    if investment is not None and investment < 0:
        return "investment", _("An investment is not negative.")
    return None


def particulars_question(fields: Mapping[str, Any], in_use: Collection[str]) -> str:
    """Ask where the total investment has probably lost its unit, or where a kind is new to the list and the city."""
    investment = fields.get("investment")
    if investment is not None and investment > _LARGEST:
        return _("A total investment of %(total)s: were 元 written as 万元?") % {"total": in_wan(investment)}
    kind = str(fields.get("kind", "")).strip()
    if kind and kind not in kinds() and kind not in in_use:
        return _("No project is of kind “%(kind)s” so far, nor is it in the list of kinds. Is it right?") % {
            "kind": kind
        }
    return ""


def _place_fault(lon: Decimal | None, lat: Decimal | None, crs: str) -> tuple[str, str] | None:
    if (lon is None) != (lat is None):
        return ("lon" if lon is None else "lat"), _("Give longitude and latitude together, or neither.")
    if lon is None or lat is None:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return "lon", _("Longitude lies between −180 and 180, latitude between −90 and 90: are they swapped?")
    if not crs:
        return "crs", _("Name the coordinate system: maps differ by hundreds of metres between them.")
    return None


def plan_fault(day: date) -> str:
    """Refuse a planned day in a year that cannot be."""
    if not _EARLIEST <= day <= _LATEST:
        return _("%(day)s is no year for a plan: check the year.") % {"day": day.isoformat()}
    return ""


def plan_question(planned: Mapping[Rung, date], rung: Rung, day: date) -> str:
    """Ask where a planned day would put a rung before a lower or behind a higher one of the plan."""
    for other, on in sorted(planned.items()):
        words = {"rung": rung_name(rung), "day": day, "other": rung_name(other), "on": on}
        if other < rung and on > day:
            return _("%(rung)s on %(day)s is planned before %(other)s on %(on)s. Is that so?") % words
        if other > rung and on < day:
            return _("%(rung)s on %(day)s is planned after %(other)s on %(on)s. Is that so?") % words
    return ""


def reach_fault(ladder: Ladder, rung: Rung, day: date, today: date) -> str:
    """Refuse a day that has not come, and a rung of which a day is on record already."""
    if day > today:
        return _("%(day)s has not come yet: report what has happened.") % {"day": day}
    if day < _EARLIEST:
        return _("%(day)s is too long ago: check the year.") % {"day": day}
    line = ladder.lines[rung]
    if line.reached_on is None or line.seen:
        return ""
    words = {"rung": rung_name(rung), "day": line.reached_on}
    if line.fact:
        return _("%(rung)s is on record for %(day)s already, as fact %(fact)s. If that is wrong, correct it.") % (
            words | {"fact": line.fact.code}
        )
    return _("%(rung)s is on record for %(day)s already. If that is wrong, correct it.") % words


def reach_question(ladder: Ladder, rung: Rung, day: date) -> str:
    """Ask where a rung would be reached before a lower or after a higher one, or after it was seen reached."""
    line = ladder.lines[rung]
    if line.seen and line.reached_on and day > line.reached_on:
        return _("%(rung)s was seen reached on %(on)s already. Was it really reached only on %(day)s?") % {
            "rung": rung_name(rung),
            "on": line.reached_on,
            "day": day,
        }
    for other in ladder.lines:
        if other.rung == rung or other.reached_on is None:
            continue
        words = {"rung": rung_name(rung), "day": day, "other": rung_name(other.rung), "on": other.reached_on}
        if other.rung < rung and other.reached_on > day and not other.seen:
            return _("%(rung)s on %(day)s would come before %(other)s on %(on)s. Is that so?") % words
        if other.rung > rung and other.reached_on < day:
            return _("%(rung)s on %(day)s would come after %(other)s on %(on)s. Is that so?") % words
    return ""


def money_fault(month: date, amount: Decimal, today: date, *, done: bool) -> tuple[str, str] | None:
    """Refuse a negative amount, a year that cannot be, and money done in a month that has not come.

    Returns what is wrong (amount or month) and the sentence; None where nothing is.
    """
    if amount < 0:
        return "amount", _("An amount is not negative; correct the month in which too much was reported.")
    if amount >= 10**16:
        return "amount", _("The amount is larger than any project: check its unit.")
    if not _EARLIEST <= month <= _LATEST:
        words = {"month": month.strftime("%Y-%m")}
        return "month", _("%(month)s is no month for a project: check the year.") % words
    if done and month > today:
        return "month", _("%(month)s has not come yet: report what was done.") % {"month": month.strftime("%Y-%m")}
    return None


def plan_money_question(month: Decimal, investment: Decimal | None) -> str:
    """Ask where the plan of one month is beyond the total investment, or larger than any project."""
    if month > (investment or _LARGEST):
        return _("%(plan)s in one month is more than the whole project of %(total)s: were 元 written as 万元?") % {
            "plan": in_wan(month),
            "total": in_wan(investment or _LARGEST),
        }
    return ""


def money_question(rows: tuple[Month, ...], month: date, done: Decimal, investment: Decimal | None) -> str:
    """Ask where a month is of another size than its plan, or the whole grows beyond the total investment."""
    plan = next((row.planned for row in rows if row.month == month), None)
    if plan and done and not plan / _APART < done < plan * _APART:
        return _("%(done)s was done against a plan of %(plan)s: did the unit slip?") % {
            "done": in_wan(done),
            "plan": in_wan(plan),
        }
    if not investment and done > _LARGEST:
        return _("%(done)s in one month: were 元 written as 万元?") % {"done": in_wan(done)}
    others = sum((row.done or Decimal(0) for row in rows if row.month != month), Decimal(0))
    if investment and others + done > investment:
        return _("With it %(done)s were done of a total investment of %(total)s. Is that so?") % {
            "done": in_wan(others + done),
            "total": in_wan(investment),
        }
    return ""


def in_wan(yuan: Decimal) -> str:
    """Write yuan in 万元.

    >>> in_wan(Decimal("12345600"))
    '1,234.56 万元'
    """
    text = f"{yuan / 10000:,f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} 万元"
