"""Another post verifies or returns a fact; who reported it does not, and twice has one effect."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from jinxiu.core.actions import open_account
from jinxiu.core.audit import broken_links
from jinxiu.core.models import AuditEvent, Post
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.facts import actions
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.models import Verification


def test_another_account_verifies(target, tell, verifier, now):
    verification = actions.verify(verifier, tell(target()), "verified", "与台账一致", now)

    assert (verification.verdict, verification.by) == ("verified", verifier)
    assert AuditEvent.objects.get(action="facts.verified").data["note"] == "与台账一致"
    assert not list(broken_links())


def test_who_reported_may_not_even_with_the_verb(target, tell, account, now):
    both = account("reporter", "verifier", name="both")
    with pytest.raises(PermissionDenied, match=r"自己填报|yourself"):
        actions.verify(both, tell(target(), actor=both), "verified", "", now)
    assert not Verification.objects.exists()


def test_another_account_on_the_same_post_may_not(target, tell, now):
    post = Post.objects.create(code="P", title="统计岗")
    told = tell(target(), actor=open_account("a", ["reporter"], now, post=post))
    with pytest.raises(PermissionDenied):
        actions.verify(open_account("b", ["verifier"], now, post=post), told, "verified", "", now)


def test_a_reporter_without_the_verb_may_not(target, tell, account, now):
    with pytest.raises(PermissionDenied):
        actions.verify(account("reporter", name="other"), tell(target()), "verified", "", now)


def test_the_same_verdict_twice_has_one_effect(target, tell, verifier, account, now):
    fact = tell(target())
    first = actions.verify(verifier, fact, "verified", "", now)
    again = actions.verify(account("verifier", name="second"), fact, "verified", "", now)

    assert again == first
    assert Verification.objects.count() == 1
    assert AuditEvent.objects.filter(action="facts.verified").count() == 1


def test_another_verdict_afterwards_is_refused(target, tell, verifier, now):
    fact = tell(target())
    actions.verify(verifier, fact, "verified", "", now)
    with pytest.raises(RefusedError, match="verifier"):
        actions.verify(verifier, fact, "returned", "再看", now)


def test_a_return_needs_a_note(target, tell, verifier, now):
    with pytest.raises(RefusedError):
        actions.verify(verifier, tell(target()), "returned", "  ", now)


def test_what_is_returned_does_not_count(target, tell, verifier, now):
    actions.verify(verifier, tell(target()), "returned", "缺附表", now)

    assert Evaluator().on(date(2024, 12, 31)).rows[0].result.value is None


def test_a_superseded_version_is_not_decided(target, tell, reporter, verifier, now):
    fact = tell(target())
    actions.correct(reporter, fact, {"statement": "更正"}, "笔误", now)
    with pytest.raises(RefusedError):
        actions.verify(verifier, fact, "verified", "", now)
