"""Files of figures, made in the test, and what becomes of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from jinxiu.core.models import Account
from jinxiu.plan.facts.intake import runs
from jinxiu.plan.facts.measures import actions
from jinxiu.plan.facts.measures.actions import Definition
from jinxiu.plan.facts.models import ImportRun, Measure

HEADS = ("编号", "对象", "本次数值", "单位", "节点", "截至日期", "说明", "来源", "发布单位", "来源日期", "可信度")

Row = Sequence[Any]


def _workbook(rows: Sequence[Row], heads: Sequence[str] = HEADS, title: str = "数据表") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _row(code: str = "IV", value: Any = 12, as_of: Any = "2024-06-30", **given: Any) -> list[Any]:
    """Return a row of the form; ``given`` by head."""
    cells = {"编号": code, "本次数值": value, "单位": "亿元", "截至日期": as_of, "来源": "月报"} | given
    return [cells.get(head) for head in HEADS]


@pytest.fixture
def heads() -> Sequence[str]:
    return HEADS


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """Make an .xlsx of rows under the heads of the form."""
    return _workbook


@pytest.fixture
def row() -> Callable[..., list[Any]]:
    """Make a row: 12 亿元 of measure IV as of the end of June, unless told otherwise; ``given`` by head."""
    return _row


@pytest.fixture
def measure(account: Callable[..., Account], now: datetime) -> Callable[..., Measure]:
    planner = account("planner", name="planner-of-measures")

    def make(code: str = "IV", **fields: Any) -> Measure:
        given: dict[str, Any] = {
            "name": "固定资产投资",
            "unit": "亿元",
            "kind": "level",
            "frequency": "month",
            "over_time": "last",
            "over_places": "sum",
        }
        return actions.define(planner, code, Definition(**given | fields), now)

    return make


@pytest.fixture
def bring(reporter: Account, now: datetime) -> Callable[..., ImportRun]:
    """Bring a file in, as rows or as bytes; the look happens at once."""

    def bring_in(rows: Sequence[Row] | bytes, name: str = "数据.xlsx", actor: Account | None = reporter) -> ImportRun:
        data = rows if isinstance(rows, bytes) else _workbook(rows)
        run = runs.take_in(actor, data, name, now)
        run.refresh_from_db()
        return run

    return bring_in


@pytest.fixture
def write(bring: Callable[..., ImportRun], reporter: Account, now: datetime) -> Callable[..., ImportRun]:
    """Bring a file in and confirm it, with every question answered."""

    def written(rows: Sequence[Row] | bytes, name: str = "数据.xlsx", actor: Account | None = reporter) -> ImportRun:
        run = bring(rows, name, actor)
        assert run.state == "ready", (run.state, run.message, run.faults)
        return runs.confirm(actor, run, run.fingerprint, now, acknowledged=True)

    return written
