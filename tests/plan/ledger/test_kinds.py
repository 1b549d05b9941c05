"""A promise keeps its kind, where it starts from and whether it is a part: as read, as corrected, as loaded."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from jinxiu.core.folders import FolderError, load
from jinxiu.core.models import Account
from jinxiu.engines.reading import Kind
from jinxiu.plan.documents import actions as documents
from jinxiu.plan.documents.models import Document, Draft, Promise
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Target, TargetDefinition

Fields = Callable[..., dict[str, Any]]
TEXT = "# 某市2024年工作要点\n\n城镇公共充电桩从200个扩大到570个，其中快充桩120个。粮食产量增长5%。\n"


@pytest.fixture
def growing(db: None, now: Any) -> list[Draft]:
    """Drafts of a text with a baseline, a part and a growth."""
    document = documents.hand_in(
        None, data=TEXT.encode(), name="p.txt", title="", year=2024, kind="plan", issued_on=None, publisher="", now=now
    )
    return list(Draft.objects.filter(run__document=document).order_by("number"))


def current(target: Target) -> TargetDefinition:
    target.refresh_from_db()
    assert target.current is not None
    return target.current


def test_the_ledger_has_a_word_for_every_kind_that_the_engine_tells() -> None:
    assert {kind.value for kind in Kind} == set(Promise.KindChoice.values)


def test_what_was_read_is_what_is_entered(planner: Account, growing: list[Draft], now: Any) -> None:
    found = [actions.confirm(planner, draft, now).current for draft in growing]
    assert [(d.value, d.baseline, d.part) for d in found if d] == [
        (Decimal(570), Decimal(200), False),
        (Decimal(120), None, True),
        (Decimal(5), None, False),
    ]
    assert [d.kind for d in found if d] == [draft.kind for draft in growing]
    assert growing[2].kind == "growth"


def test_a_person_may_say_another_kind(planner: Account, drafts: list[Draft], now: Any, quantity: Fields) -> None:
    target = actions.confirm(planner, drafts[4], now, quantity(kind="service", baseline="8", part=True))
    definition = current(target)
    assert (definition.kind, definition.baseline, definition.part) == ("service", 8, True)
    with pytest.raises(ValidationError) as refusal:
        actions.confirm(planner, drafts[5], now, quantity(kind="wish", baseline="1e30"))
    assert set(refusal.value.message_dict) == {"kind", "baseline"}


def test_where_nobody_says_the_kind_the_words_do(
    planner: Account, document: Document, now: Any, quantity: Fields, milestone: Fields
) -> None:
    start = document.text.index("今年新建学校10所以上")
    added = actions.add(planner, document, start, start + 10, quantity(), now)
    assert current(added).kind == "works"
    with pytest.raises(actions.AlreadyDecidedError):
        actions.add(planner, document, start, start + 10, quantity(), now)
    assert current(actions.add(planner, document, start, start + 10, milestone(kind="works"), now)).kind == "milestone"


def test_a_revision_that_says_nothing_of_them_keeps_them(
    planner: Account, growing: list[Draft], now: Any, quantity: Fields
) -> None:
    target = actions.confirm(planner, growing[0], now)
    revised = actions.revise(planner, target, quantity(object="充电桩", value="600", unit="个"), "专题会议", now)
    assert (revised.version, revised.kind, revised.baseline) == (2, growing[0].kind, Decimal(200))
    changed = actions.revise(planner, target, quantity(value="600", baseline="", kind="level"), "专题会议", now)
    assert (changed.kind, changed.baseline) == ("level", None)


def without(folder: Path, columns: set[str]) -> None:
    table = folder / "targets.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name not in columns]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_folder_without_these_columns_loads_and_loads_again(
    db: None, example: Path, tmp_path: Path, now: Any
) -> None:
    folder = tmp_path / "city"
    shutil.copytree(example, folder)
    without(folder, {"kind", "baseline", "part"})
    load(folder, now)
    assert current(Target.objects.get(code="T34")).kind == "milestone"
    assert current(Target.objects.get(code="T52")).kind == "works"
    assert load(folder, now)["targets.csv"].changed == 0
    without(folder, {"strength"})
    with pytest.raises(FolderError, match="strength"):
        load(folder, now)
