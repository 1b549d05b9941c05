"""Reporting a fact writes one observation, one audit row, and keeps the evidence."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from jinxiu.core import evidence
from jinxiu.core.models import AppendOnlyError, AuditEvent, Source
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.facts.recording import day_of


def test_it_is_recorded_once_with_one_audit_row(target, tell, reporter):
    fact = tell(target())

    assert (fact.code, fact.version, fact.recorded_by, fact.supersedes) == ("F0001", 1, reporter, None)
    event = AuditEvent.objects.get(action="facts.report")
    assert event.subject_id == str(fact.pk)
    assert event.data["targets"] == ["T1"]
    assert Bearing.objects.get().kind == "settles"


def test_what_is_only_background_does_not_settle(target, tell):
    tell(target(), settles=False)

    assert Bearing.objects.get().kind == "context"


def test_it_counts_in_the_evaluation_at_once(target, tell):
    tell(target())

    row = Evaluator().on(date(2024, 6, 30)).rows[0]
    assert row.result.value == Decimal(12)


def test_codes_count_on_past_four_digits(target, tell):
    made = target()
    first = tell(made)
    Observation.objects.filter(pk=first.pk).update(code="F9999")
    second = tell(made)
    third = tell(made)

    assert (second.code, third.code) == ("F10000", "F10001")


def test_the_same_source_is_written_down_once(target, tell):
    made = target()
    tell(made)
    tell(made, value=Decimal(13))
    tell(made, source_title="另一份月报")

    assert list(Source.objects.values_list("code", "title")) == [("R0001", "上半年月报"), ("R0002", "另一份月报")]


def test_evidence_is_kept_under_its_hash(target, tell):
    fact = tell(target(), evidence=(b"%PDF-1.7 report", "月报.pdf"))

    assert fact.evidence is not None
    assert fact.evidence.media_type == "application/pdf"
    assert evidence.read(fact.evidence) == b"%PDF-1.7 report"


def test_a_day_that_has_not_come_is_refused(target, tell):
    with pytest.raises(RefusedError, match="2026-03-03"):
        tell(target(), as_of=date(2026, 3, 3))
    assert not Observation.objects.exists()
    assert not AuditEvent.objects.filter(action="facts.report").exists()


@pytest.mark.parametrize(
    ("told", "precision", "stands"),
    [
        (date(2024, 2, 10), "day", date(2024, 2, 10)),
        (date(2024, 2, 10), "month", date(2024, 2, 29)),
        (date(2024, 2, 10), "year", date(2024, 12, 31)),
        (date(2026, 3, 31), "month", date(2026, 3, 2)),
        (date(2024, 2, 10), "unknown", None),
    ],
)
def test_a_month_or_year_is_its_last_day_that_has_come(told, precision, stands):
    assert day_of(told, precision, date(2026, 3, 2)) == stands


def test_who_does_not_report_is_refused(target, tell, verifier):
    with pytest.raises(PermissionDenied):
        tell(target(), actor=verifier)


def test_a_stage_that_does_not_exist_writes_nothing(target, tell):
    with pytest.raises(ValidationError):
        tell(target(), stage="dreamt")
    assert not Observation.objects.exists()
    assert not Source.objects.exists()


def test_it_can_be_neither_changed_nor_deleted(target, tell):
    fact = tell(target())
    fact.value = Decimal(99)

    with pytest.raises(AppendOnlyError):
        fact.save()
    with pytest.raises(AppendOnlyError):
        fact.delete()
