"""Every read of this room that matters, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet

from jinxiu.core.models import AuditEvent
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.models import Bearing, Observation, Question, Verification
from jinxiu.plan.facts.recording import Told
from jinxiu.plan.ledger.models import Target, TargetDefinition

#: How many facts a page of the verifiers' list shows.
_PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: the targets, what they ask, and what is known of them already."""

    targets: list[Target]
    known: list[Observation]

    @property
    def definition(self) -> TargetDefinition:
        """The definition that the form is pre-filled from: the first target's."""
        definition = self.targets[0].current
        assert definition is not None
        return definition

    @property
    def definitions(self) -> list[TargetDefinition]:
        return [target.current for target in self.targets if target.current is not None]

    @property
    def unscored(self) -> str:
        """The code of a target in words alone, of which no fact is asked; empty where all can be reported on."""
        return next((target.code for target in self.targets if target.current and not target.current.scored), "")

    @property
    def wants_value(self) -> bool:
        return any(d.type == d.Type.QUANTITY for d in self.definitions)

    @property
    def wants_stage(self) -> bool:
        return any(d.type == d.Type.MILESTONE for d in self.definitions)

    @property
    def scope(self) -> str:
        return next((d.scope for d in self.definitions if d.scope), "")

    @property
    def project(self) -> str:
        """The project that facts about these targets were about so far."""
        return next((o.project for o in self.known if o.project), "")

    @property
    def measure(self) -> str:
        """What was measured so far, where it was always the same."""
        told = {o.measure for o in self.known if o.measure and o.value is not None}
        return told.pop() if len(told) == 1 else ""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a fact, what was decided of it, and why it was written (empty for the first)."""

    observation: Observation
    verdict: Verification | None
    reason: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """One fact: its versions, newest first, and what it bears on."""

    shown: Version
    versions: list[Version]
    bearings: list[Bearing]

    @property
    def observation(self) -> Observation:
        return self.shown.observation

    @property
    def is_newest(self) -> bool:
        return self.versions[0].observation.pk == self.observation.pk


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact that nobody has decided yet."""

    observation: Observation
    targets: list[Target]


def figure(value: Decimal | None, unit: str) -> str:
    """Write a number without idle zeros, with its unit.

    >>> figure(Decimal("30.500000"), "亿元")
    '30.5 亿元'
    """
    if value is None:
        return ""
    return f"{_without_idle_zeros(f'{value:,f}')} {unit}".rstrip()


def typed(value: Decimal | None) -> str:
    """Write a number as one would type it into a form.

    >>> typed(Decimal("96.000000"))
    '96'
    """
    return "" if value is None else _without_idle_zeros(f"{value:f}")


def _without_idle_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def asked(codes: Sequence[str]) -> Asked | None:
    """Return what a report on the targets with these codes asks for; None where any of them is not in force."""
    found = {
        target.code: target
        for target in Target.objects.filter(code__in=codes, current__withdrawn=False).select_related(
            "current", "commitment__document"
        )
    }
    if not codes or any(code not in found for code in codes):
        return None
    targets = [found[code] for code in dict.fromkeys(codes)]
    known = (
        Observation.objects.filter(bearings__target__in=targets, superseded_by=None)
        .select_related("source")
        .order_by("-as_of", "-pk")
        .distinct()
    )
    return Asked(targets, list(known))


def sheet(pk: int) -> FactSheet | None:
    """Return one fact with all its versions; six queries."""
    code = Observation.objects.filter(pk=pk).values_list("code", flat=True).first()
    if code is None:
        return None
    rows = list(_with_details(Observation.objects.filter(code=code)).order_by("-version"))
    reasons = _reasons(rows)
    versions = [Version(row, _last(row), reasons.get(str(row.pk), "")) for row in rows]
    shown = next(version for version in versions if version.observation.pk == pk)
    return FactSheet(shown, versions, list(shown.observation.bearings.all()))


def observation(pk: int) -> Observation | None:
    """Return one fact with what permissions ask of it."""
    return Observation.objects.select_related("recorded_by__post", "source").filter(pk=pk).first()


def scored_bearings_of(fact: Observation) -> list[Bearing]:
    """Return what the fact bears on, without what was put in words alone since then."""
    scored = fact.bearings.filter(target__current__type__in=Promise.SCORED)
    return list(scored.select_related("target").order_by("pk"))


def waiting(origin: str, page: str | None) -> tuple[Page[Observation], list[Waiting]]:
    """Return a page of facts to be decided, oldest first: those ``reported`` here, or ``all`` with loaded ones."""
    rows = Observation.objects.filter(superseded_by=None, verifications=None, withdrawn=False)
    if origin != "all":
        rows = rows.filter(recorded_by__isnull=False)
    shown = Paginator(_with_details(rows).order_by("recorded_at", "pk"), _PAGE).get_page(page)
    return shown, [Waiting(row, [b.target for b in row.bearings.all()]) for row in shown]


def told_names() -> tuple[str, ...]:
    """Return the fields that a correction may change."""
    return tuple(Told.__dataclass_fields__)


def _with_details(rows: QuerySet[Observation]) -> QuerySet[Observation]:
    return rows.select_related("source", "evidence", "recorded_by__post", "of_measure__current").prefetch_related(
        Prefetch("questions", Question.objects.select_related("answered_by")),
        Prefetch("bearings", Bearing.objects.select_related("target__current").order_by("pk")),
        Prefetch("verifications", Verification.objects.select_related("by__post")),
    )


def _last(row: Observation) -> Verification | None:
    return next(reversed(list(row.verifications.all())), None)


def _reasons(rows: Sequence[Observation]) -> dict[str, str]:
    """Return why each version was written: the audit trail keeps the reason of a correction."""
    acts = AuditEvent.objects.filter(
        subject_type=Observation._meta.label_lower,
        subject_id__in=[str(row.pk) for row in rows],
        action="facts.correct",
    )
    return {act.subject_id: str(act.data.get("reason", "")) for act in acts}
