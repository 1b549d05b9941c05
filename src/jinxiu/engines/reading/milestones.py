"""Milestones: named works that are to reach a stage, or that are only pushed on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.deadlines import TIME
from jinxiu.engines.reading.words import load, one_of, words
from jinxiu.engines.reading.works import (
    Work,
    WorkList,
    class_of,
    is_built,
    is_duty,
    is_general,
    is_named,
    is_site,
    is_title,
    is_work,
    trimmed,
    work_list,
)
from jinxiu.engines.terms import Stage

_AFTER = {word: Stage(stage) for stage, table in load("stages")["after"].items() for word in table}
_BEFORE = {word: Stage(stage) for stage, table in load("stages")["before"].items() for word in table}
_STAGE = re.compile(one_of(_AFTER))
_OPENING = re.compile(one_of(_BEFORE))
_ADVANCING = re.compile(one_of(words("verbs", "advancing")))
_AWARDING = frozenset(words("verbs", "awarding"))
_POLICY = frozenset({"实施", "深化", "支持"})
_BUILDING = frozenset({"建设", "推进", "推动", "加快", "加快建设", "加快推进"})
_PARTICLES = "对将把使其的"
_WEAK = frozenset(words("stages", "weak", "words"))
_INNER = re.compile(one_of(words("verbs", "inner")))
_LEADING = re.compile(
    "(?!(?:建设|改造|实施)(?:项目|工程|区))"
    + one_of({*words("verbs", "advancing"), *words("verbs", "directing"), "实现", "完成", "使", "让"})
)
_MANNER = re.compile(
    one_of(
        {
            *words("verbs", "adverbs"),
            *words("verbs", "strength", "strive"),
            "早日",
            "落地",
            "签约",
            "早",
            "全线",
            "正式",
            "全部",
            "实现",
            "完成",
            "主体",
            "抓紧",
            "前",
        }
    )
    + "$"
)
_ADVERB = re.compile(one_of(words("verbs", "adverbs")))
_SEASON = re.compile(r"在[^，、]{2,8}前$")
_ENDS = re.compile(r"(?:并|、|和|，|且|后|$)")
_FINISHING = re.compile(r"完成(?P<work>[^\d，、□]{2,14}?)(?=$|并)")
_CLASSED = re.compile(r"(?:项目|工程)(?:建设)?$")
_RUN = re.compile(r"(?<!建设)(?:和|与)?(?:管理|运营|招商|利用|服务)(?:工作)?$")
_STARTABLE = re.compile(r"(?:规划|计划|行动|普查|试点|建设|改造|工程|项目)$")


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
    said = _said(reader, at)
    if said:
        _reach(reader, at, said)
        return
    opening = _OPENING.match(reader.masked, at.head.content, at.clause.end)
    if opening:
        _begin(reader, at, opening)
        return
    _advance(reader, at)


def _said(reader: Reader, at: ClauseAt) -> list[_Said]:
    """Return the stage words that stand behind works."""
    masked, end = reader.masked, at.clause.end
    found: list[_Said] = []
    floor = at.head.content
    for word in _STAGE.finditer(masked, at.head.content, end):
        closed = word.end() == end or bool(re.match("[并、和且]", masked[word.end() : word.end() + 1]))
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
        stop = _strip_manner(reader, start, word.start)
        listed = work_list(reader.text, reader.masked, start, stop)
        works = _fit(at, listed)
        if reader.masked[word.start : word.end] in _WEAK and not class_of(listed.tail):
            works = [work for work in works if is_work(trimmed(work.name))]
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


def _strip_manner(reader: Reader, start: int, end: int) -> int:
    """Return where the works end before words of time, manner and strength."""
    text = reader.text
    for _ in range(5):
        for time in TIME.finditer(text, start, end):
            if time.end() == end:
                end = time.start()
                break
        season = _SEASON.search(text, start, end)
        if season:
            end = season.start()
        manner = _MANNER.search(text, max(start, end - 6), end)
        if not manner:
            return end
        end = manner.start()
    return end


def _fit(at: ClauseAt, listed: WorkList) -> list[Work]:
    """Return the works of a list that a stage can be promised of."""
    fit: list[Work] = []
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
    listed = work_list(reader.text, reader.masked, opening.end(), at.clause.end)
    works = _fit_objects(reader, at, listed, stage)
    _spread(reader, at, works, opening.start(), stage, "stage-then-work", 0.8)


def _fit_objects(reader: Reader, at: ClauseAt, listed: WorkList, stage: Stage) -> list[Work]:
    fit: list[Work] = []
    known = class_of(listed.tail)
    last = listed.works[-1].end if listed.works else 0
    classed = bool(listed.works) and bool(_CLASSED.search(listed.works[-1].name))
    if "基础设施" in listed.tail and len(listed.works) > 1:
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
        if known or member or is_work(short) or is_work(name) or startable or (short != name and not is_duty(short)):
            fit.append(Work(work.start, work.end, short))
    return fit


def _spread(
    reader: Reader, at: ClauseAt, works: list[Work], start: int, stage: Stage, rule: str, confidence: float
) -> None:
    """Give one verb to every work of its list; the last one's span reaches to the end of the clause."""
    for number, work in enumerate(works):
        first = start if number == 0 else work.start
        end = at.clause.end if number == len(works) - 1 and work.end > first else work.end
        reader.milestone(at, (first, end), work.name, stage, rule, confidence)
    if works:
        reader.frame.works = [(work.name, work.start) for work in works]


