"""A whole city read straight into the engine's columns: no model is made of a fact, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jinxiu.engines.measuring import Facts, Result, Results, Targets, evaluate
from jinxiu.engines.measuring.columns import NEVER, NO_MEMBER, moment
from jinxiu.plan.evaluation.adapters import promise_of
from jinxiu.plan.evaluation.definitions import dictionary, stood
from jinxiu.plan.evaluation.lights import light_rules
from jinxiu.plan.evaluation.reading import reading_of, series_of_measure
from jinxiu.plan.evaluation.scanning import all_known, bearings, large_values, measured, named, pairs
from jinxiu.plan.evaluation.scopes import Member, members_of
from jinxiu.plan.ledger.models import Target, TargetDefinition


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
            fresh = ~np.isin(pairs(more_series, more_at), pairs(series, at))
            at = np.concatenate([at, more_at[fresh]])
            series = np.concatenate([series, more_series[fresh]])
            settles = np.concatenate([settles, np.ones(int(fresh.sum()), dtype=np.bool_)])
            order = np.argsort(at, kind="stable")
            at, series, settles = at[order], series[order], settles[order]
        every = len(at) == len(self.known["pk"]) and bool((at == np.arange(len(at))).all())
        columns: dict[str, Any] = {name: self.known[name] if every else self.known[name][at] for name in _COLUMNS}
        columns["member"] = self.bearings.about(own, at, series, columns["member"])
        columns |= self.texts
        values = large_values(self.known["pk"], at, self.known["large"])
        return Facts(**columns, order=at, series=series.astype(np.int32), settles=settles, large=values)


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
        rows = pairs(series, at)
        order = np.argsort(rows)
        wanted = pairs(np.array([own[target] for target in named[1].tolist()], dtype=np.int64), named[0])
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
    known, texts = all_known()
    bears, of, kinds, since = bearings()
    of_members, texts["members"] = named(known["pk"], texts["members"])
    found = Bearings(np.searchsorted(known["pk"], bears), of, kinds, since, of_members)
    return City(Ledger(definitions, years, scopes), known, texts, found, Measured(measured(known["pk"])))
