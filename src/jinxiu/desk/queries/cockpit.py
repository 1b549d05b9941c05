"""The cockpit: every promise on one day, what changed since another, what is silent, what falls due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jinxiu.engines.measuring import State
from jinxiu.plan.documents.models import Document
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.queries import (
    Change,
    Evaluator,
    PillarCount,
    Quality,
    Row,
    Scorecard,
    falls_due,
    reported,
    silent,
)
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.ledger.models import Pillar, Responsibility, Target

#: How far ahead “falls due next” looks, and how many lines a list shows before it points to the ledger.
DAYS_AHEAD = 90
LINES = 8
#: How many changes are listed at most, the folded ones included.
MOST = 40
_POINTS = 30


@dataclass(frozen=True, slots=True)
class PillarCard:
    """A pillar's card: its targets by state and one line that says the most important of them."""

    code: str
    name: str
    total: int
    counts: dict[State, int]
    line: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing that changed: the target, what was told or what time did, and where it is told."""

    row: Row
    day: date
    before: State
    what: str
    observation: Observation | None

    @property
    def moved(self) -> bool:
        """Whether the state is another one than before."""
        return self.before is not self.row.state


@dataclass(frozen=True, slots=True)
class SilentLine:
    """A target of which nobody reported what decides."""

    row: Row
    leads: tuple[Lead, ...]
    reported: int
    members: int


@dataclass(frozen=True, slots=True)
class Lead:
    """An organisation that answers; example data says so."""

    name: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One line of the trend's table: a number for each state, in their order."""

    day: date
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Trend:
    """How many targets were in each state at the end of each month."""

    days: list[date]
    counts: list[dict[State, int]]

    @property
    def rows(self) -> list[TrendRow]:
        """The same as a table."""
        return [TrendRow(day, list(counts.values())) for day, counts in zip(self.days, self.counts, strict=True)]

    @property
    def data(self) -> dict[str, object]:
        """What the picture is drawn from."""
        return {
            "days": [day.isoformat() for day in self.days],
            "series": [
                {"state": state.value, "name": wording.state_name(state), "values": [c[state] for c in self.counts]}
                for state in State
            ],
        }


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the cockpit shows."""

    card: Scorecard
    pillars: list[PillarCard]
    changes: list[ChangeLine]
    changed: int
    silent: list[SilentLine]
    due: list[Row]
    trend: Trend
    facts: int
    latest_fact: date | None
    documents: list[Document]

    @property
    def total(self) -> int:
        return len(self.card.rows)

    @property
    def qualities(self) -> int:
        """How many promises are in words alone: they count in no total above."""
        return len(self.card.qualities)

    @property
    def folded(self) -> list[ChangeLine]:
        """The changes that are shown on demand only."""
        return self.changes[LINES:]

    @property
    def silent_total(self) -> int:
        return self.card.counts[State.NOT_REPORTED]


def board(
    as_of: date,
    compare_to: date,
    plan_year: int,
    among: Iterable[Target] | None = None,
    known_at: datetime | None = None,
) -> Board:
    """Return the cockpit of one day, of the whole ledger or of the targets ``among`` which to look.

    ``known_at`` is the moment whose knowledge is shown (None: now).
    """
    evaluator = Evaluator(among, known_at)
    card = evaluator.on(as_of)
    changes = evaluator.changes(compare_to, as_of)
    days = month_ends(plan_year, as_of)
    known = {key: o for row in card.rows for key, o in row.observations.items() if o.as_of and o.as_of <= as_of}
    return Board(
        card=card,
        pillars=[_pillar_card(count) for count in card.by_pillar(Pillar.objects.all())],
        changes=[change_line(change) for change in changes[:MOST]],
        changed=len(changes),
        silent=[silent_line(row) for row in silent(card)[:LINES]],
        due=falls_due(card, DAYS_AHEAD),
        trend=Trend(days, [evaluator.counts(day) for day in days]),
        facts=len(known),
        latest_fact=max((o.as_of for o in known.values() if o.as_of), default=None),
        documents=_documents(card.listed),
    )


def month_ends(year: int, as_of: date) -> list[date]:
    """Return the month ends from the year's start to ``as_of``, and that day itself; thinned out when there are many.

    >>> month_ends(2024, date(2024, 3, 15))
    [datetime.date(2024, 1, 31), datetime.date(2024, 2, 29), datetime.date(2024, 3, 15)]
    """
    ends = []
    at = (year, 1)
    while (end := date(*at, monthrange(*at)[1])) < as_of:
        ends.append(end)
        at = (at[0] + at[1] // 12, at[1] % 12 + 1)
    step = -(-len(ends) // _POINTS) or 1
    return [*ends[len(ends) % step :: step], as_of] if step > 1 else [*ends, as_of]


def leads_of(row: Row | Quality) -> tuple[Lead, ...]:
    """Return the organisations that lead a target, by itself or with its whole commitment."""
    return _answering(row, Responsibility.Role.LEAD)


def supports_of(row: Row | Quality) -> tuple[Lead, ...]:
    """Return the organisations that support a target."""
    return _answering(row, Responsibility.Role.SUPPORT)


def _answering(row: Row | Quality, role: Responsibility.Role) -> tuple[Lead, ...]:
    return tuple(
        Lead(str(r.organisation), r.organisation.synthetic)
        for r in row.target.commitment.responsibilities.all()
        if r.role == role and r.covers(row.target)
    )


def _pillar_card(count: PillarCount) -> PillarCard:
    return PillarCard(
        code=count.pillar.code if count.pillar else "none",
        name=count.pillar.name if count.pillar else _("On no pillar"),
        total=count.total,
        counts=count.counts,
        line=_line(count.counts),
    )


def _line(counts: dict[State, int]) -> str:
    """Say the most frequent of what needs attention; the worse where two are equally frequent."""
    if not any(counts.values()):
        return _("The documents promise nothing that can be checked")
    order = (State.MISSED, State.BEHIND, State.NOT_REPORTED, State.LATE)
    state = max(order, key=lambda s: (counts[s], -order.index(s)))
    n = counts[state]
    if n == 0:
        return _("Nothing behind, nothing silent")
    sentences = {
        State.MISSED: ngettext("%(n)d missed", "%(n)d missed", n),
        State.BEHIND: ngettext("%(n)d behind", "%(n)d behind", n),
        State.NOT_REPORTED: ngettext("%(n)d not reported", "%(n)d not reported", n),
        State.LATE: ngettext("%(n)d reached late", "%(n)d reached late", n),
    }
    return sentences[state] % {"n": n}


def change_line(change: Change) -> ChangeLine:
    """Return what changed in words: what was told last, or what time did."""
    newest = max(change.news, key=lambda o: (o.as_of or date.min, o.pk), default=None)
    what = _told(newest) if newest else wording.formula(change.row.result.trace)
    return ChangeLine(change.row, change.day, change.before, what, newest)


def _told(observation: Observation) -> str:
    if observation.stage:
        return wording.stage_seen(observation.stage)
    if observation.value is not None:
        return str(wording.Figure(wording.number(observation.value), observation.unit))
    return ""


def silent_line(row: Row) -> SilentLine:
    done, members = reported(row)
    return SilentLine(row, leads_of(row), done, members)


def _documents(rows: Sequence[Row | Quality]) -> list[Document]:
    return _once(row.target.commitment.document for row in rows)


def _once(documents: Iterable[Document]) -> list[Document]:
    return list({document.pk: document for document in documents}.values())
