"""A whole city read straight into the engine's columns: no model is made of a fact, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Model
from numpy.typing import NDArray

from jinxiu.engines.measuring import Facts, Result, Results, Targets, evaluate
from jinxiu.engines.measuring.columns import (
    EVER,
    NEVER,
    NO_DAY,
    NO_MEMBER,
    NO_STAGE,
    NO_UNIT,
    NO_WORK,
    STAGES,
    moment,
)
from jinxiu.plan.evaluation.adapters import promise_of
from jinxiu.plan.evaluation.definitions import dictionary, stood
from jinxiu.plan.evaluation.lights import light_rules
from jinxiu.plan.evaluation.reading import reading_of, series_of_measure
from jinxiu.plan.evaluation.scopes import Member, members_of
from jinxiu.plan.facts.models import Bearing, Observation, Verification
from jinxiu.plan.ledger.models import Target, TargetDefinition

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
class Answer:
    """All targets that stood at a moment, on some days; days with other definitions in force lie in other results."""

    #: The definition (of its ``target_id``) and the member behind each row.
    asked: list[tuple[TargetDefinition, Member | None]]
    days: tuple[date, ...]
    results: Mapping[date, Results]

    @property
    def states(self) -> NDArray[np.int8]:
        """The states as numbers of ``STATES``, a row a target and a column a day."""
        found = {id(one): one.states for one in self.results.values()}
        columns = [found[id(self.results[day])][:, self.results[day].days.index(day)] for day in self.days]
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.asked), 0), dtype=np.int8)

    def traces(self, day: date) -> list[Result]:
        """Return every target's result on one of the days, each with its trace."""
        return self.results[day].traces(day)


@dataclass
class City:
    """The ledger with every definition that it ever had, and every fact that ever bore on it or is of a measure."""

    ledger: Ledger
    known: dict[str, NDArray[Any]]
    texts: dict[str, tuple[str, ...]]
    bearings: Bearings
    measured: Measured
    #: Facts put together before, by the series that were asked for.
    _facts: dict[tuple[object, ...], Facts] = field(default_factory=dict)

    def on(self, days: Sequence[date], known_at: datetime | None = None) -> Answer:
        """Return all targets on some days, as they and their facts were known at a moment (None: now)."""
        asked = self.ledger.asked(known_at)
        known = dictionary(known_at)
        regimes: dict[int, list[date]] = {}
        for day in days:
            regimes.setdefault(known.regime(day), []).append(day)
        results: dict[date, Results] = {}
        for of_regime in regimes.values():
            promises = []
            for definition, member in asked:
                target, code = definition.target_id, member.code if member else ""
                reading = reading_of(target, definition, known, of_regime[0])
                promises.append(promise_of(definition, self.ledger.years[target], f"{target}/{code}", reading, code))
            columns, names = Targets.of(promises)
            fed = {
                definition.target_id: series_of_measure(
                    known.links[definition.target_id], members=bool(definition.scope)
                )
                for definition, _member in asked
                if definition.target_id in known.links
            }
            found = evaluate(columns, self.facts(names, fed, known_at), of_regime, known_at, light_rules())
            results |= dict.fromkeys(of_regime, found)
        return Answer(asked, tuple(days), results)

    def facts(self, names: Sequence[str], fed: Mapping[int, str], known_at: datetime | None) -> Facts:
        """Return a row for each observation and series that it is in; ``fed`` are targets and what feeds them."""
        moment_asked = moment(known_at, NEVER - 1)
        key = (tuple(names), tuple(fed.items()), tuple(self.bearings.since[self.bearings.since > moment_asked]))
        if key not in self._facts:
            self._facts = {key: self._put_together(names, fed, moment_asked)}
        return self._facts[key]

    def _put_together(self, names: Sequence[str], fed: Mapping[int, str], moment_asked: int) -> Facts:
        numbers = {name: at for at, name in enumerate(names)}
        own = {int(name): at for name, at in numbers.items() if name.isdigit()}
        at, series, settles = self.bearings.rows(own, moment_asked)
        more_at, more_series = self.measured.rows(numbers, {own[target]: name for target, name in fed.items()})
        if len(more_at):  # each fact once: what bears on a target says itself how
            fresh = ~np.isin(_pair(more_series, more_at), _pair(series, at))
            at = np.concatenate([at, more_at[fresh]])
            series = np.concatenate([series, more_series[fresh]])
            settles = np.concatenate([settles, np.ones(int(fresh.sum()), dtype=np.bool_)])
            order = np.argsort(at, kind="stable")
            at, series, settles = at[order], series[order], settles[order]
        every = len(at) == len(self.known["pk"]) and bool((at == np.arange(len(at))).all())
        columns: dict[str, Any] = {name: self.known[name] if every else self.known[name][at] for name in _COLUMNS}
        columns["member"] = self.bearings.about(own, at, series, columns["member"])
        columns |= self.texts
        large = _large(self.known["pk"], at, self.known["large"])
        return Facts(**columns, order=at, series=series.astype(np.int32), settles=settles, large=large)


