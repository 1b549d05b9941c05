"""Every read of this room, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinxiu.core.models import Account
from jinxiu.plan.facts.models import ImportRun

_State = ImportRun.State
_RUNNING = (_State.QUEUED, _State.READING, _State.CONFIRMED, _State.WRITING)
#: How many files the page of imports remembers.
_RECENT = 10
#: How many rows one page shows.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a file: how far it is, what it would do, and what is wrong with it."""

    run: ImportRun

    @property
    def running(self) -> bool:
        """Whether somebody works on it right now."""
        return self.run.state in _RUNNING

    @property
    def percent(self) -> int:
        """Hundredths done."""
        return min(100, self.run.progress * 100 // self.run.total) if self.run.total else 0

    @property
    def writes(self) -> int:
        """How many rows would be written, or were."""
        return self.run.new + self.run.changed

    @property
    def lines(self) -> Sequence[Mapping[str, Any]]:
        """The rows that would be written, those with questions in front."""
        return list(self.run.lines)

    @property
    def faults(self) -> Sequence[Mapping[str, Any]]:
        """The cells that cannot be taken."""
        return list(self.run.faults)


def look(pk: int) -> Look | None:
    """Return a file that was brought in; one query."""
    run = ImportRun.objects.select_related("file", "requested_by__post").filter(pk=pk).first()
    return Look(run) if run else None


def recent(account: Account) -> list[Look]:
    """Return the last files that an account brought in, newest first; one query."""
    rows = ImportRun.objects.filter(requested_by=account).defer("faults", "lines").order_by("-pk")
    return [Look(run) for run in rows[:_RECENT]]
