"""Two versions side by side in the real Chromium: filters, keys, swapping, places, the workbook, paper and phones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OLD = "某市2097年要点（征求意见稿，内容虚构）\n\n新建学校10所。确保改造小区60个。青屏大桥6月底前建成通车。全年工业投资增长8%。培育企业20家。\n"
NEW = "某市2097年要点（印发稿，内容虚构）\n\n新建学校8所。力争改造小区60个。青屏大桥6月底前建成通车。全年工业投资增长6%。打造景区6处。\n"


def hand_in(page: Page, folder: Path, name: str, text: str) -> None:
    file = folder / f"{name}.txt"
    file.write_text(text, encoding="utf-8")
    page.goto("/documents/hand-in/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("计划年份").fill("2097")
    page.get_by_role("button", name="收录并识读").click()
    page.wait_for_url("**/review/**")


def test_what_was_lowered_is_found_by_keys_and_filters(page: Page, tmp_path: Path) -> None:
    hand_in(page, tmp_path, "草案", OLD)
    hand_in(page, tmp_path, "印发稿", NEW)
    page.get_by_role("link", name="版本对照").click()
    rows = page.locator("table.compared tbody tr")
    expect(rows.locator("h2")).to_have_text(["学校", "工业投资", "小区", "企业", "景区"])
    expect(rows.first).to_contain_text("= 10 所 → = 8 所")

    # Keys walk through the rows and stop at both ends.
    for key, number in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(number)).to_be_focused()
    page.get_by_role("button", name="下一条").click()
    expect(rows.nth(1)).to_be_focused()

    # A filter shows its own, and what is unchanged is a click away.
    page.locator(".filter-chips").get_by_role("link", name=re.compile("放宽")).click()
    expect(rows.locator("h2")).to_have_text(["小区"])
    page.get_by_role("link", name=re.compile("全部")).click()
    expect(rows).to_have_count(6)
    page.get_by_role("link", name="互换").click()
    expect(rows.first).to_contain_text("景区")
    expect(rows.first).to_contain_text("取消")

    with page.expect_download() as download:
        page.get_by_role("link", name="导出 xlsx").click()
    assert "版本对照" in download.value.suggested_filename

    # Enter opens the place in the review.
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/\d+/\?active=d\d+"))
    expect(page.locator("#cards .item.on h3")).to_have_text("景区")

    page.get_by_role("link", name="数据矛盾").click()
    clash = page.locator("table.compared tbody tr", has_text="工业投资")
    expect(clash).to_contain_text("没有任何数值能同时满足两处")
    clash.get_by_role("link", name="对照这两份文件").click()
    address = page.url
    page.emulate_media(media="print")
    expect(page.locator("form.versions")).to_be_hidden()
    expect(page.locator("table.compared thead")).to_be_visible()
    page.emulate_media(media="screen")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in (address, "/documents/contradictions/", "/documents/"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
