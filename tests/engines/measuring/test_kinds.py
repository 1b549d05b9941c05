"""Each kind of measure, by examples that an official can check by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jinxiu.engines.measuring import (
    Aggregation,
    Fact,
    Kind,
    LightRule,
    Measure,
    Result,
    State,
    Target,
    Targets,
    measure,
)
from jinxiu.engines.terms import Comparator, Part, Stage

YEAR = (date(2024, 1, 1), date(2024, 12, 31))
RULES = [LightRule.progress("r", 10, date(2000, 1, 1))]


def target(kind: Kind, value: str, unit: str, sign: str = ">=", **more: Any) -> Target:
    asked = {name: more.pop(name) for name in ("aggregation", "baseline", "stage") if name in more}
    asked["unit"] = more.pop("of", "")
    return Target(
        "t",
        *YEAR,
        value=Decimal(value),
        unit=unit,
        comparator=Comparator(sign),
        measure=Measure(kind, **asked),
        other="o",
        **more,
    )


def told(key: str, day: str, value: str | None = None, unit: str = "个", **more: Any) -> Fact:
    return Fact(key, date.fromisoformat(day), value=Decimal(value) if value else None, unit=unit, **more)


def on(asked: Target, day: str, *own: Fact, other: tuple[Fact, ...] = ()) -> Result:
    return measure([asked], {"t": own, "o": other}, date.fromisoformat(day), RULES)[0]


def used(result: Result) -> list[str]:
    return [i.key for i in result.trace.inputs if i.part is Part.USED]


MONTHS = tuple(
    told(f"m{n}", day, value, "万元")
    for n, (day, value) in enumerate(
        [
            ("2023-12-31", "900"),  # of the year before
            ("2024-01-01", "10"),  # the first day belongs to the period
            ("2024-02-29", "20.5"),
            ("2024-12-31", "30"),  # and so does the last
            ("2025-01-01", "500"),  # of the year after
        ]
    )
)


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [
        (Aggregation.SUM, Decimal("60.5")),
        (Aggregation.LAST, Decimal(30)),
        (Aggregation.MAX, Decimal(30)),
        (Aggregation.MIN, Decimal(10)),
        (Aggregation.MEAN, Decimal("20.16666666666666666666666667")),
    ],
)
def test_cumulative_counts_what_is_of_the_period(aggregation: Aggregation, value: Decimal) -> None:
    asked = target(Kind.CUMULATIVE, "60", "万元", aggregation=aggregation)
    assert on(asked, "2025-03-31", *MONTHS).value == value
    assert used(on(target(Kind.CUMULATIVE, "60", "万元", aggregation=Aggregation.SUM), "2025-03-31", *MONTHS)) == [
        "m1",
        "m2",
        "m3",
    ]


def test_a_sum_that_reaches_its_goal_on_the_last_day_is_met_and_one_fen_less_is_missed() -> None:
    met = on(target(Kind.CUMULATIVE, "60.5", "万元", aggregation=Aggregation.SUM), "2025-01-31", *MONTHS)
    assert (met.state, met.reached_on, met.trace.formula) == (State.MET, date(2024, 12, 31), "cumulative.reached")
    short = on(target(Kind.CUMULATIVE, "60.500001", "万元", aggregation=Aggregation.SUM), "2025-01-31", *MONTHS)
    assert (short.state, short.gap) == (State.MISSED, Decimal("0.000001"))


def test_a_sum_without_its_last_report_says_nothing() -> None:
    result = on(target(Kind.CUMULATIVE, "60", "万元", aggregation=Aggregation.SUM), "2025-01-31", *MONTHS[:3])
    assert (result.state, result.trace.formula) == (State.NOT_REPORTED, "cumulative.silent_since")


def test_money_is_exact_in_mixed_units() -> None:
    paid = (told("a", "2024-03-01", "0.1", "亿元"), told("b", "2024-04-01", "0.000001", "元"))
    asked = target(Kind.SPENDING, "1000", "万元", "<=", aggregation=Aggregation.SUM)
    result = on(asked, "2024-06-30", *paid)
    assert result.value == Decimal("1000.0000000001")
    assert (result.state, result.gap) == (State.BEHIND, Decimal("0.0000000001"))
    assert result.trace.formula == "spending.exceeded"


def test_growth_is_against_the_same_day_of_the_year_before() -> None:
    before = (told("b1", "2023-06-30", "200", "亿元"), told("b2", "2023-12-31", "400", "亿元"))
    half, whole = told("h", "2024-06-30", "211", "亿元"), told("w", "2024-12-31", "421", "亿元")
    asked = target(Kind.GROWTH, "5.5", "%", of="亿元")
    result = on(asked, "2024-07-15", *before, half)
    assert (result.state, result.value) == (State.ON_COURSE, Decimal("5.5"))
    assert used(result) == ["b1", "h"]
    final = on(asked, "2024-12-31", *before, half, whole)
    assert (final.state, final.value, final.gap) == (State.MISSED, Decimal("5.25"), Decimal("0.25"))
    assert final.trace.figures["other"] == 400
    assert final.trace.figures["other_on"] == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("before", "now", "pairs"),
    [
        ("2023-02-28", "2024-02-29", True),  # a month's last day answers a month's last day
        ("2023-02-28", "2024-02-28", True),
        ("2023-02-27", "2024-02-28", False),
        ("2023-03-31", "2024-03-30", False),
    ],
)
def test_leap_days(before: str, now: str, *, pairs: bool) -> None:
    asked = target(Kind.GROWTH, "5", "%", of="亿元")
    result = on(asked, "2024-06-30", told("b", before, "100", "亿元"), told("n", now, "110", "亿元"))
    assert (result.value == 10) is pairs
    assert (result.state is State.NOT_REPORTED) is not pairs


def test_the_year_after_a_leap_year_grows_from_its_leap_day() -> None:
    asked = Target(
        "t",
        date(2025, 1, 1),
        date(2025, 12, 31),
        value=Decimal(5),
        unit="%",
        comparator=Comparator.AT_LEAST,
        measure=Measure(Kind.GROWTH, unit="亿元"),
    )
    facts = (told("b", "2024-02-29", "100", "亿元"), told("n", "2025-02-28", "107", "亿元"))
    assert on(asked, "2025-03-31", *facts).value == 7


def test_growth_that_was_told_as_such_stands_as_told() -> None:
    result = on(target(Kind.GROWTH, "5", "%", of="亿元"), "2024-12-31", told("g", "2024-12-31", "5.2", "%"))
    assert (result.state, result.value, result.trace.formula) == (State.MET, Decimal("5.2"), "growth.kept")


def test_nothing_grows_from_nothing() -> None:
    facts = (told("b", "2023-12-31", "0", "亿元"), told("n", "2024-12-31", "5", "亿元"))
    assert on(target(Kind.GROWTH, "5", "%", of="亿元"), "2024-12-31", *facts).state is State.NOT_REPORTED


def test_increment_is_against_the_baseline_named_or_the_last_figure_before_the_period() -> None:
    facts = (told("b", "2023-12-31", "62", "%"), told("n", "2024-12-31", "64.1", "%"))
    asked = target(Kind.INCREMENT, "2", "个百分点", of="%")
    result = on(asked, "2024-12-31", *facts)
    assert (result.state, result.value, used(result)) == (State.MET, Decimal("2.1"), ["b", "n"])
    named = on(target(Kind.INCREMENT, "2", "个百分点", of="%", baseline=Decimal("62.5")), "2025-01-10", *facts)
    assert (named.state, named.gap, used(named)) == (State.MISSED, Decimal("0.4"), ["n"])
    assert named.trace.figures["other"] == Decimal("62.5")


def test_a_share_is_kept_while_it_lasts_and_its_whole_may_grow() -> None:
    asked = target(Kind.SHARE, "95", "%")
    part = (told("p", "2024-05-31", "95"),)
    small, grown = told("w1", "2024-04-30", "100"), told("w2", "2024-08-31", "120")
    assert on(asked, "2024-06-30", *part, other=(small, grown)).state is State.MET
    later = on(asked, "2024-09-30", *part, other=(small, grown))
    assert later.value == Decimal("79.16666666666666666666666667")
    assert later.state is State.ON_COURSE
    assert used(later) == ["p", "w2"]


def test_a_whole_that_grows_after_the_day_breaks_no_promise_kept_by_then() -> None:
    part, wholes = told("p", "2024-12-31", "95"), (told("w", "2024-12-31", "100"), told("x", "2025-02-01", "200"))
    assert on(target(Kind.SHARE, "95", "%"), "2025-03-31", part, other=wholes).state is State.MET


def test_nothing_of_nothing_is_nothing_due() -> None:
    facts, other = (told("p", "2024-05-31", "0"),), (told("w", "2024-05-31", "0"),)
    for kind in (Kind.SHARE, Kind.RATE):
        result = on(target(kind, "100", "%"), "2024-06-30", *facts, other=other)
        assert (result.state, result.value, result.gap) == (State.NOTHING_DUE, None, None)
        assert result.trace.formula == f"{kind}.nothing_due"
    something = on(target(Kind.SHARE, "100", "%"), "2024-06-30", told("p", "2024-05-31", "3"), other=other)
    assert something.state is State.NOT_REPORTED  # three of nothing is no share


def test_a_rate_sums_both_over_the_period() -> None:
    done = (told("d0", "2023-12-31", "50"), told("d1", "2024-01-31", "9"), told("d2", "2024-02-29", "10"))
    due = (told("w0", "2023-12-31", "90"), told("w1", "2024-01-31", "10"), told("w2", "2024-02-29", "10"))
    result = on(target(Kind.RATE, "90", "%", aggregation=Aggregation.SUM), "2024-03-01", *done, other=due)
    assert (result.value, result.state) == (Decimal(95), State.ON_COURSE)
    assert (result.trace.figures["figure"], result.trace.figures["other"]) == (19, 20)
    assert used(result) == ["d1", "d2", "w1", "w2"]


def test_works_are_counted_once_when_they_first_reach_the_stage() -> None:
    asked = target(Kind.COUNT, "2", "个", stage=Stage.FINISH)
    facts = (
        told("a", "2024-03-01", stage=Stage.FINISH, member="lift 1", event=True),
        told("b", "2024-04-01", stage=Stage.OPEN, member="lift 1", event=True),
        told("c", "2024-05-01", stage=Stage.START, member="lift 2"),
        told("d", "2024-06-01", stage=Stage.FINISH, member="lift 2", event=True),
    )
    assert [on(asked, day, *facts).value for day in ("2024-04-30", "2024-05-31", "2024-06-01")] == [1, 1, 2]
    assert on(asked, "2024-12-31", *facts).reached_on == date(2024, 6, 1)


def test_relative_to_another_measure_of_the_same_day() -> None:
    own, other = (told("i", "2024-12-31", "6.1", "%"),), (told("g", "2024-12-31", "5.6", "%"),)
    result = on(target(Kind.DIFFERENCE, "0", "个百分点", of="%"), "2024-12-31", *own, other=other)
    assert (result.state, result.value, result.trace.formula) == (State.MET, Decimal("0.5"), "difference.kept")
    quarter = (told("q", "2024-09-30", "5.0", "%"),)
    assert on(target(Kind.DIFFERENCE, "0", "个百分点", of="%"), "2024-12-31", *own, other=quarter).value is None
    money = on(
        target(Kind.RATIO, "2.5", "%", of="亿元"),
        "2024-12-31",
        told("r", "2024-12-31", "25", "亿元"),
        other=(told("g", "2024-12-31", "10000000", "万元"),),
    )
    assert (money.state, money.value) == (State.MET, Decimal("2.5"))


def test_a_target_must_promise_something() -> None:
    with pytest.raises(ValueError, match="neither a number nor a stage"):
        Targets.of([Target("t", *YEAR)])
    with pytest.raises(ValueError, match="names no stage"):
        on(target(Kind.COUNT, "2", "个"), "2024-12-31")


def test_a_fact_about_the_whole_does_not_settle_what_was_promised_for_each() -> None:
    each = target(Kind.LEVEL, "3", "个", member="chain-a")
    facts = (
        told("whole", "2024-03-01", "9"),
        told("mine", "2024-02-01", "2", member="chain-a"),
        told("theirs", "2024-04-01", "5", member="chain-b"),
    )
    result = on(each, "2024-06-30", *facts)
    assert result.value == 2
    assert [(i.key, i.part.value) for i in result.trace.inputs] == [("mine", "used"), ("whole", "context")]
    whole = on(target(Kind.LEVEL, "3", "个"), "2024-06-30", *facts)
    assert [(i.key, i.part.value) for i in whole.trace.inputs] == [
        ("mine", "context"),
        ("whole", "used"),
        ("theirs", "context"),
    ]


def test_a_count_summed_up_counts_what_was_reached_on_a_day_of_the_period():
    """A work seen further on may have started in an earlier year, and one that started then did."""
    target = Target(
        "t",
        date(2024, 1, 1),
        date(2024, 12, 31),
        value=Decimal(3),
        unit="个",
        comparator=Comparator.AT_LEAST,
        measure=Measure(Kind.COUNT, Aggregation.SUM, stage=Stage.START),
    )
    told = [
        ("1", date(2023, 12, 31), True, Stage.START, "old"),
        ("2", date(2024, 3, 1), True, Stage.START, "old"),
        ("3", date(2024, 3, 1), True, Stage.START, "new"),
        ("4", date(2024, 4, 1), False, Stage.START, "seen"),
        ("5", date(2024, 5, 1), True, Stage.FINISH, "finished"),
        ("6", date(2024, 6, 1), True, Stage.START, "second"),
    ]
    facts = {"t": tuple(Fact(key, day, event=event, stage=stage, work=work) for key, day, event, stage, work in told)}
    found = {
        day: measure([target], facts, day)[0].value for day in (date(2024, 2, 1), date(2024, 3, 1), date(2024, 6, 1))
    }
    assert found == {date(2024, 2, 1): None, date(2024, 3, 1): 1, date(2024, 6, 1): 2}
    stands = replace(target, measure=Measure(Kind.COUNT, stage=Stage.START))
    assert measure([stands], facts, date(2024, 6, 1))[0].value == 5
