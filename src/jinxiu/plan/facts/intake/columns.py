"""The columns of the form, described once. Heads and words are Chinese in every language: it goes from hand to hand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Observation

#: The words of stages and confidences as the form writes them.
STAGES = {
    Promise.StageChoice.ADVANCE.value: "推进",
    Promise.StageChoice.APPROVE.value: "获批",
    Promise.StageChoice.START.value: "开工",
    Promise.StageChoice.FINISH.value: "完工",
    Promise.StageChoice.OPEN.value: "开通",
    Promise.StageChoice.PRODUCE.value: "投产",
}
CONFIDENCES = {
    Observation.Confidence.DIRECT.value: "直接",
    Observation.Confidence.INDIRECT.value: "间接",
    Observation.Confidence.CONFLICTING.value: "矛盾",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its head, its width in characters, what else it is called."""

    key: str
    head: str
    width: int
    aliases: tuple[str, ...] = ()
    #: Filled in by the form; what stands there on the way back is not read.
    locked: bool = False


COLUMNS = (
    Column("code", "编号", 10, ("任务编号", "指标编号"), locked=True),
    Column("name", "指标或任务", 34, ("指标名称", "名称", "任务"), locked=True),
    Column("member", "对象", 14, ("地区", "适用对象")),
    Column("last", "上次数值", 14, locked=True),
    Column("last_day", "上次截至", 12, locked=True),
    Column("value", "本次数值", 14, ("数值",)),
    Column("unit", "单位", 10, ("计量单位",)),
    Column("stage", "节点", 10, ("达到节点",)),
    Column("as_of", "截至日期", 14, ("截至", "数据日期", "统计时间")),
    Column("statement", "说明", 34, ("情况说明",)),
    Column("source", "来源", 24, ("数据来源",)),
    Column("publisher", "发布单位", 20, ("填报单位",)),
    Column("published_on", "来源日期", 14, ("发布日期",)),
    Column("confidence", "可信度", 10),
    Column("answer", "疑问答复", 24, ("答复",)),
)
BY_KEY = {column.key: column for column in COLUMNS}
BY_HEAD = {word: column for column in COLUMNS for word in (column.head, *column.aliases)}
#: Without these a sheet is no form: what a row is about, and of which day it tells.
NEEDED = ("code", "as_of")
#: A row that says none of these is blank: nobody filled it in.
SAYING = ("value", "stage")
#: What is read on the way back; a code may be replaced by a name.
READ = tuple(column.key for column in COLUMNS if column.key not in {"last", "last_day"})


def key_of(head: object) -> str | None:
    """Return the key of a column by the words of its head."""
    found = BY_HEAD.get(re.sub(r"[（(].*$|\s", "", str(head)))
    return found.key if found else None
