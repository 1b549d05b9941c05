"""The texts that are read: the given document, and long ones made of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIVEN = ROOT.parent / "shared" / "reading" / "documents" / "shanxi-2026.txt"
EXAMPLE = ROOT / "examples" / "taiyuan-2024" / "documents" / "plan-2024.txt"
LENGTH = 18_808  # of the given document; the example is repeated to it

_HEADING = "二、2026年工作安排\n"
#: A number that may be another one without changing what kind of sentence it stands in.
_FREE = re.compile(r"(?<![\d.])\d{1,3}(?=[\u4e00-\u9fff%])(?![年月日])")

#: Texts that are no prose, of a given number of characters.
SHAPES: dict[str, Callable[[int], str]] = {
    "one line, no punctuation": lambda size: ("新建学校扩大项目" * (size // 8 + 1))[:size],
    "digits only": lambda size: "7" * size,
    "opening brackets only": lambda size: "（" * size,
    "“、” only": lambda size: "、" * size,
    "a list without an end": lambda size: ("新建甲、" * (size // 4 + 1))[:size],
}


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what to call it."""

    name: str
    text: str


def document(given: Path | None) -> Document:
    """Return the document asked for, else the given one, else the example city's plan, repeated to its length."""
    path = given or (GIVEN if GIVEN.exists() else None)
    if path:
        return Document(path.name, path.read_text(encoding="utf-8"))
    text = EXAMPLE.read_text(encoding="utf-8")
    return Document(f"{EXAMPLE.name}, repeated", (text * (LENGTH // len(text) + 1))[:LENGTH])


def varied(text: str, size: int) -> str:
    """Return one long chapter of the document's paragraphs, whose numbers differ from one round to the next.

    One heading stands above all: repeated headings would make the reader take some rounds for a review of the past,
    and then a longer text would not be more of the same.
    """
    lines = text.splitlines()
    paragraphs = [line for line in lines if len(line) >= 60] or lines
    made, total, turn = [_HEADING], len(_HEADING), 0
    while total < size:
        for paragraph in paragraphs:
            made.append(_FREE.sub(lambda found, turn=turn: _turned(found[0], turn), paragraph) + "\n")
            total += len(made[-1])
        turn += 1
    return "".join(made)[:size]


def _turned(digits: str, turn: int) -> str:
    return "".join(digit if digit == "0" else str((int(digit) - 1 + turn) % 9 + 1) for digit in digits)
