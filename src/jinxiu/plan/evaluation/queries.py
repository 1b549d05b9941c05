"""Every promise for any day, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, partial

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from jinxiu.engines.measuring import STATES, Facts, FactsByTarget, Histories, Result, Results, State, evaluate, worst
from jinxiu.engines.measuring import Target as Promise
from jinxiu.engines.measuring import Targets as Columns
from jinxiu.engines.terms import Part
from jinxiu.plan.evaluation.adapters import promise_of
from jinxiu.plan.evaluation.definitions import dictionary, open_at, stood
from jinxiu.plan.evaluation.lights import light_rules
from jinxiu.plan.evaluation.reading import Reading, own_series, reading_of
from jinxiu.plan.evaluation.scopes import Member, members_of
from jinxiu.plan.evaluation.told import bearings, told, verdicts
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.ledger.models import Pillar, Responsibility, Target, TargetDefinition


@dataclass(frozen=True, slots=True)
class MemberResult:
    """The result for one member of a “for each” scope; ``member`` is None where there is no scope."""

    member: Member | None
    result: Result
    #: Returns what its measure came to, day by day, up to the day of the result; in earlier years as well.
    history: Callable[[], list[tuple[date, Decimal]]] = field(default=list, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One target on one day: the rows behind it, the state that speaks for all its members, and each result."""

    target: Target
    definition: TargetDefinition
    leads: tuple[str, ...]
    state: State
    results: tuple[MemberResult, ...]
    observations: dict[str, Observation]
    #: The observations that decide, of those that bear on the target or are figures of its measure: the member that
    #: each is about.
    settling: Mapping[int, str]
    #: How the target reads facts, and by which versions of which measures.
    reading: Reading
    #: True where the scope names things of which none exists: the promise cannot be measured yet.
    scope_is_empty: bool = False

    @property
    def result(self) -> Result:
        """The result that speaks for the target: the first whose state is the target's."""
        return next((r.result for r in self.results if r.result.state is self.state), self.results[0].result)

    @property
    def pillar(self) -> Pillar | None:
        return self.target.commitment.pillar

    @property
    def used(self) -> list[Observation]:
        """The observations that decided, each once, in order of their day."""
        return self.facts(Part.USED)

    def facts(self, part: Part) -> list[Observation]:
        """The observations known by the day that played this part in the results that speak for the target."""
        speaking = [r.result.trace for r in self.results if r.result.state is self.state]
        keys = {i.key for trace in speaking for i in trace.inputs if i.part is part}
        return [o for key, o in self.observations.items() if key in keys]

    @property
    def returned(self) -> list[Observation]:
        """The observations known by the day that their verifiers gave back: they count nowhere."""
        day = self.result.as_of
        known = (o for o in self.observations.values() if o.as_of is None or o.as_of <= day)
        return [o for o in known if not _counts(o)]

    @property
    def later(self) -> int:
        """How many observations tell of days after the day asked about."""
        return sum(1 for o in self.observations.values() if o.as_of and o.as_of > self.result.as_of)

    @property
    def conflicting(self) -> bool:
        """True where sources known by the day disagree."""
        return any(i.part is Part.CONFLICTING for r in self.results for i in r.result.trace.inputs)


@dataclass(frozen=True, slots=True)
class Quality:
    """A promise in words alone (定性要求): it stands in the ledger beside the others and has no state on any day."""

    target: Target
    definition: TargetDefinition
    leads: tuple[str, ...]
    observations: dict[str, Observation]

    @property
    def pillar(self) -> Pillar | None:
        return self.target.commitment.pillar


