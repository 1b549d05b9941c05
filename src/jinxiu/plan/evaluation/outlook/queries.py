"""Every read of forecasts: of one target, of all open ones, and how what was said before held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jinxiu.engines.forecasting import (
    Calibration,
    Delays,
    Forecast,
    Goal,
    Work,
    calibration,
    forecast_works,
    learn,
)
from jinxiu.engines.measuring import Kind, State
from jinxiu.engines.terms import Comparator, Rung, Stage
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.evaluation import models
from jinxiu.plan.evaluation.outlook.adapters import forecast_number, goal_of, work_of
from jinxiu.plan.evaluation.queries import Evaluator, MemberResult, Row, Scorecard
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.ledger.models import TargetDefinition
from jinxiu.plan.projects import adapters as projects
from jinxiu.plan.projects.models import ProjectTarget
from jinxiu.plan.projects.standing import is_returned

#: The engine's method where there is nothing to go by.
NOTHING = "none"
#: States in which nothing is left to be foretold.
SETTLED = frozenset({State.MET, State.LATE, State.MISSED})


@dataclass(frozen=True, slots=True)
class Outlook:
    """What will become of a target, or of one member of its scope.

    ``why_none`` is a stable name where there is no forecast: ``settled``, ``no_deadline``, ``overdue`` (its day has
    passed and nobody reported), ``pushed_on`` (no stage was promised), ``no_history`` (nothing is known yet).
    """

    row: Row
    member: MemberResult
    forecast: Forecast | None
    why_none: str = ""
    #: The figures or stages that it rests on.
    facts: tuple[Observation, ...] = ()

    @property
    def probability(self) -> float | None:
        return self.forecast.probability if self.forecast else None


@dataclass(frozen=True, slots=True)
class _City:
    """What all forecasts of a day share: the works, how long steps take here, who carries what."""

    as_of: date
    works: Mapping[str, Work]
    delays: Delays
    carried: Mapping[int, Sequence[str]]


def of_row(row: Row) -> list[Outlook]:
    """Return the forecast of each member of a row (of the row itself where it has no scope)."""
    return _of_rows([row], row.result.as_of)


def of_card(card: Scorecard) -> list[Outlook]:
    """Return the forecast of everything on a scorecard, in its order; the queries do not grow with it."""
    return _of_rows(card.rows, card.as_of)


def _of_rows(rows: Sequence[Row], as_of: date) -> list[Outlook]:
    asked = [(row, one, _why_none(row.definition, one.result.state, as_of)) for row in rows for one in row.results]
    # Most sheets are of what is settled: the city's works are read only where something is to be foretold.
    city = _city(as_of) if any(not why for *_, why in asked) else None
    return [
        Outlook(row, one, None, why) if why or city is None else _outlook(row, one, city) for row, one, why in asked
    ]


def _city(as_of: date) -> _City:
    works = {work.key: Work(work.key, work.kind, work.reached, work.planned) for work in projects.works()}
    carried: dict[int, list[str]] = defaultdict(list)
    # A subquery would ask for every target again: the pairs of a city are few and read at once.
    for target, code in ProjectTarget.objects.order_by("pk").values_list("target_id", "project__code"):
        carried[target].append(code)
    return _City(as_of, works, learn(list(works.values()), as_of), carried)


def _outlook(row: Row, one: MemberResult, city: _City) -> Outlook:
    definition = row.definition
    facts = tuple(_settling(row, one.member.code if one.member else "", city.as_of))
    key = f"{row.target.code}/{one.member.code if one.member else ''}"
    made: Forecast | None
    works = _counted(row, facts, city) if definition.type == Promise.Type.QUANTITY else None
    if works is not None:
        assert row.reading.measure.stage is not None
        rung = Rung.of(row.reading.measure.stage)
        assert rung is not None
        made = forecast_works(works, rung, goal_of(definition), city.delays, city.as_of, key=key)
    elif definition.type == Promise.Type.QUANTITY:
        made = forecast_number(row, one, key)
    else:
        made = _of_stage(row, definition, facts, city, key)
    if made is None or made.method == NOTHING:
        return Outlook(row, one, None, "no_history")  # even odds would be a number for what nobody knows
    return Outlook(row, one, made, facts=facts)


def _why_none(definition: TargetDefinition, state: State, as_of: date) -> str:
    if state in SETTLED:
        return "settled"
    if definition.due is None:
        return "no_deadline"
    if as_of > definition.due:
        return "overdue"
    if definition.type == Promise.Type.MILESTONE and Rung.of(Stage(definition.stage)) is None:
        return "pushed_on"
    return ""


def _of_stage(
    row: Row, definition: TargetDefinition, facts: Sequence[Observation], city: _City, key: str
) -> Forecast | None:
    """Return the forecast of a stage: all works that carry the promise must reach it.

    None where nothing is known of any of them: a work that nobody told of may stand on any rung, not on the lowest.
    """
    rung = Rung.of(Stage(definition.stage))
    assert rung is not None
    assert definition.due is not None
    codes = [code for code in city.carried.get(row.target.pk, ()) if code in city.works]
    works = [city.works[code] for code in codes] or [work_of(row.target.code, facts, definition)]
    if not any(day <= city.as_of for work in works for day in work.reached.values()):
        return None
    goal = Goal(Comparator.AT_LEAST, len(works), None, definition.due)
    return forecast_works(works, rung, goal, city.delays, city.as_of, key=key)


def _counted(row: Row, facts: Sequence[Observation], city: _City) -> list[Work] | None:
    """Return the works that a promise counts, by which it is foretold; None where it is told in figures alone.

    Works that carry the promise are among them though nobody told of them yet.
    """
    measure = row.reading.measure
    if measure.kind is not Kind.COUNT or measure.stage is None or Rung.of(measure.stage) is None:
        return None
    told = [fact.project for fact in facts if fact.stage]
    carried = city.carried.get(row.target.pk, ()) if not row.definition.scope else ()
    codes = dict.fromkeys([*told, *carried])
    if not told or any(code not in city.works for code in codes):
        return None
    return [city.works[code] for code in codes]


def _settling(row: Row, member: str, as_of: date) -> Iterable[Observation]:
    """Yield what settles the target for a member and was told of days up to ``as_of``, as evaluation counts it."""
    for fact in row.observations.values():
        counts = fact.pk in row.settling and fact.confidence != Observation.Confidence.CONFLICTING
        if (
            counts
            and row.settling[fact.pk] == member
            and fact.as_of is not None
            and fact.as_of <= as_of
            and not is_returned(fact)
        ):
            yield fact


@dataclass(frozen=True, slots=True)
class Track:
    """How forecasts held: those that were due by now, by what was said of them."""

    #: None as long as no forecast has come due.
    table: Calibration | None
    pairs: int
    targets: int
    runs: int


def track(today: date) -> Track:
    """Return what became of forecasts whose deadline has passed, a target once a run.

    A promise counts as met where it was reached by its day; of what nobody reported nothing is known, and it is left
    out. The number of queries does not grow with the forecasts.
    """
    said = list(
        models.Forecast.objects.filter(due__lt=today).values_list(
            "run_id", "target_id", "member", "due", "probability", "run__as_of"
        )
    )
    states = _states(Evaluator().on(today))
    pairs = [
        (probability, states[target, member] is State.MET)
        for _run, target, member, due, probability, as_of in said
        if as_of < due and states.get((target, member)) in SETTLED
    ]
    known = {(target, member) for _run, target, member, *_rest in said if states.get((target, member)) in SETTLED}
    return Track(calibration(pairs) if pairs else None, len(pairs), len(known), len({run for run, *_rest in said}))


def _states(card: Scorecard) -> dict[tuple[int, str], State]:
    return {
        (row.target.pk, one.member.code if one.member else ""): one.result.state
        for row in card.rows
        for one in row.results
    }


def history(target_id: int, member: str = "") -> list[models.Forecast]:
    """Return what was said of a target before, the newest first."""
    rows = models.Forecast.objects.filter(target=target_id, member=member).select_related("run")
    return list(rows.order_by("-run__as_of", "-pk"))


def newest_run() -> models.ForecastRun | None:
    """Return the run of the latest day."""
    return models.ForecastRun.objects.select_related("made_by__post").first()
