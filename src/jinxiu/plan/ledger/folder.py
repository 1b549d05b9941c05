"""Pillars and targets of a city's folder. A target is placed by its own words in the document's text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from jinxiu.core.folder import SOURCE
from jinxiu.core.folders.cells import boolean, choice, code, day, decimal, integer, text, whole_codes, written
from jinxiu.core.folders.simple import Plain, simple_table
from jinxiu.core.folders.tables import Column, Context, Count, Fault, Row, Table, offer
from jinxiu.core.models import Organisation
from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Document, Promise
from jinxiu.plan.documents.queries import reviewed_run
from jinxiu.plan.ledger.entering import Entry, enter, make_current, next_definition
from jinxiu.plan.ledger.fields import Fields, fields_of, validated
from jinxiu.plan.ledger.models import Pillar, Responsibility, Target
from jinxiu.plan.ledger.scopes import ScopeChoice
from jinxiu.plan.ledger.sentences import section_at, sentence_at

_FILE = "targets.csv"
_FIELDS = ("type", "object", "value", "value_to", "unit", "comparator", "stage", "per", "due", "strength", "scope")
#: Columns that a table may come without.
_MORE = ("kind", "baseline", "part")
_REASON = "city folder loaded again"


def _check(rows: list[Row], context: Context) -> Iterator[Fault]:
    """Find every quote in its document, and every set of fields that does not make a promise."""
    held = {t.code: t for t in Target.objects.select_related("current")}
    opened = context.notes.get("documents", {})
    for row in rows:
        try:
            validated(_given(row))
        except ValidationError as error:
            for column, messages in error.message_dict.items():
                yield Fault(_FILE, row.number, column, " ".join(messages))
        if twice := set(row["lead"] or ()) & set(row["support"] or ()):
            yield Fault(_FILE, row.number, "support", f"“{'; '.join(sorted(twice))}” leads already; name it once")
        if row["document"] not in opened:
            continue
        place = _place(opened[row["document"]][0].text, row)
        if place is None:
            where = f"occurrence {row['occurrence'] or 1} of “{row['quote']}” is not in {row['document']}"
            yield Fault(_FILE, row.number, "quote", where)
            continue
        stored = held.get(row["code"])
        if (
            stored is not None
            and stored.current
            and (stored.current.start, stored.current.end) != (place.start, place.end)
        ):
            why = (
                "stands at other words already; what was promised never changes, so give this promise a code of its own"
            )
            yield Fault(_FILE, row.number, "code", f"“{row['code']}” {why}")


def _place(words: str, row: Row) -> Span | None:
    at = -1
    for _ in range(row["occurrence"] or 1):
        at = words.find(row["quote"], at + 1)
        if at < 0:
            return None
    return Span(at, at + len(row["quote"]))


def _given(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in (*_FIELDS, *_MORE)}


def _apply(rows: list[Row], context: Context) -> Count:
    held = {t.code: t for t in Target.objects.select_related("current", "commitment")}
    pillars = {p.code: p for p in Pillar.objects.all()}
    count = Count()
    new: dict[str, list[Row]] = {}
    for row in rows:
        if row["code"] not in held:
            new.setdefault(row["document"], []).append(row)
        elif _revise(held[row["code"]], validated(_given(row)), pillars.get(row["pillar"]), context):
            count.changed += 1
        else:
            count.same += 1
    for document_code, of_document in new.items():
        _enter(document_code, of_document, pillars, context)
        count.created += len(of_document)
    count.changed += _assign(rows, context)
    return count


def _enter(document_code: str, rows: list[Row], pillars: dict[str, Pillar], context: Context) -> None:
    document = Document.objects.get(code=document_code)
    run = reviewed_run(document.pk)
    entries = []
    for row in rows:
        span = _place(document.text, row)
        assert span is not None  # the check found it
        entries.append(
            Entry(
                span,
                sentence_at(document.text, span, run),
                section_at(span.start, run),
                validated(_given(row)),
                pillar=pillars.get(row["pillar"]),
                code=row["code"],
            )
        )
    enter(document, entries, None, context.now)


def _revise(target: Target, said: Fields, pillar: Pillar | None, context: Context) -> bool:
    """Define a target anew where the folder says other than the ledger; its first definition stays."""
    current, commitment = target.current, target.commitment
    assert current is not None
    changed = False
    if pillar is not None and commitment.pillar_id != pillar.pk:
        commitment.pillar = pillar
        commitment.save(update_fields=["pillar"])
        changed = True
    said = said if said.kind or said.type != current.type else replace(said, kind=current.kind)
    if fields_of(current) != said or current.withdrawn:
        make_current([next_definition(target, said, _REASON, None, context.now)])
        changed = True
    return changed


def _assign(rows: list[Row], context: Context) -> int:
    """Add the organisations that the folder names; those given on the pages stay. Return how many were added."""
    organisations = context.by_code(Organisation)
    places = {t.code: (t.commitment_id, t.pk) for t in Target.objects.all()}
    open_ones: set[tuple[int, int | None, int, str]] = set(
        Responsibility.objects.filter(ended_at=None).values_list(
            "commitment_id", "target_id", "organisation_id", "role"
        )
    )
    wanted = {
        (*places[row["code"]], organisations[named], role.value)
        for row in rows
        for role in Responsibility.Role
        for named in row[role.value] or ()
        if (places[row["code"]][0], None, organisations[named], role.value) not in open_ones
    }
    Responsibility.objects.bulk_create(
        Responsibility(
            commitment_id=commitment, target_id=target, organisation_id=organisation, role=role, given_at=context.now
        )
        for commitment, target, organisation, role in sorted(wanted - open_ones)
    )
    return len(wanted - open_ones)


def _dump() -> Iterable[dict[str, str]]:
    held = Responsibility.objects.filter(ended_at=None).select_related("organisation").order_by("pk")
    targets = (
        Target.objects.filter(current__withdrawn=False)
        .select_related("current", "commitment__document", "commitment__pillar")
        .prefetch_related(Prefetch("commitment__responsibilities", held))
        .order_by("pk")
    )
    for target in targets:
        definition, commitment_row = target.current, target.commitment
        assert definition is not None
        document = commitment_row.document
        row = {"code": target.code, "document": document.code, "quote": definition.quote}
        row["occurrence"] = str(_occurrence(document.text, definition.quote, definition.start))
        row |= {name: written(getattr(definition, name)) for name in (*_FIELDS, *_MORE)}
        row["pillar"] = commitment_row.pillar.code if commitment_row.pillar else ""
        answering = [r for r in commitment_row.responsibilities.all() if r.covers(target)]
        for role in Responsibility.Role:
            row[role.value] = written([r.organisation.code for r in answering if r.role == role])
        yield row


def _occurrence(words: str, quote: str, start: int) -> int:
    number, at = 1, words.find(quote)
    while 0 <= at < start:
        number, at = number + 1, words.find(quote, at + 1)
    return number


offer(
    simple_table(
        "pillars.csv",
        Pillar,
        45,
        (Plain("order", integer, required=True), Plain("name", text(120), required=True), SOURCE),
    ),
    Table(
        file=_FILE,
        order=70,
        columns=(
            Column("code", code, required=True),
            Column("document", code, required=True, refers_to="documents.csv"),
            Column("quote", text(2000), required=True),
            Column("occurrence", integer),
            Column("type", choice(*Promise.Type.values), required=True),
            Column("object", text(300), required=True),
            Column("value", decimal),
            Column("value_to", decimal),
            Column("unit", text(20)),
            Column("comparator", choice(*Promise.ComparatorChoice.values)),
            Column("stage", choice(*Promise.StageChoice.values)),
            Column("per", text(60)),
            Column("due", day),
            Column("strength", choice(*Promise.StrengthChoice.values), required=True),
            Column("scope", choice(*(value for value in ScopeChoice.values if value))),
            Column("pillar", code, refers_to="pillars.csv"),
            Column("lead", whole_codes, refers_to="organisations.csv"),
            Column("support", whole_codes, refers_to="organisations.csv"),
            Column("kind", choice(*Promise.KindChoice.values), optional=True),
            Column("baseline", decimal, optional=True),
            Column("part", boolean, optional=True),
        ),
        apply=_apply,
        dump=_dump,
        check=_check,
    ),
)