@dataclass(frozen=True, slots=True)
class PillarCount:
    """A pillar with its targets counted by state; ``pillar`` None collects those that hang on none."""

    pillar: Pillar | None
    counts: dict[State, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All targets on one day; ``qualities`` count nowhere among them."""

    as_of: date
    rows: list[Row]
    qualities: list[Quality] = field(default_factory=list)

    @property
    def listed(self) -> list[Row | Quality]:
        """Everything that was promised, in the order of the text."""
        return sorted([*self.rows, *self.qualities], key=_place)

    @property
    def counts(self) -> dict[State, int]:
        """How many targets are in each state, in the order of the states; none is left out."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted[state] for state in State}

    def by_pillar(self, pillars: Iterable[Pillar]) -> list[PillarCount]:
        """Count by pillar: each of the pillars, even with no target; last those on none, if there are any."""
        groups: list[Pillar | None] = [*pillars, None]
        counted = {pillar.pk if pillar else None: Counter[State]() for pillar in groups}
        for row in self.rows:
            counted[row.target.commitment.pillar_id][row.state] += 1
        out = []
        for pillar in groups:
            counts = counted[pillar.pk if pillar else None]
            if pillar is not None or counts:
                out.append(PillarCount(pillar, {state: counts[state] for state in State}))
        return out


@dataclass(frozen=True, slots=True)
class Change:
    """A target whose state differs between two days, or of which something was told in between."""

    row: Row
    before: State
    after: State
    news: tuple[Observation, ...]

    @property
    def day(self) -> date:
        """The day of the news, or the day on which time itself changed the state."""
        days = [o.as_of for o in self.news if o.as_of]
        if days:
            return max(days)
        due = self.row.definition.due
        return due + timedelta(days=1) if due else self.row.result.as_of


def targets(*, withdrawn: bool = False, known_at: datetime | None = None) -> QuerySet[Target]:
    """Return the targets in force (or those withdrawn) with all that evaluation reads of them.

    ``known_at`` reads everything as it stood at a moment: what was recorded, defined or given later does not exist,
    what was replaced, returned, withdrawn or ended later still counts. A fixed number of queries, however many
    targets. A document's text stays in the database: a target needs its title only.
    """
    rows = Target.objects.filter(current__withdrawn=withdrawn)
    if known_at is not None:
        definitions = TargetDefinition.objects.filter(made_at__lte=known_at)
        newest = definitions.filter(target=OuterRef("pk")).order_by("-version")
        rows = Target.objects.annotate(was_withdrawn=Subquery(newest.values("withdrawn")[:1]))
        rows = rows.filter(created_at__lte=known_at, was_withdrawn=withdrawn)
        rows = rows.prefetch_related(Prefetch("definitions", definitions, to_attr="definitions_known"))
    held = Responsibility.objects.filter(open_at(known_at, "given_at")).select_related("organisation")
    return (
        rows.select_related("current", "decision", "commitment__document__source", "commitment__pillar")
        .defer("commitment__document__text", "commitment__document__blocks")
        .prefetch_related(
            Prefetch("bearings", bearings(known_at)),
            Prefetch("bearings__observation__verifications", verdicts(known_at)),
            Prefetch("commitment__responsibilities", held),
        )
        .order_by("commitment__document__year", "commitment__document_id", "current__start", "pk")
    )


@dataclass
class _Measured:
    """Promises and facts brought together for all days on which the same definitions are in force."""

    readings: list[Reading]
    promises: list[Promise]
    facts: FactsByTarget
    results: Results
    known_at: datetime | None

    @cached_property
    def histories(self) -> Histories:
        """The same in the years before: only a trend and a forecast ask for it."""
        return Histories.of(self.promises, self.facts, self.known_at)

    def history(self, at: int, until: date) -> list[tuple[date, Decimal]]:
        """Return what one promise's measure came to."""
        return self.histories.on(at, until)


class Evaluator:
    """Targets and facts read once, evaluated for as many days as are asked. Qualities are handed through.

    ``known_at`` is the moment whose knowledge is asked for (None: now); rows that are given must be read for it too.
    A target may be given several times, each time with another definition as its current one.
    """

    def __init__(self, rows: Iterable[Target] | None = None, known_at: datetime | None = None) -> None:
        read = [_as_known(target, known_at) for target in (targets(known_at=known_at) if rows is None else rows)]
        self.known_at = known_at
        self.targets = [target for target in read if _definition(target).scored]
        self._qualities = [target for target in read if not _definition(target).scored]
        self.members = members_of({_definition(t).scope for t in self.targets if _definition(t).scope})
        self._known = dictionary(known_at, None if rows is None else {target.pk for target in self.targets})
        self._told = told(read, self._known, known_at)
        self._facts: FactsByTarget = {name: tuple(held) for name, held in self._told.facts().items()}
        self._cards: dict[date, Scorecard] = {}
        self._asked = [(place, one) for place, target in enumerate(self.targets) for one in self._members(target)]
        self._regimes: dict[int, _Measured] = {}

    @property
    def qualities(self) -> list[Quality]:
        """The promises in words alone."""
        return [Quality(t, _definition(t), _leads(t), self._told.of([own_series(t.pk)])) for t in self._qualities]

    def _measured(self, as_of: date) -> _Measured:
        """Bring promises and facts together once for all days on which the same definitions are in force."""
        regime = self._known.regime(as_of)
        if regime not in self._regimes:
            readings = [reading_of(t.pk, _definition(t), self._known, as_of) for t in self.targets]
            promises = []
            for place, member in self._asked:
                target, code = self.targets[place], member.code if member else ""
                year = target.commitment.document.year
                promises.append(promise_of(_definition(target), year, f"{target.pk}/{code}", readings[place], code))
            columns, series = Columns.of(promises)
            results = evaluate(columns, Facts.of(self._facts, series), (), self.known_at, light_rules())
            self._regimes[regime] = _Measured(readings, promises, self._facts, results, self.known_at)
        return self._regimes[regime]

    def on(self, as_of: date) -> Scorecard:
        """Return the scorecard of one day; a day asked for again is not computed again."""
        if as_of not in self._cards:
            grouped: dict[int, list[MemberResult]] = {}
            measured = self._measured(as_of)
            results = measured.results.on([as_of]).traces(as_of)
            for at, ((place, member), result) in enumerate(zip(self._asked, results, strict=True)):
                one = MemberResult(member, result, partial(measured.history, at, as_of))
                grouped.setdefault(place, []).append(one)
            rows = [
                self._row(target, measured.readings[place], grouped[place]) for place, target in enumerate(self.targets)
            ]
            self._cards[as_of] = Scorecard(as_of, rows, self.qualities)
        return self._cards[as_of]

    def counts(self, as_of: date) -> dict[State, int]:
        """Return how many targets are in each state on a day: the scorecard's counts without its rows."""
        states: dict[int, list[State]] = {}
        codes = self._measured(as_of).results.on([as_of]).states[:, 0].tolist()
        for (place, _member), code in zip(self._asked, codes, strict=True):
            states.setdefault(place, []).append(STATES[code])
        counted = Counter(worst(of_target) for of_target in states.values())
        return {state: counted[state] for state in State}

    def changes(self, before: date, after: date) -> list[Change]:
        """Return what changed from one day to another, newest first."""
        earlier = {row.target.pk: row.state for row in self.on(before).rows}
        changes = []
        for row in self.on(after).rows:
            news = _news(row, before, after)
            if earlier[row.target.pk] is not row.state or news:
                changes.append(Change(row, earlier[row.target.pk], row.state, news))
        return sorted(changes, key=lambda change: (change.day, change.row.target.pk), reverse=True)

    def _members(self, target: Target) -> Sequence[Member | None]:
        return self.members.get(_definition(target).scope) or [None]

    def _row(self, target: Target, reading: Reading, results: list[MemberResult]) -> Row:
        definition = _definition(target)
        return Row(
            target=target,
            definition=definition,
            leads=_leads(target),
            state=worst(r.result.state for r in results),
            results=tuple(results),
            observations=self._told.of(dict.fromkeys((own_series(target.pk), reading.series, reading.other))),
            settling={
                one.pk: self._told.member(target.pk, one)
                for one in self._told.series[own_series(target.pk)]
                if self._told.settles(target.pk, one)
            },
            reading=reading,
            scope_is_empty=bool(definition.scope) and not self.members.get(definition.scope),
        )


def falls_due(card: Scorecard, days: int) -> list[Row]:
    """Return what is due within so many days after the card's day and not yet reached, soonest first."""
    last = card.as_of + timedelta(days=days)
    open_states = {State.ON_COURSE, State.BEHIND, State.NOT_REPORTED}
    rows = [
        row
        for row in card.rows
        if row.definition.due and card.as_of <= row.definition.due <= last and row.state in open_states
    ]
    return sorted(rows, key=lambda row: (row.definition.due or date.max, row.target.pk))


def silent(card: Scorecard) -> list[Row]:
    """Return the targets of which nobody reported what decides, longest overdue first."""
    rows = [row for row in card.rows if row.state is State.NOT_REPORTED]
    return sorted(rows, key=lambda row: (-(row.result.days_overdue or 0), row.target.pk))


def reported(row: Row) -> tuple[int, int]:
    """Return of how many members something decides, and how many there are."""
    done = sum(1 for r in row.results if r.result.state is not State.NOT_REPORTED)
    return done, len(row.results)


def value_of(row: Row) -> Decimal | None:
    """Return the latest figure of a target without a scope; a scope has a figure for each member, not one."""
    return row.result.value if len(row.results) == 1 else None


def _definition(target: Target) -> TargetDefinition:
    assert target.current is not None
    return target.current


def _as_known(target: Target, known_at: datetime | None) -> Target:
    """Let the definition that stood at a moment be the current one, in memory alone."""
    if known_at is not None:
        target.current = stood(target.definitions_known, known_at)  # type: ignore[attr-defined]
    return target


def _place(listed: Row | Quality) -> tuple[int, int, int, int]:
    """Return where something stands: the order in which ``targets`` are read."""
    document = listed.target.commitment.document
    return document.year, document.pk, listed.definition.start, listed.target.pk


def _leads(target: Target) -> tuple[str, ...]:
    held = target.commitment.responsibilities.all()
    return tuple(str(r.organisation) for r in held if r.role == Responsibility.Role.LEAD and r.covers(target))


def _counts(observation: Observation) -> bool:
    """A fact counts until its verifier returns it."""
    verdicts = list(observation.verifications.all())
    return not verdicts or verdicts[-1].verdict != Verification.Verdict.RETURNED


def _news(row: Row, before: date, after: date) -> tuple[Observation, ...]:
    """What was told of the days after ``before`` up to ``after`` and decides."""
    since = (o for o in row.observations.values() if o.as_of and before < o.as_of <= after)
    return tuple(o for o in since if o.pk in row.settling and _counts(o))
