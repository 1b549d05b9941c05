"""Tables read straight into columns: no model is made of a row, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Model
from numpy.typing import NDArray

from jinxiu.engines.measuring.columns import EVER, NEVER, NO_DAY, NO_MEMBER, NO_STAGE, NO_UNIT, NO_WORK, STAGES
from jinxiu.plan.evaluation.reading import series_of_measure
from jinxiu.plan.facts.models import Bearing, Observation, Verification

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


def all_known() -> tuple[dict[str, NDArray[Any]], dict[str, tuple[str, ...]]]:
    """Return every version of every observation in columns, and the texts behind the codes."""
    known, texts = _observations()
    pks = known["pk"]
    known |= {"keys": pks, "superseded": _last_of(pks, *_superseding(), otherwise=NEVER)}
    known |= dict(zip(("returned", "verified"), _verdicts(pks), strict=True))
    known["exponent"] = np.full(len(pks), -_PLACES, dtype=np.int8)
    known["mantissa"][known["unit"] == NO_UNIT] = 0
    known["work"], texts["works"] = _works(pks)
    return known, texts


def pairs(series: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each series (or target) and observation as one integer."""
    return np.asarray((series << 32) + at)


def _works(pks: NDArray[np.int64]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return of which work each observation tells, and the works' codes."""
    project, works = _column(Observation, "project"), dict[str, int]()
    out = np.full(len(pks), NO_WORK, dtype=np.int32)
    for rows in _pieces(_select(Observation, [_column(Observation, "id"), project], where=f"{project} <> ''")):
        codes = [works.setdefault(code, len(works)) for _pk, code in rows]
        out[np.searchsorted(pks, [pk for pk, _code in rows])] = codes
    return out, tuple(works)


def measured(pks: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Return the figures of measures; what was withdrawn is a figure no more."""
    measure, member = _column(Observation, "of_measure_id"), _column(Observation, "member")
    select = [_column(Observation, "id"), measure, f"CASE WHEN {member} <> '' THEN 1 ELSE 0 END"]
    kept = f"{measure} IS NOT NULL AND NOT {_column(Observation, 'withdrawn')}"
    pk, of, about = _numbers(_select(Observation, select, where=kept, order=select[0]), 3)
    at, group = np.searchsorted(pks, pk), 2 * of + about
    order = np.argsort(group, kind="stable")
    ends = np.flatnonzero(np.diff(group[order])) + 1
    pieces = np.split(at[order], ends) if len(at) else []
    names = (divmod(int(number), 2) for number in np.unique(group))
    return {series_of_measure(m, members=bool(a)): piece for (m, a), piece in zip(names, pieces, strict=True)}


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
    columns: dict[str, NDArray[Any]] = {
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
    return columns, {"units": tuple(units), "members": tuple(name for name in members if name)}


def bearings() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return the observation, the target, whether it settles, and since when (EVER: always), of each bearing."""
    settles = f"CASE WHEN {_column(Bearing, 'kind')} = 'settles' THEN 1 ELSE 0 END"
    select = [_column(Bearing, "observation_id"), _column(Bearing, "target_id"), settles]
    observation, target, kind = _numbers(_select(Bearing, select), 3)
    begun, since = np.full(len(target), EVER, dtype=np.int64), _column(Bearing, "since")
    select = [*select[:2], _say("moment", since)]
    late_observation, late_target, at = _numbers(_select(Bearing, select, where=f"{since} IS NOT NULL"), 3)
    if len(at):
        all_pairs = pairs(target, observation)
        order = np.argsort(all_pairs)
        begun[order[np.searchsorted(all_pairs, pairs(late_target, late_observation), sorter=order)]] = at
    return observation, target, kind.astype(np.bool_), begun


def named(pks: NDArray[np.int64], members: tuple[str, ...]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return place, target and member of the bearings that name for whom they count, and all members' codes."""
    member, codes = _column(Bearing, "member"), {code: at for at, code in enumerate(members)}
    select = [_column(Bearing, "observation_id"), _column(Bearing, "target_id"), member]
    found: list[list[int]] = []
    for rows in _pieces(_select(Bearing, select, where=f"{member} <> ''")):
        for observation, target, code in rows:
            found.append([int(np.searchsorted(pks, observation)), target, codes.setdefault(code, len(codes))])
    return np.array(found, dtype=np.int64).reshape(-1, 3).T, tuple(codes)


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


def large_values(pks: NDArray[np.int64], at: NDArray[np.int64], large: NDArray[np.bool_]) -> dict[int, Any]:
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
