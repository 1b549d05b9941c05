"""A whole city read straight into the engine's columns: no model is made of a fact, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Model
from numpy.typing import NDArray

from jinxiu.engines.measuring import Facts, Results, Targets, evaluate
from jinxiu.engines.measuring.columns import NEVER, NO_DAY, NO_MEMBER, NO_STAGE, NO_UNIT, STAGES
from jinxiu.plan.evaluation.adapters import promise_of
from jinxiu.plan.evaluation.lights import light_rules
from jinxiu.plan.evaluation.scopes import Member, members_of
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.ledger.models import Target

#: Rows that travel at once: the memory of a load is that of the columns and of one such piece.
_PIECE = 50_000
_PLACES = 6  # decimal places of a value in the database
_STAGE_CODES = {stage.value: code for code, stage in enumerate(STAGES)} | {"": NO_STAGE}

#: How each database says a day as its ordinal, a moment in microseconds since 1970, and a value in millionths. A value
#: that is too large for the short way (in SQLite a float beyond 2^51 millionths) is null and read by itself.
_SQL = {
    "sqlite": {
        "day": "CAST(julianday({0}) - 1721424.5 AS INTEGER)",
        "moment": (
            "(CAST(strftime('%%s', {0}) AS INTEGER) * 1000000"
            " + CASE WHEN length({0}) > 19 THEN CAST(substr({0} || '000000', 21, 6) AS INTEGER) ELSE 0 END)"
        ),
        "millionths": (
            "CASE WHEN typeof({0}) = 'integer' AND abs({0}) < 9000000000000 THEN {0} * 1000000"
            " WHEN typeof({0}) = 'real' AND abs({0}) < 2000000000 THEN CAST(round({0} * 1000000) AS INTEGER) END"
        ),
    },
    "postgresql": {
        "day": "({0} - DATE '0001-01-01' + 1)",
        "moment": "(EXTRACT(EPOCH FROM {0}) * 1000000)::bigint",
        "millionths": "CASE WHEN abs({0}) < 9000000000000 THEN ({0} * 1000000)::bigint END",
    },
}


@dataclass(frozen=True)
class City:
    """Every target in force and every fact that ever bore on one."""

    targets: Targets
    facts: Facts
    #: The target and the member behind each row of ``targets``.
    asked: list[tuple[Target, Member | None]]

    def on(self, days: Sequence[date], known_at: datetime | None = None) -> Results:
        """Return all targets on some days, as they were known at a moment (None: now)."""
        return evaluate(self.targets, self.facts, days, known_at, light_rules())


def load() -> City:
    """Read the targets in force and their facts, in a number of queries that does not depend on theirs."""
    rows = list(
        Target.objects.filter(current__withdrawn=False, current__type__in=("quantity", "milestone"))
        .select_related("current", "commitment__document")
        .only("pk", "current", "commitment__document__year")
        .order_by("pk")
    )
    scopes = members_of({t.current.scope for t in rows if t.current is not None and t.current.scope})
    asked = [(t, member) for t in rows for member in _members(t, scopes)]
    promises = []
    for target, member in asked:
        code = member.code if member else ""
        promises.append(promise_of(target, f"{target.pk}/{code}", str(target.pk), code))
    columns, names = Targets.of(promises)
    return City(columns, _facts(np.array([int(name) for name in names], dtype=np.int64)), asked)


def _members(target: Target, scopes: dict[str, list[Member]]) -> Sequence[Member | None]:
    assert target.current is not None
    return scopes.get(target.current.scope) or [None]


def _facts(targets: NDArray[np.int64]) -> Facts:
    """Return a row for each observation and target that it bears on; ``targets`` are the series, by their number."""
    told, texts = _observations()
    bears, of, kinds = _bearings()
    order = np.argsort(targets)
    series = np.searchsorted(targets, of, sorter=order)
    series = np.where(series < len(targets), order[np.minimum(series, len(targets) - 1)], 0) if len(targets) else series
    at = np.searchsorted(told["pk"], bears)
    kept = np.flatnonzero(targets[series] == of) if len(targets) else np.zeros(0, dtype=np.int64)
    at = at[kept]
    superseded = _last_of(told["pk"], *_superseding(), otherwise=NEVER)
    returned, verified = _verdicts(told["pk"])
    columns: dict[str, Any] = {name: told[name][at] for name in ("day", "recorded", "event", "mantissa")}
    facts = Facts(
        keys=told["pk"][at],
        series=series[kept].astype(np.int32),
        order=at,
        member=told["member"][at],
        superseded=superseded[at],
        returned=returned[at],
        verified=verified[at],
        settles=kinds[kept],
        doubtful=told["doubtful"][at],
        stage=told["stage"][at],
        exponent=np.full(len(at), -_PLACES, dtype=np.int8),
        unit=told["unit"][at],
        units=texts["unit"],
        members=texts["member"],
        large=_large(told["pk"], at, told["large"]),
        **columns,
    )
    facts.mantissa[facts.unit == NO_UNIT] = 0
    return facts


def _observations() -> tuple[dict[str, NDArray[Any]], dict[str, tuple[str, ...]]]:
    """Return every observation in columns, by its number, and the texts behind the codes."""
    value = _column(Observation, "value")
    select = [
        _column(Observation, "id"),
        f"COALESCE({_say('day', _column(Observation, 'as_of'))}, {NO_DAY})",
        _say("moment", _column(Observation, "recorded_at")),
        f"CASE WHEN {_column(Observation, 'event')} THEN 1 ELSE 0 END",
        f"CASE WHEN {_column(Observation, 'confidence')} = 'conflicting' THEN 1 ELSE 0 END",
        f"CASE WHEN {value} IS NULL THEN 0 WHEN ({_say('millionths', value)}) IS NULL THEN 2 ELSE 1 END",
        f"COALESCE({_say('millionths', value)}, 0)",
        _column(Observation, "unit"),
        _column(Observation, "member"),
        _column(Observation, "stage"),
    ]
    units, members = {"": 0}, {"": NO_MEMBER}
    numbers: list[NDArray[np.int64]] = []
    codes: list[NDArray[np.int32]] = []
    for rows in _pieces(_select(Observation, select, order=select[0])):
        split = list(zip(*rows, strict=True))
        numbers.append(np.array(split[:7], dtype=np.int64))
        for text in set(split[7]) - units.keys():
            units[text] = len(units)
        for text in sorted(set(split[8]) - members.keys()):
            members[text] = len(members) - 1
        found = [[units[t] for t in split[7]], [members[t] for t in split[8]], [_STAGE_CODES[t] for t in split[9]]]
        codes.append(np.array(found, dtype=np.int32))
    empty = np.zeros((7, 0), dtype=np.int64)
    pk, day, recorded, event, doubtful, told, mantissa = np.concatenate([empty, *numbers], axis=1)
    unit, member, stage = np.concatenate([np.zeros((3, 0), dtype=np.int32), *codes], axis=1)
    columns = {
        "pk": pk,
        "day": day.astype(np.int32),
        "recorded": recorded,
        "event": event.astype(np.bool_),
        "doubtful": doubtful.astype(np.bool_),
        "large": told == 2,
        "mantissa": mantissa,
        "unit": np.where(told == 0, NO_UNIT, unit).astype(np.int16),
        "member": member,
        "stage": stage.astype(np.int8),
    }
    return columns, {"unit": tuple(units), "member": tuple(name for name in members if name)}


def _bearings() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return the observation, the target, and whether it settles, of each bearing."""
    settles = f"CASE WHEN {_column(Bearing, 'kind')} = 'settles' THEN 1 ELSE 0 END"
    select = [_column(Bearing, "observation_id"), _column(Bearing, "target_id"), settles]
    observation, target, kind = _numbers(_select(Bearing, select), 3)
    return observation, target, kind.astype(np.bool_)


