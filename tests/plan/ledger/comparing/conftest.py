"""Two versions of an invented plan with every kind of change between them, and a way to hand in more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Document

OLD = (
    "# 某市2026年工作要点（征求意见稿）\n\n## 一、城市建设\n\n"
    "新建学校10所。确保改造老旧小区60个。青屏大桥6月底前建成通车。培育企业20家。每个街道新建养老站2个。\n\n"
    "## 二、产业\n\n建设充电桩300个。力争完成工业投资30亿元。澄潭水库年底前开工。"
    "地区生产总值增长5%。城镇新增就业2万人。\n"
)
NEW = (
    "# 某市2026年工作要点\n\n## 一、城市建设\n\n"
    "新建学校8所。力争改造老旧小区60个。青屏大桥年底前建成通车。每个社区新建养老站2个。\n\n"
    "## 二、产业\n\n建设充电桩500个。确保完成工业投资30亿元。澄潭水库6月底前开工。"
    "地区生产总值增长5%。实现城镇新增就业2万人。打造景区6处。\n"
)


@pytest.fixture
def hand_in(db: None, now: Any) -> Callable[..., Document]:
    """Hand a text in and have it read: ``hand_in(text, title="…", year=2026)``."""

    def one(text: str, title: str = "", year: int = 2026, kind: str = "plan") -> Document:
        return documents.hand_in(
            None, data=text.encode(), name=f"{title or '计划'}.txt", title=title, year=year, kind=kind, issued_on=None,
            publisher="", now=now,
        )  # fmt: skip

    return one


@pytest.fixture
def old(hand_in: Callable[..., Document]) -> Document:
    return hand_in(OLD, "工作要点（征求意见稿）")


@pytest.fixture
def new(hand_in: Callable[..., Document]) -> Document:
    return hand_in(NEW, "工作要点（印发稿）")


@pytest.fixture
def viewer(signed_in: Callable[..., Client]) -> Client:
    return signed_in("viewer")
