"""Work that runs behind the pages."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task


@task()
def pair_documents(run_id: int) -> None:
    """Carry out one comparison."""
    from jinxiu.plan.outcomes.pairing import pair_now  # noqa: PLC0415 — the two enqueue each other

    pair_now(run_id, timezone.now())
