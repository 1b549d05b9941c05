"""Runs behind the pages: how far they are, and which of them wait for a task after a crash."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import models
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

#: A narrow update this often (seconds) shows progress without keeping the database busy.
_EVERY = 0.5
#: Every run ends in one of these; before, it waits or goes on.
_DONE, _FAILED = "done", "failed"


@dataclass(frozen=True, slots=True)
class RunState:
    """How far a run is."""

    pk: int
    state: str
    label: str
    progress: int
    total: int
    message: str

    @property
    def running(self) -> bool:
        """Whether it waits or goes on."""
        return self.state not in (_DONE, _FAILED)

    @property
    def failed(self) -> bool:
        """Whether it stopped at an error; ``message`` says what to do."""
        return self.state == _FAILED

    @property
    def percent(self) -> int:
        """Hundredths done."""
        return min(100, self.progress * 100 // self.total) if self.total else 0


class Progress:
    """Writes now and then how far a run is that is in ``state``; the model has ``progress`` and ``total``."""

    def __init__(self, model: type[models.Model], run_id: int, state: str) -> None:
        self._rows = model._default_manager.filter(pk=run_id, state=state)
        self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._last < _EVERY:
            return
        self._last = time.monotonic()
        self._rows.update(progress=done, total=total)


def waiting_runs(task_path: str) -> set[int]:
    """Return the runs that a waiting task of this path will take up."""
    rows = DBTaskResult.objects.filter(task_path=task_path, status=TaskResultStatus.READY)
    return {
        task["kwargs"]["run_id"] for task in rows.values_list("args_kwargs", flat=True) if "run_id" in task["kwargs"]
    }
