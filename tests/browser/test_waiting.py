"""What somebody waits for, by hand: from the cockpit to the lists, narrowed with a choice, taken along as files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_overdue_reports_are_narrowed_and_taken_along(page: Page, tmp_path: Path) -> None:
    page.goto("/?as_of=2025-03-31")
    page.get_by_role("region", name="沉默的数字").get_by_role("link", name="逾期未报").click()
    expect(page.locator("h1")).to_have_text("逾期未报")
    everything = page.locator("table.silent tbody tr").count()
    page.get_by_role("navigation", name="未报情形").get_by_role("link", name="到期未报").click()
    page.wait_for_url("**/silent/?kind=period")
    page.get_by_label("板块").select_option("P1")  # the choice applies itself
    page.wait_for_url("**pillar=P1**")
    assert "kind=period" in page.url
    rows = page.locator("table.silent tbody tr")
    # Other tests of this server may have told figures of some of the nine chains.
    expect(rows.filter(has_text="产业链完成投资").first).to_contain_text("9 个对象中")
    assert 0 < rows.count() < everything
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 xlsx").click()
    file = tmp_path / "silent.xlsx"
    download.value.save_as(file)
    assert load_workbook(file).worksheets[0].max_row == rows.count() + 1
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/facts/measures/of/**")


def test_what_falls_due_is_looked_at_for_a_range_and_put_into_a_calendar(page: Page, tmp_path: Path) -> None:
    # Of one pillar: plans that other tests handed in hang on none.
    page.goto("/due/?as_of=2024-11-15&pillar=P1")
    expect(page.locator("tr.group").first).to_contain_text("2024年12月")
    page.get_by_role("link", name="30 天内").click()
    page.wait_for_url("**within=30**")
    assert "pillar=P1" in page.url
    nothing = re.compile("没有未完成的到期事项|没有符合筛选条件的到期事项")
    expect(page.locator("main")).to_contain_text(nothing)
    page.goto("/due/?from=2024-12-01&to=2024-12-31&pillar=P1")
    page.get_by_label("类别").select_option("milestone")
    page.wait_for_url("**kind=milestone**")
    assert "from=2024-12-01" in page.url
    shown = page.locator("table.due tbody tr:not(.group)").count()
    assert shown > 5
    with page.expect_download() as download:
        page.get_by_role("link", name="导出日历").click()
    file = tmp_path / "due.ics"
    download.value.save_as(file)
    data = file.read_bytes()
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.count(b"BEGIN:VEVENT\r\n") == shown
