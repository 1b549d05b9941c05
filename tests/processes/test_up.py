"""`jinxiu up`: from nothing to a server, again in seconds, and one clear line where it cannot."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import build_opener, urlopen

import pytest

from real_server import RealServer

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    made = RealServer(tmp_path_factory.mktemp("up") / "var")
    made.start()
    yield made
    made.kill()


def test_it_starts_stops_and_starts_again_without_loss(server: RealServer) -> None:
    first = server.link
    assert urlopen(f"{server.address}/sign-in/").status == 200
    server.stop()
    before = server.run("evaluate", "--as-of", "2025-03-31", "--format", "json").stdout
    began = time.monotonic()
    second = server.start()
    assert time.monotonic() - began < 20
    assert first != second
    assert server.run("evaluate", "--as-of", "2025-03-31", "--format", "json").stdout == before
    assert len({row["code"] for row in json.loads(before)}) == 58


def test_a_port_in_use_is_one_clear_line(server: RealServer) -> None:
    done = server.run("up", "--port", str(server.port))
    assert done.returncode == 1
    assert f"port {server.port} on 127.0.0.1 is in use" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_clear_line(server: RealServer, tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    other = RealServer(tmp_path / "var")
    other.environment["JINXIU_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/none"
    done = other.run("up", "--port", str(other.port))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("jinxiu: the database does not answer")


def test_a_link_for_an_unknown_account_says_which_there_are(server: RealServer) -> None:
    done = server.run("link", "nobody")
    assert done.returncode == 1
    assert "there is no account nobody; there are: operator" in done.stderr


def test_a_new_account_signs_in_by_its_link(server: RealServer) -> None:
    done = server.run("account", "district-reporter", "--role", "reporter")
    link = done.stdout.strip().replace("http://127.0.0.1:8000", server.address)
    assert build_opener().open(link).status == 200
