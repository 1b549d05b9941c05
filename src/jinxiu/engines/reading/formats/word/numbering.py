"""The numbers that Word's lists put before paragraphs: 一、（二）第三章 1.2 ④. They stand on the page, in no text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from jinxiu.engines.reading.formats.word.numerals import written
from jinxiu.engines.reading.formats.word.styles import Styles
from jinxiu.engines.reading.formats.word.xml import attribute, child, children, is_on, number

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and how it is written: ``text`` is "%1、" or "第%1章"."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    in_digits: bool = False
    hidden: bool = False
    style: str | None = None


class Item(NamedTuple):
    """A paragraph's place in a list."""

    list_id: str
    level: int


def _level(element: Element) -> Level:
    restart = child(element, "lvlRestart")
    return Level(
        number(child(element, "start"), default=0 if child(element, "start") is None else 1),
        attribute(child(element, "numFmt")) or _custom(element) or "decimal",
        (attribute(child(element, "lvlText")) or "")[:_LONGEST],
        None if restart is None else number(restart),
        bool(is_on(child(element, "isLgl"))),
        bool(is_on(child(element, "rPr", "vanish"))),
        attribute(child(element, "pStyle")),
    )


def _custom(element: Element) -> str | None:
    """Return the form for programs that do not know the newer one."""
    return attribute(child(element, "AlternateContent", "Fallback", "numFmt"))


def _levels(element: Element) -> dict[int, Level]:
    return {number(level, "ilvl"): _level(level) for level in children(element, "lvl")}


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        abstract = {attribute(a, "abstractNumId") or "": a for a in children(root, "abstractNum")}
        by_style = {link: key for key, a in abstract.items() if (link := attribute(child(a, "styleLink"))) is not None}
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._starts: dict[Item, int] = {}
        known = {key: _levels(a) for key, a in abstract.items()}
        for num in children(root, "num"):
            key = attribute(num, "numId") or ""
            held = attribute(child(num, "abstractNumId")) or ""
            if held in abstract:
                held = by_style.get(attribute(child(abstract[held], "numStyleLink")) or "", held)
            self._lists[key] = held
            self._levels[key] = dict(known.get(held, {}))
            for override in children(num, "lvlOverride"):
                self._override(key, override)
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[Item] = set()

    def _override(self, key: str, override: Element) -> None:
        at = number(override, "ilvl")
        level = child(override, "lvl")
        if level is not None:
            self._levels[key][at] = _level(level)
        start = child(override, "startOverride")
        if start is not None:
            self._starts[Item(key, at)] = number(start, default=1)

    def item(self, properties: Element | None, style: str | None) -> Item | None:
        """Return a paragraph's place in a list, by its own word or by its style's."""
        own = child(properties, "numPr")
        list_id, level = attribute(child(own, "numId")), child(own, "ilvl")
        at = None if level is None else number(level)
        if list_id is None:
            listed = self._styles.listed(style)
            if listed is None:
                return None
            owner, list_id, told = listed
            if at is None:
                linked = (i for i, lvl in self._levels.get(list_id, {}).items() if lvl.style == owner)
                at = next(linked, told)
        at = at or 0
        return Item(list_id, at) if list_id in self._lists and 0 <= at < _LEVELS else None

    def next(self, item: Item) -> str:
        """Count a paragraph and return its number; blank for a bullet."""
        levels = self._levels[item.list_id]
        counts = self._counts.setdefault(self._lists[item.list_id], [None] * _LEVELS)
        level = levels.get(item.level, Level())
        if item in self._starts and item not in self._begun:
            self._begun.add(item)
            counts[item.level] = self._starts[item]
        else:
            before = counts[item.level]
            counts[item.level] = level.start if before is None else before + 1
        for deeper in range(item.level + 1, _LEVELS):
            restart = levels.get(deeper, Level()).restart
            if restart is None or item.level < restart:
                counts[deeper] = None
        return "" if level.hidden or level.form == "bullet" else self._written(levels, counts, level)

    @staticmethod
    def _written(levels: dict[int, Level], counts: list[int | None], level: Level) -> str:
        def place(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            named = levels.get(at, Level())
            count = counts[at]
            form = "decimal" if level.in_digits and named.form != "none" else named.form
            return written(named.start if count is None else count, form)

        return _PLACE.sub(place, level.text).strip()
