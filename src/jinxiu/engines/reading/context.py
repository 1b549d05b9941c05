"""What the rules share while they read one paragraph, and the drafts that they hand back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from jinxiu.engines.reading.frames import Frame, Head, due_at, strength_at
from jinxiu.engines.reading.model import NumberInName, ReadTarget
from jinxiu.engines.reading.numbers import Written
from jinxiu.engines.reading.sections import Scope
from jinxiu.engines.reading.sentences import Clause, Sentence
from jinxiu.engines.reading.view import Paragraph
from jinxiu.engines.terms import Span, Stage


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
        place = self.paragraph.span(*span)
        due, basis = due_at(self.frame, at.head, span[1], self.default)
        self.targets.append(
            ReadTarget(
                type="quantity",
                span=place,
                quote=place.of(self.source),
                object=subject,
                value=written.value,
                value_to=written.value_to,
                unit=written.unit,
                comparator=written.comparator,
                stage=None,
                per=self.frame.per,
                due=due,
                due_basis=basis,
                strength=strength_at(at.head, span[1]),
                verb=at.verb,
                sentence=self.whole,
                section=self.scope.path,
                confidence=confidence,
                rule=rule,
            )
        )

    def milestone(
        self, at: ClauseAt, span: tuple[int, int], work: str, stage: Stage, rule: str, confidence: float
    ) -> None:
        """Add a work that is to reach a stage; ``span`` counts the paragraph."""
        place = self.paragraph.span(*span)
        due, basis = due_at(self.frame, at.head, at.clause.end, self.default)
        self.targets.append(
            ReadTarget(
                type="milestone",
                span=place,
                quote=place.of(self.source),
                object=work,
                value=None,
                value_to=None,
                unit=None,
                comparator=None,
                stage=stage,
                per=self.frame.per,
                due=due,
                due_basis=basis,
                strength=strength_at(at.head, at.clause.end),
                verb=at.verb,
                sentence=self.whole,
                section=self.scope.path,
                confidence=confidence,
                rule=rule,
            )
        )


@dataclass(slots=True)
class ClauseAt:
    """One clause with its opening read, its numbers, and which of them are targets."""

    clause: Clause
    head: Head
    verb: str = ""
    numbers: list[Written] = field(default_factory=list)
    wanted: list[Written] = field(default_factory=list)
