"""A document of eight promises, read, and the shape of a definition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jinxiu.core.models import Account
from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Document, Draft

TEXT = (
    "# 某市2024年工作要点\n\n## 一、产业\n\n"
    "年内每条产业链实施产业基础再造工程项目3个以上，布局前沿领域创新项目3个，开展技术装备攻关项目3个。"
    "推进甲厂二期建设。\n\n"
    "## 二、城市\n\n今年新建学校10所以上，改造老旧小区20个。1号线年底建成通车。2号线力争年内开工。\n"
)


@pytest.fixture
def milestone() -> Callable[..., dict[str, Any]]:
    """The fields of a work to be started, others as given."""
    return lambda **fields: {"type": "milestone", "object": "某工程", "stage": "start", "strength": "firm", **fields}


@pytest.fixture
def quantity() -> Callable[..., dict[str, Any]]:
    """The fields of twelve schools or more, others as given."""
    known = {"type": "quantity", "object": "学校", "value": "12", "unit": "所", "comparator": ">=", "strength": "firm"}
    return lambda **fields: known | fields


@pytest.fixture(autouse=True)
def own_evidence(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"


@pytest.fixture
def document(db: None, now: Any) -> Document:
    return documents.hand_in(
        None,
        data=TEXT.encode(),
        name="plan.txt",
        title="",
        year=2024,
        kind="plan",
        issued_on=None,
        publisher="",
        now=now,
    )


@pytest.fixture
def drafts(document: Document) -> list[Draft]:
    return list(Draft.objects.filter(run__document=document).order_by("number"))


@pytest.fixture
def planner(account: Callable[..., Account]) -> Account:
    return account("planner")
