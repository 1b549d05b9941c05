"""The table as a workbook to fill in and bring back: a sheet for each document, and the words to choose from."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import count, groupby
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from jinxiu.core.workbooks import DANGEROUS, writable
from jinxiu.plan.ledger.tasktable.queries import Held, Sheet, Table
from jinxiu.plan.ledger.tasktable.reading import DOCUMENT_MARK
from jinxiu.plan.ledger.tasktable.rows import COLUMNS, LAST_PRINTED, Cell, Column, Kind

_HEAD = 3
#: Blank rows under the last one, for promises that are still missing.
_SPARE = 20
_LETTER = {column.key: get_column_letter(n) for n, column in enumerate(COLUMNS, 1)}
_LAST = get_column_letter(len(COLUMNS))
_WORDS_SHEET, _HELP_SHEET = "名单", "填写说明"
_PRINTED = [column.key for column in COLUMNS].index(LAST_PRINTED)
_DIGITS = 15  # that a spreadsheet keeps of a number

_HELP = (
    "灰色列（序号、任务编号、任务原文、目标、章节、版次）由台账生成，请勿改动；“目标”随右侧“比较关系、目标值、上限、单位、节点、定性要求”变化，要改请改右侧各列。",
    "数量任务填写“比较关系、目标值、单位”，区间另填“上限”；节点任务只填“节点”；没有数量和节点的只选“定性要求”，不计分。三类不能同时填写。",
    "“完成时限”写日期，如 2024-12-31；也可写 2024年12月底。",
    "“牵头单位”“配合单位”可填多个，用顿号隔开；名称须在“名单”表中，同一单位只写一处。",
    "同一句原文只属于一个板块，改动时各行要一致。",
    "“备注”不入台账；但某行的任务内容有改动时，该行备注会写入改动理由。",
    "新增任务写在表末空行：任务编号留空，任务原文照抄文件原句。",
    "删去的行不影响台账：表中没有的任务保持原样。",
    "导回后先看改动清单，确认后才写入台账。",
)

_PALE, _GREY, _INK = "F7F5F0", "E3E3E3", "1D2530"
_THIN = Side(style="thin", color="BFBBB2")
_BOX = Border(_THIN, _THIN, _THIN, _THIN)


def workbook(table: Table, now: datetime) -> bytes:
    """Return the .xlsx file: numbers are numbers, days are days, and no cell is a formula."""
    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    used: set[str] = set()
    for sheet in table.sheets:
        _write(book.create_sheet(_title(sheet.document.title, used)), sheet, table, now)
    if not table.sheets:
        _rows_of_help(book.create_sheet("任务分解表"), ["没有可导出的任务。"])
    _write_words(book.create_sheet(_WORDS_SHEET), table)
    _rows_of_help(book.create_sheet(_HELP_SHEET), _HELP)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _styles() -> Iterator[NamedStyle]:
    """Yield the looks of cells. The grey ones are locked."""
    text = Alignment(vertical="top", wrap_text=True)
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    body = Font(name="宋体", size=10, color=_INK)
    locked, free = Protection(locked=True), Protection(locked=False)
    grey, pale = PatternFill("solid", fgColor=_GREY), PatternFill("solid", fgColor=_PALE)
    yield NamedStyle("任务表 标题", font=Font(name="方正小标宋简体", size=18, color=_INK), alignment=centred)
    yield NamedStyle("任务表 说明", font=Font(name="宋体", size=9, color="56606D"), alignment=text)
    yield NamedStyle(
        "任务表 表头", font=Font(name="黑体", size=10, color=_INK), alignment=centred, border=_BOX, fill=pale
    )
    yield NamedStyle(
        "任务表 灰表头", font=Font(name="黑体", size=10, color=_INK), alignment=centred, border=_BOX, fill=grey
    )
    yield NamedStyle("任务表 章节", font=Font(name="黑体", size=10, color=_INK), fill=pale, protection=locked)
    yield NamedStyle("任务表 固定", font=body, alignment=text, border=_BOX, fill=grey, protection=locked)
    for name, form in (("文字", "General"), ("数值", "General"), ("日期", "yyyy-mm-dd")):
        yield NamedStyle(f"任务表 {name}", font=body, alignment=text, border=_BOX, protection=free, number_format=form)


_STYLE = {Kind.NUMBER: "任务表 数值", Kind.DAY: "任务表 日期"}


def _write(page: Any, sheet: Sheet, table: Table, now: datetime) -> None:
    groups = [(section, list(rows)) for section, rows in groupby(sheet.held, lambda one: one.line.section)]
    last = _HEAD + len(sheet.held) + len(groups) + _SPARE
    _settle(page, last)
    page.append([_cell(page, f"{sheet.document.title}任务分解表", "任务表 标题")])
    mark = f"{DOCUMENT_MARK}{sheet.document.code}"
    day = timezone.localtime(now).date().isoformat()
    note = f"{mark}　　导出日期：{day}　　共 {len(sheet.held)} 项。灰色列请勿改动，填写办法见“{_HELP_SHEET}”。"
    page.append([_cell(page, note, "任务表 说明")])
    page.append([_cell(page, one.head, "任务表 灰表头" if one.locked else "任务表 表头") for one in COLUMNS])
    numbers = count(1)
    for section, rows in groups:
        page.append([_cell(page, words, "任务表 章节") for words in (section or "（无章节）", *[None] * _PRINTED)])
        for one in rows:
            number = next(numbers)
            page.append([_filled(page, column, one, number) for column in COLUMNS])
    for _ in range(_SPARE):
        page.append([_cell(page, None, _spare(column)) for column in COLUMNS])
    _offer_words(page, table, last)


def _settle(page: Any, last: int) -> None:
    """Set what a person sees first, and what a printer gets: the goal's parts stand beyond the printed area."""
    for column in COLUMNS:
        page.column_dimensions[_LETTER[column.key]].width = column.width
    page.row_dimensions[1].height, page.row_dimensions[_HEAD].height = 30, 30
    page.freeze_panes = f"C{_HEAD + 1}"
    edge = _LETTER[LAST_PRINTED]
    page.merged_cells.add(f"A1:{edge}1")
    page.merged_cells.add(f"A2:{edge}2")
    page.auto_filter.ref = f"A{_HEAD}:{_LAST}{last}"
    page.print_area = f"A1:{edge}{last - _SPARE}"
    page.print_title_rows = f"{_HEAD}:{_HEAD}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.6
    page.oddFooter.center.text = "— &P —"
    protection = page.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.autoFilter = protection.sort = protection.insertRows = False


