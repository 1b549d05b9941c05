"""Where projects stand on a map that needs no internet: areas by their seats, projects by their own coordinates.

The map is a plate carrée with the length of a degree of longitude at the middle latitude, so that distances in a
city are true. Coordinate systems differ by some hundred metres, which is less than a point of this map; they are
drawn as they are given.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jinxiu.core.models import Area
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.standing import Standing

#: The size of the map in its own units, and the margin in which nothing stands.
WIDTH, HEIGHT, MARGIN = 900, 620, 70
#: One degree of latitude in kilometres.
_DEGREE = 111.32
#: How far points lie apart that are drawn around one seat, and how many are drawn before they are only counted.
_APART, _MOST = 13, 12
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
    #: The radius of the disc that stands for its projects where they are too many for points; 0: points do.
    disc: float = 0
    late: int = 0


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
        if len(by_area[pk]) <= _MOST:
            points += _around(by_area[pk], *sheet.at(float(area.lon or 0), float(area.lat or 0)), as_of)
    seats = _named(seated.values(), by_area, sheet, as_of)
    bar_km = next((km for km in (50, 20, 10, 5, 2, 1) if km * sheet.km < WIDTH / 4), 1)
    return Map(seats, tuple(points), bar_km, round(bar_km * sheet.km, 1), tuple(citywide), tuple(nowhere))


def _around(found: Sequence[Standing], x: float, y: float, as_of: date) -> Iterator[Point]:
    """Draw projects around a seat in a spiral that leaves each its room."""
    for number, one in enumerate(found, 1):
        turn, far = number * _GOLDEN, _APART * math.sqrt(number)
        at = round(x + far * math.cos(turn), 1), round(y + far * math.sin(turn), 1)
        yield _point(one, *at, as_of, exact=False)


def _named(
    areas: Iterable[Area], by_area: Mapping[int, Sequence[Standing]], sheet: _Sheet, as_of: date
) -> tuple[Seat, ...]:
    """Put each name beside its seat where it hides the least of other seats and of the names put before it."""
    bare = [_seat(area, by_area.get(area.pk, ()), sheet, as_of) for area in areas]
    taken = [_Box(seat.x, seat.y, seat.disc or 6, seat.disc or 6) for seat in bare]
    seats: list[Seat] = []
    for place_of, seat in enumerate(bare):
        figure = "" if seat.disc or not seat.n else f" {seat.n}"
        half = _LETTER * (len(seat.area.name) + len(figure) / 2) / 2
        far = seat.disc or 8 + _APART * math.sqrt(seat.n)
        x, y = seat.x, seat.y
        spots = ((x, y + far + 14), (x, y - far - 4), (x + far + half + 4, y + 5), (x - far - half - 4, y + 5))
        within = [spot for spot in spots if half < spot[0] < WIDTH - half and _LETTER < spot[1] < HEIGHT - 6]
        others = taken[:place_of] + taken[place_of + 1 :]
        # A name stands on its base line: its middle lies above that.
        boxes = [_Box(at, base - 5, half, 0.65 * _LETTER) for at, base in within or spots]
        best = min(boxes, key=lambda box: sum(box.hides(other) for other in others))
        taken.append(best)
        seats.append(replace(seat, label_x=round(best.x, 1), label_y=round(best.y + 5, 1)))
    return tuple(seats)


def _seat(area: Area, found: Sequence[Standing], sheet: _Sheet, as_of: date) -> Seat:
    x, y = sheet.at(float(area.lon or 0), float(area.lat or 0))
    n = len(found)
    disc = round(8 + 1.8 * math.sqrt(n), 1) if n > _MOST else 0
    return Seat(area, x, y, n, x, y, disc, sum(1 for one in found if one.ladder.days_late(as_of)))


@dataclass(frozen=True, slots=True)
class _Box:
    """What stands around a middle, half its width and half its height away."""

    x: float
    y: float
    wide: float
    high: float

    def hides(self, other: _Box) -> float:
        """Return how much of another box this one hides."""
        wide = self.wide + other.wide - abs(self.x - other.x)
        high = self.high + other.high - abs(self.y - other.y)
        return max(0.0, wide) * max(0.0, high)


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
