"""Styles of a Word document: which are headings, which hide their text, which number their paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from jinxiu.engines.reading.formats.word.xml import attribute, child, children, is_on, number

_LEVEL = re.compile(r"^(?:heading|标题)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title$|标题$", re.IGNORECASE)
_LIST = re.compile(r"list|列表", re.IGNORECASE)
_MOST_BASES = 20
_BODY_TEXT = 9


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says itself; what it leaves open its base says."""

    name: str
    base: str | None
    outline: int | None
    hidden: bool | None
    list_id: str | None
    list_level: int | None


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        #: The style of a paragraph that names none.
        self._default: str | None = None
        for style in children(root, "style"):
            key = attribute(style, "styleId") or ""
            listed = child(style, "pPr", "numPr")
            level = child(listed, "ilvl")
            outline = child(style, "pPr", "outlineLvl")
            self._styles[key] = Style(
                attribute(child(style, "name")) or "",
                attribute(child(style, "basedOn")),
                None if outline is None else number(outline, default=_BODY_TEXT),
                is_on(child(style, "rPr", "vanish")),
                attribute(child(listed, "numId")),
                None if level is None else number(level),
            )
            if attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true", "on"}:
                self._default = key

    def _chain(self, key: str | None) -> Iterator[tuple[str, Style]]:
        """Yield a style and those that it is based on."""
        for _ in range(_MOST_BASES):
            style = self._styles.get(key or "")
            if key is None or style is None:
                return
            yield key, style
            key = style.base

    def of(self, properties: Element | None) -> str | None:
        """Return the id of the style of a paragraph."""
        return attribute(child(properties, "pStyle")) or self._default

    def is_hidden(self, key: str | None) -> bool:
        """Say whether text in this style is not shown."""
        return bool(next((style.hidden for _, style in self._chain(key) if style.hidden is not None), False))

    def is_list(self, key: str | None) -> bool:
        """Say whether a style is one of lists, by its name."""
        return any(_LIST.search(style.name) for _, style in self._chain(key))

    def heading(self, key: str | None, properties: Element | None) -> int:
        """Return the level of a heading, from 1 to 6, and 0 where a paragraph is none."""
        told = child(properties, "outlineLvl")
        if told is not None:
            level = number(told, default=_BODY_TEXT)
            return min(level + 1, 6) if 0 <= level < _BODY_TEXT else 0
        for _, style in self._chain(key):
            named = _LEVEL.search(style.name)
            if named:
                return min(int(named[1]) or 1, 6)
            if _TITLE.search(style.name):
                return 1
            if style.outline is not None:
                return min(style.outline + 1, 6) if 0 <= style.outline < _BODY_TEXT else 0
        return 0

    def listed(self, key: str | None) -> tuple[str, str, int | None] | None:
        """Return the list that a style puts its paragraphs in: the style that says so, the list, the level."""
        chain = list(self._chain(key))
        for owner, style in chain:
            if style.list_id is not None:
                level = next((s.list_level for _, s in chain if s.list_level is not None), None)
                return owner, style.list_id, level
        return None
