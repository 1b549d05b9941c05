"""The body of a Word document: paragraphs, tables, text boxes and notes, each once, in the order of reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, ParseError

from jinxiu.engines.reading.formats.columns import Columns
from jinxiu.engines.reading.formats.container import DAMAGE, WORD, check_container, truncated
from jinxiu.engines.reading.formats.source import BlockKind, SourceText, TextBuilder, UnreadableDocumentError
from jinxiu.engines.reading.formats.tables import Piece, add_piece, add_table
from jinxiu.engines.reading.formats.text import kind_of_line
from jinxiu.engines.reading.formats.word.numbering import Numbering
from jinxiu.engines.reading.formats.word.package import Package
from jinxiu.engines.reading.formats.word.runs import Words, mark_is, words_of
from jinxiu.engines.reading.formats.word.styles import Styles
from jinxiu.engines.reading.formats.word.tables import table_of
from jinxiu.engines.reading.formats.word.xml import child, local

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: What wraps blocks and is none itself.
_WRAPS = frozenset("sdt sdtContent ins moveTo customXml smartTag AlternateContent Choice".split())
#: A longer paragraph in the style of a heading is a heading and its text in one.
_LONGEST_HEADING = 80


def open_docx(data: bytes, name: str, max_text: int) -> SourceText:
    """Return the paragraphs and table cells of a Word document, with the numbers that its lists give them."""
    check_container(data, name, WORD)
    builder = TextBuilder(name, max_text)
    try:
        body = Body(Package(data, name, max_text), builder)
        body.add()
    except UnreadableDocumentError:
        raise
    except (ParseError, LookupError, RecursionError, TypeError, AttributeError, *DAMAGE) as error:
        raise truncated(name, WORD.thing, error) from error
    return builder.build(MEDIA_TYPE, None)


def blocks_of(holder: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of a holder, out of content controls and insertions."""
    for element in holder:
        name = local(element)
        if name in {"p", "tbl"}:
            yield element
        elif name in _WRAPS:
            yield from blocks_of(element)


class Body:
    """Walks the blocks of a document and hands them to a builder."""

    def __init__(self, package: Package, builder: TextBuilder) -> None:
        self._root = child(package.document, "body")
        self._builder = builder
        self._styles = Styles(package.root("styles"))
        self._numbering = Numbering(package.root("numbering"), self._styles)
        self._notes = package.notes()
        self._counts: Counter[str] = Counter()
        self._open_notes: set[tuple[str, str]] = set()

    def add(self) -> None:
        """Append the whole document."""
        if self._root is not None:
            self._add_blocks(self._root, "")

    def _add_blocks(self, holder: Element, place: str) -> None:
        """Append the blocks of a holder; ``place`` says where it is, where it is not the body."""
        carried: list[Words] = []  # of paragraphs whose mark is deleted: they go on in the next
        columns: tuple[int, Columns] | None = None
        paragraphs = 0
        for block in blocks_of(holder):
            if local(block) == "tbl":
                columns = self._add_table(block, columns)
                continue
            paragraphs += 1
            words = self._words(block)
            if mark_is(block, "del") and not place:
                carried.append(words)
                continue
            where = place or f"paragraph {paragraphs}"
            if self._add_paragraph(block, _joined([*carried, words]), where):
                columns = None
            carried = []
        for words in carried:
            add_piece(self._builder, Piece(words.text), "paragraph", place or f"paragraph {paragraphs}")

    def _words(self, paragraph: Element) -> Words:
        return words_of(paragraph, self._styles, self._styles.of(child(paragraph, "pPr")))

    def _number(self, paragraph: Element, words: Words) -> str:
        """Count a paragraph in its list; one that is not shown counts for nothing."""
        if not words.text.strip() and (mark_is(paragraph, "vanish") or mark_is(paragraph, "del")):
            return ""
        properties = child(paragraph, "pPr")
        item = self._numbering.item(properties, self._styles.of(properties))
        return self._numbering.next(item) if item else ""

    def _add_paragraph(self, paragraph: Element, words: Words, where: str) -> bool:
        """Append a paragraph and what hangs on it; say whether anything was there."""
        number, text = self._number(paragraph, words), words.text.strip()
        if text:
            kind, level = self._kind(paragraph, number, text)
            if level:
                text = text.replace("\n", " ")
                number, text = ("#" * level + " " + number, text) if number else ("", "#" * level + " " + text)
            add_piece(self._builder, Piece(text, number=number), kind, where)
        self._add_hanging([words])
        return bool(text or words.boxes)

    def _kind(self, paragraph: Element, number: str, text: str) -> tuple[BlockKind, int]:
        properties = child(paragraph, "pPr")
        style = self._styles.of(properties)
        level = self._styles.heading(style, properties)
        if level and len(text) <= _LONGEST_HEADING and "。" not in text[:-1]:
            return "heading", level
        if number:
            told = kind_of_line(number + text)
            return ("heading" if told == "heading" else "list-item"), 0
        listed = self._styles.is_list(style) or self._numbering.item(properties, style)
        return ("list-item" if listed else "paragraph"), 0

    def _add_hanging(self, said: Sequence[Words]) -> None:
        """Append the text boxes and notes of paragraphs behind these."""
        for words in said:
            for box in words.boxes:
                self._counts["text box"] += 1
                self._add_blocks(box, f"text box {self._counts['text box']}")
            for key in words.notes:
                note = self._notes.get(key)
                self._counts[key[0]] += 1
                # A note that refers to itself is read once.
                if note is not None and key not in self._open_notes:
                    self._open_notes.add(key)
                    self._add_blocks(note, f"{key[0]} {self._counts[key[0]]}")

    def _add_table(self, element: Element, before: tuple[int, Columns] | None) -> tuple[int, Columns]:
        """Append a table; return its width and columns, which a table right behind it may continue."""
        said: list[Words] = []

        def piece(paragraph: Element) -> Piece:
            words = self._words(paragraph)
            said.append(words)
            return Piece(words.text.strip(), number=self._number(paragraph, words))

        self._counts["table"] += 1
        table = table_of(element, self._counts, piece, blocks_of)
        width = max((cell.column + cell.columns - 1 for row in table.rows for cell in row), default=0)
        continued = before[1] if before and before[0] == width and before[1] else None
        columns = add_table(self._builder, table, continued)
        self._add_hanging(said)
        return width, columns


def _joined(parts: Sequence[Words]) -> Words:
    if len(parts) == 1:
        return parts[0]
    joined = Words("".join(words.text for words in parts))
    for words in parts:
        joined.notes.extend(words.notes)
        joined.boxes.extend(words.boxes)
    return joined
