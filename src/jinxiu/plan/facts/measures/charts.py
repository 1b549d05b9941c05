"""A series as a picture: where the line runs in a box of fixed size. The page draws it without any script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 720, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 14, 28


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in the picture; ``x`` and ``y`` in its units, from the upper left."""

    x: float
    y: float
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A line, its points, and the marks of both axes."""

    points: list[Point]
    lines: list[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def path(self) -> str:
        """The line as SVG writes it."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)

    @property
    def left(self) -> int:
        return _LEFT

    @property
    def label(self) -> int:
        """Where a label of the vertical axis ends."""
        return _LEFT - 8

    @property
    def right(self) -> int:
        return WIDTH - _RIGHT

    @property
    def foot(self) -> int:
        """The line on which days are written."""
        return HEIGHT - 8


def picture(series: Sequence[tuple[date, Decimal, str]]) -> Picture | None:
    """Return the picture of (day, value, words) in order of days; None for fewer than two figures."""
    if len(series) < 2:
        return None
    days = [day.toordinal() for day, _value, _words in series]
    values = [float(value) for _day, value, _words in series]
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = low + 1
    span = (days[-1] - days[0]) or 1
    points = [
        Point(
            _LEFT + (at - days[0]) / span * (WIDTH - _LEFT - _RIGHT),
            _TOP + (high - value) / (high - low) * (HEIGHT - _TOP - _BOTTOM),
            day,
            words,
        )
        for at, value, (day, _value, words) in zip(days, values, series, strict=True)
    ]
    marks = [low, (low + high) / 2, high]
    lines = [(_TOP + (high - mark) / (high - low) * (HEIGHT - _TOP - _BOTTOM), f"{mark:,.6g}") for mark in marks]
    return Picture(points, lines)
