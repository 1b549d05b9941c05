"""What a reading is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from jinxiu.engines.reading.bodies import Body
from jinxiu.engines.reading.kinds import Kind, kind_of_milestone, kind_of_quantity
from jinxiu.engines.terms import Comparator, Span, Stage, Strength

TargetType = Literal["quantity", "milestone", "quality"]
DueBasis = Literal["written", "inherited", "none"]
Part = Literal["plan", "review", "front", "back"]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """One promise that the reader found, with its exact place in the text.

    ``span`` holds the target's own words, ``sentence`` the whole sentence around it; both count code points of
    the text that was read. ``rule`` names the rule that found it, ``confidence`` (0 to 1) how far that rule is
    trusted. ``baseline`` is the value from which a number starts (从15个扩大到57个), in its unit; ``part`` says that
    the number is a part of the one before it (其中) and must not be added to it; ``bodies`` answer for it.
    """

    type: TargetType
    span: Span
    quote: str
    object: str
    value: Decimal | None
    value_to: Decimal | None
    unit: str | None
    comparator: Comparator | None
    stage: Stage | None
    per: str | None
    due: date | None
    due_basis: DueBasis
    strength: Strength
    verb: str
    sentence: Span
    section: tuple[str, ...]
    confidence: float
    rule: str
    bodies: tuple[Body, ...] = ()
    baseline: Decimal | None = None
    part: bool = False

    @property
    def kind(self) -> Kind:
        """What is promised; levels, growths, counts and stages are different measures."""
        if self.type == "quantity":
            return kind_of_quantity(self.quote, self.object, self.verb, self.unit or "", self.comparator)
        if self.type == "quality":
            return Kind(self.rule)
        return kind_of_milestone(self.object, self.rule)

    def as_row(self) -> dict[str, Any]:
        """Return the target as one line of the exchange form (JSON Lines)."""
        row: dict[str, Any] = {
            "type": self.type,
            "start": self.span.start,
            "end": self.span.end,
            "quote": self.quote,
            "object": self.object,
        }
        if self.type == "quantity":
            row["value"] = None if self.value is None else _number(self.value)
            row["unit"] = self.unit
            row["comparator"] = None if self.comparator is None else str(self.comparator)
            if self.value_to is not None:
                row["value_to"] = _number(self.value_to)
        elif self.type == "milestone":
            row["stage"] = None if self.stage is None else str(self.stage)
        row["per"] = self.per
        row["due"] = None if self.due is None else self.due.isoformat()
        row["strength"] = str(self.strength)
        row["kind"] = str(self.kind)
        if self.baseline is not None:
            row["baseline"] = _number(self.baseline)
        if self.part:
            row["part"] = True
        row["verb"] = self.verb
        row["bodies"] = [{"name": body.name, "role": str(body.role)} for body in self.bodies]
        row["section"] = list(self.section)
        row["due_basis"] = self.due_basis
        row["confidence"] = self.confidence
        row["rule"] = self.rule
        return row


@dataclass(frozen=True, slots=True)
class NumberInName:
    """A number that names or describes something and is therefore no target."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text below it; ``part`` says whether it tells of the future or of the past."""

    title: str
    level: int
    span: Span
    body: Span
    part: Part


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one run of the reader found in a text.

    ``qualities`` are promises without a number or a stage (与经济增长同步, 全覆盖, 不发生…): kept and
    never scored.
    """

    targets: tuple[ReadTarget, ...]
    sections: tuple[Section, ...]
    names: tuple[NumberInName, ...]
    year: int | None
    engine: str
    qualities: tuple[ReadTarget, ...] = ()
