"""The main job as an official does it: hand in a plan, confirm it, look at the cockpit, ask where a figure comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from real_server import RealServer

pytestmark = pytest.mark.browser

OWN = """一、今年工作安排

（一）改善居住条件。今年改造老旧小区12个以上，为既有住宅加装电梯30部。力争南湖隧道年底前建成通车。
（二）办好民生实事。年内新建幼儿园5所，新增公共停车位2000个左右，推动滨河湿地公园开工建设。
"""


def hand_in(page: Page, file: Path, year: str = "2024") -> None:
    page.goto("/documents/")
    page.get_by_role("link", name="收录文件").first.click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("计划年份").fill(year)
    page.get_by_role("button", name="收录并识读").click()


def counts(page: Page) -> dict[str, int]:
    text = page.locator("#counts").inner_text()
    return {name: int(number) for name, number in re.findall(r"(\S+?)\s*(\d+)", text)}


def wait_for(page: Page, name: str, number: int) -> None:
    expect(page.locator("#counts")).to_contain_text(re.compile(rf"{name}\s*{number}(?!\d)"))


def targets(page: Page) -> int:
    """Return how many promises the cockpit counts: those by state, and those in words alone beside them."""
    page.goto("/")
    found = re.search(r"(\d+) 项任务", page.get_by_role("heading", level=1).inner_text())
    assert found is not None
    words = re.search(r"另有 (\d+) 项定性要求", page.locator("main").inner_text())
    return int(found[1]) + (int(words[1]) if words else 0)


def test_from_the_published_plan_to_an_explained_figure(page: Page, shared: Path) -> None:
    already = targets(page)
    hand_in(page, shared / "reading/documents/taiyuan-2024.txt")
    page.wait_for_url("**/review/**")
    review = page.url
    found = counts(page)["待审"]
    assert found > 50
    assert page.locator("#text [data-n], #text mark, #text .m").count() >= found

    # Keys: confirm, reject, undo; then the rest, after being told how many.
    page.keyboard.press("j")
    page.keyboard.press("a")
    wait_for(page, "已确认", 1)
    page.keyboard.press("x")
    wait_for(page, "不是任务", 1)
    page.keyboard.press("z")
    wait_for(page, "不是任务", 0)
    for key in "aaaaa":  # faster than the answers come
        page.keyboard.press(key)
    wait_for(page, "已确认", 6)
    page.keyboard.press("Shift+A")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("spinbutton").fill("0")
    dialog.get_by_role("button", name=f"确认 {found - 6} 条").click()
    wait_for(page, "待审", 0)

    # The ledger holds both documents; the cockpit counts them together.
    assert targets(page) == already + found
    page.goto("/ledger/?q=1号线一期")
    rows = page.locator("table tbody tr", has=page.get_by_role("link", name="1号线一期", exact=True))
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("迟 53 天")
    expect(rows.nth(1)).to_contain_text("未上报")

    # A fact comes in once, with its source; the figure explains itself down to the sentence.
    rows.nth(1).get_by_role("link").first.click()
    page.get_by_role("link", name="上报事实").first.click()
    page.locator("select[name=stage]").select_option("open")
    page.locator("input[name=as_of]").fill("2025-02-22")
    event = page.locator("[name=event]").first
    if event.get_attribute("type") == "checkbox":
        event.check()
    page.locator("[name=statement]").fill("1号线一期于2025年2月22日投入初期运营。")
    page.locator("[name=source_title]").fill("太原地铁1号线正式开通初期运营")
    page.locator("[name=publisher]").fill("山西省人民政府门户网站")
    page.locator("[name=published_on]").fill("2025-02-26")
    page.locator("main form button.primary").click()
    page.wait_for_url("**/targets/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("迟 53 天")
    expect(page.locator("main")).to_contain_text("2025-02-22 − 2024-12-31 = 53 天")
    expect(page.locator("main")).to_contain_text("太原地铁1号线正式开通初期运营")
    expect(page.locator("main")).to_contain_text("1号线一期年底建成通车")
    page.get_by_role("link", name="看原文").click()
    page.wait_for_url(f"{review.split('?')[0]}*")
    page.goto("/?as_of=2025-03-31&compare=2024-12-31")
    expect(page.locator("main")).to_contain_text("迟 53 天")


def test_a_figure_is_asked_for_any_day(page: Page) -> None:
    page.goto("/targets/T34/?as_of=2025-02-21")
    expect(page.locator("main")).to_contain_text("未上报")
    page.goto("/targets/T34/?as_of=2025-02-22")
    expect(page.locator("main")).to_contain_text("迟 53 天")


def test_correct_split_and_add_with_own_words(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "自拟计划.txt"
    file.write_text(OWN, encoding="utf-8")
    hand_in(page, file, "2025")
    page.wait_for_url("**/review/**")
    found = counts(page)["待审"]
    assert found >= 5

    page.keyboard.press("e")
    form = page.locator("form.defs")
    expect(form.locator(":focus")).to_have_count(1)  # the form takes the focus when it opens; then a person types
    form.locator("input[name$=value]").first.fill("15")
    form.locator("button.primary").click()
    wait_for(page, "改动", 1)

    page.get_by_role("link", name="查看台账").click()
    page.goto("/ledger/?q=老旧小区&sort=code")
    expect(page.locator("table tbody")).to_contain_text("≥ 15")


def test_the_ledger_leaves_as_a_spreadsheet(page: Page) -> None:
    page.goto("/ledger/?state=late")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 xlsx").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert download.value.path().stat().st_size > 3000


PAGES = (
    "/",
    "/ledger/",
    "/documents/",
    "/review/1/",
    "/review/1/confirm-rest/",
    "/review/1/corrections/",
    "/review/corrections/",
    "/targets/T34/",
    "/projects/",
    "/chains/",
    "/documents/hand-in/",
    "/audit/",
)


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_is_wider_than_its_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_english_is_complete_where_it_is_chosen(page: Page) -> None:
    page.goto("/account/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="English").click()
    for path in (
        "/",
        "/ledger/",
        "/documents/",
        "/documents/hand-in/",
        "/projects/",
        "/account/",
        "/review/corrections/",
    ):
        page.goto(path)
        chrome = page.locator("nav.rail, h1, h2, th, button, label").all_inner_texts()
        left = [text for text in chrome if re.search(r"[\u4e00-\u9fff]", text) and "太原" not in text]
        assert not left, (path, left)


def test_what_is_stored_is_sound_after_all_this(page: Page, server: RealServer) -> None:
    done = server.run("check")
    assert done.returncode == 0, done.stdout
    card = json.loads(server.run("evaluate", "--as-of", "2025-03-31", "--format", "json").stdout)
    assert any(row["object"] == "1号线一期" and row["days_late"] == 53 for row in card)
