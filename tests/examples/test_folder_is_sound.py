"""The example city is sound data: quotes are found, codes refer to something, every fact has a source."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

CITY = Path(__file__).parents[2] / "examples" / "taiyuan-2024"
GOLDEN = Path(__file__).parent / "golden-states.csv"
READING = Path(__file__).parents[2].parent / "shared" / "reading"

Row = dict[str, str]

# file → columns, in the order in which they stand
COLUMNS = {
    "sources": "code title publisher published_on url_note",
    "areas": "code name level parent lon lat crs source coordinates_source",
    "organisations": "code name short_name kind parent area valid_from valid_to source synthetic",
    "posts": "code title organisation duty source synthetic",
    "pillars": "code order name source",
    "chains": "code group order name lead source",
    "batches": "code order name lever source",
    "enterprises": "code name full_name batch role source note",
    "funds": "code name amount unit source target",
    "documents": "code file title kind year issued_on publisher source note",
    "targets": (
        "code document quote occurrence type object value value_to unit comparator stage per due"
        " strength scope pillar lead support kind baseline part projects counted_for"
    ),
    "projects": "code name kind area owner source note responsible lon lat crs investment synthetic",
    "observations": (
        "code targets project member subject measure value unit stage event as_of as_of_precision"
        " reported_on statement source confidence bearing of_measure counted_for"
    ),
    "measures": (
        "code name unit kind owner frequency formula numerator denominator over_time over_places aliases"
        " valid_from source targets stage"
    ),
}

# (file, column) → file in which each of the codes (separated by ;) must stand
REFERENCES = {
    **{(name, "source"): "sources" for name in COLUMNS if "source" in COLUMNS[name].split()},
    ("areas", "parent"): "areas",
    ("areas", "coordinates_source"): "sources",
    ("organisations", "parent"): "organisations",
    ("organisations", "area"): "areas",
    ("posts", "organisation"): "organisations",
    ("chains", "lead"): "organisations",
    ("enterprises", "batch"): "batches",
    ("funds", "target"): "targets",
    ("targets", "document"): "documents",
    ("targets", "pillar"): "pillars",
    ("targets", "lead"): "organisations",
    ("targets", "support"): "organisations",
    ("targets", "projects"): "projects",
    ("projects", "area"): "areas",
    ("projects", "responsible"): "organisations",
    ("observations", "targets"): "targets",
    ("observations", "project"): "projects",
    ("observations", "of_measure"): "measures",
    ("measures", "owner"): "organisations",
    ("measures", "numerator"): "measures",
    ("measures", "denominator"): "measures",
    ("measures", "targets"): "targets",
}

DATES = [
    ("sources", "published_on"),
    ("organisations", "valid_from"),
    ("organisations", "valid_to"),
    ("documents", "issued_on"),
    ("targets", "due"),
    ("observations", "as_of"),
    ("observations", "reported_on"),
]

ALLOWED = {
    ("areas", "level"): "city district county county_city",
    ("organisations", "kind"): "government department district_government zone enterprise other",
    ("organisations", "synthetic"): "yes no",
    ("posts", "synthetic"): "yes no",
    ("chains", "group"): "一高 两先 三特 三新",
    ("documents", "kind"): "plan review",
    ("targets", "type"): "quantity milestone",
    ("targets", "comparator"): ">= <= ≈ = range",
    ("targets", "stage"): "start finish open produce approve advance",
    ("targets", "strength"): "firm strive",
    ("targets", "scope"): "chain chain_leader",
    ("projects", "kind"): "轨道交通 道路 铁路 机场 公路 制造业 创新平台 产业新城 区域合作 民生 信息化",
    ("observations", "stage"): "start finish open produce approve advance",
    ("observations", "event"): "yes no",
    ("observations", "as_of_precision"): "day month year",
    ("observations", "confidence"): "direct indirect conflicting",
    ("observations", "bearing"): "settles context",
    ("measures", "kind"): "level growth increment share rate count milestone spending relative",
    ("measures", "stage"): "start finish open produce approve advance",
    ("measures", "frequency"): "month quarter half-year year once",
    ("measures", "over_time"): "last sum mean max min",
    ("measures", "over_places"): "sum mean weighted none",
}

STATES = {"met", "late", "missed", "behind", "on_course", "not_reported"}
DAYS = ["2024-06-30", "2024-12-31", "2025-03-31", "2025-12-31"]
LONGEST_SHARED_RUN = 24  # characters; a run of 25 or more would be a sentence of the article


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    return {name: rows_of(CITY / f"{name}.csv") for name in COLUMNS}


@pytest.fixture(scope="module")
def plan(tables: dict[str, list[Row]]) -> str:
    (document,) = tables["documents"]
    return (CITY / document["file"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COLUMNS)
def test_file_has_its_columns_and_form(name: str) -> None:
    raw = (CITY / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf"), "no byte order mark"
    assert b"\r" not in raw, "lines end with LF"
    header, *body = list(csv.reader(raw.decode("utf-8").splitlines(), strict=True))
    assert header == COLUMNS[name].split()
    assert body, "a table is not empty"
    for number, row in enumerate(body, 2):
        assert len(row) == len(header), f"{name}.csv row {number}"
        assert [cell for cell in row if cell != cell.strip()] == [], f"{name}.csv row {number}"


@pytest.mark.parametrize("name", COLUMNS)
def test_codes_are_unique(name: str, tables: dict[str, list[Row]]) -> None:
    counts = Counter(row["code"] for row in tables[name])
    assert "" not in counts
    assert [code for code, n in counts.items() if n > 1] == []


@pytest.mark.parametrize(("name", "column"), REFERENCES)
def test_every_referenced_code_exists(name: str, column: str, tables: dict[str, list[Row]]) -> None:
    known = {row["code"] for row in tables[REFERENCES[name, column]]}
    faults = [
        (row["code"], code)
        for row in tables[name]
        for code in filter(None, row[column].split(";"))
        if code not in known
    ]
    assert faults == []


def test_every_source_is_used(tables: dict[str, list[Row]]) -> None:
    used = {
        code
        for (name, column), other in REFERENCES.items()
        if other == "sources"
        for row in tables[name]
        for code in row[column].split(";")
    }
    assert {row["code"] for row in tables["sources"]} - used == set()


@pytest.mark.parametrize(("name", "column"), DATES)
def test_dates_are_iso(name: str, column: str, tables: dict[str, list[Row]]) -> None:
    for row in tables[name]:
        if value := row[column]:
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", value), (row["code"], value)
            date.fromisoformat(value)


@pytest.mark.parametrize(("name", "column"), ALLOWED)
def test_words_are_of_the_list(name: str, column: str, tables: dict[str, list[Row]]) -> None:
    allowed = {"", *ALLOWED[name, column].split()}
    assert {row[column] for row in tables[name]} - allowed == set()


def test_facts_about_real_things_have_a_source(tables: dict[str, list[Row]]) -> None:
    for name, column in REFERENCES:
        if column == "source":
            for row in tables[name]:
                assert row["source"] or row.get("synthetic") == "yes", (name, row["code"])


def test_every_quote_stands_in_the_plan(tables: dict[str, list[Row]], plan: str) -> None:
    for row in tables["targets"]:
        at = -1
        for _ in range(int(row["occurrence"])):
            at = plan.find(row["quote"], at + 1)
            assert at >= 0, (row["code"], row["quote"])


def test_a_quantity_has_a_number_and_a_milestone_a_stage(tables: dict[str, list[Row]]) -> None:
    for row in tables["targets"]:
        if row["type"] == "quantity":
            assert all(row[column] for column in ("value", "unit", "comparator")), row
            assert not row["stage"], row
            assert f"{row['value']}{row['unit'][0]}" in row["quote"], row
        else:
            assert row["stage"], row
            assert not any(row[column] for column in ("value", "unit", "comparator")), row
        assert bool(row["scope"]) == bool(row["per"]), row


def test_observations_say_something(tables: dict[str, list[Row]]) -> None:
    for row in tables["observations"]:
        code = row["code"]
        assert row["statement"], code
        assert row["source"], code
        assert row["subject"], code
        assert row["measure"], code
        assert bool(row["as_of"]) == bool(row["as_of_precision"]), code
        assert not row["value"] or re.fullmatch(r"-?\d+(\.\d+)?", row["value"]), code
        assert row["value"] or not row["unit"], code
        assert row["stage"] or row["event"] == "no", code
        assert row["event"] == "no" or row["as_of_precision"] == "day", code
        if row["bearing"] == "settles":
            assert row["targets"], code


def test_no_observation_was_reported_before_it_was_so(tables: dict[str, list[Row]]) -> None:
    for row in tables["observations"]:
        if row["as_of"] and row["reported_on"]:
            assert row["as_of"] <= row["reported_on"], row["code"]


def test_line_1_opened_late_and_says_so(tables: dict[str, list[Row]]) -> None:
    (target,) = [row for row in tables["targets"] if row["object"] == "1号线一期"]
    deciding = [
        row
        for row in tables["observations"]
        if target["code"] in row["targets"].split(";") and row["bearing"] == "settles"
    ]
    assert [(row["stage"], row["event"], row["as_of"], row["confidence"]) for row in deciding] == [
        ("open", "yes", "2025-02-22", "direct")
    ]


def test_the_city_file_names_what_is_not_public_and_leaves_it_empty() -> None:
    settings = tomllib.loads((CITY / "city.toml").read_text(encoding="utf-8"))
    assert settings["city"]["code"] == "140100"
    assert all(frame["items"] == [] and frame["note"] for frame in settings["frames"])


def test_the_golden_states_cover_every_target_on_every_day(tables: dict[str, list[Row]]) -> None:
    golden = rows_of(GOLDEN)
    expected = {(row["code"], day) for row in tables["targets"] for day in DAYS}
    assert Counter((row["target"], row["as_of"]) for row in golden) == Counter(expected)
    for row in golden:
        assert row["state"] in STATES, row
        assert row["why"], row
        assert (row["state"] == "late") == bool(row["days_late"]), row


def test_the_targets_are_those_of_the_published_plan(tables: dict[str, list[Row]]) -> None:
    path = READING / "gold" / "taiyuan-2024.jsonl"
    if not path.exists():
        pytest.skip(f"the marked article is not beside this checkout ({path})")

    def key(row: dict[str, object]) -> tuple[object, ...]:
        value = row.get("value")
        number = None if value in (None, "") else float(str(value))
        words = ("type", "unit", "comparator", "stage", "due", "strength")
        return (number, *(row.get(word) or None for word in words))

    lines = path.read_text(encoding="utf-8").splitlines()
    marked = Counter(key(json.loads(line)) for line in lines if line.strip())
    ours = Counter(key(dict(row)) for row in tables["targets"])
    assert sum(ours.values()) == 58
    assert ours == marked


def test_no_sentence_of_the_article_is_copied() -> None:
    path = READING / "documents" / "taiyuan-2024.txt"
    if not path.exists():
        pytest.skip(f"the article is not beside this checkout ({path})")
    article = re.sub(r"\s", "", path.read_text(encoding="utf-8"))
    size = LONGEST_SHARED_RUN + 1
    runs = {article[i : i + size] for i in range(len(article) - size + 1)}
    files = [f for f in (*CITY.rglob("*"), GOLDEN) if f.is_file()]
    for file in files:
        text = re.sub(r"\s", "", file.read_text(encoding="utf-8"))
        shared = [text[i : i + size] for i in range(len(text) - size + 1) if text[i : i + size] in runs]
        assert shared == [], file.name
