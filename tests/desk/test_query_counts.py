"""Each page asks the database a fixed number of times, however many targets there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PAGES = {
    "/": 20,
    "/ledger/": 20,
    "/ledger/?q=工程&state=late&sort=-due": 20,
    "/ledger/export.csv": 20,
    "/ledger/export.xlsx": 20,
    "/ledger/side-by-side/": 20,
    "/targets/M1/": 20,
    "/commitments/{pk}/": 25,
}


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
        assert response.status_code == 200
        assert response.content
    return len(captured)


@pytest.mark.parametrize("path", PAGES)
def test_as_many_queries_for_fifty_targets_as_for_five(
    planner: Client, town: Any, many: Callable[[int], None], path: str
) -> None:
    from jinxiu.plan.ledger.models import Commitment

    many(5)
    town.target("OTHER", "工程M1", stage="open", document=town.new_document("review-2024", "总结"))
    town.fact("OTHER", stage="open", event=True)
    address = path.format(pk=Commitment.objects.get(code="C-M1").pk)
    few = asked(planner, address)
    many(45)
    assert asked(planner, address) == few
    assert few <= PAGES[path]


def test_a_document_text_is_not_read_with_every_target(planner: Client, many: Callable[[int], None]) -> None:
    many(3)
    with CaptureQueriesContext(connection) as captured:
        planner.get("/")
    assert not any('"documents_document"."text"' in query["sql"] for query in captured.captured_queries)
