"""What looks odd about a figure beside others: pure arithmetic, without a database, a clock or a language.

Nothing here blocks a figure. Each oddity carries the numbers from which a sentence is made; whoever reports answers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any

from jinxiu.engines.terms import Quantity, unit_of

#: Steps of the Chinese units: 元 → 万元 → 亿元.
_STEPS = (10**4, 10**8)
#: How far from such a step a slipped figure may lie.
_NEAR = 5
#: So many earlier figures make a spread.
_ENOUGH = 5
#: A change so many spreads beside the usual one is a jump.
_SPREADS = 6
#: The spread of a series that never moves, as a share of its level.
_LEAST_SPREAD = Decimal("0.02")
#: The median absolute deviation times this estimates a standard deviation (normal distribution).
_MAD = Decimal("1.4826")
#: Figures of fewer digits are alike by chance.
_DIGITS = 3


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

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", Quantity(self.value, self.unit).base)

    @property
    def digits(self) -> int:
        """How many digits tell it from other figures: 1200 has two, 30.46 four."""
        return len(self.value.normalize().as_tuple().digits)


@dataclass(frozen=True, slots=True)
class Oddity:
    """What looks odd: its kind (``Question.Kind``), and the numbers for its sentence."""

    kind: str
    told: Figure
    other: Figure | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


def oddities(
    told: Figure,
    *,
    series: Sequence[Figure] = (),
    beside: Sequence[Figure] = (),
    goal: Figure | None = None,
    running: bool = False,
    share: bool = False,
) -> list[Oddity]:
    """Return what is odd about a figure, at most one oddity of each kind.

    ``series`` are figures of the same thing and member, on any day; ``beside`` figures of other members on the same
    day; ``goal`` is what was promised, which tells the size of the first figure. ``running``: a running total, which
    begins anew each year. ``share``: a part of a whole, in per cent.
    """
    alike = [one for one in series if unit_of(one.unit).dimension == unit_of(told.unit).dimension]
    earlier = sorted((one for one in alike if one.as_of < told.as_of), key=lambda one: one.as_of)
    found = [*_slip(told, earlier or alike)]
    if not alike and goal is not None and goal.unit and unit_of(goal.unit).dimension == unit_of(told.unit).dimension:
        found += [replace(odd, figures={**odd.figures, "goal": True}) for odd in _slip(told, [goal])]
    if not found:
        found += _jump(told, earlier, running=running)
    if running:
        found += _fall(told, earlier)
    found += _copied(told, earlier, beside)
    found += _contradiction(told, [one for one in alike if one.as_of == told.as_of])
    if share:
        found += _out_of_range(told)
    return found


def _slip(told: Figure, known: Sequence[Figure]) -> Iterator[Oddity]:
    """A figure about 10⁴ or 10⁸ times the usual one, or that part of it, has probably lost its unit."""
    sizes = [abs(one.base) for one in known[-_ENOUGH:] if one.base]
    if not sizes or not told.base:
        return
    usual, size = median(sizes), abs(told.base)
    for step in _STEPS:
        for ratio, up in ((size / usual, True), (usual / size, False)):
            if Decimal(step) / _NEAR <= ratio <= step * _NEAR:
                yield Oddity("unit-slip", told, known[-1], {"step": step, "up": up})
                return


def _jump(told: Figure, earlier: Sequence[Figure], *, running: bool) -> Iterator[Oddity]:
    """|Δ − median Δ| > 6 · max(1.4826 · MAD of Δ, 2 % of the level): beyond what the series itself does."""
    if len(earlier) < _ENOUGH or (running and earlier[-1].as_of.year != told.as_of.year):
        return
    sizes = [one.base for one in earlier]
    changes = [after - before for before, after in pairwise(sizes)]
    usual = median(changes)
    spread = _MAD * median([abs(change - usual) for change in changes])
    spread = max(spread, _LEAST_SPREAD * abs(median(sizes)))
    change = told.base - sizes[-1]
    if spread and abs(change - usual) > _SPREADS * spread:
        factor = unit_of(told.unit).factor
        figures = {"change": change / factor, "usual": usual / factor, "spread": spread / factor, "n": len(changes)}
        yield Oddity("jump", told, earlier[-1], figures)


def _fall(told: Figure, earlier: Sequence[Figure]) -> Iterator[Oddity]:
    """A running total does not fall within its year."""
    if earlier and earlier[-1].as_of.year == told.as_of.year and earlier[-1].base > told.base:
        yield Oddity("fall", told, earlier[-1])


def _copied(told: Figure, earlier: Sequence[Figure], beside: Sequence[Figure]) -> Iterator[Oddity]:
    """The very figure of the period before, or of another member on that day, where it is no round one."""
    if told.digits < _DIGITS:
        return
    if earlier and earlier[-1].base == told.base:
        yield Oddity("copied", told, earlier[-1])
        return
    for one in beside:
        if one.member != told.member and one.as_of == told.as_of and (one.value, one.unit) == (told.value, told.unit):
            yield Oddity("copied", told, one)
            return


def _contradiction(told: Figure, same_day: Sequence[Figure]) -> Iterator[Oddity]:
    """Another source says otherwise of the same day, by more than rounding."""
    for one in same_day:
        if one.source != told.source and not _agree(told, one):
            yield Oddity("contradiction", told, one)
            return


def _agree(one: Figure, other: Figure) -> bool:
    """Say whether two figures differ by no more than half of the coarser one's last written digit."""
    return abs(one.base - other.base) <= max(_last_digit(one), _last_digit(other)) / 2


def _last_digit(figure: Figure) -> Decimal:
    exponent = figure.value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(min(exponent, 0)) * unit_of(figure.unit).factor


def _out_of_range(told: Figure) -> Iterator[Oddity]:
    """A part of a whole lies between nothing and all of it."""
    if unit_of(told.unit).dimension == "percent" and not 0 <= told.base <= 100:
        yield Oddity("out-of-range", told)
