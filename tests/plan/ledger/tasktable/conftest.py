"""A ledger of eight targets under two headings, with bodies and pillars, and a workbook that can be edited."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from jinxiu.core.models import Account, City, Organisation
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.models import Pillar, Responsibility, Target
from jinxiu.plan.ledger.tasktable import actions, queries, xlsx
from jinxiu.plan.ledger.tasktable.comparing import Comparison
from jinxiu.plan.ledger.tasktable.rows import BY_KEY, COLUMNS

LETTER = {column.key: n for n, column in enumerate(COLUMNS, 1)}


class Workbooks:
    """The exported table of a document, to be edited cell by cell: ``table.put("T001", "value", 12)``."""

    def __init__(self, document: Document, now: datetime) -> None:
        table = queries.of_document(document.pk)
        assert table is not None
        self.data = xlsx.workbook(table, now)
        self.book: Workbook = load_workbook(io.BytesIO(self.data))
        self.sheet = self.book.worksheets[0]
        self.prefix = f"{document.code}-"

    def row(self, code: str) -> int:
        """Return the row of a target, by the end of its code."""
        for cells in self.sheet.iter_rows(min_row=4):
            if cells[LETTER["code"] - 1].value == self.prefix + code:
                return int(cells[0].row or 0)
        raise AssertionError(f"no row for {code}")

    def get(self, code: str, key: str) -> Any:
        return self.sheet.cell(self.row(code), LETTER[key]).value

    def put(self, code: str, key: str, value: Any) -> None:
        self.sheet.cell(self.row(code), LETTER[key]).value = value

    def add(self, **cells: Any) -> int:
        """Fill the first row behind the last target without a code; return its number."""
        used = [row[0].row for row in self.sheet.iter_rows(min_row=4) if row[LETTER["sentence"] - 1].value]
        number = int(max(used)) + 1
        for key, value in cells.items():
            self.sheet.cell(number, LETTER[key]).value = value
        return number

    def drop(self, code: str) -> None:
        self.sheet.delete_rows(self.row(code))

    def saved(self) -> bytes:
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()

    def look(self) -> Comparison:
        return actions.look(self.saved(), "table.xlsx")


@pytest.fixture
def bodies(db: None) -> dict[str, Organisation]:
    """Four bodies of the city, by their short names."""
    City.objects.create(code="000000", name="某市", plan_year=2024)
    names = {
        "市住建局": "某市住房和城乡建设局",
        "市财政局": "某市财政局",
        "市教育局": "某市教育局",
        "市工信局": "某市工业和信息化局",
    }
    return {
        short: Organisation.objects.create(code=f"ORG-{n}", name=name, short_name=short, kind="department")
        for n, (short, name) in enumerate(names.items(), 1)
    }


@pytest.fixture
def pillars(db: None) -> list[Pillar]:
    return [
        Pillar.objects.create(code=f"P{n}", order=n, name=name) for n, name in enumerate(("产业高地", "宜居城市"), 1)
    ]


@pytest.fixture
def entered(document: Document, bodies: Any, pillars: Any, now: datetime) -> list[Target]:
    """Every draft confirmed; nobody answers yet."""
    ledger.confirm_all(None, document, now)
    return list(Target.objects.select_related("current", "commitment").order_by("current__start"))


@pytest.fixture
def table(document: Document, entered: list[Target], now: datetime) -> Workbooks:
    return Workbooks(document, now)


@pytest.fixture
def export(document: Document, now: datetime) -> Callable[[], Workbooks]:
    """Export the table as the ledger stands now."""
    return lambda: Workbooks(document, now)


@pytest.fixture
def applied(planner: Account, now: datetime) -> Callable[..., actions.Applied]:
    """Bring a table back and apply it: ``applied(table, "why")``."""

    def bring_back(table: Workbooks, reason: str = "市政府第3次常务会议") -> actions.Applied:
        data = table.saved()
        stored = actions.take_in(planner, data, "table.xlsx", now)
        return actions.apply(planner, stored, actions.look(data, "table.xlsx").fingerprint, reason, now)

    return bring_back


def answering(target: Target) -> dict[str, str]:
    """Return who answers for a target now: name → role."""
    held = Responsibility.objects.filter(commitment=target.commitment_id, ended_at=None).select_related("organisation")
    return {str(one.organisation): one.role for one in held if one.covers(target)}


def heads(keys: Iterable[str]) -> list[str]:
    return [BY_KEY[key].head for key in keys]
