"""A value that is made from other figures may be told as such instead; and each member counts its own works."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from jinxiu.engines.measuring import (
    Aggregation,
    Fact,
    Facts,
    Kind,
    Measure,
    Result,
    State,
    Target,
    Targets,
    evaluate,
    measure,
)
from jinxiu.engines.terms import Comparator, Part, Stage

DUE = date(2024, 12, 31)


def target(kind: Kind, value: str, unit: str, member: str = "", **asked: Any) -> Target:
    return Target(
        f"t{member}",
        date(2024, 1, 1),
        DUE,
        value=Decimal(value),
        unit=unit,
        comparator=Comparator.AT_LEAST,
        measure=Measure(kind, **{"unit": asked.pop("of", "")} | asked),
        series="own",
        other="other",
        direct="direct",
        member=member,
    )


def told(key: str, day: str, value: str | None = None, unit: str = "个", **more: Any) -> Fact:
    return Fact(key, date.fromisoformat(day), value=Decimal(value) if value else None, unit=unit, **more)


def on(asked: Target, day: str, **facts: tuple[Fact, ...]) -> Result:
    return measure([asked], facts, date.fromisoformat(day))[0]


def used(result: Result) -> list[str]:
    return [i.key for i in result.trace.inputs if i.part is Part.USED]


def test_a_share_told_in_per_cent_stands_until_its_parts_are_told() -> None:
    asked = target(Kind.SHARE, "95", "%")
    said = (told("s", "2024-03-31", "96", "%"),)
    result = on(asked, "2024-04-01", direct=said)
    assert (result.state, result.value, used(result)) == (State.MET, Decimal(96), ["s"])
    assert result.trace.figures["figure"] is None
    parts = {"own": (told("p", "2024-06-30", "90"),), "other": (told("w", "2024-06-30", "100"),)}
    result = on(asked, "2024-07-01", direct=said, **parts)
    assert (result.state, result.value, used(result)) == (State.ON_COURSE, Decimal(90), ["p", "w"])
    assert result.trace.figures["figure_on"] == result.trace.figures["other_on"] == date(2024, 6, 30)


def test_of_one_day_the_parts_speak_last() -> None:
    asked = target(Kind.SHARE, "95", "%")
    parts = {"own": (told("p", "2024-06-30", "1"),), "other": (told("w", "2024-06-30", "3"),)}
    result = on(asked, "2024-07-01", direct=(told("s", "2024-06-30", "33.3", "%"),), **parts)
    assert (result.value, used(result)) == (Decimal("33.33333333333333333333333333"), ["p", "w"])


def test_finer_figures_told_as_such_are_exact_beside_those_that_are_made() -> None:
    asked = target(Kind.DIFFERENCE, "1.0000001", "百分点", of="%")
    own, other = (told("o", "2024-06-30", "6.5", "%"),), (told("x", "2024-06-30", "5.5", "%"),)
    early = (told("d", "2024-03-31", "1.00000011", "百分点"),)
    assert on(asked, "2024-05-01", own=own, other=other, direct=early).value == Decimal("1.00000011")
    result = on(asked, "2024-07-01", own=own, other=other, direct=early)
    assert (result.value, result.gap) == (Decimal(1), Decimal("0.0000001"))


def test_an_increment_told_as_such_counts_within_its_period() -> None:
    asked = target(Kind.INCREMENT, "100", "亿元")
    said = (told("y", "2023-12-31", "120", "亿元"), told("n", "2024-09-30", "101", "亿元", event=True))
    assert on(asked, "2024-06-30", direct=said).state is State.NOT_REPORTED
    assert on(asked, "2024-10-01", direct=said).state is State.MET


def test_a_rate_of_running_totals_divides_the_latest() -> None:
    asked = target(Kind.RATE, "90", "%")
    done = (told("d0", "2023-12-31", "99"), told("d1", "2024-01-31", "9"), told("d2", "2024-02-29", "19"))
    due = (told("w0", "2023-12-31", "100"), told("w1", "2024-01-31", "10"), told("w2", "2024-02-29", "20"))
    assert on(asked, "2024-01-15", own=done, other=due).state is State.NOT_REPORTED
    result = on(asked, "2024-03-01", own=done, other=due)
    assert (result.value, used(result)) == (Decimal(95), ["d2", "w2"])
    summed = target(Kind.RATE, "90", "%", aggregation=Aggregation.SUM)
    assert on(summed, "2024-03-01", own=done, other=due).value == Decimal("93.33333333333333333333333333")


WORKS = (
    told("a", "2024-03-01", stage=Stage.START, member="c1", work="w1", event=True),
    told("b", "2024-04-01", stage=Stage.OPEN, member="c1", work="w1", event=True),
    told("c", "2024-05-01", stage=Stage.START, member="c1", work="w2", event=True),
    told("d", "2024-05-01", stage=Stage.START, member="c2", work="w3", event=True),
    told("e", "2024-06-01", stage=Stage.APPROVE, member="c2", work="w4", event=True),
    told("f", "2024-06-02", stage=Stage.START, work="w5", event=True),
)


def test_each_member_counts_its_own_works() -> None:
    asked = [target(Kind.COUNT, "2", "个", member, stage=Stage.START) for member in ("c1", "c2", "c3")]
    first, second, third = measure(asked, {"own": WORKS}, date(2024, 7, 1))
    assert (first.state, first.value, first.reached_on, used(first)) == (
        State.MET,
        Decimal(2),
        date(2024, 5, 1),
        ["a", "b", "c"],
    )
    assert (second.state, second.value, used(second)) == (State.ON_COURSE, Decimal(1), ["d", "e"])
    assert (third.state, third.value) == (State.NOT_REPORTED, None)


def test_the_whole_city_counts_every_work_once_whoever_told_of_it() -> None:
    result = on(target(Kind.COUNT, "4", "个", stage=Stage.START), "2024-07-01", own=WORKS)
    assert (result.state, result.value) == (State.MET, Decimal(4))


def test_a_number_of_works_told_as_such_counts_beside_the_works() -> None:
    asked = target(Kind.COUNT, "3", "个", "c2", stage=Stage.START)
    said = (told("n", "2024-06-30", "3", "个", member="c2"), told("o", "2024-06-30", "9", "个", member="c1"))
    result = on(asked, "2024-07-01", own=WORKS, direct=said)
    assert (result.state, result.value, used(result)) == (State.MET, Decimal(3), ["n"])


def test_one_fact_more_told_as_such_is_seen() -> None:
    targets, series = Targets.of([target(Kind.SHARE, "95", "%")])
    results = evaluate(targets, Facts.of({}, series), [DUE])
    more = results.with_fact(told("s", "2024-06-30", "97", "%"), series.index("direct"))
    assert (results.state("t", DUE), more.state("t", DUE)) == (State.NOT_REPORTED, State.MET)


def test_a_fact_that_stands_in_two_series_is_told_once() -> None:
    part, whole = told("p", "2024-06-30", "96"), told("w", "2024-06-30", "100")
    facts = {"own": (part,), "other": (whole,), "direct": (part, told("s", "2024-03-31", "90", "%"))}
    result = on(target(Kind.SHARE, "95", "%"), "2024-07-01", **facts)
    assert [(i.key, i.part) for i in result.trace.inputs] == [
        ("p", Part.USED),
        ("w", Part.USED),
        ("s", Part.CONTEXT),
    ]
