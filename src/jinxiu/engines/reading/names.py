"""Numbers that name or describe something, and words that are somebody's own name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinxiu.engines.reading.frames import ANY_VERB
from jinxiu.engines.reading.numbers import Written
from jinxiu.engines.reading.sentences import HIDDEN
from jinxiu.engines.reading.words import common_pairs, dictionary_pairs, one_of, words

_DURATIONS = frozenset(words("units", "durations"))
_CAPACITIES = frozenset(words("units", "capacities"))
_SIZES = _CAPACITIES - {"money"}
_DURATIONAL = re.compile(one_of(words("names", "durational")) + "$")
_ORDINAL = re.compile(r"[第前每]$")
_EXISTING = re.compile(one_of(words("names", "existing")) + "$")
_ABSTRACT = re.compile(
    r"的?(?:重点|主要|关键|具体|政策|改革|重大|新|硬)*"
    + one_of(words("names", "abstract"))
    + r"(?!项目|企业|产业|工程|平台|园)"
)
_SIZE = re.compile(one_of(words("names", "sizes")) + "(?:约|达|为|超|近)?$")
_FACT = re.compile(r"(?:占地(?:面积)?|建筑面积|全长|总长|总投资额?)(?:约|达|为|超|近)?$")
_GRADED = re.compile(
    r"(?:的|级)*(?:以上|以下)?(?:的|级)*" + one_of(words("names", "graded")) + "(?!资金|基金|债券|贷款)"
)
#: 在新能源富集地区建设700万千瓦…: the verb before the number takes what stands before it for a place.
_VERB_BEFORE = re.compile(rf"(?:{ANY_VERB.pattern}|新增|安排)$")
#: 写字楼和8万平方米广场等工程: in a list of works a size belongs to its member.
_LISTED = re.compile(r"^[^，、。\d的]{2,12}等[^，、。\d]{0,10}(?:工程|项目)(?:建设)?$")
#: 增长8.9%（按可比价计算）: what a bracket adds behind a number changes nothing of what it is.
_BRACKET = re.compile("^（[^（）]*）")
_CEASES = re.compile(r"$|[，、。；\d]|[^，、。；]{0,4}\d|[达突超的建开完落]")
_BASELINE = re.compile(r"[从由][^，。；、\d]{0,8}$")
_RAISED = re.compile(r"左?右?(?:[^，。；、\d]{0,8}?)(?:到|至|为)")
_CLOSED = re.compile(r"$|[，。；、）和与及]|左右|上下|以[上内下]$")
_RESULT = re.compile(r"(?:达到|达|突破|超过|超|完成投资|投资|不低于|不少于|控制在|增长|提高到)$")
_THRESHOLD = re.compile(r"且|或者|的(?=经营主体|单位|家庭|人员|企业|用户)")
_WORK = re.compile(r"[^，、。；]*(?:项目|工程|基地|厂|电站|线|矿)(?:$|[，、。；])")
_STAGED = re.compile(r"(?:开工|完工|竣工|建成|投产|投用|运营|使用|封顶|通车)(?:建设)?$")
_DIGITS = re.compile(
    r"(?P<date>\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}月(?=底|份|末))|\d[\d.,]*"
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def why_not(masked: str, start: int, end: int, item: int, written: Written, following: Written | None) -> str | None:
    """Return why a number is no target, or None where it is one.

    ``start`` and ``end`` bound the clause, ``item`` is where the number's own list member begins after its verb;
    ``following`` is the next number of the clause.
    """
    before, after = masked[start : written.start], _BRACKET.sub("", masked[written.tail : end])
    if written.unit in _DURATIONS and not _ORDINAL.search(before) and not _DURATIONAL.search(before):
        return "date" if written.unit == "年" and written.value >= 1000 else "duration"
    reason = _placed(before, after)
    if reason:
        return reason
    if written.dimension == "count":
        return _counted(masked, before, after, written, following)
    return _measured(masked, start, before, after, item, written)


def _placed(before: str, after: str) -> str | None:
    """Return what the words before a number make of it, whatever its unit."""
    if _ORDINAL.search(before):
        return "ordinal"
    if before.endswith(("现有", "现有的")):
        return "existing"
    if _FACT.search(before):
        return "size"
    return "baseline" if _BASELINE.search(before) and _RAISED.match(after) else None


def _counted(masked: str, before: str, after: str, written: Written, following: Written | None) -> str | None:
    if _EXISTING.search(before):
        return "existing"
    if _ABSTRACT.match(after):
        return "abstract"
    if written.suffixed and _THRESHOLD.match(after):
        return "threshold"
    if before.endswith("在") and following is not None:
        return "place"
    if following is not None:
        between = masked[written.tail : following.start]
        if "、" not in between and len(between) > 2 and _RESULT.search(between):
            return "subject"
    return None


def _measured(masked: str, start: int, before: str, after: str, item: int, written: Written) -> str | None:
    if _CLOSED.match(after) and not (written.suffixed and _THRESHOLD.match(after)):
        return None
    if _SIZE.search(before) and not ANY_VERB.match(after):
        return "size"
    if written.dimension == "percent":
        return None
    if written.suffixed and masked[written.end : written.tail].endswith(("内", "以下")):
        return "radius"
    owner = "" if _VERB_BEFORE.search(masked, item, written.start) else masked[item : written.start]
    described = after.startswith("的") and (owner or _SIZE.search(before) or _STAGED.search(after))
    listed = written.dimension in _SIZES and _LISTED.search(after) and "、" in masked[start:item]
    if described or listed or (written.suffixed and _THRESHOLD.match(after)):
        return "attribute"
    return _graded(owner, after, written)


def _graded(owner: str, after: str, written: Written) -> str | None:
    graded = _GRADED.match(after)
    if graded and written.dimension.startswith("money") and (written.suffixed or _CEASES.match(after, graded.end())):
        return "threshold"
    sized = written.dimension in _CAPACITIES and not written.prefix
    return "capacity" if sized and _sizes_a_work(owner, after, written.dimension) else None


def _sizes_a_work(owner: str, after: str, dimension: str) -> bool:
    """Say whether a number between an owner and a noun is the size of a work (X公司30万吨Y项目)."""
    if not owner or owner.endswith(("投入", "安排", "资金")):
        return False
    if dimension == "area":
        return residue(owner) >= 2 and bool(_WORK.match(after) or _STAGED.search(after))
    return bool(_WORK.match(after)) or not ANY_VERB.match(after)


def labels(text: str, masked: str, start: int) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers that stand in names, dates and quotations: offsets and reason.

    >>> list(labels("2024年1号线", "2024年1号线", 0))
    [(0, 5, 'date'), (5, 6, 'label')]
    """
    for found in _DIGITS.finditer(text, start):
        hidden = masked[found.start()] == HIDDEN
        ordered = masked[found.start() - 1 : found.start()] == "第"
        reason = "date" if found["date"] else "quoted" if hidden else "ordinal" if ordered else "label"
        yield found.start(), found.end(), reason


def residue(name: str, *, strict: bool = False) -> int:
    """Return how many characters of a phrase no common word explains: a name's own.

    ``strict`` asks the dictionary too: what consists of its words tells a kind of thing.

    >>> residue("重点产业链"), residue("虚拟电厂"), residue("虚拟电厂", strict=True)
    (0, 4, 0)
    """
    pairs = dictionary_pairs() if strict else common_pairs()
    count = 0
    for run in _HAN.findall(name):
        covered = -1
        for at in range(len(run)):
            if run[at : at + 2] in pairs:
                covered = at + 1
            if at > covered:
                count += 1
    return count
