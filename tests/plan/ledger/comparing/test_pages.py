"""The page of two versions: filters with counts, both sentences with marks, ways to their places, and the workbook."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from jinxiu.plan.documents.models import Document, Draft, ReadingRun
from jinxiu.plan.ledger import actions

HandIn = Callable[..., Document]
PAGE, EXPORT = reverse("comparing:versions"), reverse("comparing:versions-export")


def shown(client: Client, **asked: object) -> str:
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_counts_and_both_sentences(viewer: Client, old: Document, new: Document) -> None:
    page = shown(viewer)
    assert "要求降低 <b>4</b>" in page
    assert "调低 <b>1</b>" in page
    assert "另有 2 条不变或仅改写，未显示。" in page
    assert "<mark>新建学校10所</mark>" in page
    assert "<mark>新建学校8所</mark>" in page
    assert "<del>= 10 所</del> → <ins>= 8 所</ins>" in page
    assert "新版不再有这一条" in page
    assert "地区生产总值" not in page


def test_each_side_leads_to_its_place_in_the_review(viewer: Client, old: Document, new: Document) -> None:
    page = shown(viewer)
    for document in (old, new):
        draft = Draft.objects.get(run__document=document, object="学校")
        assert f"/review/{document.pk}/?active=d{draft.pk}#card-d{draft.pk}" in page


def test_a_confirmed_promise_leads_to_its_target(viewer: Client, old: Document, new: Document, now: object) -> None:
    actions.confirm_all(None, new, now)  # type: ignore[arg-type]
    page = shown(viewer)
    assert '已在台账 · <a href="/targets/' in page


def test_a_filter_narrows_and_stays_when_the_documents_are_swapped(
    viewer: Client, old: Document, new: Document
) -> None:
    page = shown(viewer, old=old.pk, new=new.pk, change="postponed")
    assert page.count("<tr") == 2
    assert "2026-06-30" in page
    assert f'href="?old={new.pk}&amp;new={old.pk}&amp;change=advanced"' in page
    assert "提前" in shown(viewer, old=new.pk, new=old.pk)


def test_what_happened_to_nothing_says_so(viewer: Client, hand_in: HandIn) -> None:
    one, other = hand_in("新建学校3所。", "甲"), hand_in("新建学校3所。\n", "乙")
    assert "没有变化：两版的 1 条任务要求相同" in shown(viewer, old=one.pk, new=other.pk)
    assert "没有这种变化" in shown(viewer, old=one.pk, new=other.pk, change="lowered")
    assert "同一份文件" in shown(viewer, old=one.pk, new=one.pk)


def test_fewer_than_two_documents_say_what_to_do(viewer: Client, hand_in: HandIn) -> None:
    assert "对照需要两份文件" in shown(viewer)
    hand_in("新建学校3所。")
    assert "对照需要两份文件" in shown(viewer)


def test_a_document_that_is_not_read_is_led_to(viewer: Client, old: Document, new: Document) -> None:
    ReadingRun.objects.filter(document=new).update(state=ReadingRun.State.READING)
    page = shown(viewer, old=old.pk, new=new.pk)
    assert "尚未识读" in page
    assert f'href="{reverse("documents:page", args=[new.pk])}"' in page
    assert "取消 <b>" not in page


@pytest.mark.parametrize(
    "asked", [{"old": "9999"}, {"new": "x"}, {"old": "-1"}, {"change": "other"}, {"new": "9" * 30}]
)
def test_what_does_not_exist_gets_one_sentence(
    viewer: Client, old: Document, new: Document, asked: dict[str, str]
) -> None:
    for address in (PAGE, EXPORT):
        answer = viewer.get(address, asked)
        assert answer.status_code == 404
        assert "没有这份文件或这种筛选，请选择两份文件。" in answer.content.decode()


def test_the_page_needs_the_verb_to_read_and_files_the_verb_to_export(
    signed_in: Callable[..., Client], old: Document, new: Document
) -> None:
    stranger, auditor = signed_in(), signed_in("auditor")
    assert stranger.get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert auditor.get(PAGE).status_code == 200
    assert "导出 xlsx" not in auditor.get(PAGE).content.decode()
    assert auditor.get(EXPORT).status_code == 403


def test_the_workbook_holds_what_is_shown_and_says_of_what(viewer: Client, old: Document, new: Document) -> None:
    asked = {"old": old.pk, "new": new.pk}
    answer = viewer.get(EXPORT, asked | {"change": "less"})
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["版本对照", "导出说明"]
    heads, first = ([cell.value for cell in row] for row in book["版本对照"].iter_rows(max_row=2))
    told = dict(zip(heads, first, strict=True))
    assert (told["任务"], told["变化"], told["由 → 改为"]) == ("学校", "调低", "调低 = 10 所 → = 8 所")
    assert (told["旧版原文"], told["新版原文"], told["新版状态"]) == ("新建学校10所", "新建学校8所", "待审")
    assert book["版本对照"].max_row == 5
    about = {row[0].value: row[1].value for row in book["导出说明"].iter_rows()}
    assert (about["显示范围"], about["行数"]) == ("要求降低", "4")
    everything = load_workbook(io.BytesIO(viewer.get(EXPORT, asked).content))
    assert everything["版本对照"].max_row == 10


def test_no_cell_is_a_formula(viewer: Client, old: Document, new: Document) -> None:
    Draft.objects.filter(object="学校").update(object="=1+1")
    book = load_workbook(io.BytesIO(viewer.get(EXPORT, {"old": old.pk, "new": new.pk}).content))
    cell = book["版本对照"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_many_differences_come_in_pages(viewer: Client, hand_in: HandIn) -> None:
    old = hand_in("\n".join(f"今年新建第{n}中学教学楼{n + 2}栋。" for n in range(120)), "旧")
    new = hand_in("\n".join(f"今年新建第{n}中学教学楼{n + 1}栋。" for n in range(120)), "新")
    asked = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as questions:
            page = shown(viewer, old=old.pk, new=new.pk, change="lowered", page=number)
        asked.append(len(questions))
        assert f"第 {number} 页" in page
    assert page.count("<tr") == 21
    assert asked[0] == asked[1] <= 12


def test_lists_and_reviews_lead_here(viewer: Client, old: Document, new: Document) -> None:
    documents = viewer.get(reverse("documents:list")).content.decode()
    review = viewer.get(reverse("ledger:review", args=[new.pk])).content.decode()
    for page, query in ((documents, ""), (review, f"?new={new.pk}")):
        assert f'href="{PAGE}{query}"' in page
    assert f'href="{reverse("comparing:contradictions")}"' in documents
    assert f'href="{reverse("comparing:contradictions")}?document={new.pk}"' in review
