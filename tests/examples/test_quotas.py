"""A quota “for each chain” of the example city: its page shows a row for each of the nine, and none is guessed at."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jinxiu.core.folders import load
from jinxiu.economy.chains.models import Chain
from jinxiu.plan.ledger.models import Target

#: The quotas that the plan sets for each of the nine chains.
QUOTAS = ["T01", "T02", "T03", "T04", "T05", "T06", "T07"]


class Rows(HTMLParser):
    """The text of each cell of the table of members."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._inside = "members" in (dict(attrs).get("class") or "")
        elif self._inside and tag == "tr":
            self.rows.append([])
        elif self._inside and tag == "td":
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


@pytest.fixture
def viewer(example: Path, now: Any, signed_in: Callable[..., Client]) -> Client:
    load(example, now)
    client = signed_in("viewer")
    client.cookies["language"] = "zh-hans"
    return client


def test_each_of_the_nine_chains_has_a_row_that_says_not_reported(viewer: Client) -> None:
    chains = list(Chain.objects.values_list("name", flat=True))
    assert len(chains) == 9
    for code in QUOTAS:
        for day in ("2024-06-30", "2025-03-31"):
            page = viewer.get(f"/targets/{code}/?as_of={day}").content.decode()
            reader = Rows()
            reader.feed(page)
            shown = [(row[0], row[1], row[-1]) for row in reader.rows]
            assert shown == [(name, "—", "未上报") for name in chains], (code, day)
            assert "9 个中 0 个已报" in page


def test_these_are_all_the_quotas_for_each_chain(viewer: Client) -> None:
    assert [*Target.objects.filter(current__scope="chain").order_by("code").values_list("code", flat=True)] == QUOTAS
