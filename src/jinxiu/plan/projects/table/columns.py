"""The columns of the three tables, described once: what they are called, and what stands in a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.ladders import Line
from jinxiu.plan.projects.money import Month
from jinxiu.plan.projects.standing import Standing

Value = str | Decimal | date | None

#: Yuan in one 万元, the unit of the form.
WAN = Decimal(10000)
#: The words of the form for the rungs, and what people also write for them.
RUNGS = {
    Rung.PLANNED: "谋划",
    Rung.SIGNED: "签约",
    Rung.APPROVED: "立项核准",
    Rung.STARTED: "开工",
    Rung.TOPPED_OUT: "主体完工",
    Rung.FINISHED: "完工",
    Rung.PRODUCING: "投产投用",
    Rung.FULL: "达产",
}
RUNG_OF = {word: rung for rung, word in RUNGS.items()} | {
    "立项": Rung.APPROVED,
    "核准": Rung.APPROVED,
    "批复": Rung.APPROVED,
    "封顶": Rung.TOPPED_OUT,
    "竣工": Rung.FINISHED,
    "投产": Rung.PRODUCING,
    "投用": Rung.PRODUCING,
    "通车": Rung.PRODUCING,
    "达效": Rung.FULL,
}
YES, NO = "是", "否"
_CRS = ("wgs84", "cgcs2000", "gcj02", "bd09")


@dataclass(frozen=True, slots=True)
class Held:
    """What a row of a table shows: a project, with one rung or one month of it."""

    found: Standing
    as_of: date
    line: Line | None = None
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its head, its width in characters, and what stands in it.

    ``told`` columns are only said by the system: what stands there is not read back.
    """

    key: str
    head: str
    width: int
    cell: Callable[[Held], Value]
    told: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the three tables: its key, its name, its columns, and its rows."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Sequence[Standing], date], Iterator[Held]]


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else (yuan / WAN).normalize() + 0


def _rung(held: Held) -> str:
    at = held.found.ladder.at(held.as_of)
    return RUNGS[at] if at is not None else ""


def _late(held: Held) -> Decimal | None:
    return Decimal(days) if (days := held.found.ladder.days_late(held.as_of)) else None


def _checked(month: Month) -> str:
    if month.said is None:
        return ""
    return {"verified": "已核验", "returned": "已退回"}.get(month.verdict, "待核验")


def _of_line(read: Callable[[Line], Value]) -> Callable[[Held], Value]:
    return lambda held: read(held.line) if held.line else None


def _of_month(read: Callable[[Month], Value]) -> Callable[[Held], Value]:
    return lambda held: read(held.month) if held.month else None


_CODE = Column("code", "项目编号", 12, lambda held: held.found.project.code)
_NAME = Column("name", "项目名称", 34, lambda held: held.found.project.name, told=True)
_SOURCE = Column("source", "依据", 26, lambda _held: None)

PROJECTS = Sheet(
    "projects",
    "项目",
    (
        _CODE,
        Column("name", "项目名称", 34, lambda held: held.found.project.name),
        Column("kind", "类别", 14, lambda held: held.found.project.kind),
        Column("area", "所在地", 12, lambda held: str(held.found.project.area or "")),
        Column("responsible", "责任单位", 18, lambda held: str(held.found.project.responsible or "")),
        Column("owner", "业主", 20, lambda held: held.found.project.owner),
        Column("investment", "总投资（万元）", 14, lambda held: _wan(held.found.project.investment)),
        Column("lon", "经度", 12, lambda held: held.found.project.lon),
        Column("lat", "纬度", 12, lambda held: held.found.project.lat),
        Column("crs", "坐标系", 10, lambda held: held.found.project.crs),
        Column("note", "备注", 24, lambda held: held.found.project.note),
        Column("synthetic", "演示数据", 8, lambda held: YES if held.found.project.synthetic else NO),
        Column("rung", "现处节点（系统）", 14, _rung, told=True),
        Column("late", "超期天数（系统）", 10, _late, told=True),
    ),
    lambda found, as_of: (Held(one, as_of) for one in found),
)
STEPS = Sheet(
    "steps",
    "节点",
    (
        _CODE,
        _NAME,
        Column("rung", "节点", 12, _of_line(lambda line: RUNGS[line.rung])),
        Column("planned_on", "计划日期", 13, _of_line(lambda line: line.planned_on)),
        Column("reached_on", "实际日期", 13, _of_line(lambda line: line.reached_on)),
        Column(
            "statement", "到了哪一步（一句话）", 36, _of_line(lambda line: line.fact.statement if line.fact else "")
        ),
        _SOURCE,
    ),
    lambda found, as_of: (Held(one, as_of, line=line) for one in found for line in one.ladder.lines),
)
MONEY = Sheet(
    "money",
    "投资",
    (
        _CODE,
        _NAME,
        Column("month", "月份", 10, _of_month(lambda month: month.month.strftime("%Y-%m"))),
        Column("planned", "计划投资（万元）", 16, _of_month(lambda month: _wan(month.planned))),
        Column("done", "完成投资（万元）", 16, _of_month(lambda month: _wan(month.said))),
        _SOURCE,
        Column("verdict", "核验（系统）", 12, _of_month(_checked), told=True),
    ),
    lambda found, as_of: (Held(one, as_of, month=month) for one in found for month in one.months),
)
SHEETS = (PROJECTS, STEPS, MONEY)

HELP = (
    "三张表：项目、节点、投资。改动后在“导回项目表”选择本文件；先看改动清单，确认后才写入，有一格不对则全部不写入。",
    "空格表示不改动；要清空某项或更正已报的实际日期，请在项目页上进行。删去的行不影响系统中的数据。",
    "新增项目：写在“项目”表末尾，编号可留空（由系统编），类别、名称必填。给新项目填节点或投资时，先给它一个编号。",
    "节点：" + "、".join(RUNGS.values()) + "。计划日期不按节点先后的，写入前会问一次；实际日期不能晚于今天。",
    "日期写 2024-06-30 或 2024年6月30日；月份写 2024-06。金额单位是万元。坐标系写 " + "、".join(_CRS) + " 之一。",
    "标“系统”的列和节点、投资表中的项目名称只供查看，不读回。",
)
