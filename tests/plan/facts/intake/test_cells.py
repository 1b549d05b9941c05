"""Numbers and days as people write them: what is read, and what is refused with a sentence."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinxiu.plan.facts.intake.cells import CellError, When, day_in, number_in, text_in
from jinxiu.plan.ledger.tasktable.workbooks import Given


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("2024年6月30日", date(2024, 6, 30), "day"),
        ("2024年06月30号", date(2024, 6, 30), "day"),
        ("２０２４年６月３０日", date(2024, 6, 30), "day"),
        ("2024.6.30", date(2024, 6, 30), "day"),
        ("2024-6-30", date(2024, 6, 30), "day"),
        ("2024/06/30", date(2024, 6, 30), "day"),
        ("2024-06-30 00:00:00", date(2024, 6, 30), "day"),
        ("20240630", date(2024, 6, 30), "day"),
        (20240630, date(2024, 6, 30), "day"),
        (45473, date(2024, 6, 30), "day"),
        (45473.0, date(2024, 6, 30), "day"),
        (45473.75, date(2024, 6, 30), "day"),
        ("45473", date(2024, 6, 30), "day"),
        (date(2024, 6, 30), date(2024, 6, 30), "day"),
        (datetime(2024, 6, 30, 8), date(2024, 6, 30), "day"),  # noqa: DTZ001 — a cell knows no zone
        ("2024-06", date(2024, 6, 30), "month"),
        ("2024.6", date(2024, 6, 30), "month"),
        ("2024年2月", date(2024, 2, 29), "month"),
        ("2024年6月底", date(2024, 6, 30), "month"),
        ("202406", date(2024, 6, 30), "month"),
        ("2024年1-6月", date(2024, 6, 30), "month"),
        ("2024年1—6月", date(2024, 6, 30), "month"),
        ("2024年二季度", date(2024, 6, 30), "month"),
        ("2024年第3季度", date(2024, 9, 30), "month"),
        ("2024Q4", date(2024, 12, 31), "month"),
        ("2024年上半年", date(2024, 6, 30), "month"),
        ("2024年下半年", date(2024, 12, 31), "month"),
        ("2024年", date(2024, 12, 31), "year"),
        (2024, date(2024, 12, 31), "year"),
    ],
)
def test_these_are_days(written: Any, day: date, precision: str) -> None:
    assert day_in(Given(written)) == When(day, precision)


@pytest.mark.parametrize(
    "written",
    ["6月30日", "2024-13", "2024-02-30", "24.6.30", "昨天", "2024年五季度", True, 12, 3.5, "1899-01-01", "2999"],
)
def test_these_are_no_days(written: Any) -> None:
    with pytest.raises(CellError, match="不是日期"):
        day_in(Given(written))


def test_a_month_kept_as_a_number_cannot_be_told() -> None:
    with pytest.raises(CellError, match=r"2024\.1"):
        day_in(Given(2024.1))


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        (12, "亿元", "12"),
        (12.5, "亿元", "12.5"),
        (0.1 + 0.2, "亿元", "0.3"),  # 0.30000000000000004 is noise of binary fractions
        ("1,234.50", "亿元", "1234.5"),
        ("１２３４", "个", "1234"),
        (" 12 ", "个", "12"),
        ("−3.2", "%", "-3.2"),
        ("5.2%", "%", "5.2"),
        ("5.2％", "%", "5.2"),
        ("1e3", "个", "1000"),
        (0, "个", "0"),
    ],
)
def test_these_are_numbers(written: Any, unit: str, number: str) -> None:
    assert number_in(Given(written), unit) == Decimal(number)


def test_a_cell_shown_per_cent_is_what_it_shows() -> None:
    assert number_in(Given(0.052, percent=True), "%") == Decimal("5.2")
    with pytest.raises(CellError, match="百分数"):
        number_in(Given(0.052, percent=True), "亿元")


@pytest.mark.parametrize(
    "written",
    ["约12", "12亿元", "—", "无", "1,23", "1 2 3x", "nan", "inf", "1e999", True, date(2024, 1, 1), "0.1234567", ""],
)
def test_these_are_no_numbers(written: Any) -> None:
    with pytest.raises(CellError):
        number_in(Given(written), "亿元")


@pytest.mark.parametrize("given", [Given("=A1+1", formula=True), Given("#DIV/0!", error=True)])
def test_formulas_and_errors_are_refused_everywhere(given: Given) -> None:
    for read in (lambda: number_in(given, "亿元"), lambda: day_in(given), lambda: text_in(given, 100)):
        with pytest.raises(CellError):
            read()


def test_text_stands_on_one_line_and_is_bounded() -> None:
    assert text_in(Given(" 甲\n乙 "), 10) == "甲 乙"
    assert text_in(Given(12.0), 10) == "12"
    with pytest.raises(CellError, match="11"):
        text_in(Given("字" * 11), 10)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_is_read_in_every_way_of_writing_it(day: date) -> None:
    ways = [
        day,
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        (day - date(1899, 12, 30)).days,
    ]
    assert {day_in(Given(way)) for way in ways} == {When(day)}
    assert day_in(Given(f"{day.year}-{day.month:02d}")).day + timedelta(days=1) == (
        day.replace(day=1) + timedelta(days=32)
    ).replace(day=1)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_anything_else_is_a_value_or_a_sentence(value: Any) -> None:
    for read in (
        lambda: number_in(Given(value), "亿元"),
        lambda: day_in(Given(value)),
        lambda: text_in(Given(value), 20),
    ):
        with suppress(CellError):
            read()
