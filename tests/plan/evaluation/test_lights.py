"""The city's light rules, as they stand in data: what they light, and how it is said."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from jinxiu.core.folders import load
from jinxiu.engines.measuring import Colour, Fact, Result, State, Target, measure
from jinxiu.engines.terms import Comparator, Stage
from jinxiu.plan.evaluation import lights
from jinxiu.plan.evaluation.queries import Evaluator

BEGINS, DUE = date(2024, 1, 1), date(2024, 12, 31)


def number(value: int, day: date, comparator: Comparator = Comparator.AT_LEAST) -> Result:
    target = Target("t", BEGINS, DUE, value=Decimal(1000), unit="个", comparator=comparator)
    facts = {"t": (Fact("f", day, value=Decimal(value), unit="个"),)}
    return measure([target], facts, day, lights.light_rules())[0]


def work(promised: Stage, seen: Stage | None, as_of: date, *, event: bool = False) -> Result:
    target = Target("t", BEGINS, date(2024, 3, 31), stage=promised)
    facts = {"t": (Fact("f", as_of, stage=seen, event=event),) if seen else ()}
    return measure([target], facts, as_of, lights.light_rules())[0]


JUNE = date(2024, 6, 30)  # 182 of 366 days: 49.73 %
CASES = [
    (number(500, JUNE), "绿灯：高于序时进度 0.3 个百分点"),
    (number(450, JUNE), "绿灯：低于序时进度 4.7 个百分点（超过 0、不超过 10 个百分点）"),
    (number(300, JUNE), "黄灯：低于序时进度 19.7 个百分点（超过 10、不超过 30 个百分点）"),
    (number(100, JUNE), "红灯：低于序时进度 39.7 个百分点（超过 30 个百分点）"),
    (number(1100, DUE, Comparator.AT_MOST), "红灯：期满当日未完成"),
    (number(900, JUNE, Comparator.AT_MOST), "绿灯"),
    (number(1100, JUNE, Comparator.AT_MOST), "黄灯"),
    (work(Stage.START, Stage.APPROVE, date(2024, 5, 1)), "黄灯：超过期限所在月份 2 个月"),
    (work(Stage.START, Stage.APPROVE, date(2024, 7, 1)), "红灯：超过期限所在月份 4 个月（超过 2 个月）"),
    (work(Stage.OPEN, Stage.START, date(2024, 5, 1)), "红灯：期满 31 天未完成"),
    (work(Stage.OPEN, Stage.OPEN, date(2024, 5, 1), event=True), "紫灯：逾期 31 天完成"),
    (work(Stage.OPEN, Stage.OPEN, date(2024, 3, 1)), "绿灯"),
    (work(Stage.OPEN, Stage.START, date(2024, 3, 1)), "绿灯"),
    (work(Stage.OPEN, None, date(2024, 5, 1)), "不亮灯"),
]


@pytest.mark.parametrize(("result", "said"), CASES, ids=[said for _result, said in CASES])
def test_each_light_says_its_figure_and_its_step(result: Result, said: str) -> None:
    with translation.override("zh-hans"):
        assert lights.words(lights.light_of(result)) == said


def test_the_same_in_english() -> None:
    with translation.override("en"):
        said = lights.words(lights.light_of(number(300, JUNE)))
    assert said == ("Yellow light: 19.7 points behind the share of time passed (more than 10, up to 30 points)")


def test_points_are_never_rounded_over_the_end_of_a_step() -> None:
    """30.04 points behind are red; “30” would look yellow."""
    target = Target("t", BEGINS, DUE, value=Decimal(10000), unit="个", comparator=Comparator.AT_LEAST)
    facts = {"t": (Fact("f", JUNE, value=Decimal(1969), unit="个"),)}
    result = measure([target], facts, JUNE, lights.light_rules())[0]
    light = lights.light_of(result)
    with translation.override("zh-hans"):
        assert light.colour is Colour.RED
        assert lights.reading(light) == "低于序时进度 30.04 个百分点"


@pytest.mark.parametrize("state", State)
def test_every_state_is_lit_by_a_rule_that_names_its_source(state: State) -> None:
    rules = [rule for rule in lights.in_force(date(2024, 6, 30)) if state in rule.states]
    assert rules
    assert all(rule.source for rule in rules)


@pytest.mark.django_db
def test_on_the_example_unknown_is_dark_and_behind_is_never_green(example: Path, now: datetime) -> None:
    load(example, now)
    for day in (date(2024, 6, 30), date(2024, 12, 31), date(2025, 12, 31)):
        for row in Evaluator().on(day).rows:
            colour = lights.light_of(row.result).colour
            assert (colour is Colour.OFF) is (row.state in {State.NOT_REPORTED, State.NOTHING_DUE})
            assert (colour in {Colour.YELLOW, Colour.RED}) is (row.state in {State.BEHIND, State.MISSED})
