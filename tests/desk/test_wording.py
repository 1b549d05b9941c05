"""Every formula that the engine can give is worded, in both languages; figures read as officials write them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from jinxiu.engines.measuring import (
    FORMULAS,
    Aggregation,
    Fact,
    Kind,
    LightRule,
    Measure,
    Result,
    State,
    Target,
    measure,
)
from jinxiu.engines.terms import Comparator, Stage, Trace
from jinxiu.plan.evaluation import wording
from jinxiu.plan.ledger.models import TargetDefinition

DUE = date(2024, 12, 31)
BEGINS = date(2024, 1, 1)
#: Kinds whose figures are made from others.
MADE = {kind.value: kind for kind in Kind if kind is not Kind.LEVEL}
RULE = LightRule.progress("r", 10, date(2000, 1, 1))


def milestone(stage: str = "open", due: date | None = DUE) -> Target:
    return Target("t", BEGINS, due, stage=Stage(stage))


def quantity(sign: str = ">=", value: str = "100", due: date | None = DUE) -> Target:
    return Target("t", BEGINS, due, value=Decimal(value), unit="个", comparator=Comparator(sign))


def at(stage: str, day: str, *, event: bool = False) -> Fact:
    return Fact("f", date.fromisoformat(day), event=event, stage=Stage(stage))


def count(value: str, day: str, *, event: bool = False) -> Fact:
    return Fact("f", date.fromisoformat(day), event=event, value=Decimal(value), unit="个")


LINE, OPEN_ENDED, MOVES = milestone(), milestone(due=None), milestone("advance")
MANY, ENDLESS, BOUND = quantity(), quantity(due=None), quantity("<=")
SILENT = "截至 2025-03-31 没有能决定状态的事实"
UNKNOWN = " 见到 > 2024-12-31；哪天到的不详"
JUNE, MARCH = date(2024, 6, 30), date(2025, 3, 31)
#: (formula, target, fact, as of, computation in Chinese)
CASES: list[tuple[str, Target, Fact | None, date, str]] = [
    ("milestone.late", LINE, at("open", "2025-02-22", event=True), MARCH, "2025-02-22 − 2024-12-31 = 53 天"),
    ("milestone.reached_in_time", LINE, at("open", "2024-10-01", event=True), MARCH, "2024-10-01 ≤ 2024-12-31"),
    ("milestone.reached_in_time", OPEN_ENDED, at("open", "2024-10-01"), MARCH, "2024-10-01；没有写期限"),
    ("milestone.reached_day_unknown", LINE, at("open", "2025-03-01"), MARCH, "2025-03-01" + UNKNOWN),
    (
        "milestone.missed",
        LINE,
        at("start", "2025-01-10"),
        MARCH,
        "2025-01-10 还在“开工”；期限 2024-12-31，已过 90 天",
    ),
    (
        "milestone.under_way",
        LINE,
        at("start", "2024-05-01"),
        JUNE,
        "2024-05-01 在“开工”；2024-06-30 ≤ 2024-12-31",
    ),
    ("milestone.under_way", OPEN_ENDED, at("start", "2024-05-01"), MARCH, "2024-05-01 在“开工”；没有写期限"),
    ("milestone.silent", LINE, None, MARCH, SILENT),
    ("milestone.silent_since", LINE, at("start", "2024-05-01"), MARCH, "最近一条事实 2024-05-01 < 2024-12-31"),
    ("advance.silent", MOVES, None, MARCH, "2024-01-01 至 2024-12-31 没有推进的事实"),
    ("advance.silent", milestone("advance", None), None, MARCH, SILENT),
    ("advance.kept", MOVES, at("start", "2024-08-21"), MARCH, "2024-01-01 ≤ 2024-08-21 ≤ 2024-12-31"),
    ("advance.under_way", MOVES, at("start", "2024-05-21"), JUNE, "2024-01-01 ≤ 2024-05-21 ≤ 2024-12-31"),
    (
        "advance.under_way",
        milestone("advance", None),
        at("start", "2024-08-21"),
        MARCH,
        "2024-08-21；没有写期限",
    ),
    ("quantity.silent", MANY, None, MARCH, SILENT),
    ("quantity.late", MANY, count("120", "2025-01-05", event=True), MARCH, "2025-01-05 − 2024-12-31 = 5 天"),
    ("quantity.reached", MANY, count("120", "2024-12-01"), MARCH, "120 个 ≥ 100 个（2024-12-01）"),
    (
        "quantity.reached",
        quantity("≈", "10"),
        count("9", "2024-12-01"),
        MARCH,
        "9 个 ≥ 10 个 × 90%（2024-12-01）",
    ),
    ("quantity.reached_day_unknown", MANY, count("120", "2025-01-05"), MARCH, "2025-01-05" + UNKNOWN),
    (
        "quantity.missed",
        MANY,
        count("75.5", "2025-01-05"),
        MARCH,
        "100 个 − 75.5 个 = 24.5 个（2025-01-05 的数，期限 2024-12-31）",
    ),
    ("quantity.silent_since", MANY, count("75", "2024-09-30"), MARCH, "最近一条事实 2024-09-30 < 2024-12-31"),
    ("quantity.behind", MANY, count("10", "2024-06-30"), JUNE, "10 ÷ 100 = 10% < 49.7% − 10%"),
    ("quantity.under_way", MANY, count("45", "2024-06-30"), JUNE, "45 ÷ 100 = 45% ≥ 49.7% − 10%"),
    ("quantity.under_way", ENDLESS, count("45", "2024-06-30"), MARCH, "100 个 − 45 个 = 55 个"),
    ("bound.kept", BOUND, count("99", "2025-01-05"), MARCH, "99 个 ≤ 100 个"),
    ("bound.broken", BOUND, count("101", "2025-01-05"), MARCH, "101 个 > 100 个"),
    ("bound.holding", BOUND, count("99", "2024-05-05"), JUNE, "99 个 ≤ 100 个"),
    ("bound.exceeded", BOUND, count("101", "2024-05-05"), JUNE, "101 个 > 100 个"),
]


def test_every_formula_of_the_engine_is_tried_here() -> None:
    assert {name for name, *_ in CASES} == {name for name in FORMULAS if name.split(".")[0] not in MADE}
    assert {name for name, _ in made_of_others()} == {name for name in FORMULAS if name.split(".")[0] in MADE}


@pytest.mark.parametrize(("name", "target", "fact", "as_of", "computation"), CASES)
def test_formula_and_computation_in_words(
    name: str, target: Target, fact: Fact | None, as_of: date, computation: str
) -> None:
    result = measure([target], {"t": (fact,) if fact else ()}, as_of, [RULE])[0]
    assert result.trace.formula == name
    with translation.override("zh-hans"):
        assert wording.computation(result.trace) == computation
        assert "%" not in wording.formula(result.trace)
        assert re.search("[一-鿿]", wording.formula(result.trace))
    with translation.override("en"):
        words = wording.formula(result.trace) + wording.computation(result.trace).replace("个", "")
        assert not re.search("[一-鿿]", words)


def made_of_others() -> Iterator[tuple[str, Result]]:
    """Every kind of figure that is made from others, in every state that it can come to."""
    units = {Kind.GROWTH: ("%", "亿元"), Kind.DIFFERENCE: ("个百分点", "%"), Kind.INCREMENT: ("亿元", "")}
    early = (date(2024, 2, 1), "2024-01-05")
    days = [early, (JUNE, "2024-06-30"), *((MARCH, day) for day in ("2024-06-30", "2024-12-31", "2025-02-01"))]
    kinds = [*((kind, Aggregation.SUM) for kind in MADE.values()), (Kind.COUNT, Aggregation.LAST)]
    for (kind, aggregation), sign, goal in itertools.product(kinds, (">=", "<="), ("5", "50")):
        unit, of = units.get(kind, ("%", "个") if kind in {Kind.SHARE, Kind.RATE, Kind.RATIO} else ("个", ""))
        measure_ = Measure(kind, aggregation, of, Decimal(0) if kind is Kind.INCREMENT else None, Stage.OPEN)
        asked = Target(
            "t", BEGINS, DUE, value=Decimal(goal), unit=unit, comparator=Comparator(sign), measure=measure_, other="o"
        )
        for (as_of, day), value, event in itertools.product(days, ("0", "1", "20", "130", ""), (True, False)):
            told = date.fromisoformat(day)
            works: dict[str, Any] = {"stage": Stage.OPEN if value == "130" else Stage.START}
            works["member"] = "w" if kind is Kind.COUNT else ""
            own = Fact("f", told, event=event, value=Decimal(value or 0), unit=of or unit, **works)
            others = [Fact("o", told, value=Decimal(100), unit=of or unit)]
            if value == "0":
                others = [Fact("o", told, value=Decimal(0), unit=of or unit)]
            before = Fact(
                "b",
                date(told.year - 1, told.month, told.day),
                value=Decimal(16),
                unit=of or unit,
                settles=kind is Kind.GROWTH,
            )
            facts = (own, before) if value else ()
            if kind is Kind.COUNT and goal == "5":
                asked = replace(asked, value=Decimal(int(sign == ">=")))
            result = measure([asked], {"t": facts, "o": tuple(others)}, as_of, [RULE])[0]
            yield result.trace.formula, result


@pytest.mark.parametrize(("name", "result"), list({name: (name, result) for name, result in made_of_others()}.values()))
def test_figures_made_of_others_in_words(name: str, result: Result) -> None:
    with translation.override("zh-hans"):
        assert "%(" not in wording.formula(result.trace) + wording.computation(result.trace)
        assert "数据为：" in wording.formula(result.trace)
    with translation.override("en"):
        words = wording.formula(result.trace) + re.sub("个百分点|个|亿元", "", wording.computation(result.trace))
        assert not re.search("[一-鿿]", words)


def test_growth_says_what_it_grew_from() -> None:
    asked = Target(
        "t",
        BEGINS,
        DUE,
        value=Decimal(5),
        unit="%",
        comparator=Comparator(">="),
        measure=Measure(Kind.GROWTH, unit="亿元"),
    )
    facts = tuple(
        Fact(day, date.fromisoformat(day), value=Decimal(value), unit="亿元")
        for day, value in (("2023-12-31", "400"), ("2024-12-31", "421"))
    )
    trace = measure([asked], {"t": facts}, MARCH, [RULE])[0].trace
    with translation.override("zh-hans"):
        assert wording.formula(trace) == "期末的数据达到承诺；数据为：（本期数据 − 上年同期数据）÷ 上年同期数据"
        assert wording.computation(trace) == (
            "(421 亿元（2024-12-31） − 400 亿元（2023-12-31）) ÷ 400 亿元 = 5.25%；5.25% ≥ 5%"
        )


def test_an_endless_quotient_is_shown_to_six_places_and_a_figure_that_was_told_whole() -> None:
    assert wording.number(Decimal(2) / Decimal(3)) == "0.666667"
    assert wording.number(Decimal("1000.0000000001")) == "1000.0000000001"


def test_a_figure_that_fell_back_says_when_the_target_was_reached() -> None:
    facts = (count("120", "2024-06-01"), Fact("g", date(2024, 9, 1), value=Decimal(80), unit="个"))
    result = measure([MANY], {"t": facts}, MARCH, [RULE])[0]
    with translation.override("zh-hans"):
        assert wording.computation(result.trace) == "2024-06-01 达到目标；最新 80 个"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": "3.000000", "unit": "个", "comparator": ">="}, "≥ 3 个"),
        ({"value": "10", "unit": "个", "comparator": "≈"}, "≈ 10 个"),
        ({"value": "668", "unit": "个", "comparator": "="}, "= 668 个"),
        ({"value": "28.5", "unit": "公里", "comparator": "<="}, "≤ 28.5 公里"),
        ({"value": "5", "value_to": "6.000000", "unit": "%", "comparator": "range"}, "5%—6%"),
        ({"value": "5", "value_to": "6", "unit": "亿元", "comparator": "range"}, "5—6 亿元"),
        ({"value": "5.5", "unit": "%", "comparator": ">="}, "≥ 5.5%"),
        ({"stage": "open"}, "开通"),
        ({"stage": "start"}, "开工"),
        ({"stage": "finish"}, "完工"),
        ({"stage": "produce"}, "投产"),
        ({"stage": "approve"}, "获批"),
        ({"stage": "advance"}, "推进"),
    ],
)
def test_what_is_promised(fields: dict[str, Any], words: str) -> None:
    numbers = {name: Decimal(fields.pop(name)) for name in ("value", "value_to") if name in fields}
    definition = TargetDefinition(type="milestone" if "stage" in fields else "quantity", **numbers, **fields)
    with translation.override("zh-hans"):
        assert str(wording.promised(definition)) == words


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        (State.MET, "已完成", "Met"),
        (State.ON_COURSE, "推进中", "On course"),
        (State.BEHIND, "滞后", "Behind"),
        (State.MISSED, "未完成", "Missed"),
        (State.NOT_REPORTED, "未上报", "Not reported"),
    ],
)
def test_states(state: State, zh: str, en: str) -> None:
    result = Result("t", MARCH, state, Trace("milestone.silent"))
    with translation.override("zh-hans"):
        assert wording.light_words(result) == zh
    with translation.override("en"):
        assert wording.light_words(result) == en


def test_late_says_by_how_much() -> None:
    result = Result("t", MARCH, State.LATE, Trace("milestone.late"), days_late=53)
    with translation.override("zh-hans"):
        assert wording.light_words(result) == "迟 53 天"
    with translation.override("en"):
        assert wording.light_words(result) == "late by 53 days"


def test_no_figure_is_a_dash_and_zero_is_zero() -> None:
    assert wording.number(None) == "—"
    assert wording.number(Decimal("0.000000")) == "0"
    assert wording.percent(None) == "—"
    assert wording.latest(Result("t", MARCH, State.NOT_REPORTED, Trace("x")), TargetDefinition()) is None
