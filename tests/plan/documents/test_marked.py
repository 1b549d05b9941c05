"""Marks may overlap; the pieces of the text never do, and together they are the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jinxiu.plan.documents.marked import Mark, fill, paragraphs

spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def test_overlapping_marks_share_a_piece() -> None:
    rows = paragraphs("甲乙丙丁戊", [])
    fill("甲乙丙丁戊", rows, [Mark("a", 0, 3), Mark("b", 1, 5, "low")], [])
    assert [(s.text, s.keys, s.look) for s in rows[0].segments] == [
        ("甲", ("a",), ""),
        ("乙丙", ("a", "b"), "low"),
        ("丁戊", ("b",), "low"),
    ]


def test_a_heading_with_text_behind_it_is_two_paragraphs() -> None:
    rows = paragraphs("## 一、交通\n二、教育。新建学校。", [(0, 7, 2), (8, 13, 1)])
    assert [(row.level, row.start) for row in rows] == [(2, 3), (1, 8), (0, 13)]


def test_a_number_in_a_name_says_why() -> None:
    rows = paragraphs("年产56GW大基地", [])
    fill("年产56GW大基地", rows, [], [(2, 6, "name")])
    assert [(s.text, s.reason) for s in rows[0].segments] == [("年产", ""), ("56GW", "name"), ("大基地", "")]


@given(st.text(alphabet="甲乙𠀀\n。", max_size=60), st.lists(spans, max_size=8), st.lists(spans, max_size=4))
def test_pieces_make_up_the_text(text: str, marked: list[tuple[int, int]], named: list[tuple[int, int]]) -> None:
    rows = paragraphs(text, [])
    marks = [Mark(str(number), *span) for number, span in enumerate(marked)]
    fill(text, rows, marks, [(start, end, "x") for start, end in named])
    for row in rows:
        assert "".join(segment.text for segment in row.segments) == text[row.start : row.end]
        for segment in row.segments:
            end = segment.start + len(segment.text)
            covering = {m.key for m in marks if m.start <= segment.start and m.end >= end}
            assert set(segment.keys) == covering
            assert not any(m.start < end and m.end > segment.start and m.key not in covering for m in marks)
