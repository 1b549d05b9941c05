"""Every read of measures, in a fixed number of queries; the way out for rooms that need their figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from jinxiu.core.models import Organisation
from jinxiu.engines.reading.pair_likeness import Rarity
from jinxiu.plan.facts.measures import offering
from jinxiu.plan.facts.measures.actions import changed, definition_of
from jinxiu.plan.facts.measures.serving import in_force, may_ask_for
from jinxiu.plan.facts.measures.silence import Asked, asking, missing
from jinxiu.plan.facts.models import Measure, MeasureTarget, MeasureVersion, Observation, Verification
from jinxiu.plan.facts.queries import figure
from jinxiu.plan.ledger.models import Target

_PAGE = 50
#: Targets less like a measure are not suggested; so many are.
_NEAR, _SUGGESTED = 0.5, 8
SORTS = ("code", "name", "targets", "last")


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure as the list shows it."""

    code: str
    version: MeasureVersion
    targets: int
    last: Observation | None
    silent: bool

    @property
    def figure(self) -> str:
        return figure(self.last.value, self.last.unit) if self.last else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a measure and where it stands."""

    observation: Observation
    state: str

    @property
    def figure(self) -> str:
        fact = self.observation
        return str(fact.get_stage_display()) if fact.stage else figure(fact.value, fact.unit)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a measure, and which of its fields differ from the version before."""

    version: MeasureVersion
    changed: frozenset[str]
    in_force: bool


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports figures of a measure: how many, and when last."""

    name: str
    count: int
    last: date | None


@dataclass(frozen=True, slots=True)
class MeasureSheet:
    """One measure: its versions, the targets that ask for it, its figures."""

    measure: Measure
    versions: list[VersionRow]
    targets: list[Target]
    members: list[str]
    member: str
    series: list[Told]
    page: Page[Observation]
    told: list[Told]
    reporters: list[Reporter]
    silent_since: date | None

    @property
    def version(self) -> MeasureVersion:
        """The newest version."""
        return self.versions[0].version


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of a measure for other rooms: plain values."""

    measure: str
    member: str
    value: Decimal
    unit: str
    as_of: date
    #: ``reported``, ``verified``, ``loaded`` or ``computed``; what was returned is left out.
    state: str
    observation: int | None


def state_of(fact: Observation) -> str:
    """Return where a fact stands: superseded, withdrawn, verified, returned, loaded with the city, or reported."""
    if getattr(fact, "superseded_by", None) is not None:
        return "superseded"
    if fact.withdrawn:
        return "withdrawn"
    verdicts = list(fact.verifications.all())
    if verdicts:
        return str(verdicts[-1].verdict)
    return "reported" if fact.recorded_by_id else "loaded"


def figures(as_of: date, codes: Iterable[str] | None = None) -> list[FigureRow]:
    """Return every figure of measures that counts on a day, by measure, member and day: two queries.

    Measures that rooms offer answer for the day asked; a code that is nobody's has none.
    """
    rows = _counting().filter(value__isnull=False, as_of__lte=as_of, of_measure__isnull=False)
    wanted = None if codes is None else set(codes)
    if wanted is not None:
        rows = rows.filter(of_measure__code__in=wanted)
    found = []
    for fact in rows.select_related("of_measure").order_by("of_measure__code", "member", "as_of", "pk"):
        state = state_of(fact)
        if state != "returned" and fact.of_measure and fact.value is not None and fact.as_of:
            code = fact.of_measure.code
            found.append(FigureRow(code, fact.member, fact.value, fact.unit, fact.as_of, state, fact.pk))
    asked = [one for one in offering.offered() if wanted is None or one.code in wanted]
    for one, answer in offering.answers(asked, as_of):
        found += [FigureRow(one.code, r.member, r.value, one.unit, r.as_of, "computed", None) for r in answer]
    return found


def _counting() -> QuerySet[Observation]:
    checks = Verification.objects.select_related("by__post")
    return (
        Observation.objects.filter(superseded_by=None, withdrawn=False)
        .select_related("superseded_by")
        .prefetch_related(Prefetch("verifications", checks))
    )


def measures(
    today: date, *, words: str = "", kind: str = "", owner: str = "", silent: bool = False, sort: str = "code"
) -> list[MeasureRow]:
    """Return the measures that match, three queries; ``sort`` is one of SORTS, with ``-`` in front to turn it round."""
    last = Observation.objects.filter(of_measure=OuterRef("pk"), superseded_by=None, withdrawn=False)
    held = (
        Measure.objects.exclude(current=None)
        .select_related("current__owner")
        .annotate(
            targets=Count("links", filter=Q(links__ended_at=None)),
            last=Subquery(last.order_by("-as_of", "member", "-pk").values("pk")[:1]),
        )
    )
    if kind:
        held = held.filter(current__kind=kind)
    if owner:
        held = held.filter(current__owner__code=owner)
    read = [one for one in held if one.current and _says(one, words.casefold().strip())]
    facts = Observation.objects.in_bulk([one.last for one in read if one.last])
    asked = asking()
    rows = []
    for one in read:
        if one.current is not None:
            fact = facts.get(one.last) if one.last else None
            wanted = Asked.of(one, asked.get(one.pk, ()))
            quiet = missing(one.current, fact.as_of if fact else None, wanted, today) is not None
            rows.append(MeasureRow(one.code, one.current, one.targets, fact, quiet))
    return _sorted([row for row in rows if row.silent or not silent], sort)


