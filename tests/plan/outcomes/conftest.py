"""A plan of eight promises in the ledger, and the report of the year after, which speaks of five of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jinxiu.core.models import Account
from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.outcomes import pairing
from jinxiu.plan.outcomes.models import PairingRun, Proposal

PLAN = (
    "云河市2024年工作要点\n\n一、民生\n\n"
    "今年新建幼儿园10所，改造老旧小区20个，新增公共停车位3000个以上。\n\n"
    "二、建设\n\n望江大桥年底建成通车。临湖体育馆年底建成。松山水厂年内开工建设。年内绿化造林5万亩。\n\n"
    "三、经济\n\n地区生产总值增长6%。\n"
)
REVIEW = (
    "云河市2025年政府工作报告\n\n一、2024年工作回顾\n\n"
    "一年来，民生持续改善。新建幼儿园12所，改造老旧小区18个。望江大桥建成通车。临湖体育馆主体完工。"
    "地区生产总值同比下降1.5%。城区停车难得到缓解，全年施划泊位3200个。\n\n"
    "二、2025年工作安排\n\n今年新建小学4所。\n"
)


@pytest.fixture(autouse=True)
def own_evidence(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"


@pytest.fixture
def hand_in(db: None, now: datetime) -> Callable[..., Document]:
    def give(text: str, year: int, kind: str = "plan", **told: Any) -> Document:
        given = {"title": "", "issued_on": None, "publisher": "云河市人民政府"} | told
        document = documents.hand_in(
            None, data=text.encode(), name=f"{kind}-{year}.txt", year=year, kind=kind, now=now, **given
        )
        documents.read_now(document.runs.get().pk, now)  # where a worker would come later
        return document

    return give


@pytest.fixture
def plan(hand_in: Callable[..., Document], now: datetime) -> Document:
    """The plan, with everything that was read of it in the ledger."""
    document = hand_in(PLAN, 2024)
    ledger.confirm_all(None, document, now)
    return document


@pytest.fixture
def review(hand_in: Callable[..., Document]) -> Document:
    return hand_in(REVIEW, 2025)


@pytest.fixture
def run(plan: Document, review: Document, planner: Account, now: datetime) -> PairingRun:
    """The comparison, carried out."""
    started = pairing.start(planner, review=review, plan=plan, year=2024, now=now)
    started.refresh_from_db()
    assert started.state == "done"
    return started


@pytest.fixture
def planner(account: Callable[..., Account]) -> Account:
    return account("planner")


@pytest.fixture
def of(run: PairingRun) -> Callable[[str], Proposal]:
    """The proposal on the promise of this object: ``of("幼儿园")``."""
    return lambda name: Proposal.objects.select_related("run", "outcome", "target__current", "definition").get(
        run=run, target__current__object__contains=name
    )


@pytest.fixture
def target(plan: Document) -> Callable[[str], Target]:
    return lambda name: Target.objects.select_related("current").get(current__object__contains=name)
