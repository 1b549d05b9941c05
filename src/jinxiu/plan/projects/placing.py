"""Where projects stand on a map that needs no internet: areas by their seats, projects by their own coordinates.

The map is a plate carrée with the length of a degree of longitude at the middle latitude, so that distances in a
city are true. Coordinate systems differ by some hundred metres, which is less than a point of this map; they are
drawn as they are given.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jinxiu.core.models import Area
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.standing import Standing

#: The size of the map in its own units, and the margin in which nothing stands.
WIDTH, HEIGHT, MARGIN = 900, 620, 70
#: One degree of latitude in kilometres.
_DEGREE = 111.32
#: How far points lie apart that are drawn around one seat.
_APART = 13
#: How wide a letter of a name is.
_LETTER = 14
_GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Seat:
    """An area at its seat, with the projects of which only the area is known."""

    area: Area
    x: float
    y: float
    n: int
    #: Where the middle of its name stands.
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Point:
    """A project; ``exact`` where it has coordinates of its own, else it stands near the seat of its area."""

    found: Standing
    x: float
    y: float
    exact: bool
    rung: Rung | None
    days_late: int

    @property
    def late(self) -> bool:
        return self.days_late > 0


@dataclass(frozen=True, slots=True)
class Map:
    """Seats and points, how long a bar of so many kilometres is, and what stands at no single place.

    ``citywide`` are projects of the city as a whole: drawn around its seat, they would hide the districts.
    """

    seats: tuple[Seat, ...]
    points: tuple[Point, ...]
    bar_km: int
    bar: float
    citywide: tuple[Standing, ...]
    nowhere: tuple[Standing, ...]


def place(found: Sequence[Standing], areas: Sequence[Area], as_of: date) -> Map | None:
    """Place projects on the map; None where neither an area nor a project has coordinates."""
    spots = [(float(a.lon), float(a.lat)) for a in areas if a.lon is not None and a.lat is not None]
    spots += [
        (float(p.lon), float(p.lat)) for p in (one.project for one in found) if p.lon is not None and p.lat is not None
    ]
    if not spots:
        return None
    sheet = _Sheet.around(spots)
    by_area: dict[int, list[Standing]] = defaultdict(list)
    points: list[Point] = []
    citywide: list[Standing] = []
    nowhere: list[Standing] = []
    seated = {area.pk: area for area in areas if area.lon is not None and area.lat is not None and area.level != "city"}
    for one in found:
        project = one.project
        if project.lon is not None and project.lat is not None:
            points.append(_point(one, *sheet.at(float(project.lon), float(project.lat)), as_of, exact=True))
        elif project.area_id in seated:
            by_area[project.area_id or 0].append(one)
        elif project.area is not None and project.area.level == "city":
            citywide.append(one)
        else:
            nowhere.append(one)
    for pk, area in seated.items():
        points += _around(by_area[pk], *sheet.at(float(area.lon or 0), float(area.lat or 0)), as_of)
    seats = _named(seated.values(), by_area, sheet)
    bar_km = next((km for km in (50, 20, 10, 5, 2, 1) if km * sheet.km < WIDTH / 4), 1)
    return Map(seats, tuple(points), bar_km, round(bar_km * sheet.km, 1), tuple(citywide), tuple(nowhere))


def _around(found: Sequence[Standing], x: float, y: float, as_of: date) -> Iterator[Point]:
    """Draw projects around a seat in a spiral that leaves each its room."""
    for number, one in enumerate(found, 1):
        turn, far = number * _GOLDEN, _APART * math.sqrt(number)
        at = round(x + far * math.cos(turn), 1), round(y + far * math.sin(turn), 1)
        yield _point(one, *at, as_of, exact=False)


def _named(areas: Iterable[Area], by_area: Mapping[int, Sequence[Standing]], sheet: _Sheet) -> tuple[Seat, ...]:
    """Put each name beside its seat where it hides the least of the names put before it."""
    seats: list[Seat] = []
    boxes: list[tuple[float, float, float]] = []
    for area in areas:
        x, y = sheet.at(float(area.lon or 0), float(area.lat or 0))
        n = len(by_area.get(area.pk, ()))
        half, far = _LETTER * (len(area.name) + (len(str(n)) + 1) / 2) / 2, 8 + _APART * math.sqrt(n)
        spots = ((x, y + far + 10), (x, y - far - 4), (x + far + half, y + 5), (x - far - half, y + 5))
        best = min(spots, key=lambda spot: _hidden(spot, half, boxes))
        boxes.append((*best, half))
        seats.append(Seat(area, x, y, n, round(best[0], 1), round(best[1], 1)))
    return tuple(seats)


def _hidden(spot: tuple[float, float], half: float, boxes: Sequence[tuple[float, float, float]]) -> float:
    """Return how much of other names a name at a spot would hide."""
    hidden = 0.0
    for x, y, other in boxes:
        wide, high = half + other - abs(spot[0] - x), 1.3 * _LETTER - abs(spot[1] - y)
        hidden += max(0.0, wide) * max(0.0, high)
    return hidden


def _point(one: Standing, x: float, y: float, as_of: date, *, exact: bool) -> Point:
    return Point(one, x, y, exact, one.ladder.at(as_of), one.ladder.days_late(as_of))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How degrees become units of the map; ``km`` is how many units a kilometre takes."""

    lon: float
    lat: float
    km: float

    @classmethod
    def around(cls, spots: Sequence[tuple[float, float]]) -> _Sheet:
        lons, lats = [lon for lon, _lat in spots], [lat for _lon, lat in spots]
        lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        wide = (max(lons) - min(lons)) * _DEGREE * math.cos(math.radians(lat))
        high = (max(lats) - min(lats)) * _DEGREE
        # A single place still stands on some ground: ten kilometres of it.
        km = min((WIDTH - 2 * MARGIN) / max(wide, 10), (HEIGHT - 2 * MARGIN) / max(high, 10))
        return cls(lon, lat, km)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the place of a point; north is up."""
        x = (lon - self.lon) * _DEGREE * math.cos(math.radians(self.lat)) * self.km
        y = (self.lat - lat) * _DEGREE * self.km
        return round(WIDTH / 2 + x, 1), round(HEIGHT / 2 + y, 1)
