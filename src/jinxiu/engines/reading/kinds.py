"""What kind of promise a target is: the kinds that a ledger treats differently (design: 目标类型)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.terms import Comparator, unit_of


class Kind(StrEnum):
    """What is promised. Levels, growths and counts are different measures even where their units are alike."""

    LEVEL = "level"  # 达到282亿元
    GROWTH = "growth"  # 增长11%, 提高20元: a change against an earlier value
    BOUND = "bound"  # 控制在5.5%以内, 不低于
    WORKS = "works"  # 新建学校10所: a count of works or things
    MILESTONE = "milestone"  # a named work reaches a stage
    SPENDING = "spending"  # 投入30亿元
    ATTRACTED = "attracted"  # 到位资金100亿元
    SERVICE = "service"  # 培训1万人次
    DOCUMENT = "document"  # 出台《…办法》
    COVERAGE = "coverage"  # 覆盖率达到95%, 全覆盖
    RANK = "rank"  # 进入全国前列, a title
    RELATIVE = "relative"  # 与经济增长同步
    RED_LINE = "red-line"  # 不发生重大事故


def _any(name: str) -> re.Pattern[str]:
    return re.compile(one_of(words("kinds", name)))


_GROWTH = re.compile(one_of(words("kinds", "growth")) + "(?!" + one_of(words("kinds", "reaching")) + ")")
_BOUNDING = _any("bounding")
_ATTRACTED, _SPENDING = _any("attracted"), _any("spending")
_SERVICE, _COVERAGE, _RANK = _any("service"), _any("coverage"), _any("rank")
_DOCUMENT = re.compile(one_of(words("kinds", "document")) + "$")
_ORDER: Final = frozenset({"名", "位"})
_RATES: Final = frozenset({"percent", "point"})
_PIECES: Final = frozenset({"count", "visits"})
_REACHED = re.compile("(?:达到?|突破|超过?|保持在?|稳定在|总数|总量)[^，]*$")
_BUILT = re.compile("[建改修治造种植绿化]")


def kind_of_quantity(quote: str, subject: str, verb: str, unit: str, comparator: Comparator | None) -> Kind:
    """Return the kind of a number to be reached, from its own words.

    >>> kind_of_quantity("地区生产总值增长11%", "地区生产总值", "", "%", Comparator.EXACT).value
    'growth'
    >>> kind_of_quantity("新建学校10所", "学校", "新建", "所", Comparator.EXACT).value
    'works'
    """
    dimension = unit_of(unit).dimension
    if dimension in _RATES:
        return _rate(quote, subject, comparator)
    if comparator is Comparator.AT_MOST:
        return Kind.BOUND
    if dimension.startswith("money"):
        return _money(quote, verb + subject + quote)
    if dimension in _PIECES:
        return _pieces(quote, subject, verb, unit)
    built = Kind.WORKS if _BUILT.search(verb + subject) else Kind.LEVEL
    return Kind.GROWTH if _GROWTH.search(quote) else built


def _money(quote: str, told: str) -> Kind:
    if _ATTRACTED.search(told):
        return Kind.ATTRACTED
    if _GROWTH.search(quote):
        return Kind.GROWTH
    return Kind.SPENDING if _SPENDING.search(told) else Kind.LEVEL


def _rate(quote: str, subject: str, comparator: Comparator | None) -> Kind:
    if _GROWTH.search(quote) or _GROWTH.search(subject[-2:]):
        return Kind.GROWTH
    if comparator is Comparator.AT_MOST or _BOUNDING.search(quote):
        return Kind.BOUND
    return Kind.COVERAGE if _COVERAGE.search(subject) else Kind.LEVEL


def _pieces(quote: str, subject: str, verb: str, unit: str) -> Kind:
    if unit in _ORDER and _RANK.search(subject):
        return Kind.RANK
    if _DOCUMENT.search(subject):
        return Kind.DOCUMENT
    if _SERVICE.search(verb + subject) and unit.endswith(("人", "名", "次", "户", "场", "例", "份", "位")):
        return Kind.SERVICE
    return Kind.LEVEL if _REACHED.search(quote) else Kind.WORKS


_TITLES = frozenset({"award"})


def kind_of_milestone(subject: str, rule: str) -> Kind:
    """Return the kind of a stage that is promised: a work's stage, a title, a paper.

    >>> kind_of_milestone("滨河大桥", "work-then-stage").value
    'milestone'
    >>> kind_of_milestone("《养老服务条例》", "dated-document").value
    'document'
    """
    if rule in _TITLES:
        return Kind.RANK
    if "document" in rule or subject.endswith("》"):
        return Kind.DOCUMENT
    if "covered" in rule:
        return Kind.COVERAGE
    return Kind.MILESTONE
