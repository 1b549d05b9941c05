"""What the reader says in codes, cards say in words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from jinxiu.engines.reading import read
from jinxiu.plan.documents.models import Draft
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.scopes import scope_of


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": "3.000000", "unit": "个", "comparator": ">="}, "≥ 3 个"),
        ({"value": "2500.5", "unit": "亿元", "comparator": "≈"}, "≈ 2,500.5 亿元"),
        ({"value": "5", "value_to": "6", "unit": "%", "comparator": "range"}, "5—6 %"),
        ({"unit": "个", "comparator": "="}, "= ? 个"),
    ],
)
def test_what_is_promised(fields: dict[str, Any], words: str) -> None:
    numbers = {name: Decimal(fields.pop(name)) for name in ("value", "value_to") if name in fields}
    assert labels.measure(Draft(type="quantity", **numbers, **fields)) == words


def test_every_rule_and_reason_of_the_reader_is_worded(example: Path) -> None:
    reading = read((example / "documents/plan-2024.txt").read_text(encoding="utf-8"), year=2024)
    with translation.override("zh-hans"):
        assert all(labels.rule(target.rule) != target.rule for target in reading.targets)
        assert all(name.reason not in labels.not_a_target(name.reason) for name in reading.names)


@pytest.mark.parametrize(
    ("words", "scope"),
    [("每条产业链", "chain"), ("每条链", "chain"), ("“链主”企业", "chain_leader"), ("各县区", ""), ("", "")],
)
def test_what_for_each_runs_over(words: str, scope: str) -> None:
    assert scope_of(words) == scope
