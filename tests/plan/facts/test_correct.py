"""A correction is a new version that supersedes the old one; the old one stays."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from jinxiu.core.models import AuditEvent
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.facts import actions, checks
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.models import Observation


def test_it_supersedes_and_keeps_source_and_bearings(target, tell, reporter, now):
    old = tell(target(), evidence=(b"%PDF-1", "a.pdf"))
    new = actions.correct(reporter, old, {"value": Decimal(14)}, "抄写有误", now)

    assert (new.code, new.version, new.supersedes) == (old.code, 2, old)
    assert (new.source, new.evidence, new.statement) == (old.source, old.evidence, old.statement)
    assert [(b.target.code, b.kind) for b in new.bearings.all()] == [("T1", "settles")]
    assert Observation.objects.get(pk=old.pk).value == Decimal(12)
    assert not list(checks.broken_chains())


def test_only_the_newest_version_counts(target, tell, reporter, now):
    actions.correct(reporter, tell(target()), {"value": Decimal(14)}, "抄写有误", now)

    assert Evaluator().on(date(2024, 12, 31)).rows[0].result.value == Decimal(14)


def test_the_audit_row_says_what_and_why(target, tell, reporter, now):
    actions.correct(reporter, tell(target()), {"value": Decimal(14)}, "抄写有误", now)

    data = AuditEvent.objects.get(action="facts.correct").data
    assert data["reason"] == "抄写有误"
    assert data["changed"] == {"value": ["12", "14"]}


def test_a_verifier_may(target, tell, verifier, now):
    assert actions.correct(verifier, tell(target()), {"value": Decimal(14)}, "附表", now).recorded_by == verifier


def test_another_reporter_may_not(target, tell, account, now):
    with pytest.raises(PermissionDenied):
        actions.correct(account("reporter", name="other"), tell(target()), {"value": Decimal(1)}, "x", now)


def test_a_version_is_corrected_once(target, tell, reporter, now):
    fact = tell(target())
    actions.correct(reporter, fact, {"value": Decimal(14)}, "抄写有误", now)
    with pytest.raises(RefusedError, match="2"):
        actions.correct(reporter, fact, {"value": Decimal(15)}, "又错", now)
    assert Observation.objects.count() == 2


@pytest.mark.parametrize(("fields", "reason"), [({"value": Decimal(14)}, " "), ({"value": Decimal("12.0")}, "x")])
def test_it_needs_a_reason_and_a_difference(target, tell, reporter, now, fields, reason):
    with pytest.raises(RefusedError):
        actions.correct(reporter, tell(target()), fields, reason, now)


def test_what_was_returned_may_be_reported_again_as_it_is(target, tell, reporter, verifier, now):
    fact = tell(target())
    actions.verify(verifier, fact, "returned", "请再核", now)

    assert actions.correct(reporter, fact, {}, "已再核，无误", now).version == 2


def test_the_check_finds_a_broken_chain(target, tell, reporter, now):
    new = actions.correct(reporter, tell(target()), {"value": Decimal(14)}, "抄写有误", now)
    Observation.objects.filter(pk=new.pk).update(version=3)

    assert [line for line in checks.broken_chains() if "F0001 version 3" in line]


def test_the_check_finds_a_missing_link(target, tell, reporter, now):
    new = actions.correct(reporter, tell(target()), {"value": Decimal(14)}, "抄写有误", now)
    Observation.objects.filter(pk=new.pk).update(supersedes=None)

    assert len(list(checks.broken_chains())) == 1
