"""A city's folder is checked whole, loaded all or nothing, loaded again without effect, and exported as it was."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from jinxiu.core.folders import FolderError, load, write
from jinxiu.core.models import AuditEvent, City, Source
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.ledger.models import Target, TargetDefinition

pytestmark = pytest.mark.django_db
Edit = Callable[[str, Callable[[list[dict[str, str]]], None]], None]


@pytest.fixture
def folder(tmp_path: Path, example: Path) -> Path:
    return shutil.copytree(example, tmp_path / "city")


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Change the rows of one table of the folder."""

    def change(file: str, how: Callable[[list[dict[str, str]]], None]) -> None:
        path = folder / file
        with path.open(encoding="utf-8") as source:
            rows = list(csv.DictReader(source))
        how(rows)
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change


def faults(folder: Path, now: datetime) -> list[str]:
    with pytest.raises(FolderError) as refused:
        load(folder, now)
    assert not City.objects.exists()
    assert not Source.objects.exists()
    assert not AuditEvent.objects.exists()
    return [str(fault) for fault in refused.value.faults]


def test_the_example_loads_with_one_audit_row(folder: Path, now: datetime) -> None:
    load(folder, now)
    assert Target.objects.count() == 58
    assert Observation.objects.count() == 99
    assert [event.action for event in AuditEvent.objects.all()] == ["city.load"]


def test_loading_again_changes_nothing(folder: Path, now: datetime) -> None:
    load(folder, now)
    counts = load(folder, now)
    assert all(not count.created and not count.changed for count in counts.values())
    assert AuditEvent.objects.count() == 1


def test_what_is_exported_is_what_was_loaded(folder: Path, now: datetime, tmp_path: Path) -> None:
    load(folder, now)
    out = tmp_path / "out"
    write(out)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "README.md":
            assert (out / path.relative_to(folder)).read_bytes() == path.read_bytes(), path.name


def test_an_export_overwrites_nothing(folder: Path, now: datetime) -> None:
    load(folder, now)
    with pytest.raises(FolderError, match="is not empty"):
        write(folder)


def put(row: int, column: str, value: str) -> Callable[[list[dict[str, str]]], None]:
    def change(rows: list[dict[str, str]]) -> None:
        rows[row][column] = value

    return change


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "said"),
    [
        ("targets.csv", 0, "value", "three", "targets.csv, row 2, column value: “three” is not a number; write 1234.5"),
        ("targets.csv", 3, "due", "2024/12/31", "targets.csv, row 5, column due: “2024/12/31” is not a date"),
        ("targets.csv", 1, "quote", "没有这句话", "targets.csv, row 3, column quote: occurrence 1 of “没有这句话”"),
        ("targets.csv", 2, "pillar", "P9", "targets.csv, row 4, column pillar: “P9” is not in pillars.csv"),
        ("targets.csv", 2, "unit", "", "targets.csv, row 4, column unit:"),
        ("observations.csv", 5, "source", "", "observations.csv, row 7, column source: is empty"),
        (
            "observations.csv",
            5,
            "as_of",
            "2031-01-01",
            "observations.csv, row 7, column as_of: “2031-01-01” has not come",
        ),
        ("areas.csv", 2, "code", "140100", "areas.csv, row 4, column code: “140100” stands in row 2 already"),
        (
            "documents.csv",
            0,
            "file",
            "../../secret.txt",
            "documents.csv, row 2, column file: “../../secret.txt” is not in",
        ),
        (
            "organisations.csv",
            0,
            "synthetic",
            "maybe",
            "organisations.csv, row 2, column synthetic: “maybe” must be yes",
        ),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_stored(
    folder: Path, now: datetime, edit: Edit, file: str, row: int, column: str, value: str, said: str
) -> None:
    edit(file, put(row, column, value))
    assert any(fault.startswith(said) for fault in faults(folder, now))


def test_every_fault_is_told_at_once(folder: Path, now: datetime, edit: Edit) -> None:
    edit("targets.csv", put(0, "value", "x"))
    edit("areas.csv", put(0, "lon", "y"))
    edit("observations.csv", put(9, "event", "z"))
    assert len(faults(folder, now)) == 3


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda f: (f / "city.toml").unlink(), "city.toml: is missing"),
        (lambda f: (f / "city.toml").write_text("[city"), "city.toml: cannot be read"),
        (lambda f: (f / "extra.csv").write_text("a\n"), "extra.csv: no such table"),
        (
            lambda f: (f / "chains.csv").write_text("code,name\nC1,x\n"),
            "chains.csv, row 1, column group: the column is",
        ),
        (lambda f: (f / "chains.csv").write_bytes("code,名\n".encode("gb18030")), "chains.csv, row 1: is not UTF-8"),
        (lambda f: (f / "pillars.csv").write_text("code,order,name,source\nP1,1\n"), "pillars.csv, row 2: has 2 cells"),
        (lambda f: (f / "documents" / "plan-2024.txt").write_bytes(b""), "documents.csv, row 2, column file:"),
    ],
)
def test_a_broken_file_is_named(folder: Path, now: datetime, break_it: Callable[[Path], object], said: str) -> None:
    break_it(folder)
    assert any(fault.startswith(said) for fault in faults(folder, now))


def test_a_changed_definition_becomes_a_new_version(folder: Path, now: datetime, edit: Edit) -> None:
    load(folder, now)
    edit("targets.csv", put(51, "value", "700"))
    load(folder, now)
    versions = TargetDefinition.objects.filter(target__code="T52").values_list("version", "value")
    assert [(version, int(value)) for version, value in versions] == [(1, 668), (2, 700)]


def test_a_changed_fact_becomes_a_new_version(folder: Path, now: datetime, edit: Edit) -> None:
    load(folder, now)
    edit("observations.csv", put(0, "as_of", "2025-02-23"))
    load(folder, now)
    first, second = Observation.objects.filter(code="OBS001").order_by("version")
    assert second.supersedes == first
    assert [str(first.as_of), str(second.as_of)] == ["2025-02-22", "2025-02-23"]


def test_a_document_never_changes(folder: Path, now: datetime) -> None:
    load(folder, now)
    path = folder / "documents" / "plan-2024.txt"
    path.write_text(path.read_text(encoding="utf-8") + "另加一句。", encoding="utf-8")
    with pytest.raises(FolderError, match="a document never changes"):
        load(folder, now)


def test_one_database_serves_one_city(folder: Path, now: datetime) -> None:
    load(folder, now)
    path = folder / "city.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"140100"', '"140200"'), encoding="utf-8")
    with pytest.raises(FolderError, match="this database serves 太原市"):
        load(folder, now)
