"""Projects with a plan behind them, and the people who keep and report them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from jinxiu.core import evidence
from jinxiu.core.models import Account
from jinxiu.engines.terms import Rung
from jinxiu.plan.documents.models import Document
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.facts.recording import Told, record_observation, source_of
from jinxiu.plan.ledger.models import Commitment, Target, TargetDefinition
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.models import Project, ProjectTarget, Step

TODAY = date(2026, 3, 2)
GROUND = actions.Ground("三月项目调度表", "演示建设公司")


@pytest.fixture
def planner(account: Callable[..., Account]) -> Account:
    return account("planner", name="规划岗账号")


@pytest.fixture
def reporter(account: Callable[..., Account]) -> Account:
    return account("reporter", name="填报岗账号")


@pytest.fixture
def verifier(account: Callable[..., Account]) -> Account:
    return account("verifier", name="核验岗账号")


@pytest.fixture
def project(planner: Account, now: datetime) -> Callable[..., Project]:
    """Add a project: ``project("P1", kind="强链")``."""

    def add(code: str = "P1", **fields: Any) -> Project:
        given: dict[str, Any] = {"name": f"演示项目{code}", "kind": "强链", "synthetic": True}
        return actions.add(planner, given | fields, now, code=code)

    return add


@pytest.fixture
def promise(db: None, now: datetime) -> Callable[..., Target]:
    """Let projects carry a promise: by default that they finish by the end of 2025."""
    file = evidence.keep(b"plan", name="plan.txt", media_type="text/plain", now=now)
    document = Document.objects.create(
        code="plan", title="演示计划", year=2025, file=file, file_name="plan.txt", text="plan", handed_in_at=now
    )

    def make(
        code: str, *carriers: Project, stage: str = "finish", due: date | None = date(2025, 12, 31), **fields: Any
    ) -> Target:
        place = Commitment.objects.count() * 10
        commitment = Commitment.objects.create(
            code=f"C-{code}", document=document, start=place, end=place + 5, sentence="年内完工"
        )
        target = Target.objects.create(code=code, commitment=commitment, created_at=now)
        given: dict[str, Any] = {"type": "milestone", "stage": stage, "object": "演示厂房", "quote": "年内完工"}
        target.current = TargetDefinition(
            target=target, version=1, start=place, end=place + 5, due=due, made_at=now, **(given | fields)
        )
        target.current.save()
        target.save()
        ProjectTarget.objects.bulk_create(ProjectTarget(project=one, target=target) for one in carriers)
        return target

    return make


@pytest.fixture
def reach(reporter: Account, now: datetime) -> Callable[..., Step]:
    """Report a rung reached: ``reach(project, Rung.STARTED, date(2025, 3, 1))``."""

    def report(project: Project, rung: Rung, day: date, **given: Any) -> Step:
        said: dict[str, Any] = {"statement": "现场已到这一步。", "ground": GROUND, "settles": (), "now": now}
        return actions.report_step(given.pop("by", reporter), project, rung, day, **(said | given))

    return report


@pytest.fixture
def told(now: datetime) -> Callable[..., Observation]:
    """Tell of a project by its code outside this room."""

    def tell(code: str, stage: str, day: date | None, *, event: bool = True, confidence: str = "direct") -> Observation:
        return record_observation(
            Told(
                subject="x",
                statement="据报道。",
                confidence=confidence,
                as_of=day,
                event=event,
                stage=stage,
                project=code,
            ),
            source=source_of("演示报道", "演示日报", date(2025, 7, 1)),
            bearings=[],
            now=now,
        )

    return tell
