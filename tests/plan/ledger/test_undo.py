"""Undo takes back one's own latest act, whatever it was; nothing is deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jinxiu.core.models import Account, AuditEvent
from jinxiu.plan.documents.models import Document, Draft
from jinxiu.plan.ledger import actions, queries
from jinxiu.plan.ledger.checks import broken_definitions
from jinxiu.plan.ledger.models import Decision, Target, TargetDefinition

Fields = Callable[..., dict[str, Any]]


def pending(document: Document) -> int:
    found = queries.review(document.pk)
    assert found
    return found.counts.pending


def test_a_confirmation_undone_is_withdrawn_not_deleted(
    planner: Account, drafts: list[Draft], document: Document, now: Any
) -> None:
    target = actions.confirm(planner, drafts[0], now)
    undone = actions.undo(planner, document, now)
    assert (undone.verdict, undone.draft_ids, undone.target_ids) == ("confirm", (drafts[0].pk,), (target.pk,))
    target.refresh_from_db()
    assert target.current is not None
    assert (target.current.version, target.current.withdrawn) == (2, True)
    assert TargetDefinition.objects.get(target=target, version=1).withdrawn is False
    assert pending(document) == len(drafts)


def test_confirmed_again_it_gets_a_new_code(
    planner: Account, drafts: list[Draft], document: Document, now: Any
) -> None:
    actions.confirm(planner, drafts[0], now)
    actions.undo(planner, document, now)
    assert actions.confirm(planner, drafts[0], now).code == "plan-2024-T002"


def test_acts_are_undone_one_by_one_the_latest_first(
    planner: Account, drafts: list[Draft], document: Document, now: Any, quantity: Fields
) -> None:
    actions.confirm(planner, drafts[0], now)
    actions.reject(planner, drafts[1], now)
    actions.split(planner, drafts[4], [quantity(), quantity(object="中学")], now)
    actions.add(planner, document, 2, 6, quantity(), now)
    verdicts = [actions.undo(planner, document, now).verdict for _ in range(4)]
    assert verdicts == ["add", "split", "reject", "confirm"]
    assert pending(document) == len(drafts)
    with pytest.raises(actions.NothingToUndoError):
        actions.undo(planner, document, now)


def test_confirming_the_rest_is_one_act_and_one_undo(
    planner: Account, drafts: list[Draft], document: Document, now: Any
) -> None:
    actions.reject(planner, drafts[0], now)
    done = actions.confirm_all(planner, document, now)
    assert (done.targets, done.left) == (len(drafts) - 1, 0)
    assert AuditEvent.objects.get(action="ledger.confirm-all").data["confirmed"] == done.targets
    assert Target.objects.filter(current__version=1).count() == done.targets
    assert len(actions.undo(planner, document, now).draft_ids) == done.targets
    assert pending(document) == len(drafts) - 1
    assert not Target.objects.filter(current__withdrawn=False).exists()
    assert not list(broken_definitions())


def test_only_the_sure_ones_can_be_confirmed(
    planner: Account, drafts: list[Draft], document: Document, now: Any
) -> None:
    sure = sum(draft.confidence >= 0.75 for draft in drafts)
    assert 0 < sure < len(drafts)
    assert actions.confirm_all(planner, document, now, min_confidence=0.75).targets == sure


def test_incomplete_drafts_stay_pending(planner: Account, drafts: list[Draft], document: Document, now: Any) -> None:
    Draft.objects.filter(pk=drafts[0].pk).update(unit="")
    done = actions.confirm_all(planner, document, now)
    assert (done.left, pending(document)) == (1, 1)


def test_confirming_nothing_leaves_no_trace(planner: Account, document: Document, now: Any) -> None:
    actions.confirm_all(planner, document, now)
    before = AuditEvent.objects.count()
    assert actions.confirm_all(planner, document, now).targets == 0
    assert AuditEvent.objects.count() == before


def test_what_others_decided_stays(
    planner: Account,
    account: Callable[..., Account],
    drafts: list[Draft],
    document: Document,
    now: Any,
) -> None:
    actions.confirm(planner, drafts[0], now)
    with pytest.raises(actions.NothingToUndoError):
        actions.undo(account("planner", name="colleague"), document, now)
    assert Decision.objects.count() == 1


def test_the_ledger_stays_sound_and_a_fault_is_named(
    planner: Account, drafts: list[Draft], document: Document, now: Any
) -> None:
    target = actions.confirm(planner, drafts[0], now)
    actions.undo(planner, document, now)
    assert not list(broken_definitions())
    Target.objects.update(current=target.definitions.get(version=1))
    assert any("newest definition" in fault for fault in broken_definitions())
    TargetDefinition.objects.filter(version=1).update(quote="别的话")
    assert any("quotes words" in fault for fault in broken_definitions())
    Draft.objects.filter(pk=drafts[2].pk)._raw_delete("default")
    assert any("lost drafts" in fault for fault in broken_definitions())
