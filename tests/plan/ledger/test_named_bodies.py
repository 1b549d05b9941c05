"""Bodies that a plan names in its own words answer for the promise once it is confirmed; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from jinxiu.core.models import Account, AuditEvent, City, Organisation
from jinxiu.core.permissions import roles
from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Document, Draft
from jinxiu.plan.ledger import actions, queries
from jinxiu.plan.ledger.answering import Answering, Register, register
from jinxiu.plan.ledger.models import Decision, Responsibility, Target

HTMX = {"HX-Request": "true"}
TEXT = (
    "# 某市2024年工作要点\n\n改造管网10公里（市住建局牵头，市水务局、无名处配合）。\n"
    "新建学校3所（责任单位：市教育局、水务局）。\n新建公园2个。\n"
)
NAMES = {
    "ZJJ": ("某市住房和城乡建设局", "市住建局"),
    "SWJ": ("某市水务局", "市水务局"),
    "JYJ": ("某市教育局", "市教育局"),
}


@pytest.fixture
def city(db: None) -> dict[str, Organisation]:
    City.objects.create(code="990000", name="某市", plan_year=2024)
    return {
        code: Organisation.objects.create(code=code, name=name, short_name=short, kind="department")
        for code, (name, short) in NAMES.items()
    }


@pytest.fixture
def named(city: dict[str, Organisation], now: Any) -> list[Draft]:
    document = documents.hand_in(
        None, data=TEXT.encode(), name="p.txt", title="", year=2024, kind="plan", issued_on=None, publisher="", now=now
    )
    return list(Draft.objects.filter(run__document=document).order_by("number"))


def held(target: Target) -> set[tuple[str, str]]:
    open_now = Responsibility.objects.filter(target=target, ended_at=None).select_related("organisation")
    return {(one.organisation.code, one.role) for one in open_now}


def rows(number: int) -> dict[str, str]:
    found = queries.review(Document.objects.get().pk)
    assert found
    return {row.label: row.value for row in found.cards[number].rows}


def test_confirming_lets_them_answer(planner: Account, named: list[Draft], now: Any) -> None:
    target = actions.confirm(planner, named[0], now)
    assert held(target) == {("ZJJ", "lead"), ("SWJ", "support")}
    assert AuditEvent.objects.get(action="ledger.confirm").data["assigned"] == {"ZJJ": "lead", "SWJ": "support"}
    assert target.decision is not None
    assert (target.decision.verdict, target.decision.bodies) == ("confirm", None)


def test_without_a_leader_the_first_that_is_responsible_leads(planner: Account, named: list[Draft], now: Any) -> None:
    assert held(actions.confirm(planner, named[1], now)) == {("JYJ", "lead"), ("SWJ", "support")}


def test_who_is_not_named_does_not_answer(planner: Account, named: list[Draft], now: Any) -> None:
    assert held(actions.confirm(planner, named[2], now)) == set()


def test_confirming_together_assigns_and_one_undo_takes_all_back(
    planner: Account, named: list[Draft], now: Any
) -> None:
    document = Document.objects.get()
    actions.confirm_all(planner, document, now)
    assert Responsibility.objects.filter(ended_at=None).count() == 4
    actions.undo(planner, document, now)
    assert Responsibility.objects.filter(ended_at=None).count() == 0
    assert Responsibility.objects.count() == 4


def test_parts_of_a_split_have_the_bodies_of_the_whole(
    planner: Account, named: list[Draft], now: Any, quantity: Callable[..., dict[str, Any]]
) -> None:
    parts = [quantity(object="给水管网"), quantity(object="雨水管网")]
    for target in actions.split(planner, named[0], parts, now):
        assert held(target) == {("ZJJ", "lead"), ("SWJ", "support")}


def test_who_has_that_part_in_the_whole_sentence_is_not_assigned_twice(
    planner: Account, named: list[Draft], city: dict[str, Organisation], now: Any
) -> None:
    first = actions.confirm(planner, named[0], now)
    actions.undo(planner, Document.objects.get(), now)
    actions.assign(planner, first.commitment, city["ZJJ"], "lead", now)
    assert held(actions.confirm(planner, named[0], now)) == {("SWJ", "support")}


@pytest.mark.parametrize(
    ("bodies", "parts"),
    [
        ([["a", "lead"], ["b", "support"]], "ls"),
        ([["a", "support"], ["b", "lead"]], "sl"),
        ([["a", "responsible"], ["b", "responsible"]], "ls"),
        ([["a", "lead"], ["b", "responsible"]], "ls"),
        ([["a", "shared"]], "l"),
        ([["a", "shared"], ["b", "shared"]], "ss"),
        ([], ""),
    ],
)
def test_what_the_words_make_of_each(bodies: list[list[str]], parts: str) -> None:
    assert "".join(body.part[0] for body in Register().bodies(bodies)) == parts


def test_an_unknown_first_body_leaves_the_lead_open(planner: Account, named: list[Draft], now: Any) -> None:
    Draft.objects.filter(pk=named[1].pk).update(bodies=[["无名处", "responsible"], ["市水务局", "responsible"]])
    named[1].refresh_from_db()
    assert held(actions.confirm(planner, named[1], now)) == {("SWJ", "support")}


@pytest.mark.parametrize(
    "name", ["某市住房和城乡建设局", "市住房和城乡建设局", "住房和城乡建设局", "市住建局", "住建局", "市 住建局"]
)
def test_an_organisation_is_known_with_and_without_its_city(city: dict[str, Organisation], name: str) -> None:
    assert register(2024).find(name) == city["ZJJ"]


@pytest.mark.parametrize("name", ["建设局", "住建", "局", "住建局办公室", "各县区", ""])
def test_nothing_is_guessed(city: dict[str, Organisation], name: str) -> None:
    assert register(2024).find(name) is None


def test_a_name_that_fits_two_fits_none_but_an_own_name_wins(city: dict[str, Organisation]) -> None:
    Organisation.objects.create(code="X1", name="住建局", kind="district")
    Organisation.objects.create(code="X2", name="市教育局", kind="other")
    known = register(2024)
    assert known.find("住建局") == Organisation.objects.get(code="X1")
    assert known.find("市教育局") is None
    assert known.find("某市教育局") == city["JYJ"]


def test_only_bodies_of_the_plan_year_answer(city: dict[str, Organisation]) -> None:
    Organisation.objects.filter(code="JYJ").update(valid_to=date(2023, 12, 31))
    Organisation.objects.filter(code="SWJ").update(valid_from=date(2025, 1, 1))
    Organisation.objects.filter(code="ZJJ").update(valid_from=date(2024, 6, 1), valid_to=date(2024, 9, 1))
    known = register(2024)
    assert [known.find(name) for name in ("市教育局", "市水务局", "市住建局")] == [None, None, city["ZJJ"]]


def test_the_card_says_beforehand_who_will_answer(named: list[Draft]) -> None:
    assert rows(0)["牵头单位"] == "市住建局（文中写明）"
    assert rows(0)["配合单位"] == "市水务局（文中写明）、无名处（未在机构表中）"
    assert rows(1)["配合单位"] == "市水务局（文中写作“水务局”）"
    assert "牵头单位" not in rows(2)


def form(**said: Any) -> dict[str, Any]:
    known = {"type": "quantity", "object": "管网", "value": "10", "unit": "公里", "comparator": "=", "strength": "firm"}
    return known | {"due": "2024-12-31", "kind": "works", **said}


def edit(draft: Draft) -> str:
    return reverse("ledger:edit", args=[draft.run.document_id, draft.pk])


def test_the_form_starts_with_whom_the_text_names(client: Client, planner: Account, named: list[Draft]) -> None:
    client.force_login(planner)
    page = client.get(edit(named[0]), headers=HTMX).content.decode()
    assert 'name="lead" value="市住建局"' in page
    assert "文中另写有无名处，未在机构表中" in page
    assert '<option value="市教育局">' in page
    client.post(edit(named[0]), form(lead="市住建局", support="市水务局"), headers=HTMX)
    assert Decision.objects.get().bodies is None


def test_a_person_may_say_who_answers_instead(client: Client, planner: Account, named: list[Draft]) -> None:
    client.force_login(planner)
    client.post(edit(named[0]), form(lead="水务局", support="市教育局，某市住房和城乡建设局"), headers=HTMX)
    assert held(Target.objects.get()) == {("SWJ", "lead"), ("JYJ", "support"), ("ZJJ", "support")}
    decision = Decision.objects.get()
    assert decision.verdict == "correct"
    assert decision.bodies == [["某市水务局", "lead"], ["某市教育局", "support"], ["某市住房和城乡建设局", "support"]]
    assert rows(0)["牵头单位"] == "市水务局（人工改定）"
    assert named[0].bodies[0] == ["市住建局", "lead"]


def test_an_unknown_name_is_refused_with_the_near_ones(client: Client, planner: Account, named: list[Draft]) -> None:
    client.force_login(planner)
    page = client.post(edit(named[0]), form(lead="市教育居", support=""), headers=HTMX).content.decode()
    assert "“市教育居”不在机构表中。是否为：市教育局" in page
    page = client.post(edit(named[0]), form(lead="市教育局", support="教育局"), headers=HTMX).content.decode()
    assert "市教育局已列为牵头单位" in page
    assert not Target.objects.exists()


def test_who_may_not_assign_confirms_what_the_text_says_and_no_more(
    account: Callable[..., Account], named: list[Draft], city: dict[str, Organisation], now: Any, monkeypatch: Any
) -> None:
    planner = account("planner")
    planner.__dict__["held_verbs"] = roles()["planner"].verbs - {"ledger.assign"}
    with pytest.raises(PermissionDenied):
        actions.confirm(planner, named[0], now, answering=Answering((city["JYJ"],)))
    assert held(actions.confirm(planner, named[0], now)) == {("ZJJ", "lead"), ("SWJ", "support")}
