"""The heading tree of a document, and which parts of it look forward."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jinxiu.engines.reading.deadlines import plan_end, speaks_of_its_year
from jinxiu.engines.reading.model import Part, Section
from jinxiu.engines.reading.numbers import quantities
from jinxiu.engines.reading.paragraph import Paragraph
from jinxiu.engines.reading.sentences import mask
from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.terms import Span

_HAN = "[一二三四五六七八九十百]{1,4}"
#: Behind 1.1 stands a title; behind 1.1亿元 a unit.
_NO_NUMBER = r"(?![\d.%‰个家项所条座处元亿万千百倍成吨平公里米亩人名户次岁种类件—–~-])"
_FORMS = (
    (re.compile(r"(#{1,6})"), 0),
    (re.compile(rf"第(?:{_HAN}|\d{{1,2}})(?:编|部分|章|篇)"), 1),
    (re.compile(rf"{_HAN}、"), 1),
    (re.compile(rf"第(?:{_HAN}|\d{{1,2}})节"), 2),
    (re.compile(rf"（{_HAN}）"), 2),
    (re.compile(r"\d{1,2}[.、．](?!\d)|（\d{1,2}）"), 3),
    (re.compile(rf"\d{{1,2}}\.\d{{1,2}}{_NO_NUMBER}"), 2),
    (re.compile(rf"\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}}{_NO_NUMBER}"), 3),
)
_REVIEW = re.compile(one_of(words("sections", "review")))
_LOOKS_BACK = re.compile("回顾|成就|成绩|完成情况")
_PLAN = re.compile(one_of(words("sections", "plan")))
_BACK = re.compile(one_of(words("sections", "back")))
_NOTES = re.compile(r"名词(?:解释|注释|说明)$")
_OPENS_PLAN = re.compile(r"(?:今年|20\d\d年|今后|未来)[^。；]{0,30}" + one_of(words("sections", "opens_plan")))
_YEARLY_TITLE = re.compile(one_of(words("sections", "yearly_titles")))
_FIVE_YEARS = re.compile(one_of(words("sections", "five_year_titles")))
_HORIZON = re.compile(one_of(words("sections", "horizon")))
_YEAR = re.compile(r"(20\d\d)年")
_MARKS = re.compile(r"[，。；！？：]")
_DURATIONS = frozenset(words("units", "durations"))
_PERIOD = re.compile("时期|期间|以来|五年")
_OPENING = 40  # so many characters tell of which years a chapter speaks
_FRONT_LINES = 15


@dataclass(frozen=True, slots=True)
class Scope:
    """What a paragraph inherits from the headings above it."""

    part: Part
    path: tuple[str, ...]
    due: date | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the body, from ``start`` on, with its scope."""

    paragraph: Paragraph
    start: int
    scope: Scope


@dataclass(slots=True)
class _Heading:
    title: str
    level: int
    paragraph: Paragraph
    end: int
    first: int  # the paragraph it stands in
    words: int = 0  # where its words begin, behind its number
    part: Part | None = None
    back: bool = False  # in a plan without such headings: opens on the years before it
    turn: int = 0  # where a chapter that opens on the past turns to the future


def _heading(paragraph: Paragraph, index: int) -> _Heading | None:
    """Return the heading that a paragraph is or opens with."""
    text = paragraph.text
    for form, level in _FORMS:
        found = form.match(text)
        if not found:
            continue
        if level == 0:
            return _Heading(text.lstrip("#"), len(found[1]), paragraph, len(text), index, found.end())
        stop = text.find("。")
        if stop < 0 and len(text) <= 45 and not text.endswith(("；", "：")):
            return _Heading(text, level, paragraph, len(text), index, found.end())
        if 0 < stop <= 36 and level <= 2:
            return _Heading(text[:stop], level, paragraph, stop + 1, index, found.end())
        return None
    bare = len(text) <= 30 and not _MARKS.search(text) and index >= 1
    dated = bare and bool(_YEAR.search(text) or plan_end(text))
    if bare and (_REVIEW.search(text) or (dated and _PLAN.search(text))):
        return _Heading(text, 1, paragraph, len(text), index)
    return None


def _counts(title: str) -> bool:
    """Say whether a title holds a number that may be promised, not a year or a label."""
    return any(number.unit not in _DURATIONS for number in quantities(mask(title), 0, len(title)))


