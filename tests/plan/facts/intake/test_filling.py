"""Figures filled in on a page: what is known stands there, all members at once, errors by cell, one act."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jinxiu.core import evidence
from jinxiu.core.models import AuditEvent
from jinxiu.plan.facts import members
from jinxiu.plan.facts.intake import filling
from jinxiu.plan.facts.intake.blanks import next_due
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.models import ImportRun, Observation, Question

CHAINS = [(f"C{n}", f"产业链{n}") for n in range(1, 10)]


@pytest.fixture(autouse=True)
def _today(monkeypatch, now):
    """Pages ask for the day: it is that of every other test."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def nine(measure, target, monkeypatch, now):
    """A measure that is asked for on each of nine chains."""
    monkeypatch.setattr(members, "_LISTERS", [lambda scope: CHAINS if scope == "chain" else []])
    measures.link(None, measure(kind="spending"), [target("T1", scope="chain")], now)


@pytest.fixture
def client(signed_in):
    return signed_in("reporter", name="r2")


def filled(values, key="value", **shared):
    given = {f"{key}:IV/{name}": value for (_code, name), value in zip(CHAINS, values, strict=False)}
    given |= {f"unit:IV/{name}": "亿元" for _code, name in CHAINS}
    given |= {f"as_of:IV/{name}": "2026-01-31" for _code, name in CHAINS}
    return {"source": "一月月报", "publisher": "专班", "published_on": ""} | given | shared


@pytest.mark.parametrize(
    ("frequency", "last", "due"),
    [
        ("month", None, date(2026, 2, 28)),
        ("month", date(2026, 1, 31), date(2026, 2, 28)),
        ("month", date(2026, 2, 28), date(2026, 3, 31)),
        ("quarter", None, date(2025, 12, 31)),
        ("quarter", date(2025, 9, 30), date(2025, 12, 31)),
        ("half-year", date(2025, 12, 31), date(2026, 6, 30)),
        ("year", None, date(2025, 12, 31)),
        ("year", date(2024, 12, 31), date(2025, 12, 31)),
        ("once", None, date(2026, 2, 28)),
    ],
)
def test_the_day_that_is_due_next_follows_the_last_one(frequency, last, due):
    assert next_due(frequency, last, date(2026, 3, 2)) == due


def test_unit_last_figure_and_next_day_are_known(nine, measure, write, row, client):
    measure("Q", name="季度数", unit="万元", frequency="quarter")
    write([row(对象="C1", as_of="2026-01-31", value=7), row("Q", as_of="2025-12-31", value=3, 单位="万元")])
    grid = client.get("/facts/fill/").context["grid"]

    first, quarter = grid.rows[0], grid.rows[-1]
    assert [row.asked.member for row in grid.rows[:9]] == [name for _code, name in CHAINS]
    assert (first.asked.last, first.cells["unit"].value, first.cells["as_of"].value) == ("7 亿元", "亿元", "2026-02-28")
    assert first.cells["value"].value == ""
    # The first quarter is not over: nothing is due, and the page says when.
    assert (quarter.cells["as_of"].value, quarter.asked.due) == ("", date(2026, 3, 31))
    assert "下期截至 2026-03-31" in client.get("/facts/fill/?of=Q").content.decode()


def test_nine_chains_are_reported_in_one_act(nine, client):
    answer = client.post("/facts/fill/?of=IV", filled([f"{n}.5" for n in range(1, 10)]), follow=True)

    assert "已写入9个数" in answer.content.decode()
    facts = Observation.objects.order_by("member")
    assert [(fact.member, fact.value) for fact in facts] == [
        (f"C{n}", Decimal(n) + Decimal("0.5")) for n in range(1, 10)
    ]
    assert {(fact.source.title, fact.as_of.isoformat(), fact.bearings.count()) for fact in facts} == {
        ("一月月报", "2026-01-31", 1)
    }
    assert AuditEvent.objects.filter(action="facts.fill-in").count() == 1
    assert [row.asked.last for row in answer.context["grid"].rows] == [f"{n}.5 亿元" for n in range(1, 10)]


def test_what_was_typed_is_the_evidence_of_it(nine, client):
    client.post("/facts/fill/?of=IV", filled(["1.5", "", "3.5"]))
    kept = evidence.read(Observation.objects.first().evidence).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(kept)))
    assert [(line["编号"], line["对象"], line["本次数值"], line["来源"]) for line in lines] == [
        ("IV", "产业链1", "1.5", "一月月报"),
        ("IV", "产业链3", "3.5", "一月月报"),
    ]
    assert ImportRun.objects.get().state == "done"


