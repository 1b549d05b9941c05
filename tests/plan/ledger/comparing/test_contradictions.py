"""Figures of one measure that cannot both be meant: within a document and across documents, with both sentences."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from jinxiu.core.models import Account
from jinxiu.plan.documents.models import Document, Draft, ReadingRun
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.comparing import queries

HandIn = Callable[..., Document]
PAGE, EXPORT = reverse("comparing:contradictions"), reverse("comparing:contradictions-export")


@pytest.fixture
def clashing(hand_in: HandIn) -> tuple[Document, Document, Document]:
    """Three documents: the first contradicts itself and the second; the third says nothing of it."""
    return (
        hand_in("完成工业投资30亿元以上。全年地区生产总值增长5%。确保完成工业投资35亿元以上。", "工作要点"),
        hand_in("全年地区生产总值增长6%。", "工作报告", kind="review"),
        hand_in("粮食总产量达到50万吨。", "农业计划", year=2027),
    )


def found(document: int | None = None, year: int | None = None) -> list[tuple[str, str, str]]:
    told = queries.contradictions(document, year)
    rows = queries.clash_rows(told.found)
    return [(row.why, row.first.place.measure, row.second.place.measure) for row in rows]


def test_each_says_both_figures_and_why(clashing: tuple[Document, ...]) -> None:
    assert found() == [
        ("一处要求高于另一处", "≥ 30 亿元", "≥ 35 亿元"),
        ("没有任何数值能同时满足两处", "= 5 %", "= 6 %"),
    ]


def test_one_document_or_one_year_narrows(clashing: tuple[Document, ...]) -> None:
    assert [len(found(one.pk)) for one in clashing] == [2, 1, 0]
    assert (len(found(year=2026)), len(found(year=2027))) == (2, 0)
    looked = queries.contradictions(year=2026)
    assert (looked.looked_at, looked.figures) == (2, 4)


def test_a_figure_that_was_rejected_or_corrected_contradicts_nothing(
    clashing: tuple[Document, ...], planner: Account, now: Any, quantity: Callable[..., dict[str, Any]]
) -> None:
    point, report, _ = clashing
    growth = Draft.objects.get(run__document=report)
    corrected = quantity(object=growth.object, value="5", unit="%", comparator="=", due=growth.due, kind="growth")
    actions.confirm(planner, growth, now, corrected)
    assert [why for why, *_ in found()] == ["一处要求高于另一处"]
    actions.reject(planner, Draft.objects.get(run__document=point, value=35), now)
    assert found() == []


def test_what_a_person_calls_a_count_of_works_is_no_figure(
    clashing: tuple[Document, ...], planner: Account, now: Any, quantity: Callable[..., dict[str, Any]]
) -> None:
    draft = Draft.objects.get(run__document=clashing[0], value=35)
    works = quantity(object=draft.object, value="35", unit="亿元", comparator=">=", due=draft.due, kind="works")
    actions.confirm(planner, draft, now, works)
    assert [why for why, *_ in found()] == ["没有任何数值能同时满足两处"]


def test_the_page_shows_both_documents_and_leads_to_both_places(viewer: Client, clashing: tuple[Document, ...]) -> None:
    page = viewer.get(PAGE).content.decode()
    assert "已比对 3 份文件中的 5 个数字" in page
    assert "2 处矛盾" in page
    assert "有把握 0.90" in page
    assert "把握不足 0.70" in page
    for draft in Draft.objects.filter(object__contains="地区生产总值"):
        assert f"?active=d{draft.pk}#card-d{draft.pk}" in page
    assert "工作报告" in viewer.get(PAGE, {"document": clashing[1].pk}).content.decode()


def test_no_contradiction_says_what_was_looked_at(viewer: Client, clashing: tuple[Document, ...]) -> None:
    page = viewer.get(PAGE, {"year": 2027}).content.decode()
    assert "没有发现互相矛盾的数字" in page
    assert "已比对 1 份文件中的 1 个数字" in page


def test_no_document_says_what_to_do(viewer: Client, db: None) -> None:
    assert "还没有文件" in viewer.get(PAGE).content.decode()


def test_documents_that_are_not_read_are_counted(viewer: Client, clashing: tuple[Document, ...]) -> None:
    ReadingRun.objects.filter(document=clashing[1]).update(state=ReadingRun.State.FAILED)
    assert "另有 1 份尚未识读，未参与比对。" in viewer.get(PAGE).content.decode()


@pytest.mark.parametrize("asked", [{"document": "9999"}, {"document": "x"}, {"year": "none"}])
def test_what_does_not_exist_gets_one_sentence(
    viewer: Client, clashing: tuple[Document, ...], asked: dict[str, str]
) -> None:
    for address in (PAGE, EXPORT):
        answer = viewer.get(address, asked)
        assert answer.status_code == 404
        assert "没有这份文件或这个年份，请重新选择。" in answer.content.decode()


def test_verbs_are_asked_for(signed_in: Callable[..., Client], clashing: tuple[Document, ...]) -> None:
    auditor = signed_in("auditor")
    assert (signed_in().get(PAGE).status_code, auditor.get(PAGE).status_code) == (403, 200)
    assert "导出 xlsx" not in auditor.get(PAGE).content.decode()
    assert auditor.get(EXPORT).status_code == 403


def test_the_workbook_holds_both_sentences(viewer: Client, clashing: tuple[Document, ...]) -> None:
    book = load_workbook(io.BytesIO(viewer.get(EXPORT, {"document": clashing[1].pk}).content))
    assert book.sheetnames == ["数据矛盾", "导出说明"]
    heads, first = ([cell.value for cell in row] for row in book["数据矛盾"].iter_rows(max_row=2))
    told = dict(zip(heads, first, strict=True))
    assert (told["一处数字"], told["另一处数字"]) == ("= 5 %", "= 6 %")
    assert (told["一处文件"], told["另一处文件"]) == ("工作要点", "工作报告")
    assert "地区生产总值增长6%" in told["另一处原文"]
    assert book["数据矛盾"].max_row == 2


def test_twelve_documents_ask_as_much_as_three(viewer: Client, clashing: tuple[Document, ...], hand_in: HandIn) -> None:
    asked = []
    for extra in (0, 9):
        for n in range(extra):
            hand_in(f"第{n}份。全年社会消费品零售总额增长{n + 1}%。", f"第{n}份")
        with CaptureQueriesContext(connection) as questions:
            viewer.get(PAGE)
        asked.append(len(questions))
    assert asked[0] == asked[1] <= 12