def _part_of(title: str, year: int | None) -> Part | None:
    plan, review = bool(_PLAN.search(title)), bool(_REVIEW.search(title))
    if _turns(title, year):
        return "plan"
    if _LOOKS_BACK.search(title) and not re.search("安排|部署|总体要求|[和与及]20", title):
        return "review"
    if plan and not (review and not re.search("安排|部署|总体要求|[和与及]", title)):
        return "plan"
    if review or year is None:
        return "review" if review else None
    years = [int(found) for found in _YEAR.findall(title)]
    ahead = plan_end(title)
    if ahead:
        years.append(ahead.year)
    return None if not years else "review" if max(years) < year else "plan"


def _turns(title: str, year: int | None) -> bool:
    """Say whether a chapter tells of the past first and of the next five years then."""
    ahead = plan_end(title)
    back = _LOOKS_BACK.search(title)
    return bool(
        back and ahead and year is not None and ahead.year > year and re.search("[和与及]", title[back.start() :])
    )


def _assign_parts(headings: Sequence[_Heading], year: int | None) -> bool:
    """Give every heading its part; say whether any heading told one."""
    top = min((h.level for h in headings), default=1)
    own = {id(h): _part_of(h.title, year) for h in headings if h.level <= max(top, 1) + 1}
    told = [h for h in headings if own.get(id(h))]
    if not any(own[id(h)] == "review" for h in told) and not any(_YEAR.search(h.title) for h in told):
        return False
    level_told = min(h.level for h in told)
    current: Part = "front"
    for heading in headings:
        said = own.get(id(heading)) if heading.level <= level_told else None
        if heading.level > level_told and "回顾" in heading.title:
            said = "review"
        if heading.level <= level_told or said:
            current = said or current
        heading.part = current
    return True


def _due(title: str, year: int | None) -> date | None:
    years = [int(found) for found in _YEAR.findall(title)]
    if year is not None and year in years:
        return date(year, 12, 31)
    end = plan_end(title)
    if end and (year is None or end.year >= year):
        return end
    if years and (year is None or max(years) >= year):
        return date(max(years), 12, 31)
    if _HORIZON.search(title) and year is not None:
        return date(year + 4, 12, 31)
    return None


