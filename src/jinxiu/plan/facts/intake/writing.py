"""Writing what was confirmed: figures, what they bear on, and what was asked about them; inside one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.bulk import insert
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.intake.known import SourceKey
from jinxiu.plan.facts.intake.weighing import Line, Weighed
from jinxiu.plan.facts.models import Bearing, ImportRun, Observation, Question
from jinxiu.plan.facts.recording import numbered, source_of

_BATCH = 5000
_SETTLES = Bearing.Kind.SETTLES.value
#: The fields in which figures of one file differ.
_DIFFERING = (
    "code", "version", "supersedes_id", "of_measure_id", "member", "subject", "measure", "value", "unit", "stage",
    "as_of", "as_of_precision", "statement", "source_id", "confidence", "project", "event",
)  # fmt: skip


@dataclass(slots=True)
class Wrote:
    """What was written: the first and the last code of new figures, and how many bearings."""

    first: str = ""
    last: str = ""
    bearings: int = 0


def write(run: ImportRun, found: Weighed, now: datetime) -> Wrote:
    """Write every row that was weighed; call inside the act's transaction. The file is the evidence of each."""
    return numbered(Observation, "F", lambda first: _Writer(run, now, int(first[1:])).write(found.lines()))


class _Writer:
    """Writes lines from a number on. Everybody else waits meanwhile, so rows go in without a model of each."""

    def __init__(self, run: ImportRun, now: datetime, number: int) -> None:
        self.run, self.now, self.number = run, now, number
        self.wrote = Wrote()
        self._sources: dict[SourceKey, int] = {}
        self._same = {
            "reported_on": timezone.localdate(now),
            "evidence_id": run.file_id,
            "recorded_at": now,
            "recorded_by_id": run.requested_by_id,
        }
        self._statement = _("%(what)s: %(figure)s as of %(day)s.")

    def write(self, lines: Iterator[Line]) -> Wrote:
        newest = Observation.objects.aggregate(last=Max("pk"))["last"] or 0
        while batch := list(islice(lines, _BATCH)):
            rows = [self._row(line) for line in batch]
            insert(Observation, _DIFFERING, rows, **self._same)
            keys = self._keys(newest)
            newest = max(keys.values())
            made = [(keys[row[0], row[1]], line) for row, line in zip(rows, batch, strict=True)]
            bearings = ("observation_id", "target_id", "kind", "member")
            self.wrote.bearings += insert(Bearing, bearings, self._bearings(made))
            Question.objects.bulk_create(self._questions(made))
        return self.wrote

    def _row(self, line: Line) -> tuple[Any, ...]:
        said, held = line.said, line.corrects
        name = said.ref.name[:200]
        statement = said.statement or self._statement % {"what": name, "figure": said.told, "day": said.as_of}
        return (
            held.code if held else self._code(),
            held.version + 1 if held else 1,
            held.pk if held else None,
            said.ref.measure,
            said.member,
            name,
            name if said.ref.measure else "",
            said.value,
            said.unit,
            said.stage,
            said.as_of,
            said.precision,
            statement,
            self._source(said.source),
            said.confidence or (held.confidence if held else Observation.Confidence.DIRECT.value),
            held.project if held else "",
            held.event if held else False,
        )

    def _code(self) -> str:
        code = f"F{self.number:04d}"
        self.number += 1
        self.wrote.first, self.wrote.last = self.wrote.first or code, code
        return code

    def _source(self, key: SourceKey) -> int:
        if key not in self._sources:
            self._sources[key] = source_of(*key).pk
        return self._sources[key]

    def _keys(self, after: int) -> dict[tuple[str, int], int]:
        """Return the keys of the figures that were written last, by code and version."""
        mine = Observation.objects.filter(pk__gt=after, evidence=self.run.file_id)
        return {(code, version): pk for pk, code, version in mine.values_list("pk", "code", "version")}

    def _bearings(self, made: list[tuple[int, Line]]) -> Iterator[tuple[int, int, str, str]]:
        """Yield what figures bear on: what they serve; a corrected one keeps what it bore on as well."""
        held: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
        corrected = [line.corrects.pk for _pk, line in made if line.corrects]
        before = Bearing.objects.filter(observation__in=corrected, target__current__type__in=Promise.SCORED)
        for fact, target, kind, member in before.values_list("observation", "target", "kind", "member"):
            held[fact][target] = kind, member
        for pk, line in made:
            kept = held[line.corrects.pk] if line.corrects else {}
            served = line.said.ref.served(line.said.member)
            for target, (kind, member) in (dict.fromkeys(served, (_SETTLES, "")) | kept).items():
                yield pk, target, kind, member

    def _questions(self, made: list[tuple[int, Line]]) -> Iterator[Question]:
        for pk, line in made:
            for kind, sentence in line.questions:
                yield Question(
                    observation_id=pk,
                    kind=kind,
                    sentence=sentence[:500],
                    answer=line.said.answer or self.run.answer,
                    asked_at=self.now,
                    answered_by_id=self.run.requested_by_id,
                )
