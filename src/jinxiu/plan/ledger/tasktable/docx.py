"""The table as a Word document in the form of GB/T 9704-2012: an annex, then the table on pages laid across.

The standard's faces (小标宋, 仿宋_GB2312, 楷体_GB2312) are named, not carried: a machine without them shows another.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

import docx
from django.utils import timezone
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from jinxiu.core.workbooks import writable
from jinxiu.plan.ledger.tasktable.queries import Held, Sheet, Table
from jinxiu.plan.ledger.tasktable.rows import BETWEEN_NAMES, STRENGTHS, Line, deadline

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

TITLE_FACE, BODY_FACE = "方正小标宋简体", "仿宋_GB2312"
HEAD_FACE, SECOND_FACE, PAGE_FACE = "黑体", "楷体_GB2312", "宋体"
_LATIN = "Times New Roman"
#: Sizes of type (号) in points.
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = 22, 16, 14, 10.5
#: 22 lines of 28 characters fill the type area of 156 × 225 mm.
LINE = 28.95
_CHARACTER = 156 / 25.4 * 72 / 28
#: Paper, and its margins upright: above 37, left 28 mm; below and right what 156 × 225 mm leave.
PAPER = (210, 297)
MARGINS = {"top": 37, "left": 28, "bottom": 35, "right": 26}
#: The same page turned so that the head of the table lies at the binding edge.
ACROSS = {"top": 28, "left": 35, "bottom": 26, "right": 37}
#: Head and width (mm) of each column; together the 225 mm of a page laid across.
_COLUMNS = (
    ("序号", 12), ("任务原文", 62), ("任务", 42), ("目标", 30), ("完成时限", 25), ("牵头单位", 24), ("配合单位", 30),
)  # fmt: skip
_TWIPS = 1440 / 25.4


def document(table: Table, now: datetime) -> bytes:
    """Return the .docx file: an annex for each document of the table."""
    paper = docx.Document()
    _define_styles(paper)
    paper.settings.odd_and_even_pages_header_footer = True
    sheets = table.sheets
    for n, sheet in enumerate(sheets, 1):
        section = paper.sections[0] if n == 1 else paper.add_section(WD_SECTION.NEW_PAGE)
        _lay(section, across=False)
        _number_pages(section) if n == 1 else None
        _introduce(paper, sheet, f"附件{n}" if len(sheets) > 1 else "附件", now)
        if sheet.held:
            _lay(paper.add_section(WD_SECTION.NEW_PAGE), across=True)
            _add_table(paper, sheet)
    paper.core_properties.title = "任务分解表"
    paper.core_properties.author = ""
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _define_styles(paper: Any) -> None:
    """Define the looks of paragraphs; East Asian faces are set on their own attribute."""
    normal = paper.styles["Normal"]
    _face(normal, BODY_FACE, SIZE_3)
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    form.widow_control = False
    for name, face, size in (
        ("附件", HEAD_FACE, SIZE_3),
        ("公文标题", TITLE_FACE, SIZE_2),
        ("公文正文", BODY_FACE, SIZE_3),
        ("一级标题", HEAD_FACE, SIZE_3),
        ("二级标题", SECOND_FACE, SIZE_3),
        ("表头", HEAD_FACE, SIZE_5),
        ("表内文字", BODY_FACE, SIZE_5),
        ("表内章节", HEAD_FACE, SIZE_5),
        ("页码", PAGE_FACE, SIZE_4),
    ):
        style = paper.styles.add_style(name, 1)
        style.base_style = normal
        _face(style, face, size)
    for name in ("公文正文", "一级标题", "二级标题"):
        paper.styles[name].paragraph_format.first_line_indent = Pt(2 * SIZE_3)
    title = paper.styles["公文标题"].paragraph_format
    title.alignment, title.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, Pt(36)
    title.space_before = title.space_after = Pt(LINE)
    for name in ("表头", "表内文字", "表内章节"):
        paper.styles[name].paragraph_format.line_spacing = Pt(15)
    paper.styles["表头"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _face(style: Any, face: str, size: float) -> None:
    latin = PAGE_FACE if face == PAGE_FACE else _LATIN
    style.font.name, style.font.size = latin, Pt(size)
    style.font.bold = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:cs"), latin)


def _lay(section: Any, *, across: bool) -> None:
    """Set paper, margins and the grid of a section."""
    short, long = (Mm(edge) for edge in PAPER)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if across else (short, long)
    margins = ACROSS if across else MARGINS
    for side, width in margins.items():
        setattr(section, f"{side}_margin", Mm(width))
    # The number stands 7 mm below the type area; its line is about 5 mm high.
    section.footer_distance = Mm(margins["bottom"] - 7 - 5)
    section.header_distance = Mm(15)
    kept = section._sectPr  # noqa: SLF001 — python-docx has no name for the grid
    for grid in kept.findall(qn("w:docGrid")):
        kept.remove(grid)
    if not across:
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "linesAndChars")
        grid.set(qn("w:linePitch"), str(round(LINE * 20)))
        grid.set(qn("w:charSpace"), str(round((_CHARACTER - SIZE_3) * 4096)))
        kept.append(grid)


def _number_pages(section: Any) -> None:
    """Number pages “— 1 —” at the outer edge, one character in; later sections follow the first."""
    for footer, side, edge in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right_indent"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left_indent"),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style = "页码"
        line.alignment = side
        setattr(line.paragraph_format, edge, Pt(SIZE_4))
        line.add_run("— ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        shown = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        shown.append(text)
        field.append(shown)
        line._p.append(field)  # noqa: SLF001 — python-docx has no name for fields
        line.add_run(" —")


def _introduce(paper: Any, sheet: Sheet, annex: str, now: datetime) -> None:
    """Write the page before the table: what it is of, who has how much to do, what is still open."""
    paper.add_paragraph(annex, "附件")
    title = writable(sheet.document.title)
    paper.add_paragraph(f"{title}任务分解表", "公文标题")
    lines = [one.line for one in sheet.held]
    day = deadline_of_export(now)
    if not lines:
        paper.add_paragraph(f"截至{day}，这份文件还没有任务列入台账。", "公文正文")
        return
    stages, qualities = sum(bool(line.stage) for line in lines), sum(bool(line.quality) for line in lines)
    kinds = f"其中数量任务{len(lines) - stages - qualities}项、节点任务{stages}项"
    kinds += f"、定性要求{qualities}项（不计分）" if qualities else ""
    sentences = len({one.target.commitment_id for one in sheet.held})
    paper.add_paragraph("一、总体情况", "一级标题")
    paper.add_paragraph(
        f"截至{day}，《{title}》列入台账的任务共{len(lines)}项，出自原文{sentences}句，{kinds}。逐项分解见附表。",
        "公文正文",
    )
    paper.add_paragraph("二、责任分工", "一级标题")
    for text in _shares(lines):
        paper.add_paragraph(text, "公文正文")


def deadline_of_export(now: datetime) -> str:
    """Return the day of the export as papers write it."""
    day = timezone.localtime(now).date()
    return f"{day.year}年{day.month}月{day.day}日"


def _shares(lines: Iterable[Line]) -> Iterator[str]:
    rows = list(lines)
    leads = Counter(name for line in rows for name in line.lead)
    supports = Counter(name for line in rows for name in line.support)
    if leads or supports:
        shares = []
        for name in sorted({*leads, *supports}, key=lambda name: (-leads[name], -supports[name], name)):
            parts = [f"{word}{n[name]}项" for word, n in (("牵头", leads), ("配合", supports)) if n[name]]
            shares.append(name + "、".join(parts))
        yield "；".join(shares) + "。"
    open_ones = sum(not line.lead for line in rows)
    undated = sum(line.due is None for line in rows)
    if open_ones:
        yield f"尚未明确牵头单位的{open_ones}项。"
    if undated:
        yield f"尚未明确完成时限的{undated}项。"


def _add_table(paper: Any, sheet: Sheet) -> None:
    """Append the table under its name. Its rows are written as XML: through the library a long table takes minutes.

    A section that holds nothing but a table keeps the paper of the one before in some word processors, so a paragraph
    opens it and another one closes it.
    """
    paper.add_paragraph("附表", "附件")
    widths = [round(width * _TWIPS) for _head, width in _COLUMNS]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(_cell(width, name, "表头") for (name, _), width in zip(_COLUMNS, widths, strict=True))
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    number = 0
    for section, held in groupby(sheet.held, lambda one: one.line.section):
        rows.append(_section_row(section or "（无章节）", sum(widths)))
        for one, first in _in_sentences(held):
            number += 1
            rows.append(_row(number, one.line, widths, first=first))
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    body = paper.element.body
    body.insert(len(body) - 1, parse_xml(xml))
    paper.add_paragraph("", "表内文字")


def _in_sentences(held: Iterable[Held]) -> Iterator[tuple[Held, bool | None]]:
    """Yield each target, and whether it opens the rows of a sentence; None where it is the only one."""
    for _commitment, rows in groupby(held, lambda one: one.target.commitment_id):
        together = list(rows)
        for n, one in enumerate(together):
            yield one, (n == 0 if len(together) > 1 else None)


def _section_row(words: str, width: int) -> str:
    span = f'<w:gridSpan w:val="{len(_COLUMNS)}"/>'
    cell = _cell(width, words, "表内章节", extra=span, keep=True)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}</w:tr>"


def _row(number: int, line: Line, widths: list[int], *, first: bool | None) -> str:
    strive = STRENGTHS[line.strength] if line.strength == "strive" else ""
    goal = f"{line.goal}{strive and f'，{strive}'}" if line.quality else f"{strive}{line.goal}"
    cells = (
        str(number),
        line.sentence if first is not False else "",
        line.object,
        f"{line.per}{goal}",
        deadline(line.due),
        BETWEEN_NAMES.join(line.lead),
        BETWEEN_NAMES.join(line.support),
    )
    merges = {None: "", True: '<w:vMerge w:val="restart"/>', False: "<w:vMerge/>"}
    written = [
        _cell(width, text, "表内文字", extra=merges[first] if n == 1 else "", centred=n == 0)
        for n, (text, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(written)}</w:tr>"


def _cell(width: int, text: str, style: str, *, extra: str = "", centred: bool = False, keep: bool = False) -> str:
    paragraph = f'<w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}'
    paragraph += '<w:jc w:val="center"/>' if centred else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{paragraph}</w:pPr>{run}</w:p></w:tc>"
    )
