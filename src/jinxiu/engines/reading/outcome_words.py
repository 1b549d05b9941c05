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
#: 进入设备安装阶段: it is being built; 进入核准程序: nothing has been begun.
_IN_PHASE = re.compile("(?:正式|全面|顺利)?进入(?P<phase>[^，、]{2,10}?)(?:阶段|程序|环节)$")
_ON_PAPER = re.compile("核准|审批|报批|前期|评审|招标|立项|规划|论证|可研|设计|审查|报建")
#: 对A、B升级改造: what was done to works that are there.
_DONE_TO = re.compile(
    "对(?P<what>[^，]{3,40}?)(?:进行|实施|开展)?(?:(?:综合|全面|升级|提质|提升|改造|修缮|维修|整治|修复|改建|扩建)+)$"
)
#: 实施了X建设: it was carried out; whether it is finished the words do not say.
_CARRIED_OUT = re.compile("(?:组织|启动|重点|全面)?实施(?!方案|意见|办法)")
_HELD = re.compile(one_of(words("outcomes", "before", "held")))
_AWARDED = re.compile(one_of(words("outcomes", "before", "awarded")))
_BEHIND = re.compile(one_of(words("outcomes", "cut", "behind")) + "$")
_BEFORE = re.compile(one_of(words("outcomes", "cut", "before")))
_SEVERAL = re.compile(one_of(words("outcomes", "terms", "several_years")))
_ONE_YEAR = re.compile(one_of(words("outcomes", "terms", "one_year")))
_PLANNING = re.compile("前期|规划|谋划")
_ETC = re.compile("(?<=.{3})等(?![级候待])")
_SESSION = re.compile("第[一二三四五六七八九十百\\d]+[届次]")
_COUNTED = {word: Stage(stage) for stage, table in load("outcomes")["counted"].items() for word in table}
_COUNTING = re.compile(one_of(_COUNTED))
_STAGE_LAST = {word: Stage(stage) for stage, table in load("stages")["after"].items() for word in table}
_IS_LAST = re.compile(one_of(_STAGE_LAST) + "$")
_UP = re.compile(one_of(words("outcomes", "change", "up")))
_DOWN = re.compile(one_of(words("outcomes", "change", "down")))
_PART = re.compile(one_of(words("outcomes", "parts", "words")))
_WHOLE = words("outcomes", "whole", "words")
_PROBLEMS = re.compile(one_of(words("outcomes", "terms", "problems")))
#: The rule of what was carried out: of its stage only a part is certain.
CARRIED_OUT = "carried-out"
_RATES = frozenset({"percent", "point"})


def read_outcome_words(reader: Reader, at: ClauseAt, before: int) -> None:
    """Read what the rules for promises leave; drafts from ``before`` on are replaced by what is found here."""
    drafts = reader.targets[before:]
    begin, end = at.head.content, at.clause.end
    way = _UNDER_WAY.search(reader.masked, begin, end)
    if way:
        _under_way(reader, at, way.start(), before)
        return
    phase = None if at.wanted else _IN_PHASE.search(reader.masked, begin + 2, end)
    if phase:
        stage = Stage.ADVANCE if _ON_PAPER.search(phase["phase"]) else Stage.START
        _say(reader, at, begin, phase.start(), stage, "in-phase")
        return
    ready = _IS_READY.search(reader.masked, begin + 2, end)
    if ready:
        _say(reader, at, begin, ready.start(), _READY[ready["what"]], "ready")
    reached = None if drafts or at.wanted else _IS_REACHED.search(reader.masked, begin + 2, end)
    if reached:
        _say(reader, at, begin, reached.start(), _REACHED[reached[0]], "reached")
    carried = _CARRIED_OUT.match(reader.masked, begin, end)
    if carried and not at.wanted:
        _carried_out(reader, at, carried.end(), before)
        return
    if drafts or ready or reached:
        return
    done = _DONE_TO.match(reader.masked, begin, end)
    held = _HELD.match(reader.masked, begin, end)
    if done and not at.wanted:
        _say(reader, at, done.start("what"), done.end("what"), Stage.FINISH, "done-to")
        return
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


def _carried_out(reader: Reader, at: ClauseAt, start: int, before: int) -> None:
    """Read 实施了X建设: a part of it is done, so much is certain."""
    del reader.targets[before:]
    listed = work_list(reader.text, reader.masked, start, at.clause.end)
    works = [Work(work.start, work.end, trimmed(work.name)) for work in listed.works]
    for work in works:
        if (
            len(work.name) > 3
            and not is_general(work.name)
            and not is_duty(work.name)
            and (is_work(work.name) or is_named(work.name))
        ):
            reader.milestone(at, (work.start, work.end), work.name, Stage.FINISH, CARRIED_OUT, 0.6)


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
    listed = _ETC.search(name)
    if listed and len(name) - listed.end() > 2:
        name = name[listed.end() :]  # 光明路等城市道路: what is counted stands behind
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


def tells_one_year(text: str, year: int | None) -> bool:
    """Say whether a text turns to the one year that a review is of.

    >>> tells_one_year("刚刚过去的2023年，我们", 2023), tells_one_year("五年来", 2023)
    (True, False)
    """
    return bool(_ONE_YEAR.search(text)) or (year is not None and f"{year}年" in text)


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


def stage_of_counted(clause: str, before: Stage | None) -> Stage | None:
    """Return the stage that counted works of a clause have reached; one that names none goes on with ``before``.

    >>> stage_of_counted("新建幼儿园3所", None).value, stage_of_counted("3座公园开工建设", None).value
    ('finish', 'start')
    """
    last = _IS_LAST.search(clause)
    if last:
        return _STAGE_LAST[last[0]]
    opening = _COUNTING.search(clause)
    return _COUNTED[opening[0]] if opening else before


def tells_a_stock(clause: str) -> bool:
    """Say whether a clause tells how many there are by now (累计建成…).

    >>> tells_a_stock("累计建成基站2万个")
    True
    """
    return bool(_STOCK.search(clause))
