"""The pages of measures: the list, one measure, its definition, its targets; each asks a fixed number of questions."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from jinxiu.plan.facts import actions as facts
from jinxiu.plan.facts.measures import OfferedRow, actions, offer, offering, queries
from jinxiu.plan.facts.measures.silence import Asked, missing
from jinxiu.plan.facts.models import Measure, MeasureTarget

GIVEN = {
    "code": "GDP",
    "name": "地区生产总值",
    "unit": "亿元",
    "kind": "level",
    "frequency": "quarter",
    "formula": "本地区全部常住单位的增加值",
    "over_time": "last",
    "over_places": "sum",
    "aliases": "生产总值、GDP",
}


def test_the_list_is_searched_by_name_alias_and_code_and_sorted(measure, signed_in):
    measure("A", name="投资完成额", aliases=("固投",))
    measure("B", name="财政收入", kind="level")
    client = signed_in("viewer")

    def codes(query: str) -> list[str]:
        return [row.code for row in client.get(f"/facts/measures/?{query}").context["page"]]

    assert codes("") == ["A", "B"]
    assert codes("q=固投") == codes("q=完成额") == codes("q=a") == ["A"]
    assert codes("kind=level") == ["B"]
    assert codes("sort=-code") == ["B", "A"]
    assert codes("q=没有") == []


def test_what_should_have_been_reported_by_now_is_silent(measure, target, tell, planner, now):
    made = measure()
    actions.link(planner, made, [target("T1")], now)

    def silent(today: date) -> bool:
        return queries.measures(today)[0].silent

    assert silent(date(2024, 3, 1))
    tell(made.links.get().target, as_of=date(2024, 5, 31))
    assert not silent(date(2024, 7, 10))  # the figure of June may still come
    assert silent(date(2024, 7, 20))
    assert queries.sheet("IV", date(2024, 9, 1)).silent_since == date(2024, 6, 30)


@pytest.mark.parametrize(
    ("frequency", "last", "today", "since"),
    [
        ("month", date(2023, 12, 31), date(2024, 2, 20), date(2024, 1, 31)),
        ("quarter", date(2024, 3, 31), date(2024, 7, 10), None),
        ("quarter", date(2024, 3, 31), date(2024, 7, 16), date(2024, 6, 30)),
        ("half-year", date(2023, 12, 31), date(2024, 8, 1), date(2024, 6, 30)),
        ("year", date(2022, 12, 31), date(2024, 2, 1), date(2023, 12, 31)),
        ("once", date(2020, 1, 1), date(2024, 2, 1), None),
    ],
)
def test_the_first_missing_period_is_named(measure, frequency, last, today, since):
    found = missing(measure(frequency=frequency).current, last, Asked(last, None), today)
    assert (found.since if found else None) == since


def test_the_export_says_what_is_filtered_and_holds_no_formula(measure, signed_in):
    measure("A", name="=HYPERLINK(1)")
    measure("B", name="别的")
    answer = signed_in("viewer").get("/facts/measures/measures.xlsx?q=hyper")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["=HYPERLINK(1)"]
    assert sheet["B2"].data_type == "s"


def test_an_empty_dictionary_says_what_to_do(db, signed_in):
    page = signed_in("planner").get("/facts/measures/").content.decode()
    assert "measures.csv" in page
    assert "/facts/measures/add/" in page


def test_one_measure_shows_versions_targets_figures_and_their_states(
    measure, definition, target, tell, planner, reporter, verifier, signed_in, now
):
    made, one = measure(), target("T1")
    actions.link(planner, made, [one], now)
    first = tell(one, as_of=date(2024, 3, 31), value=Decimal(5))
    facts.verify(verifier, first, "verified", "", now)
    facts.correct(reporter, tell(one), {"value": Decimal(14)}, "更正", now)
    actions.redefine(planner, made, definition(formula="新口径"), "制度修订", now)
    answer = signed_in("viewer").get("/facts/measures/of/IV/")

    found = answer.context["sheet"]
    assert [(told.figure, told.state) for told in found.told] == [
        ("14 亿元", "reported"),
        ("12 亿元", "superseded"),
        ("5 亿元", "verified"),
    ]
    assert [(row.version.version, sorted(row.changed)) for row in found.versions] == [(2, ["formula"]), (1, [])]
    page = answer.content.decode()
    for words in ("T1", "新口径", "制度修订", "现行", "<polyline", "reporter"):
        assert words in page
    assert "/link/" not in page


def test_a_planner_defines_and_corrects_a_measure(db, signed_in):
    client = signed_in("planner")
    assert client.post("/facts/measures/add/", GIVEN).status_code == 302
    assert Measure.objects.get().current.aliases == ["生产总值", "GDP"]
    form = client.get("/facts/measures/of/GDP/correct/").context["form"]
    assert form["name"].value() == "地区生产总值"
    again = {name: value for name, value in GIVEN.items() if name != "code"} | {
        "formula": "不变价",
        "reason": "核算改革",
    }
    assert client.post("/facts/measures/of/GDP/correct/", again).status_code == 302
    assert Measure.objects.get().current.version == 2


@pytest.mark.parametrize("wrong", [{"code": "a b"}, {"unit": ""}, {"name": ""}, {"kind": "x"}])
def test_what_does_not_fit_stays_in_the_form(db, signed_in, wrong):
    answer = signed_in("planner").post("/facts/measures/add/", GIVEN | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.context["form"].errors


def test_a_code_that_is_taken_is_told_at_the_field(measure, signed_in):
    measure("GDP")
    assert "code" in signed_in("planner", name="p2").post("/facts/measures/add/", GIVEN).context["form"].errors


def test_targets_like_it_are_suggested_and_confirmed_by_a_person(measure, target, signed_in):
    measure(name="老旧小区改造数", unit="个", kind="count", aliases=("改造老旧小区",))
    target("T1", object="老旧小区改造", unit="个", value=Decimal(668))
    target("T2", object="老旧小区改造投资", unit="亿元")
    target("T3", object="加装电梯", unit="个", value=Decimal(120))
    client = signed_in("planner", name="p2")
    assert [one.code for one, _alike in client.get("/facts/measures/of/IV/").context["suggested"]] == ["T1"]
    assert not MeasureTarget.objects.exists()
    client.post("/facts/measures/of/IV/link/", {"target": ["T1"]})
    assert MeasureTarget.objects.get(ended_at=None).target.code == "T1"
    client.post("/facts/measures/of/IV/unlink/", {"target": "T1"})
    assert not MeasureTarget.objects.filter(ended_at=None).exists()


def test_who_only_reads_changes_nothing(measure, target, signed_in):
    measure()
    target("T1")
    client = signed_in("viewer")
    assert client.get("/facts/measures/add/").status_code == 403
    assert client.post("/facts/measures/of/IV/link/", {"target": "T1"}).status_code == 403
    assert client.get("/facts/measures/of/NONE/").status_code == 404


def test_a_room_offers_a_measure_over_its_own_records(measure, signed_in):
    offer("toys-on-shelf", "架上玩具", "个", lambda day: [OfferedRow(Decimal(7), day, address="/projects/")])
    try:
        page = signed_in("viewer").get("/facts/measures/").content.decode()
        rows = queries.figures(date(2024, 6, 30), ["toys-on-shelf"])
    finally:
        offering.withdraw("toys-on-shelf")
    assert "架上玩具" in page
    assert "7 个" in page
    assert [(row.measure, row.value, row.state) for row in rows] == [("toys-on-shelf", Decimal(7), "computed")]


def test_other_rooms_get_the_figures_that_count_as_plain_rows(measure, target, tell, planner, verifier, now):
    made, one = measure(), target("T1")
    actions.link(planner, made, [one], now)
    tell(one, as_of=date(2024, 3, 31), value=Decimal(5))
    facts.verify(verifier, tell(one), "returned", "再核", now)
    tell(one, as_of=date(2024, 9, 30), value=Decimal(20))

    rows = queries.figures(date(2024, 6, 30), ["IV"])
    assert [(row.value, row.as_of, row.state) for row in rows] == [(Decimal(5), date(2024, 3, 31), "reported")]
    with CaptureQueriesContext(connection) as captured:
        queries.figures(date(2024, 12, 31), ["IV"])
    assert len(captured) <= 2
    with CaptureQueriesContext(connection) as captured:
        queries.figures(date(2024, 12, 31))
    # Asked for all, the family of projects takes one look at its works more: seven questions, however many measures.
    assert len(captured) <= 2 + 7


@pytest.mark.parametrize("path", ["/facts/measures/", "/facts/measures/of/M1/", "/facts/measures/measures.xlsx"])
def test_pages_ask_as_often_for_many_as_for_few(measure, target, tell, planner, signed_in, now, path):
    client = signed_in("planner", name="p2")

    def grow(numbers: range) -> None:
        for n in numbers:
            made, one = measure(f"M{n}", name=f"指标{n}"), target(f"T{n}")
            actions.link(planner, made, [one], now)
            tell(one, as_of=date(2024, 1 + n % 12, 1))

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    grow(range(1, 4))
    few = asked()
    grow(range(4, 15))
    assert asked() == few <= 25
