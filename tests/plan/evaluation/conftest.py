"""A plan with numbers, a dictionary of measures, and figures that are told of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from jinxiu.core.models import Source, StoredFile
from jinxiu.plan.documents.models import Document
from jinxiu.plan.evaluation.queries import Evaluator, Row
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.measures.serving import served_by
from jinxiu.plan.facts.models import Measure, Observation
from jinxiu.plan.facts.recording import Told, record_observation
from jinxiu.plan.ledger.models import Commitment, Target, TargetDefinition


class Town:
    """Writes rows at a clock of its own: ``town.target("T1", 95, "%")``, ``town.figure("PART", 96, "2024-06-30")``."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.source = Source.objects.create(code="S1", title="统计月报", publisher="统计部门")
        file = StoredFile.objects.create(sha256="1", size=1, media_type="text/plain", name="p", stored_at=now)
        self.document = Document.objects.create(
            code="plan", title="重点任务", year=2024, file=file, file_name="p", text="", handed_in_at=now
        )

    def later(self, days: int = 1) -> datetime:
        """Let time pass, and return the moment before."""
        before, self.now = self.now, self.now + timedelta(days=days)
        return before

    def target(self, code: str, value: Any, unit: str, **fields: Any) -> Target:
        place = Commitment.objects.count() * 10
        commitment = Commitment.objects.create(
            code=f"C{code}", document=self.document, start=place, end=place + 9, sentence="完成任务"
        )
        made = Target.objects.create(code=code, commitment=commitment, created_at=self.now)
        given = {"type": "quantity", "object": "任务", "comparator": ">=", "due": date(2024, 12, 31), "quote": "任务"}
        given |= {"value": None if value is None else Decimal(str(value)), "unit": unit}
        made.current = TargetDefinition.objects.create(
            target=made, version=1, start=place, end=place + 9, made_at=self.now, **(given | fields)
        )
        made.save()
        return made

    def measure(self, code: str, kind: str, unit: str, *targets: Target, **fields: Any) -> Measure:
        given = {"name": code, "unit": unit, "kind": kind, "frequency": "month", "over_time": "last"}
        given |= {"over_places": "none"} | fields
        made = measures.define(None, code, measures.Definition(**given), self.now)
        if targets:
            self.link(made, *targets)
        return made

    def link(self, measure: Measure, *targets: Target) -> None:
        measures.link(None, measure, targets, self.now)

    def figure(self, measure: Measure | None, value: Any, day: str, unit: str = "个", **more: Any) -> Observation:
        """Tell a figure of a measure (and, by ``bears``, of targets), as an import does."""
        bears = [(one, "settles") for one in more.pop("bears", ())]
        supersedes = more.pop("supersedes", None)
        told = Told(
            subject="s",
            statement=f"{value}{unit}",
            confidence="direct",
            value=None if value is None else Decimal(str(value)),
            unit="" if value is None else unit,
            as_of=date.fromisoformat(day),
            **more,
        )
        if measure is not None:
            bears += [(one, "settles") for one in served_by(measure, told.member)]
        return record_observation(
            told,
            source=self.source,
            bearings=dict(bears).items(),
            now=self.now,
            of_measure=measure,
            supersedes=supersedes,
        )

    def row(self, target: Target, day: str, known_at: datetime | None = None) -> Row:
        rows = Evaluator(known_at=known_at).on(date.fromisoformat(day)).rows
        return next(row for row in rows if row.target.pk == target.pk)

    def value(self, target: Target, day: str) -> Decimal | None:
        return self.row(target, day).result.value


@pytest.fixture
def town(db: None, now: datetime) -> Town:
    return Town(now)
