"""What looks odd about a figure: the arithmetic, by examples and for any series."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jinxiu.plan.facts.oddities import Figure, Oddity
from jinxiu.plan.facts.oddities import oddities as asked
from jinxiu.plan.facts.questions import worded
from jinxiu.plan.facts.thresholds import in_force

DAY = date(2024, 6, 30)


def oddities(figure: Figure, **beside: Any) -> list[Oddity]:
    return asked(figure, in_force(figure.as_of), **beside)


def told(value: str | Decimal, unit: str = "亿元", as_of: date = DAY, member: str = "", source: str = "月报") -> Figure:
    return Figure(Decimal(value), unit, as_of, member, source)


def monthly(*values: str, unit: str = "亿元") -> list[Figure]:
    return [told(value, unit, date(2024, month, 28)) for month, value in enumerate(values, 1)]


def kinds(figure: Figure, **beside: object) -> list[str]:
    return [odd.kind for odd in oddities(figure, **beside)]  # type: ignore[arg-type]


def test_ten_thousand_times_the_usual_is_a_slip_of_the_unit() -> None:
    series = monthly("12.1", "12.4", "12.3")
    assert kinds(told("125000"), series=series) == ["unit-slip"]
    assert kinds(told("12.5", "万元"), series=series) == ["unit-slip"]
    assert kinds(told("12.5", "元"), series=series) == ["unit-slip"]
    assert kinds(told("125000", "万元"), series=series) == []


def test_a_change_far_beyond_the_usual_ones_is_a_jump() -> None:
    series = monthly("100.1", "102.3", "103.9", "106.2", "108.0")
    assert kinds(told("110.1"), series=series) == []
    assert kinds(told("180.5"), series=series) == ["jump"]
    assert kinds(told("40.5"), series=series) == ["jump"]
    assert kinds(told("180.5"), series=series[:4]) == []  # four figures make no spread


def test_a_series_that_never_moved_may_move_a_little() -> None:
    series = monthly("50", "50", "50", "50", "50")
    assert kinds(told("52"), series=series) == []
    assert kinds(told("80"), series=series) == ["jump"]


def test_a_running_total_does_not_fall_within_its_year() -> None:
    series = monthly("10.1", "20.1")
    assert kinds(told("15.1"), series=series, running=True) == ["fall"]
    assert kinds(told("15.1"), series=series) == []
    assert kinds(told("1.5", as_of=date(2025, 1, 31)), series=series, running=True) == []


def test_the_very_figure_of_the_period_before_may_be_copied() -> None:
    assert kinds(told("12.34"), series=monthly("11.98", "12.34")) == ["copied"]
    assert kinds(told("123400", "万元"), series=monthly("11.98", "12.34")) == ["copied"]
    assert kinds(told("12"), series=monthly("12")) == []  # round figures are alike by chance


def test_the_very_figure_of_another_member_may_be_copied() -> None:
    beside = [told("12.34", member="A")]
    assert kinds(told("12.34", member="B"), beside=beside) == ["copied"]
    assert kinds(told("12.34", member="A"), beside=beside) == []
    assert kinds(told("12.35", member="B"), beside=beside) == []


def test_two_sources_of_one_day_contradict_each_other_beyond_rounding() -> None:
    other = [told("30.5", source="公报")]
    assert kinds(told("31.2"), series=other) == ["contradiction"]
    assert kinds(told("30.46"), series=other) == []
    assert kinds(told("304600", "万元"), series=other) == []
    assert kinds(told("31.2", source="公报"), series=other) == []  # the same source corrects itself


def test_a_share_is_part_of_a_whole() -> None:
    assert kinds(told("104.5", "%"), share=True) == ["out-of-range"]
    assert kinds(told("-1", "%"), share=True) == ["out-of-range"]
    assert kinds(told("100", "%"), share=True) == kinds(told("104.5", "%")) == []


def test_another_dimension_is_not_compared() -> None:
    assert kinds(told("125000", "户"), series=monthly("12.1", "12.4")) == []


def test_every_sentence_says_its_numbers() -> None:
    series = monthly("100.1", "102.3", "103.9", "106.2", "108.0")
    cases = [
        (oddities(told("1080500"), series=series), ["1,080,500 亿元", "108 亿元", "2024-05-28", "一万倍"]),
        (oddities(told("0.0108"), series=series), ["0.0108 亿元", "一万分之一"]),
        (oddities(told("180.5"), series=series), ["180.5 亿元", "108 亿元", "72.5 亿元", "4次"]),
        (oddities(told("90.5"), series=series[:2], running=True), ["90.5 亿元", "102.3 亿元", "2024-02-28"]),
        (oddities(told("108.0"), series=monthly("99.1", "108.0")), []),
        (oddities(told("12.34", member="B"), beside=[told("12.34", member="A")]), ["12.34 亿元", "A"]),
        (oddities(told("31.2"), series=[told("30.5", source="公报")]), ["31.2 亿元", "30.5 亿元", "公报"]),
        (oddities(told("104.5", "%"), share=True), ["104.5 %"]),
    ]
    for found, words in cases:
        for word in words:
            assert word in worded(found[0]), found


values = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(st.lists(values, max_size=12), values, st.booleans(), st.booleans())
def test_any_series_is_asked_about_in_words(series: list[Decimal], value: Decimal, running: bool, share: bool) -> None:
    figures = [told(one, as_of=DAY - timedelta(days=30 * n)) for n, one in enumerate(series)]
    found = oddities(told(value, source="公报"), series=figures, beside=figures, running=running, share=share)
    assert len({odd.kind for odd in found}) == len(found)
    for odd in found:
        assert worded(odd)
        assert len(worded(odd)) <= 500


@given(st.lists(values, min_size=1, max_size=12), values)
def test_the_unit_in_which_it_is_written_does_not_matter(series: list[Decimal], value: Decimal) -> None:
    figures = [told(one, as_of=DAY - timedelta(days=30 * (n + 1))) for n, one in enumerate(series)]
    other = [Figure(one.value * 10_000, "万元", one.as_of, one.member, one.source) for one in figures]
    assert [odd.kind for odd in oddities(told(value), series=figures)] == [
        odd.kind for odd in oddities(told(value), series=other)
    ]


@given(st.lists(st.decimals(min_value=1, max_value=1000, places=1), min_size=2, max_size=9), st.randoms())
def test_the_order_of_the_series_does_not_matter(series: list[Decimal], random: object) -> None:
    figures = [told(one, as_of=DAY - timedelta(days=30 * (n + 1))) for n, one in enumerate(series)]
    shuffled = sorted(figures, key=lambda _one: random.random())  # type: ignore[attr-defined]
    assert oddities(told("77.7"), series=figures, running=True) == oddities(told("77.7"), series=shuffled, running=True)
