"""The page that shows what a table would change: thousands of rows are looked at page by page, written all at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jinxiu.core.models import Account
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.models import Target, TargetDefinition
from jinxiu.plan.ledger.tasktable import actions, views


@pytest.fixture
def preview(table: Any, entered: list[Target], planner: Account, now: datetime, monkeypatch: pytest.MonkeyPatch) -> str:
    """A table with a conflict, three changes and a new row; two rows stand on a page. Returns its address."""
    monkeypatch.setattr(views, "PAGE", 2)
    for number in ("T001", "T002", "T003", "T004"):
        table.put(number, "object", f"改名{number}")
    first = table.get("T001", "sentence")
    table.add(sentence=first, object="另一项", stage="开工", strength="确定")
    held = next(target for target in entered if target.code.endswith("T001"))
    assert held.current is not None
    ledger.revise(planner, held, fields_of(held.current).as_columns() | {"object": "他人所改"}, "会议", now)
    stored = actions.take_in(planner, table.saved(), "table.xlsx", now)
    return reverse("ledger:table", args=[stored.sha256])


def test_conflicts_changes_and_new_rows_follow_one_another(preview: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("planner", name="signed-in")
    pages = [client.get(preview, {"page": n}).content.decode() for n in (1, 2, 3)]
    shown = [re.findall(r"改名T00\d|另一项", page) for page in pages]
    assert [sorted(set(words)) for words in shown] == [["改名T001", "改名T002"], ["改名T003", "改名T004"], ["另一项"]]
    assert ["冲突：" in page for page in pages] == [True, False, False]


def test_all_of_them_are_written_from_any_page(preview: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("planner", name="signed-in")
    page = client.get(preview, {"page": 3}).content.decode()
    mark = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert mark is not None
    client.post(f"{preview}apply/", {"fingerprint": mark[1], "reason": "市政府常务会议"})
    written = TargetDefinition.objects.filter(target__current__isnull=False, object__startswith="改名")
    assert sorted(written.values_list("object", flat=True)) == ["改名T002", "改名T003", "改名T004"]
    assert TargetDefinition.objects.filter(object="另一项").count() == 1


def test_pressing_twice_writes_once_and_says_that_it_is_written(
    table: Any, entered: list[Target], planner: Account, now: datetime
) -> None:
    table.put("T002", "object", "改名")
    stored = actions.take_in(planner, table.saved(), "table.xlsx", now)
    mark = table.look().fingerprint
    assert actions.apply(planner, stored, mark, "市政府常务会议", now).revised == 1
    with pytest.raises(actions.MovedOnError, match="台账已与分解表一致"):
        actions.apply(planner, stored, mark, "市政府常务会议", now)


def test_the_page_stands_under_the_ledger(preview: str, signed_in: Callable[..., Client]) -> None:
    page = signed_in("planner", name="signed-in").get(preview).content.decode()
    assert f'<a href="{reverse("desk:ledger")}" aria-current="page">' in page


def test_an_empty_ledger_says_what_comes_first(db: None, signed_in: Callable[..., Client]) -> None:
    page = signed_in("planner").get(reverse("ledger:table-in")).content.decode()
    assert "台账中还没有任务" in page


def test_a_ledger_with_targets_says_nothing_of_it(entered: list[Target], signed_in: Callable[..., Client]) -> None:
    assert "台账中还没有任务" not in signed_in("planner").get(reverse("ledger:table-in")).content.decode()
