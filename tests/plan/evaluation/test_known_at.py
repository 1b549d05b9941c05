"""The same question asked later, about the same day and the same moment, has the same answer to the last digit."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from jinxiu.commands import evaluate
from jinxiu.core.models import Organisation
from jinxiu.economy.chains.models import Chain
from jinxiu.plan.evaluation import columns
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.facts import actions as facts
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.facts.recording import withdraw_observations
from jinxiu.plan.ledger import actions as ledger
from jinxiu.plan.ledger.entering import make_current, next_definition
from jinxiu.plan.ledger.fields import fields_of
from jinxiu.plan.ledger.models import Responsibility, Target

DAYS = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 12, 31), date(2025, 6, 30)]


def answers(known_at: datetime | None) -> dict[Any, Any]:
    """Everything that is said of every target on every day, by the pages' way and by the columns'."""
    evaluator = Evaluator(known_at=known_at)
    found: dict[Any, Any] = {}
    for day in DAYS:
        for row in evaluator.on(day).rows:
            key = day, row.target.code
            found[key] = row.state, row.leads, row.definition.version, [v.pk for v in row.reading.measures]
            for one in row.results:
                result = one.result
                found[(*key, one.member)] = result.state, result.value, result.gap, result.trace, result
        for quality in evaluator.on(day).qualities:
            found[day, quality.target.code] = quality.definition.version
    answer = columns.load().on(DAYS, known_at)
    for day in DAYS:
        shown = {key[1:]: value[-1] for key, value in found.items() if len(key) == 3 and key[0] == day}
        read = answer.traces(day)
        assert len(read) == len(shown)
        assert sorted(read, key=lambda r: r.key) == sorted(shown.values(), key=lambda r: r.key)
    return found


@pytest.fixture
def city(town: Any) -> Any:
    """A share, a sum, a number for each chain and a plain number, all with figures, known since yesterday."""
    for n in (1, 2):
        Chain.objects.create(code=f"C{n}", order=n, name=f"链{n}")
    town.share, town.sum = town.target("SHARE", 95, "%"), town.target("SUM", 100, "亿元")
    town.plain, town.works = town.target("PLAIN", 10, "个"), town.target("WORKS", 2, "个", scope="chain")
    town.part, town.whole = town.measure("PART", "level", "个"), town.measure("WHOLE", "level", "个")
    parts = {"numerator": town.part, "denominator": town.whole}
    town.of_share = town.measure("COVER", "share", "%", town.share, **parts)
    town.of_sum = town.measure("IV", "spending", "亿元", town.sum, over_time="sum")
    town.of_works = town.measure("COUNT", "count", "个", town.works, stage="start")
    town.paid = town.figure(town.of_sum, 40, "2024-03-31", "亿元")
    town.wrong = town.figure(town.of_sum, 70, "2024-06-30", "亿元")
    town.covered = town.figure(town.part, 90, "2024-03-31")
    town.all = town.figure(town.whole, 100, "2024-01-31")
    town.begun = town.figure(town.of_works, None, "2024-05-01", member="C1", project="P1", stage="start")
    town.counted = town.figure(None, 7, "2024-05-01", bears=[town.plain])
    town.unit = Organisation.objects.create(code="O1", name="单位甲", kind="department")
    ledger.assign(None, town.sum.commitment, town.unit, "lead", town.now)
    return town


def redefine(town: Any, measure: Any, **fields: Any) -> None:
    said = measures.definition_of(measures.newest(measure))
    measures.redefine(None, measure, replace(said, **fields), "统计制度修订", town.now)


def revise(town: Any, target: Target, **fields: Any) -> None:
    target.refresh_from_db()
    said = fields_of(target.current).as_columns() | fields
    ledger.revise(None, target, said, "常务会议决定", town.now)


def withdraw(town: Any, target: Target) -> None:
    target.refresh_from_db()
    make_current([next_definition(target, fields_of(target.current), "误录", None, town.now, withdrawn=True)])


def supersede(town: Any, fact: Observation, value: int) -> None:
    facts.correct(None, fact, {"value": Decimal(value)}, "更正", town.now)


def end(town: Any) -> None:
    ledger.unassign(None, Responsibility.objects.get(), town.now)


LATER: dict[str, Callable[[Any], Any]] = {
    "a fact of a measure": lambda t: t.figure(t.of_sum, 5, "2024-02-29", "亿元"),
    "a fact of a part": lambda t: t.figure(t.part, 99, "2024-03-31"),
    "a fact of a whole": lambda t: t.figure(t.whole, 300, "2024-02-29"),
    "a fact that bears": lambda t: t.figure(None, 12, "2024-06-30", bears=[t.plain]),
    "a work that started": lambda t: t.figure(t.of_works, None, "2024-05-02", member="C1", project="P2", stage="start"),
    "a correction": lambda t: supersede(t, t.paid, 41),
    "a correction of a part": lambda t: supersede(t, t.covered, 50),
    "a fact returned": lambda t: Verification.objects.create(
        observation=t.wrong, verdict="returned", note="n", at=t.now
    ),
    "a fact taken back": lambda t: withdraw_observations([t.counted], now=t.now, withdrawn_by=None),
    "a figure of a measure taken back": lambda t: withdraw_observations([t.all], now=t.now, withdrawn_by=None),
    "a target revised": lambda t: revise(t, t.sum, value=Decimal(500)),
    "a target put in words alone": lambda t: revise(t, t.plain, type="quality"),
    "a target that gets a scope": lambda t: revise(t, t.sum, scope="chain", per="每条产业链"),
    "a target withdrawn": lambda t: withdraw(t, t.sum),
    "a target added": lambda t: t.target("NEW", 3, "个"),
    "a measure defined anew": lambda t: redefine(t, t.of_sum, over_time="last"),
    "a measure of another kind": lambda t: redefine(t, t.of_sum, kind="level"),
    "a measure made of others": lambda t: redefine(t, t.of_share, numerator=t.whole, denominator=t.part),
    "a part in another unit": lambda t: redefine(t, t.part, unit="万个"),
    "a link undone": lambda t: measures.unlink(None, t.of_sum, t.sum, t.now),
    "a link made": lambda t: t.measure("LATE", "level", "个", t.plain),
    "a body that answers no more": end,
}


@pytest.mark.parametrize("what", LATER)
def test_what_happens_later_changes_no_answer(city: Any, what: str) -> None:
    moment = city.later()
    before = answers(moment)
    assert before == answers(None)
    LATER[what](city)
    city.later()
    assert answers(moment) == before
    assert answers(None) == answers(city.now)


@pytest.mark.parametrize("what", [what for what in LATER if what != "a link made"])
def test_and_it_does_change_what_is_known_now(city: Any, what: str) -> None:
    before = answers(city.later())
    LATER[what](city)
    assert answers(None) != before


def test_all_of_it_one_after_the_other(city: Any) -> None:
    known = []
    together = [w for w in LATER if w not in {"a target that gets a scope", "a fact taken back", "a target withdrawn"}]
    for what in (*together, "a fact taken back", "a target withdrawn"):
        moment = city.later()
        known.append((moment, answers(moment)))
        LATER[what](city)
    for moment, before in known:
        assert answers(moment) == before


def test_figures_that_a_link_brings_did_not_bear_before_it(city: Any) -> None:
    made = city.measure("LATE", "level", "个")
    city.figure(made, 30, "2024-03-31")
    moment = city.later()
    before = answers(moment)
    assert city.row(city.plain, "2024-06-30").state == "on_course"
    city.link(made, city.plain)
    assert city.row(city.plain, "2024-06-30").state == "met"
    assert answers(moment) == before
    relinked = city.later(2)
    measures.unlink(None, made, city.plain, city.now)
    assert city.row(city.plain, "2024-06-30").state == "on_course"
    assert city.row(city.plain, "2024-06-30", relinked).state == "met"
    assert answers(moment) == before


def test_before_anything_was_written_there_is_nothing(city: Any) -> None:
    assert answers(city.now - timedelta(seconds=1)) == {}


def test_the_command_asks_for_a_moment_too(city: Any, capsys: pytest.CaptureFixture[str]) -> None:
    moment = city.later()
    withdraw(city, city.sum)

    def codes(known_at: str | None) -> set[str]:
        evaluate.run("2024-12-31", "json", known_at)
        return {row["code"] for row in json.loads(capsys.readouterr().out)}

    assert codes(moment.isoformat()) - codes(None) == {"SUM"}
    for wrong in ("gestern", "2999-01-01"):
        with pytest.raises(ValueError, match=wrong):
            evaluate.run("2024-12-31", "json", wrong)


def test_a_withdrawn_target_is_listed_as_long_as_it_stood(city: Any) -> None:
    moment = city.later()
    withdraw(city, city.sum)
    codes = {row.target.code for row in Evaluator().on(DAYS[0]).rows}
    then = {row.target.code for row in Evaluator(known_at=moment).on(DAYS[0]).rows}
    assert then - codes == {"SUM"}


MEASURES = ("part", "whole", "of_share", "of_sum", "of_works")
TARGETS = ("share", "sum", "plain", "works")
TIMES = ("last", "sum", "mean", "max", "min")


def act_at_random(city: Any, dice: random.Random) -> None:
    """Do one thing that may happen to a city; what is refused is left."""
    measure, target = getattr(city, dice.choice(MEASURES)), getattr(city, dice.choice(TARGETS))
    day = f"202{dice.choice('34')}-{dice.choice(('03-31', '06-30', '12-31'))}"
    member = dice.choice(("", "", "C1", "C2"))
    newest = Observation.objects.filter(superseded_by=None, withdrawn=False)
    fact = newest[dice.randrange(newest.count())]
    number = dice.randrange(1, 200)

    def stage() -> None:
        city.figure(measure, None, day, member=member, project=f"P{number % 4}", stage=dice.choice(("start", "open")))

    acts: list[Callable[[], Any]] = [
        lambda: city.figure(measure, number, day, dice.choice(("个", "亿元", "%", "万个")), member=member),
        lambda: city.figure(None, number, day, bears=[target], member=member),
        stage,
        lambda: facts.correct(None, fact, {"value": Decimal(number)}, "更正", city.now),
        lambda: facts.verify(None, fact, dice.choice(("verified", "returned")), "n", city.now),
        lambda: withdraw_observations([fact], now=city.now, withdrawn_by=None),
        lambda: revise(city, target, value=Decimal(number), unit=dice.choice(("个", "亿元", "%"))),
        lambda: revise(city, target, scope=dice.choice(("", "chain")), per="每条产业链"),
        lambda: revise(city, target, kind=dice.choice(("growth", "level", "works"))),
        lambda: redefine(city, measure, over_time=dice.choice(TIMES)),
        lambda: redefine(city, measure, kind=dice.choice(("level", "spending", "count", "increment")), stage=""),
        lambda: redefine(city, measure, valid_from=date(2024, dice.randrange(1, 13), 1), over_time=dice.choice(TIMES)),
        lambda: measures.link(None, measure, [Target.objects.get(pk=target.pk)], city.now),
        lambda: measures.unlink(None, measure, target, city.now),
    ]
    with contextlib.suppress(RefusedError, ValidationError):
        dice.choice(acts)()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_in_whatever_order(city: Any, seed: int) -> None:
    dice, known = random.Random(seed), []
    for _ in range(12):
        moment = city.later()
        known.append((moment, answers(moment)))
        for _again in range(2):
            act_at_random(city, dice)
    assert answers(None) == answers(city.now)
    for moment, before in known:
        assert answers(moment) == before
