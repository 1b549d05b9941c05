"""The columns of the table, described once: what stands in a cell, how it is written and how it is read back."""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

from jinxiu.core.workbooks import writable
from jinxiu.plan.documents.models import Promise

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Cell = str | Decimal | int | date | None
Names = tuple[str, ...]
_Compare, _Stage, _Strength = Promise.ComparatorChoice, Promise.StageChoice, Promise.StrengthChoice
_Kind = Promise.KindChoice

#: The words of the form for what the ledger keeps as keys.
COMPARATORS = {
    _Compare.AT_LEAST.value: "不少于",
    _Compare.EXACT.value: "等于",
    _Compare.ABOUT.value: "左右",
    _Compare.AT_MOST.value: "不超过",
    _Compare.RANGE.value: "区间",
}
STAGES = {
    _Stage.ADVANCE.value: "推进",
    _Stage.APPROVE.value: "立项或获批",
    _Stage.START.value: "开工",
    _Stage.FINISH.value: "完工",
    _Stage.OPEN.value: "建成投用",
    _Stage.PRODUCE.value: "投产",
}
#: Stands for the kind of a promise in words alone of which nobody said one.
NO_KIND = "other"
QUALITIES = {
    _Kind.RED_LINE.value: "底线",
    _Kind.COVERAGE.value: "覆盖",
    _Kind.RANK.value: "位次称号",
    _Kind.RELATIVE.value: "对标同步",
    _Kind.GROWTH.value: "增长",
    _Kind.DOCUMENT.value: "文件",
    NO_KIND: "其他",
}
STRENGTHS = {_Strength.FIRM.value: "确定", _Strength.STRIVE.value: "力争"}
#: What people also write for them.
_ALSO = {
    "≥": "不少于", ">=": "不少于", "不低于": "不少于", "以上": "不少于", "至少": "不少于",
    "≤": "不超过", "<=": "不超过", "不高于": "不超过", "以内": "不超过", "至多": "不超过",
    "=": "等于", "＝": "等于", "≈": "左右", "约": "左右",
    "立项": "立项或获批", "获批": "立项或获批", "竣工": "完工", "建成": "完工", "投用": "建成投用", "通车": "建成投用",
    "红线": "底线", "全覆盖": "覆盖", "清零": "覆盖", "位次": "位次称号", "同步": "对标同步", "联动": "对标同步",
    "出台文件": "文件", "翻番": "增长",
}  # fmt: skip
#: Between names of one cell, and between the headings of one section.
BETWEEN_NAMES, BETWEEN_HEADINGS = "、", " / "
#: A cell of a workbook holds no more; a sentence that is longer is cut where nobody edits it.
_LONGEST = 32_000


class Kind(Enum):
    """What kind of value stands in a column."""

    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    CHOICE = auto()
    NAMES = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: what it says of one target. Keys stand for choices, words for names."""

    code: str = ""
    sentence: str = ""
    object: str = ""
    comparator: str = ""
    value: Decimal | None = None
    value_to: Decimal | None = None
    unit: str = ""
    stage: str = ""
    #: The kind of a promise in words alone; empty for a number or a stage.
    quality: str = ""
    per: str = ""
    strength: str = _Strength.FIRM.value
    due: date | None = None
    lead: Names = ()
    support: Names = ()
    pillar: str = ""
    section: str = ""
    note: str = ""
    stamp: str = ""

    @property
    def goal(self) -> str:
        """What is promised, in words: 不少于3个, 5—6%, 开工, 定性要求（底线）."""
        if self.quality:
            return "定性要求" if self.quality == NO_KIND else f"定性要求（{QUALITIES[self.quality]}）"
        if self.stage:
            return STAGES.get(self.stage, self.stage)
        amount = f"{plain_number(self.value)}{self.unit}"
        if self.comparator == _Compare.RANGE:
            return f"{plain_number(self.value)}—{plain_number(self.value_to)}{self.unit}"
        if self.comparator == _Compare.ABOUT:
            return f"{amount}左右"
        return f"{COMPARATORS[self.comparator]}{amount}" if self.comparator in _BEFORE else amount


#: Comparisons that stand in front of their number.
_BEFORE = frozenset({_Compare.AT_LEAST.value, _Compare.AT_MOST.value})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in ``Line``, its head on the form, what pages call it, and whether it may be changed."""

    key: str
    head: str
    label: StrOrPromise
    width: float
    kind: Kind = Kind.TEXT
    #: Key → word, for a choice.
    words: Mapping[str, str] = field(default_factory=dict)
    #: It says what the ledger says, and is no place to change that.
    locked: bool = False
    #: The form may come back without it.
    needless: bool = False

    def written(self, line: Line, number: int) -> Cell:
        """Return what stands in the cell of a row; ``number`` counts the rows."""
        if self.key == "number":
            return number
        value = getattr(line, self.key)
        if self.kind is Kind.CHOICE:
            return self.words.get(value, "")
        if self.kind is Kind.NAMES:
            return BETWEEN_NAMES.join(value)
        return value  # type: ignore[no-any-return]

    def said(self, line: Line) -> str:
        """Return the value as a page says it."""
        value = self.written(line, 0)
        if isinstance(value, date):
            return value.isoformat()
        return plain_number(value) if isinstance(value, Decimal) else str(value or "")

    def key_of(self, word: str) -> str | None:
        """Return the key that a word of a choice means; None where it means none."""
        plain = re.sub(r"[（(].*?[）)]|\s", "", word)
        wanted = _ALSO.get(plain, plain)
        return next((key for key, known in self.words.items() if known == wanted), None)


