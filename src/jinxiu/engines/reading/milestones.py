"""Milestones: named works that are to reach a stage, or that are only pushed on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinxiu.engines.reading.advances import HELPING, read_advances, spread
from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.words import load, one_of, words
from jinxiu.engines.reading.works import (
    Work,
    WorkList,
    class_of,
    is_built,
    is_duty,
    is_general,
    is_named,
    is_work,
    trimmed,
    without_manner,
    work_list,
)
from jinxiu.engines.terms import Stage

_AFTER = {word: Stage(stage) for stage, table in load("stages")["after"].items() for word in table}
_BEFORE = {word: Stage(stage) for stage, table in load("stages")["before"].items() for word in table}
_STAGE = re.compile(one_of(_AFTER))
_OPENING = re.compile(one_of(_BEFORE))
_PARTICLES = "对将把使其的"
_WEAK = frozenset(words("stages", "weak", "words"))
_NOUNS = frozenset(words("stages", "weak", "openings"))
_LEADING = re.compile(
    "(?!(?:建设|改造|实施)(?:项目|工程|区))"
    + one_of({*words("verbs", "advancing"), *words("verbs", "directing"), "实现", "完成", "使", "让"})
)
_ADVERB = re.compile(one_of(words("verbs", "adverbs")))
#: Behind a stage word only more of it, or what it is good for, may follow.
_CLOSED = re.compile(r"[并、和且]|(?:增效|见效|发挥效益|发挥作用|工作|等)$")
_FINISHING = re.compile(r"完成(?P<work>[^\d，、□]{2,14}?)(?=$|并)")
_CLASSED = re.compile(r"(?:项目|工程)(?:建设)?$")
#: What is built up as a whole is named by what it is (建成X强省): only duties and classes are none.
_WHOLE = re.compile("^(?:初步|基本|全面|如期)?建成$")
_PREPARED = re.compile("前期(?:工作|准备)?$")
#: 完成X改造年度任务: what is completed is the work itself.
_TASK = re.compile("(?<=建设|改造|修复|治理|普查|整治|工程|更新|拆除|搬迁)(?:年度|相关)?(?:任务|工作)$")
#: 通过X国家验收: a title is confirmed.
_PASSING = re.compile(
    r"(?:提前[一二三四五六半\d]+(?:年|个月))?(?:顺利|如期|高标准|高质量)?通过(?P<what>[^，、\d]{4,30}?)(?:国家|自治区|省级?|部委)?(?:考核|复审|评估|整体|竣工)?(?:验收|评估|复审|认定|评审)$"
)
_STARTABLE = re.compile(r"(?:规划|计划|行动|普查|试点|建设|改造|工程|项目|论证|修志|编纂|编制|服务|研究|谈判)$")


@dataclass(frozen=True, slots=True)
class _Said:
    """A stage word at ``[start, end)``, behind its works."""

    start: int
    end: int
    stage: Stage


def read_milestones(reader: Reader, at: ClauseAt) -> None:
    """Find the works of a clause and the stages that they are to reach."""
    if at.head.content >= at.clause.end:
        return
    passing = _PASSING.match(reader.masked, at.head.content, at.clause.end)
    if passing and not at.wanted:
        name = reader.text[passing.start("what") : passing.end("what")]
        reader.milestone(at, (passing.start(), at.clause.end), name, Stage.APPROVE, "passed", 0.75)
        return
    said = _said(reader, at)
    if said:
        _reach(reader, at, said)
        return
    helper = HELPING.match(reader.masked, at.head.content, at.clause.end)
    begin = helper.end() if helper else at.head.content
    opening = _OPENING.match(reader.masked, begin, at.clause.end)
    if opening:
        _begin(reader, at, opening)
        return
    read_advances(reader, at)


def _said(reader: Reader, at: ClauseAt) -> list[_Said]:
    """Return the stage words that stand behind works."""
    masked, end = reader.masked, at.clause.end
    found: list[_Said] = []
    floor = at.head.content
    for word in _STAGE.finditer(masked, at.head.content, end):
        closed = word.end() == end or bool(_CLOSED.match(masked, word.end(), end))
        through = masked[word.start() - 1 : word.start()] == "直"  # 直通车 is a service
        if not closed or through or (word.start() <= floor and not (found or reader.frame.works)):
            continue
        if masked[word.end() : word.end() + 1] == "、" and word.start() <= floor:
            continue
        found.append(_Said(word.start(), word.end(), _AFTER[word[0]]))
        floor = word.end()
    done = _FINISHING.search(masked, at.head.content + 2, end)
    if done and is_work(done["work"]) and not at.wanted:
        clear = all(said.end <= done.start() or done.end() <= said.start for said in found)
        if clear:
            found.append(_Said(done.start(), done.end(), Stage.FINISH))
    return sorted(found, key=lambda said: said.start)


def _reach(reader: Reader, at: ClauseAt, said: list[_Said]) -> None:
    floor = at.head.content
    for word in said:
        start = _skip_verbs(reader.masked, floor, word.start)
        stop = without_manner(reader.text, start, word.start)
        listed = work_list(reader.text, reader.masked, start, stop)
        works = _fit(at, listed)
        if reader.masked[word.start : word.end] in _WEAK and not class_of(listed.tail):
            fits = is_built if reader.masked[word.start : word.end] in _NOUNS else is_work
            works = [work for work in works if fits(trimmed(work.name))]
        if works:
            _add(reader, at, works, word, floor)
        elif stop <= start + 1 and reader.frame.works:
            for name, _ in reader.frame.works:
                begin = _inherited_start(reader, at, name, word)
                reader.milestone(at, (begin, word.end), name, word.stage, "stage-of-earlier-work", 0.75)
        floor = word.end
        joint = re.match("[并、和且]+", reader.masked[floor : at.clause.end])
        floor += joint.end() if joint else 0


def _inherited_start(reader: Reader, at: ClauseAt, name: str, word: _Said) -> int:
    """Return where the span of an inherited work begins: at its name where it stands in the clause before."""
    for known, start in reader.frame.works:
        if known == name and start < at.clause.start:
            return start
    return word.start


def _skip_verbs(masked: str, start: int, end: int) -> int:
    at = start
    for _ in range(3):
        found = _LEADING.match(masked, at, end) or _ADVERB.match(masked, at, end)
        if not found or found.end() >= end:
            break
        at = found.end()
    return at


def _fit(at: ClauseAt, listed: WorkList) -> list[Work]:
    """Return the works of a list that a stage can be promised of."""
    fit: list[Work] = []
    if len(listed.works) > 1 and is_general(listed.works[-1].name):
        return fit  # 签约项目落地、在建项目: phrases of one shape, no names
    for work in listed.works:
        if any(work.start <= number.start < work.end for number in at.wanted):
            continue
        name = work.name.lstrip(_PARTICLES)
        if len(name) < 2 or is_general(name) or is_duty(name):
            continue
        fit.append(Work(work.end - len(name), work.end, name))
    return fit


def _add(reader: Reader, at: ClauseAt, works: list[Work], word: _Said, floor: int) -> None:
    for number, work in enumerate(works):
        end = word.end if number == len(works) - 1 else work.end
        start = floor if number == 0 and len(works) == 1 and work.start > floor else work.start
        reader.milestone(at, (start, end), work.name, word.stage, "work-then-stage", 0.85)
    reader.frame.works = [(work.name, work.start) for work in works]


def _begin(reader: Reader, at: ClauseAt, opening: re.Match[str]) -> None:
    """Read "启动X", "完成X建设", "建成X"."""
    stage = _BEFORE[opening[0]]
    if stage is Stage.START and _PREPARED.search(reader.masked, opening.end(), at.clause.end):
        stage = Stage.ADVANCE  # 启动X前期工作: nothing is begun yet
    listed = work_list(reader.text, reader.masked, opening.end(), at.clause.end)
    if stage is Stage.FINISH and listed.works and not listed.tail:
        listed = _without_duty(reader, listed)
    works = _fit_objects(reader, at, listed, opening[0])
    spread(reader, at, works, opening.start(), stage, "stage-then-work", 0.8)


def _without_duty(reader: Reader, listed: WorkList) -> WorkList:
    """Return a list whose last work stands without the word that calls it a duty (完成X改造年度任务)."""
    last = listed.works[-1]
    shorter = _TASK.sub("", last.name)
    if shorter == last.name or len(shorter) < 4:
        return listed
    end = last.start + len(shorter)
    return WorkList((*listed.works[:-1], Work(last.start, end, reader.text[last.start : end])), "")


def _fit_objects(reader: Reader, at: ClauseAt, listed: WorkList, opening: str) -> list[Work]:
    fit: list[Work] = []
    stage, whole, weak = _BEFORE[opening], bool(_WHOLE.match(opening)), opening in _NOUNS
    known = class_of(listed.tail)
    last = listed.works[-1].end if listed.works else 0
    classed = bool(listed.works) and bool(_CLASSED.search(listed.works[-1].name))
    if "基础设施" in listed.tail and len(listed.works) > 1 and all(len(work.name) < 6 for work in listed.works):
        # 道路、供电、供水等基础设施 are one thing, told by its parts.
        first = listed.works[0].start
        return [Work(first, last, reader.text[first:last] + trimmed(listed.tail))]
    for work in listed.works:
        if any(work.start <= number.start < work.end for number in at.wanted):
            continue
        name = work.name.lstrip(_PARTICLES)
        short = name if work.end < last or listed.tail else trimmed(name)
        startable = stage is Stage.START and bool(_STARTABLE.search(name))
        if is_general(short) or len(short) < 2:
            continue
        member = classed and is_named(short, 1) and not is_duty(short)
        if weak and not is_built(short):
            continue
        if whole and not is_duty(short):
            fit.append(Work(work.start, work.end, short))
            continue
        if known or member or is_work(short) or is_work(name) or startable or (short != name and not is_duty(short)):
            fit.append(Work(work.start, work.end, short))
    return fit
