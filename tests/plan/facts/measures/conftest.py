"""A measure of investment, and a target that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from jinxiu.core.models import Account
from jinxiu.plan.facts.measures import actions
from jinxiu.plan.facts.measures.actions import Definition
from jinxiu.plan.facts.models import Measure


@pytest.fixture
def planner(account: Callable[..., Account]) -> Account:
    return account("planner")


@pytest.fixture
def definition() -> Callable[..., Definition]:
    def make(**fields: Any) -> Definition:
        given: dict[str, Any] = {
            "name": "固定资产投资",
            "unit": "亿元",
            "kind": "spending",
            "frequency": "month",
            "over_time": "last",
            "over_places": "sum",
            "formula": "年初以来完成的投资额",
        }
        return Definition(**given | fields)

    return make


@pytest.fixture
def measure(planner: Account, definition: Callable[..., Definition], now: datetime) -> Callable[..., Measure]:
    def make(code: str = "IV", **fields: Any) -> Measure:
        return actions.define(planner, code, definition(**fields), now)

    return make
