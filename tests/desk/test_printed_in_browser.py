"""The sheet of a target on paper: all of it, opened, with its stamp, and nothing that only works on a screen."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from jinxiu.core.models import Account, Post
from jinxiu.economy.chains.models import Chain
from jinxiu.plan.facts.models import Verification
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Target

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: The width of an A4 page between its margins of 16 mm, in CSS pixels.
WIDTH = 672


@pytest.fixture
def page(live_server: Any, browser: Browser, planner: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="America/Lima")
    session = planner.cookies["sessionid"].value
    context.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": live_server.url},
            {"name": "language", "value": "zh-hans", "url": live_server.url},
        ]
    )
    yield context.new_page()
    context.close()


def printed(page: Page, address: str) -> list[str]:
    """Print a page to A4 and return the text of each sheet, without its spaces."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    assert all(sheet.get_size() == pytest.approx((595, 842), abs=2) for sheet in paper)
    texts = []
    for sheet in paper:
        text = sheet.get_textpage()
        for n in range(text.count_rects()):
            left, _bottom, right, _top = text.get_rect(n)
            assert left >= 0
            assert right <= sheet.get_width()
        texts.append("".join(text.get_text_bounded().split()))
    return texts


def beyond_the_edge(page: Page) -> list[str]:
    """Return what stands out over the right edge of the paper, or is cut off by what holds it."""
    page.set_viewport_size({"width": WIDTH, "height": 900})
    page.emulate_media(media="print")
    found: list[str] = page.evaluate(
        """width => [...document.querySelectorAll("main *")]
            .filter(e => e.getClientRects().length && (e.getBoundingClientRect().right > width + 1
                || (getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1)))
            .map(e => `${e.tagName}.${e.className}`)""",
        WIDTH,
    )
    page.emulate_media(media="screen")
    return found


@pytest.fixture
def rising(town: Any, account: Callable[..., Account], actor: Account, now: Any) -> Any:
    """A level told month by month by a post and verified by another, whose day was moved once."""
    reporter, verifier = account("reporter", name="r"), account("verifier", name="v")
    for holder, code, title in ((reporter, "P1", "住建填报岗"), (verifier, "P2", "督查核验岗")):
        holder.post = Post.objects.create(code=code, title=title)
        holder.save()
    town.target("T1", "改造小区", value="300", kind="level", due=date(2025, 12, 31), lead=town.unit, pillar=town.pillar)
    fact = None
    for month in range(27):
        year, number = 2023 + month // 12, month % 12 + 1
        day = date(year, number, monthrange(year, number)[1])
        said = f"{year}年{number}月底累计{10 * (month + 1)}个"
        fact = town.fact("T1", value=str(10 * (month + 1)), unit="个", as_of=day, statement=said, recorded_by=reporter)
    Verification.objects.create(observation=fact, verdict="verified", at=now, by=verifier)
    document = town.document
    document.blocks = [[0, len(document.text), "paragraph", "page 12, line 3"]]
    document.save(update_fields=["blocks"])
    fields = {
        "type": "quantity", "object": "改造小区", "kind": "level", "value": 320, "unit": "个", "comparator": ">=",
        "strength": "firm", "due": date(2025, 12, 31),
    }  # fmt: skip
    actions.revise(actor, Target.objects.get(code="T1"), fields, "市政府常务会议调高", now)
    return town


def test_all_of_the_sheet_is_on_the_paper(page: Page, rising: Any) -> None:
    paper = "".join(printed(page, "/targets/T1/"))
    for words in (
        "“改造小区年底前建成”",  # the sentence
        "太原市2024年计划·三、城市功能·（一）承载力·第12页第3行",  # its place
        "地铁开通·省政府网站·2025-02-26",  # its source
        "定义第2版",
        "市政府常务会议调高",
        "第1版（承诺时）",
        "≥300个",
        "270个",  # what is known
        "2025年3月底累计270个",
        "2025-04-01由住建填报岗上报",
        "2026-03-02由督查核验岗核验",
        "预测",
        "牵头单位市住建局",
        "截至2025-03-31",
        "数据读取于",
        "打印于",
    ):
        assert words in paper, words


def test_the_stamp_says_as_of_which_moment_it_was_known(page: Page, rising: Any) -> None:
    paper = "".join(printed(page, "/targets/T1/?known_at=2025-05-01"))
    assert "数据读取于2025-05-01" in paper
    assert "改造小区≥300个" in paper
    assert "≥320个" not in paper


def test_nothing_that_only_works_on_a_screen_is_on_it(page: Page, rising: Any) -> None:
    paper = "".join(printed(page, "/targets/T1/"))
    for words in ("驾驶舱", "产业链", "打印打印", "看原文", "退出", "上报事实"):
        assert words not in paper, words


def test_it_is_printed_by_the_clock_of_the_city(page: Page, rising: Any) -> None:
    paper = "".join(printed(page, "/targets/T1/"))  # the browser itself stands in another zone
    found = re.search(r"数据读取于([\d-]{10})(\d\d:\d\d)·打印于([\d-]{10})(\d\d:\d\d)", paper)
    assert found is not None
    read, sent = (datetime.fromisoformat(f"{d} {t}+08:00") for d, t in (found.group(1, 2), found.group(3, 4)))
    assert timedelta(0) <= sent - read <= timedelta(minutes=2)


def test_what_is_folded_is_opened_for_the_paper_and_folded_again(page: Page, rising: Any) -> None:
    page.goto("/targets/T1/")
    folded = page.locator("article details:not([open])").count()
    assert folded > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("article details:not([open])").count() == folded
    assert "2025-12-31" in "".join(printed(page, "/targets/T1/"))  # the last row of the table of the forecast


def test_nothing_is_cut_off_at_the_edge(page: Page, rising: Any) -> None:
    page.goto("/targets/T1/")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert beyond_the_edge(page) == []


def test_a_quota_prints_every_member_though_it_takes_two_sheets(page: Page, town: Any) -> None:
    names = [f"第{n}条产业链，名称写得很长以至于一行放不下也不会被截断" for n in range(1, 61)]
    for n, name in enumerate(names, 1):
        Chain.objects.create(code=f"C{n}", order=n, name=name)
    town.target("T1", "再造项目", value="3", scope="chain", per="每条产业链", lead=town.unit)
    sheets = printed(page, "/targets/T1/")
    assert len(sheets) > 1
    assert all(name in "".join(sheets) for name in names)
    assert "60个中0个已报" in sheets[0]
    assert beyond_the_edge(page) == []


@pytest.mark.parametrize("address", ["/silent/", "/due/"])
def test_the_lists_of_what_is_waited_for_print_whole(page: Page, town: Any, address: str) -> None:
    for n in range(30):
        town.target(f"T{n}", f"第{n}座名称很长很长的桥梁及其两侧接线道路工程", stage="open", lead=town.unit)
    sheets = printed(page, address)
    assert all(f"第{n}座名称很长很长的桥梁" in "".join(sheets) for n in range(30))
    assert "筛选" not in "".join(sheets)
    assert "截至2025-03-31" in sheets[0]
    assert beyond_the_edge(page) == []
