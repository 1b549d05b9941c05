"""The measures of a city's folder. One that differs from what is stored becomes a new version of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from jinxiu.core.folders.cells import choice, code, day, text, whole_codes, written
from jinxiu.core.folders.tables import Column, Context, Count, Fault, Row, Table, offer
from jinxiu.core.models import Organisation, Source
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.measures.actions import (
    Definition,
    changed,
    check_definition,
    definition_of,
    write_links,
    write_measure,
    write_version,
)
from jinxiu.plan.facts.measures.serving import may_ask_for
from jinxiu.plan.facts.models import Measure, MeasureTarget, MeasureVersion
from jinxiu.plan.ledger.models import Target

FILE = "measures.csv"
_REASON = "city folder loaded again"
_PLAIN = ("name", "unit", "kind", "frequency", "formula", "stage", "over_time", "over_places")


def names(cell: str) -> tuple[str, ...]:
    """Several names, separated by ``;``."""
    found = tuple(part.strip() for part in cell.split(";") if part.strip())
    if any(len(name) > 120 for name in found):
        raise ValueError("has a name of more than 120 characters")
    return found


def _check(rows: list[Row], context: Context) -> Iterator[Fault]:  # noqa: ARG001
    wanted: dict[str, str] = {}
    for row in rows:
        found = _definition(row, {}, {}, {})
        parts = {name: row[name] for name in ("numerator", "denominator")}
        try:
            check_definition(found, row["code"], **parts)
        except ValidationError as error:
            for column, messages in error.message_dict.items():
                yield Fault(FILE, row.number, column, " ".join(messages))
        for target in row["targets"] or ():
            if target in wanted:
                why = f"“{target}” asks for {wanted[target]} already; a target asks for one measure"
                yield Fault(FILE, row.number, "targets", why)
            wanted[target] = row["code"]
    linked = MeasureTarget.objects.filter(ended_at=None, target__code__in=list(wanted))
    for target, measure in linked.values_list("target__code", "measure__code"):
        if measure != wanted[target]:
            row = next(row for row in rows if row["code"] == wanted[target])
            why = f"“{target}” asks for {measure} here; undo that link first"
            yield Fault(FILE, row.number, "targets", why)


def _definition(
    row: Row, measures: dict[str, Measure], owners: dict[str, Organisation], sources: dict[str, Source]
) -> Definition:
    given: dict[str, Any] = {name: row[name] or "" for name in _PLAIN}
    return Definition(
        **given,
        owner=owners.get(row["owner"]),
        numerator=measures.get(row["numerator"]),
        denominator=measures.get(row["denominator"]),
        aliases=row["aliases"] or (),
        valid_from=row["valid_from"],
        source=sources.get(row["source"]),
    )


def _apply(rows: list[Row], context: Context) -> Count:
    count = Count()
    if not rows:
        return count
    measures = {one.code: one for one in Measure.objects.select_related("current")}
    owners = {one.code: one for one in Organisation.objects.all()}
    sources = {one.code: one for one in Source.objects.all()}
    # A row may name one that stands below it: measures come first, their versions after.
    fresh = {row["code"] for row in rows} - measures.keys()
    for key in sorted(fresh):
        measures[key] = write_measure(key, context.now)
    for row in rows:
        measure, definition = measures[row["code"]], _definition(row, measures, owners, sources)
        stored = definition_of(measure.current) if measure.current else None
        differs = stored is None or bool(changed(stored, definition))
        if differs:
            write_version(measure, definition, _REASON if stored else "", None, context.now)
        linked = _link(measure, row, context)
        count.created += stored is None
        count.changed += stored is not None and (differs or linked)
        count.same += stored is not None and not differs and not linked
    return count


def _link(measure: Measure, row: Row, context: Context) -> bool:
    """Link the targets that a row names and that are not linked yet."""
    held = set(MeasureTarget.objects.filter(measure=measure, ended_at=None).values_list("target__code", flat=True))
    wanted = [one for one in row["targets"] or () if one not in held]
    if not wanted or measure.current is None:
        return False
    targets = list(Target.objects.filter(code__in=wanted).select_related("current"))
    fitting = [one for one in targets if one.current and may_ask_for(measure.current, one.current)]
    write_links(measure, fitting, context.now)
    return bool(fitting)


def _dump() -> Iterable[dict[str, str]]:
    links = MeasureTarget.objects.filter(ended_at=None).select_related("target").order_by("pk")
    rows = Measure.objects.select_related(
        "current__owner", "current__numerator", "current__denominator", "current__source"
    ).prefetch_related(Prefetch("links", links))
    for measure in rows.order_by("pk"):
        version = measure.current
        if version is None:
            continue
        row = {"code": measure.code} | {name: written(getattr(version, name)) for name in _PLAIN}
        row |= {
            name: held.code if (held := getattr(version, name)) else ""
            for name in ("owner", "numerator", "denominator", "source")
        }
        yield row | {
            "aliases": ";".join(version.aliases),
            "valid_from": written(version.valid_from),
            "targets": written([link.target.code for link in measure.links.all()]),
        }


offer(
    Table(
        file=FILE,
        order=90,
        columns=(
            Column("code", code, required=True),
            Column("name", text(120), required=True),
            Column("unit", text(20)),
            Column("kind", choice(*MeasureVersion.Kind.values), required=True),
            Column("owner", code, refers_to="organisations.csv"),
            Column("frequency", choice(*MeasureVersion.Frequency.values), required=True),
            Column("formula", text(500)),
            Column("numerator", code, refers_to=FILE),
            Column("denominator", code, refers_to=FILE),
            Column("over_time", choice(*MeasureVersion.OverTime.values), required=True),
            Column("over_places", choice(*MeasureVersion.OverPlaces.values), required=True),
            Column("aliases", names),
            Column("valid_from", day),
            Column("source", code, refers_to="sources.csv"),
            Column("targets", whole_codes, refers_to="targets.csv"),
            Column("stage", choice(*Promise.StageChoice.values), optional=True),
        ),
        apply=_apply,
        dump=_dump,
        check=_check,
    )
)
