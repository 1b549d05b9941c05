"""What is promised in words alone is on every page of the ledger, says that it is not scored, and counts in no state."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinxiu.core.models import Account, Organisation
from jinxiu.desk.queries import cockpit, projects, target
from jinxiu.engines.measuring import State
from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Draft
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.ledger.tasktable import actions as tables
from jinxiu.plan.ledger.tasktable import queries, xlsx
from jinxiu.plan.projects.listing import Filters
from jinxiu.plan.projects.models import Project, ProjectTarget

DAY = date(2025, 3, 31)


@pytest.fixture
def filled(town: Any) -> Any:
    """A line of the metro that opened late, a line to be held that nobody scores, and a number."""
    town.target("T1", stage="open", pillar=town.pillar)
    town.fact("T1", stage="open", event=True)
    words(town, "T2", "不发生重大安全事故", kind="red-line", pillar=town.pillar, lead=town.unit)
    town.target("T3", "老旧小区改造", value="668")
    return town


def words(town: Any, code: str, said: str, **fields: Any) -> Target:
    made: Target = town.target(code, said, quote=said, type="quality", **fields)
    return made


def codes(client: Client, query: str = "") -> list[str]:
    return [entry.row.target.code for entry in client.get(f"/ledger/{query}").context["found"].entries]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["T1", "T2", "T3"]),
        ("?type=quality", ["T2"]),
        ("?state=not_scored", ["T2"]),
        ("?state=not_scored&state=late", ["T1", "T2"]),
        ("?state=late", ["T1"]),
        ("?kind=red-line", ["T2"]),
        ("?lead=ORG-1", ["T2"]),
        ("?sort=state", ["T1", "T3", "T2"]),
        ("?sort=-state", ["T3", "T1", "T2"]),
        ("?sort=target", ["T3", "T1", "T2"]),
        ("?sort=latest", ["T1", "T2", "T3"]),
    ],
)
def test_the_ledger_lists_filters_and_sorts_it(planner: Client, filled: Any, query: str, expected: list[str]) -> None:
    assert codes(planner, query) == expected


def test_its_line_says_not_scored_and_what_it_is_about(planner: Client, filled: Any) -> None:
    page = planner.get("/ledger/?type=quality").content.decode()
    assert '<span class="light not_scored">Not scored</span></td>' in page
    assert '<td class="nowrap unit">red line</td>' in page
    assert (
        '<a href="?type=quality&amp;state=not_scored"><span class="light not_scored">Not scored</span> <b>1</b>' in page
    )


def test_where_there_is_none_nothing_offers_them(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    assert "light not_scored" not in planner.get("/ledger/").content.decode()
    assert "words alone" not in planner.get("/").content.decode()


def test_the_cockpit_counts_it_apart_from_all_totals(planner: Client, filled: Any) -> None:
    board = cockpit.board(DAY, date(2024, 12, 31), 2024)
    assert (board.total, board.qualities, sum(board.card.counts.values())) == (2, 1, 2)
    assert [(pillar.code, pillar.total) for pillar in board.pillars][:1] == [("P1", 1)]
    assert [line.row.target.code for line in board.silent] == ["T3"]
    assert all(sum(counts.values()) == 2 for counts in board.trend.counts)
    page = planner.get("/").content.decode()
    assert '<a href="/ledger/?state=not_scored">1 more promise in words alone, not scored</a>' in page


def test_a_ledger_of_nothing_else_is_not_called_empty(planner: Client, town: Any) -> None:
    words(town, "T2", "不发生重大安全事故", kind="red-line")
    for address in ("/", "/ledger/", "/chains/", "/projects/"):
        page = planner.get(address)
        assert page.status_code == 200
        assert "The ledger is empty" not in page.content.decode()


def test_its_sheet_says_who_answers_what_happened_and_that_no_fact_is_asked(
    signed_in: Callable[..., Client], filled: Any
) -> None:
    reporter = signed_in("reporter")
    page = reporter.get("/targets/T2/").content.decode()
    assert "“不发生重大安全事故”" in page
    assert "市住建局" in page
    assert "It names no number and no stage." in page
    assert "Definition 1" in page
    assert "Computation" not in page
    assert "Report a fact" not in page
    assert "Report a fact" in reporter.get("/targets/T3/").content.decode()


def test_earlier_definitions_keep_what_they_came_to(planner: Client, filled: Any, now: datetime) -> None:
    asked = Target.objects.get(code="T1")
    said = {"type": "quality", "object": "轨道交通", "kind": "rank", "strength": "firm"}
    ledger.revise(None, asked, said, "专题会议", now)
    sheet = target.sheet("T1", DAY)
    assert sheet is not None
    assert sheet.figures is None
    assert [type(version.row).__name__ for version in sheet.versions] == ["Quality", "Row"]
    assert sheet.versions[1].row.state is State.LATE  # type: ignore[union-attr]
    assert [told.observation.statement for told in sheet.before] == ["1号线投入初期运营"]
    page = planner.get("/targets/T1/").content.decode()
    assert "it decides nothing any more" in page


def test_each_of_three_definitions_keeps_its_own_state(filled: Any, now: datetime) -> None:
    asked = Target.objects.get(code="T1")
    for stage, due in (("start", date(2024, 12, 31)), ("open", date(2025, 6, 30))):
        said = {"type": "milestone", "object": "1号线一期", "stage": stage, "due": due, "strength": "firm"}
        ledger.revise(None, asked, said, "专题会议", now)
    sheet = target.sheet("T1", DAY)
    assert sheet is not None
    assert [version.row.state.value for version in sheet.versions if hasattr(version.row, "state")] == [
        "met",
        "late",
        "late",
    ]


def test_its_commitment_marks_its_words(planner: Client, filled: Any) -> None:
    page = planner.get(reverse("desk:commitment", args=[Target.objects.get(code="T2").commitment_id]))
    assert '<a class="mark not_scored" href="/targets/T2/">不发生重大安全事故</a>' in page.content.decode()
    assert '<span class="light not_scored">Not scored</span>' in page.content.decode()


def test_an_export_leaves_what_it_does_not_have_empty(planner: Client, filled: Any) -> None:
    text = planner.get("/ledger/export.csv?type=quality").content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["Target"], row["State"], row["Type"], row["Kind"]) == ("red line", "Not scored", "Quality", "red line")
    assert (row["Value"], row["Latest value"], row["Days late"], row["Members"]) == ("", "", "", "")
    assert planner.get("/ledger/export.xlsx").status_code == 200


def test_a_project_shows_it_and_takes_its_light_from_the_others(signed_in: Callable[..., Client], filled: Any) -> None:
    project = Project.objects.create(code="P1", name="某项目", kind="民生")
    for code in ("T2", "T3"):
        ProjectTarget.objects.create(project=project, target=Target.objects.get(code=code))
    (line,) = projects.listing(DAY, Filters()).page.object_list
    assert [row.target.code for row in line.rows] == ["T2", "T3"]
    assert line.worst.target.code == "T3"
    page = signed_in("reporter").get("/projects/P1/").content.decode()
    assert "不发生重大安全事故" in page
    assert page.count("Report a fact") == 1


def test_two_documents_stand_side_by_side_with_it(planner: Client, filled: Any) -> None:
    words(filled, "T9", "不发生重大安全事故", kind="red-line", document=filled.new_document("plan-2025", "2025年计划"))
    page = planner.get("/ledger/side-by-side/?left=plan-2024&right=plan-2025")
    pair = next(pair for pair in page.context["pairs"] if pair.left and pair.right)
    assert (pair.left.row.target.code, pair.right.row.target.code) == ("T2", "T9")


@pytest.mark.parametrize("path", ["/", "/ledger/", "/ledger/export.csv", "/targets/W1/"])
def test_fifty_ask_as_much_as_five(planner: Client, town: Any, path: str) -> None:
    asked = []
    for last in (5, 50):
        for n in range(Target.objects.count() + 1, last + 1):
            words(town, f"W{n}", f"底线{n}", kind="red-line", pillar=town.pillar, lead=town.unit)
        with CaptureQueriesContext(connection) as captured:
            assert planner.get(path).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_a_document_is_read_confirmed_listed_unscored_handed_out_and_taken_back(
    db: None, settings: Any, tmp_path: Path, account: Callable[..., Account], planner: Client, now: datetime
) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    Organisation.objects.create(code="CZJ", name="市财政局", kind="department")
    text = "2024年工作要点\n\n今年新建学校10所以上。\n不发生系统性金融风险（市财政局牵头）。\n"
    document = documents.hand_in(
        None, data=text.encode(), name="p.txt", title="", year=2024, kind="plan", issued_on=None, publisher="", now=now
    )
    actor = account("planner", name="规划岗")
    for draft in Draft.objects.filter(run__document=document):
        ledger.confirm(actor, draft, now)
    assert len(codes(planner)) == 2
    (listed,) = planner.get("/ledger/?type=quality").context["found"].entries
    assert (listed.definition.object, [lead.name for lead in listed.leads]) == ("不发生系统性金融风险", ["市财政局"])
    card = Evaluator().on(DAY)
    assert (len(card.rows), len(card.qualities), sum(card.counts.values())) == (1, 1, 1)
    table = queries.of_document(document.pk)
    assert table is not None
    found = tables.look(xlsx.workbook(table, now), "table.xlsx")
    assert (found.same, found.writes, found.faults) == (2, 0, [])
