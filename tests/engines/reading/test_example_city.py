"""The example city's plan, whose wording is not that of any marked document, against its marked targets."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from jinxiu.engines.reading import ReadTarget, read

CITY = Path(__file__).parents[3] / "examples" / "taiyuan-2024"


@pytest.fixture(scope="module")
def text() -> str:
    return (CITY / "documents" / "plan-2024.txt").read_bytes().decode()


@pytest.fixture(scope="module")
def found(text) -> list[ReadTarget]:
    return list(read(text, year=2024).targets)


def marked(text: str) -> list[tuple[int, int, dict[str, str]]]:
    rows = []
    with (CITY / "targets.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            start = -1
            for _ in range(int(row["occurrence"] or 1)):
                start = text.index(row["quote"], start + 1)
            rows.append((start, start + len(row["quote"]), row))
    return rows


def test_every_marked_target_is_found_and_nothing_else(text, found):
    left = list(found)
    missed = []
    for start, end, row in marked(text):
        hits = [target for target in left if target.span.start < end and start < target.span.end]
        hits = [target for target in hits if str(target.stage or "") == row["stage"]]
        if not hits:
            missed.append(row["quote"])
            continue
        best = max(hits, key=lambda target: min(end, target.span.end) - max(start, target.span.start))
        left.remove(best)
    assert len(missed) <= 2, missed
    assert len(left) <= 2, [target.quote for target in left]


def test_the_objects_of_the_chains_are_those_that_were_marked(text, found):
    wanted = {row["object"] for _, _, row in marked(text) if row["per"] == "每条产业链"}
    assert wanted <= {target.object for target in found if target.per == "每条产业链"}
