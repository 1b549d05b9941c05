"""Days as a calendar file (RFC 5545): every calendar program takes it, and taking it again changes what it knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: What a calendar calls itself where files are handed out.
MEDIA_TYPE = "text/calendar; charset=utf-8"

#: A line takes so many octets at most, its end not counted (3.1).
_OCTETS = 75
#: What a text cannot carry: control characters other than a new line.
_UNWRITABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Event:
    """Something on one whole day.

    ``uid`` never changes, whatever else does; ``revised_at`` and ``revision`` say which telling of it is newer.
    """

    uid: str
    day: date
    summary: str
    description: str
    address: str
    categories: tuple[str, ...]
    revised_at: datetime
    revision: int = 0


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """Return a calendar file with one event a day of something; lines end with CRLF and are folded."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Jinxiu//Jinxiu//ZH",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def folded(line: str) -> bytes:
    """Return a line as octets with its end; a long one goes on after a line end and a space, no character is cut."""
    out, room = [b""], _OCTETS
    for character in line:
        octets = character.encode()
        if len(out[-1]) + len(octets) > room:
            out.append(b"")
            room = _OCTETS - 1  # the space counts
        out[-1] += octets
    return b"\r\n ".join(out) + b"\r\n"


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{event.revised_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{event.revision}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.categories:
        yield f"CATEGORIES:{','.join(map(_text, event.categories))}"
    if event.address:
        yield f"URL:{_UNWRITABLE.sub('', event.address)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """Return a text with the signs escaped that mean something else in a calendar (3.3.11)."""
    plain = _UNWRITABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, escaped)
    return plain
