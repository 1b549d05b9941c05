"""What should have been reported by a day and was not: figures of measures, promises past their day, first words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from jinxiu.core.models import Organisation
from jinxiu.engines.measuring import State
from jinxiu.engines.measuring.silence import Silence, never_told, past_deadline
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.queries import Evaluator, MemberResult, Row
from jinxiu.plan.evaluation.scopes import Member
from jinxiu.plan.facts.measures.serving import in_force
from jinxiu.plan.facts.measures.silence import Asked, grace_rules, missing
from jinxiu.plan.facts.models import Measure, MeasureTarget, MeasureVersion, Observation, Verification
from jinxiu.plan.ledger.models import Responsibility


class Why(StrEnum):
    """Why something counts as silent."""

    PERIOD = "period"  # 逾期未报: a measure is told in a rhythm, and figures of its periods are missing
    DEADLINE = "deadline"  # 期满未报: the day of a promise has passed, and no fact since decides
    FIRST = "first"  # 从未上报: a promise runs, and nothing that decides was ever told of it


@dataclass(frozen=True, slots=True)
class Silent:
    """One silence: of a measure or of a promise, of all members of a scope that are silent alike."""

    why: Why
    gone: Silence
    #: The promises that wait for it; none for a measure that no promise asks for.
    rows: tuple[Row, ...]
    version: MeasureVersion | None
    code: str
    #: Who is to report: the owner of the measure, else whoever leads the promises.
    units: tuple[Organisation, ...]
    #: The members that are silent, of how many; none where nothing runs over “each”.
    members: tuple[Member, ...] = ()
    of: int = 0
    last: wording.Figure | None = None
    told_on: date | None = None

    @property
    def name(self) -> str:
        """What is silent."""
        return self.version.name if self.version else self.rows[0].definition.object


@dataclass(frozen=True, slots=True)
class _Last:
    """The latest figure told of a measure, of one member or of the whole."""

    day: date
    figure: wording.Figure


def silences(as_of: date) -> list[Silent]:
    """Return everything that is silent at the end of a day, the longest first; the queries do not grow with it.

    A promise whose measure is silent is told with the measure, once.
    """
    evaluator = Evaluator()
    rows = evaluator.on(as_of).rows
    found, measured = _of_measures(rows, evaluator, as_of)
    for row in rows:
        found += _of_row(row, measured.get(row.target.pk), as_of)
    return sorted(found, key=lambda one: (-one.gone.days, one.why.value, one.code, one.told_on or date.min))


def _of_measures(rows: Sequence[Row], evaluator: Evaluator, as_of: date) -> tuple[list[Silent], dict[int, set[str]]]:
    """Return the silent measures, and for each promise that asks for a measure the members told with it."""
    links = dict(MeasureTarget.objects.filter(ended_at=None).values_list("target_id", "measure_id"))
    last = _last_told(as_of)
    measures = list(Measure.objects.exclude(current=None).prefetch_related("versions__owner").order_by("code"))
    held = {measure.pk: in_force(measure.versions.all(), as_of) for measure in measures}
    made_of = {pk: _parts(version) for pk, version in held.items() if version is not None and pk not in last}
    asking: dict[int, list[Row]] = {}
    for row in rows:
        for measure_id in _asked(links.get(row.target.pk), made_of):
            asking.setdefault(measure_id, []).append(row)
    found: list[Silent] = []
    measured: dict[int, set[str]] = {}
    for measure in measures:
        version, wait = held[measure.pk], asking.get(measure.pk, [])
        if version is None or made_of.get(measure.pk):
            continue
        wanted = _wanted(wait, evaluator, last.get(measure.pk, {}))
        made = _of_measure(measure, version, wait, wanted, last.get(measure.pk, {}), as_of)
        found += made
        for row in wait:
            measured.setdefault(row.target.pk, set())
        for one in made:
            for row in one.rows:
                measured[row.target.pk] |= {_code(member) for member in one.members or [None]}
    return found, measured


def _parts(version: MeasureVersion) -> tuple[int, ...]:
    """Return the measures that one is made of; those are told, and it need not be."""
    return tuple(one for one in (version.numerator_id, version.denominator_id) if one)


def _asked(measure: int | None, made_of: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the measures whose figures a promise waits for."""
    if measure is None:
        return ()
    return made_of.get(measure) or (measure,)


