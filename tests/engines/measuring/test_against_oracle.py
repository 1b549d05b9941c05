"""The columns say what one says by hand: every kind, every comparator, every moment, to the last digit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.measuring import oracle
from engines.measuring.strategies import days, facts, moments, promises
from jinxiu.engines.measuring import Fact, Facts, Kind, LightRule, Measure, Target, Targets, evaluate
from jinxiu.engines.terms import Comparator

RULES = (LightRule.progress("r", 10, date(2024, 2, 1)),)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Target, dict[str, list[Fact]]]:
    """A target, and what is told in its own series, in that of the other measure, and of its value as such."""
    target, units = draw(promises())
    works = target.measure.kind is Kind.COUNT
    told = {"own": draw(facts(units, "a", works=works)), "other": draw(facts(units, "b")), "direct": []}
    if target.direct:
        told["direct"] = draw(facts([target.unit, "", "元"], "c", works=works))
    return target, told


@settings(max_examples=300, deadline=None)
@given(questions(), st.lists(days, min_size=1, max_size=4, unique=True), st.one_of(st.none(), moments))
def test_every_kind_on_every_day(
    question: tuple[Target, dict[str, list[Fact]]], asked: list[date], known_at: datetime | None
) -> None:
    target, told = question
    targets, series = Targets.of([target])
    results = evaluate(targets, Facts.of(told, series), asked, known_at, RULES)
    for column, day in enumerate(asked):
        result = results.row("t", day)
        expected = oracle.answer(target, told["own"], told["other"], day, RULES, known_at, told["direct"])
        assert result.state is expected.state
        assert result.state is results.state("t", day)
        assert result.value == oracle.as_decimal(expected.value)
        if expected.value is not None:
            distance = expected.value - Fraction(target.value or 0)
            missing = distance if target.comparator is Comparator.AT_MOST else -distance
            assert result.gap == oracle.as_decimal(max(missing, Fraction(0)))
            top, under, scale = (results.column(name)[0, column] for name in ("top", "under", "scale"))
            assert Fraction(int(top), int(under)) * Fraction(10) ** int(scale) == expected.value
        if result.share is not None:
            assert result.share == (expected.value or 0) / Fraction(target.value or 1)


def test_quotients_are_compared_exactly_not_as_shown() -> None:
    """A third of a hundred is less than its twenty-eight digits rounded up would be."""
    target = Target(
        "t",
        date(2024, 1, 1),
        None,
        value=Decimal("66.66666666666666666666666667"),
        unit="%",
        comparator=Comparator.AT_LEAST,
        measure=Measure(Kind.SHARE),
        other="all",
    )
    targets, series = Targets.of([target])
    told = {
        "t": [Fact("part", date(2024, 5, 1), value=Decimal(2), unit="个")],
        "all": [Fact("all", date(2024, 5, 1), value=Decimal(3), unit="个")],
    }
    result = evaluate(targets, Facts.of(told, series), [date(2024, 6, 1)]).row("t", date(2024, 6, 1))
    assert result.value == target.value  # as shown they are alike
    assert result.state == "on_course"
