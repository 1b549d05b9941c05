"""Numbers with units, as written, and the comparator around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.terms import Comparator, unit_of

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_BASE = one_of({*words("units", "measures"), *words("units", "counters")})
_MULTIPLE = one_of(words("units", "multipliers"))
_GRADE = one_of(words("units", "not_before"))
_UNIT = rf"(?:{_MULTIPLE}(?=[^\d])(?:{_BASE})?|{_BASE})(?:/(?:{_BASE}|[a-zA-Z]+))?(?!{_GRADE})"
_DASH = r"(?:—+|–+|-+|−|~+|至|到)"
_QUANTITY = re.compile(
    rf"(?<![\dA-Za-z.,×*/+])(?:(?P<low>{_NUMBER})(?P<low_unit>{_UNIT})?{_DASH}(?P<high>{_NUMBER})(?P<high_unit>{_UNIT})"
    rf"|(?P<value>{_NUMBER})(?P<more>余|多|几)?(?P<unit>{_UNIT}))",
)
_DIGIT = re.compile(r"\d")
_BUILDING = one_of(words("numbers", "building"))
#: 至少三家; 新建两条路、四座桥: written out, behind words that make it a number to be reached.
_CHINESE = re.compile(
    rf"(?P<prefix>至少|不少于|不低于)(?P<digit>[一二两三四五六七八九十])(?P<unit>{one_of(words('units', 'counters'))})"
    rf"|(?:{_BUILDING}|(?<=、))(?P<count>[二两三四五六七八九十]|一(?=[座条所处家])|十[一二三四五六七八九])"
    r"(?P<piece>[座条所处家栋部台辆套户个])(?=[^、，。；年月级大次方]{2,})"
)
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_SAYS = re.compile("(?:至少|不少于|不低于)[一二两三四五六七八九十]|[一二两三四五六七八九十][座条所处家栋部台辆套户个]")
_MORE = re.compile(rf"(?P<head>{_MULTIPLE})?[余多](?P<tail>{_BASE})")

#: Comparator words directly before the number, and those behind it.
PREFIXES: dict[str, Comparator] = {
    word: Comparator(sign) for sign in (">=", "<=", "≈", "=") for word in words("verbs", "results", sign)
}
_PREFIX = re.compile(one_of(PREFIXES) + "$")
_SUFFIXES: dict[str, Comparator] = {
    word: Comparator(sign) for sign in (">=", "<=", "≈") for word in words("verbs", "suffixes", sign)
}
_SUFFIX = re.compile(one_of(_SUFFIXES))
_REACH = 8


@dataclass(frozen=True, slots=True)
class Written:
    """A quantity at ``[start, end)``; ``tail`` is the end of the comparator behind it."""

    start: int
    end: int
    tail: int
    value: Decimal
    value_to: Decimal | None
    unit: str
    prefix: str
    comparator: Comparator
    suffixed: bool

    @property
    def dimension(self) -> str:
        """What kind of thing is counted or measured."""
        return unit_of(self.unit).dimension

    @property
    def explicit(self) -> bool:
        """Say whether a comparator word stands with this number itself."""
        return self.suffixed or PREFIXES.get(self.prefix, Comparator.EXACT) is not Comparator.EXACT

    def compared(self, comparator: Comparator) -> Written:
        """Return the same quantity under a comparator that a neighbour lends."""
        return replace(self, comparator=comparator)


def _decimal(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


def _build(
    masked: str, begin: int, found: re.Match[str], value: Decimal, value_to: Decimal | None, unit: str, end: int
) -> Written:
    before = _PREFIX.search(masked, max(begin, found.start() - _REACH), found.start())
    prefix = before[0] if before else ""
    comparator = PREFIXES.get(prefix, Comparator.EXACT)
    behind = _SUFFIX.match(masked, end)
    if behind:
        comparator = _SUFFIXES[behind[0]]
    if value_to is not None:
        comparator = Comparator.RANGE
    tail = behind.end() if behind else end
    return Written(found.start(), end, tail, value, value_to, unit, prefix, comparator, bool(behind))


def quantities(masked: str, start: int, end: int) -> Iterator[Written]:
    """Yield the quantities of a stretch of masked text.

    >>> [(q.value, q.unit, q.comparator.value) for q in quantities("新建学校10所以上", 0, 9)]
    [(Decimal('10'), '所', '>=')]
    """
    digit = _DIGIT.search(masked, start, end)
    for found in _QUANTITY.finditer(masked, digit.start(), end) if digit else ():
        if found["low"]:
            low, high = _decimal(found["low"]), _decimal(found["high"])
            yield _build(masked, start, found, low, high, found["high_unit"], found.end())
            continue
        written = _build(masked, start, found, _decimal(found["value"]), None, found["unit"], found.end())
        if found["more"] and not written.explicit:
            written = written.compared(Comparator.AT_LEAST)
        yield _loosened(masked, written, end)
    yield from _written_out(masked, start, end)


def _written_out(masked: str, start: int, end: int) -> Iterator[Written]:
    """Yield numbers in Chinese characters: behind 至少, behind a verb of building, and in the list after it."""
    if not _SAYS.search(masked, start, end):
        return
    counted = False
    for found in _CHINESE.finditer(masked, start, end):
        if found["digit"]:
            value = Decimal(_DIGITS[found["digit"]])
            base = _build(masked, start, found, value, None, found["unit"], found.end())
            yield replace(base, start=found.start("digit"), prefix=found["prefix"], comparator=Comparator.AT_LEAST)
        elif counted or found.start() < found.start("count"):
            counted = True
            base = _build(masked, start, found, _spelled(found["count"]), None, found["piece"], found.end())
            yield replace(base, start=found.start("count"), prefix="", comparator=Comparator.EXACT)


def _spelled(digits: str) -> Decimal:
    return Decimal(_DIGITS[digits] if len(digits) == 1 else 10 + _DIGITS[digits[1]])


def _loosened(masked: str, written: Written, end: int) -> Written:
    """Read 余 and 多 that stand inside the unit (1万多名), where the plain pattern saw only 1万."""
    if unit_of(written.unit).dimension != "count":
        return written
    found = _MORE.match(masked, written.end - len(written.unit), end)
    if not found:
        return written
    unit = (found["head"] or "") + found["tail"]
    comparator = written.comparator if written.explicit else Comparator.AT_LEAST
    return replace(written, end=found.end(), tail=max(found.end(), written.tail), unit=unit, comparator=comparator)
