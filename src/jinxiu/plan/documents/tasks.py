"""Work that runs behind the pages."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task


@task()
def read_document(run_id: int) -> None:
    """Carry out one reading run."""
    from jinxiu.plan.documents.reading import read_now  # noqa: PLC0415 — the two enqueue each other

    read_now(run_id, timezone.now())
