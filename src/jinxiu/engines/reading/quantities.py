"""Quantities: which numbers are promised, of what, and under which comparator."""

from __future__ import annotations

import re
from dataclasses import replace

from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.names import why_not
from jinxiu.engines.reading.numbers import PREFIXES, Written, quantities
from jinxiu.engines.reading.words import load, one_of, words
from jinxiu.engines.terms import Comparator

_VERB = re.compile(
    one_of(
        {
            *words("verbs", "objects", "verbs"),
            *words("verbs", "directing"),
            *words("verbs", "advancing"),
            *words("stages", "before", "start"),
            *words("stages", "before", "finish"),
        }
    )
)
_MANNER = one_of({*words("verbs", "adverbs"), *words("verbs", "strength", "strive"), *words("verbs", "ambiguous")})
_NOUN = one_of(words("verbs", "opens_with_manner"))
_FILLER = re.compile(rf"(?!{_NOUN}){_MANNER}(?={_MANNER}|{_VERB.pattern})|为(?=\d)|对(?!外)")
_LINK = re.compile(f"(?:和|并|与|及|的)(?={_VERB.pattern})|(?<=[建成])的")
_BETWEEN = {"力争", "年均", "同比", "比上年", "再", "将", "要", "分别", "各", "全年", "年内"}
_RESULT_TAIL = re.compile(f"(?:{one_of({*PREFIXES, *_BETWEEN})}|年增速|增速|(?<![人年月日户地亩平])均)+$")
_PREDICATE = re.compile(
    rf"(?<=..)(?:{_MANNER}|都|均|也|须|应当)*(?P<verb>{one_of(words('verbs', 'objects', 'predicates'))})(?:{_MANNER})*$"
)
_GROWN = re.compile(one_of(words("verbs", "objects", "growth")) + "$")
_RATES = frozenset({"percent", "point"})
#: 新项目完成投资30亿元: the verb stands inside what is measured.
_INSIDE = re.compile(r"(?<=..)(?:完成|实现)(?=(?:投资|产值|收入|营收|销售|利润|税收|增加值)[^，。；、]{0,4}$)")
#: 为既有住宅加装电梯: the preposition is no part of what is counted.
_FOR = re.compile(rf"^[为给对](?=..+{_VERB.pattern})")
_JOINED = re.compile(r"(?:和|与|及)$")
#: A、B、C各20家; A、B均增长8% (人均 and 年均 are no 均).
_EACH = re.compile(r"各$|(?<![人年月日户地亩平])均(?=[^，、\d]{0,6}$)")
_STAGE_TAIL = re.compile(
    "(?:年内|年底|全部|正式|如期|按期|顺利|尽快|力争)*"
    + one_of({word for table in load("stages")["after"].values() for word in table})
    + "$"
)
_FROM = re.compile(r"[从由][^从由]{0,8}$")
_AND = re.compile(r"、|以及|和|与|及")
#: 新建学校3所（教育局负责）: what a bracket adds is not what is counted.
_BRACKET = re.compile(r"^（(?:[^（）]|（[^（）]*）)*）")
_CUT = re.compile(r"^的|(?:等|建设任务|任务|和|与|及|以及)$")


def item_bounds(at: ClauseAt, position: int) -> tuple[int, int]:
    """Return the list member of the clause that holds a position."""
    for start, end in at.clause.items:
        if start <= position < end:
            return max(start, at.head.content) if position >= at.head.content else start, end
    return at.clause.start, at.clause.end


def after_verb(text: str, start: int, end: int) -> int:
    """Return where the object begins behind the verbs with which a stretch opens."""
    at = start
    for _ in range(4):
        found = _FILLER.match(text, at, end) or _VERB.match(text, at, end) or _LINK.match(text, at, end)
        if not found:
            break
        at = found.end()
    return at


def _last_verb(text: str, floor: int, written: Written) -> str:
    """Return the verb that stands for the object where a clause has no noun (完成绿化130亩)."""
    first = _VERB.match(text, floor, written.start)
    rest = _RESULT_TAIL.sub("", text[first.end() : written.start]) if first else ""
    return rest if len(rest) > 1 else ""


def verb_at(text: str, start: int, end: int) -> str:
    """Return the verb with which a stretch opens, or nothing."""
    found = _VERB.match(text, start, end)
    return found[0] if found else ""


def _floor(masked: str, at: ClauseAt, written: Written) -> int:
    """Return where the words of this number alone begin."""
    start, _ = item_bounds(at, written.start)
    earlier = [other.tail for other in at.numbers if start <= other.start < written.start]
    joined = _JOINED.search(masked, start, written.start)
    return max([start, *earlier, written.start if joined else 0])


