"""The form as it goes out: one row a figure that is asked for, with what is known; the same form comes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from jinxiu.core.models import Account, Organisation
from jinxiu.core.workbooks import DANGEROUS, as_bytes, writable
from jinxiu.engines.measuring.silence import Frequency, period_end
from jinxiu.plan.facts.intake.columns import COLUMNS, CONFIDENCES, STAGES, Column
from jinxiu.plan.facts.intake.known import Known, Ref
from jinxiu.plan.facts.members import members_of
from jinxiu.plan.facts.models import MeasureVersion
from jinxiu.plan.ledger.models import Responsibility, Target

SHEET, _HELP_SHEET = "数据表", "填写说明"
_HELP = (
    "灰色列由系统填写，请勿改动：编号说明这一行填报什么，上次数值和上次截至取自已上报的数据。",
    "只填“本次数值”（节点任务填“节点”）；没有填的行不导入，也不会清空已有数据。",
    "“单位”可改为同一量纲的其他单位，如亿元、万元；不能换成另一种量。",
    "“截至日期”写数据截至的那一天，如 2024-06-30、2024年6月30日；也可写 2024年6月、2024年二季度，即当期最后一天。",
    "“来源”相同、截至日期相同的一行再次导入，视为更正；来源不同，视为另一来源的数据。",
    "导入时如有疑问（如突增、单位疑似有误），核实无误的，可在“疑问答复”列写明理由后再次导入。",
    "任何一个单元格有误，整表不导入；改好后重新选择同一文件即可，不会重复写入。",
)
_GREY, _INK = "E3E3E3", "1D2530"
_THIN = Side(style="thin", color="BFBBB2")
_BOX = Border(_THIN, _THIN, _THIN, _THIN)
_SPARE = 20

Cell = str | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the form: what is asked for, and what is known of it."""

    ref: Ref
    member: str
    last: str
    last_day: date | None
    #: The end of the period that is to be told next; None where it is not over yet.
    as_of: date | None
    due: date
    source: str
    publisher: str

    def cell(self, key: str) -> Cell:
        """Return what stands in a column before anybody fills the form in."""
        given: dict[str, Cell] = {
            "code": self.ref.code,
            "name": self.ref.name,
            "unit": self.ref.unit,
            "member": self.member,
            "last": self.last,
            "last_day": self.last_day,
            "as_of": self.as_of,
            "source": self.source,
            "publisher": self.publisher,
        }
        return given.get(key)


def next_due(frequency: str, last: date | None, today: date) -> date:
    """Return the end of the first period that nobody told of; where nothing was told yet, of the last one that is over.

    >>> next_due("quarter", date(2024, 3, 31), date(2024, 5, 1)), next_due("quarter", None, date(2024, 5, 1))
    (datetime.date(2024, 6, 30), datetime.date(2024, 3, 31))
    """
    rhythm = Frequency.MONTH if frequency == Frequency.ONCE else Frequency(frequency)
    if last is not None:
        return period_end(rhythm, period_end(rhythm, last) + timedelta(days=1))
    end, day = period_end(rhythm, today), today
    while end > today:
        day = day.replace(day=1) - timedelta(days=1)
        end = period_end(rhythm, day)
    return end


def asked_of(unit: Organisation | None, actor: Account | None, today: date, codes: Collection[str] = ()) -> list[Asked]:
    """Return what a unit is asked for, all units where it is None; in a fixed number of queries.

    ``codes`` of measures or targets narrow it.
    """
    known = Known(actor)
    wanted = {known.refs[code].key for code in codes if code in known.refs}
    refs = {ref.key: ref for ref in known.refs.values() if ref.key in wanted or not codes}
    if unit is not None:
        theirs = _targets_of(unit)
        owned = set(MeasureVersion.objects.filter(owner=unit).values_list("measure", flat=True))
        refs = {
            key: ref
            for key, ref in refs.items()
            if ref.measure in owned or any(pk in theirs for pk, _scope in ref.targets)
        }
    known.load(refs.values())
    title, publisher, _day = known.default_source
    if unit is not None:
        title, publisher = f"{unit.name}填报", unit.name
    rows = []
    for ref in refs.values():
        for member in _members(ref):
            last = known.series(ref, known.member(ref, member) or "" if member else "").last
            due = next_due(ref.frequency, last[1], today)
            rows.append(Asked(ref, member, *last, due if due <= today else None, due, title, publisher))
    return rows


