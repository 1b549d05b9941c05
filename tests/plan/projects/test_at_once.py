"""Two posts that report the same thing at the same moment: one report counts, the other is told so."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from jinxiu.core.actions import open_account
from jinxiu.core.models import Account, AuditEvent
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.models import Money, MoneyCheck, Project, Step
from jinxiu.plan.projects.standing import standing

from .conftest import GROUND, TODAY

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[Account], object]


@pytest.fixture
def at_once(tmp_path: Path, transactional_db: None) -> Callable[..., list[object]]:
    """Let two accounts act at the same moment; return what came of each, a refusal in words."""

    def run(act: Act, *actors: Account) -> list[object]:
        ready = Barrier(len(actors))
        disk = tmp_path / "at-once.sqlite3" if connection.vendor == "sqlite" else None
        if disk:
            _copied(None, disk)

        def one(actor: Account) -> object:
            if disk:
                connection.settings_dict = {**connection.settings_dict, "NAME": str(disk)}
            try:
                ready.wait(timeout=10)
                return act(actor)
            except actions.RefusedError as refusal:
                return str(refusal)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(actors)) as posts:
            came = list(posts.map(one, actors))
        if disk:
            _copied(disk, None)
        return came

    return run


def _copied(source: Path | None, target: Path | None) -> None:
    """Copy the database in memory, which waits for nobody, to one on disk as the product has it, or back."""
    connection.ensure_connection()
    disk = sqlite3.connect(str(source or target))
    if source:
        disk.backup(connection.connection)
    else:
        connection.connection.backup(disk)
    disk.close()


@pytest.fixture
def project(now: datetime) -> Project:
    return actions.add(None, {"name": "演示项目", "kind": "强链"}, now, code="P1")


def two(now: datetime, *roles: str) -> list[Account]:
    return [open_account(name, list(roles), now) for name in ("甲岗账号", "乙岗账号")]


def test_a_step_is_on_record_once(project, at_once, now):
    def report(actor: Account) -> Step:
        return actions.report_step(
            actor, project, Rung.STARTED, date(2026, 1, 10), statement="已开工。", ground=GROUND, settles=(), now=now
        )

    came = at_once(report, *two(now, "reporter"))

    assert [type(one) for one in sorted(came, key=str)].count(Step) == 1
    (refused,) = (one for one in came if isinstance(one, str))
    assert "F0001" in refused
    assert (Step.objects.count(), Observation.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="projects.report-step").count() == 1


def test_money_of_a_month_is_on_record_once(project, at_once, now):
    def report(actor: Account) -> Money | None:
        return actions.report_money(actor, project, date(2026, 1, 1), Decimal(900000), now, ground=GROUND)

    came = at_once(report, *two(now, "reporter"))

    assert sum(isinstance(one, Money) for one in came) == 1
    assert any("填报人" in str(one) for one in came)
    assert Money.objects.count() == 1


def test_two_verifiers_who_disagree_make_one_verdict(project, at_once, now):
    row = actions.report_money(None, project, date(2026, 1, 1), Decimal(900000), now, ground=GROUND)
    first, second = two(now, "verifier")

    def decide(actor: Account) -> MoneyCheck:
        return actions.verify_money(actor, row, "verified" if actor == first else "returned", "不实", now)

    came = at_once(decide, first, second)

    assert (MoneyCheck.objects.count(), sum(isinstance(one, str) for one in came)) == (1, 1)


def test_plans_and_reports_of_one_month_both_stay(project, at_once, now):
    planner, reporter = two(now, "planner", "reporter")

    def write(actor: Account) -> Money | None:
        if actor == planner:
            return actions.plan_money(actor, project, date(2026, 1, 1), Decimal(1000000), now)
        return actions.report_money(actor, project, date(2026, 1, 1), Decimal(900000), now, ground=GROUND)

    at_once(write, planner, reporter)

    (month,) = standing("P1").months
    assert (month.planned, month.done) == (Decimal(1000000), Decimal(900000))
    assert standing("P1").done(TODAY).waiting == Decimal(900000)
