"""The day that pages look at, and the day they compare with: from the address, the session, the city, or today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jinxiu.core.models import City

_AS_OF, _COMPARE = "as_of", "compare"
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Dates:
    """What a page looks at: the end of ``as_of``, against the end of ``compare_to``."""

    as_of: date
    compare_to: date
    city: City | None
    #: The rest of the address, to be kept when a day is changed: (name, value).
    kept: tuple[tuple[str, str], ...] = ()

    earliest = _EARLIEST
    latest = _LATEST


def dates_of(request: HttpRequest, today: date) -> Dates:
    """Return the days of a request; a day given in the address is remembered in the session.

    A day that cannot be read, or a comparison that is not earlier, gets a message and changes nothing.
    """
    city = City.objects.first()
    as_of = (
        _given(request, _AS_OF)
        or _stored(request, _AS_OF)
        or (city.default_as_of if city and city.default_as_of else today)
    )
    compare = _given(request, _COMPARE)
    if compare and compare >= as_of:
        messages.error(
            request,
            _("The day to compare with (%(day)s) must be earlier than %(as_of)s; nothing was changed.")
            % {"day": compare.isoformat(), "as_of": as_of.isoformat()},
        )
        compare = None
    if compare:
        request.session[_COMPARE] = compare.isoformat()
    else:
        compare = _stored(request, _COMPARE) or (city.compare_to if city else None)
    if compare is None or compare >= as_of:
        compare = as_of.replace(day=1) - timedelta(days=1)
    return Dates(as_of, compare, city, _kept(request))


def _given(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name)
    if text is None:
        return None
    day = _parsed(text)
    if day is None:
        messages.error(
            request,
            _("“%(text)s” is not a day. Write it as 2024-12-31, between %(first)s and %(last)s; nothing was changed.")
            % {"text": text[:30], "first": _EARLIEST.year, "last": _LATEST.year},
        )
    elif name == _AS_OF:
        request.session[name] = day.isoformat()
    return day


def _stored(request: HttpRequest, name: str) -> date | None:
    return _parsed(str(request.session.get(name, "")))


def _parsed(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if _EARLIEST <= day <= _LATEST else None


def _kept(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, values in request.GET.lists()
        if name not in {_AS_OF, _COMPARE, "page"}
        for value in values
        if value
    )
