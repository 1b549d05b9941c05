"""The ledger as a table: filters, sorting, two documents side by side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.db.models import Q, QuerySet

from jinxiu.core.models import Organisation
from jinxiu.desk.queries.cockpit import Lead, leads_of
from jinxiu.engines.measuring import Colour, State
from jinxiu.plan.documents.models import Document
from jinxiu.plan.evaluation import wording
from jinxiu.plan.evaluation.lights import light_of
from jinxiu.plan.evaluation.queries import Evaluator, Quality, Row, targets, value_of
from jinxiu.plan.ledger.models import Pillar, Responsibility, Target, TargetDefinition

NO_PILLAR = "none"
NO_SCOPE = "-"
#: Stands among the states for promises in words alone, which have none.
NOT_SCORED = "not_scored"
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters: (value, words)."""

    documents: list[Option]
    pillars: list[Option]
    leads: list[Option]
    scopes: list[Option]


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the ledger; empty lets everything through."""

    q: str = ""
    documents: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    #: Whether promises in words alone pass the filter on states.
    unscored: bool = False
    #: Which lights pass; a promise in words alone has none.
    lights: tuple[Colour, ...] = ()
    leads: tuple[str, ...] = ()
    type: str = ""
    kind: str = ""
    strength: str = ""
    scope: str = ""
    due_from: date | None = None
    due_to: date | None = None

    def passes(self, row: Row | Quality) -> bool:
        """Say whether a line passes the filters on states and on lights, those that need evaluation."""
        if self.lights and not (isinstance(row, Row) and light_of(row.result).colour in self.lights):
            return False
        if not self.states and not self.unscored:
            return True
        return row.state in self.states if isinstance(row, Row) else self.unscored


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    row: Row | Quality
    leads: tuple[Lead, ...]

    @property
    def scored(self) -> Row | None:
        """The evaluated row; None for a promise in words alone."""
        return self.row if isinstance(self.row, Row) else None

    @property
    def document(self) -> Document:
        return self.row.target.commitment.document

    @property
    def definition(self) -> TargetDefinition:
        return self.row.definition


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines that the filters let through, and how many of those before the filter on states are in each state."""

    entries: list[Entry]
    counts: dict[State, int]
    #: How many are in words alone, before the filter on states as well.
    qualities: int
    total: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Targets of two documents that name the same object."""

    left: Entry | None
    right: Entry | None


def choices() -> Choices:
    """Return what the filters offer."""
    leading = Responsibility.objects.filter(ended_at=None, role=Responsibility.Role.LEAD).values("organisation")
    scopes = TargetDefinition.objects.exclude(scope="").values_list("scope", "per").distinct().order_by("scope", "per")
    return Choices(
        documents=list(Document.objects.values_list("code", "title")),
        pillars=list(Pillar.objects.values_list("code", "name")),
        leads=[(o.code, str(o)) for o in Organisation.objects.filter(pk__in=leading)],
        scopes=list({scope: (scope, per or scope) for scope, per in scopes}.values()),
    )


def ledger(filters: Filters, as_of: date, sort: str = "") -> Ledger:
    """Return the filtered ledger on a day, sorted by a column (``-`` in front: the other way round)."""
    found = _found(targets(), filters)
    card = Evaluator(found).on(as_of)
    entries = [Entry(row, leads_of(row)) for row in card.listed if filters.passes(row)]
    total = Target.objects.filter(current__withdrawn=False).count()
    return Ledger(sorted_by(entries, sort), card.counts, len(card.qualities), total)


def side_by_side(filters: Filters, left: str, right: str, as_of: date) -> list[Pair]:
    """Return the targets of two documents in two columns, those that name the same object on one line."""
    card = Evaluator(_found(targets(), replace(filters, documents=(left, right)))).on(as_of)
    columns: dict[str, dict[str, list[Entry]]] = {left: {}, right: {}}
    for row in card.listed:
        if not filters.passes(row):
            continue
        column = columns[row.target.commitment.document.code]
        column.setdefault(normalised(row.definition.object), []).append(Entry(row, leads_of(row)))
    names = dict.fromkeys([*columns[left], *(columns[right] if right != left else ())])
    other = columns[right] if right != left else {}
    return [
        Pair(one, two) for name in names for one, two in zip_longest(columns[left].get(name, ()), other.get(name, ()))
    ]


def normalised(text: str) -> str:
    """Return an object's name as it is compared: width, case, quotation marks and spaces do not count.

    >>> normalised("“智改数转” 标杆项目") == normalised("智改数转标杆项目")
    True
    """
    return re.sub(r"[\s“”‘’\"'《》「」（）()]", "", unicodedata.normalize("NFKC", text)).casefold()


def _found(rows: QuerySet[Target], filters: Filters) -> QuerySet[Target]:
    """Narrow in the database by all that does not need evaluation."""
    if filters.q:
        for word in filters.q.split():
            rows = rows.filter(
                Q(code__iexact=word)
                | Q(current__object__icontains=word)
                | Q(current__quote__icontains=word)
                | Q(commitment__sentence__icontains=word)
            )
    if filters.documents:
        rows = rows.filter(commitment__document__code__in=filters.documents)
    if filters.pillars:
        wanted = Q(commitment__pillar__code__in=[code for code in filters.pillars if code != NO_PILLAR])
        rows = rows.filter(wanted | Q(commitment__pillar=None) if NO_PILLAR in filters.pillars else wanted)
    if filters.leads:
        rows = rows.filter(answered_by(filters.leads, Responsibility.Role.LEAD))
    exact = {
        "current__type": filters.type,
        "current__kind": filters.kind,
        "current__strength": filters.strength,
        "current__due__gte": filters.due_from,
        "current__due__lte": filters.due_to,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.scope:
        rows = rows.filter(current__scope="" if filters.scope == NO_SCOPE else filters.scope)
    return rows


def answered_by(codes: Iterable[str], role: str) -> Q:
    """Return what narrows targets to those for which organisations answer in a role, also by the whole commitment."""
    held = Responsibility.objects.filter(ended_at=None, role=role, organisation__code__in=list(codes))
    whole = Q(commitment__in=held.filter(target=None).values("commitment"))
    return whole | Q(pk__in=held.filter(target__isnull=False).values("target"))


_STATE_ORDER = {state: n for n, state in enumerate(State)}


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """T9 before T10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text) if part)


