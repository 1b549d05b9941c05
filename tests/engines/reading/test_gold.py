"""The score against marked documents, where they are at hand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jinxiu.engines.reading import read

SHARED = Path(__file__).parents[3].parent / "shared" / "reading"
_LINE = re.compile(r"^(\w+) .*?(?:F1 |\()([\d.]+)\)?$", re.MULTILINE)

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the marked documents are not beside this repository")


def scores(name: str, folder: Path) -> dict[str, float]:
    text = (SHARED / "documents" / f"{name}.txt").read_bytes().decode()
    rows = [target.as_row() for target in read(text, year=int(name[-4:])).targets]
    predicted = folder / "predicted.jsonl"
    predicted.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, str(SHARED / "score.py"), str(SHARED / "gold" / f"{name}.jsonl"), str(predicted)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {found[1]: float(found[2]) for found in _LINE.finditer(printed)}


@pytest.mark.parametrize("name", ["taiyuan-2024", "hailar-2014", "shanxi-2026"])
def test_the_reader_keeps_its_score(name, tmp_path):
    found = scores(name, tmp_path)
    floors = {"all": 0.95, "quantity": 0.95, "milestone": 0.9, "advance": 0.8}
    fields = dict.fromkeys(("comparator", "due", "strength", "per"), 0.95)
    assert {key: found[key] for key in found if found[key] < (floors | fields).get(key, 0.85)} == {}
