"""Work that runs behind the pages."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task


@task()
def look_at_file(run_id: int) -> None:
    """Look at a file that was brought in; writes no figure."""
    from jinxiu.plan.facts.intake.runs import look_now  # noqa: PLC0415 — the two enqueue each other

    look_now(run_id, timezone.now())


@task()
def write_figures(run_id: int) -> None:
    """Write the figures of a file that somebody confirmed."""
    from jinxiu.plan.facts.intake.runs import write_now  # noqa: PLC0415

    write_now(run_id, timezone.now())