def _of_measure(
    measure: Measure,
    version: MeasureVersion,
    rows: Sequence[Row],
    wanted: Sequence[Member | None],
    told: Mapping[str, _Last],
    as_of: date,
) -> list[Silent]:
    asked = Asked.of(measure, [(row.target.commitment.document.year, row.definition.due) for row in rows])
    units = (version.owner,) if version.owner else _leads(rows)
    grouped: dict[tuple[Silence, bool], list[Member | None]] = {}
    for member in wanted:
        latest = told.get(_code(member))
        gone = missing(version, latest.day if latest else None, asked, as_of)
        if gone is not None:
            grouped.setdefault((gone, member is None), []).append(member)
    out = []
    for (gone, whole), silent in grouped.items():
        latest = max((told[_code(m)] for m in silent if _code(m) in told), key=lambda one: one.day, default=None)
        out.append(
            Silent(
                why=Why.PERIOD,
                gone=gone,
                rows=tuple(row for row in rows if bool(row.definition.scope) is not whole),
                version=version,
                code=measure.code,
                units=units,
                members=tuple(member for member in silent if member is not None),
                of=0 if whole else sum(member is not None for member in wanted),
                last=latest.figure if latest and len(silent) == 1 else None,
                told_on=latest.day if latest else None,
            )
        )
    return out


def _wanted(rows: Sequence[Row], evaluator: Evaluator, told: Iterable[str]) -> list[Member | None]:
    """Return of what a measure is owed: of what the promises run over, else of whatever it was told of before."""
    if not rows:
        return [Member(code, code) if code else None for code in told] or [None]
    scopes = {row.definition.scope for row in rows}
    members = {member.code: member for scope in sorted(scopes) for member in evaluator.members.get(scope, ())}
    return [*([None] if "" in scopes else []), *members.values()]


def _of_row(row: Row, told: set[str] | None, as_of: date) -> list[Silent]:
    """Return the silences of a promise: its silent members together, by why and since when.

    ``told`` are the members told with its measure already; None where it asks for none. A measure has a rhythm of its
    own, which also says when the first word is owed.
    """
    grouped: dict[tuple[Why, Silence], list[MemberResult]] = {}
    for one in row.results:
        key = _silence(row, one, as_of)
        if key is None or (told is not None and (key[0] is Why.FIRST or _code(one.member) in told)):
            continue
        grouped.setdefault(key, []).append(one)
    out = []
    for (why, gone), silent in grouped.items():
        days = [day for one in silent if (day := one.result.trace.figures.get("seen_on"))]
        alone = silent[0].result if len(silent) == 1 else None
        members = tuple(one.member for one in silent if one.member)
        out.append(
            Silent(
                why=why,
                gone=gone,
                rows=(row,),
                version=None,
                code=row.target.code,
                units=_leads([row]),
                members=members,
                of=len(row.results) if members else 0,
                last=wording.latest(alone, row.definition) if alone else None,
                told_on=max(days, default=None),
            )
        )
    return out


def _silence(row: Row, one: MemberResult, as_of: date) -> tuple[Why, Silence] | None:
    if one.result.state is not State.NOT_REPORTED:
        return None
    due = row.definition.due
    if due is not None and due < as_of:
        gone = past_deadline(due, as_of, grace_rules())
        return (Why.DEADLINE, gone) if gone else None
    if one.result.trace.figures.get("seen_on"):
        return None
    gone = never_told(date(row.target.commitment.document.year, 1, 1), as_of, grace_rules())
    return (Why.FIRST, gone) if gone else None


def _last_told(as_of: date) -> dict[int, dict[str, _Last]]:
    """Return the latest figure of each measure that counts by a day, by member; one query."""
    verdict = Verification.objects.filter(observation=OuterRef("pk")).order_by("-pk").values("verdict")[:1]
    newest = Window(
        RowNumber(), partition_by=[F("of_measure"), F("member")], order_by=[F("as_of").desc(), F("pk").desc()]
    )
    rows = (
        Observation.objects.filter(of_measure__isnull=False, as_of__lte=as_of, superseded_by=None, withdrawn=False)
        .annotate(verdict=Subquery(verdict))
        .filter(Q(verdict=None) | ~Q(verdict=Verification.Verdict.RETURNED))
        .annotate(place=newest)
        .filter(place=1)
        .order_by("of_measure", "member")
    )
    found: dict[int, dict[str, _Last]] = {}
    for fact in rows:
        assert fact.of_measure_id is not None
        assert fact.as_of is not None
        shown = wording.Figure(wording.number(fact.value), fact.unit)
        figure = wording.Figure(wording.stage_seen(fact.stage)) if fact.stage else shown
        found.setdefault(fact.of_measure_id, {})[fact.member] = _Last(fact.as_of, figure)
    return found


def _leads(rows: Iterable[Row]) -> tuple[Organisation, ...]:
    """Return who leads any of the promises, each once."""
    held = (
        r.organisation
        for row in rows
        for r in row.target.commitment.responsibilities.all()
        if r.role == Responsibility.Role.LEAD and r.covers(row.target)
    )
    return tuple(dict.fromkeys(held))


def _code(member: Member | None) -> str:
    return member.code if member else ""
