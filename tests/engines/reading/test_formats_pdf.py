"""PDFs with a text layer, and clear words for those without."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinxiu.engines.reading import UnreadableDocumentError, open_document, read

LINES = ("2024年工作安排", "新建学校3所。")


def written(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, the first of which is its catalogue."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    return out + head + b"trailer<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, len(out))


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n" % (len(data), more) + data + b"\nendstream"


def paper(content: bytes, pages: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF whose pages all show one content; its font says which Chinese characters its codes stand for."""
    mapped = b"".join(b"<%04X><%04X>" % (ord(letter), ord(letter)) for letter in sorted(set("".join(LINES))))
    cmap = b"begincmap 1 begincodespacerange<0000><FFFF>endcodespacerange %d beginbfchar" % len(set("".join(LINES)))
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[" + b"3 0 R " * pages + b"]/Count %d>>" % pages,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            content,
            b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 8 0 R>>",
            stream(cmap + mapped + b" endbfchar endcmap"),
            b"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent 0/CapHeight 700/StemV 80>>",
        ],
        trailer,
    )


def shown(*lines: str) -> bytes:
    codes = b"".join(b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj 0 -20 Td " for line in lines)
    return stream(b"BT /F 12 Tf 50 700 Td " + codes + b"ET")


PLAN = paper(shown(*LINES))


def refused(data: bytes, **limits: int) -> UnreadableDocumentError:
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(data, "plan.pdf", **limits)
    assert str(caught.value).startswith("plan.pdf")
    assert str(caught.value).endswith(".")
    return caught.value


def test_lines_keep_their_page_and_place():
    source = open_document(paper(shown(*LINES), pages=2), "plan.pdf")
    assert source.text.split("\n") == [*LINES, *LINES]
    assert [block.locator for block in source.blocks][1:3] == ["page 1, line 2", "page 2, line 1"]
    assert source.media_type == "application/pdf"
    assert read(source.text, year=2024).targets[0].span.of(source.text) == "新建学校3所"


def test_content_decides_before_the_extension():
    assert open_document(PLAN, "plan.dat").text == "\n".join(LINES)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (paper(stream(b"0 0 m 9 9 l S")), "no_text"),
        (
            paper(
                shown(*LINES),
                trailer=b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<"
                + b"41" * 32
                + b">/U<"
                + b"42" * 32
                + b">>>/ID[<41><41>]",
            ),
            "encrypted",
        ),
        (PLAN[:200], "truncated"),
        (b"no pdf", "truncated"),
        (paper(shown(*LINES), pages=2001), "too_long"),
        (paper(stream(zlib.compress(b"q Q " * 300_000), b"/Filter/FlateDecode"), pages=1000), "zip_bomb"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data, code):
    assert refused(data).code == code


def test_a_text_beyond_the_limit_is_refused():
    assert refused(paper(shown(*LINES), pages=100), max_text=50).code == "too_long"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAN) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(PLAN)))
def test_a_damaged_pdf_raises_nothing_else(changes, cut):
    data = bytearray(PLAN)
    for at, value in changes:
        data[at] = value
    for sample in (bytes(data), PLAN[:cut]):
        try:
            open_document(sample, "plan.pdf")
        except UnreadableDocumentError:
            continue