def _superseding() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which observations were replaced, and when."""
    replaced = _column(Observation, "supersedes_id")
    select = [replaced, _say("moment", _column(Observation, "recorded_at"))]
    found = _numbers(_select(Observation, select, where=f"{replaced} IS NOT NULL"), 2)
    return found[0], found[1]


def _verdicts(pks: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when each observation was returned and when it was verified, by the last verdict of each sort."""
    is_return = f"CASE WHEN {_column(Verification, 'verdict')} = 'returned' THEN 1 ELSE 0 END"
    select = [_column(Verification, "observation_id"), _say("moment", _column(Verification, "at")), is_return]
    of, at, returns = _numbers(_select(Verification, select, order=_column(Verification, "id")), 3)
    which = returns.astype(np.bool_)
    returned = _last_of(pks, of[which], at[which], otherwise=NEVER)
    return returned, _last_of(pks, of[~which], at[~which], otherwise=NEVER)


def _last_of(
    pks: NDArray[np.int64], of: NDArray[np.int64], at: NDArray[np.int64], *, otherwise: int
) -> NDArray[np.int64]:
    """Return for each observation the last moment told of it."""
    out = np.full(len(pks), otherwise, dtype=np.int64)
    out[np.searchsorted(pks, of)] = at
    return out


def _large(pks: NDArray[np.int64], at: NDArray[np.int64], large: NDArray[np.bool_]) -> dict[int, Any]:
    """Return the values that are read one by one, by their row."""
    rows = np.flatnonzero(large[at])
    if not len(rows):
        return {}
    needed = np.unique(pks[at[rows]]).tolist()
    values: dict[int, Any] = {}
    for begin in range(0, len(needed), 500):
        found = Observation.objects.filter(pk__in=needed[begin : begin + 500]).values_list("pk", "value")
        values |= dict(found)
    return {int(row): values[int(pks[at[row]])] for row in rows}


def _numbers(sql: str, columns: int) -> NDArray[np.int64]:
    pieces = [np.array(list(zip(*rows, strict=True)), dtype=np.int64) for rows in _pieces(sql)]
    return np.concatenate([np.zeros((columns, 0), dtype=np.int64), *pieces], axis=1)


def _select(model: type[Model], columns: Sequence[str], where: str = "1 = 1", order: str = "1") -> str:
    """Return a query made of this file's own words alone."""
    table = _quoted(model._meta.db_table)
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY {order}"  # noqa: S608


def _pieces(sql: str) -> Iterator[list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [])
        while rows := cursor.fetchmany(_PIECE):
            yield rows


def _say(what: str, column: str) -> str:
    return _SQL[connection.vendor][what].format(column)


def _column(model: type[Model], name: str) -> str:
    return f"{_quoted(model._meta.db_table)}.{_quoted(name)}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
