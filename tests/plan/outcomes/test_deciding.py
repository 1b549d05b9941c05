"""What people decide becomes a fact, once; another post verifies it; undoing takes it back and deletes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from jinxiu.core.checks import all_checks
from jinxiu.core.models import Account, AuditEvent
from jinxiu.engines.measuring import State
from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Document
from jinxiu.plan.evaluation.queries import Evaluator, targets
from jinxiu.plan.facts import actions as facts
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.outcomes import actions, pairing, queries
from jinxiu.plan.outcomes.errors import AlreadyDecidedError, ChangedError, RefusedError
from jinxiu.plan.outcomes.models import Judgement, PairingRun, Proposal
from jinxiu.plan.outcomes.outline import comparison
from jinxiu.plan.outcomes.saying import Place

Of = Callable[[str], Proposal]
Find = Callable[[str], Target]


def state(target: Target, day: date = date(2025, 3, 31)) -> State:
    return Evaluator(targets().filter(pk=target.pk)).on(day).rows[0].state


def cards(run: PairingRun) -> list[queries.Card]:
    return queries.cards(run, comparison(run).lines)


def faults() -> list[str]:
    return [fault for check in all_checks() for fault in check.run()]


def place(review: Document, sentence: str, words: str = "") -> Place:
    start = review.text.index(sentence)
    at = review.text.index(words or sentence, start)
    return Place(Span(at, at + len(words or sentence)), Span(start, start + len(sentence)))


def test_confirming_reports_a_fact_with_the_review_as_its_source(of: Of, planner: Account, now: datetime) -> None:
    proposal = of("幼儿园")
    judgement = actions.confirm(planner, proposal, now)
    fact = judgement.observation
    assert fact is not None
    assert (fact.statement, fact.value, fact.unit, fact.stage) == ("新建幼儿园12所", 12, "所", "")
    assert (fact.as_of, fact.as_of_precision, fact.event) == (date(2024, 12, 31), "year", False)
    assert (fact.source.title, fact.source.publisher) == ("云河市2025年政府工作报告", "云河市人民政府")
    assert fact.evidence == proposal.run.review.file
    assert (fact.recorded_by, fact.confidence) == (planner, "direct")
    bearing = fact.bearings.get()
    assert (bearing.target, bearing.kind) == (proposal.target, Bearing.Kind.SETTLES)
    assert faults() == []


@pytest.mark.parametrize(
    ("name", "verdict", "found"),
    [
        ("幼儿园", "exceeded", State.MET),
        ("老旧小区", "missed", State.MISSED),
        ("望江大桥", "met", State.MET),
        ("临湖体育馆", "partly", State.MISSED),
        ("地区生产总值", "missed", State.MISSED),
    ],
)
def test_the_ledger_comes_to_the_same_verdict(
    of: Of, planner: Account, now: datetime, name: str, verdict: str, found: State
) -> None:
    proposal = of(name)
    assert state(proposal.target) is State.NOT_REPORTED
    assert actions.confirm(planner, proposal, now).verdict == verdict
    assert state(proposal.target) is found


def test_one_audit_row_an_act(of: Of, planner: Account, now: datetime) -> None:
    before = AuditEvent.objects.count()
    judgement = actions.confirm(planner, of("幼儿园"), now)
    event = AuditEvent.objects.order_by("-number")[0]
    assert AuditEvent.objects.count() == before + 1
    assert (event.action, event.subject_id) == ("outcomes.confirm", str(judgement.pk))
    assert event.data["fact"] == "F0001"


def test_confirming_twice_has_one_effect(of: Of, planner: Account, now: datetime) -> None:
    proposal = of("幼儿园")
    actions.confirm(planner, proposal, now)
    for again in (actions.confirm, actions.reject):
        with pytest.raises(AlreadyDecidedError, match="此前已有结论"):
            again(planner, proposal, now)
    assert Observation.objects.count() == 1


def test_who_confirms_does_not_verify(of: Of, planner: Account, account: Callable[..., Account], now: datetime) -> None:
    both = account("planner", "verifier")
    fact = actions.confirm(both, of("幼儿园"), now).observation
    assert fact is not None
    with pytest.raises(PermissionDenied):
        facts.verify(both, fact, "verified", "", now)
    facts.verify(account("verifier"), fact, "verified", "", now)
    card = next(c for c in cards(of("幼儿园").run) if c.object == "幼儿园")
    assert card.fact is not None
    assert card.fact.standing.startswith("已核验")


def test_a_returned_fact_counts_no_more_and_can_be_decided_anew(
    of: Of, planner: Account, account: Callable[..., Account], now: datetime
) -> None:
    proposal = of("望江大桥")
    fact = actions.confirm(planner, proposal, now).observation
    assert fact is not None
    facts.verify(account("verifier"), fact, Verification.Verdict.RETURNED, "通车的是引桥", now)
    assert state(proposal.target) is State.NOT_REPORTED
    card = next(c for c in cards(proposal.run) if c.object == "望江大桥")
    assert card.fact is not None
    assert card.fact.returned
    assert "通车的是引桥" in card.fact.standing
    actions.undo(planner, proposal.run, now, proposal.target)
    actions.correct(planner, proposal, {"verdict": "missed", "stage": "start"}, now)
    assert state(proposal.target) is State.MISSED
    assert faults() == []


@pytest.mark.parametrize("role", ["viewer", "reporter", "verifier", "auditor"])
def test_only_who_may_decide_decides(of: Of, account: Callable[..., Account], now: datetime, role: str) -> None:
    proposal, actor = of("幼儿园"), account(role)
    for act in (
        lambda: actions.confirm(actor, proposal, now),
        lambda: actions.reject(actor, proposal, now),
        lambda: actions.correct(actor, proposal, {}, now),
        lambda: actions.undo(actor, proposal.run, now),
        lambda: actions.confirm_all(actor, proposal.run, now, least=0, expected=5),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Judgement.objects.exists()


def test_a_correction_keeps_both_what_was_read_and_what_was_said(of: Of, planner: Account, now: datetime) -> None:
    proposal = of("老旧小区")
    given = {"verdict": "met", "value": "21", "unit": "个", "reason": "文中18个未含跨年完工的3个"}
    judgement = actions.correct(planner, proposal, given, now)
    assert (judgement.act, judgement.verdict, judgement.value) == ("correct", "met", 21)
    proposal.refresh_from_db()
    assert (proposal.verdict, proposal.value) == ("missed", 18)
    assert judgement.observation is not None
    assert judgement.observation.statement == "改造老旧小区18个"  # the words stay the review's
    assert state(proposal.target) is State.MET


def test_a_correction_that_changes_nothing_is_a_confirmation(of: Of, planner: Account, now: datetime) -> None:
    given = {"verdict": "exceeded", "value": "12", "unit": "所"}
    assert actions.correct(planner, of("幼儿园"), given, now).act == "confirm"


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("幼儿园", {"verdict": "", "value": "12", "unit": "所"}, "verdict"),
        ("幼儿园", {"verdict": "met", "value": "", "unit": "所"}, "value"),
        ("幼儿园", {"verdict": "met", "value": "十二", "unit": "所"}, "value"),
        ("幼儿园", {"verdict": "met", "value": "NaN", "unit": "所"}, "value"),
        ("幼儿园", {"verdict": "met", "value": "1e30", "unit": "所"}, "value"),
        ("幼儿园", {"verdict": "met", "value": "12", "unit": ""}, "unit"),
        ("幼儿园", {"verdict": "met", "value": "12", "unit": "亿元"}, "unit"),
        ("望江大桥", {"verdict": "met", "stage": ""}, "stage"),
        ("望江大桥", {"verdict": "met", "stage": "nearly"}, "stage"),
        ("望江大桥", {"verdict": "missed", "stage": "open"}, "reason"),
        ("幼儿园", {"verdict": "met", "value": "9", "unit": "所"}, "reason"),
    ],
)
def test_a_wrong_correction_changes_nothing(
    of: Of, planner: Account, now: datetime, name: str, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.correct(planner, of(name), given, now)
    assert list(refused.value.message_dict) == [field]
    assert not Observation.objects.exists()


def test_what_is_another_thing_counts_as_not_mentioned_and_can_be_paired_by_hand(
    of: Of, review: Document, planner: Account, now: datetime
) -> None:
    proposal = of("望江大桥")
    actions.reject(planner, proposal, now)
    assert state(proposal.target) is State.NOT_REPORTED
    found = comparison(proposal.run)
    assert (found.states["apart"], found.spoken_of) == (1, 4)
    where = place(review, "一年来，民生持续改善。", "民生持续改善")
    given = {"verdict": "missed", "stage": "start"}
    judgement = actions.pair_by_hand(planner, proposal.run, proposal.target, where, given, now)
    assert (judgement.act, judgement.quote) == ("by-hand", "民生持续改善")
    assert state(proposal.target) is State.MISSED
    assert faults() == []


def test_a_silent_promise_is_paired_with_a_chosen_sentence(
    run: PairingRun, target: Find, review: Document, planner: Account, now: datetime
) -> None:
    asked = target("公共停车位")
    sentence = "城区停车难得到缓解，全年施划泊位3200个。"
    given = {"verdict": "met", "value": "3200", "unit": "个"}
    actions.pair_by_hand(planner, run, asked, place(review, sentence, "施划泊位3200个"), given, now)
    assert state(asked) is State.MET
    with pytest.raises(AlreadyDecidedError):
        actions.pair_by_hand(planner, run, asked, place(review, sentence), given, now)
    assert Observation.objects.count() == 1


def test_a_place_outside_the_review_is_refused(run: PairingRun, target: Find, planner: Account, now: datetime) -> None:
    given = {"verdict": "met", "value": "3200", "unit": "个"}
    for where in (Place(Span(0, 9), Span(2, 5)), Place(Span(90000, 90009), Span(90000, 90009))):
        with pytest.raises(ValidationError):
            actions.pair_by_hand(planner, run, target("公共停车位"), where, given, now)
    assert not Observation.objects.exists()


def test_silence_is_never_a_failure(run: PairingRun, target: Find, planner: Account, now: datetime) -> None:
    actions.confirm_all(planner, run, now, least=0, expected=5)
    silent = [card.object for card in cards(run) if card.state == "silent"]
    assert silent == ["公共停车位", "松山水厂", "造林"]
    assert {state(target(name)) for name in silent} == {State.NOT_REPORTED}


def test_everything_above_a_likeness_is_confirmed_as_told(run: PairingRun, planner: Account, now: datetime) -> None:
    told = queries.above(comparison(run), 0.85)
    assert (told.count, told.left) == (5, 0)
    with pytest.raises(ChangedError, match="原先告知为 4 项，现为 5 项"):
        actions.confirm_all(planner, run, now, least=0.85, expected=4)
    assert not Observation.objects.exists()
    made = actions.confirm_all(planner, run, now, least=0.85, expected=5)
    assert len({judgement.group for judgement in made}) == 1
    assert queries.above(comparison(run), 0.85).count == 0
    assert faults() == []


def test_as_many_others_are_not_what_was_told(
    run: PairingRun, of: Of, planner: Account, account: Callable[..., Account], now: datetime
) -> None:
    actions.confirm(planner, of("幼儿园"), now)
    told = queries.above(comparison(run), 0)
    actions.undo(planner, run, now)
    actions.reject(account("planner", name="other"), of("老旧小区"), now)
    assert queries.above(comparison(run), 0).count == told.count == 4
    with pytest.raises(ChangedError, match="已不是原先所列"):
        actions.confirm_all(planner, run, now, least=0, expected=told.count, seen=told.mark)


def test_nobody_takes_back_a_decision_that_was_not_shown(
    run: PairingRun, of: Of, planner: Account, account: Callable[..., Account], now: datetime
) -> None:
    other, proposal = account("planner", name="other"), of("幼儿园")
    shown = actions.confirm(planner, proposal, now)
    actions.undo(planner, run, now)
    actions.correct(other, proposal, {"verdict": "met", "value": "10", "unit": "所"}, now)
    with pytest.raises(ChangedError, match="又有新的结论"):
        actions.undo(planner, run, now, proposal.target, seen=shown.pk)
    assert state(proposal.target) is State.MET


def test_taking_back_twice_leaves_the_rejection_before(
    run: PairingRun, of: Of, planner: Account, review: Document, now: datetime
) -> None:
    proposal = of("幼儿园")
    actions.reject(planner, proposal, now)
    where = place(review, "新建幼儿园12所")
    given = {"verdict": "exceeded", "value": "12", "unit": "所"}
    by_hand = actions.pair_by_hand(planner, run, proposal.target, where, given, now)
    actions.undo(planner, run, now, proposal.target, seen=by_hand.pk)
    with pytest.raises(ChangedError):
        actions.undo(planner, run, now, proposal.target, seen=by_hand.pk)
    assert [card.state for card in cards(run) if card.target_id == proposal.target_id] == ["apart"]


def test_one_undo_takes_an_act_back_whole_and_deletes_nothing(
    run: PairingRun, of: Of, planner: Account, now: datetime
) -> None:
    actions.confirm(planner, of("幼儿园"), now)
    actions.confirm_all(planner, run, now, least=0, expected=4)
    assert len(actions.undo(planner, run, now)) == 4
    assert {state(of(name).target) for name in ("老旧小区", "望江大桥")} == {State.NOT_REPORTED}
    assert state(of("幼儿园").target) is State.MET
    assert len(actions.undo(planner, run, now)) == 1
    with pytest.raises(RefusedError, match="没有可由您撤回"):
        actions.undo(planner, run, now)
    assert Observation.objects.filter(withdrawn=False, superseded_by=None).count() == 0
    assert Observation.objects.count() == 10
    assert Judgement.objects.count() == 10
    assert faults() == []


def test_nobody_undoes_the_last_act_of_another_but_may_take_one_promise_back(
    run: PairingRun, of: Of, planner: Account, account: Callable[..., Account], now: datetime
) -> None:
    other = account("planner", name="other")
    actions.confirm(planner, of("幼儿园"), now)
    with pytest.raises(RefusedError):
        actions.undo(other, run, now)
    assert actions.undo(other, run, now, of("幼儿园").target) == [of("幼儿园").target_id]
    assert state(of("幼儿园").target) is State.NOT_REPORTED


def test_an_undo_takes_back_the_newest_version_of_a_fact(
    run: PairingRun, of: Of, planner: Account, account: Callable[..., Account], now: datetime
) -> None:
    fact = actions.confirm(planner, of("老旧小区"), now).observation
    assert fact is not None
    facts.correct(account("verifier"), fact, {"value": Decimal(20)}, "与台账核对", now)
    assert state(of("老旧小区").target) is State.MET
    actions.undo(planner, run, now)
    assert state(of("老旧小区").target) is State.NOT_REPORTED
    assert faults() == []


def test_a_promise_revised_since_waits_for_a_new_comparison(
    run: PairingRun, of: Of, review: Document, plan: Document, planner: Account, now: datetime
) -> None:
    proposal = of("老旧小区")
    current = proposal.target.current
    assert current is not None
    ledger.revise(planner, proposal.target, fields_of(current).as_columns() | {"value": "15"}, "年中调整", now)
    with pytest.raises(ChangedError, match="任务有修订"):
        actions.confirm(planner, proposal, now)
    assert queries.above(comparison(run), 0).count == 4
    again = pairing.start(planner, review=review, plan=plan, year=2024, now=now)
    with pytest.raises(ChangedError, match="重新核对"):
        actions.confirm(planner, of("幼儿园"), now)
    newer = Proposal.objects.get(run=again, target=proposal.target)
    assert actions.confirm(planner, newer, now).verdict == "exceeded"


def test_decisions_hold_across_comparisons(
    run: PairingRun, of: Of, review: Document, plan: Document, planner: Account, now: datetime
) -> None:
    actions.confirm(planner, of("幼儿园"), now)
    actions.reject(planner, of("望江大桥"), now)
    again = pairing.start(planner, review=review, plan=plan, year=2024, now=now)
    again.refresh_from_db()
    states = {card.object: card.state for card in cards(again)}
    assert (states["幼儿园"], states["望江大桥"], states["老旧小区"]) == ("settled", "apart", "pending")
    assert comparison(run).newer == again.pk


def test_a_review_written_before_the_year_ends_tells_of_its_own_day(
    plan: Document, review: Document, planner: Account
) -> None:
    early = datetime(2024, 12, 20, 1, 0, tzinfo=UTC)
    run = pairing.start(planner, review=review, plan=plan, year=2024, now=early)
    fact = actions.confirm(planner, Proposal.objects.filter(run=run)[0], early).observation
    assert fact is not None
    assert fact.as_of == date(2024, 12, 20)


def test_a_year_that_has_not_begun_is_refused(
    plan: Document, review: Document, planner: Account, now: datetime
) -> None:
    run = pairing.start(planner, review=review, plan=plan, year=2027, now=now)
    with pytest.raises(RefusedError, match="尚未开始"):
        actions.confirm(planner, Proposal.objects.filter(run=run)[0], now)


def test_the_check_finds_what_is_unsound(run: PairingRun, of: Of, planner: Account, now: datetime) -> None:
    judgement = actions.confirm(planner, of("幼儿园"), now)
    assert faults() == []
    Bearing.objects.filter(observation=judgement.observation)._raw_delete("default")  # type: ignore[attr-defined]
    Judgement.objects.filter(pk=judgement.pk).update(start=0)
    found = faults()
    assert any("no fact that bears on it" in fault for fault in found)
    assert any("quotes words that do not stand" in fault for fault in found)