def _filled(page: Any, column: Column, held: Held, number: int) -> XlsxCell:
    style = "任务表 固定" if column.locked else _STYLE.get(column.kind, "任务表 文字")
    return _cell(page, column.written(held.line, number), style)


def _spare(column: Column) -> str:
    """Return the look of a cell for a new row: the sentence is free there."""
    if column.locked and column.key != "sentence":
        return "任务表 固定"
    return _STYLE.get(column.kind, "任务表 文字")


def _cell(page: Any, value: Cell, style: str) -> XlsxCell:
    if isinstance(value, Decimal):
        value = _number(value)
    if isinstance(value, str):
        value = writable(value)
    cell = WriteOnlyCell(page, value or None if isinstance(value, str) else value)  # type: ignore[arg-type]
    cell.style = style
    if isinstance(value, str) and value:
        cell.data_type = "s"
        if value.startswith(DANGEROUS):
            cell.quotePrefix = True
    return cell


def _number(value: Decimal) -> Any:
    """Return a number as a spreadsheet keeps it exactly; one that it would round, as text."""
    whole = value.normalize()
    return whole if len(whole.as_tuple().digits) <= _DIGITS else f"{whole:f}"


def _offer_words(page: Any, table: Table, last: int) -> None:
    """Let cells offer their words. Bodies may be several in a cell, so other words are let through there."""
    first = _HEAD + 1
    lists = {column.key: f'"{",".join(column.words.values())}"' for column in COLUMNS if column.words}
    names, pillars = _bodies(table), _pillars(table)
    if names:
        lists["lead"] = lists["support"] = f"={_WORDS_SHEET}!$A$2:$A${len(names) + 1}"
    if pillars:
        lists["pillar"] = f"={_WORDS_SHEET}!$B$2:$B${len(pillars) + 1}"
    for key, words in lists.items():
        strict = key not in {"lead", "support"}
        offer = DataValidation(type="list", formula1=words, allow_blank=True, showErrorMessage=strict)
        offer.errorTitle, offer.error = "请从列表中选择", "这一列只能填写列表中的词。"
        if not strict:
            offer.showInputMessage = True
            offer.promptTitle, offer.prompt = "单位", "可从列表选一个；多个单位用顿号隔开。"
        offer.add(f"{_LETTER[key]}{first}:{_LETTER[key]}{last}")
        page.data_validations.append(offer)


def _bodies(table: Table) -> list[str]:
    return list(dict.fromkeys(name for sheet in table.sheets for name in sheet.bodies.register.names()))


def _pillars(table: Table) -> list[str]:
    return list(dict.fromkeys(table.names.pillar_word(one) for one in table.names.pillars.values()))


def _write_words(page: Any, table: Table) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 28, 32
    page.freeze_panes = "A2"
    page.append([_cell(page, head, "任务表 表头") for head in ("单位", "板块")])
    names, pillars = _bodies(table), _pillars(table)
    for n in range(max(len(names), len(pillars))):
        pair = (names[n] if n < len(names) else None, pillars[n] if n < len(pillars) else None)
        page.append([_cell(page, word, "任务表 文字") for word in pair])


def _rows_of_help(page: Any, sentences: tuple[str, ...] | list[str]) -> None:
    page.column_dimensions["A"].width = 100
    for sentence in sentences:
        page.append([_cell(page, sentence, "任务表 说明")])


def _title(title: str, used: set[str]) -> str:
    """Return a name for a sheet: at most 31 characters, none that a workbook forbids, no two alike."""
    short = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "", title).strip()[:27] or "任务分解表"
    name, n = short, 1
    while name.casefold() in used | {_WORDS_SHEET, _HELP_SHEET}:
        n += 1
        name = f"{short} {n}"
    used.add(name.casefold())
    return name
