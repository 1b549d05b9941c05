"""What the rows of a file are held against: targets, measures, members, and the figures on record."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Max, Q

from jinxiu.core.models import Account, Area
from jinxiu.engines.reading.pair_likeness import Rarity
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.intake.columns import STAGES
from jinxiu.plan.facts.measures.serving import may_ask_for
from jinxiu.plan.facts.members import members_of
from jinxiu.plan.facts.models import Bearing, Measure, MeasureTarget, MeasureVersion, Observation, Verification
from jinxiu.plan.facts.oddities import Figure
from jinxiu.plan.facts.queries import figure as written
from jinxiu.plan.ledger.models import Target, TargetDefinition

#: Title, publisher, day: who says so.
SourceKey = tuple[str, str, date | None]
#: Names less alike than this are no help.
_NEAR = 0.45


@dataclass(frozen=True, slots=True)
class Ref:
    """What a row is about: a measure with the targets that it serves, or a target that asks for none."""

    key: str
    code: str
    name: str
    unit: str
    milestone: bool = False
    share: bool = False
    running: bool = False
    measure: int | None = None
    #: How often a figure is asked for; what no measure asks for is told of monthly.
    frequency: str = MeasureVersion.Frequency.MONTH.value
    #: Targets that a figure serves, and the scope over which each runs ("" for the whole city).
    targets: tuple[tuple[int, str], ...] = ()
    goal: tuple[Decimal, str] | None = None

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(scope for _pk, scope in self.targets if scope)

    def served(self, member: str) -> list[int]:
        """Return the targets on which a figure about a member bears."""
        if self.measure is None:
            return [pk for pk, _scope in self.targets]
        return [pk for pk, scope in self.targets if bool(scope) == bool(member)]


class Held(NamedTuple):
    """A figure on record, so far as rows are held against it."""

    pk: int
    code: str
    version: int
    member: str
    as_of: date
    value: Decimal | None
    unit: str
    stage: str
    statement: str
    confidence: str
    source: SourceKey
    recorded_by: int | None
    project: str
    event: bool


@dataclass(slots=True)
class Series:
    """The figures of one thing and member: those on record by day and source, and all of them by day."""

    held: dict[tuple[date, SourceKey], Held] = field(default_factory=dict)
    figures: list[tuple[date, str, Figure]] = field(default_factory=list)
    stages: list[tuple[date, str]] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Let a figure of the file be seen by the rows after it."""
        insort(self.figures, (figure.as_of, figure.key, figure))

    @property
    def last(self) -> tuple[str, date | None]:
        """The last figure or stage in words, and its day; empty where nothing is on record."""
        if self.figures:
            day, _key, figure = self.figures[-1]
            return written(figure.value, figure.unit), day
        if self.stages:
            day, stage = max(self.stages)
            return STAGES[stage], day
        return "", None

    def around(self, day: date, leave_out: str, window: int) -> list[Figure]:
        """Return the last figures up to a day, the very last at the end; one that is corrected does not count."""
        upto = bisect_right(self.figures, day, key=itemgetter(0))
        # One more than the window, for the one that is left out.
        near = self.figures[max(0, upto - window - 1) : upto]
        return [one for _at, key, one in near if key != leave_out][-window:]


