"""The words of a paragraph as its page shows them.

Kept: insertions, results of fields, hyperlinks, content controls, the letters of formulas. Dropped: deletions, hidden
text, codes of fields, the small readings above characters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from jinxiu.engines.reading.formats.word.styles import Styles
from jinxiu.engines.reading.formats.word.xml import attribute, child, children, is_on, local

#: What stands in for an element of a run.
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_DROPPED = frozenset(
    "del moveFrom pPr rPr sdtPr sdtEndPr instrText delText delInstrText rt rubyPr fldData commentReference".split()
)
_DRAWN = frozenset({"drawing", "pict", "object"})


@dataclass(slots=True)
class Words:
    """What a paragraph says, which notes it refers to, and the text boxes that hang on it."""

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


class _Reader:
    """Collects the words of one paragraph. A field is code up to its separator and text from there to its end."""

    def __init__(self, styles: Styles, style: str | None) -> None:
        self._styles = styles
        self._hidden = styles.is_hidden(style)
        self._pieces: list[str] = []
        self._in_result: list[bool] = []  # of each open field: whether its result has begun
        self.words = Words()

    def done(self) -> Words:
        self.words.text = "".join(self._pieces)
        return self.words

    def take(self, element: Element) -> None:
        """Take the children of an element in their order."""
        for inner in element:
            name = local(inner)
            if name in _DROPPED:
                continue
            if name == "r":
                if not self._is_hidden(inner):
                    self.take(inner)
            elif name == "AlternateContent":
                chosen = child(inner, "Choice")
                chosen = child(inner, "Fallback") if chosen is None else chosen
                if chosen is not None:
                    self.take(chosen)
            elif name in _DRAWN:
                self.words.boxes.extend(boxes_of(inner))
            else:
                self._sign(inner, name)

    def _sign(self, element: Element, name: str) -> None:
        if name == "fldChar":
            self._field(attribute(element, "fldCharType"))
        elif name in {"t", *_SIGNS}:
            if all(self._in_result):
                self._pieces.append(element.text or "" if name == "t" else _SIGNS[name])
        elif name in _NOTES:
            if all(self._in_result):
                self.words.notes.append((_NOTES[name], attribute(element, "id") or ""))
        else:
            self.take(element)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._in_result.append(False)
        elif kind == "separate" and self._in_result:
            self._in_result[-1] = True
        elif kind == "end" and self._in_result:
            self._in_result.pop()

    def _is_hidden(self, run: Element) -> bool:
        own = is_on(child(run, "rPr", "vanish"))
        if own is not None:
            return own
        style = attribute(child(run, "rPr", "rStyle"))
        return self._hidden or (style is not None and self._styles.is_hidden(style))


def boxes_of(drawn: Element) -> list[Element]:
    """Return the contents of the text boxes in a drawing; of two forms of the same drawing, those of the first."""
    found: list[Element] = []
    for inner in drawn:
        name = local(inner)
        if name == "txbxContent":
            found.append(inner)
        elif name == "AlternateContent":
            chosen = next(children(inner, "Choice"), None)
            chosen = next(children(inner, "Fallback"), None) if chosen is None else chosen
            found.extend(boxes_of(chosen) if chosen is not None else [])
        else:
            found.extend(boxes_of(inner))
    return found


def words_of(paragraph: Element, styles: Styles, style: str | None) -> Words:
    """Return what a paragraph says."""
    reader = _Reader(styles, style)
    reader.take(paragraph)
    return reader.done()


def mark_is(paragraph: Element, name: str) -> bool:
    """Say whether the mark that ends a paragraph is deleted (``del``) or hidden (``vanish``)."""
    found = child(paragraph, "pPr", "rPr", name)
    return found is not None and is_on(found) is not False
