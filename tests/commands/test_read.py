"""`jinxiu read`: every form, and one clear line for what cannot be read."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from jinxiu.cli import app

TEXT = "一、今年工作安排\n\n年内建成滨河路等3条道路，改造老旧小区120个以上。力争城东水厂6月底前开工。\n"
LEDGER = {"kind", "verb", "bodies", "section", "due_basis", "confidence", "rule"}
FIELDS = {"type", "start", "end", "quote", "object", "per", "due", "strength"}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan-2024.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["read", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_jsonl_has_the_fields_of_the_gold_and_what_a_ledger_needs_beside_them(plan: Path) -> None:
    code, out, _ = run(plan, "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert rows
    for row in rows:
        extra = {"value", "unit", "comparator"} if row["type"] == "quantity" else {"stage"}
        assert set(row) - {"value_to", "baseline", "part"} == FIELDS | LEDGER | extra
        assert TEXT[row["start"] : row["end"]] == row["quote"]


def test_json_and_table_tell_the_same(plan: Path) -> None:
    _, listed, _ = run(plan, "--format", "json")
    _, table, _ = run(plan)
    for row in json.loads(listed):
        assert row["object"] in table


def test_xlsx_is_a_workbook_beside_the_file(plan: Path) -> None:
    code, _, _ = run(plan, "--format", "xlsx")
    book = load_workbook(io.BytesIO(plan.with_suffix(".promises.xlsx").read_bytes()))
    assert code == 0
    assert book.active is not None
    assert book.active["A1"].value == "start"
    assert book.active.max_row > 2


def test_the_year_comes_from_the_option_before_the_name(plan: Path) -> None:
    _, out, _ = run(plan, "--format", "json", "--year", "2023")
    assert {row["due"][:4] for row in json.loads(out) if row["due"]} == {"2023"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("missing.txt", None),
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("broken.docx", b"PK\x03\x04rest"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path: Path, name: str, data: bytes | None) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    code, out, err = run(path, "--format", "jsonl")
    assert code == 2
    assert out == ""
    assert err.startswith(f"jinxiu: {path}")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("path", ["", "/no/such/program"])
def test_an_old_office_file_goes_through_the_program_that_the_setting_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    (tmp_path / "ready.docx").write_bytes(_word("2024年工作要点：今年新建学校3所。"))
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\nfor given; do :; done\ncp {tmp_path}/ready.docx "$(dirname "$given")/given.docx"\n')
    program.chmod(0o755)
    monkeypatch.setenv("JINXIU_OFFICE", path or str(program))
    old = tmp_path / "plan.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le"))
    code, out, err = run(old, "--format", "jsonl")
    if path:
        assert (code, out) == (2, "")
        assert "install LibreOffice" in err
    else:
        assert [json.loads(line)["quote"] for line in out.splitlines()] == ["新建学校3所"]


def _word(text: str) -> bytes:
    made = docx.Document()
    made.add_paragraph(text)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_the_published_plan_reaches_the_promised_score(shared: Path, tmp_path: Path) -> None:
    document, gold = shared / "reading/documents/taiyuan-2024.txt", shared / "reading/gold/taiyuan-2024.jsonl"
    predicted = tmp_path / "predicted.jsonl"
    assert run(document, "--format", "jsonl", "--output", predicted)[0] == 0
    score = subprocess.run(
        ["python3", str(shared / "reading/score.py"), str(gold), str(predicted)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(score.stdout.splitlines()[0].split("F1")[1]) >= 0.85