class Known:
    """Targets, measures and members read once; figures on record when a row first asks for them."""

    def __init__(self, actor: Account | None) -> None:
        self.refs: dict[str, Ref] = {}
        self.by_name: dict[str, Ref | None] = {}
        self.withdrawn = set(Target.objects.filter(current__withdrawn=True).values_list("code", flat=True))
        self.unscored: set[str] = set()
        self.default_source: SourceKey = _own_source(actor)
        self._series: dict[tuple[str, str], Series] = defaultdict(Series)
        self._loaded: set[str] = set()
        self._members: dict[str, dict[str, str]] = {}
        self._areas: dict[str, str] | None = None
        self._rarity: Rarity | None = None
        #: Another member's figure of a day, for figures that are alike to the last digit.
        self._alike: dict[tuple[str, date, Decimal, str], Figure] = {}
        #: How many figures of a thing tell of a day: among many, two are alike by chance.
        self._among: Counter[tuple[str, date]] = Counter()
        self._take_refs()

    def _take_refs(self) -> None:
        rows = Target.objects.filter(current__withdrawn=False).select_related("current")
        targets = {target.pk: target for target in rows}
        links = MeasureTarget.objects.filter(ended_at=None).values_list("measure", "target")
        asking: dict[int, list[Target]] = defaultdict(list)
        for measure, asks in links:
            if asks in targets:
                asking[measure].append(targets[asks])
        linked: dict[int, Ref] = {}
        for version in MeasureVersion.objects.filter(pk__in=Measure.objects.values("current")).select_related(
            "measure"
        ):
            ref = _of_measure(version, asking[version.measure_id])
            self.refs[ref.code] = ref
            linked |= {pk: ref for pk, _scope in ref.targets}
            for name in (version.name, *version.aliases):
                self.by_name[name] = None if name in self.by_name else ref
        for target in targets.values():
            if target.current is None or not target.current.scored:
                self.unscored.add(target.code)
            else:
                self.refs.setdefault(target.code, linked.get(target.pk) or _of_target(target, target.current))

    def near(self, name: str) -> str:
        """Return the code and name of the measure that a name is most like; "" where none is."""
        if self._rarity is None:
            self._rarity = Rarity(self.by_name)
        likeness = ((self._rarity.likeness(name, one), one) for one in self.by_name)
        best = max(likeness, default=(0.0, ""))
        ref = self.by_name.get(best[1]) if best[0] >= _NEAR else None
        return f"{ref.code} {ref.name}" if ref else ""

    def member(self, ref: Ref, word: str) -> str | None:
        """Return the code of a member that a row names by code or name; None for nobody."""
        for scope in sorted(ref.scopes):
            if scope not in self._members:
                self._members[scope] = _by_word(members_of(scope))
            if word in self._members[scope]:
                return self._members[scope][word]
        if ref.measure is None:
            return None
        if self._areas is None:
            self._areas = _by_word(Area.objects.values_list("code", "name"))
        return self._areas.get(word)

    def load(self, refs: Iterable[Ref]) -> None:
        """Read the figures on record of these, two queries however many there are."""
        asked = {ref.key: ref for ref in refs if ref.key not in self._loaded}
        if not asked:
            return
        self._loaded |= asked.keys()
        by_measure = {ref.measure: ref for ref in asked.values() if ref.measure is not None}
        by_target = {pk: ref for ref in asked.values() for pk, _scope in ref.targets}
        newest = Q(superseded_by=None, withdrawn=False, as_of__isnull=False)
        found: dict[tuple[str, int], Held] = {}
        rows = Observation.objects.filter(newest, of_measure__in=list(by_measure))
        for measure, *given in rows.values_list("of_measure", *_HELD):
            found[by_measure[measure].key, given[0]] = _held(given)
        columns = [f"observation__{name}" for name in _HELD]
        bearings = Bearing.objects.filter(
            target__in=list(by_target),
            kind=Bearing.Kind.SETTLES,
            observation__superseded_by=None,
            observation__withdrawn=False,
            observation__as_of__isnull=False,
        )
        for asks, *given in bearings.values_list("target", *columns):
            found[by_target[asks].key, given[0]] = _held(given)
        for (key, _pk), held in sorted(found.items(), key=lambda one: one[0][1]):
            self._keep(key, held)

    def _keep(self, key: str, held: Held) -> None:
        series = self._series[key, held.member]
        series.held[held.as_of, held.source] = held
        if held.stage:
            series.stages.append((held.as_of, held.stage))
        if held.value is not None:
            figure = Figure(held.value, held.unit, held.as_of, held.member, held.source[0], held.code)
            series.add(figure)
            self._alike.setdefault((key, held.as_of, held.value.normalize(), held.unit), figure)
            self._among[key, held.as_of] += 1

    def series(self, ref: Ref, member: str) -> Series:
        """Return the figures of a thing and a member."""
        return self._series[ref.key, member]

    def alike(self, ref: Ref, figure: Figure) -> tuple[list[Figure], int]:
        """Return a figure of the same day that is alike to the last digit, found among how many; keep this one too."""
        self._among[ref.key, figure.as_of] += 1
        place = (ref.key, figure.as_of, figure.value.normalize(), figure.unit)
        found = self._alike.setdefault(place, figure)
        return [] if found is figure else [found], self._among[ref.key, figure.as_of] - 1


_HELD = (
    "pk", "code", "version", "member", "as_of", "value", "unit", "stage", "statement", "confidence",
    "source__title", "source__publisher", "source__published_on", "recorded_by", "project", "event",
)  # fmt: skip


def _held(given: list[Any]) -> Held:
    return Held(*(*given[:10], (given[10], given[11], given[12]), *given[13:]))


def _of_measure(version: MeasureVersion, targets: list[Target]) -> Ref:
    kinds, asking = MeasureVersion.Kind, [t for t in targets if t.current and may_ask_for(version, t.current)]
    return Ref(
        key=f"m{version.measure_id}",
        code=version.measure.code,
        name=version.name,
        unit=version.unit,
        milestone=version.kind == kinds.MILESTONE,
        share=version.kind == kinds.SHARE,
        running=version.over_time == version.OverTime.LAST and version.kind in (kinds.COUNT, kinds.SPENDING),
        measure=version.measure_id,
        frequency=version.frequency,
        targets=tuple((t.pk, t.current.scope) for t in asking if t.current),
    )


def _of_target(target: Target, definition: TargetDefinition) -> Ref:
    goal = (definition.value, definition.unit) if definition.value is not None else None
    return Ref(
        key=f"t{target.pk}",
        code=target.code,
        name=definition.object[:200],
        unit=definition.unit if definition.type == Promise.Type.QUANTITY else "",
        milestone=definition.type == Promise.Type.MILESTONE,
        running=definition.comparator not in ("", Promise.ComparatorChoice.AT_MOST),
        targets=((target.pk, definition.scope),),
        goal=goal,
    )


def _own_source(actor: Account | None) -> SourceKey:
    """Return the source of figures whose row names none: the unit that brings them in."""
    post = actor.post if actor else None
    unit = post.organisation.name if post and post.organisation else ""
    return (f"{unit or '单位'}填报", unit, None)


def _by_word(members: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in members:
        found |= {name: code, code: code}
    return found


def mark() -> Mapping[str, int | None]:
    """Return a mark that moves whenever something is written that rows are held against."""
    newest: dict[str, int | None] = {}
    for model in (Observation, Bearing, Verification, TargetDefinition, MeasureVersion, MeasureTarget):
        newest[model.__name__] = model._default_manager.aggregate(last=Max("pk"))["last"]
    return newest | {"ended": MeasureTarget.objects.exclude(ended_at=None).count()}
