"""Documents of every kind that is read, and clear words for those that are not."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from jinxiu.engines.reading import UnreadableDocumentError, open_document, read

TEXT = "一、2024年工作安排\r\n　　新建学校3所。\r\n"


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def packed(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
    ],
)
def test_plain_text_is_kept_exactly(data, encoding):
    source = open_document(data, "plan.txt")
    assert (source.text, source.encoding, source.media_type) == (TEXT, encoding, "text/plain")


def test_offsets_lead_to_lines():
    source = open_document(TEXT.encode(), "plan.txt")
    target = read(source.text).targets[0]
    block = source.locate(target.span.start)
    assert (block.locator, block.kind) == ("line 2", "paragraph")
    assert source.locate(0).kind == "heading"
    with pytest.raises(IndexError):
        source.locate(len(TEXT) + 1)


def test_html_drops_furniture_and_keeps_headings_and_tables():
    page = """<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><nav>首页</nav>
    <h2>一、2024年工作安排</h2><p>新建学校<b>3</b>所，</p><script>var a = "新建9所";</script>
    <figure><img src="a.png"><figcaption>图为学校</figcaption></figure>
    <ul><li>改造小区5个</li></ul><table><tr><th>指标</th><td>增长5%</td></tr></table><footer>版权</footer></body></html>"""
    source = open_document(page.encode(), "plan.html")
    assert source.text.split("\n") == ["## 一、2024年工作安排", "新建学校3所，", "改造小区5个", "指标", "增长5%"]
    assert [block.kind for block in source.blocks] == [
        "heading",
        "paragraph",
        "list-item",
        "table-cell",
        "table-cell",
    ]
    assert source.blocks[-1].locator == "table 1, row 1, column 2"
    assert all(block.span.of(source.text) for block in source.blocks)


def test_html_in_gb2312_says_so():
    page = '<html><head><meta charset="gb2312"></head><body><p>新建学校3所</p></body></html>'
    assert open_document(page.encode("gb18030"), "plan.htm").encoding == "gb18030"


def test_word_keeps_the_order_of_paragraphs_and_tables():
    document = docx.Document()
    document.add_heading("二、2024年工作安排", 1)
    document.add_paragraph("新建学校3所。")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "财政收入", "增长5%"
    document.add_paragraph("改造小区5个。")
    file = io.BytesIO()
    document.save(file)
    source = open_document(file.getvalue(), "plan.docx")
    assert source.text.split("\n") == ["# 二、2024年工作安排", "新建学校3所。", "财政收入", "增长5%", "改造小区5个。"]
    assert [block.locator for block in source.blocks] == [
        "paragraph 1",
        "paragraph 2",
        "table 1, row 1, column 1",
        "table 1, row 1, column 2",
        "paragraph 3",
    ]


def test_content_decides_before_the_extension():
    assert open_document(word("新建学校3所。"), "plan.dat").text == "新建学校3所。"
    assert open_document("<html><body>新建</body></html>".encode(), "plan.txt").media_type == "text/html"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "plan.txt", "empty"),
        (b" \r\n ", "plan.txt", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "plan.txt", "not_text"),
        (b"%PDF-1.7 ...", "plan.txt", "not_text"),
        (b"\x7fELF\x02", "plan.txt", "not_text"),
        (word("x"), "plan.txt", "not_text"),
        (b"abc\x00def", "plan.txt", "not_text"),
        (b"%PDF-1.7 ...", "plan.pdf", "unknown_kind"),
        (b"some text", "plan.xyz", "unknown_kind"),
        (b"\xff\xff\xff\x80", "plan.txt", "unknown_encoding"),
        (word("新建学校3所。")[:2000], "plan.docx", "truncated"),
        (word("新建学校3所。")[:-40], "plan.docx", "truncated"),
        (b"no zip at all", "plan.docx", "truncated"),
        (packed("other.xml", b"<a/>"), "plan.docx", "unknown_kind"),
        (packed("word/document.xml", b"<not-xml"), "plan.docx", "truncated"),
        (packed("word/document.xml", b"0" * 30_000_000), "plan.docx", "zip_bomb"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "plan.docx", "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "plan.doc", "old_office"),
        (b"{\\rtf1 plan}", "plan.rtf", "old_office"),
        (word(), "plan.docx", "no_text"),
        (b"<html><body><img src='a.png'></body></html>", "plan.html", "no_text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data, name, code):
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(data, name)
    assert caught.value.code == code
    message = str(caught.value)
    assert message.startswith(name)
    assert message.endswith(".")


def test_a_locked_member_of_the_container_is_encrypted():
    data = bytearray(packed("word/document.xml", b"<a/>"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(bytes(data), "plan.docx")
    assert caught.value.code == "encrypted"


def test_entities_in_a_word_document_are_refused_before_parsing():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(packed("word/document.xml", bomb), "plan.docx")
    assert caught.value.code == "zip_bomb"


@pytest.mark.parametrize("name", ["plan.txt", "plan.docx", "plan.html"])
def test_a_text_beyond_the_limit_is_refused(name):
    data = {
        "plan.txt": ("学" * 200).encode(),
        "plan.docx": word("学" * 200),
        "plan.html": f"<html><body>{'学' * 200}</body></html>".encode(),
    }[name]
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(data, name, max_text=100)
    assert caught.value.code == "too_long"
