"""Word documents: what stands on the printed page, once, in the order of reading; numbers of lists told apart."""

from __future__ import annotations

import io
import zipfile

import pytest

from jinxiu.engines.reading import SourceText, UnreadableDocumentError, open_document, read
from jinxiu.engines.reading.formats.word.numerals import written

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
RELATION = '<Relationship Id="r{0}" Type="http://x/{0}" Target="{0}.xml"/>'


def packed(body: str, **parts: str) -> bytes:
    """Return a document of this body; ``parts`` are the insides of its styles, numbering, notes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for part, inside in parts.items():
            archive.writestr(f"word/{part}.xml", f"<w:{part} {SPACES}>{inside}</w:{part}>")
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://r">{"".join(map(RELATION.format, parts))}</Relationships>',
        )
    return file.getvalue()


def word(body: str, **parts: str) -> SourceText:
    """Return the text of such a document."""
    return open_document(packed(body, **parts), "plan.docx")


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str, *, listed: tuple[int, int] | None = None, style: str = "", inside: str = "") -> str:
    told = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed:
        told += f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{told}</w:pPr>{run(text) if text else ''}{inside}</w:p>"


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{more}'
    )


OUTLINE = lists(
    level(0, "chineseCountingThousand", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3.")
)


def lines(source: SourceText) -> list[str]:
    return source.text.split("\n")


def test_the_outline_that_lives_in_list_numbers_is_read():
    source = word(
        paragraph("总体要求", listed=(1, 0))
        + paragraph("2026年重点工作", listed=(1, 0))
        + paragraph("教育", listed=(1, 1))
        + paragraph("新建学校3所。", listed=(1, 2))
        + paragraph("改造校舍5栋。", listed=(1, 2))
        + paragraph("卫生", listed=(1, 1))
        + paragraph("新建医院2所。", listed=(1, 2)),
        numbering=OUTLINE,
    )
    assert lines(source) == [
        "一、总体要求",
        "二、2026年重点工作",
        "（一）教育",
        "1. 新建学校3所。",
        "2. 改造校舍5栋。",
        "（二）卫生",
        "1. 新建医院2所。",
    ]
    reading = read(source, year=2026)
    assert [(t.quote, t.section[-1]) for t in reading.targets] == [
        ("新建学校3所", "（一）教育"),
        ("改造校舍5栋", "（一）教育"),
        ("新建医院2所", "（二）卫生"),
    ]


def test_a_list_number_is_no_part_of_its_paragraph():
    source = word(paragraph("总则") + paragraph("总体要求", listed=(1, 0)), numbering=OUTLINE)
    assert [(block.span.of(source.text), block.locator) for block in source.blocks] == [
        ("总则", "paragraph 1"),
        ("一、", "number of paragraph 2"),
        ("总体要求", "paragraph 2"),
    ]


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (11, "chineseCounting", "十一"),
        (120, "chineseCountingThousand", "一百二十"),
        (35, "japaneseCounting", "三十五"),
        (10, "ideographDigital", "一〇"),
        (3, "chineseLegalSimplified", "叁"),
        (12, "decimalEnclosedCircle", "⑫"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (51, "decimalEnclosedCircle", "51"),
        (2, "decimalEnclosedParen", "⑵"),
        (5, "decimalZero", "05"),
        (27, "lowerLetter", "aa"),
        (2, "upperLetter", "B"),
        (14, "lowerRoman", "xiv"),
        (2, "ideographTraditional", "乙"),
        (3, "decimalFullWidth", "３"),
        (4, "no such form", "4"),
        (0, "chineseCounting", "0"),
        (2, "none", ""),
    ],
)
def test_numbers_are_written_as_word_writes_them(number, form, expected):
    assert written(number, form) == expected


def test_levels_may_show_those_above_them_and_in_digits():
    numbering = lists(
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
    )
    body = paragraph("总则", listed=(1, 0)) + paragraph("目标", listed=(1, 1)) + paragraph("任务", listed=(1, 1))
    assert lines(word(body, numbering=numbering)) == ["第一章 总则", "1.1 目标", "1.2 任务"]


def test_a_level_may_count_on_across_those_above_it():
    numbering = lists(level(0, "decimal", "%1."), level(1, "decimal", "任务%2：", '<w:lvlRestart w:val="0"/>'))
    body = "".join(paragraph(text, listed=(1, at)) for text, at in (("甲", 0), ("乙", 1), ("丙", 0), ("丁", 1)))
    assert lines(word(body, numbering=numbering)) == ["1. 甲", "任务1：乙", "2. 丙", "任务2：丁"]


def test_a_list_may_start_anew_and_share_its_form():
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )
    body = "".join(paragraph(text, listed=(number, 0)) for text, number in (("甲", 1), ("乙", 1), ("丙", 2), ("丁", 2)))
    numbering = lists(level(0, "decimal", "（%1）"), more=again)
    assert lines(word(body, numbering=numbering)) == ["（1）甲", "（2）乙", "（1）丙", "（2）丁"]


def test_a_style_may_put_its_paragraphs_in_a_list():
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="B"><w:name w:val="章"/>'
        '<w:basedOn w:val="A"/></w:style>'
    )
    none = (
        '<w:p><w:pPr><w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>附</w:t></w:r></w:p>'
    )
    numbering = lists(level(0, "chineseCounting", "%1、", '<w:pStyle w:val="A"/>'))
    source = word(
        paragraph("总则", style="A") + paragraph("任务", style="B") + none, styles=styles, numbering=numbering
    )
    assert lines(source) == ["# 一、总则", "# 二、任务", "# 附"]


def test_a_bullet_is_no_number_and_an_empty_item_counts():
    numbering = lists(level(0, "decimal", "%1."), level(1, "bullet", "\uf06c"))
    body = paragraph("甲", listed=(1, 0)) + paragraph("", listed=(1, 0)) + paragraph("乙", listed=(1, 0))
    source = word(body + paragraph("丙", listed=(1, 1)), numbering=numbering)
    assert lines(source) == ["1. 甲", "3. 乙", "丙"]
    assert source.blocks[-1].kind == "list-item"


def test_an_outline_level_makes_a_heading_but_not_of_a_whole_paragraph():
    styles = '<w:style w:styleId="A"><w:name w:val="公文一级"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    long = "一是抓教育。新建学校3所。"
    source = word(paragraph("重点工作", style="A") + paragraph(long, style="A"), styles=styles)
    assert lines(source) == ["## 重点工作", long]


def test_tracked_changes_are_read_as_accepted():
    changed = (
        f"<w:p>{run('新建学校')}<w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:ins>{run('3')}</w:ins>{run('所。')}</w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>整段</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('改造校舍')}</w:p><w:p>{run('5栋。')}</w:p>"
        f"<w:moveFrom>{paragraph('旧处')}</w:moveFrom>"
    )
    assert lines(word(changed)) == ["新建学校3所。", "改造校舍5栋。"]


def test_a_deleted_item_does_not_count():
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    )
    source = word(paragraph("甲", listed=(1, 0)) + gone + paragraph("乙", listed=(1, 0)), numbering=OUTLINE)
    assert lines(source) == ["一、甲", "二、乙"]


def test_hidden_text_and_codes_of_fields_are_dropped_and_results_kept():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏9所</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>3</w:t></w:r>'
    code = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r><w:r><w:t>9</w:t></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("所")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    simple = f'<w:fldSimple w:instr="PAGE">{run("。")}</w:fldSimple>'
    assert word(f"<w:p>{run('新建学校')}{hidden}{shown}{code}{simple}</w:p>").text == "新建学校3所。"


def test_tabs_line_breaks_links_and_content_controls():
    body = (
        f"<w:p>{run('甲')}<w:r><w:tab/></w:r>{run('乙')}<w:r><w:br/></w:r><w:hyperlink>{run('丙')}</w:hyperlink></w:p>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('丁')}</w:sdtContent></w:sdt>"
        f"<w:p><w:sdt><w:sdtContent>{run('戊')}</w:sdtContent></w:sdt></w:p>"
    )
    assert word(body).text == "甲\t乙\n丙\n丁\n戊"


def test_a_text_box_is_read_once_behind_its_paragraph():
    inside = f"<w:txbxContent>{paragraph('专栏：新建学校3所')}</w:txbxContent>"
    drawn = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('旁注')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    source = word(paragraph("正文。", inside=drawn) + paragraph("其后。", inside=old))
    assert [(block.span.of(source.text), block.locator) for block in source.blocks] == [
        ("正文。", "paragraph 1"),
        ("专栏：新建学校3所", "text box 1"),
        ("其后。", "paragraph 2"),
        ("旁注", "text box 2"),
    ]


def test_notes_follow_the_paragraph_that_refers_to_them():
    notes = f'<w:footnote w:id="0">{paragraph("分隔")}</w:footnote><w:footnote w:id="5">{paragraph("口径见年鉴。")}</w:footnote>'
    refers = '<w:r><w:footnoteReference w:id="5"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'
    source = word(
        paragraph("收入增长5%", inside=refers) + paragraph("其后。"),
        footnotes=notes,
        endnotes=f'<w:endnote w:id="2">{paragraph("初步核算。")}</w:endnote>',
    )
    assert [(block.span.of(source.text), block.locator) for block in source.blocks] == [
        ("收入增长5%", "paragraph 1"),
        ("口径见年鉴。", "footnote 1"),
        ("初步核算。", "endnote 1"),
        ("其后。", "paragraph 2"),
    ]


def cell(text: str, told: str = "") -> str:
    return f"<w:tc><w:tcPr>{told}</w:tcPr>{text if text.startswith('<') else paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
HEAD = cell("任务") + cell("牵头单位") + cell("完成时限")
ROW = cell("新建医院2所") + cell("市卫健委") + cell("9月底前")


def answers(source: SourceText) -> list[tuple[str, str, list[str]]]:
    return [(t.quote, str(t.due), [body.name for body in t.bodies]) for t in read(source, year=2026).targets]


def test_merged_cells_of_a_task_table_hold_for_their_rows():
    source = word(
        table(
            HEAD,
            cell("新建学校3所") + cell("市教育局", BEGINS) + cell("6月底前", BEGINS),
            cell("改造校舍5栋") + cell("", GOES_ON) + cell("", GOES_ON),
            ROW,
        )
    )
    assert answers(source) == [
        ("新建学校3所", "2026-06-30", ["市教育局"]),
        ("改造校舍5栋", "2026-06-30", ["市教育局"]),
        ("新建医院2所", "2026-09-30", ["市卫健委"]),
    ]
    assert [b.locator for b in source.blocks if b.role][:2] == ["table 1, row 2, column 2"] * 2


def test_a_task_table_goes_on_in_the_table_behind_it():
    first = table(HEAD, cell("新建学校3所") + cell("市教育局") + cell("6月底前"))
    goes_on = word(first + paragraph("") + table(ROW))
    assert [names for _, _, names in answers(goes_on)] == [["市教育局"], ["市卫健委"]]
    apart = word(first + paragraph("附表") + table(ROW))
    assert lines(apart)[-3:] == ["新建医院2所", "市卫健委", "9月底前"]


def test_a_table_without_a_header_writes_a_merged_cell_once():
    source = word(table(cell("甲", BEGINS) + cell("乙"), cell("", GOES_ON) + cell("丙")))
    assert [block.locator for block in source.blocks] == [
        f"table 1, row {r}, column {c}" for r, c in ((1, 1), (1, 2), (2, 2))
    ]


def test_tables_inside_tables_deleted_rows_and_numbers_in_cells():
    inner = table(cell("丙"))
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删')}</w:tr>"
    numbered = cell(paragraph("丁", listed=(1, 0)))
    body = f"<w:tbl><w:tr>{cell('甲')}{cell(paragraph('乙') + inner)}</w:tr>{gone}<w:tr>{numbered}</w:tr></w:tbl>"
    source = word(body, numbering=OUTLINE)
    assert [(block.span.of(source.text), block.locator) for block in source.blocks] == [
        ("甲", "table 1, row 1, column 1"),
        ("乙", "table 1, row 1, column 2"),
        ("丙", "table 2, row 1, column 1"),
        ("一、", "number of table 1, row 2, column 1"),
        ("丁", "table 1, row 2, column 1"),
    ]


def test_a_line_break_in_a_numbered_cell_numbers_once():
    broken = paragraph("甲", listed=(1, 0), inside=f"<w:r><w:br/></w:r>{run('乙')}")
    assert lines(word(table(cell(broken)), numbering=OUTLINE)) == ["一、甲", "乙"]


@pytest.mark.parametrize("part", ["styles", "numbering", "footnotes"])
def test_a_damaged_part_is_refused_in_words(part):
    with pytest.raises(UnreadableDocumentError) as caught:
        word(paragraph("新建学校3所。"), **{part: "<not-closed>"})
    assert caught.value.code == "truncated"


def test_a_document_nested_beyond_reason_is_refused_in_words():
    with pytest.raises(UnreadableDocumentError) as caught:
        word(f"{'<w:sdt><w:sdtContent>' * 5000}{paragraph('甲')}{'</w:sdtContent></w:sdt>' * 5000}")
    assert caught.value.code == "truncated"


def test_a_document_of_more_marks_than_a_plan_has_is_refused_before_it_is_held():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {SPACES}><w:body>{'<w:p/>' * 2_000_001}</w:body></w:document>"
        )
        archive.writestr("media", bytes(range(256)) * 800, zipfile.ZIP_STORED)
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(file.getvalue(), "plan.docx")
    assert caught.value.code == "too_long"


def test_the_strict_form_of_the_standard_is_read_too():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        space = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{paragraph('甲')}</w:body></w:document>")
    assert open_document(file.getvalue(), "plan.docx").text == "甲"