COLUMNS = (
    Column("number", "序号", pgettext_lazy("task table", "Number"), 5, locked=True, needless=True),
    Column("code", "任务编号", pgettext_lazy("task table", "Code"), 14, locked=True),
    Column("sentence", "任务原文", pgettext_lazy("task table", "Sentence"), 44, locked=True),
    Column("object", "任务", pgettext_lazy("task table", "Object"), 24),
    Column("goal", "目标", pgettext_lazy("task table", "Target"), 14, locked=True, needless=True),
    Column("per", "范围", pgettext_lazy("task table", "For each"), 12),
    Column("strength", "力度", pgettext_lazy("task table", "Strength"), 7, Kind.CHOICE, STRENGTHS),
    Column("due", "完成时限", pgettext_lazy("task table", "Due"), 12, Kind.DAY),
    Column("lead", "牵头单位", pgettext_lazy("task table", "Lead"), 16, Kind.NAMES),
    Column("support", "配合单位", pgettext_lazy("task table", "Support"), 20, Kind.NAMES),
    Column("pillar", "板块", pgettext_lazy("task table", "Pillar"), 18),
    Column("section", "章节", pgettext_lazy("task table", "Section"), 18, locked=True, needless=True),
    Column("note", "备注", pgettext_lazy("task table", "Note"), 18, needless=True),
    Column("comparator", "比较关系", pgettext_lazy("task table", "Comparison"), 10, Kind.CHOICE, COMPARATORS),
    Column("value", "目标值", pgettext_lazy("task table", "Value"), 10, Kind.NUMBER),
    Column("value_to", "上限", pgettext_lazy("task table", "Upper value"), 10, Kind.NUMBER),
    Column("unit", "单位", pgettext_lazy("task table", "Unit"), 9),
    Column("stage", "节点", pgettext_lazy("task table", "Stage"), 12, Kind.CHOICE, STAGES),
    Column("quality", "定性要求", pgettext_lazy("task table", "Quality"), 12, Kind.CHOICE, QUALITIES),
    Column("stamp", "版次", pgettext_lazy("task table", "Version"), 11, locked=True),
)
BY_KEY = {column.key: column for column in COLUMNS}
BY_HEAD = {column.head: column for column in COLUMNS}
#: The last column that is printed; behind it stand the parts of the goal, one by one.
LAST_PRINTED = "note"
#: What a new definition is made of, and what is said of who answers and where it belongs.
DEFINING = ("object", "per", "strength", "due", "comparator", "value", "value_to", "unit", "stage", "quality")
ANSWERING = ("lead", "support", "pillar")


def plain(text: str) -> str:
    """Return text as cells hold it: in one line, without what a workbook cannot carry.

    >>> plain(" 甲厂\\n 二期 ")
    '甲厂 二期'
    """
    return " ".join(writable(text).split())[:_LONGEST]


def plain_number(value: Decimal | None) -> str:
    """Return a number without trailing zeros; nothing for none.

    >>> plain_number(Decimal("28.500000")), plain_number(Decimal("300.000000"))
    ('28.5', '300')
    """
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Stamp:
    """The mark by which a row that comes back tells what it left with."""

    #: Of the definition.
    version: int
    #: Of who answered, and of the pillar.
    answers: str

    def __str__(self) -> str:
        return f"{self.version}-{self.answers}"


def stamped(line: Line, version: int) -> Line:
    """Return a row with its stamp."""
    return replace(line, stamp=str(Stamp(version, print_of(line))))


def stamp_in(line: Line) -> Stamp | None:
    """Return the stamp of a row; None where it has none.

    >>> stamp_in(Line(stamp="3-0a1b2c")), stamp_in(Line(stamp="3"))
    (Stamp(version=3, answers='0a1b2c'), None)
    """
    found = re.fullmatch(r"([1-9]\d{0,4})-([0-9a-f]{6})", line.stamp)
    return Stamp(int(found[1]), found[2]) if found else None


def print_of(line: Line) -> str:
    """Return a print of who answers and of the pillar, as the cells say it."""
    content = "\n".join([*sorted(line.lead), "", *sorted(line.support), "", line.pillar])
    return hashlib.sha256(content.encode()).hexdigest()[:6]


def deadline(day: date | None) -> str:
    """Return a deadline as official papers write it.

    >>> deadline(date(2024, 12, 31)), deadline(date(2024, 6, 15))
    ('2024年12月底', '2024年6月15日')
    """
    if day is None:
        return ""
    last = monthrange(day.year, day.month)[1]
    return f"{day.year}年{day.month}月" + ("底" if day.day == last else f"{day.day}日")


def differing(keys: Iterable[str], one: Line, other: Line) -> list[str]:
    """Return the keys under which two rows differ; the order of names does not count."""
    return [key for key in keys if _alike(getattr(one, key)) != _alike(getattr(other, key))]


def _alike(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value
