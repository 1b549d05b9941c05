"""A city read straight into columns is the city that the pages show, on every day and at every moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jinxiu.core.folders import load as load_folder
from jinxiu.plan.evaluation import columns
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.ledger.models import Target

DAYS = [date(2024, 2, 29), date(2024, 6, 30), date(2024, 12, 31), date(2025, 2, 22), date(2025, 12, 31)]


@pytest.fixture
def city(example: Path, now: datetime, db: None) -> columns.City:
    load_folder(example, now)
    return columns.load()


def told(like: Observation, code: str, at: datetime, **changed: object) -> Observation:
    """Another observation like one, bearing on the same targets."""
    fields = {f.name: getattr(like, f.name) for f in Observation._meta.concrete_fields if f.name != "id"}
    fields |= {"code": code, "supersedes": None, "recorded_at": at} | changed
    made = Observation.objects.create(**fields)
    for bearing in like.bearings.all():
        Bearing.objects.create(observation=made, target=bearing.target, kind=bearing.kind)
    return made


def same(city: columns.City, known_at: datetime | None = None) -> None:
    answer = city.on(DAYS, known_at)
    evaluator = Evaluator(known_at=known_at)
    for day in DAYS:
        shown = {
            (row.target.pk, one.member.code if one.member else ""): one.result
            for row in evaluator.on(day).rows
            for one in row.results
        }
        read = answer.traces(day)
        assert len(read) == len(shown)
        for (definition, member), result in zip(answer.asked, read, strict=True):
            assert result == shown[definition.target_id, member.code if member else ""]


def test_the_example_city_on_every_day(city: columns.City) -> None:
    assert len(city.on(DAYS).asked) > 58
    same(city)


def test_corrections_returns_and_large_values_at_every_moment(city: columns.City, now: datetime) -> None:
    hour = timedelta(hours=1, microseconds=7)
    first = Observation.objects.filter(value__isnull=False, as_of__isnull=False).order_by("pk")[0]
    told(first, first.code, now + hour, version=2, supersedes=first, value=Decimal("3000000000.123456"))
    returned = told(first, "returned", now + 2 * hour, value=Decimal("123456789012345678.123456"))
    told(first, "small", now + 2 * hour, value=Decimal("0.000001"))
    Verification.objects.create(observation=returned, verdict="returned", note="no", at=now + 3 * hour)
    again = columns.load()
    for moment in (now, now + hour, now + 2 * hour, now + 3 * hour, None):
        same(again, moment)


def test_a_question_asked_again_later_has_the_same_answer(city: columns.City, now: datetime) -> None:
    before = city.on(DAYS, now)
    for fact in Observation.objects.exclude(stage="", value=None).filter(superseded_by=None)[:20]:
        told(fact, fact.code, now + timedelta(days=1), version=fact.version + 1, supersedes=fact, value=Decimal(7))
    after = columns.load().on(DAYS, now)
    for day in DAYS:
        assert after.traces(day) == before.traces(day)


def test_the_number_of_queries_does_not_depend_on_the_facts(city: columns.City, now: datetime) -> None:
    with CaptureQueriesContext(connection) as few:
        columns.load()
    fact = Observation.objects.filter(value__isnull=False)[0]
    for n in range(30):
        told(fact, f"more{n}", now)
    with CaptureQueriesContext(connection) as many:
        columns.load()
    assert len(many) == len(few) <= 11


def test_an_empty_city_has_nothing_to_say(db: None) -> None:
    assert Target.objects.count() == 0
    assert columns.load().on(DAYS).traces(DAYS[0]) == []
