"""A comparison is kept with what it found, shows how far it is, survives a crash, and never leaves half a set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from jinxiu.core import jobs
from jinxiu.core.models import Account, AuditEvent
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.outcomes import actions, adapters, checks, pairing
from jinxiu.plan.outcomes.errors import ChangedError, RefusedError
from jinxiu.plan.outcomes.models import Outcome, PairingRun, Proposal

Of = Callable[[str], Proposal]


@pytest.fixture
def by_worker(settings: Any) -> Iterator[None]:
    """Leave tasks in the database until a worker comes, as on a server."""
    before = settings.TASKS
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    yield
    settings.TASKS = before


def start(plan: Document, review: Document, actor: Account, now: datetime) -> PairingRun:
    return pairing.start(actor, review=review, plan=plan, year=2024, now=now)


def test_it_is_kept_with_who_asked_when_and_by_which_engine(run: PairingRun, planner: Account, now: datetime) -> None:
    assert (run.requested_by, run.requested_at, run.engine) == (planner, now, adapters.ENGINE_VERSION)
    acts = AuditEvent.objects.filter(subject_type="outcomes.pairingrun", subject_id=run.pk, actor=planner)
    assert set(acts.values_list("action", flat=True)) == {"outcomes.pair", "outcomes.paired"}


def test_each_proposal_has_its_words_verdict_and_reasons(run: PairingRun, of: Of) -> None:
    found = {p.target.current.object: p.verdict for p in run.proposals.select_related("target__current")}  # type: ignore[union-attr]
    assert found == {
        "幼儿园": "exceeded",
        "老旧小区": "missed",
        "望江大桥": "met",
        "临湖体育馆": "partly",
        "地区生产总值": "missed",
    }
    kindergartens = of("幼儿园")
    assert kindergartens.outcome.quote == "新建幼儿园12所"
    assert run.review.text[kindergartens.outcome.start : kindergartens.outcome.end] == "新建幼儿园12所"
    assert (kindergartens.value, kindergartens.unit) == (12, "所")
    assert "same object" in kindergartens.reasons


def test_a_fall_of_what_was_to_rise_is_negative(of: Of) -> None:
    assert of("地区生产总值").value == Decimal("-1.5")


def test_a_part_that_is_finished_leaves_the_work_under_way(of: Of) -> None:
    gym = of("临湖体育馆")
    assert (gym.outcome.stage, gym.outcome.part, gym.stage) == ("finish", True, "start")


def test_the_promise_is_the_definition_in_force_and_what_was_withdrawn_is_left_out(
    plan: Document, review: Document, target: Callable[[str], Target], planner: Account, now: datetime
) -> None:
    asked = target("幼儿园")
    assert asked.current is not None
    ledger.revise(planner, asked, fields_of(asked.current).as_columns() | {"value": "15"}, "年中调整", now)
    run = start(plan, review, planner, now)
    assert Proposal.objects.get(run=run, target=asked).verdict == "missed"
    ledger.undo(None, plan, now)
    with pytest.raises(RefusedError, match="尚无任务进入台账"):
        start(plan, review, planner, now)


def test_a_document_is_not_compared_with_itself(plan: Document, planner: Account, now: datetime) -> None:
    with pytest.raises(RefusedError, match="不能与自身核对"):
        start(plan, plan, planner, now)


def test_only_who_may_pair_starts_one(
    plan: Document, review: Document, account: Callable[..., Account], now: datetime
) -> None:
    with pytest.raises(PermissionDenied):
        start(plan, review, account("reporter"), now)
    assert not PairingRun.objects.exists()


@pytest.mark.usefixtures("by_worker")
def test_asking_twice_queues_one_run(plan: Document, review: Document, planner: Account, now: datetime) -> None:
    first, second = start(plan, review, planner, now), start(plan, review, planner, now)
    assert first == second
    assert DBTaskResult.objects.filter(task_path=pairing.pair_documents.module_path).count() == 1


@pytest.mark.usefixtures("by_worker")
def test_asking_for_another_year_is_another_comparison(
    plan: Document, review: Document, planner: Account, now: datetime
) -> None:
    first = start(plan, review, planner, now)
    other = pairing.start(planner, review=review, plan=plan, year=2023, now=now)
    assert (first.year, other.year) == (2024, 2023)


@pytest.mark.usefixtures("by_worker")
def test_others_can_write_while_it_pairs(
    plan: Document, review: Document, planner: Account, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, depths = start(plan, review, planner, now), []
    pairs = adapters.paired

    def watched(*given: Any) -> Any:
        depths.append(len(connection.savepoint_ids))
        return pairs(*given)

    monkeypatch.setattr(adapters, "paired", watched)
    outside = len(connection.savepoint_ids)
    pairing.pair_now(run.pk, now)
    assert depths == [outside]


@pytest.mark.usefixtures("by_worker")
def test_a_promise_that_is_revised_while_it_pairs_cannot_be_confirmed_by_the_old_words(
    plan: Document,
    review: Document,
    planner: Account,
    target: Callable[[str], Target],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, pairs = start(plan, review, planner, now), adapters.paired

    def meanwhile(*given: Any) -> Any:
        found, asked = pairs(*given), target("幼儿园")
        assert asked.current is not None
        ledger.revise(planner, asked, fields_of(asked.current).as_columns() | {"value": "15"}, "年中调整", now)
        return found

    monkeypatch.setattr(adapters, "paired", meanwhile)
    pairing.pair_now(run.pk, now)
    stale = Proposal.objects.select_related("run", "outcome", "target__current", "definition").get(
        run=run, target=target("幼儿园")
    )
    with pytest.raises(ChangedError):
        actions.confirm(planner, stale, now)


@pytest.mark.usefixtures("by_worker")
def test_carrying_it_out_twice_keeps_it_once(plan: Document, review: Document, planner: Account, now: datetime) -> None:
    run = start(plan, review, planner, now)
    assert pairing.pair_now(run.pk, now).state == "done"
    kept = list(run.proposals.values())
    assert pairing.pair_now(run.pk, now).state == "done"
    assert list(run.proposals.values()) == kept


@pytest.mark.usefixtures("by_worker")
def test_progress_is_written_while_it_reads(
    plan: Document, review: Document, planner: Account, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, seen = start(plan, review, planner, now), []
    read = adapters.read_review

    def slowly(document: Document, year: int, progress: adapters.Progress) -> Any:
        progress(7, 60)
        seen.append(PairingRun.objects.values_list("state", "progress").get(pk=run.pk))
        return read(document, year, progress)

    monkeypatch.setattr(jobs, "_EVERY", 0)
    monkeypatch.setattr(adapters, "read_review", slowly)
    pairing.pair_now(run.pk, now)
    assert seen == [("pairing", 7)]


@pytest.mark.usefixtures("by_worker")
def test_a_failure_says_so_and_keeps_nothing(
    plan: Document, review: Document, planner: Account, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(plan, review, planner, now)
    made = adapters.proposals

    def breaks(*given: Any) -> list[Proposal]:
        rows = made(*given)
        rows[-1].target = rows[0].target  # the database refuses a second proposal for a target
        return rows

    monkeypatch.setattr(adapters, "proposals", breaks)
    failed = pairing.pair_now(run.pk, now)
    assert (failed.state, failed.outcomes.count(), failed.proposals.count()) == ("failed", 0, 0)
    assert "重新核对" in failed.message


@pytest.mark.usefixtures("by_worker")
def test_a_killed_run_is_taken_up_again(
    plan: Document, review: Document, planner: Account, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(plan, review, planner, now)

    def killed(*given: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as during:
        during.setattr(adapters, "read_review", killed)
        with pytest.raises(SystemExit):
            pairing.pair_now(run.pk, now)
    DBTaskResult.objects.update(status="RUNNING")
    assert pairing.resume_interrupted(now) == 1
    assert pairing.resume_interrupted(now) == 0  # it waits in the queue
    assert pairing.pair_now(run.pk, now).proposals.count() == 5


@pytest.mark.usefixtures("by_worker")
def test_the_page_shows_progress_until_it_ends(
    plan: Document, review: Document, planner: Account, now: datetime, signed_in: Callable[..., Client]
) -> None:
    run = start(plan, review, planner, now)
    client = signed_in("viewer")
    assert 'hx-trigger="every 700ms"' in client.get(f"/outcomes/{run.pk}/").content.decode()
    assert "progress" in client.get(f"/outcomes/{run.pk}/progress/").content.decode()
    pairing.pair_now(run.pk, now)
    assert client.get(f"/outcomes/{run.pk}/progress/")["HX-Redirect"] == f"/outcomes/{run.pk}/"


@pytest.mark.parametrize(
    ("review_year", "plan_year", "told"), [(2025, 2024, 2024), (2024, 2024, 2024), (2025, 2021, 2024)]
)
def test_the_year_reviewed_follows_from_both(review_year: int, plan_year: int, told: int) -> None:
    assert pairing.reviewed_year(Document(year=review_year), Document(year=plan_year)) == told


def test_a_text_that_tells_nothing_is_a_comparison_without_proposals(
    plan: Document, hand_in: Callable[..., Document], planner: Account, now: datetime
) -> None:
    run = start(plan, hand_in("关于开展档案检查的通知。", 2025, "review"), planner, now)
    run.refresh_from_db()
    assert (run.state, run.proposals.count(), Outcome.objects.count()) == ("done", 0, 0)


def test_the_check_finds_lost_outcomes_and_asks_as_often_for_many_comparisons_as_for_one(
    run: PairingRun, plan: Document, review: Document, planner: Account, now: datetime
) -> None:
    with CaptureQueriesContext(connection) as one:
        assert list(checks.broken_outcomes()) == []
    other = start(plan, review, planner, now)
    with CaptureQueriesContext(connection) as two:
        assert list(checks.broken_outcomes()) == []
    assert len(one) == len(two)
    Proposal.objects.filter(run=other, outcome__number=1)._raw_delete("default")
    Outcome.objects.filter(run=other, number=1)._raw_delete("default")
    PairingRun.objects.filter(pk=run.pk).update(state="failed")
    assert [fault.split(":")[0] for fault in checks.broken_outcomes()] == [
        f"comparison {run.pk} is failed but has 6 outcomes",
        f"comparison {other.pk} lost outcomes",
    ]
