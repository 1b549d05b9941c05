"""Facts and targets as columns: what a million observations are read into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jinxiu.engines.measuring.exact import split
from jinxiu.engines.measuring.model import Fact, Target
from jinxiu.engines.terms import Stage

#: The day that nobody knows: after every other.
NO_DAY = int(np.iinfo(np.int32).max)
#: A moment that never came, and one before every other.
NEVER = int(np.iinfo(np.int64).max)
EVER = int(np.iinfo(np.int64).min)
STAGES = tuple(Stage)
RUNGS = np.array([stage.rung for stage in STAGES], dtype=np.int8)
NO_STAGE, NO_UNIT, NO_MEMBER, NO_WORK = -1, -1, -1, -1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def moment(at: datetime | None, otherwise: int = NEVER) -> int:
    """Return a moment in microseconds since 1970 in UTC."""
    return otherwise if at is None else (at - _EPOCH) // timedelta(microseconds=1)


def _natural(key: str) -> tuple[int, str]:
    """Return what sorts numbers by their size, before all other keys."""
    return (int(key), "") if key.isascii() and key.isdigit() else (NEVER, key)


def day_number(day: date | None) -> int:
    """Return a day's ordinal."""
    return NO_DAY if day is None else day.toordinal()


def _nothing() -> NDArray[np.int32]:
    return np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Facts:
    """Facts in columns of equal length, in no order.

    ``series`` numbers the facts that belong together; targets read one or two series. ``day`` is an ordinal (NO_DAY:
    not known), the moments are microseconds since 1970 in UTC. A value is ``mantissa × 10^exponent`` in
    ``units[unit]`` (NO_UNIT: no value; the empty unit is the target's own); one that does not fit an int64 stands in
    ``large`` by its row. ``stage`` numbers ``STAGES`` (NO_STAGE: none). ``order`` decides between facts of one day.
    ``work`` numbers works (−1: none, as everywhere where it is left out). ``keys`` are the names that traces carry.
    """

    keys: NDArray[Any]
    series: NDArray[np.int32]
    day: NDArray[np.int32]
    order: Ints
    member: NDArray[np.int32]
    recorded: Ints
    superseded: Ints
    returned: Ints
    verified: Ints
    settles: Bools
    event: Bools
    doubtful: Bools
    stage: NDArray[np.int8]
    mantissa: Ints
    exponent: NDArray[np.int8]
    unit: NDArray[np.int16]
    units: tuple[str, ...] = ("",)
    members: tuple[str, ...] = ()
    large: Mapping[int, Decimal] = field(default_factory=dict)
    work: NDArray[np.int32] = field(default_factory=_nothing)
    works: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.work):
            object.__setattr__(self, "work", np.full(len(self.series), NO_WORK, dtype=np.int32))
        lengths = {len(getattr(self, name)) for name in ROW_COLUMNS}
        if len(lengths) > 1:
            raise ValueError(f"columns of facts must be equally long, not {sorted(lengths)}")

    def __len__(self) -> int:
        return len(self.series)

    @property
    def undated(self) -> Bools:
        """Where nobody knows of which day a fact tells."""
        return np.asarray(self.day == NO_DAY)

    def value(self, row: int) -> Decimal | None:
        """Return the exact value of one row, in the unit as written."""
        if self.unit[row] == NO_UNIT:
            return None
        if row in self.large:
            return self.large[row]
        return Decimal(int(self.mantissa[row])).scaleb(int(self.exponent[row]))

    def known(self, known_at: datetime | None) -> Bools:
        """Say which facts counted at a moment: recorded by then, and neither replaced nor returned by then."""
        at = moment(known_at, NEVER - 1)
        there = (self.recorded <= at) & (self.superseded > at)
        returned = (self.returned <= at) & ((self.verified > at) | (self.verified < self.returned))
        return np.asarray(there & ~returned)

    def take(self, rows: Ints) -> Facts:
        """Return some of the rows."""
        columns = {name: getattr(self, name)[rows] for name in ROW_COLUMNS}
        large: dict[int, Decimal] = {}
        if self.large:
            large = {to: self.large[row] for to, row in enumerate(rows.tolist()) if row in self.large}
        return Facts(**columns, units=self.units, members=self.members, works=self.works, large=large)

    @classmethod
    def of(cls, facts: Mapping[str, Iterable[Fact]], series: Sequence[str] | None = None) -> Facts:
        """Return the columns of facts grouped by the name of their series.

        Facts of one day go by their keys, numbers by their size: of two, the one written later is the latest.
        ``series`` gives the names in their order; facts of others are left out.
        """
        numbers = {name: at for at, name in enumerate(facts if series is None else series)}
        rows = [(numbers[name], fact) for name, group in facts.items() if name in numbers for fact in group]
        rows.sort(key=lambda row: _natural(row[1].key))
        units, members, works = {"": 0}, dict[str, int](), dict[str, int]()
        columns: dict[str, list[Any]] = {name: [] for name in ROW_COLUMNS}
        large: dict[int, Decimal] = {}
        for at, (number, fact) in enumerate(rows):
            mantissa, exponent = split(fact.value) if fact.value is not None else (0, 0)
            if not (-(2**63) < mantissa < 2**63 and exponent > -100):
                assert fact.value is not None
                large[at], mantissa, exponent = fact.value, 0, 0
            row = {
                "keys": fact.key,
                "series": number,
                "day": day_number(fact.as_of),
                "order": at,
                "member": members.setdefault(fact.member, len(members)) if fact.member else NO_MEMBER,
                "work": works.setdefault(fact.work, len(works)) if fact.work else NO_WORK,
                "recorded": moment(fact.recorded, EVER),
                "superseded": moment(fact.superseded),
                "returned": moment(fact.returned),
                "verified": moment(fact.verified),
                "settles": fact.settles,
                "event": fact.event,
                "doubtful": fact.doubtful,
                "stage": STAGES.index(fact.stage) if fact.stage else NO_STAGE,
                "mantissa": mantissa,
                "exponent": exponent,
                "unit": NO_UNIT if fact.value is None else units.setdefault(fact.unit, len(units)),
            }
            for name, value in row.items():
                columns[name].append(value)
        arrays = {name: np.array(values, dtype=_TYPES[name]) for name, values in columns.items()}
        return cls(**arrays, units=tuple(units), members=tuple(members), works=tuple(works), large=large)


