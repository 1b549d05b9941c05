"""What people changed, rejected or added is kept as what the reader got wrong: to see, to count, to improve it with."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from jinxiu.core.models import Account, Organisation
from jinxiu.engines.reading import read
from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Document, Draft
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.answering import Answering
from jinxiu.plan.ledger.corrections.queries import Correction, report

Fields = Callable[..., dict[str, Any]]


@pytest.fixture
def decided(planner: Account, document: Document, drafts: list[Draft], now: Any, quantity: Fields) -> Document:
    """Of eight drafts: two unchanged, one corrected, one split, one rejected; one promise added; two wait."""
    actions.confirm(planner, drafts[0], now)
    actions.confirm(planner, drafts[1], now)
    actions.confirm(planner, drafts[4], now, quantity(unit="个", value="12", due=drafts[4].due, kind="works"))
    parts = [quantity(object="东城小区", value="8", unit="个"), quantity(object="西城小区", value="12", unit="个")]
    actions.split(planner, drafts[5], parts, now)
    actions.reject(planner, drafts[3], now, "一般性表述")
    start = document.text.index("某市2024年")
    actions.add(planner, document, start, start + 2, quantity(object="城市"), now)
    return document


def said(one: Correction) -> dict[str, tuple[str, str]]:
    return {difference.field: (difference.found, difference.decided) for difference in one.differences}


def test_each_error_says_what_was_found_and_what_was_decided(decided: Document) -> None:
    found = report(decided.pk).corrections
    assert [one.decision.verdict for one in found] == ["add", "reject", "correct", "split"]
    assert said(found[0]) == {"missed": ("—", "城市 ≥ 12 所")}
    assert said(found[1]) == {"promise": ("甲厂二期 推进", "不是任务: 一般性表述")}
    assert said(found[2]) == {"value": ("10", "12"), "unit": ("所", "个")}
    assert said(found[3]) == {"split": ("老旧小区 = 20 个", "东城小区 ≥ 8 个；西城小区 ≥ 12 个")}


def test_every_field_can_be_wrong(planner: Account, drafts: list[Draft], now: Any, quantity: Fields) -> None:
    other = quantity(
        object="小学", value="11", unit="栋", comparator="range", value_to="13", per="每个区", due=None,
        strength="strive", kind="service", baseline="2", part=True,
    )  # fmt: skip
    actions.confirm(planner, drafts[4], now, other)
    wrong = set(said(report().corrections[0]))
    assert wrong == {
        "object", "value", "value_to", "unit", "comparator", "per", "due", "strength", "kind", "baseline", "part",
    }  # fmt: skip


def test_another_type_is_one_error(planner: Account, drafts: list[Draft], now: Any, milestone: Fields) -> None:
    given = milestone(object=drafts[4].object, due=drafts[4].due)
    actions.confirm(planner, drafts[4], now, given)
    assert said(report().corrections[0]) == {"type": ("数量 ≥ 10 所", "节点 开工")}


def test_who_answers_can_be_wrong(planner: Account, drafts: list[Draft], now: Any) -> None:
    unit = Organisation.objects.create(code="JYJ", name="市教育局", kind="department")
    Draft.objects.filter(pk=drafts[4].pk).update(bodies=[["无名处", "responsible"]])
    drafts[4].refresh_from_db()
    actions.confirm(planner, drafts[4], now, answering=Answering((unit,)))
    assert said(report().corrections[0]) == {"bodies": ("无名处（负责）", "市教育局（牵头）")}


def test_what_was_undone_is_no_error_any_more(decided: Document, planner: Account, now: Any) -> None:
    actions.undo(planner, decided, now)
    assert "missed" not in {difference.field for one in report().corrections for difference in one.differences}


def test_precision_and_recall_are_those_that_people_decided(decided: Document) -> None:
    score = report(decided.pk).score
    assert (score.decided, score.unchanged, score.corrected, score.split, score.rejected, score.added) == (
        5, 2, 1, 1, 1, 1,
    )  # fmt: skip
    assert (score.precision, score.recall) == (2 / 5, 4 / 5)
    assert (score.precision_words, score.recall_words) == ("40.0%", "80.0%")


def test_nothing_decided_is_no_number(document: Document) -> None:
    empty = report(document.pk)
    assert (empty.score.precision, empty.score.recall, empty.corrections) == (None, None, [])
    assert empty.score.precision_words == "—"


def test_what_was_confirmed_together_is_told_apart(planner: Account, document: Document, now: Any) -> None:
    done = actions.confirm_all(planner, document, now)
    score = report(document.pk).score
    assert (score.unchanged, score.together) == (done.targets, done.targets)


def test_rules_and_fields_are_counted_the_worst_in_front(decided: Document) -> None:
    found = report(decided.pk)
    assert [(one.rule, one.score.decided, one.score.wrong) for one in found.rules] == [
        ("number", 4, 2),
        ("pushed-on", 1, 1),
    ]
    assert {one.field: one.count for one in found.fields} == {
        "missed": 1, "promise": 1, "value": 1, "unit": 1, "split": 1,
    }  # fmt: skip
    assert [one.decision.verdict for one in found.narrowed("unit", "")] == ["correct"]
    assert [one.decision.verdict for one in found.narrowed("", "pushed-on")] == ["reject"]
    assert found.narrowed("unit", "pushed-on") == []


def test_each_document_has_its_own_score(decided: Document, now: Any) -> None:
    other = documents.hand_in(
        None, data="今年新建公园3个。".encode(), name="b.txt", title="另一份", year=2025, kind="plan", issued_on=None,
        publisher="", now=now,
    )  # fmt: skip
    actions.confirm_all(None, other, now)
    found = report()
    assert [(one.title, one.score.precision) for one in found.documents] == [("另一份", 1.0), (decided.title, 0.4)]
    assert found.score.decided == 6
    assert [one.pk for one in report(other.pk).documents] == [other.pk]


@pytest.fixture
def client_of(signed_in: Callable[..., Client]) -> Client:
    return signed_in("viewer")


def test_the_page_shows_errors_counts_and_the_way_to_the_words(client_of: Client, decided: Document) -> None:
    page = client_of.get(reverse("ledger:corrections", args=[decided.pk])).content.decode()
    assert "读错清单" in page
    assert "已审 5 条，原样确认 2 条" in page
    assert "<del>所</del> → <ins>个</ins>" in page
    draft = Draft.objects.get(decisions__verdict="correct")
    assert f"/review/{decided.pk}/?active=d{draft.pk}#card-d{draft.pk}" in page
    narrowed = client_of.get(reverse("ledger:corrections"), {"field": "unit"}).content.decode()
    assert narrowed.count("<ins>") == 2
    assert decided.title in narrowed


def test_a_page_without_errors_says_what_will_stand_there(client_of: Client, document: Document, now: Any) -> None:
    empty = client_of.get(reverse("ledger:corrections", args=[document.pk])).content.decode()
    assert "尚未审定任何条目" in empty
    actions.confirm_all(None, document, now)
    assert "没有读错" in client_of.get(reverse("ledger:corrections")).content.decode()
    assert client_of.get(reverse("ledger:corrections", args=[9999])).status_code == 404


def test_the_lines_are_what_the_reader_exchanges(client_of: Client, decided: Document) -> None:
    answer = client_of.get(reverse("ledger:corrections-export", args=[decided.pk, "jsonl"]))
    assert 'filename="reading-errors-' in answer["Content-Disposition"]
    rows = [json.loads(line) for line in answer.content.decode().splitlines()]
    assert [row["verdict"] for row in rows] == ["add", "reject", "correct", "split"]
    corrected = rows[2]
    read_again = {t.quote: t.as_row() for t in read(decided.text, year=2024).targets}
    assert corrected["found"] == read_again[corrected["found"]["quote"]]
    assert corrected["fields"] == ["value", "unit"]
    expected = {k: v for k, v in corrected["found"].items() if k not in {"verb", "due_basis", "confidence", "rule"}}
    assert corrected["decided"] == [expected | {"value": 12, "unit": "个"}]
    assert (rows[0]["found"], rows[1]["decided"], len(rows[3]["decided"])) == (None, [], 2)
    for row in rows:
        for promise in [*row["decided"], *([row["found"]] if row["found"] else [])]:
            assert decided.text[promise["start"] : promise["end"]] == promise["quote"]


def test_the_workbook_holds_errors_rules_and_documents(client_of: Client, decided: Document, planner: Account) -> None:
    address = reverse("ledger:corrections-export", args=["xlsx"])
    book = load_workbook(io.BytesIO(client_of.get(address).content))
    assert book.sheetnames == ["读错清单", "按读法", "按文件"]
    first = [cell.value for cell in book["读错清单"][2]]
    assert first[4:8] == ["补录", "漏读", "—", "城市 ≥ 12 所"]
    assert [cell.value for cell in book["按文件"][2]][1:] == [5, 2, 1, 1, 1, 1, 0.4, 0.8]
    narrowed = load_workbook(io.BytesIO(client_of.get(address, {"field": "unit"}).content))
    assert narrowed["读错清单"].max_row == 3


def test_no_cell_is_a_formula(client_of: Client, planner: Account, drafts: list[Draft], now: Any) -> None:
    actions.reject(planner, drafts[4], now)
    Draft.objects.filter(pk=drafts[4].pk).update(object="=1+1")
    address = reverse("ledger:corrections-export", args=["xlsx"])
    cell = load_workbook(io.BytesIO(client_of.get(address).content))["读错清单"]["G2"]
    assert (cell.value, cell.data_type) == ("=1+1 ≥ 10 所", "s")


def test_files_need_the_verb_to_export(signed_in: Callable[..., Client], decided: Document) -> None:
    auditor = signed_in("auditor")
    assert auditor.get(reverse("ledger:corrections")).status_code == 200
    assert auditor.get(reverse("ledger:corrections-export", args=["jsonl"])).status_code == 403
    assert "导出 jsonl" not in auditor.get(reverse("ledger:corrections")).content.decode()
    viewer = signed_in("viewer")
    assert viewer.get(reverse("ledger:corrections-export", args=["docx"])).status_code == 404


def test_fifty_errors_ask_as_much_as_five(client_of: Client, planner: Account, now: Any, quantity: Fields) -> None:
    asked = []
    for count in (5, 50):
        text = "2024年工作要点\n" + "\n".join(f"今年新建第{n}中学教学楼{n + 1}栋。" for n in range(count))
        document = documents.hand_in(
            None, data=text.encode(), name=f"{count}.txt", title="", year=2024, kind="plan", issued_on=None,
            publisher="", now=now,
        )  # fmt: skip
        for draft in Draft.objects.filter(run__document=document):
            actions.confirm(planner, draft, now, quantity())
        of_page = []
        for address in (
            reverse("ledger:corrections", args=[document.pk]),
            reverse("ledger:corrections"),
            reverse("ledger:corrections-export", args=["jsonl"]),
            reverse("ledger:corrections-export", args=["xlsx"]),
        ):
            with CaptureQueriesContext(connection) as page:
                assert client_of.get(address).status_code == 200
            of_page.append(len(page))
        asked.append(of_page)
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 12
