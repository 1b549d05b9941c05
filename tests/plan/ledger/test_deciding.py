"""Each decision on a draft has its one effect: in the ledger, in the audit trail, and back by undo."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from jinxiu.core.models import Account, AuditEvent
from jinxiu.plan.documents.models import Document, Draft
from jinxiu.plan.ledger import actions, queries
from jinxiu.plan.ledger.models import Commitment, Decision, Pillar, Target, TargetDefinition

Fields = Callable[..., dict[str, Any]]


def states(document: Document) -> list[str]:
    found = queries.review(document.pk)
    assert found
    return [card.state for card in found.cards]


def test_confirming_freezes_the_promise_as_it_was_read(
    planner: Account, drafts: list[Draft], document: Document, now: Any
) -> None:
    target = actions.confirm(planner, drafts[0], now)
    assert (target.code, target.commitment.code) == ("plan-2024-T001", "plan-2024-C001")
    definition = target.definitions.get()
    assert target.current == definition
    assert (definition.version, definition.withdrawn, definition.scope) == (1, False, "chain")
    assert definition.quote == document.text[definition.start : definition.end] == drafts[0].quote
    assert target.commitment.section[-1] == "一、产业"
    assert target.decision is not None
    assert (target.decision.verdict, target.decision.by) == ("confirm", planner)
    assert AuditEvent.objects.filter(action="ledger.confirm").count() == 1


def test_members_of_a_sentence_share_a_commitment(planner: Account, drafts: list[Draft], now: Any) -> None:
    first, second = (actions.confirm(planner, draft, now) for draft in drafts[:2])
    assert first.commitment == second.commitment
    assert second.code == "plan-2024-T002"


def test_correcting_keeps_the_draft_and_says_so(
    planner: Account, drafts: list[Draft], now: Any, quantity: Fields
) -> None:
    target = actions.confirm(planner, drafts[4], now, quantity())
    assert target.current is not None
    assert (target.current.value, target.current.unit) == (Decimal(12), "所")
    assert target.decision is not None
    assert target.decision.verdict == "correct"
    drafts[4].refresh_from_db()
    assert drafts[4].value == 10


def test_a_pillar_can_come_with_the_confirmation(planner: Account, drafts: list[Draft], now: Any) -> None:
    pillar = Pillar.objects.create(code="P1", order=1, name="先进制造业")
    actions.confirm(planner, drafts[0], now)
    assert actions.confirm(planner, drafts[1], now, pillar=pillar).commitment.pillar == pillar
    assert Commitment.objects.get().pillar == pillar


def test_rejecting_enters_nothing(planner: Account, drafts: list[Draft], document: Document, now: Any) -> None:
    actions.reject(planner, drafts[3], now, " 一般性表述 ")
    assert not Target.objects.exists()
    assert states(document)[3] == "rejected"
    assert Decision.objects.get().reason == "一般性表述"


def test_splitting_makes_targets_of_the_same_words(
    planner: Account, drafts: list[Draft], document: Document, now: Any, quantity: Fields
) -> None:
    parts = [quantity(object="小学", value=4), quantity(object="中学", value=6)]
    targets = actions.split(planner, drafts[4], parts, now)
    assert [t.current.object for t in targets if t.current] == ["小学", "中学"]
    assert {t.current.quote for t in targets if t.current} == {drafts[4].quote}
    assert states(document)[4] == "split"
    with pytest.raises(ValidationError):
        actions.split(planner, drafts[5], parts[:1], now)


def test_adding_what_the_reader_did_not_find(planner: Account, document: Document, now: Any, quantity: Fields) -> None:
    start = document.text.index("1号线")
    target = actions.add(planner, document, start, start + 3, quantity(), now)
    assert target.current is not None
    assert target.current.quote == "1号线"
    assert target.commitment.sentence.startswith("1号线年底建成通车")
    assert target.commitment.section[-1] == "二、城市"
    with pytest.raises(actions.AlreadyDecidedError):
        actions.add(planner, document, start, start + 3, quantity(), now)


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (5, 5), (0, 10_000), (9, 3)])
def test_a_span_outside_the_text_is_refused(
    planner: Account, document: Document, now: Any, milestone: Fields, start: int, end: int
) -> None:
    with pytest.raises(ValidationError):
        actions.add(planner, document, start, end, milestone(), now)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "many"}, "value"),
        ({"unit": " "}, "unit"),
        ({"comparator": ""}, "comparator"),
        ({"comparator": "range"}, "value_to"),
        ({"comparator": "range", "value_to": "5"}, "value_to"),
        ({"type": "milestone"}, "stage"),
        ({"type": "wish"}, "type"),
        ({"object": ""}, "object"),
        ({"scope": "planet"}, "scope"),
        ({"value": "1e30"}, "value"),
        ({"unit": "所" * 21}, "unit"),
    ],
)
def test_a_definition_that_lacks_something_is_refused(
    planner: Account, drafts: list[Draft], now: Any, quantity: Fields, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.confirm(planner, drafts[4], now, quantity(**wrong))
    assert field in refusal.value.message_dict
    assert not Target.objects.exists()


def test_what_does_not_belong_to_the_type_is_dropped(
    planner: Account, drafts: list[Draft], now: Any, quantity: Fields
) -> None:
    target = actions.confirm(planner, drafts[4], now, quantity(type="milestone", stage="open"))
    assert target.current is not None
    assert (target.current.value, target.current.unit, target.current.comparator) == (None, "", "")


@pytest.mark.parametrize("again", ["confirm", "reject", "split"])
def test_deciding_twice_has_one_effect(
    planner: Account, drafts: list[Draft], now: Any, quantity: Fields, again: str
) -> None:
    actions.confirm(planner, drafts[0], now)
    before = Decision.objects.count(), Target.objects.count(), AuditEvent.objects.count()
    more = {"split": ([quantity(), quantity(object="中学")],)}.get(again, ())
    with pytest.raises(actions.AlreadyDecidedError):
        getattr(actions, again)(planner, drafts[0], *more, now)
    assert (Decision.objects.count(), Target.objects.count(), AuditEvent.objects.count()) == before


def test_what_a_folder_recorded_needs_no_second_confirmation(
    planner: Account, drafts: list[Draft], document: Document, now: Any
) -> None:
    from jinxiu.engines.terms import Span
    from jinxiu.plan.ledger.entering import Entry, enter
    from jinxiu.plan.ledger.fields import fields_of

    draft = drafts[4]
    entry = Entry(
        Span(draft.start, draft.end),
        Span(draft.sentence_start, draft.sentence_end),
        ["二、城市"],
        fields_of(draft),
        code="T52",
    )
    target = enter(document, [entry], None, now)[0]
    assert (target.code, target.decision) == ("T52", None)
    assert states(document)[4] == "entered"
    with pytest.raises(actions.AlreadyDecidedError):
        actions.confirm(planner, draft, now)
    assert actions.confirm_all(planner, document, now).targets == len(drafts) - 1


def test_version_one_says_what_was_promised_for_ever(
    planner: Account, drafts: list[Draft], now: Any, quantity: Fields
) -> None:
    target = actions.confirm(planner, drafts[4], now)
    with pytest.raises(ValidationError):
        actions.revise(planner, target, quantity(), "  ", now)
    second = actions.revise(planner, target, quantity(value=8), "市政府第12次常务会议", now)
    assert (second.version, second.reason) == (2, "市政府第12次常务会议")
    first = TargetDefinition.objects.get(target=target, version=1)
    assert (first.value, first.quote) == (10, drafts[4].quote)
    target.refresh_from_db()
    assert target.current == second
    again = actions.revise(planner, target, quantity(value="8.0"), "再点一次", now)
    assert again == second
    assert AuditEvent.objects.filter(action="ledger.revise").count() == 1
