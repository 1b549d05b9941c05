"""What holds for every input."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jinxiu.engines.reading import SourceText, UnreadableDocumentError, open_document, read
from jinxiu.engines.reading.view import repair

_PIECES = st.sampled_from(
    [
        *"，。；、：！“”（）《》\n \u3000%％和与及等各每的前后0123456789一二三",
        "年内",
        "今年",
        "6月底前",
        "到2030年",
        "“十五五”时期",
        "力争",
        "分别",
        "各20家",
        "每个园区",
        "推动",
        "加快",
        "完成",
        "启动",
        "建成投产",
        "开工建设",
        "新建学校10所以上",
        "增长5%—6%",
        "达到30亿元",
        "滨湖大桥",
        "云岭产业园",
        "等项目",
        "一、2024年工作安排\n",
        "二、工作回顾\n",
        "## 城市\n",
        "一是",
        "去年",
        "投资5亿元的",
        "张三 摄\n",
    ]
)
_TEXTS = st.lists(_PIECES, max_size=60).map("".join) | st.text(max_size=200)


def opened(data: bytes, name: str) -> SourceText | None:
    """Open a document; None where it is refused, which is the only error it may end in."""
    try:
        return open_document(data, name)
    except UnreadableDocumentError:
        return None


_YEARS = st.none() | st.integers(min_value=-5, max_value=99999)


@settings(max_examples=250, deadline=None)
@given(_TEXTS, _YEARS)
def test_spans_lie_in_the_text_and_quote_it(text, year):
    reading = read(text, year=year)
    for target in reading.targets:
        assert 0 <= target.span.start < target.span.end <= len(text)
        assert text[target.span.start : target.span.end] == target.quote
        assert target.sentence.end <= len(text)
        assert 0 <= target.confidence <= 1
        assert (target.value is None) == (target.type == "milestone")
        assert (target.stage is None) == (target.type == "quantity")
        assert target.as_row()["quote"] == target.quote
    for name in reading.names:
        assert 0 <= name.span.start < name.span.end <= len(text)
    for section in reading.sections:
        assert section.span.end <= section.body.start <= section.body.end <= len(text)


@settings(max_examples=80, deadline=None)
@given(_TEXTS)
def test_reading_is_deterministic(text):
    assert read(text, year=2024) == read(text, year=2024)


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_every_position_of_the_view_leads_to_the_source(text):
    for paragraph in repair(text):
        places = [paragraph.source(at) for at in range(len(paragraph.text))]
        assert places == sorted(set(places))
        assert not places or places[-1] < len(text)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200) | _TEXTS.map(str.encode) | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail),
    st.sampled_from(["plan.txt", "plan.docx", "plan.html", "plan", "plan.pdf", ""]),
)
def test_a_document_opens_or_is_refused(data, name):
    source = opened(data, name)
    if source is not None:
        assert source.blocks
        assert all(block.span.end <= len(source.text) for block in source.blocks)
        read(source.text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80).map(lambda body: f"<html><body>{body}<p>学<table><tr><td>{body}</body>"))
def test_any_page_opens_or_is_refused(page):
    opened(page.encode("utf-8", "ignore"), "plan.html")