#: What evaluation does not read of a definition.
_WORDS = ("quote", "reason", "object", "per", "made_by")
#: The columns of ``Facts`` that are an observation's own, whichever series it is in.
_COLUMNS = (
    "keys member recorded superseded returned verified event doubtful stage mantissa exponent unit day work".split()
)


@dataclass(frozen=True)
class Ledger:
    """Every definition that each target ever had, the year of its document, and the members of the scopes."""

    definitions: dict[int, list[TargetDefinition]]
    years: dict[int, int]
    scopes: dict[str, list[Member]]

    def asked(self, known_at: datetime | None) -> list[tuple[TargetDefinition, Member | None]]:
        """Return what was promised at a moment, a row a member of its scope."""
        found: list[tuple[TargetDefinition, Member | None]] = []
        for definitions in self.definitions.values():
            definition = stood(definitions, known_at)
            if definition is not None and definition.scored and not definition.withdrawn:
                members: Sequence[Member | None] = self.scopes.get(definition.scope) or [None]
                found += [(definition, member) for member in members]
        return found


@dataclass(frozen=True)
class Bearings:
    """Which observation bears on which target, how, and since when."""

    at: NDArray[np.int64]
    target: NDArray[np.int64]
    settles: NDArray[np.bool_]
    since: NDArray[np.int64]
    #: Observation, target and member where the bearing, not the observation, names for whom it counts.
    named: NDArray[np.int64]

    def about(
        self, own: Mapping[int, int], at: NDArray[np.int64], series: NDArray[np.int64], member: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Return of whom each row tells: the observation's member, else the one that its bearing names."""
        named = self.named[:, [target in own for target in self.named[1].tolist()]]
        if not named.shape[1]:
            return member
        rows = _pair(series, at)
        order = np.argsort(rows)
        wanted = _pair(np.array([own[target] for target in named[1].tolist()], dtype=np.int64), named[0])
        place = np.minimum(np.searchsorted(rows, wanted, sorter=order), max(len(rows) - 1, 0))
        there = rows[order[place]] == wanted if len(rows) else np.zeros(len(wanted), dtype=np.bool_)
        out = member.copy()
        place = order[place[there]]
        out[place] = np.where(out[place] == NO_MEMBER, named[2][there], out[place])
        return out

    def rows(
        self, own: Mapping[int, int], moment_asked: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Return observation, series and whether it settles, of what bore on the targets of ``own`` at a moment."""
        targets = np.array(sorted(own), dtype=np.int64)
        numbers = np.array([own[target] for target in targets.tolist()], dtype=np.int64)
        place = np.minimum(np.searchsorted(targets, self.target), len(targets) - 1)
        if not len(targets):
            return self.at[:0], self.at[:0], self.settles[:0]
        kept = np.flatnonzero((targets[place] == self.target) & (self.since <= moment_asked))
        return self.at[kept], numbers[place[kept]], self.settles[kept]


@dataclass(frozen=True)
class Measured:
    """The figures of each measure, of the whole city and of members, by the name of their series."""

    series: dict[str, NDArray[np.int64]]

    def rows(self, numbers: Mapping[str, int], fed: Mapping[int, str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return observation and series: of measures that are read, and of series that measures feed."""
        wanted = [(numbers[name], name) for name in numbers if name in self.series]
        wanted += [(number, name) for number, name in fed.items() if name in self.series]
        at = [self.series[name] for _number, name in wanted]
        series = [np.full(len(self.series[name]), number, dtype=np.int64) for number, name in wanted]
        nothing = np.zeros(0, dtype=np.int64)
        return np.concatenate([nothing, *at]), np.concatenate([nothing, *series])


def load() -> City:
    """Read the ledger and all facts, in a number of queries that does not depend on theirs."""
    years = dict(Target.objects.values_list("pk", "commitment__document__year"))
    definitions: dict[int, list[TargetDefinition]] = {}
    for definition in TargetDefinition.objects.defer(*_WORDS).order_by("target_id", "version"):
        definitions.setdefault(definition.target_id, []).append(definition)
    scopes = members_of({d.scope for held in definitions.values() for d in held if d.scope})
    known, texts = _observations()
    pks = known["pk"]
    bears, of, kinds, since = _bearings()
    named, texts["members"] = _named(pks, texts["members"])
    found = Bearings(np.searchsorted(pks, bears), of, kinds, since, named)
    known |= {"keys": pks, "superseded": _last_of(pks, *_superseding(), otherwise=NEVER)}
    known |= dict(zip(("returned", "verified"), _verdicts(pks), strict=True))
    known["exponent"] = np.full(len(pks), -_PLACES, dtype=np.int8)
    known["mantissa"][known["unit"] == NO_UNIT] = 0
    known["work"], texts["works"] = _works(pks)
    return City(Ledger(definitions, years, scopes), known, texts, found, _measured(pks))


def _works(pks: NDArray[np.int64]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return of which work each observation tells, and the works' codes."""
    project, works = _column(Observation, "project"), dict[str, int]()
    out = np.full(len(pks), NO_WORK, dtype=np.int32)
    for rows in _pieces(_select(Observation, [_column(Observation, "id"), project], where=f"{project} <> ''")):
        codes = [works.setdefault(code, len(works)) for _pk, code in rows]
        out[np.searchsorted(pks, [pk for pk, _code in rows])] = codes
    return out, tuple(works)


def _measured(pks: NDArray[np.int64]) -> Measured:
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
    return Measured({series_of_measure(m, members=bool(a)): piece for (m, a), piece in zip(names, pieces, strict=True)})


def _pair(series: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray((series << 32) + at)


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


def _bearings() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return the observation, the target, whether it settles, and since when (EVER: always), of each bearing."""
    settles = f"CASE WHEN {_column(Bearing, 'kind')} = 'settles' THEN 1 ELSE 0 END"
    select = [_column(Bearing, "observation_id"), _column(Bearing, "target_id"), settles]
    observation, target, kind = _numbers(_select(Bearing, select), 3)
    begun, since = np.full(len(target), EVER, dtype=np.int64), _column(Bearing, "since")
    select = [*select[:2], _say("moment", since)]
    late_observation, late_target, at = _numbers(_select(Bearing, select, where=f"{since} IS NOT NULL"), 3)
    if len(at):
        pair = _pair(target, observation)
        order = np.argsort(pair)
        begun[order[np.searchsorted(pair, _pair(late_target, late_observation), sorter=order)]] = at
    return observation, target, kind.astype(np.bool_), begun


def _named(pks: NDArray[np.int64], members: tuple[str, ...]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
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
