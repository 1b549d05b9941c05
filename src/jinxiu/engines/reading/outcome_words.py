"""Words that only a review uses: what is under way, what is ready, what was held and what was awarded."""

from __future__ import annotations

import re
from dataclasses import replace

from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.words import load, one_of, words
from jinxiu.engines.reading.works import Work, is_duty, is_general, is_named, is_title, is_work, trimmed, work_list
from jinxiu.engines.terms import Stage, unit_of

_UNDER_WAY = re.compile(one_of(words("outcomes", "under_way")) + "$")
_BUILDING = re.compile(one_of(words("outcomes", "building")))
_READY = {word: Stage(stage) for stage in ("finish", "approve") for word in words("outcomes", "ready", stage)}
_IS_READY = re.compile(rf"(?:达到|具备|基本具备|满足)(?P<what>{one_of(_READY)})[^，。、]{{0,4}}条件$")
_REACHED = {word: Stage(stage) for stage, table in load("outcomes")["reached"].items() for word in table}
_IS_REACHED = re.compile(one_of(_REACHED) + "$")
_STOCK = re.compile(one_of(words("outcomes", "terms", "stock")))
_HELD = re.compile(one_of(words("outcomes", "before", "held")))
_AWARDED = re.compile(one_of(words("outcomes", "before", "awarded")))
_BEHIND = re.compile(one_of(words("outcomes", "cut", "behind")) + "$")
_BEFORE = re.compile(one_of(words("outcomes", "cut", "before")))
_SEVERAL = re.compile(one_of(words("outcomes", "terms", "several_years")))
_PLANNING = re.compile("前期|规划|谋划")
_SESSION = re.compile("第[一二三四五六七八九十百\\d]+[届次]")
_UP = re.compile(one_of(words("outcomes", "change", "up")))
_DOWN = re.compile(one_of(words("outcomes", "change", "down")))
_PART = re.compile(one_of(words("outcomes", "parts", "words")))
_WHOLE = words("outcomes", "whole", "words")
_PROBLEMS = re.compile(one_of(words("outcomes", "terms", "problems")))
_RATES = frozenset({"percent", "point"})


def read_outcome_words(reader: Reader, at: ClauseAt, before: int) -> None:
    """Read what the rules for promises leave; drafts from ``before`` on are replaced by what is found here."""
    drafts = reader.targets[before:]
    begin, end = at.head.content, at.clause.end
    way = _UNDER_WAY.search(reader.masked, begin, end)
    if way:
        _under_way(reader, at, way.start(), before)
        return
    ready = _IS_READY.search(reader.masked, begin + 2, end)
    if ready:
        _say(reader, at, begin, ready.start(), _READY[ready["what"]], "ready")
    reached = None if drafts or at.wanted else _IS_REACHED.search(reader.masked, begin + 2, end)
    if reached:
        _say(reader, at, begin, reached.start(), _REACHED[reached[0]], "reached")
    if drafts or ready or reached:
        return
    held = _HELD.match(reader.masked, begin, end)
    if held:
        _held(reader, at, held.end())
    else:
        _award(reader, at)


def _under_way(reader: Reader, at: ClauseAt, stop: int, before: int) -> None:
    """Read X建设进展顺利: what is being built has been begun."""
    said = reader.text[at.head.content : stop]
    begun = bool(_BUILDING.search(said)) and not _PLANNING.search(said)
    stage = Stage.START if begun else Stage.ADVANCE
    if reader.targets[before:]:
        reader.targets[before:] = [replace(target, stage=stage) for target in reader.targets[before:]]
    else:
        _say(reader, at, at.head.content, stop, stage, "under-way")


def _say(reader: Reader, at: ClauseAt, start: int, stop: int, stage: Stage, rule: str) -> None:
    listed = work_list(reader.text, reader.masked, start, stop)
    works = [Work(work.start, work.end, trimmed(work.name)) for work in listed.works]
    works = [work for work in works if len(work.name) > 1 and not is_general(work.name) and not is_duty(work.name)]
    if rule == "reached":
        works = [work for work in works if is_work(work.name) or is_named(work.name)]
    for number, work in enumerate(works):
        last = at.clause.end if number == len(works) - 1 else work.end
        reader.milestone(at, (work.start, last), work.name, stage, rule, 0.7)
    if works:
        reader.frame.works = [(work.name, work.start) for work in works]


def _held(reader: Reader, at: ClauseAt, start: int) -> None:
    """Read 举办第十届X, 承办X: an event with a name of its own was held."""
    for work in work_list(reader.text, reader.masked, start, at.clause.end).works:
        taken = any(work.start <= number.start < work.end for number in at.wanted)
        if not taken and (_SESSION.search(work.name) or is_named(work.name)):
            reader.milestone(at, (at.head.content, work.end), work.name, Stage.FINISH, "held", 0.7)


def _award(reader: Reader, at: ClauseAt) -> None:
    """Read 荣获“X”称号, X通过国家验收: a title, or something in quotation marks, was given."""
    said = _AWARDED.search(reader.masked, at.head.content, at.clause.end)
    if not said or at.wanted:
        return
    for work in work_list(reader.text, reader.masked, said.end(), at.clause.end).works:
        name = cleaned(work.name)
        if len(name) > 3 and (is_title(name) or "“" in name):
            reader.milestone(at, (said.start(), at.clause.end), name, Stage.APPROVE, "award", 0.7)


def cleaned(name: str) -> str:
    """Return an object without the words around it that a review adds.

    >>> cleaned("全区地区生产总值"), cleaned("“文明城市”称号")
    ('地区生产总值', '“文明城市”')
    """
    for _ in range(2):
        opening = _BEFORE.match(name)
        shorter = _BEHIND.sub("", name[opening.end() :] if opening else name)
        name = shorter if len(shorter) > 1 else name
    return name


def grows(quote: str, unit: str | None) -> int | None:
    """Return 1 for a rate at which something rose, -1 for one at which it fell, None for a level.

    >>> grows("同比增长9%", "%"), grows("能耗下降3%", "%"), grows("失业率为4%", "%")
    (1, -1, None)
    """
    if unit is None or unit_of(unit).dimension not in _RATES:
        return None
    if _DOWN.search(quote):
        return -1
    return 1 if _UP.search(quote) else None


def tells_several_years(text: str, year: int | None) -> bool:
    """Say whether a text tells of several years at once; one that names the year itself does not."""
    return bool(_SEVERAL.search(text)) and (year is None or f"{year}年" not in text)


def is_part(text: str) -> bool:
    """Say whether words speak of a part of a work only.

    >>> is_part("市场项目主体完工"), is_part("市场项目完工")
    (True, False)
    """
    return bool(_PART.search(text))


def whole(name: str, clause: str) -> str:
    """Return an object with the characters that were taken for a word of their own and belong to it.

    >>> whole("就业", "再就业20人"), whole("性住房", "建成保障性住房20套")
    ('再就业', '保障性住房')
    """
    for word in _WHOLE:
        if word in clause and any(name.startswith(word[cut:]) for cut in (1, 2)):
            return word + name[len(word) - (1 if name.startswith(word[1:]) else 2) :]
    return name


def tells_problems(text: str) -> bool:
    """Say whether the opening of a paragraph turns to what is wrong.

    >>> tells_problems("同时，我们也清醒地认识到，发展中还有困难和问题")
    True
    """
    return bool(_PROBLEMS.search(text))


def tells_a_stock(clause: str) -> bool:
    """Say whether a clause tells how many there are by now (累计建成…).

    >>> tells_a_stock("累计建成基站2万个")
    True
    """
    return bool(_STOCK.search(clause))
