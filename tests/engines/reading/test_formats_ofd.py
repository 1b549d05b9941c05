"""OFD documents: text objects put back into lines."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinxiu.engines.reading import UnreadableDocumentError, open_document

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def run(x: float, y: float, text: str) -> str:
    return f'<ofd:TextObject ID="9" Boundary="{x} {y} 90 5" Font="1" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g {len(text) - 1} 4">{text}</ofd:TextCode></ofd:TextObject>'


def ofd(*pages: str, documents: int = 1, more: dict[str, str] | None = None) -> bytes:
    parts = {
        "OFD.xml": f"<ofd:OFD {NS}>"
        + "".join(
            f"<ofd:DocBody><ofd:DocRoot>Doc_{n}/Document.xml</ofd:DocRoot></ofd:DocBody>" for n in range(documents)
        )
        + "</ofd:OFD>"
    }
    for n in range(documents):
        listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
        parts[f"Doc_{n}/Document.xml"] = f"<ofd:Document {NS}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        for i, page in enumerate(pages):
            parts[f"Doc_{n}/Pages/Page_{i}/Content.xml"] = (
                f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
            )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in (parts | (more or {})).items():
            archive.writestr(path, text)
    return file.getvalue()


PLAN = ofd(run(30, 30, "新建学校") + run(10, 10, "工作安排") + run(46, 30, "3所。"), run(5, 5, "第二页"))


def test_lines_stand_in_reading_order_whatever_the_order_of_the_file():
    source = open_document(PLAN, "plan.ofd")
    assert source.text.split("\n") == ["工作安排", "新建学校3所。", "第二页"]
    assert [block.locator for block in source.blocks] == ["page 1, line 1", "page 1, line 2", "page 2, line 1"]


def test_cells_of_a_row_stay_apart_and_documents_are_counted():
    source = open_document(ofd(run(10, 10, "任务") + run(60, 10, "时限"), documents=2), "plan.dat")
    assert source.text == "任务 时限\n任务 时限"
    assert source.blocks[1].locator == "document 2, page 1, line 1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ofd(""), "no_text"),
        (ofd(run(1, 1, "\ue001\ue002")), "no_text"),
        (PLAN[:-30], "truncated"),
        (ofd(run(1, 1, "学"), more={"OFD.xml": "<broken"}), "truncated"),
        (ofd(run(1, 1, "学"), more={"Doc_0/Document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "zip_bomb"),
        (ofd(run(1, 1, "学"), more={"Encryptions.xml": "<a/>"}), "encrypted"),
        (ofd(run(1, 1, "学"), more={"big.xml": "0" * 30_000_000}), "zip_bomb"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_cannot_be_read_is_refused_in_words(data, code):
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(data, "plan.ofd")
    assert caught.value.code == code
    assert str(caught.value).startswith("plan.ofd")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAN) - 1), st.integers(0, 255)), max_size=6), st.text(max_size=12))
def test_damage_raises_nothing_else(changes, number):
    data = bytearray(PLAN)
    for at, value in changes:
        data[at] = value
    odd = "".join(sign for sign in number if sign.isprintable() and sign not in '<>&"')
    for sample in (
        bytes(data),
        ofd(
            f'<TextObject Boundary="{odd}" Size="{odd}" CTM="{odd}"><TextCode X="{odd}" DeltaX="g {odd}">学</TextCode></TextObject>'
        ),
    ):
        try:
            open_document(sample, "plan.ofd")
        except UnreadableDocumentError:
            continue
