"""Twelve clicks at the same moment on the real server have exactly one effect, and nobody sees an error."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request

import pytest

from real_server import RealServer, signed_in, token_of

pytestmark = pytest.mark.process
TEXT = "今年新建道路3条，改造老旧小区12个，为既有住宅加装电梯30部。\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    made = RealServer(tmp_path / "var", "--no-example")
    made.start()
    yield made
    made.kill()


def test_a_draft_confirmed_twelve_times_is_one_target(server: RealServer) -> None:
    client, jar = signed_in(server.link)
    client.open(f"{server.address}/documents/hand-in/").read()
    said = {"csrfmiddlewaretoken": token_of(jar), "text": TEXT, "year": "2025", "kind": "plan", "title": "同时点击"}
    headers = {"Referer": server.address}
    page = client.open(Request(f"{server.address}/documents/hand-in/", urlencode(said).encode(), headers))
    addresses: list[str] = []
    end = time.monotonic() + 30
    while not addresses and time.monotonic() < end:
        time.sleep(0.3)
        shown = client.open(page.url).read().decode()
        addresses = re.findall(r'action="(/review/\d+/drafts/\d+/decide/)"', shown)
    body = urlencode({"csrfmiddlewaretoken": token_of(jar), "verdict": "confirm", "act": "confirm"}).encode()

    def click(_number: int) -> int:
        asked = Request(server.address + addresses[0], body, {**headers, "HX-Request": "true"})
        return int(client.open(asked).status)

    with ThreadPoolExecutor(12) as clicks:
        assert set(clicks.map(click, range(12))) == {200}
    card = json.loads(server.run("evaluate", "--as-of", "2025-06-30", "--format", "json").stdout)
    assert len(card) == 1
    assert server.run("check").returncode == 0