def _subject(reader: Reader, at: ClauseAt, written: Written) -> tuple[str, int, bool]:
    """Return the object of a number, where its span begins, and whether it stands before the number."""
    text = reader.text
    floor = _floor(text, at, written)
    begin = after_verb(text, floor, written.start)
    before = _RESULT_TAIL.sub("", text[begin : written.start]) if begin < written.start else ""
    _, item_end = item_bounds(at, written.start)
    item_end = min([item_end, *(other.start for other in at.numbers if other.start > written.start)])
    behind = _STAGE_TAIL.sub("", _CUT.sub("", _BRACKET.sub("", text[written.tail : item_end])))
    if not behind:
        # 65条、总长57公里的道路: both numbers stand before the one noun.
        behind = next((_noun_after(text, at, other) for other in at.numbers if other.start > written.tail), "")
    # A、B等9条道路, 城区21家企业: what is counted stands behind; 产量50万吨 and 投资3亿元: before.
    if at.baseline and floor == at.baseline.tail:
        risen = _risen(text, at)
        if risen:
            return risen, floor, False
    counted = written.dimension == "count" and behind and not _VERB.match(behind)
    if len(before) > 1 and not (counted or before.endswith("等")):
        return _FOR.sub("", _INSIDE.sub("", before)), floor, True
    return behind or before or _last_verb(text, floor, written), floor, False


def _risen(text: str, at: ClauseAt) -> str:
    """Return what rises from a baseline (保费由5元提高至10元): it stands before 从 or 由."""
    assert at.baseline is not None
    start, _ = item_bounds(at, at.baseline.start)
    begin = after_verb(text, start, at.baseline.start)
    said = _FROM.search(text, begin, at.baseline.start)
    return text[begin : said.start()] if said and said.start() - begin > 1 else ""


def _noun_after(text: str, at: ClauseAt, written: Written) -> str:
    start, end = item_bounds(at, written.start)
    return _CUT.sub("", text[written.tail : end]) if written.start - start <= 5 else ""


def read_quantities(reader: Reader, at: ClauseAt) -> None:
    """Find the numbers of a clause; note those of names, add the others as targets."""
    clause = at.clause
    at.numbers = list(quantities(reader.masked, clause.start, clause.end))
    for index, written in enumerate(at.numbers):
        following = at.numbers[index + 1] if index + 1 < len(at.numbers) else None
        floor = _floor(reader.masked, at, written)
        item = after_verb(reader.masked, floor, written.start)
        reason = why_not(reader.masked, clause.start, clause.end, item, written, following)
        if reason:
            reader.name(written, reason)
            at.baseline = written if reason == "baseline" else at.baseline
        else:
            at.wanted.append(written)
    if not at.wanted:
        return
    opening = reader.text[clause.start : at.wanted[0].start]
    if "分别" in opening and _shared_out(reader, at):
        return
    for written in at.wanted:
        _one(reader, at, written)


def _closing_verb(text: str, floor: int, subject: str) -> tuple[str, str]:
    """Return an object without the verb that closes it, and that verb; where a verb opens, the last word is a noun.

    >>> _closing_verb("示范场景打造", 0, "示范场景打造")
    ('示范场景', '打造')
    """
    found = _PREDICATE.search(subject)
    if not found or verb_at(text, floor, len(text)) or not text.startswith(subject, floor):
        return subject, ""
    return subject[: found.start()], found["verb"]


def _grown(text: str, floor: int, subject: str, written: Written) -> str:
    """Return an object with the word that makes its number an increase (产值增加, 新增产值), where it has one."""
    if written.dimension in _RATES or written.dimension == "count":
        return subject
    found = _GROWN.search(written.prefix)
    if found and text.find(subject, floor, written.start) >= 0:
        return subject + found[0]
    ahead = text[floor : max(floor, text.find(subject, floor, written.start))]
    found = _GROWN.search(ahead)
    return found[0] + subject if found and written.dimension.startswith("money") else subject


def _one(reader: Reader, at: ClauseAt, written: Written) -> None:
    text = reader.text
    subject, floor, before = _subject(reader, at, written)
    each = _EACH.search(text[floor : written.start])
    if each and _each(reader, at, written, floor + each.start()):
        return
    rule = "number"
    confidence = 0.9
    if not subject:
        subject, rule, confidence = reader.frame.subject, "number-of-earlier-subject", 0.8
    else:
        subject, verb = _closing_verb(text, floor, subject) if before else (subject, "")
        at = replace(at, verb=verb) if verb else at
        reader.frame.subject = subject
        subject = _grown(text, floor, subject, written) if before else subject
    if not subject:
        confidence = 0.5
    reader.quantity(at, (floor, written.tail), subject, written, rule, confidence)


