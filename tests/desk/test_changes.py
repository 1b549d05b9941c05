"""What changed between two days: states, facts, definitions, and who made them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from jinxiu.core.models import Account
from jinxiu.desk.queries import changes
from jinxiu.engines.measuring import State
from jinxiu.plan.ledger.models import Target, TargetDefinition

BEFORE, AFTER = date(2024, 12, 31), date(2025, 3, 31)


def revise(target: Target, actor: Account | None, at: datetime, **fields: Any) -> TargetDefinition:
    """Write the next definition of a target."""
    held = target.current
    assert held is not None
    same = {
        name: getattr(held, name)
        for name in ("type", "start", "end", "quote", "object", "value", "unit", "comparator", "stage", "due")
    }
    new = TargetDefinition.objects.create(
        target=target, version=held.version + 1, made_at=at, made_by=actor, **(same | fields)
    )
    target.current = new
    target.save(update_fields=["current"])
    return new


def test_a_state_that_moved_stands_with_the_one_before(town: Any) -> None:
    town.target("T1", stage="open")
    town.fact("T1", stage="open", as_of=date(2025, 2, 22), event=True)
    (line,) = changes.changes(BEFORE, AFTER).moved
    assert (line.row.target.code, line.before, line.row.state) == ("T1", State.NOT_REPORTED, State.LATE)


def test_a_fact_that_leaves_the_state_is_told_apart(town: Any) -> None:
    town.target("T1", stage="open", due=date(2025, 12, 31))
    town.fact("T1", stage="start", as_of=date(2024, 6, 1))
    town.fact("T1", stage="finish", as_of=date(2025, 2, 1))
    found = changes.changes(BEFORE, AFTER)
    assert (len(found.moved), [line.row.target.code for line in found.told]) == (0, ["T1"])


def test_a_revision_says_what_changed_who_did_it_and_why(town: Any, actor: Account) -> None:
    target = town.target("T1", value="10")
    revise(target, actor, datetime(2025, 2, 1, 4, tzinfo=UTC), value=8, reason="市政府常务会议调整")
    (one,) = changes.changes(BEFORE, AFTER).defined
    assert (one.act, one.definition.reason, one.day) == ("revised", "市政府常务会议调整", date(2025, 2, 1))
    assert [(d.field, d.found, d.decided) for d in one.differences] == [("value", "10", "8")]


def test_what_entered_and_what_was_withdrawn_is_named_so(town: Any) -> None:
    target = town.target("T1", value="10")
    TargetDefinition.objects.filter(pk=target.current.pk).update(made_at=datetime(2025, 1, 5, 4, tzinfo=UTC))
    revise(target, None, datetime(2025, 1, 6, 4, tzinfo=UTC), withdrawn=True)
    assert [one.act for one in changes.changes(BEFORE, AFTER).defined] == ["withdrawn", "entered"]


def test_the_days_count_to_their_ends_in_local_time(town: Any, actor: Account) -> None:
    target = town.target("T1", value="10")
    revise(target, actor, datetime(2024, 12, 31, 15, 59, tzinfo=UTC), value=9)  # 23:59 in China
    revise(target, actor, datetime(2024, 12, 31, 16, 0, tzinfo=UTC), value=8)  # midnight
    assert [one.definition.value for one in changes.changes(BEFORE, AFTER).defined] == [8]


def test_the_page_opens_on_what_moved_and_shows_the_others_on_demand(town: Any, planner: Client) -> None:
    town.target("T1", "滨河大桥", stage="open")
    town.fact("T1", stage="open", event=True)
    page = planner.get("/changes/")
    assert page.context["part"] == "moved"
    assert "滨河大桥" in page.content.decode()
    assert (
        "No definition was made"
        in planner.get("/changes/?part=defined&compare=2019-01-01&as_of=2019-02-01").content.decode()
    )


def test_everything_goes_out_as_a_workbook(town: Any, planner: Client) -> None:
    town.target("T1", "滨河大桥", stage="open")
    town.fact("T1", stage="open", event=True)
    book = load_workbook(io.BytesIO(planner.get("/changes/export.xlsx").content))
    assert book.sheetnames == ["States that moved", "Facts that came in", "Definitions made", "About this export"]
    assert list(book.worksheets[0].values)[1][2] == "滨河大桥"


def test_the_cockpit_leads_there(town: Any, planner: Client) -> None:
    town.target("T1", stage="open")
    town.fact("T1", stage="open", event=True)
    assert 'href="/changes/"' in planner.get("/").content.decode()


def test_the_questions_do_not_grow_with_the_changes(
    planner: Client, many: Callable[[int], None], django_assert_max_num_queries: Any
) -> None:
    many(5)
    planner.get("/changes/")
    with django_assert_max_num_queries(40) as few:
        planner.get("/changes/")
    many(50)
    with django_assert_max_num_queries(len(few)):
        planner.get("/changes/")


@pytest.mark.parametrize("part", ["nothing", "", "defined"])
def test_any_part_in_the_address_gives_a_page(part: str, town: Any, planner: Client) -> None:
    assert planner.get(f"/changes/?part={part}").status_code == 200