def _promised(entry: Entry) -> tuple[int, Decimal, str]:
    definition = entry.definition
    if not definition.scored:
        return (2, Decimal(0), definition.kind)
    return (1, Decimal(0), definition.stage) if definition.value is None else (0, definition.value, definition.unit)


def _latest(entry: Entry) -> tuple[int, Decimal, str] | None:
    if entry.scored is None:
        return None
    value = value_of(entry.scored)
    if value is not None:
        return (0, value, entry.definition.unit)
    stage = wording.latest(entry.scored.result, entry.definition)
    return (1, Decimal(0), str(stage)) if stage else None


#: Column → what it is sorted by; None is not known.
COLUMNS: dict[str, Callable[[Entry], Any]] = {
    "code": lambda e: _natural(e.row.target.code),
    "object": lambda e: e.definition.object,
    "target": _promised,
    "scope": lambda e: e.definition.per or None,
    "due": lambda e: e.definition.due,
    "lead": lambda e: tuple(lead.name for lead in e.leads) or None,
    "pillar": lambda e: e.row.pillar.order if e.row.pillar else None,
    "document": lambda e: (e.document.year, e.document.title, e.definition.start),
    "latest": _latest,
    "state": lambda e: _STATE_ORDER[e.scored.state] if e.scored else None,
}


def sorted_by(entries: Iterable[Entry], sort: str) -> list[Entry]:
    """Sort by a column; what is not known stands last either way. An unknown column keeps the documents' order."""
    rows = list(entries)
    key = COLUMNS.get(sort.lstrip("-"))
    if key is None:
        return rows
    known = sorted((e for e in rows if key(e) is not None), key=key, reverse=sort.startswith("-"))
    return [*known, *(e for e in rows if key(e) is None)]
