"""Works that are only pushed on, and titles that are worked for: no stage is promised."""

from __future__ import annotations

import re

from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.frames import ANY_VERB
from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.reading.works import (
    Work,
    WorkList,
    class_of,
    is_built,
    is_general,
    is_named,
    is_site,
    is_title,
    trimmed,
    without_manner,
    work_list,
)
from jinxiu.engines.terms import Stage

_ADVANCING = re.compile(one_of(words("verbs", "advancing")))
_AWARDING = frozenset(words("verbs", "awarding"))
_POLICY = frozenset({"深化", "支持"})
_BUILDING = frozenset(words("verbs", "building"))
_INNER = re.compile(one_of(words("verbs", "inner")))
HELPING = re.compile(one_of(words("verbs", "helping")) + "(?:自治区|[省市]里?|上级|国家)?(?:积极|全力)?")
_CLOSING = words("verbs", "closing", "behind_work") + words("verbs", "closing", "behind_noun")
_MANNER = f"(?:{one_of({*words('verbs', 'adverbs'), *words('verbs', 'closing', 'modals')})})"
#: X加快建设: behind the work itself, only words of manner make the last word a verb.
_BEHIND_WORK = re.compile(rf"(?P<said>{_MANNER}+(?P<verb>{one_of(words('verbs', 'closing', 'behind_work'))}))$")
#: X的建设要加快, X建设继续深化: behind what is done with the work.
_BEHIND_NOUN = re.compile(
    rf"(?<!加快){one_of(words('stages', 'advance', 'tails'))}"
    rf"(?P<said>{_MANNER}*(?P<verb>{one_of(words('verbs', 'closing', 'behind_noun'))}))$"
)
_AWARDED = re.compile("(?:创建|申报|申建|争创|创评)(?:各项|相关)?(?:工作)?$")
_LONGEST = 30  # characters of a name
_OPEN_END = re.compile(f"(?:等(?:的?{one_of(words('stages', 'advance', 'tails'))})?)?")
_ASPIRES = re.compile("(?<=[^、])(?:争创|创建|申报|申创|申建|创评)(?=[^、])")
_POINTING = re.compile("这|该|上述")
_NOUN = re.compile("项目|工程|区|的|、|和")
#: A programme that is carried out is named by its place, its number or its quotation, not by its matter.
_PROGRAMME = re.compile("(?:项目|工程)(?:建设)?$")
_ANCHOR = re.compile(r"[省市县旗镇乡村河江湖山岭海湾岛桥站城港沟园区路]|[“\d]|基地|中心")
_DEEDS = re.compile(one_of(words("works", "deeds")) + "$")
_RUN = re.compile(r"(?<!建设)(?:和|与)?(?:管理|运营|招商|利用|服务)(?:工作)?$")


def spread(
    reader: Reader, at: ClauseAt, works: list[Work], start: int, stage: Stage, rule: str, confidence: float
) -> None:
    """Give one verb to every work of its list; the last one's span reaches to the end of the clause."""
    for number, work in enumerate(works):
        first = start if number == 0 else work.start
        end = at.clause.end if number == len(works) - 1 and work.end > first else work.end
        reader.milestone(at, (first, end), work.name, stage, rule, confidence)
    if works:
        reader.frame.works = [(work.name, work.start) for work in works]


def read_advances(reader: Reader, at: ClauseAt) -> None:
    """Read "推进X建设", "协助A申建X", "创建国家…城市", "X建设要加快": only works and titles that are named."""
    masked, begin, end = reader.masked, at.head.content, at.clause.end
    end, turned = _turned(masked, begin, end)
    helper = HELPING.match(masked, begin, end)
    verb = _ADVANCING.match(masked, helper.end() if helper else begin, end)
    striving = reader.text[at.clause.start : begin].endswith("争取")
    if verb or helper or at.head.hastened or striving:
        _forward(reader, at, verb, helper, end)
    elif turned and not ANY_VERB.match(masked, begin, end):
        _inverted(reader, at, turned, end)


def _turned(masked: str, begin: int, end: int) -> tuple[int, str]:
    """Return where the works end of a clause that closes on its verb (X加快建设, X的创建全力冲刺), and the verb."""
    if not masked.endswith(_CLOSING, begin, end):
        return end, ""
    found = _BEHIND_NOUN.search(masked, begin + 2, end) or _BEHIND_WORK.search(masked, begin + 2, end)
    return (found.start("said"), found["verb"]) if found else (end, "")


