"""Writing what was confirmed: figures, what they bear on, and what was asked about them; inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.models import Source
from jinxiu.plan.facts.intake.known import SourceKey
from jinxiu.plan.facts.intake.weighing import Line, Weighed
from jinxiu.plan.facts.models import Bearing, ImportRun, Observation, Question
from jinxiu.plan.facts.recording import numbered, source_of

_BATCH = 2000


@dataclass(slots=True)
class Wrote:
    """What was written: the first and the last code of new figures, and how many bearings."""

    first: str = ""
    last: str = ""
    bearings: int = 0


def write(run: ImportRun, found: Weighed, now: datetime) -> Wrote:
    """Write every row that was weighed; call inside the act's transaction. The file is the evidence of each."""
    sources: dict[SourceKey, Source] = {}

    def all_of_it(first: str) -> Wrote:
        wrote, number = Wrote(), int(first[1:])
        lines = found.lines()
        while batch := list(islice(lines, _BATCH)):
            for line in batch:
                key = line.said.source
                if key not in sources:
                    sources[key] = source_of(*key)
            numbers = iter(range(number, number + len(batch)))
            rows = list(_rows(batch, sources, numbers, run, now))
            fresh = [row.code for row, line in zip(rows, batch, strict=True) if line.corrects is None]
            number += len(fresh)
            wrote.first, wrote.last = wrote.first or (fresh[0] if fresh else ""), fresh[-1] if fresh else wrote.last
            made = Observation.objects.bulk_create(rows)
            wrote.bearings += len(Bearing.objects.bulk_create(_bearings(batch, made)))
            Question.objects.bulk_create(_questions(batch, made, run, now))
        return wrote

    return numbered(Observation, "F", all_of_it)


def _rows(
    batch: Iterable[Line], sources: dict[SourceKey, Source], numbers: Iterator[int], run: ImportRun, now: datetime
) -> Iterator[Observation]:
    today = timezone.localdate(now)
    for line in batch:
        said, held = line.said, line.corrects
        statement = said.statement
        if not statement:
            words = {"what": said.ref.name[:200], "figure": said.told, "day": said.as_of}
            statement = _("%(what)s: %(figure)s as of %(day)s.") % words
        row = Observation(
            code=held.code if held else f"F{next(numbers):04d}",
            version=held.version + 1 if held else 1,
            supersedes_id=held.pk if held else None,
            of_measure_id=said.ref.measure,
            member=said.member,
            subject=said.ref.name[:200],
            measure=said.ref.name[:200] if said.ref.measure else "",
            value=said.value,
            unit=said.unit,
            stage=said.stage,
            as_of=said.as_of,
            as_of_precision=said.precision,
            reported_on=today,
            statement=statement,
            source=sources[said.source],
            confidence=said.confidence or (held.confidence if held else Observation.Confidence.DIRECT.value),
            evidence_id=run.file_id,
            recorded_at=now,
            recorded_by_id=run.requested_by_id,
        )
        yield row


def _bearings(batch: Iterable[Line], rows: Iterable[Observation]) -> list[Bearing]:
    return [
        Bearing(observation=row, target_id=target, kind=Bearing.Kind.SETTLES.value)
        for line, row in zip(batch, rows, strict=True)
        for target in line.said.ref.served(line.said.member)
    ]


def _questions(batch: Iterable[Line], rows: Iterable[Observation], run: ImportRun, now: datetime) -> list[Question]:
    return [
        Question(
            observation=row, kind=kind, sentence=sentence[:500], asked_at=now, answered_by_id=run.requested_by_id
        )
        for line, row in zip(batch, rows, strict=True)
        for kind, sentence in line.questions
    ]  # fmt: skip