def test_each_fault_stands_at_its_cell_and_nothing_is_written(nine, client):
    given = filled(["1.5", "约2", "3.5"]) | {
        "as_of:IV/产业链3": "2090-01-31",
        "unit:IV/产业链1": "个",
        "published_on": "昨天",
    }
    answer = client.post("/facts/fill/?of=IV", given)

    assert answer.status_code == 422
    grid = answer.context["grid"]
    at = [(row.number if row else 0, cell.key) for row, cell, _sentence in grid.errors]
    assert at == [(0, "published_on"), (1, "unit"), (2, "value"), (3, "as_of")]
    page = answer.content.decode()
    assert 'aria-describedby="value-2-error"' in page
    assert 'href="#value-2"' in page
    assert 'value="约2"' in page  # what was typed stays
    assert not Observation.objects.exists()
    assert not ImportRun.objects.exists()


def test_questions_stand_under_their_row_and_take_an_answer(nine, client, write, row):
    write([row(对象="C2", as_of="2025-12-31", value="20.55"), row(对象="C2", as_of="2026-01-15", value="10.55")])
    given = filled(["1.5", "9.25"])
    asked = client.post("/facts/fill/?of=IV", given)
    assert asked.status_code == 422
    assert [bool(row.questions) for row in asked.context["grid"].rows[:3]] == [False, True, False]
    assert Observation.objects.count() == 2

    print_of = asked.context["grid"].fingerprint
    assert client.post("/facts/fill/?of=IV", given | {"acknowledged": "on"}).status_code == 422  # of another look
    done = given | {"answer:IV/产业链2": "退库", "fingerprint": print_of}
    assert client.post("/facts/fill/?of=IV", done).status_code == 302
    assert Question.objects.filter(observation__as_of=date(2026, 1, 31)).get().answer == "退库"


def test_a_tick_answers_the_questions_that_were_seen(nine, client, write, row):
    write([row(对象="C2", as_of="2026-01-15", value="10.55")])
    given = filled(["1.5", "9.25"])
    seen = client.post("/facts/fill/?of=IV", given).context["grid"].fingerprint
    word = {"fingerprint": seen, "acknowledged": "on"}
    changed = given | {"value:IV/产业链2": "8.25"} | word
    assert client.post("/facts/fill/?of=IV", changed).status_code == 422  # a figure changed is asked about anew
    assert client.post("/facts/fill/?of=IV", given | word).status_code == 302
    assert Observation.objects.count() == 3


def test_the_same_table_again_changes_nothing(nine, client):
    for _twice in range(2):
        answer = client.post("/facts/fill/?of=IV", filled(["1.5"]), follow=True)
    assert "各行与在册数据一致" in answer.content.decode()
    assert Observation.objects.count() == 1


def test_an_empty_table_says_so(nine, client):
    answer = client.post("/facts/fill/?of=IV", filled([]))
    assert (answer.status_code, "尚未填写" in answer.content.decode()) == (422, True)


def test_a_figure_for_a_row_that_is_gone_is_not_lost_silently(nine, client):
    answer = client.post("/facts/fill/?of=IV", filled(["约"]) | {"value:IV/撤销的链": "12"})
    assert "撤销的链：12" in answer.content.decode()


def test_stages_are_chosen(milestone, client):
    milestone("M1")
    page = client.get("/facts/fill/?of=M1").content.decode()
    assert '<option value="open">开通</option>' in page
    client.post("/facts/fill/?of=M1", {"stage:M1/": "open", "as_of:M1/": "2026-02", "source": "周报"})
    assert Observation.objects.get().stage == "open"


def test_who_only_reads_does_not_fill_in(nine, signed_in):
    assert signed_in("viewer").get("/facts/fill/").status_code == 403


def test_as_many_queries_for_many_rows_as_for_few(nine, measure, target, client, now):
    def asked(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = asked("/facts/fill/?unit=")
    for n in range(12):
        measures.link(None, measure(f"M{n}", name=f"指标{n}"), [target(f"X{n}")], now)
    assert asked("/facts/fill/?unit=") == few


def test_a_page_takes_as_many_rows_as_it_shows(measure, client, monkeypatch):
    for n in range(filling.MOST + 3):
        measure(f"M{n:03d}", name=f"指标{n}")
    grid = client.get("/facts/fill/?unit=").context["grid"]
    assert (len(grid.rows), grid.left_out) == (filling.MOST, 3)
    given = {cell.name: cell.value for row in grid.rows for cell in row.cells.values()}
    given |= {row.cells["value"].name: str(row.number) for row in grid.rows} | {"source": "月报"}
    answer = client.post("/facts/fill/?unit=", given, follow=True)
    assert f"已写入{filling.MOST}个数" in answer.content.decode()
    assert Observation.objects.count() == filling.MOST