class Outline:
    """Headings, their parts and the deadlines that the paragraphs below them inherit."""

    def __init__(self, paragraphs: Sequence[Paragraph], year: int | None) -> None:
        self.paragraphs = paragraphs
        self.year = year
        self.headings = [h for i, p in enumerate(paragraphs) if (h := _heading(p, i))]
        self._told = _assign_parts(self.headings, year)
        front = "".join(p.text for p in paragraphs[:_FRONT_LINES] if len(p.text) < 80)
        self._yearly = bool(_YEARLY_TITLE.search(front)) or (
            year is not None and any(f"{year}年" in h.title for h in self.headings)
        )
        self._five = plan_end(front) if _FIVE_YEARS.search(front) else None
        self._turn()
        self._look_back()
        self._opening, self._closing = self._find_opening(), self._find_closing()

    def _turn(self) -> None:
        """Find where a chapter that opens on the past turns to the future."""
        for number, heading in enumerate(self.headings):
            if not _turns(heading.title, self.year):
                continue
            ahead = plan_end(heading.title)
            below = self.headings[number + 1].first if number + 1 < len(self.headings) else len(self.paragraphs)
            heading.turn = next(
                (i for i in range(heading.first + 1, below) if plan_end(self.paragraphs[i].text[:60]) == ahead), below
            )

    def _look_back(self) -> None:
        """Mark the chapters of a plan that open on the five years before it ("十三五"期间…), with all below them."""
        level = 0
        for number, heading in enumerate(self.headings):
            following = self.headings[number + 1] if number + 1 < len(self.headings) else None
            if level and heading.level > level:
                heading.back = True
                continue
            level = 0
            end = following.first if following else len(self.paragraphs)
            body = self.paragraphs[heading.first].text[heading.end :] or (
                self.paragraphs[heading.first + 1].text if heading.first + 1 < end else ""
            )
            ended = plan_end(body[:_OPENING])
            if ended and self.year is not None and ended.year < self.year and _PERIOD.search(body[:_OPENING]):
                heading.back, level = True, heading.level

    def _find_opening(self) -> int:
        """Return the paragraph that opens the plan where no heading does."""
        if any(h.part == "plan" for h in self.headings) or not (self._yearly or self._told):
            return 0
        floor = next((h.first for h in self.headings if h.part == "review"), 0)
        for index, paragraph in enumerate(self.paragraphs):
            if index >= floor and _OPENS_PLAN.search(paragraph.text[:120]):
                return index
        return 0

    def _find_closing(self) -> int:
        """Return the first paragraph of what a web page or an annex adds below the text."""
        count = len(self.paragraphs)
        for index in range(count - 1, max(count // 2, count - 400), -1):
            text = self.paragraphs[index].text
            if len(text) < 30 and (_BACK.match(text) or _NOTES.search(text)):
                count = index
        return count

    def _part(self, index: int, heading: _Heading | None) -> Part:
        if index >= self._closing:
            return "back"
        if self._opening:
            return "plan" if index >= self._opening else "review"
        if heading and heading.back and not self._yearly:
            return "review"
        if not self._told:
            return "plan"
        if heading and index < heading.turn:
            return "review"
        return heading.part or "front" if heading else "front"

    def passages(self) -> list[Passage]:
        """Return the body paragraphs with their scopes."""
        found: list[Passage] = []
        stack: list[_Heading] = []
        openers = {h.first: h for h in self.headings}
        yearly, items = self._yearly_tops(), self._items()
        top: int = -1
        for index, paragraph in enumerate(self.paragraphs):
            heading = openers.get(index)
            if heading:
                while stack and stack[-1].level >= heading.level:
                    stack.pop()
                stack.append(heading)
                if len(stack) == 1 or heading.level <= 2:
                    top = index
            start = heading.end if heading else 0
            path = tuple(h.title for h in stack)
            if heading and heading.first in items:
                start, path = heading.words, path[:-1]
            if start >= len(paragraph.text):
                continue
            part = self._part(index, stack[-1] if stack else None)
            due = self._scope_due(stack, in_year=yearly.get(top, False))
            found.append(Passage(paragraph, start, Scope(part, path, due)))
        return found

    def _items(self) -> frozenset[int]:
        """Return the paragraphs of headings that say something themselves: items of a list, or titles with a number.

        A numbered line with nothing below it is an item (1.新建学校10所), not the title of what follows.
        """
        found: set[int] = set()
        for number, heading in enumerate(self.headings):
            following = self.headings[number + 1] if number + 1 < len(self.headings) else None
            below = following.first if following else len(self.paragraphs)
            bare = heading.end >= len(heading.paragraph.text) and below == heading.first + 1
            ends = bare and (following is None or following.level <= heading.level)
            if heading.words and (ends or _counts(heading.title)):
                found.add(heading.first)
        return frozenset(found)

    def _yearly_tops(self) -> dict[int, bool]:
        """Say for each chapter of an article whether it speaks of the document's own year."""
        tops = [-1, *(h.first for h in self.headings if h.level <= 2)]
        ends = [*tops[1:], len(self.paragraphs)]
        return {
            top: any(speaks_of_its_year(p.text) for p in self.paragraphs[max(top, 0) : end])
            for top, end in zip(tops, ends, strict=True)
        }

    def _scope_due(self, stack: Sequence[_Heading], *, in_year: bool) -> date | None:
        for heading in reversed(stack):
            due = _due(heading.title, self.year)
            if due:
                return due
        if self._five:
            return self._five
        if self.year is None or not (self._yearly or in_year):
            return None
        return date(self.year, 12, 31)

    def sections(self) -> tuple[Section, ...]:
        """Return the headings as spans of the source, each with the body that reaches to the next of its rank."""
        found: list[Section] = []
        below: list[_Heading] = []  # those that may end a chapter above them, the nearest last
        for heading in reversed(self.headings):
            while below and below[-1].level > heading.level:
                below.pop()
            span = heading.paragraph.span(0, heading.end)
            last = self.paragraphs[(below[-1].first if below else len(self.paragraphs)) - 1]
            end = max(last.span(0, len(last.text)).end, span.end)
            below.append(heading)
            part = self._part(heading.first, heading)
            found.append(Section(heading.title, heading.level, span, Span(span.end, end), part))
        return tuple(reversed(found))
