"""`jinxiu compare` and `jinxiu contradictions` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jinxiu.cli import app


@pytest.fixture
def plans(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "draft-2026.txt", tmp_path / "final-2026.txt"
    old.write_text("今年确保新建学校10所。青屏大桥年内开工。地区生产总值增长6%。", encoding="utf-8")
    new.write_text("今年力争新建学校8所。青屏大桥年内开工。地区生产总值增长5%。", encoding="utf-8")
    return old, new


def run(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [*map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_compare_prints_what_asks_for_less_first(plans):
    code, out, _ = run("compare", *plans, "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["changes"] for row in rows] == [["lowered", "softened"], ["lowered"]]
    assert rows[0]["old"]["quote"] == "新建学校10所"


def test_compare_shows_a_table_and_everything_on_request(plans):
    assert "2 found" in run("compare", *plans)[1]
    assert "3 found" in run("compare", *plans, "--all")[1]


def test_contradictions_name_both_documents(plans):
    code, out, _ = run("contradictions", *plans, "--format", "json")
    (row,) = json.loads(out)
    assert code == 0
    assert row["why"] == "no value keeps both"
    assert [Path(row[side]["document"]).name for side in ("first", "second")] == ["draft-2026.txt", "final-2026.txt"]
    assert "no value keeps both" in run("contradictions", *plans)[1]


def test_a_file_that_is_not_there_is_named(tmp_path):
    code, _, err = run("compare", tmp_path / "a.txt", tmp_path / "b.txt")
    assert code == 2
    assert "a.txt" in err
