"""Where in a document something stands, as one says it."""

from __future__ import annotations

import pytest
from django.utils import translation

from jinxiu.plan.documents.models import Document
from jinxiu.plan.documents.places import locator, place


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        ("page 3, line 12", "第3页 第12行"),
        ("paragraph 7", "第7段"),
        ("table 2, row 3, column 1", "表2 第3行 第1列"),
        ("number of table 2, row 3, column 1", "表2 第3行 第1列"),
        ("sheet 重点任务, row 4, column B", "工作表“重点任务” 第4行 第B列"),
        ("document 2, page 1, line 4", "文件2 第1页 第4行"),
        ("line 9", "第9行"),
        ("somewhere", "somewhere"),
        ("", ""),
    ],
)
def test_a_locator_is_said_in_the_readers_words(locator: str, words: str) -> None:
    with translation.override("zh-hans"):
        assert place(locator) == words


def test_the_place_of_a_character_is_that_of_its_block(hand_in, db: None) -> None:
    document: Document = hand_in("一、工作\n\n今年建成桥梁3座。\n".encode(), year=2024)
    assert locator(document.pk, document.text.index("桥梁")) == "line 3"
    assert locator(document.pk, document.text.index("工作")) == "line 1"
    assert locator(document.pk, 999) == ""
    assert locator(document.pk + 1, 0) == ""
