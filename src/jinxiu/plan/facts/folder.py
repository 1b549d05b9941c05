"""The observations of a city's folder. One that differs from what is stored becomes a new version of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Prefetch
from django.utils import timezone

from jinxiu.core.folders.cells import boolean, choice, code, code_pairs, day, decimal, text, whole_codes, written
from jinxiu.core.folders.tables import Column, Context, Count, Fault, Row, Table, offer
from jinxiu.core.models import Source
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.measures import folder as measures
from jinxiu.plan.facts.measures.serving import fits, served_by
from jinxiu.plan.facts.models import Bearing, Measure, Observation
from jinxiu.plan.facts.recording import Told, record_observation, told_by
from jinxiu.plan.ledger.models import Target

_FILE = "observations.csv"
_TEXTS = ("subject", "measure", "unit", "stage", "project", "member", "statement", "confidence")
_DUMPED = ("project", "member", "subject", "measure", "value", "unit", "stage", "event", "as_of", "as_of_precision")


def _check(rows: list[Row], context: Context) -> Iterator[Fault]:
    today = timezone.localdate(context.now)
    in_words = _in_words_alone(context)
    gone = set(Observation.objects.filter(superseded_by=None, withdrawn=True).values_list("code", flat=True))
    for row in rows:
        if row["code"] in gone:
            why = "was taken back here and does not come back; leave the row out, or give the fact a code of its own"
            yield Fault(_FILE, row.number, "code", f"“{row['code']}” {why}")
        if unscored := in_words.intersection(row["targets"] or ()):
            why = "is promised in words alone (quality) and never scored; leave it out of this row"
            yield Fault(_FILE, row.number, "targets", f"“{'; '.join(sorted(unscored))}” {why}")
        if strange := {target for target, _member in row["counted_for"] or ()} - set(row["targets"] or ()):
            why = "is none of the row's targets; a pair says for which member the fact counts of a target named there"
            yield Fault(_FILE, row.number, "counted_for", f"“{'; '.join(sorted(strange))}” {why}")
        if row["as_of"] and row["as_of"] > today:
            yield Fault(
                _FILE, row.number, "as_of", f"“{row['as_of']}” has not come yet; a fact tells of what has happened"
            )
        if row["targets"] and not row["bearing"]:
            yield Fault(
                _FILE, row.number, "bearing", "is empty; say whether the fact settles the targets or is context"
            )
        if row["value"] is not None and not row["unit"]:
            yield Fault(_FILE, row.number, "unit", "is empty; a number needs its unit")


def _in_words_alone(context: Context) -> set[str]:
    """Return the codes of targets that will be promised in words alone once the folder is loaded."""
    return {row["code"] for row in context.rows.get("targets.csv", ()) if row["type"] == Promise.Type.QUALITY}


def _bearings() -> Prefetch[str]:
    """Return what facts bear on; a target that was put in words alone later is no longer among it."""
    scored = Bearing.objects.filter(target__current__type__in=Promise.SCORED)
    return Prefetch("bearings", scored.select_related("target"))


def _apply(rows: list[Row], context: Context) -> Count:
    held = {o.code: o for o in Observation.objects.filter(superseded_by=None).prefetch_related(_bearings())}
    sources = {s.code: s for s in Source.objects.all()}
    targets = {t.code: t for t in Target.objects.select_related("current")}
    measured = {m.code: m for m in Measure.objects.select_related("current")}
    count = Count()
    for row in rows:
        told, source, measure = _told(row), sources[row["source"]], measured.get(row["of_measure"])
        bearings = [(targets[named], row["bearing"]) for named in row["targets"] or ()]
        if measure and not bearings and fits(measure, told.unit, told.stage):
            bearings = [(target, Bearing.Kind.SETTLES.value) for target in served_by(measure, told.member)]
        members = {targets[named].pk: member for named, member in row["counted_for"] or ()}
        stored = held.get(row["code"])
        if stored is not None and _same(stored, told, source, measure, bearings, members):
            count.same += 1
            continue
        record_observation(
            told,
            source=source,
            bearings=bearings,
            members=members,
            now=context.now,
            code=row["code"],
            supersedes=stored,
            of_measure=measure,
        )
        count.created += stored is None
        count.changed += stored is not None
    return count


def _told(row: Row) -> Told:
    return Told(
        **{name: row[name] or "" for name in _TEXTS},
        value=row["value"],
        event=bool(row["event"]),
        as_of=row["as_of"],
        as_of_precision=row["as_of_precision"] or Observation.Precision.UNKNOWN.value,
        reported_on=row["reported_on"],
    )


def _same(
    stored: Observation,
    told: Told,
    source: Source,
    measure: Measure | None,
    bearings: list[tuple[Target, str]],
    members: Mapping[int, str],
) -> bool:
    held = {(bearing.target_id, bearing.kind, bearing.member) for bearing in stored.bearings.all()}
    return (
        told_by(stored) == told
        and stored.source_id == source.pk
        and stored.of_measure_id == (measure.pk if measure else None)
        and held == {(target.pk, kind, members.get(target.pk, "")) for target, kind in bearings}
    )


def _dump() -> Iterable[dict[str, str]]:
    newest = Observation.objects.filter(superseded_by=None, withdrawn=False).order_by("pk")
    for observation in newest.select_related("source", "of_measure").prefetch_related(_bearings()):
        bearings = sorted(observation.bearings.all(), key=lambda bearing: bearing.pk)
        of_measure = observation.of_measure.code if observation.of_measure else ""
        row = {
            "code": observation.code,
            "of_measure": of_measure,
            "targets": written([b.target.code for b in bearings]),
        }
        row |= {name: written(getattr(observation, name)) for name in _DUMPED}
        if observation.as_of is None:
            row["as_of_precision"] = ""
        row |= {
            "reported_on": written(observation.reported_on),
            "statement": observation.statement,
            "source": observation.source.code,
            "confidence": observation.confidence,
            "bearing": bearings[0].kind if bearings else "",
            "of_measure": observation.of_measure.code if observation.of_measure else "",
            "counted_for": written([f"{b.target.code}/{b.member}" for b in bearings if b.member]),
        }
        yield row


offer(
    Table(
        file=_FILE,
        order=95,
        columns=(
            Column("code", code, required=True),
            Column("targets", whole_codes, refers_to="targets.csv"),
            Column("project", code, refers_to="projects.csv"),
            Column("member", code),
            Column("subject", text(200), required=True),
            Column("measure", text(200)),
            Column("value", decimal),
            Column("unit", text(20)),
            Column("stage", choice(*Promise.StageChoice.values)),
            Column("event", boolean),
            Column("as_of", day),
            Column("as_of_precision", choice(*Observation.Precision.values)),
            Column("reported_on", day),
            Column("statement", text(500), required=True),
            Column("source", code, required=True, refers_to="sources.csv"),
            Column("confidence", choice(*Observation.Confidence.values), required=True),
            Column("bearing", choice(*Bearing.Kind.values)),
            Column("of_measure", code, refers_to=measures.FILE, optional=True),
            Column("counted_for", code_pairs, optional=True),
        ),
        apply=_apply,
        dump=_dump,
        check=_check,
    )
)
