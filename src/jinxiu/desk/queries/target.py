"""Where a figure comes from: the promise, the computation, the facts, the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from jinxiu.core.models import AuditEvent
from jinxiu.desk.queries.cockpit import Lead, leads_of, supports_of
from jinxiu.desk.queries.definitions import (
    Difference,
    MeasureLine,
    Version,
    differences,
    evaluated,
    local,
    measured_by,
    who,
)
from jinxiu.engines.measuring import Result
from jinxiu.engines.terms import Part
from jinxiu.plan.documents.models import Draft, ReadingRun
from jinxiu.plan.documents.places import locator, place
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.queries import Quality, Row, reported, targets
from jinxiu.plan.facts.models import Measure, Observation, Verification
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.models import Project


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, and who answers for it."""

    observation: Observation
    reported: str
    verified: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member of a “for each” scope: its name, its result, its latest figure."""

    name: str
    result: Result
    latest: wording.Figure | None
    #: The facts that decide for it.
    used: list[Observation]


@dataclass(frozen=True, slots=True)
class Figures:
    """How a result was found, and the facts behind it by the part that they play."""

    formula: str
    computation: str
    used: list[Told]
    conflicting: list[Told]
    undated: list[Told]
    context: list[Told]
    returned: list[Told]
    later: int
    members: list[MemberLine]
    reported: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the sheet of a target says."""

    row: Row | Quality
    leads: tuple[Lead, ...]
    supports: tuple[Lead, ...]
    #: None for a promise in words alone: nothing is computed and no fact is asked for.
    figures: Figures | None
    #: What was told of it while it was defined by a number or a stage.
    before: list[Told]
    #: Every definition, the newest first.
    versions: list[Version]
    #: What was promised first beside what is in force; empty where nothing was revised.
    differences: list[Difference]
    #: The definitions of measures that the figure rests on.
    measures: list[MeasureLine]
    projects: list[Project]
    head: AuditEvent | None
    #: The key of the target's card in the review of its document.
    card: str
    #: Where in its document the promise stands, in words; empty where nobody knows.
    place: str

    @property
    def current(self) -> Version:
        return self.versions[0]

    @property
    def first(self) -> Version:
        """What was promised first; it stays for ever."""
        return self.versions[-1]

    @property
    def measure(self) -> Measure | None:
        """The measure that the target asks for."""
        return self.measures[0].version.measure if self.measures else None


def sheet(code: str, as_of: date, known_at: datetime | None = None) -> Sheet | None:
    """Return the sheet of a target on a day, also of one that was withdrawn, as all was known at a moment (None: now).

    None where there is no such target, or was none.
    """
    rows = [row for gone in (False, True) for row in targets(withdrawn=gone, known_at=known_at).filter(code=code)[:1]]
    if not rows:
        return None
    versions = evaluated(rows[0], as_of, known_at)
    row = versions[0].row
    return Sheet(
        row=row,
        leads=leads_of(row),
        supports=supports_of(row),
        figures=_figures(row) if isinstance(row, Row) else None,
        before=[_told(o) for o in row.observations.values()] if isinstance(row, Quality) else [],
        versions=versions,
        differences=differences(versions),
        measures=measured_by(row),
        projects=list(Project.objects.filter(targets=row.target)),
        head=AuditEvent.objects.order_by("-number").first(),
        card=card_of(row.target),
        place=place(locator(row.target.commitment.document_id, row.definition.start)),
    )


def exists(code: str) -> bool:
    """Say whether there is such a target now."""
    return Target.objects.filter(code=code).exists()


def _figures(row: Row) -> Figures:
    told = {part: [_told(o) for o in row.facts(part)] for part in Part}
    trace = row.result.trace
    return Figures(
        formula=wording.formula(trace),
        computation=wording.computation(trace),
        used=told[Part.USED],
        conflicting=told[Part.CONFLICTING],
        undated=told[Part.UNDATED],
        context=told[Part.CONTEXT],
        returned=[_told(o) for o in row.returned],
        later=row.later,
        members=_members(row),
        reported=reported(row)[0],
    )


def card_of(target: Target) -> str:
    """Return the key of the card that the review shows for a target: that of its draft, where a reader found one."""
    definition = target.current
    assert definition is not None
    draft = target.decision.draft_id if target.decision else None
    if draft is None:
        same = Draft.objects.filter(run__document=target.commitment.document_id, run__state=ReadingRun.State.DONE)
        same = same.filter(start=definition.start, end=definition.end).order_by("-run", "pk")
        draft = same.values_list("pk", flat=True).first()
    return f"d{draft}" if draft else f"t{target.pk}"


def _told(observation: Observation) -> Told:
    checks = list(observation.verifications.all())
    verified = ""
    if checks:
        last = checks[-1]
        words = {"who": who(last.by), "day": local(last.at)}
        if last.verdict == Verification.Verdict.VERIFIED:
            verified = _("verified by %(who)s on %(day)s") % words
        else:
            verified = _("returned by %(who)s on %(day)s") % words
    by = observation.recorded_by
    words = {"who": who(by), "day": local(observation.recorded_at)}
    return Told(
        observation,
        (_("reported by %(who)s on %(day)s") if by else _("loaded with the city's folder on %(day)s")) % words,
        verified,
        synthetic=bool(by and by.post and by.post.synthetic),
    )


def _used(row: Row, result: Result) -> list[Observation]:
    keys = {one.key for one in result.trace.inputs if one.part is Part.USED}
    return [o for key, o in row.observations.items() if key in keys]


def _members(row: Row) -> list[MemberLine]:
    return [
        MemberLine(one.member.name, one.result, wording.latest(one.result, row.definition), _used(row, one.result))
        for one in row.results
        if one.member is not None
    ]
