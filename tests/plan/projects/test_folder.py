"""Steps and money stand in a city's folder: all or nothing, again without effect, and out as they were."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from jinxiu.core.folders import FolderError, load, write
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.models import Money, Project, ProjectVersion, Step
from jinxiu.plan.projects.standing import standing

pytestmark = pytest.mark.django_db
STEPS = "code,project,rung,planned_on,reached_on,fact,source,note\n"
MONEY = "code,project,month,planned,done,source\n"


@pytest.fixture
def folder(tmp_path: Path, example: Path) -> Path:
    return shutil.copytree(example, tmp_path / "city")


@pytest.fixture
def put(folder: Path) -> Callable[..., None]:
    """Write the rows of steps and of money into the folder."""

    def write_rows(steps: str = "", money: str = "") -> None:
        (folder / "steps.csv").write_text(STEPS + steps, encoding="utf-8")
        (folder / "money.csv").write_text(MONEY + money, encoding="utf-8")

    return write_rows


def test_they_load_once_and_go_out_as_they_came(folder, put, now, tmp_path):
    put(
        "PJ14.started,PJ14,started,2023-05-01,,,S001,\nPJ14.producing,PJ14,producing,2024-06-30,,OBS051,,一期\n",
        "PJ14.2024-01,PJ14,2024-01,1000000.5,900000,S001\n",
    )
    load(folder, now)
    counts = load(folder, now)
    write(tmp_path / "out")

    assert all(not count.created and not count.changed for count in counts.values())
    for name in ("steps.csv", "money.csv", "projects.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()
    ladder = standing("PJ14").ladder
    assert ladder.lines[Rung.PRODUCING].reached_on == date(2024, 3, 26)
    assert Money.objects.get().planned == Decimal("1000000.50")


def test_a_changed_row_is_a_new_row(folder, put, now):
    put("PJ14.started,PJ14,started,2023-05-01,,,,\n")
    load(folder, now)
    put("PJ14.started,PJ14,started,2023-08-01,,,,\n")
    load(folder, now)

    line = standing("PJ14").ladder.lines[Rung.STARTED]
    assert (line.first_planned, line.planned_on) == (date(2023, 5, 1), date(2023, 8, 1))
    assert Step.objects.count() == 2


@pytest.mark.parametrize(
    ("steps", "money", "said"),
    [
        ("x,PJ14,started,2023-05-01,,,,\n", "", "must be “PJ14.started”"),
        ("PJ14.begun,PJ14,begun,2023-05-01,,,,\n", "", "none of planned, signed"),
        ("PJ14.started,PJ14,started,,2031-01-01,,,\n", "", "has not come yet"),
        ("PJ13.producing,PJ13,producing,,2024-12-09,,,\n", "", "PJ13 carries T46, so the day is a fact"),
        ("PJ14.started,PJ14,started,,2024-03-26,OBS051,,\n", "", "fact OBS051 holds the day"),
        ("", "PJ14.2024-01,PJ14,2024-01,-5,,\n", "no amount in yuan"),
        ("", "PJ14.2024-01,PJ14,2024-01,1.005,,\n", "no amount in yuan"),
        ("", "PJ14.2031-01,PJ14,2031-01,,5,\n", "has not come yet"),
        ("", "PJ99.2024-01,PJ99,2024-01,5,,\n", "“PJ99” is not in projects.csv"),
    ],
)
def test_one_bad_cell_refuses_the_folder(folder, put, now, steps, money, said):
    put(steps, money)
    with pytest.raises(FolderError) as refused:
        load(folder, now)

    assert said in str(refused.value)
    assert not Project.objects.exists()


def test_a_project_that_the_folder_says_anew_keeps_its_earlier_version(folder, now):
    load(folder, now)
    path = folder / "projects.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("迎泽大街提升", "迎泽大街综合提升"), encoding="utf-8")
    load(folder, now)

    assert list(ProjectVersion.objects.filter(project__code="PJ04").values_list("version", "name")) == [
        (1, "迎泽大街提升"),
        (2, "迎泽大街综合提升"),
    ]


def test_an_older_folder_without_the_new_columns_still_loads(folder, now):
    path = folder / "projects.csv"
    lines = [",".join(line.split(",")[:7]) for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    load(folder, now)

    assert not Project.objects.exclude(synthetic=False).exists()


def test_the_example_says_of_its_ladders_what_its_sources_say(folder, now):
    load(folder, now)

    line = standing("PJ01").ladder.lines[Rung.PRODUCING]
    assert (line.reached_on, line.fact.code, line.planned_on, line.promised_by) == (
        date(2025, 2, 22), "OBS001", date(2024, 12, 31), "T34",
    )  # fmt: skip
    assert not Step.objects.exists()
