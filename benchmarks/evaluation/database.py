"""From the database: a scratch SQLite with the real schema, filled here, read and evaluated by a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

SECONDS, MEMORY = 10.0, 1024
SOURCE = Path(__file__).resolve().parents[2] / "src"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_CHANGING = "id code value unit stage event as_of confidence recorded_at".split()
_STAGES = ("advance", "approve", "start", "finish", "open", "produce")


def measure(console: Console, targets: int, facts: int) -> None:
    """Fill a database, evaluate it in a process of its own, print what that took."""
    with tempfile.TemporaryDirectory(prefix="jinxiu-bench-") as folder:
        environment = os.environ | {"JINXIU_VAR": folder, "DJANGO_SETTINGS_MODULE": "jinxiu.site.settings"}
        environment["PYTHONPATH"] = str(SOURCE)
        for act in ("fill", "read"):
            command = [sys.executable, __file__, act, str(targets), str(facts)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                console.print(done.stderr)
                return
        said: dict[str, Any] = json.loads(done.stdout)
    table = Table(title="From SQLite: a fresh process", title_justify="left", box=None)
    table.add_column("")
    table.add_column("seconds", justify="right")
    for name in ("read into columns", "evaluate one day", "every target's trace"):
        table.add_row(name, f"{said[name]:.2f}")
    table.add_row("together", f"{said['together']:.2f}", style="bold")
    table.add_row("of them on the processor", f"{said['processor']:.2f}")
    console.print(table)
    console.print(
        f"limits: {SECONDS:.0f} s: {'kept' if said['together'] <= SECONDS else 'MISSED'}; peak memory {MEMORY:,} MiB: "
        f"{'kept' if said['peak'] <= MEMORY else 'MISSED'} ({said['peak']:.0f} MiB, {said['before']:.0f} before)"
    )


def fill(targets: int, facts: int) -> None:
    """Write a made-up city into the database that the settings name."""
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    dice = np.random.default_rng(1)
    with transaction.atomic():
        pks = _targets(targets)
        of = dice.integers(0, targets, facts)
        day = dice.integers(date(2022, 1, 1).toordinal(), date(2024, 12, 31).toordinal(), facts)
        value, stage = dice.integers(1, 10**8, facts), dice.integers(0, 6, facts)
        chance = dice.random((2, facts))
        names, values = _template()
        changing = [names.index(name) for name in _CHANGING]
        observations = (
            _filled(values, changing, n, int(of[n]), value[n], stage[n], chance[:, n], int(day[n]))
            for n in range(facts)
        )
        _insert(connection, "facts_observation", names, observations)
        bearings = ((n + 1, n + 1, int(pks[of[n]]), "settles", "") for n in range(facts))
        _insert(connection, "facts_bearing", "id observation_id target_id kind member".split(), bearings)


def _template() -> tuple[list[str], list[Any]]:
    """Return the columns of an observation and what they hold where this city says nothing."""
    from django.db import connection

    from jinxiu.plan.facts.models import Observation

    blank = Observation(subject="made up", statement="made up", source_id=1, recorded_at=NOW)
    columns = Observation._meta.concrete_fields
    return [f.column for f in columns], [f.get_db_prep_save(getattr(blank, f.attname), connection) for f in columns]


def _filled(
    values: list[Any], changing: list[int], n: int, target: int, value: int, stage: int, chance: Any, day: int
) -> list[Any]:
    row, is_work = list(values), target % 10 == 9
    told = date.fromordinal(day).isoformat()
    said = (
        n + 1,
        f"o{n}",
        None if is_work else str(value / 100),
        "" if is_work else "万元",
        _STAGES[stage] if is_work else "",
        bool(chance[0] < 0.5),
        told,
        "conflicting" if chance[1] < 0.02 else "direct",
        f"{told} 08:00:00.123456",
    )
    for at, one in zip(changing, said, strict=True):
        row[at] = one
    return row


def _insert(connection: Any, table: str, names: list[str], rows: Any) -> None:
    places = ", ".join(["?"] * len(names))
    connection.ensure_connection()
    connection.connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)


def _targets(count: int) -> list[int]:
    from jinxiu.core.models import Source, StoredFile
    from jinxiu.plan.documents.models import Document
    from jinxiu.plan.ledger.models import Commitment, Target, TargetDefinition

    Source.objects.create(id=1, code="made-up", title="made up", publisher="nobody")
    file = StoredFile.objects.create(sha256="0" * 64, size=0, media_type="text/plain", name="made up", stored_at=NOW)
    document = Document.objects.create(code="plan", title="made up", year=2024, file=file, text="", handed_in_at=NOW)
    commitments = Commitment.objects.bulk_create(
        Commitment(code=f"c{n}", document=document, start=n, end=n + 1, sentence="made up") for n in range(count)
    )
    targets = Target.objects.bulk_create(
        Target(code=f"t{n}", commitment=c, created_at=NOW) for n, c in enumerate(commitments)
    )
    definitions = [
        TargetDefinition(
            target=target,
            version=1,
            made_at=NOW,
            start=0,
            end=1,
            quote="made up",
            object="made up",
            due=date(2024, 12, 31),
            **({"type": "milestone", "stage": "finish"} if n % 10 == 9 else _number(n)),
        )
        for n, target in enumerate(targets)
    ]
    for target, definition in zip(targets, TargetDefinition.objects.bulk_create(definitions), strict=True):
        target.current = definition
    Target.objects.bulk_update(targets, ["current"], batch_size=500)
    return [target.pk for target in targets]


def _number(n: int) -> dict[str, Any]:
    return {"type": "quantity", "value": str(n % 1000 * 1000), "unit": "亿元" if n % 3 else "万元", "comparator": ">="}


def read() -> None:
    """Read, evaluate and explain the whole city; print what that took as JSON."""
    from jinxiu.plan.evaluation import columns

    before = _peak()
    begin, worked = time.perf_counter(), time.process_time()
    city = columns.load()
    loaded = time.perf_counter()
    day = date(2024, 12, 31)
    results = city.on([day])
    assert results.states.shape[1] == 1
    evaluated = time.perf_counter()
    rows = results.traces(day)
    done = time.perf_counter()
    assert len(rows) == len(results.asked)
    said = {
        "read into columns": loaded - begin,
        "evaluate one day": evaluated - loaded,
        "every target's trace": done - evaluated,
        "together": done - begin,
        "processor": time.process_time() - worked,
        "before": before,
        "peak": _peak(),
    }
    sys.stdout.write(json.dumps(said))


def _peak() -> float:
    """Return the largest amount of memory that this process has held, in MiB; its parent's is not in it."""
    said = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]), int(sys.argv[3]))
    else:
        read()
