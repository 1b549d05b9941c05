"""The day that pages look at, and the day they compare with: from the address, the session, the city, or today."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.models import City

_AS_OF, _COMPARE, _KNOWN = "as_of", "compare", "known_at"
_ZONE = re.compile(r" (\d\d:?\d\d)$")
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Dates:
    """What a page looks at: the end of ``as_of``, against the end of ``compare_to``."""

    as_of: date
    compare_to: date
    city: City | None
    #: The rest of the address, to be kept when a day is changed: (name, value).
    kept: tuple[tuple[str, str], ...] = ()
    #: The moment whose knowledge the page shows; None: now.
    known_at: datetime | None = None
    #: Whether the page can be asked for another moment.
    asks_known: bool = False

    earliest = _EARLIEST
    latest = _LATEST

    @property
    def rest(self) -> tuple[tuple[str, str], ...]:
        """What is kept of the address when the moment of knowledge is changed."""
        return tuple(pair for pair in self.kept if pair[0] != _KNOWN)

    @property
    def known_query(self) -> str:
        """The query that shows another page as it was known at the same moment; empty for now."""
        asked = [pair for pair in self.kept if pair[0] == _KNOWN]
        return f"?{urlencode(asked)}" if asked and self.known_at else ""

    @property
    def now_query(self) -> str:
        """The query that shows the same page as it is known now."""
        return f"?{urlencode(self.rest)}"


def known_dates_of(request: HttpRequest, now: datetime) -> Dates:
    """Return the days of a request and the moment whose knowledge it asks for (``known_at``).

    A day stands for its end; today and what is left out are now. A moment that cannot be read or has not come gets a
    message, and what is known now is shown. Nothing of it is remembered: the address says it.
    """
    dates = dates_of(request, timezone.localdate(now))
    text = request.GET.get(_KNOWN, "").strip()
    known_at = _moment(request, text, now) if text else None
    kept = (*dates.rest, (_KNOWN, text)) if known_at else dates.rest
    return replace(dates, known_at=known_at, kept=kept, asks_known=True)


def moment_of(text: str) -> datetime:
    """Return the moment that a text names: a day stands for its end, a time without a zone is local.

    Raises ValueError for anything else.
    """
    day = _parsed(text)
    try:
        # In an address a plus reads as a space.
        at = datetime.combine(day, time.max) if day else datetime.fromisoformat(_ZONE.sub(r"+\1", text.strip()))
        return at if timezone.is_aware(at) else timezone.make_aware(at)
    except (ValueError, OverflowError):
        raise ValueError(f"“{text[:30]}” is neither a day nor a moment; write 2025-03-01 or 2025-03-01T14:30") from None


def _moment(request: HttpRequest, text: str, now: datetime) -> datetime | None:
    if _parsed(text) == timezone.localdate(now):
        return None
    try:
        at = moment_of(text)
    except ValueError:
        said = _("“%(text)s” is neither a day nor a moment. Write 2025-03-01 or 2025-03-01T14:30; shown as known now.")
        messages.error(request, said % {"text": text[:30]})
        return None
    if at > now:
        messages.error(request, _("%(text)s has not come yet; shown as known now.") % {"text": text[:30]})
        return None
    return at


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
