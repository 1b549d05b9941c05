"""The text of a document, with a map back to the file it came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from jinxiu.engines.terms import Span

#: Codes that a font of its own gives a meaning to, and marks of what could not be decoded.
_PRIVATE = re.compile(r"[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]")

BlockKind = Literal["heading", "paragraph", "list-item", "table-cell"]
Code = Literal[
    "empty",
    "too_long",
    "not_text",
    "unknown_encoding",
    "unknown_kind",
    "truncated",
    "encrypted",
    "zip_bomb",
    "no_text",
    "old_office",
    "not_converted",
]


class UnreadableDocumentError(ValueError):
    """A document that cannot be read; the message says what, where, why and what to do.

    ``code`` is a stable word for programs: ``empty``, ``too_long``, ``not_text``, ``unknown_encoding``,
    ``unknown_kind``, ``truncated``, ``encrypted``, ``zip_bomb``, ``no_text``, ``old_office`` (an old Office file
    and nothing there to convert it) or ``not_converted``.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code: Code = code


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text that is one thing in the source.

    ``locator`` says in words where in the source it stands ("paragraph 12", "table 2, row 3, column 1").
    ``source_start`` is its offset in the decoded source in code points, where the source is text. ``role`` tells of
    a cell of a task table what part the bodies have that it names: ``lead``, ``support`` or ``responsible``.
    """

    span: Span
    kind: BlockKind
    locator: str
    source_start: int | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a document and the blocks it is made of, in order."""

    text: str
    media_type: str
    encoding: str | None
    blocks: tuple[Block, ...]

    def locate(self, offset: int) -> Block:
        """Return the block that holds a code point of the text; between two blocks, the one before.

        Raises IndexError outside the text.
        """
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"offset {offset} lies outside the text of {len(self.text)} characters")
        number = bisect_right(self.blocks, offset, key=lambda block: block.span.start) - 1
        return self.blocks[max(number, 0)]


class TextBuilder:
    """Collects blocks and joins them with line breaks."""

    def __init__(self, name: str, max_text: int) -> None:
        self._name = name
        self._max = max_text
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added yet."""
        return not self._blocks

    def add(
        self,
        text: str,
        kind: BlockKind,
        locator: str,
        source_start: int | None = None,
        *,
        joint: str = "\n",
        role: str | None = None,
    ) -> None:
        """Append one block; blank text is left out. ``joint`` stands between it and the block before, part of none."""
        text = text.strip()
        if not text:
            return
        if self._blocks:
            self._pieces.append(joint)
            self._length += len(joint)
        if self._length + len(text) > self._max:
            raise too_long(self._name, self._max)
        self._blocks.append(Block(Span(self._length, self._length + len(text)), kind, locator, source_start, role))
        self._pieces.append(text)
        self._length += len(text)

    def build(self, media_type: str, encoding: str | None) -> SourceText:
        """Return the text; raises ``no_text`` where no block has any."""
        if not self._blocks:
            raise UnreadableDocumentError(
                "no_text",
                f"{self._name} holds no text, only pictures or empty paragraphs; upload a version whose text can "
                "be selected.",
            )
        return SourceText("".join(self._pieces), media_type, encoding, tuple(self._blocks))


def check_legible(text: str, name: str) -> None:
    """Refuse a text most of which is written in the private codes of an embedded font."""
    letters = sum(1 for letter in text if not letter.isspace())
    if 2 * len(_PRIVATE.findall(text)) > letters:
        raise UnreadableDocumentError(
            "no_text",
            f"{name} holds text in the private codes of its own fonts, which stand for no known characters; upload the "
            "document it was made from, as .docx or .txt.",
        )


def too_long(name: str, limit: int, what: str = "") -> UnreadableDocumentError:
    """Return the error for a document beyond a limit: of characters, or ``what`` says of what."""
    held = what or f"more than {limit} characters, which is more than a plan needs"
    return UnreadableDocumentError("too_long", f"{name} holds {held}; split it and upload the parts.")
