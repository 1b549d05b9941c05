"""Targets and facts of every shape, for the property tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from jinxiu.engines.measuring import Aggregation, Fact, Kind, Measure, Target
from jinxiu.engines.terms import Comparator, Stage

FIRST = date(2023, 1, 1)
#: The days at which a rule turns: ends of months, leap days, due days and their neighbours.
TURNS = [
    date(2022, 12, 31),
    date(2023, 2, 28),
    date(2023, 6, 30),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 6, 29),
    date(2024, 6, 30),
    date(2024, 7, 1),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 2, 28),
]
days = st.one_of(st.sampled_from(TURNS), st.integers(0, 800).map(lambda n: FIRST + timedelta(days=n)))
moments = st.integers(0, 40).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=20 * n))
values = st.one_of(
    st.integers(-3, 120).map(Decimal),
    st.decimals(-1000, 1000, places=6, allow_nan=False),
    st.sampled_from([Decimal(0), Decimal("0.000001"), Decimal(10) ** 17, Decimal("123456789012345678.123456")]),
)
UNITS = {
    "money": ["元", "万元", "亿元", ""],
    "land": ["平方米", "亩", "万亩", "公顷"],
    "way": ["里", "公里", "米"],
    "things": ["个", "项", "万户", "元"],
    "part": ["%", "‰"],
}


def facts(units: list[str], prefix: str = "f", *, works: bool = False) -> st.SearchStrategy[list[Fact]]:
    one = st.builds(
        Fact,
        key=st.just(""),
        as_of=st.one_of(days, days, days, st.none()),
        settles=st.sampled_from([True, True, True, False]),
        event=st.booleans(),
        doubtful=st.sampled_from([False, False, False, True]),
        value=st.one_of(values, values, st.none()),
        unit=st.sampled_from(units),
        stage=st.one_of(st.none(), st.sampled_from(Stage)),
        member=st.sampled_from(["", "c1", "c2"] if works else [""]),
        work=st.sampled_from(["", "w1", "w2", "w3"] if works else [""]),
        recorded=st.one_of(st.none(), moments),
        superseded=st.one_of(st.none(), st.none(), moments),
        returned=st.one_of(st.none(), st.none(), moments),
        verified=st.one_of(st.none(), moments),
    )
    return st.lists(one, max_size=9).map(
        lambda found: [
            Fact(**{name: getattr(f, name) for name in Fact.__slots__} | {"key": f"{prefix}{n:02d}"})
            for n, f in enumerate(found)
        ]
    )


@st.composite
def promises(draw: st.DrawFn) -> tuple[Target, list[str]]:
    """A target of any kind that promises a number, and the units in which its facts may come."""
    kind = draw(st.sampled_from(Kind))
    units = UNITS[draw(st.sampled_from(sorted(UNITS)))]
    unit, of_figures = draw(st.sampled_from([u for u in units if u])), ""
    if kind in {Kind.SHARE, Kind.RATE, Kind.RATIO, Kind.GROWTH}:
        of_figures, unit = unit, draw(st.sampled_from(["%", "‰", "倍"]))
        units = [*units, unit] if kind is Kind.GROWTH else units
        if kind is Kind.GROWTH and (of_figures in UNITS["part"] or draw(st.booleans())):
            units, of_figures, unit = UNITS["part"], "", "%"
    measure = Measure(
        kind,
        draw(st.sampled_from(Aggregation)),
        of_figures,
        draw(st.one_of(st.none(), values)) if kind is Kind.INCREMENT else None,
        draw(st.sampled_from(Stage)) if kind is Kind.COUNT else None,
    )
    target = Target(
        "t",
        date(2024, 1, 1),
        draw(st.sampled_from([date(2024, 12, 31), date(2024, 6, 30), None])),
        value=draw(values),
        unit="个" if kind is Kind.COUNT else unit,
        comparator=draw(st.sampled_from(Comparator)),
        measure=measure,
        series="own",
        other="other",
        direct=draw(st.sampled_from(["", "direct"])),
        member=draw(st.sampled_from(["", "c1", "c3"])) if kind is Kind.COUNT else "",
    )
    return target, units
