"""`jinxiu pair` and `jinxiu read --outcomes`: promises of one year and what the next year's report says of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jinxiu.cli import app

PLAN = "一、2024年工作安排\n\n今年改造老旧小区120个，新建学校5所。滨河隧道年内开工。新增公共停车位3000个。\n"
REVIEW = (
    "一、2024年工作回顾\n\n一年来，改造老旧小区150个，新建学校4所。滨河隧道开工建设。\n\n"
    "二、2025年工作安排\n\n今年新建公园2座。\n"
)


def run(*arguments: object) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, Path]:
    plan, review = tmp_path / "plan-2024.txt", tmp_path / "review-2025.txt"
    plan.write_text(PLAN, encoding="utf-8")
    review.write_text(REVIEW, encoding="utf-8")
    return plan, review


def test_each_promise_that_the_review_speaks_of_has_a_verdict_with_reasons(years: tuple[Path, Path]) -> None:
    pairs = run("pair", *years)
    verdicts = {pair["target"]["object"]: pair["verdict"] for pair in pairs}  # type: ignore[index]
    assert verdicts["老旧小区"] == "exceeded"
    assert verdicts["学校"] == "missed"
    assert verdicts["滨河隧道"] == "met"
    assert all(pair["reasons"] for pair in pairs)


def test_silence_is_no_line(years: tuple[Path, Path]) -> None:
    assert not [pair for pair in run("pair", *years) if "停车位" in pair["target"]["object"]]  # type: ignore[index]


def test_outcomes_are_what_was_achieved_not_what_is_promised(years: tuple[Path, Path]) -> None:
    found = run("read", years[1], "--outcomes", "--format", "jsonl")
    assert {row["object"] for row in found} >= {"老旧小区", "学校", "滨河隧道"}
    assert not [row for row in found if "公园" in str(row["object"])]
    for row in found:
        assert REVIEW[int(str(row["start"])) : int(str(row["end"]))] == row["quote"]


def test_two_published_years_reach_the_promised_score(shared: Path, tmp_path: Path) -> None:
    folder, predicted = shared / "reading", tmp_path / "pairs.jsonl"
    documents = [folder / f"documents/hailar-{year}.txt" for year in (2014, 2015)]
    done = CliRunner().invoke(app, ["pair", *map(str, documents), "--output", str(predicted)])
    assert done.exit_code == 0
    gold = [folder / f"gold/hailar-2014{part}.jsonl" for part in ("", "-outcomes")]
    command = ["python3", str(folder / "score_pairs.py"), *map(str, gold), str(predicted)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout.split()
    score = {name: float(said[said.index(name) + 1]) for name in ("precision", "recall", "verdict")}
    assert score["precision"] >= 0.80
    assert score["recall"] >= 0.60
    assert score["verdict"] >= 0.95
