"""Killed anywhere, nothing accepted is lost and nothing half done stays."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, Request

import pytest

from real_server import JINXIU, ROOT, RealServer, signed_in, token_of

pytestmark = pytest.mark.process
BOUNDARY = "----jinxiu"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    made = RealServer(tmp_path / "var")
    yield made
    made.kill()


def form(name: str, text: bytes, token: str) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in (("csrfmiddlewaretoken", token), ("kind", "plan"), ("year", "2024"), ("title", name))
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}.txt"\r\n'
    return (
        b"".join(parts)
        + head.encode()
        + b"Content-Type: text/plain\r\n\r\n"
        + text
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def request(server: RealServer, jar: HTTPCookieProcessor, body: bytes) -> Request:
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Referer": server.address}
    return Request(f"{server.address}/documents/hand-in/", data=body, headers=headers)


def assert_sound(server: RealServer) -> None:
    done = server.run("check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all sound" in done.stdout


def rows(server: RealServer, table: str) -> int:
    import sqlite3

    with sqlite3.connect(server.var / "jinxiu.sqlite3") as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_in_the_middle_of_an_upload(server: RealServer) -> None:
    opener, jar = signed_in(server.start())
    opener.open(f"{server.address}/documents/hand-in/").read()
    body = form("half", "今年建成道路12条。\n".encode() * 40_000, token_of(jar))
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar.cookiejar)
    assert SimpleCookie(cookies)
    with socket.create_connection(("127.0.0.1", urlsplit(server.address).port or 0)) as line:
        line.sendall(
            f"POST /documents/hand-in/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookies}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body[: len(body) // 2]
        )
        time.sleep(0.3)
        server.kill()
    assert rows(server, "documents_document") == 1
    assert_sound(server)
    assert signed_in(server.start())


def test_right_after_an_upload_was_accepted(server: RealServer) -> None:
    """The document was accepted, so it is there; its reading, cut off, begins anew and ends whole."""
    opener, jar = signed_in(server.start())
    opener.open(f"{server.address}/documents/hand-in/").read()
    long_text = "\n".join(f"今年新建第{n}中学教学楼{n % 40 + 3}座，改造老旧小区{n % 90 + 1}个。" for n in range(4_000))
    opener.open(request(server, jar, form("long", long_text.encode(), token_of(jar)))).read()
    server.kill()
    assert rows(server, "documents_document") == 2
    assert_sound(server)
    server.start()
    end = time.monotonic() + 60
    states: list[str] = []
    while time.monotonic() < end and "done" not in states:
        time.sleep(0.3)
        import sqlite3

        with sqlite3.connect(server.var / "jinxiu.sqlite3") as database:
            states = [
                row[0] for row in database.execute("SELECT state FROM documents_readingrun WHERE document_id = 2")
            ]
    assert states == ["done"]
    assert_sound(server)


@pytest.mark.parametrize("moments", [[0.3, 0.5, 0.65, 0.8, 0.95]])
def test_in_the_middle_of_a_load(server: RealServer, moments: list[float]) -> None:
    server.options = ("--no-example",)
    server.start()
    server.stop()
    for moment in moments:
        process = subprocess.Popen(
            [*JINXIU, "load", "examples/taiyuan-2024"], env=server.environment, cwd=ROOT, stdout=subprocess.DEVNULL
        )
        time.sleep(moment)
        process.kill()
        process.wait()
        loaded = rows(server, "core_city")
        assert rows(server, "ledger_target") == (58 if loaded else 0)
    assert_sound(server)
    done = server.run("load", "examples/taiyuan-2024")
    assert done.returncode == 0, done.stderr
    assert rows(server, "facts_observation") == 99


def test_in_the_middle_of_an_evaluation(server: RealServer) -> None:
    server.start()
    server.stop()
    command = [*JINXIU, "evaluate", "--as-of", "2025-03-31", "--format", "json"]
    for moment in (0.3, 0.6):
        process = subprocess.Popen(command, env=server.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        process.wait()
    assert_sound(server)
    card = json.loads(server.run(*command[3:]).stdout)
    assert next(row for row in card if row["object"] == "1号线一期")["days_late"] == 53
