"""Calendar files that every program reads: line ends, folding, escaping, whole days, the same thing known again."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from jinxiu.core.icalendar import Event, calendar, folded

MADE = datetime(2024, 2, 6, 1, 30, tzinfo=UTC)


def event(**fields: object) -> Event:
    given_fields: dict[str, object] = {
        "uid": "target-T1@140100.jinxiu",
        "day": date(2024, 12, 31),
        "summary": "到期：1号线",
        "description": "",
        "address": "http://127.0.0.1/targets/T1/",
        "categories": (),
        "revised_at": MADE,
    }
    return Event(**given_fields | fields)  # type: ignore[arg-type]


def unfolded(data: bytes) -> list[str]:
    return data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def test_one_event_line_by_line() -> None:
    lines = unfolded(
        calendar("到期", [event(revision=2, description="第一行\n第二行", categories=("交通,枢纽", "城建"))])
    )
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Jinxiu//Jinxiu//ZH",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:到期",
        "BEGIN:VEVENT",
        "UID:target-T1@140100.jinxiu",
        "DTSTAMP:20240206T013000Z",
        "SEQUENCE:2",
        "DTSTART;VALUE=DATE:20241231",
        "DTEND;VALUE=DATE:20250101",
        "SUMMARY:到期：1号线",
        "DESCRIPTION:第一行\\n第二行",
        "CATEGORIES:交通\\,枢纽,城建",
        "URL:http://127.0.0.1/targets/T1/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_signs_that_mean_something_are_escaped_and_others_cannot_break_a_line() -> None:
    data = calendar("a", [event(summary="a;b,c\\d\r\nBEGIN:VEVENT\x00\x0b")])
    assert "SUMMARY:a\\;b\\,c\\\\d\\nBEGIN:VEVENT" in unfolded(data)
    assert unfolded(data).count("BEGIN:VEVENT") == 1


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_folding_cuts_no_character_and_gives_the_line_back(text: str) -> None:
    data = folded(text)
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)  # each stands alone as UTF-8
    assert all(line.startswith(b" ") for line in lines[1:])
    assert (lines[0] + b"".join(line[1:] for line in lines[1:])).decode() == text


@given(st.text(max_size=120), st.text(max_size=200))
def test_whatever_is_written_the_calendar_stays_one(summary: str, description: str) -> None:
    data = calendar("到期", [event(summary=summary, description=description)])
    lines = unfolded(data)
    assert (lines.count("BEGIN:VEVENT"), lines.count("END:VEVENT"), lines[-1]) == (1, 1, "END:VCALENDAR")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_the_same_thing_has_the_same_file_again() -> None:
    assert calendar("到期", [event()]) == calendar("到期", [event()])
