"""What a page adds to its text: page numbers, running heads, dotted lines of a table of contents.

Works on the lines of a view, before they are joined to paragraphs; nothing of the source is changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from jinxiu.engines.reading.paragraph import Paragraph

#: A line that holds nothing but a page number: — 12 —, 第12页, 第3页共20页, 12/30. A bare number counts in a run only.
_PAGE = re.compile(r"[—–\-－·\s]+\d{1,4}[—–\-－·\s]+|第\d{1,4}页(?:[/共，,]*\d{1,4}页)?|\d{1,4}/\d{1,4}")
#: A line of a table of contents.
_CONTENTS = re.compile(r".*(?:\.{5,}|…{2,}|·{5,}|_{5,})[（(]?\d{0,4}[）)]?")
#: Behind a number that opens a line: what makes it a quantity, a date or an item and no page number.
_OWN = re.compile(r"[%‰.．、，/×年月日号期级个家项所条座处元亿万千百倍成吨平公里米亩人名户次岁种类件大]")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}(?!\d)")
_LEADING = re.compile(r"\d{1,4}")
_STOPS = ("。", "！", "？", "；", "：", "”", "》")
_FEW = 5  # so many pages in order are needed before a number that opens a line is taken for one
_SKIPPED = 3  # so many pages further on a sequence may go on
_REPEATS, _LENGTH, _APART = 4, 40, 4


def without_furniture(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the lines of a text without what its pages add.

    >>> lines = [Paragraph(text, (0,), (0,)) for text in ("第一章.......3", "新建学校", "— 2 —", "10所。")]
    >>> [line.text for line in without_furniture(lines)]
    ['新建学校', '10所。']
    """
    kept = [line for line in lines if not (_PAGE.fullmatch(line.text) or _is_contents(line.text))]
    heads = _running_heads(kept)
    if heads:
        kept = [line for at, line in enumerate(kept) if at not in heads]
    numbers = _page_numbers(kept)
    for at, length in numbers.items():
        kept[at] = kept[at].cut(length) if len(kept[at].text) > length else kept[at]
    return [line for at, line in enumerate(kept) if not (at in numbers and line.text.isdecimal())]


def _is_contents(text: str) -> bool:
    return text[-5:].strip("0123456789）)").endswith(("..", "…", "·", "_")) and bool(_CONTENTS.fullmatch(text))


def _running_heads(lines: Sequence[Paragraph]) -> set[int]:
    """Return the places of lines that stand again, pages apart, in the middle of sentences."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if 4 <= len(line.text) <= _LENGTH and not line.text.endswith(_STOPS):
            places[line.text].append(at)
    found: set[int] = set()
    for here in places.values():
        if len(here) < _REPEATS or min(after - before for before, after in pairwise(here)) < _APART:
            continue
        broken = sum(1 for at in here if at and not lines[at - 1].text.endswith(_STOPS))
        if broken * 2 >= len(here):
            found.update(here)
    return found


def _page_numbers(lines: Sequence[Paragraph]) -> dict[int, int]:
    """Return for each line that a page number opens the number's length: such numbers come one by one, in order."""
    places: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        leading = _LEADING.match(line.text)
        if not leading:
            continue
        first = places[-1][1] + 1 if places else 1
        page = next((n for n in range(first, first + _SKIPPED) if _opens(line.text, n)), None)
        if page is not None:
            places.append((at, page))
    if len(places) < _FEW:
        return {}
    found = {at: len(str(page)) for at, page in places}
    for (before, low), (after, high) in pairwise(places):
        for page in range(low + 1, high):  # 5人民…: between pages 4 and 6 it is the fifth page and not five people
            here = [at for at in range(before + 1, after) if lines[at].text.startswith(str(page))]
            found.update({at: len(str(page)) for at in here[:1]})
    return found


def _opens(text: str, page: int) -> bool:
    return text.startswith(str(page)) and _alone(text, len(str(page)))


def _alone(text: str, length: int) -> bool:
    """Say whether the first characters of a line are no part of what follows."""
    if length == len(text):
        return True
    if text[length].isdigit():
        return bool(_SECTION.match(text, length))
    return not _OWN.match(text, length)
