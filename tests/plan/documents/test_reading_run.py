"""A reading shows how far it is, survives a crash, and never leaves half a set of drafts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from jinxiu.core import jobs
from jinxiu.plan.documents import actions, adapters
from jinxiu.plan.documents.models import Document, Draft, ReadingRun

Hand = Callable[..., Document]
pytestmark = pytest.mark.usefixtures("by_worker")


def test_handing_in_queues_a_run_and_its_task(hand_in: Hand) -> None:
    run = hand_in().runs.get()
    assert run.state == "queued"
    assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {"run_id": run.pk}


def test_reading_twice_changes_nothing(hand_in: Hand, now: Any) -> None:
    run = hand_in().runs.get()
    assert actions.read_now(run.pk, now).state == "done"
    drafts = list(run.drafts.values())
    assert actions.read_now(run.pk, now).state == "done"
    assert list(run.drafts.values()) == drafts


def test_progress_is_written_while_it_reads(hand_in: Hand, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = hand_in().runs.get()
    seen = []

    def slowly(document: Document, progress: adapters.Progress) -> Any:
        progress(7, 60)
        seen.append(ReadingRun.objects.values_list("state", "progress").get(pk=run.pk))
        return adapters.read(document.text, year=document.year)

    monkeypatch.setattr(jobs, "_EVERY", 0)
    monkeypatch.setattr(adapters, "read_text", slowly)
    actions.read_now(run.pk, now)
    assert seen == [("reading", 7)]


def test_a_failure_says_so_and_keeps_no_drafts(hand_in: Hand, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = hand_in().runs.get()

    def breaks(run: ReadingRun, found: Any) -> list[Draft]:
        made = drafts(run, found)
        made[-1].number = 1  # the database refuses the second draft with this number
        return made

    drafts = adapters.drafts
    monkeypatch.setattr(adapters, "drafts", breaks)
    failed = actions.read_now(run.pk, now)
    assert (failed.state, failed.drafts.count()) == ("failed", 0)
    assert "重新识读" in failed.message


def test_a_killed_run_is_read_again_from_the_start(hand_in: Hand, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = hand_in().runs.get()

    def killed(*args: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as during:
        during.setattr(adapters, "read_text", killed)
        with pytest.raises(SystemExit):
            actions.read_now(run.pk, now)
    DBTaskResult.objects.update(status="RUNNING")
    run.refresh_from_db()
    assert (run.state, run.drafts.count()) == ("reading", 0)
    assert actions.resume_interrupted(now) == 1
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    assert actions.read_now(run.pk, now).drafts.count() == 3


def test_a_run_whose_task_waits_is_left_alone(hand_in: Hand, now: Any) -> None:
    hand_in()
    assert actions.resume_interrupted(now) == 0
    assert DBTaskResult.objects.count() == 1


def test_read_again_only_after_a_failure_and_once(hand_in: Hand, now: Any) -> None:
    document = hand_in()
    first = document.runs.get()
    assert actions.read_again(None, document, now) == first
    ReadingRun.objects.update(state="failed")
    second = actions.read_again(None, document, now)
    assert second != first
    assert actions.read_again(None, document, now) == second


def test_the_page_polls_then_goes_on_to_the_review(hand_in: Hand, now: Any, signed_in: Callable[..., Client]) -> None:
    document = hand_in()
    client = signed_in("viewer")
    page, piece = (reverse(f"documents:{name}", args=[document.pk]) for name in ("page", "progress"))
    assert 'hx-trigger="every 700ms"' in client.get(page).content.decode()
    assert "<progress" in client.get(piece, headers={"HX-Request": "true"}).content.decode()
    actions.read_now(document.runs.get().pk, now)
    assert client.get(piece, headers={"HX-Request": "true"})["HX-Redirect"] == page
    assert client.get(page)["Location"] == reverse("ledger:review", args=[document.pk])


def test_a_failed_document_offers_to_read_again(hand_in: Hand, signed_in: Callable[..., Client]) -> None:
    document = hand_in()
    ReadingRun.objects.update(state="failed", message="中途出错")
    page = reverse("documents:page", args=[document.pk])
    client = signed_in("planner")
    assert "中途出错" in client.get(page).content.decode()
    assert client.post(reverse("documents:read-again", args=[document.pk]))["Location"] == page
    assert document.runs.first().state == "queued"  # type: ignore[union-attr]