def _advance(reader: Reader, at: ClauseAt) -> None:
    """Read "推进X建设", "做好X前期工作", "创建国家…城市": only works and titles that are named."""
    masked, begin, end = reader.masked, at.head.content, at.clause.end
    verb = _ADVANCING.match(masked, begin, end)
    striving = reader.text[at.clause.start : begin].endswith("争取")
    if not verb and not at.head.hastened and not striving:
        return
    start = verb.end() if verb else begin
    word = verb[0] if verb else ("争取" if striving else "加快")
    listed = work_list(reader.text, masked, start, end)
    inner = _INNER.search(masked, start + 2, end)
    if inner and inner.end() < end - 3 and len(listed.works) < 2 and not listed.tail:
        start, word = inner.end(), inner[0]
        listed = work_list(reader.text, masked, start, end)
    works = _titles(listed, inner) if word in _AWARDING else _named(at, listed, word)
    stage = Stage.APPROVE if word == "争取" else Stage.ADVANCE
    _spread(reader, at, works, begin, stage, "award" if word in _AWARDING else "pushed-on", 0.6)


def _titles(listed: WorkList, inner: re.Match[str] | None) -> list[Work]:
    """Return the titles or named institutions that are worked for."""
    if is_title(listed.tail) and not inner:
        return list(listed.works)
    found = [Work(work.start, work.end, trimmed(work.name)) for work in listed.works]
    return [work for work in found if is_title(work.name) or (is_built(work.name) and is_named(work.name))]


def _named(at: ClauseAt, listed: WorkList, verb: str) -> list[Work]:
    """Return the works of a list that are only pushed on; one named member vouches for the others of its class."""
    known = class_of(listed.tail)
    least = 3 if verb in _POLICY else 2
    fit: list[Work] = []
    named = False
    if _RUN.search(listed.tail) and "建设" not in listed.tail:
        return fit
    for work in listed.works:
        if any(work.start <= number.start < work.end for number in at.wanted):
            continue
        short = trimmed(work.name)
        if not 2 <= len(short) <= 22 or is_general(short) or "的" in short:
            continue
        own = is_named(short, least, quoted=verb != "实施")
        built = is_built(short) or is_built(work.name)
        if (built and (known or own)) or (known and own and len(short) > 2) or is_site(short):
            fit.append(Work(work.start, work.end, short))
            named = named or own or (is_site(short) and verb in _BUILDING)
    return fit if named else []
