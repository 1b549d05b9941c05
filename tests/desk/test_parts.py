"""One department, one pillar, and the departments in a table: parts of the ledger looked at alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from jinxiu.core.models import Organisation
from jinxiu.desk.queries import parts
from jinxiu.engines.measuring import State
from jinxiu.plan.ledger.models import Responsibility, Target

DAY = date(2025, 3, 31)


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def helper(db: None) -> Organisation:
    return Organisation.objects.create(code="ORG-2", name="市财政局", kind="department")


def support(target: Target, organisation: Organisation) -> None:
    Responsibility.objects.create(
        commitment=target.commitment, organisation=organisation, role="support", given_at=target.created_at
    )


def test_the_departments_stand_with_the_states_of_what_they_lead(town: Any, helper: Organisation) -> None:
    kept = town.target("T1", stage="open", lead=town.unit)
    town.target("T2", stage="open", lead=town.unit)
    town.fact("T1", stage="open", as_of=date(2024, 12, 1), event=True)
    support(kept, helper)
    lines = parts.units(DAY)
    assert [(line.organisation.code, line.leads, line.supports) for line in lines] == [("ORG-1", 2, 0), ("ORG-2", 0, 1)]
    assert (lines[0].counts[State.MET], lines[0].counts[State.NOT_REPORTED]) == (1, 1)


def test_what_falls_due_soon_is_counted(town: Any) -> None:
    town.target("T1", stage="open", lead=town.unit, due=date(2025, 5, 1))
    town.target("T2", stage="open", lead=town.unit, due=date(2026, 5, 1))
    assert [line.due for line in parts.units(DAY)] == [1]


def test_they_are_listed_by_code_and_not_ranked(town: Any, helper: Organisation, planner: Client) -> None:
    town.target("T1", stage="open", lead=helper)
    town.target("T2", stage="open", lead=town.unit)
    page = text(planner, "/units/")
    assert page.index("市住房和城乡建设局") < page.index("市财政局")
    assert "not a ranking" in page


def test_without_anybody_who_answers_it_says_what_to_do(town: Any, planner: Client) -> None:
    assert "No unit answers for a promise yet" in text(planner, "/units/")


def test_the_table_goes_out_as_a_workbook(town: Any, planner: Client) -> None:
    town.target("T1", stage="open", lead=town.unit)
    book = load_workbook(io.BytesIO(planner.get("/units/export.xlsx").content))
    rows = list(book.worksheets[0].values)
    assert rows[1][:3] == ("ORG-1", "市住房和城乡建设局", 1)
    assert len(rows[0]) == len(rows[1])


def test_the_page_of_a_department_shows_only_its_own(town: Any, helper: Organisation, planner: Client) -> None:
    town.target("T1", "滨河大桥", stage="open", lead=town.unit)
    support(town.target("T2", "云岭隧道", stage="open", lead=helper), town.unit)
    town.target("T3", "青溪学校", stage="open", lead=helper)
    page = text(planner, "/units/ORG-1/")
    assert "滨河大桥" in page
    assert "云岭隧道" in page[page.index("Supports") :]
    assert "青溪学校" not in page
    assert "?lead=ORG-1&amp;state=not_reported" in page


def test_the_page_of_a_pillar_shows_what_hangs_on_it(town: Any, planner: Client) -> None:
    town.target("T1", "滨河大桥", stage="open", pillar=town.pillar)
    town.target("T2", "云岭隧道", stage="open")
    assert "云岭隧道" not in text(planner, "/pillars/P1/")
    assert "云岭隧道" in text(planner, "/pillars/none/")
    assert "promise nothing under this pillar" in text(planner, "/pillars/P2/")


@pytest.mark.parametrize("path", ["/units/NOBODY/", "/pillars/NOTHING/"])
def test_what_is_not_there_is_not_found(path: str, town: Any, planner: Client) -> None:
    assert planner.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/units/", "/units/ORG-1/", "/pillars/P1/"])
def test_the_questions_do_not_grow_with_the_targets(
    path: str, planner: Client, many: Callable[[int], None], django_assert_max_num_queries: Any
) -> None:
    many(5)
    planner.get(path)
    with django_assert_max_num_queries(40) as few:
        planner.get(path)
    many(50)
    with django_assert_max_num_queries(len(few)):
        planner.get(path)
