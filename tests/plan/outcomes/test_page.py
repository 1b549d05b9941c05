"""The page answers every act with what changed, works without scripts, narrows, exports, asks a fixed number of times."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from jinxiu.core.models import Account
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.outcomes import actions, outline, pairing
from jinxiu.plan.outcomes.models import Judgement, PairingRun, Proposal

HTMX = {"HX-Request": "true"}
SignIn = Callable[..., Client]
Of = Callable[[str], Proposal]
Find = Callable[[str], Target]


def at(name: str, *args: int) -> str:
    return reverse(f"outcomes:{name}", args=args)


@pytest.fixture
def planning(signed_in: SignIn) -> Client:
    return signed_in("planner", name="signed-in")


def objects(page: str) -> list[str]:
    return re.findall(r"<h3>(.+?) <span", page)


def test_each_promise_stands_beside_the_review_with_both_words_marked(run: PairingRun, signed_in: SignIn) -> None:
    page = signed_in("viewer").get(at("page", run.pk)).content.decode()
    assert "8 项任务，回顾提到 5 项" in page
    assert "<mark>新建幼儿园10所</mark>" in page
    assert "<mark>新建幼儿园12所</mark>" in page
    assert "对象相同 · 单位可比 · 上下文相近 · 实际 12 所，任务 = 10 所" in page
    assert "只是其中一部分" in page
    assert "回顾未提及 3 项" in page
    assert "不计为未完成" in page


def test_a_reader_sees_no_buttons(run: PairingRun, signed_in: SignIn) -> None:
    page = signed_in("viewer").get(at("page", run.pk)).content.decode()
    assert 'data-key="j"' in page
    assert 'value="confirm"' not in page
    assert 'data-key="z"' not in page
    assert "重新核对" not in page


@pytest.mark.parametrize("name", ["decide", "correct", "by-hand", "take-back", "confirm-all", "undo"])
def test_a_reader_may_not_decide(run: PairingRun, of: Of, signed_in: SignIn, name: str) -> None:
    one = of("幼儿园")
    args = {"decide": one.pk, "correct": one.pk, "by-hand": one.target_id, "take-back": one.target_id}
    address = at(name, run.pk, args[name]) if name in args else at(name, run.pk)
    assert signed_in("reporter").post(address, {"act": "confirm"}).status_code == 403
    assert not Judgement.objects.exists()


def test_a_stranger_signs_in_first(run: PairingRun, client: Client) -> None:
    assert client.get(at("page", run.pk))["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?verdict=missed", ["老旧小区", "地区生产总值"]),
        ("?verdict=silent", ["公共停车位", "松山水厂", "造林"]),
        ("?state=settled", ["幼儿园"]),
        ("?state=pending&verdict=partly", ["临湖体育馆"]),
        ("?verdict=nonsense&state=x&order=y", None),
    ],
)
def test_filters(
    run: PairingRun, of: Of, planner: Account, planning: Client, now: datetime, query: str, shown: list[str] | None
) -> None:
    actions.confirm(planner, of("幼儿园"), now)
    page = planning.get(at("page", run.pk) + query).content.decode()
    assert objects(page) == shown if shown is not None else len(objects(page)) == 8


def test_the_least_alike_come_first_where_asked_for(run: PairingRun, planning: Client) -> None:
    page = planning.get(at("page", run.pk) + "?order=likeness").content.decode()
    likeness = [float(found) for found in re.findall(r"相近度 (\d\.\d\d)", page)]
    assert likeness == sorted(likeness)


def test_an_act_answers_with_its_card_and_the_counts(run: PairingRun, of: Of, planning: Client) -> None:
    one = of("幼儿园")
    answer = planning.post(at("decide", run.pk, one.pk), {"act": "confirm"}, headers=HTMX)
    piece = answer.content.decode()
    assert answer["HX-Reswap"] == "none"
    assert json.loads(answer["HX-Trigger-After-Settle"])["jinxiu:decided"] == {"key": f"t{one.target_id}"}
    assert piece.count("<article") == 1
    assert 'data-state="settled"' in piece
    assert 'data-pending="4"' in piece
    assert "待核验" in piece


def test_without_scripts_an_act_leads_on_and_keeps_the_filters(run: PairingRun, of: Of, planning: Client) -> None:
    one, following = of("幼儿园"), of("老旧小区")
    answer = planning.post(at("decide", run.pk, one.pk) + "?order=likeness", {"act": "reject"})
    key = f"t{following.target_id}"
    assert answer["Location"] == f"{at('page', run.pk)}?order=likeness&active={key}#card-{key}"


def test_a_second_click_says_so_and_shows_how_it_stands(run: PairingRun, of: Of, planning: Client) -> None:
    address = at("decide", run.pk, of("幼儿园").pk)
    planning.post(address, {"act": "confirm"}, headers=HTMX)
    again = planning.post(address, {"act": "confirm"}, headers=HTMX).content.decode()
    assert "此前已有结论" in again
    assert Judgement.objects.count() == 1


def test_correcting_in_the_card(run: PairingRun, of: Of, planning: Client) -> None:
    address = at("correct", run.pk, of("老旧小区").pk)
    form = planning.get(address, headers=HTMX).content.decode()
    assert 'value="18"' in form
    assert 'name="stage"' not in form
    wrong = planning.post(address, {"verdict": "met", "value": "18", "unit": "个"}, headers=HTMX).content.decode()
    assert "台账将计为“未完成”，您选择的是“已完成”" in wrong
    right = planning.post(address, {"verdict": "met", "value": "20", "unit": "个"}, headers=HTMX)
    assert right["HX-Reswap"] == "none"
    assert Judgement.objects.get().value == 20


def test_choosing_a_sentence_by_hand(run: PairingRun, target: Find, planning: Client) -> None:
    address = at("by-hand", run.pk, target("公共停车位").pk)
    page = planning.get(address, headers=HTMX).content.decode()
    assert "<mark>施划泊位3200个</mark>" in page
    found = re.search(r'sentence=([\d:-]+)"[^>]*>城区停车难', page)
    assert found is not None
    form = planning.get(f"{address}?sentence={found[1]}", headers=HTMX).content.decode()
    assert 'value="3200"' in form
    assert '<option value="met" selected>' in form
    given = {"sentence": found[1], "verdict": "met", "value": "3200", "unit": "个"}
    planning.post(address, given, headers=HTMX)
    assert Judgement.objects.get().quote == "施划泊位3200个"


def test_a_promise_that_was_revised_while_its_form_was_open_is_read_again(
    run: PairingRun, target: Find, planner: Account, planning: Client, now: datetime
) -> None:
    asked = target("公共停车位")
    address = at("by-hand", run.pk, asked.pk)
    text = run.review.text
    start = text.index("施划泊位3200个")
    sentence = f"{start}-{start + 8}"
    form = planning.get(address, {"sentence": sentence}, headers=HTMX).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', form)
    assert seen is not None
    assert asked.current is not None
    ledger.revise(planner, asked, fields_of(asked.current).as_columns() | {"value": "4000"}, "年中调整", now)
    given = {"sentence": sentence, "verdict": "met", "value": "3200", "unit": "个", "seen": seen[1], "reason": "已足够"}
    answer = planning.post(address, given, headers=HTMX).content.decode()
    assert "这项任务期间已修订" in answer
    assert not Judgement.objects.exists()


def test_sentences_are_searched_for_words(run: PairingRun, target: Find, planning: Client) -> None:
    address = at("by-hand", run.pk, target("松山水厂").pk)
    assert "临湖体育馆主体完工" in planning.get(f"{address}?q=体育馆 主体", headers=HTMX).content.decode()
    assert "没有同时含有这些词" in planning.get(f"{address}?q=机场", headers=HTMX).content.decode()


@pytest.mark.parametrize("sentence", ["", "x", "9-2", "1-99999999", "5-9:7-7"])
def test_a_sentence_that_is_none_shows_the_choice_again(
    run: PairingRun, target: Find, planning: Client, sentence: str
) -> None:
    answer = planning.get(at("by-hand", run.pk, target("松山水厂").pk), {"sentence": sentence}, headers=HTMX)
    assert "choose" in answer.content.decode()


def test_confirming_all_says_first_what_it_means(run: PairingRun, planning: Client) -> None:
    address = at("confirm-all", run.pk)
    page = planning.get(f"{address}?least=0.9").content.decode()
    assert "确认 5 项完成情况？" in page
    refused = planning.post(address, {"least": "0.9", "expected": "3"}, headers=HTMX)
    assert refused["HX-Retarget"] == "#confirm-all-form"
    assert "原先告知为 3 项，现为 5 项" in refused.content.decode()
    done = planning.post(address, {"least": "0.9", "expected": "5"}, headers=HTMX)
    assert done["HX-Redirect"] == at("page", run.pk)
    assert Judgement.objects.count() == 5


@pytest.mark.parametrize("least", ["", "x", "2", "-1"])
def test_a_likeness_that_is_none_confirms_nothing(run: PairingRun, planning: Client, least: str) -> None:
    answer = planning.post(at("confirm-all", run.pk), {"least": least, "expected": "5"})
    assert answer.status_code == 200
    assert not Judgement.objects.exists()


def test_the_page_names_what_would_be_confirmed_and_what_would_be_taken_back(
    run: PairingRun, of: Of, planning: Client
) -> None:
    planning.post(at("decide", run.pk, of("幼儿园").pk), {"act": "confirm"})
    page = planning.get(at("page", run.pk)).content.decode()
    assert f'name="seen" value="{Judgement.objects.get().pk}"' in page
    refused = planning.post(at("take-back", run.pk, of("幼儿园").target_id), {"seen": "999999"}, headers=HTMX)
    assert "又有新的结论" in refused.content.decode()
    refused = planning.post(at("confirm-all", run.pk), {"least": "0", "expected": "4", "seen": "x"}, headers=HTMX)
    assert "已不是原先所列" in refused.content.decode()
    assert Judgement.objects.count() == 1


def test_undo_gives_the_card_back(run: PairingRun, of: Of, planning: Client) -> None:
    planning.post(at("decide", run.pk, of("幼儿园").pk), {"act": "confirm"})
    answer = planning.post(at("undo", run.pk), headers=HTMX)
    assert 'data-state="pending"' in answer.content.decode()
    assert "没有可由您撤回" in planning.post(at("undo", run.pk), headers=HTMX).content.decode()


def test_the_export_is_what_one_sees(
    run: PairingRun, of: Of, planner: Account, planning: Client, now: datetime
) -> None:
    actions.confirm(planner, of("老旧小区"), now)
    answer = planning.get(at("export", run.pk) + "?verdict=missed")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["完成情况核对", "导出说明"]
    rows = list(book["完成情况核对"].iter_rows(values_only=True))
    lines = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [line["任务"] for line in lines] == ["老旧小区", "地区生产总值"]
    assert lines[0]["计划原句"].startswith("今年新建幼儿园10所，改造老旧小区20个")
    assert (lines[0]["任务原文"], lines[0]["回顾原文"]) == ("改造老旧小区20个", "改造老旧小区18个")
    assert (lines[0]["结论"], lines[0]["事实"], lines[0]["核验"]) == ("未完成", "F0001", "待核验")
    whole = load_workbook(io.BytesIO(planning.get(at("export", run.pk)).content))
    assert [row[1] for row in whole["回顾未提及"].iter_rows(values_only=True)][1:] == ["公共停车位", "松山水厂", "造林"]


def test_no_cell_of_the_export_is_a_formula(
    hand_in: Callable[..., Document], review: Document, planner: Account, planning: Client, now: datetime
) -> None:
    document = hand_in("重点工作\n\n今年新建=SUM(A1)学校10所。\n", 2024)
    ledger.confirm_all(None, document, now)
    run = pairing.start(planner, review=review, plan=document, year=2024, now=now)
    book = load_workbook(io.BytesIO(planning.get(at("export", run.pk)).content))
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_the_list_offers_the_plan_of_the_year_before(plan: Document, review: Document, planning: Client) -> None:
    page = planning.get(at("list")).content.decode()
    assert review.title in page
    assert f'<option value="{plan.pk}" data-year="2024" selected>' in page
    assert 'name="year" value="2024"' in page
    answer = planning.post(at("start"), {"review": review.pk, "plan": plan.pk, "year": "2024"})
    run = PairingRun.objects.get()
    assert answer["Location"] == at("page", run.pk)
    page = planning.get(at("list")).content.decode()
    cells = re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", page)
    assert cells[:6] == [plan.title, "2024", "8", "5", "0", "3"]


@pytest.mark.parametrize("given", [{}, {"year": "1800"}, {"year": "2099"}, {"plan": "x"}])
def test_a_start_that_makes_no_sense_starts_nothing(
    plan: Document, review: Document, planning: Client, given: dict[str, Any]
) -> None:
    whole = {"review": review.pk, "plan": plan.pk, "year": "2024"}
    planning.post(at("start"), whole | given if given else {})
    assert not PairingRun.objects.exists()


def test_every_plan_on_offer_says_of_which_year_the_review_would_tell(
    plan: Document, review: Document, hand_in: Callable[..., Document], planning: Client, now: datetime
) -> None:
    same_year = hand_in("重点工作\n\n今年新建学校10所。\n", review.year)
    ledger.confirm_all(None, same_year, now)
    page = planning.get(at("list"), {"review": review.pk}).content.decode()
    assert re.findall(r'<option value="(\d+)" data-year="(\d+)"', page) == [
        (str(same_year.pk), str(review.year)),
        (str(plan.pk), str(review.year - 1)),
    ]


def test_a_start_that_is_refused_says_which_field_and_stays_at_the_review(
    plan: Document, review: Document, planning: Client
) -> None:
    given = {"review": review.pk, "plan": plan.pk, "year": "2099"}
    answer = planning.post(at("start"), given)
    assert answer["Location"] == f"{at('list')}?review={review.pk}"
    assert "回顾年度：" in planning.get(answer["Location"]).content.decode()


def test_a_comparison_that_fails_hides_nothing_of_the_one_before(
    run: PairingRun, plan: Document, review: Document, planner: Account, planning: Client, now: datetime
) -> None:
    failed = PairingRun.objects.create(review=review, plan=plan, year=2024, state="failed", requested_at=now)
    assert f'href="{at("page", run.pk)}"' in planning.get(at("page", failed.pk)).content.decode()
    page = planning.get(at("list")).content.decode()
    assert f'href="{at("page", run.pk)}"' in page
    assert f'href="{at("page", failed.pk)}"' in page
    assert re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", page)[2:6] == ["8", "5", "0", "3"]


def test_the_list_counts_no_promise_that_was_withdrawn(
    run: PairingRun, of: Of, planner: Account, planning: Client, plan: Document, now: datetime
) -> None:
    proposal = of("幼儿园")
    actions.confirm(planner, proposal, now)
    definition = proposal.target.current
    assert definition is not None
    type(definition).objects.filter(pk=definition.pk).update(withdrawn=True)
    page = planning.get(at("list")).content.decode()
    assert re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", page)[2:6] == ["7", "4", "0", "3"]


def test_a_report_with_a_review_part_is_offered_and_a_mere_plan_is_not(
    plan: Document, review: Document, planning: Client
) -> None:
    page = planning.get(at("list")).content.decode()
    assert f'id="review-{review.pk}"' in page
    assert f'id="review-{plan.pk}"' not in page
    assert f'id="review-{plan.pk}"' in planning.get(at("list") + f"?review={plan.pk}").content.decode()


def test_the_list_says_what_to_do_where_there_is_nothing(db: None, planning: Client) -> None:
    assert "尚无含有回顾内容的文件" in planning.get(at("list")).content.decode()


def test_an_older_comparison_points_at_the_newer_and_decides_nothing(
    run: PairingRun, plan: Document, review: Document, planner: Account, planning: Client, now: datetime
) -> None:
    newer = pairing.start(planner, review=review, plan=plan, year=2024, now=now)
    page = planning.get(at("page", run.pk)).content.decode()
    assert f'href="{at("page", newer.pk)}"' in page
    assert 'value="confirm"' not in page


def test_the_targets_sheet_leads_here_and_shows_the_fact(
    run: PairingRun, of: Of, planner: Account, planning: Client, now: datetime
) -> None:
    one = of("望江大桥")
    actions.confirm(planner, one, now)
    sheet = planning.get(f"/targets/{one.target.code}/?as_of=2025-03-31").content.decode()
    assert f"{at('page', run.pk)}?active=t{one.target_id}#card-t{one.target_id}" in sheet
    assert "望江大桥建成通车" in sheet


def test_nothing_is_found_where_there_is_nothing(run: PairingRun, planning: Client) -> None:
    for address in (at("page", 999), at("progress", 999), at("export", 999), at("by-hand", run.pk, 999)):
        assert planning.get(address).status_code == 404
    assert planning.post(at("decide", run.pk, 999), {"act": "confirm"}).status_code == 404


class TestPages:
    """Thousands of promises are looked at page by page; the page is the one where work goes on."""

    @pytest.fixture(autouse=True)
    def three_a_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outline, "PAGE", 3)

    def test_what_the_review_mentions_stands_first_and_silence_on_the_last_pages(
        self, run: PairingRun, planning: Client
    ) -> None:
        pages = [planning.get(at("page", run.pk), {"page": n}).content.decode() for n in (1, 2, 3)]
        assert [objects(page) for page in pages] == [
            ["幼儿园", "老旧小区", "望江大桥"],
            ["临湖体育馆", "地区生产总值", "公共停车位"],
            ["松山水厂", "造林"],
        ]
        assert all("8 项任务，回顾提到 5 项" in page for page in pages)
        assert "回顾未提及 3 项" in pages[1]
        assert "没有任务符合" not in "".join(pages)

    def test_work_goes_on_where_something_waits(
        self, run: PairingRun, of: Of, planner: Account, planning: Client
    ) -> None:
        for name in ("幼儿园", "老旧小区", "望江大桥"):
            actions.confirm(planner, of(name), timezone.now())
        page = planning.get(at("page", run.pk)).content.decode()
        assert objects(page)[0] == "临湖体育馆"
        assert 'rel="prev"' in page

    def test_the_page_of_a_card_that_is_asked_for_is_shown(
        self, run: PairingRun, target: Find, planning: Client
    ) -> None:
        key = f"t{target('松山水厂').pk}"
        page = planning.get(at("page", run.pk), {"active": key, "page": "1"}).content.decode()
        assert "松山水厂" in objects(page)
        assert re.search(rf'class="pair silent done on" id="card-{key}"', page)

    def test_an_answer_leads_to_what_waits_on_another_page(self, run: PairingRun, of: Of, planning: Client) -> None:
        address = at("decide", run.pk, of("望江大桥").pk) + "?page=1"
        answer = planning.post(address, {"act": "confirm"}, headers=HTMX).content.decode()
        following = f"t{of('临湖体育馆').target_id}"
        assert f'id="next-pending" href="{at("page", run.pk)}?active={following}#card-{following}"' in answer
        assert planning.post(address, {"act": "confirm"})["Location"].endswith(f"?active={following}#card-{following}")

    @pytest.mark.parametrize("number", ["0", "99", "x", "-1"])
    def test_a_page_that_is_none_shows_the_nearest(self, run: PairingRun, planning: Client, number: str) -> None:
        assert objects(planning.get(at("page", run.pk), {"page": number}).content.decode())


class TestQueries:
    """As many questions for fifty pairs as for five."""

    @pytest.fixture
    def compared(
        self, hand_in: Callable[..., Document], planner: Account, now: datetime
    ) -> Callable[[int], PairingRun]:
        def compare(count: int) -> PairingRun:
            names = [f"{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'东西南北中'[n // 10 % 5]}河" for n in range(count)]
            year = 2000 + count % 20
            told = "".join(f"{name}大桥建成通车。" for name in names)
            plan = hand_in(f"云河市{year}年工作要点\n\n{'今年'}" + told.replace("建成", "年底建成"), year)
            review = hand_in(f"云河市{year + 1}年报告\n\n一、{year}年工作回顾\n\n{told}", year + 1, "review")
            ledger.confirm_all(None, plan, now)
            run = pairing.start(planner, review=review, plan=plan, year=year, now=now)
            assert run.proposals.count() == count
            return run

        return compare

    @pytest.mark.parametrize("name", ["page", "export", "confirm-all", "list"])
    def test_reading(self, compared: Callable[[int], PairingRun], planning: Client, name: str) -> None:
        def asked(run: PairingRun) -> int:
            planning.post(at("confirm-all", run.pk), {"least": "0", "expected": str(run.proposals.count())})
            planning.post(at("undo", run.pk))
            planning.post(at("decide", run.pk, run.proposals.first().pk), {"act": "confirm"})  # type: ignore[union-attr]
            with CaptureQueriesContext(connection) as captured:
                assert planning.get(at(name) if name == "list" else at(name, run.pk)).status_code == 200
            return len(captured)

        assert asked(compared(5)) == asked(compared(50)) <= 20

    def test_confirming_and_undoing_all(
        self, compared: Callable[[int], PairingRun], planner: Account, now: datetime
    ) -> None:
        def asked(run: PairingRun) -> tuple[int, int]:
            with CaptureQueriesContext(connection) as confirming:
                actions.confirm_all(planner, run, now, least=0, expected=run.proposals.count())
            with CaptureQueriesContext(connection) as undoing:
                actions.undo(planner, run, now)
            return len(confirming), len(undoing)

        few, many = asked(compared(5)), asked(compared(40))  # SQLite writes some 45 rows of ours at a time
        assert few == many
