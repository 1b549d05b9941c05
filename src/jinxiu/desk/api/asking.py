"""What a program asks for, out of the address. What cannot be read is refused: a filter left out is a wrong number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from http import HTTPStatus
from typing import NoReturn

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.dates import Dates
from jinxiu.core.models import City
from jinxiu.desk.api.problems import ProblemError

#: In an address a plus stands for a space: whoever wrote the zone as +08:00 means it.
_ZONE = re.compile(r" (\d\d:?\d\d)$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Moment:
    """The day asked about, and the moment whose knowledge is asked for (None: now)."""

    as_of: date
    known_at: datetime | None


def only(request: HttpRequest, names: Iterable[str]) -> None:
    """Refuse parameters that are not known, and those given twice."""
    known = set(names)
    for name, values in request.GET.lists():
        if name not in known:
            words = {"name": name[:60], "known": ", ".join(sorted(known)) or "—"}
            _refuse(name, _("There is no parameter “%(name)s” here; there are: %(known)s.") % words)
        if len(values) > 1:
            _refuse(name, _("The parameter “%(name)s” is given more than once.") % {"name": name})


def moment_of(request: HttpRequest, now: datetime) -> Moment:
    """Return the day and the moment; without a day that of the city's pages, else today. Nothing is remembered."""
    return Moment(_day(request, "as_of") or _default_day(now), _known_at(request, now))


def number_of(request: HttpRequest, name: str) -> int:
    """Return a page's number; 1 where none is given."""
    text = request.GET.get(name, "1")
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        words = _("“%(text)s” is not the number of a page: pages are counted from 1.")
        _refuse(name, words % {"text": text[:30]})
    return int(text)


def code_of(request: HttpRequest, name: str, known: Iterable[str]) -> str:
    """Return a code that must exist; empty where none is given."""
    text = request.GET.get(name, "")
    if text and text not in set(known):
        _refuse(name, _("There is no %(name)s with the code “%(text)s”.") % {"name": name, "text": text[:60]})
    return text


def one_of(request: HttpRequest, name: str, known: Iterable[str]) -> str:
    """Return a value that must be one of those known; empty where none is given."""
    text, offered = request.GET.get(name, ""), list(known)
    if text and text not in offered:
        words = _("“%(text)s” is no %(name)s; there are: %(known)s.")
        _refuse(name, words % {"text": text[:60], "name": name, "known": ", ".join(offered) or "—"})
    return text


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name)
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not Dates.earliest <= day <= Dates.latest:
        words = {"text": text[:30], "first": Dates.earliest.year, "last": Dates.latest.year}
        _refuse(name, _("“%(text)s” is not a day: write it as 2024-12-31, between %(first)s and %(last)s.") % words)
    return day


def _default_day(now: datetime) -> date:
    city = City.objects.first()
    return city.default_as_of if city and city.default_as_of else timezone.localtime(now).date()


def _known_at(request: HttpRequest, now: datetime) -> datetime | None:
    text = request.GET.get("known_at")
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            found = datetime.combine(date.fromisoformat(text), time.max)
        else:
            found = datetime.fromisoformat(_ZONE.sub(r"+\1", text))
        moment = found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        words = _("“%(text)s” is not a moment: write it as 2024-12-31T18:00:00+08:00, or a day for its end.")
        _refuse("known_at", words % {"text": text[:40]})
    if moment.year < Dates.earliest.year:
        words = _("“%(text)s” lies before anything was kept: moments begin with %(first)s.")
        _refuse("known_at", words % {"text": text[:40], "first": Dates.earliest.year})
    if moment > now:
        _refuse("known_at", _("“%(text)s” lies ahead: nobody knows yet what will be known.") % {"text": text[:40]})
    return moment


def _refuse(parameter: str, words: str) -> NoReturn:
    raise ProblemError(HTTPStatus.BAD_REQUEST, words, parameter)
