"""Whatever is done to a fact, in whatever order and by whomever: what is seen is what a small model says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinxiu.core.actions import open_account
from jinxiu.core.models import Account, AuditEvent, Post
from jinxiu.plan.facts import actions, checks, queries
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.measures.actions import Definition
from jinxiu.plan.facts.measures.queries import figures, state_of
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.facts.recording import withdraw_observations
from jinxiu.plan.ledger.models import Target

DAY = date(2025, 12, 31)
#: Who acts: roles, and the post that is held.
PEOPLE = {
    "first-reporter": (("reporter",), "desk"),
    "other-reporter": (("reporter",), "another"),
    "a-verifier": (("verifier",), "office"),
    "verifier-of-that-post": (("verifier",), "desk"),
    "both": (("reporter", "verifier"), "third"),
    "reader": (("viewer",), "fourth"),
}


@dataclass
class Version:
    """A version as the model knows it."""

    value: int
    by: str
    state: str = "reported"
    at: datetime | None = None


@dataclass
class Model:
    """What must hold: a list of versions, of which the last one holds."""

    versions: list[Version] = field(default_factory=list)

    def seen(self) -> list[str]:
        return [*("superseded" for _older in self.versions[:-1]), self.versions[-1].state]

    def correct(self, at: int, who: str, value: int, now: datetime) -> str:
        """Say what a correction of a version comes to: done, denied or refused."""
        roles, version = PEOPLE[who][0], self.versions[at]
        if "verifier" not in roles and not ("reporter" in roles and version.by == who):
            return "denied"
        if at != len(self.versions) - 1 or version.state == "withdrawn":
            return "refused"
        if version.value == value and version.state != "returned":
            return "refused"
        self.versions.append(Version(value, who, at=now))
        return "done"

    def decide(self, at: int, who: str, verdict: str) -> str:
        (roles, post), version = PEOPLE[who], self.versions[at]
        if "verifier" not in roles or version.by == who or PEOPLE[version.by][1] == post:
            return "denied"
        if at != len(self.versions) - 1 or version.state == "withdrawn":
            return "refused"
        if version.state == "reported":
            version.state = verdict
            return "done"
        return "done" if version.state == verdict else "refused"

    def withdraw(self, who: str, now: datetime) -> None:
        last = self.versions[-1]
        if last.state != "withdrawn":
            self.versions.append(Version(last.value, who, "withdrawn", now))


step = st.one_of(
    st.tuples(st.just("correct"), st.sampled_from(list(PEOPLE)), st.integers(10, 13), st.booleans()),
    st.tuples(st.just("verified"), st.sampled_from(list(PEOPLE)), st.none(), st.booleans()),
    st.tuples(st.just("returned"), st.sampled_from(list(PEOPLE)), st.none(), st.booleans()),
    st.tuples(st.just("withdraw"), st.just("first-reporter"), st.none(), st.booleans()),
)


@pytest.fixture
def people(db: None, now: datetime) -> dict[str, Account]:
    posts = {post: Post.objects.create(code=post, title=post) for post in {post for _roles, post in PEOPLE.values()}}
    return {name: open_account(name, list(roles), now, post=posts[post]) for name, (roles, post) in PEOPLE.items()}


@pytest.fixture
def measured(target: Callable[..., Target], now: datetime) -> Target:
    made = target()
    definition = Definition(
        name="投资", unit="亿元", kind="level", frequency="month", over_time="last", over_places="sum"
    )
    measures.link(None, measures.define(None, "IV", definition, now), [made], now)
    return made


def outcome(act: Callable[[], Any]) -> str:
    try:
        with transaction.atomic():
            act()
    except PermissionDenied:
        return "denied"
    except RefusedError:
        return "refused"
    return "done"


def rows() -> list[Observation]:
    return list(
        Observation.objects.select_related("superseded_by").prefetch_related("verifications").order_by("version")
    )


def assert_seen(model: Model) -> None:
    held = rows()
    assert [state_of(row) for row in held] == model.seen()
    assert [(row.version, row.value, row.recorded_by.username, row.recorded_at) for row in held if row.recorded_by] == [
        (number, Decimal(one.value), one.by, one.at) for number, one in enumerate(model.versions, 1)
    ]
    assert {row.as_of for row in held} == {date(2024, 6, 30)}
    newest = model.versions[-1]
    counts = newest.state in {"reported", "verified"}
    assert [(row.value, row.state) for row in figures(DAY, ["IV"])] == (
        [(Decimal(newest.value), newest.state)] if counts else []
    )
    assert bool(queries.waiting("", None)[1]) == (newest.state == "reported")
    sheet = queries.sheet(held[-1].pk)
    assert sheet is not None
    assert sheet.is_newest
    assert (sheet.shown.verdict.verdict if sheet.shown.verdict else "") == (
        newest.state if newest.state in {"verified", "returned"} else ""
    )
    assert [bool(row.bearings.count()) for row in held] == [one.state != "withdrawn" for one in model.versions]
    broken = (
        checks.broken_chains,
        checks.verified_by_their_reporter,
        checks.second_verdicts,
        checks.withdrawn_but_counting,
    )
    assert not [sentence for check in broken for sentence in check()]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=1, max_size=9))
def test_any_order_of_acts_shows_what_the_model_shows(
    steps: list[Any], measured: Target, tell: Callable[..., Observation], people: dict[str, Account], now: datetime
) -> None:
    with transaction.atomic():
        tell(measured, actor=people["first-reporter"])
        model = Model([Version(12, "first-reporter", at=now)])
        for number, (act, who, value, stale) in enumerate(steps, 1):
            moment = now + timedelta(hours=number)
            held = rows()
            at = 0 if stale else len(held) - 1
            before = AuditEvent.objects.count()
            if act == "withdraw":
                withdraw_observations([held[at]], now=moment, withdrawn_by=people[who])
                model.withdraw(who, moment)
            elif act == "correct":
                fields = {"value": Decimal(value)}
                done = outcome(lambda: actions.correct(people[who], held[at], fields, "核对", moment))  # noqa: B023
                assert done == model.correct(at, who, value, moment), (act, who)
            else:
                done = outcome(lambda: actions.verify(people[who], held[at], act, "看过", moment))  # noqa: B023
                assert done == model.decide(at, who, act), (act, who)
            assert AuditEvent.objects.count() - before <= 1
            assert_seen(model)
        transaction.set_rollback(True)
