"""Who answers and on which pillar: assigned and ended as the cells say, and nobody else is touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from jinxiu.core.models import AuditEvent
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.answering import Register
from jinxiu.plan.ledger.models import Commitment, Pillar, Responsibility, Target

from .conftest import answering

Open = Responsibility.objects.filter


def test_bodies_are_assigned_by_any_of_their_names(
    table: Any, applied: Callable[..., Any], entered: list[Target]
) -> None:
    table.put("T005", "lead", "教育局")
    table.put("T005", "support", "某市财政局，市住建局")
    applied(table, "")
    assert answering(entered[4]) == {"市教育局": "lead", "市财政局": "support", "市住建局": "support"}
    event = AuditEvent.objects.get(action="ledger.table")
    assert (event.data["begun"], event.data["ended"], event.data["reassigned"]) == (3, 0, [entered[4].code])


def test_a_name_that_is_left_out_ends(
    table: Any,
    applied: Callable[..., Any],
    export: Callable[[], Any],
    entered: list[Target],
    bodies: Any,
    now: datetime,
) -> None:
    ledger.assign(None, entered[4].commitment, bodies["市教育局"], "lead", now, entered[4])
    newer = export()
    newer.put("T005", "lead", None)
    applied(newer)
    assert answering(entered[4]) == {}
    assert Responsibility.objects.get().ended_at == now


def test_a_body_may_change_its_part(
    applied: Callable[..., Any], export: Callable[[], Any], entered: list[Target], bodies: Any, now: datetime
) -> None:
    ledger.assign(None, entered[4].commitment, bodies["市教育局"], "lead", now, entered[4])
    newer = export()
    newer.put("T005", "lead", "市财政局")
    newer.put("T005", "support", "市教育局")
    applied(newer)
    assert answering(entered[4]) == {"市财政局": "lead", "市教育局": "support"}


def test_what_one_row_of_a_sentence_gives_up_the_others_keep(
    applied: Callable[..., Any], export: Callable[[], Any], entered: list[Target], bodies: Any, now: datetime
) -> None:
    first, second, third = entered[:3]  # one sentence
    ledger.assign(None, first.commitment, bodies["市工信局"], "lead", now)
    newer = export()
    newer.put("T001", "lead", "市财政局")
    assert newer.look().writes == 1
    applied(newer)
    assert answering(first) == {"市财政局": "lead"}
    assert answering(second) == answering(third) == {"市工信局": "lead"}
    assert not Open(ended_at=None, target=None).exists()


def test_what_all_rows_of_a_sentence_give_up_ends_for_the_sentence(
    applied: Callable[..., Any], export: Callable[[], Any], entered: list[Target], bodies: Any, now: datetime
) -> None:
    ledger.assign(None, entered[0].commitment, bodies["市工信局"], "lead", now)
    newer = export()
    for code in ("T001", "T002", "T003"):
        newer.put(code, "lead", None)
    applied(newer)
    assert not Open(ended_at=None).exists()


def test_what_a_whole_sentence_holds_is_not_begun_again(
    applied: Callable[..., Any], export: Callable[[], Any], entered: list[Target], bodies: Any, now: datetime
) -> None:
    ledger.assign(None, entered[0].commitment, bodies["市工信局"], "lead", now)
    newer = export()
    newer.put("T001", "support", "市财政局")
    applied(newer)
    assert answering(entered[0]) == {"市工信局": "lead", "市财政局": "support"}
    assert Open(ended_at=None).count() == 2


def test_a_body_that_leads_and_supports_at_once_is_shown_leading_and_changes_nothing(
    export: Callable[[], Any], entered: list[Target], bodies: Any, now: datetime
) -> None:
    ledger.assign(None, entered[0].commitment, bodies["市工信局"], "lead", now)
    ledger.assign(None, entered[0].commitment, bodies["市工信局"], "support", now, entered[0])
    newer = export()
    assert (newer.get("T001", "lead"), newer.get("T001", "support")) == ("市工信局", None)
    assert newer.look().writes == 0


def test_another_name_of_the_same_body_is_no_change(
    export: Callable[[], Any], entered: list[Target], bodies: Any, now: datetime
) -> None:
    ledger.assign(None, entered[4].commitment, bodies["市教育局"], "lead", now, entered[4])
    newer = export()
    newer.put("T005", "lead", "某市教育局")
    assert newer.look().writes == 0


def test_an_unknown_name_is_a_fault_that_tells_who_is_near(table: Any) -> None:
    table.put("T005", "lead", "市住建委")
    (fault,) = table.look().faults
    assert (fault.cell, fault.head, fault.given) == (f"I{table.row('T005')}", "牵头单位", "市住建委")
    assert "市住建局" in fault.sentence


def test_one_body_has_one_part_in_a_row(table: Any) -> None:
    table.put("T005", "lead", "市教育局")
    table.put("T005", "support", "教育局")
    (fault,) = table.look().faults
    assert fault.head == "配合单位"


def test_a_pillar_is_set_and_taken_off(
    table: Any, applied: Callable[..., Any], export: Callable[[], Any], entered: list[Target], pillars: Any
) -> None:
    for code in ("T005", "T006"):  # one sentence
        table.put(code, "pillar", "宜居城市")
    applied(table)
    commitment = Commitment.objects.get(pk=entered[4].commitment_id)
    assert commitment.pillar == pillars[1]
    newer = export()
    newer.put("T005", "pillar", None)
    newer.put("T006", "pillar", None)
    applied(newer)
    commitment.refresh_from_db()
    assert commitment.pillar is None


def test_rows_of_one_sentence_name_one_pillar(table: Any) -> None:
    table.put("T001", "pillar", "产业高地")
    (fault,) = table.look().faults
    assert (fault.head, str(table.row("T002")) in fault.sentence) == ("板块", True)
    for code in ("T002", "T003"):
        table.put(code, "pillar", "产业高地")
    assert table.look().faults == []


def test_an_unknown_pillar_is_a_fault_that_lists_them(table: Any) -> None:
    table.put("T008", "pillar", "开放门户")
    (fault,) = table.look().faults
    assert "产业高地、宜居城市" in fault.sentence


def test_who_answers_changed_on_both_sides_is_a_conflict(
    table: Any, entered: list[Target], bodies: Any, now: datetime
) -> None:
    ledger.assign(None, entered[4].commitment, bodies["市财政局"], "lead", now, entered[4])
    table.put("T005", "lead", "市教育局")
    found = table.look()
    assert (found.writes, len(found.conflicts)) == (0, 1)


def test_the_definition_can_change_while_only_the_lead_moved_on(
    table: Any, applied: Callable[..., Any], entered: list[Target], bodies: Any, now: datetime
) -> None:
    ledger.assign(None, entered[4].commitment, bodies["市财政局"], "lead", now, entered[4])
    table.put("T005", "value", 12)
    assert applied(table).revised == 1
    assert answering(entered[4]) == {"市财政局": "lead"}


@pytest.mark.parametrize("name", ["市、县联席办", "同名单位"])
def test_a_body_whose_name_would_not_find_it_goes_by_its_code(
    export: Callable[[], Any], entered: list[Target], name: str, now: datetime
) -> None:
    from jinxiu.core.models import Organisation

    odd = Organisation.objects.create(code="ORG-X", name=name, kind="office")
    Organisation.objects.create(code="ORG-Y", name="同名单位", kind="office")
    ledger.assign(None, entered[4].commitment, odd, "lead", now, entered[4])
    newer = export()
    assert newer.get("T005", "lead") == "ORG-X"
    assert newer.look().writes == 0
    newer.put("T005", "lead", "ORG-X、市教育局")
    (change,) = newer.look().changes
    assert [one.code for one in change.answering.leads] == ["ORG-X", "ORG-3"]


def test_the_code_of_the_pillar_that_it_stands_on_changes_nothing(
    table: Any, entered: list[Target], pillars: list[Pillar], export: Callable[[], Any]
) -> None:
    entered[0].commitment.pillar = pillars[0]
    entered[0].commitment.save()
    again = export()
    for number in (target.code.rsplit("-", 1)[1] for target in entered if target.commitment == entered[0].commitment):
        again.put(number, "pillar", pillars[0].code)
    found = again.look()
    assert (found.faults, found.changes, found.same) == ([], [], 8)


def test_a_mistake_that_every_row_repeats_is_compared_with_the_names_once(
    table: Any, entered: list[Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    near = Register.near
    monkeypatch.setattr(Register, "near", lambda self, name: asked.append(name) or near(self, name))
    for target in entered:
        table.put(target.code.rsplit("-", 1)[1], "lead", "市住建居")
    assert len(table.look().faults) == len(entered)
    assert asked == ["市住建居"]