def _each(reader: Reader, at: ClauseAt, written: Written, end: int) -> bool:
    """Distribute 各 and 均, which stand at ``end``: "A、B、C各20家" promises twenty of each."""
    text = reader.text
    begin = after_verb(text, at.head.content, end)
    members = _members(text, begin, end)
    if len(members) < 2:
        return False
    for first, last in members:
        reader.quantity(at, (first, written.tail), text[first:last], written, "each", 0.85)
    return True


def _members(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the members of a list as offsets; 和 and 及 join as 、 does where 、 leaves one stretch."""
    for joint in (re.compile("、|以及|(?<=[^、])(?:和|及)(?=[^、和及]{2,}$)"), _AND):
        found: list[tuple[int, int]] = []
        at = start
        for cut in joint.finditer(text[:end], start):
            found.append((at, cut.start()))
            at = cut.end()
        found.append((at, end))
        if len(found) > 1:
            return [(first, last) for first, last in found if last > first]
    return [(start, end)]


def _shared_out(reader: Reader, at: ClauseAt) -> bool:
    """Distribute 分别: the n-th number belongs to the n-th subject of the list before it."""
    text = reader.text
    marker = text.rindex("分别", at.clause.start, at.wanted[0].start)
    ours = [w for w in at.wanted if w.start > marker]
    begin = after_verb(text, at.head.content, marker)
    earlier = reader.frame.subjects if text[begin:marker] in {"", "同比"} else ()
    if len(ours) == 1 and len(earlier) > 1:
        # …分别达到A、B，分别增长C: the one number holds for each of the same things
        for name in earlier:
            reader.quantity(at, (marker, ours[0].tail), name, ours[0], "respectively", 0.8)
        return True
    bare = all(w.start - _floor(text, at, w) <= len(w.prefix) for w in ours[1:])
    if len(ours) < 2 or not bare:
        return False
    ours = _lend(ours)
    names = [text[start:end] for start, end in _members(text, begin, marker)]
    if len(earlier) == len(ours):
        names = list(earlier)  # …分别达到A、B，分别增长C、D: of the same things
    elif len(names) == len(ours):
        names = [name + _shared_tail(names[-1], name) for name in names[:-1]] + names[-1:]
    else:
        names = [text[begin:marker]] * len(ours)
    if len(ours) == 2 and names[0] == names[1] and "城乡" in names[0]:
        # 城乡居民收入分别增长A、B: by convention the town comes first
        names = [names[0].replace("城乡", where, 1) for where in ("城镇", "农村")]
    reader.frame.subjects = tuple(names)
    measure = _measure(text[marker:], ours[0].start - marker)
    for index, written in enumerate(ours):
        first = begin if index == 0 else written.start - len(written.prefix)
        reader.quantity(at, (first, written.tail), names[index] + measure, written, "respectively", 0.85)
    return True


def _measure(text: str, length: int) -> str:
    words_between = text[2:length]
    return words_between if words_between in {"增长", "下降", "降低", "提高", "增加"} else ""


#: Nouns of measures that the last member of a list lends to the others.
_MEASURES = words("verbs", "objects", "measures")


def _shared_tail(last: str, subject: str) -> str:
    """Return the noun that the last member of a list lends to the others (一产、二产增加值)."""
    if subject.endswith(_MEASURES):
        return ""
    noun = next((noun for noun in _MEASURES if last.endswith(noun)), "")
    # 城镇和农村居民收入: both attributes are of one length, so the rest of the last name is shared.
    return last[2:] if noun and len(subject) == 2 and len(last) > len(noun) + 2 else noun


def _lend(ours: list[Written]) -> list[Written]:
    """Lend a comparator to members without one: forward from the first word, backward from the last."""
    first, last = ours[0], ours[-1]
    if last.suffixed and not any(w.suffixed for w in ours[:-1]):
        return [w if w.value_to is not None else w.compared(last.comparator) for w in ours]
    if not any(w.explicit for w in ours[1:]) and first.comparator is Comparator.AT_LEAST and not first.suffixed:
        return [w if w.value_to is not None else w.compared(first.comparator) for w in ours]
    return ours
