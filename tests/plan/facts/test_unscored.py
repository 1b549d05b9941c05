"""No fact is asked for or recorded for what is promised in words alone; what was told before stays on record."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jinxiu.core.folders import FolderError, load, write
from jinxiu.core.models import Account
from jinxiu.plan.facts import actions
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.models import Target

WORDS = {"type": "quality", "object": "不发生重大安全事故", "kind": "red-line", "strength": "firm"}
SENTENCE = "是定性要求，没有数量和节点，不计分"


@pytest.fixture
def words(target: Callable[..., Target]) -> Target:
    return target("Q1", **WORDS, value=None, unit="", comparator="", quote="不发生重大安全事故")


def test_a_report_on_it_is_refused_with_a_sentence(words: Target, tell: Callable[..., Observation]) -> None:
    with pytest.raises(RefusedError, match=SENTENCE):
        tell(words)
    assert not Observation.objects.exists()


def test_not_even_as_background_and_not_among_others(
    words: Target, target: Callable[..., Target], tell: Callable[..., Observation]
) -> None:
    with pytest.raises(RefusedError):
        tell(words, settles=False)
    with pytest.raises(RefusedError):
        tell(words, targets=[target("T1"), words])
    assert not Bearing.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_form_leads_back_to_the_target_and_says_why(
    words: Target, signed_in: Callable[..., Client], method: str
) -> None:
    client = signed_in("reporter")
    answer = getattr(client, method)(f"{reverse('facts:report')}?target=Q1", follow=True)
    assert answer.redirect_chain == [("/targets/Q1/", 302)]
    assert SENTENCE in answer.content.decode()


def test_what_was_told_before_it_was_put_in_words_alone_stays_and_can_be_mended(
    target: Callable[..., Target], tell: Callable[..., Observation], account: Callable[..., Account], now: datetime
) -> None:
    asked = target("T1")
    fact = tell(asked)
    ledger.revise(None, asked, WORDS, "专题会议", now)
    mended = actions.correct(account("verifier"), fact, {"value": Decimal(13)}, "抄错", now)
    assert (mended.value, list(mended.bearings.all())) == (13, [])
    assert fact.bearings.get().target == asked


def edited(folder: Path, name: str, edit: Callable[[list[dict[str, str]]], Any]) -> None:
    table = folder / name
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    edit(rows)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_folder_that_tells_of_it_is_refused_with_row_and_column(
    db: None, example: Path, tmp_path: Path, now: datetime
) -> None:
    folder = tmp_path / "city"
    shutil.copytree(example, folder)
    blank = dict.fromkeys(("value", "value_to", "unit", "comparator", "stage", "kind"), "")

    def put(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["code"] == "T34").update(blank | {"type": "quality"})

    edited(folder, "targets.csv", put)
    with pytest.raises(FolderError, match=r"observations\.csv, row \d+, column targets: “T34” is promised in words"):
        load(folder, now)


def test_a_folder_written_after_it_was_put_in_words_alone_loads_again(
    db: None, example: Path, tmp_path: Path, now: datetime
) -> None:
    load(example, now)
    asked = Target.objects.get(code="T34")
    assert asked.bearings.exists()
    ledger.revise(None, asked, WORDS | {"object": "某工程"}, "专题会议", now)
    facts = Observation.objects.count()
    write(tmp_path / "out")
    again = load(tmp_path / "out", now)
    assert (again["observations.csv"].changed, Observation.objects.count()) == (0, facts)
    assert asked.bearings.exists()
