"""Every page works for any day: from the address, then the session, then the city, then today."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from jinxiu.core.dates import Dates
from jinxiu.core.models import City


def dates(client: Client, path: str = "/") -> Dates:
    shown: Dates = client.get(path).context["dates"]
    return shown


def test_a_city_opens_with_its_own_days(planner: Client, town: Any) -> None:
    assert (dates(planner).as_of, dates(planner).compare_to) == (date(2025, 3, 31), date(2024, 12, 31))


def test_without_a_city_it_is_today(planner: Client) -> None:
    assert dates(planner).as_of == timezone.localdate()


def test_a_city_without_days_of_its_own_opens_today(planner: Client, town: Any) -> None:
    City.objects.update(default_as_of=None, compare_to=None)
    shown = dates(planner)
    assert shown.as_of == timezone.localdate()
    assert shown.compare_to < shown.as_of.replace(day=1)


def test_a_day_in_the_address_is_remembered_on_the_other_pages(planner: Client, town: Any) -> None:
    assert dates(planner, "/?as_of=2024-06-30&compare=2024-03-31").as_of == date(2024, 6, 30)
    later = dates(planner, "/ledger/")
    assert (later.as_of, later.compare_to) == (date(2024, 6, 30), date(2024, 3, 31))


@pytest.mark.parametrize("bad", ["yesterday", "2024-13-01", "", "0024-01-01", "2024-02-30", "9999-12-31", "20240101x"])
def test_a_bad_day_says_so_and_changes_nothing(planner: Client, town: Any, bad: str) -> None:
    planner.get("/?as_of=2024-06-30")
    response = planner.get("/", {"as_of": bad})
    assert response.context["dates"].as_of == date(2024, 6, 30)
    assert "is not a day" in str(next(iter(get_messages(response.wsgi_request))))
    assert dates(planner).as_of == date(2024, 6, 30)


def test_a_comparison_that_is_not_earlier_is_refused(planner: Client, town: Any) -> None:
    response = planner.get("/?compare=2025-04-30")
    assert response.context["dates"].compare_to == date(2024, 12, 31)
    assert "must be earlier" in response.content.decode()


def test_a_day_before_the_remembered_comparison_compares_with_the_month_before(planner: Client, town: Any) -> None:
    shown = dates(planner, "/?as_of=2024-06-15")
    assert shown.compare_to == date(2024, 5, 31)


def test_changing_the_day_keeps_the_filters(planner: Client, town: Any) -> None:
    town.target("T1", stage="open")
    page = planner.get("/ledger/?q=1号线&state=met&page=2&as_of=2025-01-31").content.decode()
    assert '<input type="hidden" name="q" value="1号线">' in page
    assert '<input type="hidden" name="state" value="met">' in page
    assert 'name="page"' not in page


def test_two_people_look_at_different_days(planner: Client, viewer: Client, town: Any) -> None:
    planner.get("/?as_of=2024-06-30")
    assert dates(viewer).as_of == date(2025, 3, 31)