def _says(measure: Measure, words: str) -> bool:
    version = measure.current
    assert version is not None
    said = (measure.code, version.name, version.formula, *version.aliases)
    return any(words in text.casefold() for text in said)


def _sorted(rows: list[MeasureRow], sort: str) -> list[MeasureRow]:
    by = sort.removeprefix("-")
    keys = {
        "name": lambda row: row.version.name,
        "targets": lambda row: row.targets,
        "last": lambda row: (row.last.as_of if row.last else None) or date.min,
    }
    rows.sort(key=lambda row: row.code)
    if by in keys:
        rows.sort(key=keys[by], reverse=sort.startswith("-"))
    elif sort == "-code":
        rows.reverse()
    return rows


def paged(rows: Sequence[MeasureRow], page: str | None) -> Page[MeasureRow]:
    """Return a page of measures."""
    return Paginator(rows, _PAGE).get_page(page)


def owners() -> list[Organisation]:
    """Return the organisations that own a measure; one query."""
    return list(Organisation.objects.filter(measures__isnull=False).distinct().order_by("code"))


def measure(code: str) -> Measure | None:
    """Return a measure with its newest version; one query."""
    return Measure.objects.select_related("current__owner").filter(code=code).exclude(current=None).first()


def sheet(code: str, today: date, member: str = "", page: str | None = None) -> MeasureSheet | None:
    """Return one measure with all that is known of it, in a fixed number of queries."""
    held = measure(code)
    if held is None:
        return None
    links = MeasureTarget.objects.filter(measure=held, ended_at=None)
    targets = Target.objects.filter(measure_links__in=links, current__withdrawn=False)
    facts = _counting().filter(of_measure=held)
    about = list(facts.order_by("member").values_list("member", flat=True).distinct())
    member = member if member in about else (about[0] if about else "")
    series = facts.filter(member=member, as_of__isnull=False).select_related("source").order_by("-as_of", "-pk")[:60]
    everything = (
        Observation.objects.filter(of_measure=held, member=member)
        .select_related("source", "recorded_by__post", "superseded_by")
        .prefetch_related("verifications")
        .order_by("-as_of", "-pk")
    )
    shown = Paginator(everything, _PAGE).get_page(page)
    known = [Told(fact, state_of(fact)) for fact in series]
    last = max((told.observation.as_of for told in known if told.observation.as_of), default=None)
    assert held.current is not None
    asked_by = list(targets.select_related("current", "commitment__document").defer(*_TEXTS).order_by("code"))
    wanted = Asked.of(held, [(t.commitment.document.year, t.current.due) for t in asked_by if t.current])
    quiet = missing(held.current, last, wanted, today)
    return MeasureSheet(
        measure=held,
        versions=_versions(held, today),
        targets=asked_by,
        members=about,
        member=member,
        series=[told for told in reversed(known) if told.state != "returned" and told.observation.value is not None],
        page=shown,
        told=[Told(fact, state_of(fact)) for fact in shown],
        reporters=_reporters(held),
        silent_since=quiet.since if quiet else None,
    )


_TEXTS = ("commitment__document__text", "commitment__document__blocks")


def _versions(held: Measure, today: date) -> list[VersionRow]:
    rows = list(
        held.versions.select_related("owner", "numerator", "denominator", "source", "made_by__post").order_by(
            "-version"
        )
    )
    holds = in_force(rows, today)
    found = []
    for place, row in enumerate(rows):
        before = rows[place + 1] if place + 1 < len(rows) else None
        differs = changed(definition_of(before), definition_of(row)) if before else {}
        found.append(VersionRow(row, frozenset(differs), row == holds))
    return found


def _reporters(held: Measure) -> list[Reporter]:

    rows = (
        Observation.objects.filter(of_measure=held, superseded_by=None, withdrawn=False)
        .values("recorded_by__post__organisation__name", "recorded_by__username", "source__publisher")
        .annotate(count=Count("pk"), last=Max("as_of"))
        .order_by("-count")[:10]
    )
    return [
        Reporter(
            row["recorded_by__post__organisation__name"]
            or row["recorded_by__username"]
            or row["source__publisher"]
            or _("loaded with the city"),
            row["count"],
            row["last"],
        )
        for row in rows
    ]


def suggested(held: Measure) -> list[tuple[Target, float]]:
    """Return targets that ask for no measure and are like this one in name and unit, the likest first; two queries.

    A person confirms them: nothing is linked by likeness alone.
    """
    version = held.current
    if version is None:
        return []
    linked = MeasureTarget.objects.filter(ended_at=None).values("target")
    rows = Target.objects.filter(current__withdrawn=False).exclude(pk__in=linked)
    fitting = [
        target
        for target in rows.select_related("current", "commitment__document").defer(*_TEXTS)
        if target.current and may_ask_for(version, target.current)
    ]
    names = (version.name, *version.aliases)
    rarity = Rarity([*names, *(t.current.object for t in fitting if t.current)])
    near = []
    for target in fitting:
        if target.current is not None:
            alike = max(rarity.likeness(name, target.current.object) for name in names)
            if alike >= _NEAR:
                near.append((target, alike))
    near.sort(key=lambda one: (-one[1], one[0].code))
    return near[:_SUGGESTED]
