"""What the rules share while they read one paragraph, and the drafts that they hand back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from jinxiu.engines.reading.frames import Frame, Head, due_at, strength_at
from jinxiu.engines.reading.kinds import Kind
from jinxiu.engines.reading.model import NumberInName, ReadTarget, TargetType
from jinxiu.engines.reading.numbers import Written
from jinxiu.engines.reading.paragraph import Paragraph
from jinxiu.engines.reading.sections import Scope
from jinxiu.engines.reading.sentences import Clause, Sentence
from jinxiu.engines.terms import Quantity, Span, Stage


@dataclass(slots=True)
class Reader:
    """The running state of one paragraph: its text, its mask, its frame and what was found so far."""

    source: str
    paragraph: Paragraph
    masked: str
    scope: Scope
    year: int | None
    default: date | None
    frame: Frame = field(default_factory=Frame)
    targets: list[ReadTarget] = field(default_factory=list)
    names: list[NumberInName] = field(default_factory=list)
    qualities: list[ReadTarget] = field(default_factory=list)
    whole: Span = field(default_factory=lambda: Span(0, 0))

    @property
    def text(self) -> str:
        """The paragraph as the view shows it."""
        return self.paragraph.text

    def begin(self, sentence: Sentence) -> None:
        """Take note of the sentence that holds whatever is found next."""
        self.whole = self.paragraph.span(sentence.start, sentence.end)

    def name(self, written: Written, reason: str) -> None:
        """Note a number that is no target."""
        self.names.append(NumberInName(self.paragraph.span(written.start, written.end), reason))

    def quantity(
        self, at: ClauseAt, span: tuple[int, int], subject: str, written: Written, rule: str, confidence: float
    ) -> None:
        """Add a number to be reached; ``span`` counts the paragraph."""
        found = self._found("quantity", at, span, span[1], subject, rule, confidence)
        self.targets.append(
            replace(
                found,
                value=written.value,
                value_to=written.value_to,
                unit=written.unit,
                comparator=written.comparator,
                per=_apiece(self.text, at.baseline or written, span[0]) or found.per,
                baseline=_baseline(at.baseline, written),
                part=self.text.find("其中", at.clause.start, written.start) >= 0,
            )
        )

    def milestone(
        self, at: ClauseAt, span: tuple[int, int], work: str, stage: Stage, rule: str, confidence: float
    ) -> None:
        """Add a work that is to reach a stage; ``span`` counts the paragraph."""
        found = self._found("milestone", at, span, at.clause.end, work, rule, confidence)
        self.targets.append(replace(found, stage=stage))

    def quality(self, at: ClauseAt, span: tuple[int, int], subject: str, kind: Kind) -> None:
        """Add a promise without a number or a stage; ``span`` counts the paragraph."""
        self.qualities.append(self._found("quality", at, span, span[1], subject, str(kind), _QUALITY))

    def _found(
        self, kind: TargetType, at: ClauseAt, span: tuple[int, int], end: int, subject: str, rule: str, sure: float
    ) -> ReadTarget:
        """Return what every promise has; words of time and strength count up to ``end``."""
        place = self.paragraph.span(*span)
        due, basis = due_at(self.frame, at.head, end, self.default)
        return ReadTarget(
            type=kind,
            span=place,
            quote=place.of(self.source),
            object=subject,
            value=None,
            value_to=None,
            unit=None,
            comparator=None,
            stage=None,
            per=self.frame.per,
            due=due,
            due_basis=basis,
            strength=strength_at(at.head, end),
            verb=at.verb,
            sentence=self.whole,
            section=self.scope.path,
            confidence=sure,
            rule=rule,
        )


#: How far a promise without a number is trusted.
_QUALITY = 0.6
#: 每人每年10元: the number holds for each of them.
_APIECE = re.compile(r"每[人生户亩村床](?:每[年月天学期]+)?$|每[年月]每[人生户亩]$")


def _apiece(text: str, written: Written, floor: int) -> str | None:
    found = _APIECE.search(text, max(min(floor, written.start) - 8, 0), written.start)
    return found[0] if found else None


def _baseline(before: Written | None, written: Written) -> Decimal | None:
    """Return the value from which a number starts, in the number's own unit."""
    if before is None or before.dimension != written.dimension or before.start > written.start:
        return None
    if before.unit == written.unit:
        return before.value
    return Quantity(before.value, before.unit).to(written.unit)


@dataclass(slots=True)
class ClauseAt:
    """One clause with its opening read, its numbers, and which of them are targets.

    ``baseline`` is the number from which the others start (从15个扩大到57个).
    """

    clause: Clause
    head: Head
    verb: str = ""
    numbers: list[Written] = field(default_factory=list)
    wanted: list[Written] = field(default_factory=list)
    baseline: Written | None = None
