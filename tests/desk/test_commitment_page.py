"""A commitment: its sentence where it stands, who answers for it, and all that happened."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jinxiu.core.models import Organisation
from jinxiu.desk.queries import commitment as commitments
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Commitment, Responsibility, TargetDefinition


@pytest.fixture
def pk(town: Any) -> int:
    target = town.target("T1", stage="open", lead=town.unit, pillar=town.pillar)
    town.fact("T1", stage="open", event=True)
    assert isinstance(target.commitment_id, int)
    return target.commitment_id


def text(client: Client, pk: int) -> str:
    response = client.get(f"/commitments/{pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_sentence_stands_in_its_paragraph_with_its_targets_marked(planner: Client, pk: int) -> None:
    parts = planner.get(f"/commitments/{pk}/").context["page"].segments
    assert [(part.text, part.in_sentence, part.code) for part in parts] == [
        ("（T1）", False, ""),
        ("1号线一期年底前建成", True, "T1"),
        ("。", True, ""),
        ("后文。", False, ""),
    ]
    assert 'class="mark late" href="/targets/T1/"' in text(planner, pk)


def test_overlapping_targets_cut_the_text_once(town: Any) -> None:
    target = town.target("T1", stage="open", quote="甲乙丙丁")
    commitment = target.commitment
    commitment.document.refresh_from_db()
    first = target.current

    class Row:
        def __init__(self, start: int, end: int, code: str) -> None:
            self.definition = TargetDefinition(start=start, end=end)
            self.target = type("T", (), {"code": code})
            self.state = type("S", (), {"value": "met"})

    rows: Any = [Row(first.start, first.start + 3, "A"), Row(first.start + 2, first.end, "B")]
    parts = commitments.segments(commitment, rows)
    assert "".join(part.text for part in parts) == "（T1）甲乙丙丁。后文。"
    assert [(part.text, part.code) for part in parts if part.code] == [("甲乙", "A"), ("丙", "A"), ("丁", "B")]


def test_the_document_can_be_read_at_that_place(planner: Client, pk: int) -> None:
    commitment = Commitment.objects.get(pk=pk)
    assert f'href="/review/{commitment.document_id}/' in text(planner, pk)


def test_a_unit_is_assigned_and_taken_off(planner: Client, pk: int) -> None:
    Organisation.objects.create(code="ORG-2", name="市交通局", kind="department")
    page = planner.post(f"/commitments/{pk}/assign/", {"organisation": "ORG-2", "role": "support"}, follow=True)
    assert "市交通局 answers for this commitment." in page.content.decode()
    held = Responsibility.objects.get(commitment=pk, organisation__code="ORG-2", ended_at=None)
    assert held.role == "support"
    page = planner.post(f"/responsibilities/{held.pk}/end/", follow=True)
    assert "no longer answers" in page.content.decode()
    held.refresh_from_db()
    assert held.ended_at is not None
    history = [(event.what, event.detail.split(" ")[0]) for event in page.context["page"].history]
    assert history[:2] == [("Unit taken off", "市交通局"), ("Unit assigned", "市交通局")]


def test_a_unit_can_answer_for_one_target_of_the_sentence(planner: Client, town: Any, pk: int) -> None:
    other = town.target("T2", "3号线一期", stage="start")
    type(other).objects.filter(pk=other.pk).update(commitment=pk)
    unit = Organisation.objects.create(code="ORG-2", name="市交通局", kind="department")
    page = planner.post(
        f"/commitments/{pk}/assign/", {"organisation": unit.code, "role": "lead", "target": "T2"}, follow=True
    )
    leads = {entry.row.target.code: [lead.name for lead in entry.leads] for entry in page.context["page"].entries}
    assert leads == {"T1": ["市住建局"], "T2": ["市住建局", "市交通局"]}
    found = planner.get("/ledger/?lead=ORG-2").context["found"]
    assert [entry.row.target.code for entry in found.entries] == ["T2"]


@pytest.mark.parametrize("given", [{"organisation": "", "role": "lead"}, {"organisation": "ORG-1", "role": "boss"}])
def test_half_an_assignment_is_refused_with_a_sentence(planner: Client, pk: int, given: dict[str, str]) -> None:
    before = Responsibility.objects.count()
    page = planner.post(f"/commitments/{pk}/assign/", given, follow=True)
    assert 'class="notice error"' in page.content.decode()
    assert Responsibility.objects.count() == before


def test_the_pillar_is_set_and_taken_away(planner: Client, pk: int) -> None:
    planner.post(f"/commitments/{pk}/pillar/", {"pillar": "P2"})
    assert Commitment.objects.get(pk=pk).pillar.code == "P2"  # type: ignore[union-attr]
    page = planner.post(f"/commitments/{pk}/pillar/", {"pillar": ""}, follow=True)
    assert Commitment.objects.get(pk=pk).pillar is None
    assert [e.detail for e in page.context["page"].history][:2] == ["On no pillar", "文化旅游目的地"]
    assert planner.post(f"/commitments/{pk}/pillar/", {"pillar": "P9"}).status_code == 404


@pytest.mark.parametrize("path", ["/commitments/{pk}/assign/", "/commitments/{pk}/pillar/"])
def test_readers_look_and_do_not_touch(viewer: Client, pk: int, path: str) -> None:
    assert viewer.post(path.format(pk=pk), {"organisation": "ORG-1", "role": "lead"}).status_code == 403
    assert "<select" not in text(viewer, pk)


def test_the_history_tells_definitions_facts_and_acts_newest_first(
    planner: Client, pk: int, actor: Any, now: Any
) -> None:
    from datetime import timedelta

    target = Commitment.objects.get(pk=pk).targets.get()
    fields = {"type": "milestone", "object": "1号线一期", "stage": "open", "strength": "firm"}
    actions.revise(actor, target, fields, "取消期限", now + timedelta(hours=1))
    history = planner.get(f"/commitments/{pk}/").context["page"].history
    assert history[0].what == "Target T1 defined anew"
    assert history[0].detail == "1号线一期 opened · 取消期限"
    assert history[0].who == "规划岗账号"
    assert {event.what for event in history[1:]} == {"Target T1 entered the ledger", "Fact reported"}


def test_there_is_no_page_for_a_commitment_that_is_not_there(planner: Client, town: Any) -> None:
    assert planner.get("/commitments/999/").status_code == 404
    assert planner.post("/commitments/999/assign/", {}).status_code == 404


def test_acts_are_posts(planner: Client, pk: int) -> None:
    assert planner.get(f"/commitments/{pk}/assign/").status_code == 405
