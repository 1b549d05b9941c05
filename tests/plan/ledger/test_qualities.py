"""What is promised in words alone (定性要求) is reviewed like every promise: no number is asked for, none is kept."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinxiu.core.folders import FolderError, load, write
from jinxiu.core.models import Account, Organisation
from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Document, Draft, Promise
from jinxiu.plan.ledger import actions, labels, queries
from jinxiu.plan.ledger.corrections.queries import report
from jinxiu.plan.ledger.fields import KINDS_OF
from jinxiu.plan.ledger.models import Responsibility, Target, TargetDefinition

Fields = Callable[..., dict[str, Any]]
TEXT = (
    "# 某市2024年工作要点\n\n居民收入增长与经济增长同步，新建学校10所以上。\n"
    "不发生系统性金融风险（市财政局牵头，市教育局配合）。\n营商环境力争进入全省前列。\n"
)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def quality() -> Callable[..., dict[str, Any]]:
    """The fields of a line that is to be held, others as given."""
    known = {"type": "quality", "object": "不发生重大安全事故", "kind": "red-line", "strength": "firm"}
    return lambda **fields: known | fields


@pytest.fixture
def bodies(db: None) -> list[Organisation]:
    names = {"CZJ": "市财政局", "JYJ": "市教育局"}
    return [Organisation.objects.create(code=c, name=n, kind="department") for c, n in names.items()]


@pytest.fixture
def plan(bodies: Any, now: Any) -> Document:
    return hand_in(TEXT, now)


@pytest.fixture
def found(plan: Document) -> list[Draft]:
    """Relative, ten schools, red line, rank: in the order of the text."""
    return list(Draft.objects.filter(run__document=plan).order_by("number"))


def hand_in(text: str, now: Any, name: str = "p.txt") -> Document:
    return documents.hand_in(
        None, data=text.encode(), name=name, title="", year=2024, kind="plan", issued_on=None, publisher="", now=now
    )


def current(target: Target) -> TargetDefinition:
    target.refresh_from_db()
    assert target.current is not None
    return target.current


def states(document: Document) -> list[str]:
    review = queries.review(document.pk)
    assert review
    return [card.state for card in review.cards]


def test_they_stand_among_the_drafts_in_the_order_of_the_text(found: list[Draft]) -> None:
    assert [(d.number, d.type, d.kind) for d in found] == [
        (1, "quality", "relative"),
        (2, "quantity", "works"),
        (3, "quality", "red-line"),
        (4, "quality", "rank"),
    ]
    assert (found[0].value, found[0].unit, found[0].comparator, found[0].stage) == (None, "", "", "")


def test_a_card_shows_kind_deadline_strength_and_bodies_and_no_number(plan: Document, found: list[Draft]) -> None:
    review = queries.review(plan.pk)
    assert review
    card = next(card for card in review.cards if card.draft_id == found[2].pk)
    assert [(row.label, row.value) for row in card.rows][:6] == [
        ("类别", "底线"),
        ("期限", "2024-12-31（承前）"),
        ("类型", "定性要求，不计分"),
        ("力度", "确定"),
        ("牵头单位", "市财政局（文中写明）"),
        ("配合单位", "市教育局（文中写明）"),
    ]
    assert {row.label: row.value for row in card.rows}["如何读出"] == "定性表述：底线"
    assert card.rows[0].strong


def test_confirming_enters_the_words_and_lets_the_named_bodies_answer(
    planner: Account, found: list[Draft], now: Any
) -> None:
    definition = current(actions.confirm(planner, found[2], now))
    assert (definition.type, definition.kind, definition.quote) == ("quality", "red-line", "不发生系统性金融风险")
    assert not definition.scored
    held = Responsibility.objects.filter(target=definition.target, ended_at=None).select_related("organisation")
    assert {(one.organisation.code, one.role) for one in held} == {("CZJ", "lead"), ("JYJ", "support")}


def test_what_has_a_number_or_a_stage_is_dropped(
    planner: Account, found: list[Draft], now: Any, quality: Fields
) -> None:
    said = quality(
        value="5",
        value_to="6",
        unit="所",
        comparator=">=",
        stage="open",
        baseline="3",
        part=True,
        due=date(2024, 6, 30),
    )
    definition = current(actions.confirm(planner, found[2], now, said))
    empty = ("value", "value_to", "unit", "comparator", "stage", "baseline")
    assert not any(getattr(definition, name) for name in empty)
    assert (definition.part, definition.due) == (False, date(2024, 6, 30))


@pytest.mark.parametrize(("wrong", "field"), [({"object": " "}, "object"), ({"strength": "maybe"}, "strength")])
def test_what_every_promise_needs_it_needs_too(
    planner: Account, found: list[Draft], now: Any, quality: Fields, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.confirm(planner, found[2], now, quality(**wrong))
    assert set(refusal.value.message_dict) == {field}


def test_a_kind_that_only_numbers_have_gives_way_to_what_the_words_tell(
    planner: Account, found: list[Draft], now: Any, quality: Fields
) -> None:
    assert current(actions.confirm(planner, found[2], now, quality(kind="works"))).kind == "red-line"
    assert current(actions.confirm(planner, found[3], now, quality(kind="coverage"))).kind == "coverage"
    assert current(actions.confirm(planner, found[1], now, quality(kind=""))).kind == ""


def test_every_kind_belongs_to_a_type() -> None:
    assert set(KINDS_OF) == set(Promise.Type.values)
    assert frozenset().union(*KINDS_OF.values()) == set(Promise.KindChoice.values)


def test_the_type_can_be_switched_both_ways(
    planner: Account, found: list[Draft], now: Any, quantity: Fields, milestone: Fields, quality: Fields
) -> None:
    ten = current(actions.confirm(planner, found[2], now, quantity(kind="red-line", value="10")))
    assert (ten.type, ten.value, ten.kind) == ("quantity", 10, "works")
    work = actions.revise(planner, ten.target, milestone(), "专题会议", now)
    words = actions.revise(planner, ten.target, quality(kind="document"), "专题会议", now)
    assert [(d.type, d.kind, d.stage) for d in (work, words)] == [
        ("milestone", "milestone", "start"),
        ("quality", "document", ""),
    ]


def test_it_is_split_rejected_and_taken_back_like_any_other(
    planner: Account, plan: Document, found: list[Draft], now: Any, quality: Fields, quantity: Fields
) -> None:
    parts = [quality(object="银行"), quantity(object="风险处置", value="3", unit="起", comparator="<=")]
    targets = actions.split(planner, found[2], parts, now)
    assert [current(target).type for target in targets] == ["quality", "quantity"]
    actions.reject(planner, found[3], now)
    assert states(plan) == ["pending", "pending", "split", "rejected"]
    actions.undo(planner, plan, now)
    assert actions.undo(planner, plan, now).target_ids == tuple(target.pk for target in targets)
    assert states(plan) == ["pending"] * 4


def test_it_is_added_by_hand_once(planner: Account, plan: Document, now: Any, quality: Fields) -> None:
    start = plan.text.index("营商环境")
    said = quality(object="营商环境", kind="")
    target = actions.add(planner, plan, start, start + len("营商环境力争进入全省前列"), said, now)
    assert current(target).kind == "rank"
    assert states(plan)[-1] == "entered"  # what the reader found there says the same
    with pytest.raises(actions.AlreadyDecidedError):
        actions.add(planner, plan, start, start + len("营商环境力争进入全省前列"), said, now)


def test_they_are_confirmed_together_from_their_own_confidence_on(planner: Account, plan: Document, now: Any) -> None:
    assert queries.choice_of(plan.pk, 0.85).entered == 1
    choice = queries.choice_of(plan.pk, 0.6)
    assert {kind.words: kind.entered for kind in choice.kinds} == {"数量": 1, "位次称号": 1, "对标同步": 1, "底线": 1}
    assert [example.measure for example in choice.weakest] == ["对标同步", "底线", "位次称号"]
    assert actions.confirm_all(planner, plan, now, 0.6, choice.mark).targets == 4


def test_the_form_offers_the_type_and_takes_no_number(
    signed_in: Callable[..., Client], plan: Document, found: list[Draft]
) -> None:
    client = signed_in("planner")
    address = reverse("ledger:edit", args=[plan.pk, found[2].pk])
    form = client.get(address, headers=HTMX).content.decode()
    assert '<option value="quality" selected>定性要求</option>' in form
    assert '<option value="red-line" selected>底线</option>' in form
    said = {
        "type": "quality",
        "object": "不发生区域性金融风险",
        "kind": "red-line",
        "strength": "firm",
        "due": "2024-12-31",
    }
    answer = client.post(address, said | {"lead": "市财政局", "support": "市教育局"}, headers=HTMX)
    assert "已修改" in answer.content.decode()
    definition = current(Target.objects.get())
    assert (definition.type, definition.object) == ("quality", "不发生区域性金融风险")


def test_errors_of_the_reader_are_listed_in_words(
    planner: Account, plan: Document, found: list[Draft], now: Any, quality: Fields, quantity: Fields
) -> None:
    actions.confirm(planner, found[1], now, quality(object="学校", kind="coverage", due=found[1].due))
    actions.confirm(planner, found[2], now, quality(object=found[2].object, kind="document", due=found[2].due))
    actions.reject(planner, found[3], now)
    said = [[(d.field, d.found, d.decided) for d in one.differences] for one in report(plan.pk).corrections]
    assert said == [
        [("type", "数量 ≥ 10 所", "定性要求 覆盖")],
        [("kind", "底线", "文件")],
        [("promise", "营商环境 位次称号", "不是任务")],
    ]
    assert [rule.words for rule in report(plan.pk).rules][1:] == ["定性表述：位次称号", "定性表述：底线"]


def test_errors_leave_in_the_readers_own_form(
    signed_in: Callable[..., Client], planner: Account, plan: Document, found: list[Draft], now: Any, quality: Fields
) -> None:
    actions.confirm(planner, found[1], now, quality(object="学校", kind=""))
    actions.confirm(planner, found[2], now, quality(object="金融风险"))
    actions.reject(planner, found[3], now)
    client = signed_in("planner", name="other")
    answer = client.get(reverse("ledger:corrections-export", args=[plan.pk, "jsonl"])).content.decode()
    rows = [json.loads(line) for line in answer.splitlines()]
    assert [(row["found"]["type"], row["found"]["kind"]) for row in rows] == [
        ("quantity", "works"),
        ("quality", "red-line"),
        ("quality", "rank"),
    ]
    assert [(one["type"], one["kind"]) for row in rows for one in row["decided"]] == [
        ("quality", ""),
        ("quality", "red-line"),
    ]
    assert "value" not in rows[1]["decided"][0]
    assert client.get(reverse("ledger:corrections-export", args=[plan.pk, "xlsx"])).status_code == 200


def test_one_without_a_kind_is_called_by_its_type() -> None:
    assert labels.measure(Draft(type="quality")) == "定性要求"


def test_twenty_of_them_ask_as_much_as_two(signed_in: Callable[..., Client], bodies: Any, now: Any) -> None:
    client = signed_in("planner")
    asked = []
    for count in (2, 20):
        lines = "".join(f"第{n}片区农村公路硬化全覆盖（市财政局牵头）。\n" for n in range(count))
        document = hand_in(f"2024年工作要点\n{lines}", now, f"{count}.txt")
        assert Draft.objects.filter(run__document=document, type="quality").count() == count
        with CaptureQueriesContext(connection) as page:
            client.get(reverse("ledger:review", args=[document.pk]))
        seen = {"at": "0", "seen": queries.choice_of(document.pk, 0).mark}
        with CaptureQueriesContext(connection) as together:
            client.post(reverse("ledger:confirm-rest", args=[document.pk]), seen, headers=HTMX)
        asked.append((len(page), len(together)))
    assert asked[0][0] == asked[1][0]
    assert asked[1][1] - asked[0][1] <= 1  # SQLite takes new rows in batches


@pytest.fixture
def folder(example: Path, tmp_path: Path) -> Path:
    """The example city, with one promise in words alone more in its table."""
    made = tmp_path / "city"
    shutil.copytree(example, made)
    change(made, lambda rows: rows.append(rows[0] | in_words(rows[0])))
    return made


def in_words(like: dict[str, str]) -> dict[str, str]:
    blank = dict.fromkeys(("value", "value_to", "unit", "comparator", "stage", "per", "scope", "projects"), "")
    return blank | {
        "code": "Q1",
        "type": "quality",
        "object": "扶持政策",
        "kind": "document",
        "document": like["document"],
    }


def change(folder: Path, edit: Callable[[list[dict[str, str]]], object], name: str = "targets.csv") -> None:
    table = folder / name
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    edit(rows)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_folder_loads_it_writes_it_and_loads_it_again(
    db: None, folder: Path, tmp_path: Path, planner: Account, now: Any, quantity: Fields
) -> None:
    load(folder, now)
    definition = current(Target.objects.get(code="Q1"))
    assert (definition.type, definition.kind, definition.value) == ("quality", "document", None)
    write(tmp_path / "out")
    assert load(tmp_path / "out", now)["targets.csv"].changed == 0
    revised = actions.revise(planner, definition.target, quantity(), "专题会议", now)
    assert (revised.type, revised.value) == ("quantity", Decimal(12))
    assert load(folder, now)["targets.csv"].changed == 1  # the folder says again that it has no number
    assert current(Target.objects.get(code="Q1")).type == "quality"


def test_a_folder_that_gives_it_no_object_is_refused(db: None, folder: Path, now: Any) -> None:
    change(folder, lambda rows: rows[-1].update(object=""))
    with pytest.raises(FolderError, match="object"):
        load(folder, now)
