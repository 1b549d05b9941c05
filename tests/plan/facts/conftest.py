"""A plan with a handful of targets, and what a reporter says of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from jinxiu.core import evidence
from jinxiu.core.models import Account
from jinxiu.plan.documents.models import Document
from jinxiu.plan.facts import actions
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.ledger.models import Commitment, Target, TargetDefinition


@pytest.fixture
def document(db: None, now: datetime) -> Document:
    text = "完成投资30亿元以上，改造老旧小区668个，1号线一期年底前建成通车。"
    file = evidence.keep(text.encode(), name="plan.txt", media_type="text/plain", now=now)
    return Document.objects.create(
        code="plan", title="重点任务", year=2024, file=file, file_name="plan.txt", text=text, handed_in_at=now
    )


@pytest.fixture
def target(document: Document, now: datetime) -> Callable[..., Target]:
    """Make a target: by default an investment of 30 亿元."""

    def make(code: str = "T1", **fields: Any) -> Target:
        place = Commitment.objects.count() * 10
        commitment = Commitment.objects.create(
            code=f"C{code}", document=document, start=place, end=place + 9, sentence="完成投资30亿元以上"
        )
        made = Target.objects.create(code=code, commitment=commitment, created_at=now)
        given = {
            "type": "quantity",
            "object": "投资",
            "value": Decimal(30),
            "unit": "亿元",
            "comparator": ">=",
            "due": date(2024, 12, 31),
            "quote": "完成投资30亿元以上",
        }
        definition = TargetDefinition(
            target=made, version=1, start=place, end=place + 9, made_at=now, **(given | fields)
        )
        definition.save()
        made.current = definition
        made.save()
        return made

    return make


@pytest.fixture
def milestone(target: Callable[..., Target]) -> Callable[..., Target]:
    def make(code: str = "M1", stage: str = "open") -> Target:
        return target(code, type="milestone", object="1号线一期", value=None, unit="", comparator="", stage=stage)

    return make


@pytest.fixture
def reporter(account: Callable[..., Account]) -> Account:
    return account("reporter")


@pytest.fixture
def verifier(account: Callable[..., Account]) -> Account:
    return account("verifier")


@pytest.fixture
def tell(reporter: Account, now: datetime) -> Callable[..., Observation]:
    """Report a fact as the reporter, 12 亿元 at the end of June unless told otherwise."""

    def report(target: Target, *, actor: Account | None = reporter, **fields: Any) -> Observation:
        given: dict[str, Any] = {
            "targets": [target],
            "subject": "投资",
            "measure": "累计完成投资",
            "value": Decimal(12),
            "unit": "亿元",
            "stage": "",
            "event": False,
            "as_of": date(2024, 6, 30),
            "as_of_precision": "day",
            "statement": "上半年完成投资12亿元。",
            "source_title": "上半年月报",
            "publisher": "市统计局",
            "published_on": date(2024, 7, 5),
            "confidence": "direct",
            "evidence": None,
            "member": "",
            "project": "",
            "now": now,
        }
        return actions.report(actor, **(given | fields))

    return report
