"""Nine chains are filled in at once: by keys, by a column pasted from a spreadsheet, mended at the cell, reported."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PASTE = """([id, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.getElementById(id).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_column_is_pasted_mended_and_reported(page: Page) -> None:
    page.goto("/facts/fill/?of=ZB07")
    figures = page.locator("input[data-col=value]")
    expect(figures).to_have_count(9)
    page.locator("#source").fill("上月产业链月报")

    page.evaluate(PASTE, ["value-1", "1.5\n2.5\n约3\n4.5\n5.5\n6.5\n7.5\n8.5\n9.5\n"])
    expect(figures.nth(8)).to_have_value("9.5")
    page.evaluate(PASTE, ["value-8", "8.25\t亿元\t2024-06-30\t含续建"])
    expect(page.locator("#statement-8")).to_have_value("含续建")
    expect(page.locator("#as_of-8")).to_have_value("2024-06-30")

    page.get_by_role("button", name="提交填报").click()
    expect(page.locator("#value-3-error")).to_contain_text("请只写数字")
    expect(figures.nth(8)).to_have_value("9.5")
    page.locator(".to-cells a").first.click()
    page.locator("#value-3").fill("3.5")
    page.get_by_role("button", name="提交填报").click()
    expect(page.locator("body")).to_contain_text("已写入9个数")
    expect(page.locator(".known").nth(2)).to_contain_text("3.5 亿元")


def test_keys_walk_in_a_column_and_send_nothing(page: Page) -> None:
    page.goto("/facts/fill/?of=ZB08")
    page.locator("#value-1").focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("3")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#value-2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#unit-2")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")  # the first row: stays, and nothing is sent
    expect(page.locator("#value-1")).to_be_focused()
    assert [page.locator(f"#value-{n}").input_value() for n in (1, 2, 3)] == ["1", "2", "3"]