#: Columns that number texts, and where the texts stand; −1 is none.
_CODED = {"unit": "units", "member": "members", "work": "works"}
#: The columns that have a value for each row.
ROW_COLUMNS = tuple(f.name for f in fields(Facts) if f.name not in {"units", "members", "works", "large"})
_TYPES: dict[str, Any] = {
    "keys": object,
    "series": np.int32,
    "day": np.int32,
    "member": np.int32,
    "work": np.int32,
    "settles": np.bool_,
    "event": np.bool_,
    "doubtful": np.bool_,
    "stage": np.int8,
    "exponent": np.int8,
    "unit": np.int16,
} | dict.fromkeys(("order", "recorded", "superseded", "returned", "verified", "mantissa"), np.int64)


@dataclass(frozen=True)
class Targets:
    """Targets with the numbers of the series that they read (−1: none), and their periods as columns.

    ``direct`` left out: nothing is told as such.
    """

    promises: tuple[Target, ...]
    series: NDArray[np.int32]
    other: NDArray[np.int32]
    direct: NDArray[np.int32] = field(default_factory=_nothing)
    #: What was worked out of them before; they never change.
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not len(self.direct):
            object.__setattr__(self, "direct", np.full(len(self.promises), -1, dtype=np.int32))
        for promise in self.promises:
            if promise.stage is None and (promise.value is None or promise.comparator is None):
                raise ValueError(f"target {promise.key} promises neither a number nor a stage")

    def __len__(self) -> int:
        return len(self.promises)

    @cached_property
    def begins(self) -> NDArray[np.int32]:
        """The first day of each period."""
        return np.array([p.begins.toordinal() for p in self.promises], dtype=np.int32)

    @cached_property
    def due(self) -> NDArray[np.int32]:
        """The last day of each period; NO_DAY where none is set."""
        return np.array([day_number(p.due) for p in self.promises], dtype=np.int32)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each target stands, by its key."""
        return {promise.key: at for at, promise in enumerate(self.promises)}

    @classmethod
    def of(cls, promises: Iterable[Target], series: Sequence[str] | None = None) -> tuple[Targets, list[str]]:
        """Return the columns of targets, and the names of the series in the order of their numbers."""
        listed = tuple(promises)
        numbers = {name: at for at, name in enumerate(series or ())}
        own = [numbers.setdefault(p.series or p.key, len(numbers)) for p in listed]
        others = (
            [numbers.setdefault(name, len(numbers)) if name else -1 for name in named]
            for named in ([p.other for p in listed], [p.direct for p in listed])
        )
        columns = [np.array(column, dtype=np.int32) for column in (own, *others)]
        return cls(listed, columns[0], columns[1], columns[2]), list(numbers)

    def take(self, rows: Ints) -> Targets:
        """Return some of the targets; the numbers of the series stay."""
        promises = tuple(self.promises[at] for at in rows.tolist())
        return Targets(promises, self.series[rows], self.other[rows], self.direct[rows])

    @property
    def read(self) -> tuple[NDArray[np.int32], ...]:
        """The numbers of the series that they read, a column a role."""
        return self.series, self.other, self.direct


def join(*parts: Facts, to: int | None = None) -> Facts:
    """Return facts together. ``to`` numbers the series of the last ones, which come after all others of their day."""
    texts: dict[str, dict[str, int]] = {name: {} for name in _CODED}
    columns: dict[str, list[Any]] = {name: [] for name in ROW_COLUMNS}
    large: dict[int, Decimal] = {}
    before = 0
    for part in parts:
        large |= {before + row: value for row, value in part.large.items()}
        for name in ROW_COLUMNS:
            column = getattr(part, name)
            if name in _CODED:
                known = texts[name]
                codes = [known.setdefault(text, len(known)) for text in getattr(part, _CODED[name])]
                column = np.array([*codes, -1], dtype=_TYPES[name])[column]
            columns[name].append(column)
        before += len(part)
    if to is not None:
        columns["series"][-1] = np.full(len(parts[-1]), to, dtype=np.int32)
        newest = max((int(part.order.max()) for part in parts[:-1] if len(part)), default=-1)
        columns["order"][-1] = newest + 1 + np.arange(len(parts[-1]))
        if parts[0].keys.dtype != object:
            columns["keys"] = [column.astype(object) if n else column for n, column in enumerate(columns["keys"])]
    joined: dict[str, Any] = {name: np.concatenate(values) for name, values in columns.items()}
    joined |= {_CODED[name]: tuple(known) for name, known in texts.items()}
    return Facts(**joined, large=large)
