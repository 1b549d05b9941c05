"""A target that asks for a measure is measured by its definition: each kind by an example that one checks by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from jinxiu.economy.chains.models import Chain
from jinxiu.engines.terms import Part
from jinxiu.plan.evaluation import columns, wording
from jinxiu.plan.evaluation.definitions import dictionary
from jinxiu.plan.evaluation.queries import Evaluator, Row
from jinxiu.plan.evaluation.reading import reading_of
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.models import Bearing, Measure, Verification
from jinxiu.plan.ledger.models import Target, TargetDefinition

DAYS = [date(2024, month, 28) for month in range(1, 13)] + [date(2025, 3, 31)]


@pytest.fixture
def town(town: Any) -> Any:
    """The town; after each test, what was read into columns says the same of every day."""
    yield town
    evaluator = Evaluator()
    answer = columns.load().on(DAYS)
    for day in DAYS:
        shown = [one.result for row in evaluator.on(day).rows for one in row.results]
        assert sorted(answer.traces(day), key=lambda r: r.key) == sorted(shown, key=lambda r: r.key)


def used(row: Row) -> list[str]:
    return [one.statement for one in row.facts(Part.USED)]


def words(row: Row) -> str:
    with translation.override("zh-hans"):
        return f"{wording.formula(row.result.trace)}|{wording.computation(row.result.trace)}"


def share(town: Any, target: Target, kind: str = "share", **more: Any) -> tuple[Measure, Measure, Measure]:
    part, whole = town.measure("PART", "level", "个", **more), town.measure("WHOLE", "level", "个", **more)
    unit = target.current.unit if target.current else "%"
    return part, whole, town.measure("SHARE", kind, unit, target, numerator=part, denominator=whole)


def test_a_number_without_a_measure_is_a_level_of_any_day(town: Any) -> None:
    target = town.target("T1", 100, "个")
    town.figure(None, 101, "2023-11-30", bears=[target])
    row = town.row(target, "2024-02-01")
    assert (row.state.value, row.result.trace.formula, row.reading.version) == ("met", "quantity.reached", None)


def test_what_counts_up_within_the_year_counts_within_the_year(town: Any) -> None:
    target = town.target("T1", 100, "亿元")
    made = town.measure("IV", "spending", "亿元", target)
    town.figure(made, 130, "2023-12-31", "亿元")
    assert town.row(target, "2024-01-31").state.value == "not_reported"
    town.figure(made, 40, "2024-06-30", "亿元")
    row = town.row(target, "2024-07-10")
    assert (row.result.value, row.result.trace.formula, row.reading.version) == (
        Decimal(40),
        "spending.under_way",
        made.current,
    )


@pytest.mark.parametrize(("over_time", "value"), [("last", 30), ("sum", 60), ("mean", 20), ("max", 30), ("min", 10)])
def test_figures_are_brought_together_over_time_as_the_measure_says(town: Any, over_time: str, value: int) -> None:
    target = town.target("T1", 100, "亿元")
    made = town.measure("IV", "spending", "亿元", target, over_time=over_time)
    for month, figure in (("01-31", 10), ("02-29", 20), ("03-31", 30)):
        town.figure(made, figure, f"2024-{month}", "亿元")
    assert town.value(target, "2024-04-01") == value


def test_a_share_divides_its_part_by_a_whole_that_grows(town: Any) -> None:
    target = town.target("T1", 95, "%")
    part, whole, _made = share(town, target)
    town.figure(part, 96, "2024-03-31")
    town.figure(whole, 100, "2024-01-31")
    row = town.row(target, "2024-04-01")
    assert (row.state.value, row.result.value, used(row)) == ("met", Decimal(96), ["100个", "96个"])
    assert "96 个（2024-03-31） ÷ 100 个（2024-01-31） = 96%" in words(row)
    assert [one.measure.code for one in row.reading.measures] == ["SHARE", "PART", "WHOLE"]
    town.figure(whole, 120, "2024-05-31")
    row = town.row(target, "2024-06-01")
    assert (row.state.value, row.result.value) == ("on_course", Decimal(80))


def test_a_share_reported_as_such_decides_where_nobody_tells_its_parts(town: Any) -> None:
    target = town.target("T1", 95, "%")
    _part, _whole, made = share(town, target)
    town.figure(made, 97, "2024-05-31", "%")
    row = town.row(target, "2024-06-01")
    assert (row.state.value, row.result.value, used(row)) == ("met", Decimal(97), ["97%"])
    assert "直接报送的占比" in words(row)


def test_nothing_of_nothing_is_nothing_due(town: Any) -> None:
    target = town.target("T1", 95, "%")
    part, whole, _made = share(town, target)
    town.figure(part, 0, "2024-03-31")
    town.figure(whole, 0, "2024-03-31")
    assert town.row(target, "2024-04-01").state.value == "nothing_due"


@pytest.mark.parametrize(("over_time", "value"), [("sum", Decimal(75)), ("last", Decimal(90))])
def test_a_rate_sums_figures_of_months_and_divides_running_totals(town: Any, over_time: str, value: Decimal) -> None:
    target = town.target("T1", 90, "%")
    part, whole, _made = share(town, target, "rate", over_time=over_time)
    for day, done, due in (("2024-01-31", 3, 6), ("2024-02-29", 9, 10)):
        town.figure(part, done, day)
        town.figure(whole, due, day)
    assert town.value(target, "2024-03-01") == value


def test_growth_is_told_as_such_or_made_of_levels_of_the_year_before(town: Any) -> None:
    target = town.target("T1", 6, "%")
    levels = town.measure("GDP", "level", "亿元")
    growth = town.measure("GDP-G", "growth", "%", target, numerator=levels)
    town.figure(growth, "5.5", "2024-03-31", "%")
    assert (town.value(target, "2024-04-01"), used(town.row(target, "2024-04-01"))) == (Decimal("5.5"), ["5.5%"])
    town.figure(levels, 1000, "2023-06-30", "亿元")
    town.figure(levels, 1065, "2024-06-30", "亿元")
    row = town.row(target, "2024-07-01")
    assert (row.result.value, used(row)) == (Decimal("6.5"), ["1000亿元", "1065亿元"])
    assert row.state.value == "on_course"  # growth is decided at the end


def test_a_target_that_grows_asks_for_a_level_and_gets_its_growth_or_its_increment(town: Any) -> None:
    per_cent = town.target("T1", 6, "%", kind="growth")
    more = town.target("T2", 60, "亿元", kind="growth", baseline=Decimal(990))
    since = town.target("T3", 60, "亿元", kind="growth")
    made = town.measure("GDP", "level", "亿元", per_cent, more, since)
    town.figure(made, 1000, "2023-12-31", "亿元")
    town.figure(made, 1065, "2024-12-31", "亿元")
    values = [town.value(target, "2025-03-31") for target in (per_cent, more, since)]
    assert values == [Decimal("6.5"), Decimal(75), Decimal(65)]
    assert town.row(more, "2025-03-31").result.trace.formula == "increment.reached"


def test_figures_of_an_increment_are_increments(town: Any) -> None:
    target = town.target("T1", 100, "亿元", kind="growth")
    made = town.measure("MORE", "increment", "亿元", target)
    town.figure(made, 900, "2023-12-31", "亿元")
    town.figure(made, 60, "2024-06-30", "亿元")
    row = town.row(target, "2024-07-01")
    assert (row.result.value, row.result.gap) == (Decimal(60), Decimal(40))
    assert "直接报送的增量" in words(row)


def test_an_increment_of_a_measure_starts_from_the_baseline_that_the_target_names(town: Any) -> None:
    target = town.target("T1", 100, "亿元", kind="growth", baseline=Decimal(500))
    output = town.measure("OUT", "level", "亿元")
    town.measure("MORE", "increment", "亿元", target, numerator=output)
    town.figure(output, 480, "2023-12-31", "亿元")
    town.figure(output, 590, "2024-06-30", "亿元")
    assert town.value(target, "2024-07-01") == Decimal(90)


@pytest.mark.parametrize(
    ("unit", "of", "value", "sign"),
    [("个百分点", "%", Decimal(1), "−"), ("倍", "%", Decimal("1.2"), "÷"), ("%", "亿元", Decimal(120), "÷")],
)
def test_a_comparison_is_a_difference_or_a_ratio(town: Any, unit: str, of: str, value: Decimal, sign: str) -> None:
    target = town.target("T1", 1, unit)
    own, other = town.measure("OWN", "level", of), town.measure("OTHER", "level", of)
    town.measure("REL", "relative", unit, target, numerator=own, denominator=other)
    town.figure(own, 6, "2024-12-31", of)
    town.figure(other, 5, "2024-12-31", of)
    row = town.row(target, "2025-01-31")
    assert (row.result.value, row.state.value) == (value, "met")
    assert sign in words(row)


def test_works_are_counted_where_the_measure_names_their_stage(town: Any) -> None:
    Chain.objects.create(code="C1", order=1, name="甲")
    Chain.objects.create(code="C2", order=2, name="乙")
    target = town.target("T1", 2, "个", scope="chain", per="每条产业链")
    made = town.measure("WORKS", "count", "个", target, stage="start")
    for n, (member, stage) in enumerate([("C1", "start"), ("C1", "open"), ("C1", "approve"), ("C2", "start")]):
        town.figure(made, None, f"2024-05-0{n + 1}", member=member, project=f"P{n}", stage=stage)
    town.figure(made, None, "2024-06-01", member="C1", project="P0", stage="finish")
    row = town.row(target, "2024-07-01")
    assert [(one.member.code, one.result.value, one.result.state.value) for one in row.results if one.member] == [
        ("C1", Decimal(2), "met"),
        ("C2", Decimal(1), "on_course"),
    ]
    assert "开工" in words(row)


def test_each_figure_reaches_the_engine_once_by_measure_or_by_bearing(town: Any) -> None:
    target = town.target("T1", 100, "亿元")
    made = town.measure("IV", "spending", "亿元", over_time="sum")
    town.figure(made, 10, "2024-01-31", "亿元", bears=[target])
    town.figure(made, 20, "2024-02-29", "亿元")
    town.link(made, target)
    town.figure(made, 30, "2024-03-31", "亿元")
    unbound = town.figure(made, 40, "2024-04-30", "亿元")
    Bearing.objects.filter(observation=unbound)._raw_delete("default")
    row = town.row(target, "2024-05-01")
    assert (row.result.value, used(row)) == (Decimal(100), ["10亿元", "20亿元", "30亿元", "40亿元"])


def test_a_figure_of_a_member_is_not_of_the_city_and_a_context_fact_stays_beside(town: Any) -> None:
    Chain.objects.create(code="C1", order=1, name="甲")
    city, each = town.target("T1", 50, "亿元"), town.target("T2", 50, "亿元", scope="chain", per="每条产业链")
    made = town.measure("IV", "spending", "亿元", city, each)
    town.figure(made, 55, "2024-06-30", "亿元", member="C1")
    beside = town.figure(None, 99, "2024-06-30", "亿元")
    Bearing.objects.create(observation=beside, target=city, kind="context")
    assert [town.row(one, "2024-07-01").state.value for one in (city, each)] == ["not_reported", "met"]
    assert [one.statement for one in town.row(city, "2024-07-01").facts(Part.CONTEXT)] == ["99亿元"]


def test_a_returned_part_counts_no_more(town: Any) -> None:
    target = town.target("T1", 95, "%")
    part, whole, _made = share(town, target)
    town.figure(whole, 100, "2024-01-31")
    town.figure(part, 90, "2024-03-31")
    wrong = town.figure(part, 99, "2024-04-30")
    assert town.value(target, "2024-05-01") == 99
    Verification.objects.create(observation=wrong, verdict="returned", note="n", at=town.now)
    assert town.value(target, "2024-05-01") == 90


def test_the_version_in_force_on_the_day_measures_and_stays_after_the_last_day(town: Any) -> None:
    target = town.target("T1", 100, "亿元")
    made = town.measure("IV", "spending", "亿元", target, over_time="sum")
    for day, value in (("2024-01-31", 10), ("2024-05-31", 25), ("2024-12-31", 30)):
        town.figure(made, value, day, "亿元")
    for start, over_time in ((date(2024, 6, 1), "last"), (date(2025, 1, 1), "max")):
        said = measures.definition_of(measures.newest(made))
        again = measures.Definition(
            **{name: getattr(said, name) for name in said.__slots__} | {"over_time": over_time, "valid_from": start}
        )
        measures.redefine(None, made, again, "统计制度修订", town.now)
    values = {day: town.value(target, day) for day in ("2024-05-31", "2024-06-01", "2025-03-31")}
    assert list(values.values()) == [35, 25, 30]
    assert town.row(target, "2025-03-31").reading.version.version == 2


def test_a_milestone_is_read_from_the_facts_of_its_measure(town: Any) -> None:
    target = town.target("M1", None, "", type="milestone", comparator="", stage="open")
    made = town.measure("LINE", "milestone", "", target)
    town.figure(made, None, "2024-10-01", stage="open", event=True)
    assert town.row(target, "2024-11-01").state.value == "met"


def test_a_promise_in_another_unit_than_its_measure_stays_a_level(town: Any) -> None:
    """Such as the first definition of a promise that was revised from a number to a share."""
    target = town.target("T1", 100, "%")
    _part, _whole, made = share(town, target)
    town.figure(made, 97, "2024-05-31", "%")
    definition = TargetDefinition(**{f.name: getattr(target.current, f.name) for f in target.current._meta.fields})
    definition.unit, definition.value = "个", Decimal(3)
    target.current = definition
    reading = reading_of(target.pk, definition, dictionary(), date(2024, 6, 1))
    assert (reading.measure.kind.value, reading.version) == ("level", None)