def _targets_of(unit: Organisation) -> set[int]:
    """Return the targets that a unit leads: those of its own, and all of sentences that it leads as a whole."""
    running = Responsibility.objects.filter(organisation=unit, role=Responsibility.Role.LEAD, ended_at=None)
    whole = running.filter(target=None).values("commitment")
    own = running.exclude(target=None).values("target")
    return set(Target.objects.filter(Q(commitment__in=whole) | Q(pk__in=own)).values_list("pk", flat=True))


def _members(ref: Ref) -> list[str]:
    """Return the names of members of which a figure is asked; "" is the whole city."""
    names = [name for scope in sorted(ref.scopes) for _code, name in members_of(scope)]
    whole = not ref.targets or any(not scope for _pk, scope in ref.targets)
    return [*([""] if whole or not names else []), *dict.fromkeys(names)]


def as_csv(rows: Iterable[Asked]) -> bytes:
    """Return the form as CSV with a mark that spreadsheets know; no cell is taken for a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.head for column in COLUMNS])
    for row in rows:
        writer.writerow([_plain(row.cell(column.key)) for column in COLUMNS])
    return buffer.getvalue().encode("utf-8-sig")


def _plain(value: Cell) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def as_xlsx(rows: Iterable[Asked]) -> bytes:
    """Return the form as .xlsx: grey cells and heads are locked, words can be chosen, and no cell is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.append([_head(sheet, column) for column in COLUMNS])
    last = 1
    for row in rows:
        sheet.append([_cell(sheet, column, row.cell(column.key), row.ref) for column in COLUMNS])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"
    _offer_words(sheet, last + _SPARE)
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.autoFilter = protection.sort = protection.insertRows = False
    page = book.create_sheet(_HELP_SHEET)
    page.column_dimensions["A"].width = 100
    for sentence in _HELP:
        page.append([sentence])
    return as_bytes(book)


def _head(sheet: Any, column: Column) -> Any:
    cell = WriteOnlyCell(sheet, column.head)
    cell.font, cell.border = Font(name="黑体", size=10, color=_INK), _BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.fill = PatternFill("solid", fgColor=_GREY if column.locked else "F7F5F0")
    return cell


def _cell(sheet: Any, column: Column, value: Cell, ref: Ref) -> Any:
    if isinstance(value, str):
        value = writable(value) or None
    cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(DANGEROUS)
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    # The cell that a row does not ask for is grey too: a stage where a number is asked, a number where a stage is.
    closed = column.locked or column.key == ("value" if ref.milestone else "stage")
    cell.border, cell.font = _BOX, Font(name="宋体", size=10, color=_INK)
    cell.alignment = Alignment(vertical="top", wrap_text=column.key in {"name", "statement"})
    cell.protection = Protection(locked=closed)
    if closed:
        cell.fill = PatternFill("solid", fgColor=_GREY)
    return cell


def _offer_words(sheet: Any, last: int) -> None:
    for key, words in (("stage", STAGES), ("confidence", CONFIDENCES)):
        letter = _letter(key)
        offer = DataValidation(type="list", formula1=f'"{",".join(words.values())}"', allow_blank=True)
        offer.showErrorMessage, offer.errorTitle = True, "请从列表中选择"
        offer.add(f"{letter}2:{letter}{last}")
        sheet.data_validations.append(offer)


def _letter(key: str) -> str:
    return next(get_column_letter(number) for number, column in enumerate(COLUMNS, 1) if column.key == key)
