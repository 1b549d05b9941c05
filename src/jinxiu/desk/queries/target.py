"""Where a figure comes from: the promise, the computation, the facts, the day."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jinxiu.core.models import Account, AuditEvent
from jinxiu.desk.queries.cockpit import Lead, leads_of, supports_of
from jinxiu.engines.measuring import Result
from jinxiu.engines.terms import Part
from jinxiu.plan.documents.models import Draft, ReadingRun
from jinxiu.plan.documents.places import locator, place
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.queries import Evaluator, Quality, Row, reported, targets
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.ledger.models import Target, TargetDefinition
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


@dataclass(frozen=True, slots=True)
class Version:
    """A definition, by whom and when, and what the promise would have come to under it."""

    definition: TargetDefinition
    made: str
    row: Row | Quality


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
    versions: list[Version]
    projects: list[Project]
    head: AuditEvent | None
    #: The key of the target's card in the review of its document.
    card: str
    #: Where in its document the promise stands, in words; empty where nobody knows.
    place: str

    @property
    def current(self) -> Version:
        return self.versions[0]


def sheet(code: str, as_of: date) -> Sheet | None:
    """Return the sheet of a target on a day, also of one that was withdrawn; None where there is no such target."""
    rows = [*targets().filter(code=code)] or [*targets(withdrawn=True).filter(code=code)]
    if not rows:
        return None
    row = Evaluator(rows).on(as_of).listed[0]
    return Sheet(
        row=row,
        leads=leads_of(row),
        supports=supports_of(row),
        figures=_figures(row, as_of) if isinstance(row, Row) else None,
        before=[_told(o) for o in row.observations.values()] if isinstance(row, Quality) else [],
        versions=_versions(row, as_of),
        projects=list(Project.objects.filter(targets=row.target)),
        head=AuditEvent.objects.order_by("-number").first(),
        card=card_of(row.target),
        place=place(locator(row.target.commitment.document_id, row.definition.start)),
    )


def _figures(row: Row, as_of: date) -> Figures:
    told = {part: [_told(o) for o in row.facts(part)] for part in Part}
    known = {o.pk for facts in told.values() for o in (one.observation for one in facts)}
    others = [o for o in row.observations.values() if o.pk not in known]
    trace = row.result.trace
    return Figures(
        formula=wording.formula(trace),
        computation=wording.computation(trace),
        used=told[Part.USED],
        conflicting=told[Part.CONFLICTING],
        undated=told[Part.UNDATED],
        context=told[Part.CONTEXT],
        returned=[_told(o) for o in others if o.as_of is None or o.as_of <= as_of],
        later=sum(1 for o in others if o.as_of and o.as_of > as_of),
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


def who(account: Account | None, otherwise: str = "") -> str:
    """Name whoever acted: the post if the account serves one, else the account; no account is the command line."""
    if account is None:
        return otherwise or _("the city's folder")
    return account.post.title if account.post else account.username


def _told(observation: Observation) -> Told:
    checks = list(observation.verifications.all())
    verified = ""
    if checks:
        last = checks[-1]
        words = {"who": who(last.by), "day": _local(last.at)}
        if last.verdict == Verification.Verdict.VERIFIED:
            verified = _("verified by %(who)s on %(day)s") % words
        else:
            verified = _("returned by %(who)s on %(day)s") % words
    by = observation.recorded_by
    words = {"who": who(by), "day": _local(observation.recorded_at)}
    return Told(
        observation,
        (_("reported by %(who)s on %(day)s") if by else _("loaded with the city's folder on %(day)s")) % words,
        verified,
        synthetic=bool(by and by.post and by.post.synthetic),
    )


def _local(at: datetime) -> str:
    return timezone.localtime(at).date().isoformat()


def _versions(row: Row | Quality, as_of: date) -> list[Version]:
    """Return every definition, the newest first, each with the state that it gives: moving a day hides nothing."""
    definitions = list(row.target.definitions.select_related("made_by__post", "target__decision").order_by("-version"))
    rows = [row]
    for definition in definitions[1:]:
        target = copy(row.target)  # shares what was read; only the definition differs
        target.current = definition
        rows += Evaluator([target]).on(as_of).listed
    return [Version(definition, _made(definition), of) for definition, of in zip(definitions, rows, strict=True)]


def _made(definition: TargetDefinition) -> str:
    decision = definition.target.decision
    verdict = ""
    if definition.withdrawn:
        verdict = _("withdrawn")
    elif definition.version > 1:
        verdict = _("revised")
    elif decision:
        verdict = str(decision.get_verdict_display())
    words = {"who": who(definition.made_by), "day": _local(definition.made_at), "verdict": verdict}
    if definition.made_by is None and not verdict:
        return _("loaded with the city's folder on %(day)s") % words
    if not verdict:
        return _("entered by %(who)s on %(day)s") % words
    return pgettext("definition", "%(verdict)s by %(who)s on %(day)s") % words


def _members(row: Row) -> list[MemberLine]:
    return [
        MemberLine(one.member.name, one.result, wording.latest(one.result, row.definition))
        for one in row.results
        if one.member is not None
    ]
