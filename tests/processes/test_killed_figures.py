"""A file of figures on a real SQLite: killed in the middle of writing nothing is half; confirmed at once it is written once."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from real_server import ROOT, RealServer

pytestmark = pytest.mark.process
ROWS = 12_000

#: What every process of this test begins with.
BEGIN = """
import json, sys, time, os, signal
from datetime import datetime, UTC
from pathlib import Path
import django; django.setup()
from jinxiu.core.models import AuditEvent, Area
from jinxiu.plan.facts.intake import runs, writing
from jinxiu.plan.facts.models import Bearing, ImportRun, Observation
now = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""
TAKE_IN = """
from django.core.management import call_command
from jinxiu.plan.facts.measures.actions import Definition, define
call_command("migrate", verbosity=0)
for m in range(100):
    define(None, f"B{m}", Definition(name=f"指标{m}", unit="亿元", kind="level", frequency="month", over_time="last", over_places="sum"), now)
lines = ["编号,本次数值,单位,截至日期"]
lines += [f"B{n % 100},{n}.25,亿元,{2010 + n // 1200}-{n // 100 % 12 + 1:02d}" for n in range(int(sys.argv[1]))]
run = runs.take_in(None, "\\n".join(lines).encode(), "a.csv", now)
run = runs.look_now(run.pk, now)
print(json.dumps([run.state, run.new, run.message]))
"""
CONFIRM = """
run = ImportRun.objects.get()
runs.confirm(None, run, run.fingerprint, now, acknowledged=True)
"""
#: Kills itself, as a power cut would, right after the Nth lump of rows went in.
KILLED_AT = """
held, insert, seen = int(sys.argv[1]), writing.insert, []
def insert_and_die(*given, **same):
    count = insert(*given, **same)
    seen.append(count)
    if len(seen) == held:
        os.kill(os.getpid(), signal.SIGKILL)
    return count
writing.insert = insert_and_die
runs.resume_interrupted(now)
runs.write_now(ImportRun.objects.get().pk, now)
"""
TOGETHER = """
run = ImportRun.objects.get()
Path(sys.argv[1]).touch()
while not Path(sys.argv[2]).exists():
    time.sleep(0.001)
runs.confirm(None, run, run.fingerprint, now, acknowledged=True)
done = runs.write_now(run.pk, now)
print(json.dumps(done.state))
"""


@pytest.fixture
def scratch(tmp_path: Path) -> RealServer:
    """A server that is never started: its folder, its environment and its `jinxiu check`."""
    server = RealServer(tmp_path / "var")
    server.var.mkdir()
    server.environment["DJANGO_SETTINGS_MODULE"] = "jinxiu.site.settings"
    return server


def process(server: RealServer, code: str, *given: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BEGIN + code, *map(str, given)]
    return subprocess.Popen(command, env=server.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def told(server: RealServer, code: str, *given: object) -> object:
    running = process(server, code, *given)
    out, _none = running.communicate(timeout=120)
    assert running.returncode == 0
    return json.loads(out) if out.strip() else None


def rows(server: RealServer, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(server.var / "jinxiu.sqlite3") as database:
        return database.execute(question).fetchall()


def counts(server: RealServer) -> tuple[object, ...]:
    return rows(
        server,
        "SELECT (SELECT count(*) FROM facts_observation), (SELECT count(*) FROM core_source), "
        "(SELECT count(*) FROM core_auditevent WHERE action = 'facts.import'), (SELECT state FROM facts_importrun)",
    )[0]


def test_killed_in_the_middle_of_writing_nothing_is_half(scratch: RealServer) -> None:
    assert told(scratch, TAKE_IN, ROWS) == ["ready", ROWS, ""]
    told(scratch, CONFIRM)
    for lump in (1, 2, 3, 6):  # figures, bearings, figures … the last one before the audit row
        killed = process(scratch, KILLED_AT, lump)
        killed.communicate(timeout=120)
        assert killed.returncode == -9
        assert counts(scratch) == (0, 0, 0, "writing")
    assert "all sound" in scratch.run("check").stdout

    done = process(scratch, KILLED_AT, 0)
    done.communicate(timeout=120)
    assert counts(scratch) == (ROWS, 1, 1, "done")
    assert rows(
        scratch, "SELECT count(DISTINCT code), min(code), max(code) FROM facts_observation WHERE length(code) = 5"
    ) == [(9999, "F0001", "F9999")]
    assert "all sound" in scratch.run("check").stdout


def test_confirmed_four_times_at_once_it_is_written_once(scratch: RealServer, tmp_path: Path) -> None:
    assert told(scratch, TAKE_IN, 3_000) == ["ready", 3_000, ""]
    go, ready = tmp_path / "go", [tmp_path / f"ready{n}" for n in range(4)]
    running = [process(scratch, TOGETHER, one, go) for one in ready]
    end = time.monotonic() + 60
    while not all(one.exists() for one in ready) and time.monotonic() < end:
        time.sleep(0.05)
    go.touch()
    outs = [one.communicate(timeout=120)[0] for one in running]

    assert [one.returncode for one in running] == [0, 0, 0, 0]
    assert {json.loads(out) for out in outs} == {"done"}
    assert counts(scratch) == (3_000, 1, 1, "done")
    assert "all sound" in scratch.run("check").stdout
