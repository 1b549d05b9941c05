"""The review in the real Chromium: the order of the cards, the threshold and what it means, who answers, undo."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from real_server import RealServer

pytestmark = pytest.mark.browser

PLAN = """太原市{year}年重点任务

一、产业

年内改造供热管网45公里以上（市住建局牵头，市数据处配合）。推进云岭实验室二期建设。技术合同成交额突破260亿元。

二、城市

改造老旧小区320个，云岭大道南延年底前建成通车。争创国家园林示范城市。开展技能培训5万人次。
"""


@pytest.fixture
def review(page: Page, tmp_path: Path) -> Page:
    """The review of a plan of seven promises, two of them unsure; each test hands in a text of its own."""
    year = 2031 + hash(tmp_path.name) % 60
    file = tmp_path / f"{tmp_path.name}.txt"
    file.write_text(PLAN.format(year=year) + tmp_path.name, encoding="utf-8")
    page.goto("/documents/hand-in/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("计划年份").fill(str(year))
    page.get_by_role("button", name="收录并识读").click()
    page.wait_for_url("**/review/**")
    expect(page.locator("#cards .item")).to_have_count(7)
    return page


def objects(page: Page) -> list[str]:
    return page.locator("#cards .item h3").all_inner_texts()


def pending(page: Page, number: int) -> None:
    expect(page.locator("#counts")).to_have_attribute("data-pending", str(number))


UNSURE = ["云岭实验室二期", "国家园林示范城市"]
SURE = ["供热管网", "技术合同成交额", "老旧小区", "云岭大道南延", "技能培训"]
IN_TEXT = ["供热管网", "云岭实验室二期", "技术合同成交额", "老旧小区", "云岭大道南延", "国家园林示范城市", "技能培训"]


def test_what_the_reader_is_not_sure_of_is_gone_through_first(review: Page) -> None:
    assert objects(review) == UNSURE + SURE
    on = review.locator("#cards .item.on h3")
    expect(on).to_have_text(UNSURE[0])
    review.keyboard.press("a")
    pending(review, 6)
    expect(on).to_have_text(UNSURE[1])
    review.keyboard.press("x")
    pending(review, 5)
    expect(on).to_have_text(SURE[0])
    review.keyboard.press("z")
    pending(review, 6)
    expect(on).to_have_text(UNSURE[1])
    expect(review.locator("#progress")).to_contain_text("已审 1 / 7")
    assert review.locator("#progress progress").get_attribute("value") == "1"


def test_the_order_of_the_text_is_one_click_away_and_stays(review: Page) -> None:
    review.get_by_role("link", name="按原文次序").click()
    review.wait_for_url("**order=text*")
    assert objects(review) == IN_TEXT
    review.keyboard.press("a")
    pending(review, 6)
    expect(review.locator("#cards .item.on h3")).to_have_text(IN_TEXT[1])
    review.reload()
    assert objects(review) == IN_TEXT
    expect(review.locator("#cards .item.on h3")).to_have_text(IN_TEXT[1])
    review.get_by_role("link", name="把握低的在前").click()
    assert "order" not in review.url
    assert objects(review)[:2] == UNSURE


def test_the_slider_counts_live_what_a_threshold_means(review: Page) -> None:
    review.keyboard.press("Shift+A")
    dialog = review.get_by_role("dialog")
    expect(dialog.get_by_role("spinbutton")).to_have_value("0.85")
    expect(dialog.locator(".outcome")).to_contain_text(re.compile(r"5\s*条进入台账\s*2\s*条留待逐条审定"))
    expect(dialog.get_by_role("row", name="节点")).to_contain_text(re.compile(r"1\s*1"))
    expect(dialog.locator(".weakest li")).to_have_count(3)
    expect(dialog.locator(".weakest li").first).to_contain_text("云岭大道南延年底前建成通车")
    slider = dialog.get_by_role("slider")
    slider.focus()
    for _ in range(5):
        review.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("spinbutton")).to_have_value("0.60")
    expect(dialog.get_by_role("button", name="确认 7 条")).to_be_enabled()
    expect(dialog.locator(".weakest li").first).to_contain_text("推进云岭实验室二期建设")
    dialog.get_by_role("spinbutton").fill("1")
    expect(dialog.get_by_role("button", name="确认 0 条")).to_be_disabled()
    expect(slider).to_have_value("1")
    review.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    pending(review, 7)


def test_the_sure_ones_enter_together_and_one_undo_takes_them_back(review: Page) -> None:
    review.keyboard.press("Shift+A")
    review.get_by_role("dialog").get_by_role("button", name="确认 5 条").click()
    pending(review, 2)
    expect(review.get_by_role("dialog")).to_be_hidden()
    expect(review.locator("#note")).to_contain_text("已确认 5 条")
    expect(review.locator("#cards .item.on h3")).to_have_text(UNSURE[0])
    review.keyboard.press("z")
    pending(review, 7)


def test_a_count_that_a_colleague_changed_is_asked_anew(
    review: Page, browser: Browser, server: RealServer, session: StorageState
) -> None:
    review.keyboard.press("Shift+A")
    dialog = review.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="确认 5 条")).to_be_visible()
    other = browser.new_context(base_url=server.address, storage_state=session, locale="zh-CN")
    tab = other.new_page()
    tab.goto(review.url)
    tab.get_by_role("link", name="按原文次序").click()
    tab.keyboard.press("x")
    pending(tab, 6)
    other.close()
    dialog.get_by_role("button", name="确认 5 条").click()
    expect(dialog.get_by_role("alert")).to_contain_text("其间已有他人作出决定")
    expect(dialog.get_by_role("button", name="确认 4 条")).to_be_focused()
    pending(review, 6)
    dialog.get_by_role("button", name="确认 4 条").click()
    pending(review, 2)


def test_a_key_typed_behind_one_that_opens_a_form_decides_nothing(review: Page) -> None:
    press = "new KeyboardEvent('keydown', { key, bubbles: true })"
    review.evaluate(f"for (const key of 'aex') document.body.dispatchEvent({press})")
    pending(review, 6)
    expect(review.locator("form.defs :focus")).to_have_count(1)
    review.keyboard.press("Escape")
    expect(review.locator("form.defs")).to_have_count(0)
    review.keyboard.press("x")
    pending(review, 5)
    review.wait_for_timeout(400)
    pending(review, 5)


def test_escape_shuts_the_dialog_and_not_the_form_behind_it(review: Page) -> None:
    review.keyboard.press("e")
    expect(review.locator("form.defs :focus")).to_have_count(1)
    review.locator('.keys [data-key="A"]').click()
    expect(review.get_by_role("dialog").locator(":focus")).to_have_count(1)
    review.keyboard.press("Escape")
    expect(review.get_by_role("dialog")).to_be_hidden()
    expect(review.locator("form.defs")).to_be_visible()


def test_a_failure_is_told_where_it_can_be_read(review: Page) -> None:
    review.keyboard.press("Shift+A")
    dialog = review.get_by_role("dialog")
    review.route("**/confirm-rest/**", lambda route: route.abort())
    dialog.get_by_role("button", name="确认 5 条").click()
    expect(dialog.get_by_role("alert")).to_have_text("服务器没有回应，未作改动。请稍后再试。")
    review.unroute("**/confirm-rest/**")
    dialog.get_by_role("button", name="确认 5 条").click()
    pending(review, 2)


def test_menus_close_on_a_click_elsewhere_and_on_escape(review: Page) -> None:
    menu, opened = review.locator("details.menu summary"), review.locator("details.menu[open]")
    menu.click()
    expect(opened).to_have_count(1)
    review.locator("#text").click(position={"x": 2, "y": 2})
    expect(opened).to_have_count(0)
    menu.click()
    review.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(menu).to_be_focused()


def test_who_the_text_names_is_shown_and_can_be_changed(review: Page) -> None:
    card = review.locator("#cards .item", has_text="供热管网")
    expect(card).to_contain_text("市住建局（文中写明）")
    expect(card).to_contain_text("市数据处（未在机构表中）")
    card.click()
    review.keyboard.press("e")
    form = card.locator("form.defs")
    expect(form.locator(":focus")).to_have_count(1)
    expect(form.get_by_label("牵头单位")).to_have_value("市住建局")
    form.get_by_label("牵头单位").fill("市科技居")
    form.get_by_role("button", name="按修改确认").click()
    expect(form.get_by_role("alert")).to_contain_text("市科技局")
    form.get_by_label("牵头单位").fill("科技局")
    form.get_by_role("button", name="按修改确认").click()
    pending(review, 6)
    expect(card).to_contain_text("市科技局（人工改定）")


def test_without_scripts_the_same_is_a_page(
    review: Page, browser: Browser, server: RealServer, session: StorageState
) -> None:
    plain = browser.new_context(
        base_url=server.address, storage_state=session, locale="zh-CN", java_script_enabled=False
    )
    tab = plain.new_page()
    tab.goto(review.url.split("?")[0] + "?order=text")
    tab.get_by_role("button", name="批量确认").click()
    tab.get_by_role("spinbutton").fill("0.5")
    tab.get_by_role("button", name="重新计").click()
    tab.get_by_role("button", name="确认 7 条").click()
    tab.wait_for_url("**/review/*/?order=text")
    pending(tab, 0)
    plain.close()
