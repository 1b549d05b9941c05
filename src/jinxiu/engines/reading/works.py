"""Works: lists of them, where their names end, and whether a phrase names one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinxiu.engines.reading.deadlines import TIME
from jinxiu.engines.reading.names import residue
from jinxiu.engines.reading.words import load, one_of, words

_HEAD = re.compile(one_of(words("works", "heads")) + "(?:（[^）]*）)?$")
_PLACE = re.compile(one_of(words("works", "places")) + "$")
_DUTY = re.compile(one_of(words("works", "duties")) + "$")
_SOFT = frozenset(words("works", "soft"))
_GENERAL = re.compile(
    "^[一两二三四五六七八九十]+[个座条项所处家批类]|^(?:重大|重点|在建|拟建|新建|续建|工业|产业|储备)*(?:项目|工程)早?$|^(?:配套|市政|公共)*(?:基础)?设施$|"
    + one_of(words("works", "general"))
    + "|"
    + one_of(words("works", "classes"))
    + "$"
)
_MARK = re.compile("|".join(load("works")["marks"]))
_TITLE = re.compile(
    one_of(words("works", "titles")) + "[^，。、；]*" + one_of(words("works", "title_heads")) + "(?<!社区)$"
)
_SITE = re.compile(
    one_of(words("works", "titles"))
    + "[^，。、；]*(?:基地|实验室|中心|走廊|公园|植物园|试验区|示范区|先行区|枢纽)(?:（[^）]*）)?$"
)
_COST = re.compile(r"^(?:总?投资(?:额)?(?:约|超|近|达)?[\d.]+[百千万亿]*元(?:以上|左右)?的)+")
_SHELL = re.compile("(?:主体|土建)?(?:工程)?建设$")
_TAIL = re.compile("的?(?<!改)" + one_of(words("stages", "advance", "tails")) + "$")
_ETC = re.compile(r"(?<![高中初平上均同优甲乙丙劣])等(?!级|于|候|额|待|奖|优)")
_JOINT = re.compile("、|以及|及(?![^、]{0,4}配套|其|时)|和|与")
_QUOTED = re.compile(r"“(?P<inside>[^”]+)”(?P<behind>.{0,8})$")
#: 等煤矿建设, 等重点项目, 两个公园: what the members of a list are, told behind it.
_SITES = one_of(set(words("works", "heads")) - set(words("works", "soft")))
_PUSHED = one_of(words("stages", "advance", "tails"))
_CLASS_OF = re.compile(
    rf"^(?:等|[两二三四五六七八九十]个?|\d+[个座条项处所])[^，、]{{0,16}}?{_SITES}"
    r"(?<!地区)(?<!县区)(?<!市区)(?<!街区)(?<!区域)(?<!领域)"
    rf"(?=$|的|、|{_PUSHED}|项目|工程|\d|[开投完竣建运通早尽加提])"
)
#: A和B两个公园: the number only sums the list.
_SUM = re.compile(r"(?<=[^第\d、和与及])(?:[两二三四五六七八九十]|\d{1,2})(?:个|座|条|项|处|所|大|家)(?=[^、，\d]{2,})")

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
            "部分",
        }
    )
    + "$"
)
_SEASON = re.compile(r"在[^，、]{2,8}前$")


@dataclass(frozen=True, slots=True)
class Work:
    """A work at ``[start, end)`` of the paragraph, and its name."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """The works of a clause, and what is said of them as a class (等项目建设)."""

    works: tuple[Work, ...]
    tail: str


def work_list(text: str, masked: str, start: int, end: int) -> WorkList:
    """Return the works that a stretch lists; what 等 announces is no part of the last name."""
    stop, tail = end, ""
    etc = _ETC.search(masked, start, end)
    if etc and etc.start() > start:
        stop, tail = etc.start(), text[etc.start() : end]
    else:
        stop = _before_sum(masked, start, end)
        tail = text[stop:end]
    summed = stop < end and not etc
    cuts: list[tuple[int, int]] = []
    at = start
    listed = "、" in masked[start:stop]
    for joint in _JOINT.finditer(masked, start, stop):
        if (
            joint[0] != "、"
            and not summed
            and not _parts(masked[at : joint.start()], masked[joint.end() : stop], listed=listed)
        ):
            continue
        if joint.start() > at:
            cuts.append((at, joint.start()))
        at = joint.end()
    if stop > at:
        cuts.append((at, stop))
    return WorkList(tuple(Work(first, last, text[first:last]) for first, last in cuts), tail)


def _before_sum(masked: str, start: int, end: int) -> int:
    """Return where the members of a list end whose number only sums them (A和B两个公园), else its end."""
    for found in _SUM.finditer(masked, start, end):
        members = len(_JOINT.findall(masked, start, found.start())) + 1
        if members > 1 and members == _count(found[0]):
            return found.start()
    return end


def _count(said: str) -> int:
    digits = re.match(r"\d+", said)
    return int(digits[0]) if digits else "一二三四五六七八九十".find(said[0].replace("两", "二")) + 1


def _parts(before: str, behind: str, *, listed: bool) -> bool:
    """Say whether 和, 与 or 及 stands between two works and not inside one name."""
    behind = re.split("、|和|与|及", behind)[0]
    before = _SHELL.sub("", before)
    if 3 <= len(before) <= 8 and residue(before) >= 2 and residue(behind) >= 2 and _HEAD.search(trimmed(behind)):
        return True
    if len(before) < 3 or len(behind) < 2:
        return False
    return bool(_HEAD.search(before) or (listed and len(before) <= 12)) and bool(
        _HEAD.search(trimmed(behind)) or _ETC.match(behind[-1:])
    )


def trimmed(name: str) -> str:
    """Return a name without the words that only push it on, and without the money it costs.

    >>> trimmed("滨河新区建设")
    '滨河新区'
    """
    if "投资" in name:
        name = _COST.sub("", name)
    for _ in range(2):
        shorter = _TAIL.sub("", name)
        if not shorter or shorter == name or len(shorter) < 2:
            break
        name = shorter
    return name


def is_work(name: str) -> bool:
    """Say whether a phrase ends as the name of a work, a site or an institution does.

    >>> is_work("滨河新区"), is_work("“滨河新区”"), is_work("营商环境")
    (True, True, False)
    """
    name = name.rstrip("”")
    head = _HEAD.search(name)
    return bool(head) and not _DUTY.search(name) and (len(head[0]) > 1 or len(name) > 2)  # type: ignore[index]


def is_built(name: str) -> bool:
    """Say whether a phrase ends in something that stands somewhere, not in a kind of doing.

    >>> is_built("滨河机场"), is_built("滨河市场"), is_built("供水")
    (True, False, False)
    """
    head = _HEAD.search(name.rstrip("”"))
    return bool(head) and is_work(name) and head[0] not in _SOFT  # type: ignore[index]


def is_duty(name: str) -> bool:
    """Say whether a phrase ends in what is done and not in what is built."""
    return bool(_DUTY.search(name))


def is_general(name: str) -> bool:
    """Say whether a phrase speaks of a class of things."""
    return bool(_GENERAL.search(name))


def is_title(name: str) -> bool:
    """Say whether a phrase is a title that is awarded (国家…试点, 全国…城市)."""
    return bool(_TITLE.search(name.replace("“", "").replace("”", "")))


def is_site(name: str) -> bool:
    """Say whether a phrase is an institution of the nation that is built in one place (国家…基地)."""
    return bool(_SITE.search(name))


def is_named(name: str, least: int = 2, *, quoted: bool = True, strict: bool = False) -> bool:
    """Say whether a phrase names one work: by a mark, a quotation or ``least`` characters of its own.

    ``strict`` asks for characters that no dictionary explains, but of places: a road may be called 光明路.
    """
    found = _QUOTED.search(name) if quoted else None
    if found and (_HEAD.search(found["inside"]) or is_built(found["behind"])):
        return True
    strict = strict and not _PLACE.search(name)
    return bool(_MARK.search(name)) or residue(re.sub("“[^”]*”", "", name), strict=strict) >= least


def class_of(tail: str) -> bool:
    """Say whether what follows 等 calls the members works."""
    return bool(_CLASS_OF.match(tail)) or any(word in tail for word in ("项目", "工程", "前期"))


def without_manner(text: str, start: int, end: int) -> int:
    """Return where the works end before words of time, manner and strength."""
    for _ in range(5):
        for time in TIME.finditer(text, start, end):
            if time.end() == end:
                end = time.start() - text.startswith(("在", "于"), max(start, time.start() - 1), time.start())
                break
        season = _SEASON.search(text, start, end)
        if season:
            end = season.start()
        manner = _MANNER.search(text, max(start, end - 6), end)
        if not manner:
            return end
        end = manner.start()
    return end
