"""The cast and the tools that all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from jinxiu.core.actions import open_account
from jinxiu.core.models import Account

REPOSITORY = Path(__file__).parent.parent
SHARED = REPOSITORY.parent / "shared"
EXAMPLE = REPOSITORY / "examples" / "taiyuan-2024"

#: Tests live at one moment; nothing they prove depends on the day on which they run.
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: the real server and the browser."""
    slow = ("tests/processes", "tests/browser")
    items.sort(key=lambda item: not item.nodeid.startswith(slow))


class OneServerAWorker(LoadScopeScheduling):
    """Gives a worker whole files, and all that shares a real server or a browser to the same one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        if file.startswith("tests/processes/test_killed"):
            return "killed servers"
        return "browser" if "browser" in file else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Tell pytest-xdist how to share out the tests; files keep the order in which they were collected."""
    config.option.loadscopereorder = False
    return OneServerAWorker(config, log)


def missing(reason: str) -> None:
    """Skip for want of a server or a browser; in CI their absence is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must provide it: {reason}")
    pytest.skip(reason)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def account(db: None) -> Callable[..., Account]:
    """Open accounts by role: ``account("planner")``."""

    def open_one(*roles: str, name: str = "") -> Account:
        return open_account(name or "-".join(roles) or "nobody", list(roles), NOW)

    return open_one


@pytest.fixture
def signed_in(account: Callable[..., Account]) -> Callable[..., Client]:
    """Return a client signed in as a fresh account with these roles."""

    def sign_in(*roles: str, name: str = "") -> Client:
        client = Client()
        client.force_login(account(*roles, name=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("Chromium is not installed (apt-get install chromium)")
    return str(path)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests of a worker; each test opens a context of its own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference documents beside the checkout, where it exists."""
    if not SHARED.is_dir():
        pytest.skip("the reference documents are not beside this checkout")
    return SHARED


@pytest.fixture
def example() -> Path:
    return EXAMPLE
