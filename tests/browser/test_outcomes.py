"""From the next year's report to settled promises: compare, confirm by keys, correct, choose by hand, undo, export."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from real_server import RealServer

pytestmark = pytest.mark.browser

REPORT = """太原市2025年工作报告（演示用，内容虚构）

一、2024年工作回顾

一年来，科技创新资金投入21.5亿元，人才发展资金10亿元足额到位，工业转型升级资金投入7亿元。
3号线一期、1号线二期工程开工建设，摄乐街西延、蒙山大街西延建成通车，大运路打通工程完工。
全年改造老旧小区702个，为既有住宅加装电梯121部。招商引资成效明显，补齐链条短板的签约4家。

二、2025年工作安排

今年改造老旧小区300个。
"""


def chip(page: Page, name: str, number: int) -> None:
    expect(page.locator("#counts .chip", has_text=name)).to_have_text(re.compile(rf"{name}\s*{number}$"))


def card(page: Page, name: str) -> str:
    """Return the selector of the card of a promise."""
    found = page.locator(".pair", has=page.locator("h3", has_text=name)).first
    return f"#{found.get_attribute('id')}"


def test_what_a_review_says_becomes_of_the_ledger(page: Page, server: RealServer, tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text(REPORT, encoding="utf-8")
    page.goto("/documents/hand-in/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("计划年份").fill("2025")
    page.locator("select[name=kind]").select_option("review")
    page.get_by_role("button", name="收录并识读").click()
    page.wait_for_url("**/review/**")

    page.goto("/documents/")
    page.locator("tr", has_text="2025年工作报告").get_by_role("link", name="核对完成情况").click()
    form = page.locator("form.compare")
    form.locator("select[name=plan]").select_option(label="太原市2024年高质量发展重点任务（改写本） · 2024")
    expect(form.locator("input[name=year]")).to_have_value("2024")  # it follows the plan, whatever was suggested
    form.get_by_role("button").click()
    page.wait_for_selector(".pairing")
    page.wait_for_load_state()  # the keys are there when the scripts are
    address = page.url
    pending = int(page.locator("#counts").get_attribute("data-pending") or 0)
    assert pending >= 9

    # Keys: confirm, set apart, undo; more presses than answers fall on the cards that are meant.
    page.keyboard.press("a")
    chip(page, "已有结论", 1)
    page.keyboard.press("x")
    chip(page, "不是一回事", 1)
    page.keyboard.press("z")
    chip(page, "不是一回事", 0)
    expect(page.locator("#note")).to_be_empty(timeout=8000)
    for key in "aaz":
        page.keyboard.press(key)
    expect(page.locator("#note")).to_have_text("已撤销。")
    chip(page, "已有结论", 2)
    chip(page, "待核对", pending - 2)

    # A correction that does not go together is asked about; the reason stays with it.
    lift = card(page, "电梯")
    page.locator(lift).click()
    page.keyboard.press("e")
    said = page.locator(f"{lift} form.said")
    expect(said.locator("select[name=verdict]")).to_be_focused()
    said.locator("input[name=value]").fill("119")
    said.locator("button.primary").click()
    expect(page.locator(f"{lift} .errors")).to_contain_text("台账将计为“未完成”")
    page.locator(f"{lift} form.said select[name=verdict]").select_option("missed")
    page.locator(f"{lift} form.said button.primary").click()
    expect(page.locator(lift)).to_have_attribute("data-state", "settled")
    expect(page.locator(".pair.on")).to_have_attribute("data-state", "pending")  # the next one has its turn

    # A promise that the reader found nothing on: choose the sentence.
    silent = card(page, "补链项目")
    page.locator(silent).click()
    page.keyboard.press("e")
    page.locator(f"{silent} .sentences a", has_text="补齐链条短板").click()
    expect(page.locator(f"{silent} form.said :focus")).to_have_count(1)
    page.locator(f"{silent} form.said select[name=verdict]").select_option("exceeded")
    page.locator(f"{silent} form.said input[name=value]").fill("4")
    page.locator(f"{silent} form.said input[name=unit]").fill("个")
    page.locator(f"{silent} form.said button.primary").click()
    expect(page.locator(silent)).to_contain_text("人工选句")

    # All the rest above a likeness, after being told how many; the dialog counts anew.
    page.keyboard.press("Shift+A")
    dialog = page.get_by_role("dialog")
    dialog.locator("input[name=least]").fill("1")
    dialog.locator("input[name=least]").blur()
    expect(dialog.locator("input[name=least]")).to_have_value("1.0")
    dialog.locator("input[name=least]").fill("0")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("heading")).to_have_text(f"确认 {pending - 3} 项完成情况？")
    expect(dialog.get_by_role("status")).to_have_text(f"确认 {pending - 3} 项完成情况？")  # read out, too
    expect(dialog.get_by_role("button", name="全部确认")).to_be_focused()
    dialog.get_by_role("button", name="全部确认").click()
    chip(page, "待核对", 0)

    # The ledger counts it, its sheet tells of the review, and leads back to the card.
    page.goto("/ledger/?q=老旧小区&as_of=2025-03-31")
    expect(page.locator("table tbody")).to_contain_text("已完成")
    page.locator("table tbody tr", has_text="668").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("改造老旧小区702个")
    page.get_by_role("link", name="回顾怎么说").click()
    page.wait_for_url(f"{address}?active=*")

    with page.expect_download() as download:
        page.get_by_role("link", name="导出 xlsx").click()
    assert download.value.path().stat().st_size > 5000
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in (address, "/outcomes/"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert server.run("check").returncode == 0

    # One undo takes a whole act back; nothing is left for the tests that follow.
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    for left in (4, 3, 2, 1, 0):
        page.locator('.keys [data-key="z"]').click()
        chip(page, "已有结论", left)
    chip(page, "待核对", pending)
    done = server.run("check")
    assert done.returncode == 0, done.stdout


def hand_in(page: Page, file: Path, text: str, year: int, kind: str) -> None:
    file.write_text(text, encoding="utf-8")
    page.goto("/documents/hand-in/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("计划年份").fill(str(year))
    page.locator("select[name=kind]").select_option(kind)
    page.get_by_role("button", name="收录并识读").click()
    page.wait_for_url("**/review/**")


def test_keys_go_on_across_the_pages_of_a_large_comparison(page: Page, tmp_path: Path) -> None:
    names = [f"{one}{two}湖" for one in "甲乙丙丁戊己庚辛壬癸" for two in "子丑寅卯辰巳午未申酉戌亥"]
    plan = "".join(f"{name}大桥年底建成通车。" for name in names)
    hand_in(page, tmp_path / "plan.txt", f"湖区2012年工作要点\n\n{plan}", 2012, "plan")
    page.keyboard.press("Shift+A")
    page.get_by_role("dialog").get_by_role("button", name=f"确认 {len(names)} 条").click()
    expect(page.locator("#counts")).to_have_attribute("data-pending", "0")
    told = "".join(f"{name}大桥建成通车。" for name in names)
    hand_in(page, tmp_path / "review.txt", f"湖区2013年工作报告\n\n一、2012年工作回顾\n\n{told}", 2013, "review")
    review = page.url.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/outcomes/?review={review}")
    page.locator("form.compare").get_by_role("button").click()
    page.wait_for_selector(".pairing")
    page.wait_for_load_state()  # the keys are there when the scripts are

    cards = page.locator(".pair")
    expect(cards).to_have_count(100)
    last = cards.last
    last.click(position={"x": 4, "y": 4})
    page.keyboard.press("a")  # the next one that waits stands on the same page: the first
    chip(page, "已有结论", 1)
    expect(cards.first).to_have_class(re.compile(r"\bon\b"))
    last.click(position={"x": 4, "y": 4})
    page.keyboard.press("j")
    page.wait_for_url("**page=2*")
    expect(cards).to_have_count(20)
    page.keyboard.press("k")
    page.wait_for_url("**page=1*")

    # What is taken back on another page is gone to.
    page.get_by_role("link", name="下一页").click()
    expect(cards).to_have_count(20)
    page.keyboard.press("z")
    page.wait_for_url("**active=t*")
    expect(cards).to_have_count(100)
    expect(page.locator(".pair.on")).to_have_attribute("data-state", "pending")
    chip(page, "已有结论", 0)