def _forward(reader: Reader, at: ClauseAt, verb: re.Match[str] | None, helper: re.Match[str] | None, end: int) -> None:
    """Read a clause that opens on its verb."""
    masked, begin = reader.masked, at.head.content
    start = verb.end() if verb else helper.end() if helper else begin
    word = verb[0] if verb else "加快" if at.head.hastened else "争取"
    again = _ADVANCING.match(masked, start, end) if verb else None
    if again and again.end() < end - 2 and not _NOUN.match(masked, again.end(), end):
        start = again.end()
    listed = work_list(reader.text, masked, start, end)
    inner = _INNER.search(masked, start + 2, end)
    if inner and inner.end() < end - 3 and len(listed.works) < 2 and not listed.tail:
        if is_general(masked[start : inner.start()]):
            return  # what companies or districts are moved to build is nobody's own
        start, word = inner.end(), inner[0]
        listed = work_list(reader.text, masked, start, end)
    elif not verb and helper:
        return
    award = word in _AWARDING or (not listed.tail and bool(_AWARDED.search(masked, start, end)))
    aspiring = _aspiring(reader, start, end)
    if aspiring:
        works = aspiring
    elif award:
        works = _titles(listed, inner)
    else:
        works = _named(at, listed, word)
    stage = Stage.APPROVE if word == "争取" else Stage.ADVANCE
    spread(reader, at, works, begin, stage, "award" if award else "pushed-on", 0.6)


def _aspiring(reader: Reader, start: int, end: int) -> list[Work]:
    """Return the places that are each to win a title (推动A、B创建国家5A级景区)."""
    award = _ASPIRES.search(reader.masked, start + 2, end)
    if not award or not is_title(reader.text[award.end() : end]):
        return []
    listed = work_list(reader.text, reader.masked, start, award.start())
    works = [Work(work.start, work.end, trimmed(work.name)) for work in listed.works]
    fit = [work for work in works if 2 <= len(work.name) <= _LONGEST and not is_general(work.name)]
    return fit if len(fit) > 1 and len(fit) == len(works) else []


def _inverted(reader: Reader, at: ClauseAt, verb: str, end: int) -> None:
    """Read a clause whose verb stands behind its works."""
    stop = without_manner(reader.text, at.head.content, end)
    listed = work_list(reader.text, reader.masked, at.head.content, stop)
    if any(_POINTING.search(work.name) for work in listed.works):
        return
    award = verb == "冲刺" or bool(_AWARDED.search(reader.masked, at.head.content, stop))
    works = _titles(listed, None) if award else _named(at, listed, "推进")
    if works:
        spread(reader, at, works, works[0].start, Stage.ADVANCE, "award" if award else "work-then-push", 0.6)


def _titles(listed: WorkList, inner: re.Match[str] | None) -> list[Work]:
    """Return the titles or named institutions that are worked for."""
    if is_title(listed.tail) and not inner:
        return list(listed.works)
    found = [Work(work.start, work.end, trimmed(work.name)) for work in listed.works]
    return [work for work in found if is_title(work.name) or is_site(work.name) or _is_institution(work.name)]


def _is_institution(name: str) -> bool:
    return is_built(name) and is_named(name)


def _named(at: ClauseAt, listed: WorkList, verb: str) -> list[Work]:
    """Return the works of a list that are only pushed on; one named member vouches for the others of its class."""
    shared = len(listed.works) > 1 and bool(_PROGRAMME.search(listed.works[-1].name))
    known = class_of(listed.tail) or shared
    last = listed.works[-1].name if listed.works else ""
    headed = (
        bool(_OPEN_END.fullmatch(listed.tail))
        and len(listed.works) > 1
        and is_built(_done(last))
        and is_named(_done(last))
    )
    least = 3 if verb in _POLICY else 2
    fit: list[Work] = []
    named = False
    if _RUN.search(listed.tail) and "建设" not in listed.tail:
        return fit
    for work in listed.works:
        if any(work.start <= number.start < work.end for number in at.wanted):
            continue
        short = _done(trimmed(work.name))
        if not 2 <= len(short) <= _LONGEST or is_general(short) or "的" in short:
            continue
        own = is_named(short, least, quoted=verb != "实施")
        if verb == "实施" and not _anchored(short, listed.tail):
            continue
        built = is_built(short) or is_built(work.name)
        listed_place = (known or headed) and len(listed.works) > 1 and is_named(short, 1)
        if (built and (known or own)) or (known and own) or listed_place or is_site(short) or _pilot(short, verb):
            fit.append(Work(work.start, work.end, short))
            strictly = own and is_named(short, quoted=verb != "实施", strict=True)
            named = named or strictly or (is_site(short) and verb in _BUILDING) or _pilot(short, verb)
    return fit if named else []


def _done(name: str) -> str:
    """Return a name without what is done to the work behind it (X公园提档升级 → X公园)."""
    shorter = _DEEDS.sub("", name)
    return shorter if len(shorter) > 2 and is_built(shorter) else name


def _pilot(name: str, verb: str) -> bool:
    """Say whether a phrase is a pilot that the nation gives to one place and that is built up there."""
    return verb in _BUILDING and is_title(name) and name.endswith("试点")


def _anchored(name: str, tail: str) -> bool:
    """Say whether what is carried out is more than a programme: it has a place, a number, a quotation or a building."""
    if not _PROGRAMME.search(name + tail):
        return True
    return bool(_ANCHOR.search(name)) or is_built(_PROGRAMME.sub("", name))
