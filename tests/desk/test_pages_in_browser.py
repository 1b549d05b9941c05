"""What only a browser shows: keys in the ledger, days that are typed, and that the strict policy blocks nothing of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any, browser: Browser, planner: Any) -> Iterator[Page]:
    """A page of a signed-in planner; what the browser complains of fails the test."""
    context = browser.new_context(base_url=live_server.url, locale="en-US")
    session = planner.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []


@pytest.fixture
def filled(many: Callable[[int], None]) -> None:
    many(4)


def test_j_and_k_walk_through_the_rows_and_enter_opens(filled: None, page: Page) -> None:
    page.goto("/ledger/")
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    expect(page.locator("#ledger tbody tr").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/targets/M2/")


def test_a_click_anywhere_in_a_row_opens_it(filled: None, page: Page) -> None:
    page.goto("/ledger/")
    page.locator("#ledger tbody tr").nth(2).locator("td").nth(4).click()
    page.wait_for_url("**/targets/M3/")


def test_ticking_a_filter_applies_it_and_leaves_the_others_out_of_the_address(filled: None, page: Page) -> None:
    page.goto("/ledger/")
    page.get_by_text("State ▾").click()
    page.get_by_label("Late", exact=True).check()
    page.wait_for_url("**/ledger/?state=late")


def test_a_typed_day_waits_until_it_is_finished(filled: None, page: Page) -> None:
    page.goto("/")
    page.focus("#as-of")
    page.keyboard.type("06302024", delay=30)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?as_of=2024-06-30")
    expect(page.locator("h1")).to_contain_text("2024-06-30")


def test_a_typed_day_is_sent_when_the_field_is_left(filled: None, page: Page) -> None:
    page.goto("/ledger/?q=工程")
    page.focus("#as-of")
    page.keyboard.type("06302024", delay=30)
    page.locator("h1").click()
    page.wait_for_url("**as_of=2024-06-30*")
    expect(page.locator("#q")).to_have_value("工程")


def test_the_sheet_prints_on_one_page(filled: None, page: Page) -> None:
    page.goto("/targets/M1/")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
