"""The sheet of a target says where its figure comes from: promise, computation, facts, day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jinxiu.core.models import Account, Post
from jinxiu.economy.chains.models import Chain
from jinxiu.plan.facts.models import Verification
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.models import TargetDefinition
from jinxiu.plan.projects.models import Project, ProjectTarget


def text(client: Client, code: str = "T1", query: str = "") -> str:
    response = client.get(f"/targets/{code}/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def line_one(town: Any) -> Any:
    town.target("T1", stage="open", lead=town.unit, pillar=town.pillar)
    town.fact("T1", stage="open", event=True)
    return town


def test_the_late_line_in_chinese(planner: Client, line_one: Any) -> None:
    planner.cookies["language"] = "zh-hans"
    page = text(planner)
    assert "到达节点“开通”的日期 − 期限的最后一天" in page
    assert "2025-02-22 − 2024-12-31 = 53 天" in page
    assert "迟 53 天" in page
    assert "“1号线一期年底前建成”" in page
    assert "三、城市功能 · （一）承载力" in page
    assert "地铁开通 · 省政府网站 · 2025-02-26" in page


def test_before_the_news_the_figure_is_silent(planner: Client, line_one: Any) -> None:
    page = text(planner, query="?as_of=2025-01-31")
    assert "No fact decides." in page
    assert "1 later fact left out" in page


def test_who_reported_and_who_verified(planner: Client, town: Any, account: Callable[..., Account], now: Any) -> None:
    post = Post.objects.create(code="P", title="交通岗", synthetic=True)
    reporter, verifier = account("reporter"), account("verifier")
    reporter.post = post
    reporter.save()
    town.target("T1", stage="open")
    fact = town.fact("T1", stage="open", event=True, recorded_by=reporter)
    Verification.objects.create(observation=fact, verdict="verified", at=now, by=verifier)
    page = text(planner)
    assert "reported by 交通岗 on 2025-04-01" in page
    assert f"verified by verifier on {now:%Y-%m-%d}" in page
    assert '<span class="tag synthetic">example data</span>' in page


def test_a_returned_fact_is_shown_and_does_not_count(planner: Client, line_one: Any, actor: Any, now: Any) -> None:
    from jinxiu.plan.facts.models import Observation

    Verification.objects.create(observation=Observation.objects.get(), verdict="returned", at=now, by=actor)
    sheet = planner.get("/targets/T1/").context["sheet"]
    assert sheet.row.state.value == "not_reported"
    assert len(sheet.figures.returned) == 1


def test_each_fact_stands_where_it_belongs(planner: Client, line_one: Any) -> None:
    line_one.fact("T1", kind="context", statement="全长28公里")
    line_one.fact("T1", stage="start", statement="还没有开", confidence="conflicting")
    line_one.fact("T1", stage="advance", as_of=None, statement="正在报批")
    sheet = planner.get("/targets/T1/").context["sheet"]
    said = {
        name: [told.observation.statement for told in getattr(sheet.figures, name)]
        for name in ("used", "context", "conflicting", "undated", "returned")
    }
    assert said == {
        "used": ["1号线投入初期运营"],
        "context": ["全长28公里"],
        "conflicting": ["还没有开"],
        "undated": ["正在报批"],
        "returned": [],
    }
    assert 'id="conflicts"' in text(planner)


def test_each_member_of_a_scope_has_its_light(planner: Client, town: Any) -> None:
    Chain.objects.create(code="C1", order=1, name="高端金属材料")
    Chain.objects.create(code="C2", order=2, name="先进碳基材料")
    town.target("T1", "再造项目", value="3", scope="chain", per="每条产业链")
    town.fact("T1", value="4", unit="个", member="C1", as_of=date(2024, 11, 1))
    sheet = planner.get("/targets/T1/").context["sheet"]
    assert [(m.name, m.result.state.value, str(m.latest or "")) for m in sheet.figures.members] == [
        ("高端金属材料", "met", "4 个"),
        ("先进碳基材料", "not_reported", ""),
    ]
    assert "1 of 2 reported" in text(planner)


def test_a_scope_without_members_says_that_it_cannot_be_measured(planner: Client, town: Any) -> None:
    town.target("T1", "招引项目", value="3", scope="chain_leader", per="每家链主")
    assert "Nothing is on record that “每家链主” could run over" in text(planner)


def test_projects_that_carry_the_promise_are_linked(planner: Client, line_one: Any) -> None:
    project = Project.objects.create(code="PJ01", name="轨道交通1号线", kind="轨道交通")
    ProjectTarget.objects.create(project=project, target=line_one_target())
    assert 'href="/projects/PJ01/"' in text(planner)


def line_one_target() -> Any:
    from jinxiu.plan.ledger.models import Target

    return Target.objects.get(code="T1")


def test_each_fact_opens_its_own_page(planner: Client, line_one: Any) -> None:
    from jinxiu.plan.facts.models import Observation

    fact = Observation.objects.get()
    assert f'<a href="/facts/{fact.pk}/">{fact.code}</a>' in text(planner)


def test_the_sheet_names_the_head_of_the_audit_chain(planner: Client, line_one: Any) -> None:
    from jinxiu.core.models import AuditEvent

    last = AuditEvent.objects.latest("number")
    assert f"row {last.number}: {last.hash[:4]}…{last.hash[-2:]}" in text(planner)


def test_there_is_no_sheet_for_a_code_that_nobody_gave(planner: Client, town: Any) -> None:
    assert planner.get("/targets/T99/").status_code == 404


def test_a_withdrawn_target_keeps_its_sheet(planner: Client, line_one: Any, now: Any) -> None:
    target = line_one_target()
    old = target.current
    target.current = TargetDefinition.objects.create(
        target=target, version=2, made_at=now, withdrawn=True, start=old.start, end=old.end, quote=old.quote,
        **fields_of(old).as_columns(),
    )  # fmt: skip
    target.save()
    page = text(planner)
    assert "This target was withdrawn from the ledger." in page
    assert "/revise/" not in page


def test_only_reporters_are_asked_to_report(planner: Client, signed_in: Callable[..., Client], line_one: Any) -> None:
    assert 'href="/facts/report/?target=T1"' in text(signed_in("reporter"))
    assert "/facts/report/" not in text(planner)


def test_who_may_revise_finds_the_form(planner: Client, viewer: Client, line_one: Any) -> None:
    address = f'href="/review/targets/{line_one_target().pk}/revise/"'
    assert address in text(planner)
    assert address not in text(viewer)


def test_a_revised_target_shows_both_definitions_and_the_reason(
    planner: Client, line_one: Any, actor: Any, now: Any
) -> None:
    fields = {"type": "milestone", "object": "1号线一期", "stage": "open", "strength": "firm", "due": None}
    actions.revise(actor, line_one_target(), fields, "市政府常务会议决定", now)
    page = text(planner)
    assert f"definition 2, revised by 规划岗账号 on {now:%Y-%m-%d}" in page
    assert "Definition 1" in page
    assert "市政府常务会议决定" in page
    assert "no day was set" in page


def test_moving_the_day_does_not_hide_that_the_first_promise_was_kept_late(
    planner: Client, line_one: Any, actor: Any, now: Any
) -> None:
    fields = {"type": "milestone", "object": "1号线一期", "stage": "open", "strength": "firm", "due": date(2025, 3, 31)}
    actions.revise(actor, line_one_target(), fields, "延期", now)
    sheet = planner.get("/targets/T1/").context["sheet"]
    assert [(v.definition.version, v.row.state.value) for v in sheet.versions] == [(2, "met"), (1, "late")]
    said = 'lit-violet" title="Violet light: reached 53 days late">late by 53 days</span>'
    assert said in text(planner)


def test_the_text_opens_at_the_card_of_the_target(planner: Client, line_one: Any, now: Any) -> None:
    from jinxiu.plan.documents.models import Draft, ReadingRun

    target = line_one_target()
    document = target.commitment.document_id
    assert f'href="/review/{document}/?active=t{target.pk}"' in text(planner)
    run = ReadingRun.objects.create(document_id=document, state="done", requested_at=now)
    draft = Draft.objects.create(
        run=run, number=1, type="milestone", start=target.current.start, end=target.current.end, quote="q", stage="open",
        object="1号线一期", sentence_start=0, sentence_end=9, due_basis="said", confidence=0.9, rule="r",
    )  # fmt: skip
    assert f'href="/review/{document}/?active=d{draft.pk}"' in text(planner)


def test_of_many_facts_beside_the_newest_stand_open(planner: Client, town: Any) -> None:
    town.target("T1", value="100", kind="level", due=date(2025, 12, 31))
    for month in range(1, 13):
        town.fact("T1", value=str(month), as_of=date(2024, month, 1), statement=f"（示例）{month:02}")
    page = planner.get("/targets/T1/?as_of=2025-01-31").content.decode()
    shown, folded = page.split("6 earlier facts")
    assert "（示例）11" in shown
    assert "（示例）06" not in shown
    assert "（示例）06" in folded


def test_each_member_opens_the_facts_that_decide_for_it(planner: Client, town: Any) -> None:
    Chain.objects.create(code="CH01", name="演示链", group="示例", order=1)
    town.target("T1", value="3", unit="个", scope="chain", per="每条产业链")
    fact = town.fact("T1", value="5", unit="个", member="CH01")
    page = planner.get("/targets/T1/?as_of=2025-03-31").content.decode()
    assert f'演示链<div class="faint"><a href="/facts/{fact.pk}/">{fact.code}</a> 2025-02-22</div>' in page
