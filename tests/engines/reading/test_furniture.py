"""Hard-wrapped text straight from pages: page numbers, running heads and contents are no part of it."""

from __future__ import annotations

import textwrap

import pytest

from jinxiu.engines.reading import read
from jinxiu.engines.reading.view import repair

SENTENCE = "推动澄潭区各项事业发展，坚持以人为本，统筹城乡，不断增强群众的获得感和幸福感"


PROSE = "，".join([SENTENCE] * 12 + ["到2027年新建中小学校120所以上"] + [SENTENCE] * 12) + "。"


def pages(lines: int, *, numbers: bool = False, head: str = "") -> str:
    """One long sentence, wrapped and cut into pages of so many lines."""
    wrapped = textwrap.wrap(PROSE, 25)
    text: list[str] = []
    for page, at in enumerate(range(0, len(wrapped), lines), start=1):
        text += ([head] if head else []) + wrapped[at : at + lines] + ([f"— {page} —"] if numbers else [])
    return "\n".join(text)


def found(text: str) -> list[tuple[str, int]]:
    return [(t.object, int(t.value)) for t in read(text, year=2026).targets if t.type == "quantity"]


@pytest.mark.parametrize("lines", range(4, 9))
@pytest.mark.parametrize("numbers", [False, True])
@pytest.mark.parametrize("head", ["", "澄潭区发展规划纲要"])
def test_a_promise_broken_by_the_end_of_a_page_is_read_whole(lines, numbers, head):
    assert found(pages(lines, numbers=numbers, head=head)) == [("中小学校", 120)]


def test_page_numbers_that_stick_to_the_next_line_are_told_from_what_is_counted():
    lines = textwrap.wrap("，".join([SENTENCE] * 40), 25)
    for page, at in enumerate(range(8, len(lines), 8), start=1):
        lines[at] = f"{page}{lines[at]}"
    view = "".join(paragraph.text for paragraph in repair("\n".join(lines) + "。"))
    assert not any(sign.isdigit() for sign in view)


def test_numbers_that_open_lines_out_of_order_stay():
    lines = [f"{number}所学校改造完成后交付使用并投入教学" for number in (12, 7, 3)]
    view = "".join(paragraph.text for paragraph in repair("\n".join(lines)))
    assert [number in view for number in ("12所", "7所", "3所")] == [True] * 3


def test_a_table_of_contents_promises_nothing():
    text = "目录\n一、新建学校10所..........3\n二、改造医院5家…………7\n一、总体要求\n今年新建公园4个。\n"
    assert found(text) == [("公园", 4)]


def test_a_chapter_that_opens_on_the_years_before_the_plan_is_no_promise():
    text = (
        "澄潭区国民经济和社会发展第十五个五年规划纲要\n1.1 发展取得新成绩\n“十四五”期间，全区面貌一新。\n1.1.1 实力增强。累计建成学校20所。\n"
        "1.2 主要目标\n到2030年，建成公园8个。\n"
    )
    assert found(text) == [("公园", 8)]
