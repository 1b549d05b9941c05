"""What looks odd about a figure beside others: pure arithmetic, without a database, a clock or a language.

Nothing here blocks a figure. Each oddity carries the numbers from which a sentence is made; whoever reports answers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import Any

from jinxiu.engines.terms import Quantity, unit_of

#: The median absolute deviation times this estimates a standard deviation (normal distribution).
_MAD = Decimal("1.4826")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """A dated rule of what is asked about; ``data/oddities.toml`` tells what each number is."""

    code: str
    effective_from: date
    effective_to: date | None = None
    source: str
    steps: tuple[int, ...]
    near: int
    window: int
    enough: int
    apart: int
    usual_of: int
    spreads: int
    beyond: Decimal
    least_spread: Decimal
    least_digits: int
    digits: int
    moving: int
    chance: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as somebody told it; ``key`` names it for the room that keeps it."""

    value: Decimal
    unit: str
    as_of: date
    member: str = ""
    source: str = ""
    key: str = ""
    #: The value in the base unit of its dimension; worked out once, since a figure is held against many others.
    base: Decimal = field(init=False, repr=False, compare=False)
    #: What one of its last written digit is worth, in the base unit: 30.5 亿元 is told to ten millions.
    last_digit: Decimal = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", Quantity(self.value, self.unit).base)
        exponent = self.value.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        object.__setattr__(self, "last_digit", _worth(min(exponent, 0), self.unit))

    @property
    def digits(self) -> int:
        """How many digits tell it from other figures: 1200 has two, 30.46 four."""
        return len(self.value.normalize().as_tuple().digits)


@cache
def _worth(exponent: int, unit: str) -> Decimal:
    return Decimal(1).scaleb(exponent) * unit_of(unit).factor


@dataclass(frozen=True, slots=True)
class Oddity:
    """What looks odd: its kind (``Question.Kind``), and the numbers for its sentence."""

    kind: str
    told: Figure
    other: Figure | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


def oddities(
    told: Figure,
    by: Thresholds,
    *,
    series: Sequence[Figure] = (),
    beside: Sequence[Figure] = (),
    among: int = 0,
    goal: Figure | None = None,
    running: bool = False,
    share: bool = False,
) -> list[Oddity]:
    """Return what is odd about a figure by a rule, at most one oddity of each kind.

    ``series`` are figures of the same thing and member, on any day; ``beside`` figures of other members on the same
    day, found ``among`` so many; ``goal`` is what was promised, which tells the size of the first figure. ``running``:
    a running total, which begins anew each year. ``share``: a part of a whole, in per cent.
    """
    dimension = unit_of(told.unit).dimension
    alike = [one for one in series if one.unit == told.unit or unit_of(one.unit).dimension == dimension]
    earlier = sorted([one for one in alike if one.as_of < told.as_of], key=attrgetter("as_of"))
    found = [*_slip(told, earlier or alike, by)]
    if not alike and goal is not None and goal.unit and unit_of(goal.unit).dimension == dimension:
        found += [replace(odd, figures={**odd.figures, "goal": True}) for odd in _slip(told, [goal], by)]
    if not found:
        found += _jump(told, earlier, by, running=running)
    if running:
        found += _fall(told, earlier)
    found += _copied(told, earlier, beside, by, max(among, len(beside)))
    found += _contradiction(told, [one for one in alike if one.as_of == told.as_of])
    if share:
        found += _out_of_range(told)
    return found


def _slip(told: Figure, known: Sequence[Figure], by: Thresholds) -> Iterator[Oddity]:
    """A figure about 10⁴ or 10⁸ times the usual one, or that part of it, has probably lost its unit."""
    sizes = [abs(one.base) for one in known[-by.usual_of :] if one.base]
    if not sizes or not told.base:
        return
    usual, size = median(sizes), abs(told.base)
    for step in by.steps:
        for ratio, up in ((size / usual, True), (usual / size, False)):
            if Decimal(step) / by.near <= ratio <= step * by.near:
                yield Oddity("unit-slip", told, known[-1], {"step": step, "up": up})
                return


def _jump(told: Figure, earlier: Sequence[Figure], by: Thresholds, *, running: bool) -> Iterator[Oddity]:
    """|Δ − median Δ| > 6 · max(1.4826 · MAD of Δ, 2 % of the level, 2 last digits): beyond what the series itself does.

    And larger by half than any change before: seasons are no jumps. The numbers are those of the rule.
    """
    if len(earlier) < by.enough or (running and earlier[-1].as_of.year != told.as_of.year):
        return
    sizes = [one.base for one in earlier]
    changes = [after - before for before, after in pairwise(sizes)]
    usual = median(changes)
    spread = _MAD * median([abs(change - usual) for change in changes])
    spread = max(spread, by.least_spread * abs(median(sizes)), by.least_digits * _finest(earlier))
    change = told.base - sizes[-1]
    if abs(change) <= by.beyond * max(map(abs, changes)):
        return
    if spread and abs(change - usual) > by.spreads * spread:
        factor = unit_of(told.unit).factor
        figures = {"change": change / factor, "usual": usual / factor, "spread": spread / factor, "n": len(changes)}
        yield Oddity("jump", told, earlier[-1], figures)


def _fall(told: Figure, earlier: Sequence[Figure]) -> Iterator[Oddity]:
    """A running total does not fall within its year."""
    if earlier and earlier[-1].as_of.year == told.as_of.year and earlier[-1].base > told.base:
        yield Oddity("fall", told, earlier[-1])


def _copied(
    told: Figure, earlier: Sequence[Figure], beside: Sequence[Figure], by: Thresholds, among: int
) -> Iterator[Oddity]:
    """The very figure of the period before, or of another member on that day, where that is hardly chance.

    A series that moves by a few of its last digits repeats itself; of many members two are alike.
    """
    if told.digits < by.digits:
        return
    if earlier and earlier[-1].base == told.base and _moves(earlier, by):
        yield Oddity("copied", told, earlier[-1])
        return
    if 10**told.digits < by.chance * among:
        return
    for one in beside:
        if one.member != told.member and one.as_of == told.as_of and (one.value, one.unit) == (told.value, told.unit):
            yield Oddity("copied", told, one)
            return


def _moves(earlier: Sequence[Figure], by: Thresholds) -> bool:
    """Say whether a series usually changes by so much that it does not repeat a figure by chance."""
    changes = [abs(after.base - before.base) for before, after in pairwise(earlier)]
    return not changes or median(changes) >= by.moving * _finest(earlier)


def _finest(figures: Sequence[Figure]) -> Decimal:
    """Return what the finest last digit among figures is worth."""
    return min(one.last_digit for one in figures)


def _contradiction(told: Figure, same_day: Sequence[Figure]) -> Iterator[Oddity]:
    """Another source says otherwise of the same day, by more than rounding."""
    for one in same_day:
        if one.source != told.source and not _agree(told, one):
            yield Oddity("contradiction", told, one)
            return


def _agree(one: Figure, other: Figure) -> bool:
    """Say whether two figures differ by no more than half of the coarser one's last written digit."""
    return abs(one.base - other.base) <= max(one.last_digit, other.last_digit) / 2


def _out_of_range(told: Figure) -> Iterator[Oddity]:
    """A part of a whole lies between nothing and all of it."""
    if unit_of(told.unit).dimension == "percent" and not 0 <= told.base <= 100:
        yield Oddity("out-of-range", told)
