"""Projects in the real Chromium: one is added, a step is reported after a question, pictures and the table follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_project_is_added_reported_and_brought_back_in_a_table(page: Page, tmp_path: Path) -> None:
    page.goto("/projects/view/add/")
    page.get_by_label("名称", exact=True).fill("演示装配厂房")
    page.get_by_label("类别").fill("强链")
    page.get_by_label("编号").fill("DEMO-1")
    page.get_by_label("总投资（万元）").fill("12000")
    page.get_by_label("计划开工").fill("2020-05-01")
    page.get_by_label("计划完工").fill("2021-05-01")
    page.get_by_label("演示数据").check()
    page.get_by_role("button", name="新增").click()
    page.wait_for_url("**/projects/DEMO-1/")
    rows = page.locator("table.ladder tbody tr")
    expect(rows).to_have_count(8)
    expect(rows.nth(3)).to_contain_text("2020-05-01")

    # A rung that would come before a lower one is asked about, once.
    for rung, day in (("立项核准", "2020-06-01"), ("开工", "2020-04-01")):
        page.get_by_role("link", name="填报节点").click()
        page.get_by_label("节点").select_option(label=rung)
        page.get_by_label("实际日期").fill(day)
        page.get_by_label("到了哪一步（一句话）").fill(f"演示：{rung}。")
        page.get_by_role("button", name="提交填报").click()
    expect(page.get_by_role("alert")).to_contain_text("2020-06-01")
    # The enter key sends the form again; it is no yes to the question.
    page.get_by_label("依据", exact=True).press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_role("alert")).to_contain_text("2020-06-01")
    page.get_by_role("button", name="确实如此，写入").click()
    page.wait_for_url("**/projects/DEMO-1/")
    expect(rows.nth(3)).to_contain_text("早 30 天")

    # Keys walk through the list; Enter opens the project.
    page.goto("/projects/?q=装配厂房&as_of=2022-01-01")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/DEMO-1/")

    # The pictures know it, and a click leads from the funnel to those that stand there.
    page.goto("/projects/view/gantt/?q=装配厂房")
    expect(page.locator("table.gantt tbody tr")).to_contain_text("超期")
    page.goto("/projects/view/funnel/?q=装配厂房")
    page.locator("table.funnel").get_by_role("link", name="开工").click()
    expect(page.locator("table.projects tbody tr")).to_have_count(1)
    page.goto("/projects/view/map/?q=装配厂房")
    expect(page.get_by_text("演示装配厂房")).to_be_visible()

    # The table goes out and comes back.
    page.goto("/projects/?q=装配厂房")
    page.get_by_text("导出 ▾").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="项目表（Excel）").click()
    file = tmp_path / "项目表.xlsx"
    download.value.save_as(file)
    for written, ends in (("去年", "in/"), ("2022-05-01", "look/")):
        book = load_workbook(file)
        steps = book["节点"]
        row = next(number for number in range(2, 10) if steps.cell(number, 3).value == "完工")
        steps.cell(row, 4).value = written
        book.save(file)
        page.goto("/projects/table/in/")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="查看改动").click()
        page.wait_for_url(re.compile(ends + "$"))
        if ends == "in/":
            expect(page.locator("table.faults")).to_contain_text("去年")
    page.get_by_label("理由").fill("设备到货推迟")
    page.get_by_role("button", name="写入 1 处改动").click()
    page.wait_for_url("**/projects/")
    page.goto("/projects/DEMO-1/")
    expect(page.locator("table.ladder tbody tr").nth(5)).to_contain_text("最初 2021-05-01")


def test_projects_fit_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (
        "/projects/",
        "/projects/view/funnel/",
        "/projects/view/gantt/",
        "/projects/view/map/",
        "/projects/PJ01/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
