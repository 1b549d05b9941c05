"""Many rows go in without a model of each, and read back as any other row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from jinxiu.core.bulk import insert
from jinxiu.core.models import Source
from jinxiu.plan.facts.models import Observation


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(code="R0001", title="月报")


def test_rows_read_back_as_they_were_given(source: Source, now: datetime) -> None:
    names = ("code", "value", "as_of", "subject")
    rows = [("F1", Decimal("1.5"), date(2024, 6, 30), "甲"), ("F2", None, None, "100%")]
    same = {"source_id": source.pk, "recorded_at": now, "statement": "说明", "confidence": "direct"}

    assert insert(Observation, names, rows, **same) == 2
    first, second = Observation.objects.order_by("code")
    assert (first.value, first.as_of, first.subject, first.source) == (Decimal("1.5"), date(2024, 6, 30), "甲", source)
    assert (second.value, second.as_of, second.subject, second.recorded_at) == (None, None, "100%", now)
    assert (first.version, first.as_of_precision, first.withdrawn, first.member) == (1, "day", False, "")


def test_more_rows_than_one_statement_carries(source: Source) -> None:
    rows = ((f"S{number}", "题") for number in range(12_001))
    assert insert(Source, ("code", "title"), rows) == 12_001
    assert Source.objects.count() == 12_002


def test_no_rows_are_no_write(db: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert insert(Source, ("code",), []) == 0


def test_a_field_that_is_none_is_a_mistake_of_the_caller(db: None) -> None:
    with pytest.raises(ValueError, match="colour"):
        insert(Source, ("code",), [], colour="red")
