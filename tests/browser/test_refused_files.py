"""What cannot be read is refused with a sentence that says what to do, and nothing is half stored."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_main_job import OWN, counts, hand_in

from real_server import RealServer

pytestmark = pytest.mark.browser


def stored(server: RealServer) -> tuple[int, ...]:
    with sqlite3.connect(server.var / "jinxiu.sqlite3") as database:
        tables = ("documents_document", "documents_readingrun", "core_storedfile")
        rows = tuple(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
    return (*rows, sum(1 for _ in (server.var / "evidence").glob("*/*")))


def test_a_gb18030_file_is_read(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "国标编码.txt"
    file.write_bytes(OWN.replace("12个", "18个").encode("gb18030"))
    hand_in(page, file)
    page.wait_for_url("**/review/**")
    assert counts(page)["待审"] >= 5
    expect(page.locator("#text")).to_contain_text("改造老旧小区18个以上")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空文件.txt", b"", "空"),
        ("二进制.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "文本"),
        ("程序.txt", b"\x7fELF" + bytes(2000), "文本"),
        ("过大.txt", "今年新建道路3条。\n".encode() * 800_000, "10"),
    ],
    ids=["empty", "picture renamed", "program renamed", "20 MB"],
)
def test_a_bad_file_is_refused_whole(
    page: Page, server: RealServer, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    before = stored(server)
    hand_in(page, file)
    notice = page.locator(".notice.error, .errors").first
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(said)
    assert "/documents/hand-in/" in page.url
    assert stored(server) == before


def test_the_same_file_twice_leads_to_the_first(page: Page, server: RealServer, tmp_path: Path) -> None:
    file = tmp_path / "重复.txt"
    file.write_text(OWN.replace("30部", "31部"), encoding="utf-8")
    hand_in(page, file)
    page.wait_for_url("**/review/**")
    before = stored(server)
    hand_in(page, file)
    expect(page.locator(".notice.error").first).to_be_visible()
    assert stored(server) == before
