"""A commitment: its sentence where it stands, its targets, who answers for it, and all that happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from jinxiu.core.models import AuditEvent, Organisation
from jinxiu.desk.queries.cockpit import leads_of
from jinxiu.desk.queries.definitions import who
from jinxiu.desk.queries.ledger import NOT_SCORED, Entry
from jinxiu.desk.queries.target import card_of
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.queries import Evaluator, Quality, Row, targets
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.ledger.models import Commitment, Pillar, Responsibility, TargetDefinition


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the paragraph: plain, of the sentence, or the words of a target (its code, and its state)."""

    text: str
    in_sentence: bool
    code: str
    state: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: when, by whom, what, and in which words."""

    at: datetime
    who: str
    what: str
    detail: str
    observation: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the commitment's page says."""

    commitment: Commitment
    segments: list[Segment]
    entries: list[Entry]
    responsibilities: list[Responsibility]
    organisations: list[Organisation]
    pillars: list[Pillar]
    history: list[Event]
    #: The key of the first target's card in the review of the document; empty where none is left.
    card: str


def page(pk: int, as_of: date) -> Page | None:
    """Return the page of a commitment on a day; None where there is none."""
    commitment = Commitment.objects.select_related("document__source", "pillar").filter(pk=pk).first()
    if commitment is None:
        return None
    rows = Evaluator(targets().filter(commitment=commitment)).on(as_of).listed
    organisations = list(Organisation.objects.all())
    pillars = list(Pillar.objects.all())
    running = Responsibility.objects.filter(commitment=commitment, ended_at=None).select_related(
        "organisation", "target__current"
    )
    return Page(
        commitment=commitment,
        segments=segments(commitment, rows),
        entries=[Entry(row, leads_of(row)) for row in rows],
        responsibilities=list(running.order_by("role", "pk")),
        organisations=organisations,
        pillars=pillars,
        history=_history(commitment, organisations, pillars),
        card=card_of(rows[0].target) if rows else "",
    )


def segments(commitment: Commitment, rows: Sequence[Row | Quality]) -> list[Segment]:
    """Cut the paragraph that the sentence stands in at the edges of the sentence and of each target's words."""
    text = commitment.document.text
    first = text.rfind("\n", 0, commitment.start) + 1
    last = text.find("\n", commitment.end)
    last = len(text) if last < 0 else last
    spans = [(r.definition.start, r.definition.end, r) for r in rows if r.definition.start < r.definition.end]
    edges = {first, last, commitment.start, commitment.end}
    edges |= {edge for start, end, _row in spans for edge in (start, end)}
    cuts = sorted(edge for edge in edges if first <= edge <= last)
    out = []
    for start, end in pairwise(cuts):
        row = next((row for s, e, row in spans if s <= start and end <= e), None)
        inside = commitment.start <= start and end <= commitment.end
        state = row.state.value if isinstance(row, Row) else NOT_SCORED if row else ""
        out.append(Segment(text[start:end], inside, row.target.code if row else "", state))
    return out


def _history(commitment: Commitment, organisations: list[Organisation], pillars: list[Pillar]) -> list[Event]:
    names = {o.code: str(o) for o in organisations} | {p.code: p.name for p in pillars}
    definitions = list(
        TargetDefinition.objects.filter(target__commitment=commitment).select_related(
            "made_by__post", "target__decision"
        )
    )
    events = [_defined(definition) for definition in definitions]
    events += _told(commitment)
    events += _acts(commitment, {d.target_id for d in definitions}, names)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _defined(definition: TargetDefinition) -> Event:
    if definition.withdrawn:
        what = _("Target %(code)s withdrawn")
    elif definition.version == 1:
        what = _("Target %(code)s entered the ledger")
    else:
        what = _("Target %(code)s defined anew")
    detail = f"{definition.object} {wording.promised(definition)}"
    if definition.reason:
        detail = f"{detail} · {definition.reason}"
    return Event(definition.made_at, who(definition.made_by), what % {"code": definition.target.code}, detail)


def _told(commitment: Commitment) -> list[Event]:
    facts = (
        Observation.objects.filter(bearings__target__commitment=commitment)
        .select_related("recorded_by__post", "source")
        .distinct()
    )
    checks = (
        Verification.objects.filter(observation__bearings__target__commitment=commitment)
        .select_related("by__post", "observation")
        .distinct()
    )
    told = [Event(o.recorded_at, who(o.recorded_by), _("Fact reported"), o.statement, o.pk) for o in facts]
    for check in checks:
        verified = check.verdict == Verification.Verdict.VERIFIED
        what = _("Fact verified") if verified else _("Fact returned")
        told.append(
            Event(check.at, who(check.by), what, check.note or check.observation.statement, check.observation_id)
        )
    return told


#: Acts that the rows themselves tell, with more in them.
_TOLD_ELSEWHERE = frozenset({"ledger.revise", "ledger.confirm", "ledger.correct", "ledger.add", "ledger.split"})


def _acts(commitment: Commitment, target_ids: set[int], names: dict[str, str]) -> list[Event]:
    of_targets = Q(subject_type="ledger.target", subject_id__in=[str(pk) for pk in target_ids])
    of_itself = Q(subject_type="ledger.commitment", subject_id=str(commitment.pk))
    acts = AuditEvent.objects.filter(of_itself | of_targets).exclude(action__in=_TOLD_ELSEWHERE)
    return [
        Event(act.at, who(act.actor, act.actor_name), *_worded(act.action, act.data, names))
        for act in acts.select_related("actor__post")
    ]


def _worded(action: str, data: dict[str, Any], names: dict[str, str]) -> tuple[str, str]:
    name = names.get(data.get("organisation") or data.get("pillar") or "", "")
    role = Responsibility.Role(data["role"]).label if data.get("role") in Responsibility.Role.values else ""
    role = " · ".join(filter(None, (str(role), data.get("target"))))
    if action == "ledger.assign":
        return _("Unit assigned"), f"{name} · {role}"
    if action == "ledger.unassign":
        return _("Unit taken off"), f"{name} · {role}"
    if action == "ledger.pillar":
        return _("Pillar set"), name or _("On no pillar")
    return action, ""
