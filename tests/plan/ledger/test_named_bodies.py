"""Bodies that a plan names in its own words answer for the promise once it is confirmed; nobody else does."""

from __future__ import annotations

import pytest

from jinxiu.core.models import Organisation
from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Document, Draft
from jinxiu.plan.ledger import actions, queries
from jinxiu.plan.ledger.models import Responsibility

TEXT = "# 某市2024年工作要点\n\n改造管网10公里（市住建局牵头，市水务局、无名处配合）。\n新建学校3所（责任单位：市教育局、市水务局）。\n新建公园2个。\n"


@pytest.fixture
def named(db: None, now) -> list[Draft]:
    for code, name in (("zj", "市住建局"), ("sw", "市水务局"), ("jy", "市教育局")):
        Organisation.objects.create(code=code, name=name, kind="department")
    document = documents.hand_in(
        None, data=TEXT.encode(), name="p.txt", title="", year=2024, kind="plan", issued_on=None, publisher="", now=now
    )
    return list(Draft.objects.filter(run__document=document).order_by("number"))


def held(target) -> set[tuple[str, str]]:
    open_now = Responsibility.objects.filter(target=target, ended_at=None).select_related("organisation")
    return {(one.organisation.name, one.role) for one in open_now}


def test_confirming_lets_them_answer(named, planner, now):
    target = actions.confirm(planner, named[0], now)
    assert held(target) == {("市住建局", "lead"), ("市水务局", "support")}


def test_without_a_leader_the_first_that_is_responsible_leads(named, planner, now):
    target = actions.confirm(planner, named[1], now)
    assert held(target) == {("市教育局", "lead"), ("市水务局", "support")}


def test_who_is_not_named_does_not_answer(named, planner, now):
    assert held(actions.confirm(planner, named[2], now)) == set()


def test_undoing_ends_what_was_assigned_and_keeps_it_on_record(named, planner, now):
    target = actions.confirm(planner, named[0], now)
    actions.undo(planner, Document.objects.get(), now)
    assert held(target) == set()
    assert Responsibility.objects.filter(target=target).count() == 2


def test_the_card_says_who_is_named_and_who_is_unknown(named):
    card = queries.review(Document.objects.get().pk).cards[0]
    said = {row.label: row.value for row in card.rows}
    assert said["文中责任单位"] == "市住建局（牵头）、市水务局（配合）、无名处（未在机构表中）"
    assert said["类别"] == "数量"


def test_confirming_together_assigns_too(named, planner, now):
    actions.confirm_all(planner, Document.objects.get(), now)
    assert Responsibility.objects.filter(ended_at=None).count() == 4
