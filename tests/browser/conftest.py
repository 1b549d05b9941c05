"""One real server and one real Chromium for all tests of this folder; each test has a browser context of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState

from real_server import RealServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[RealServer]:
    made = RealServer(tmp_path_factory.mktemp("browser") / "var")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def session(server: RealServer, browser: Browser) -> StorageState:
    """Signed in once, by the link that the server printed."""
    context = browser.new_context()
    context.new_page().goto(server.link)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(server: RealServer, browser: Browser, session: StorageState) -> Iterator[Page]:
    """A page of somebody signed in. What the browser complains of on the way fails the test."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=server.address, storage_state=session
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    context.close()
    assert not complaints
