"""How alike two objects are: by pairs of characters, by the longest common subsequence and by what is rare."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log

from jinxiu.engines.reading.words import common_pairs, load, one_of, words

_SIGNS = re.compile(r"[“”‘’（）《》〈〉【】「」·、，\s()\"'的和与及]")
_PHASE = re.compile(r"([一二三四五六七八九十])期")
_LABEL = re.compile(r"第([一二三四五六七八九十百\d]+)[届次]|(\d+)号")
_NAMES: dict[str, str] = load("outcomes")["alike"]
_ALIKE = re.compile(one_of({*_NAMES, *_NAMES.values()}))
#: 23万平方米的, 总投资10亿元的: what a work measures or costs is no part of its name.
_SIZE = re.compile(
    r"^(?:(?:总?投资(?:额|约|近)?|日处理|年产|日产|占地|建筑面积)?\d[\d.]*[百千万亿]*(?:元|平方米|平方公里|吨|亩|公里|米|立方米|张床?|户|套|千瓦|蒸吨)(?:以上|左右)?的?)(?=..)"
)
_QUOTED = re.compile("“([^”]{2,})”")
_SPELT_OUT = 6  # so many characters in one stretch name a thing, whatever stands around them
_CLASS = re.compile("(?<=..)(?:项目|工程|建设|改造|任务|工作)+$")
_CONTRAST: list[tuple[str, str]] = [(a, b) for a, b in load("outcomes")["contrast"]["pairs"]]
_HEADS = re.compile(one_of({word for word in words("works", "heads") if len(word) > 1} | {"酒店", "小区", "商场"}))
_PLACES = str.maketrans("", "", "市县区省旗镇乡村新老旧大小各及")
_BARE = frozenset({"", *words("outcomes", "bare", "words")})
_COMMON = 0.35  # what a pair weighs that all work reports share
_LONGEST = 40
_KEYS = 14
_POSTINGS = 48
_MOST = 60
_REMEMBERED = 1 << 18
_ABBREVIATION = 0.55


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """Return an object as it is compared: no signs or joints, one word for each thing, no word for its class behind.

    It is cut to a length that bounds the cost.

    >>> plain("“平安城市”的建设"), plain("GDP"), plain("项目"), plain("投资3亿元的滨河大桥")
    ('平安城市', '地区生产总值', '项目', '滨河大桥')
    """
    name = _SIGNS.sub("", _SIZE.sub("", name[:_LONGEST]))
    name = _ALIKE.sub(lambda found: _NAMES.get(found[0], found[0]), name)
    return _CLASS.sub("", name)[:_LONGEST]


def grams(name: str) -> Counter[str]:
    """Return the pairs of characters of a plain name, and its only character where it has no more."""
    return Counter(name[at : at + 2] for at in range(max(len(name) - 1, 1))) if name else Counter()


@lru_cache(maxsize=1 << 16)
def contradict(one: str, other: str) -> bool:
    """Say whether two names tell themselves apart by a phase, a number or opposite words (一期 and 二期).

    >>> contradict("小区一期", "小区二期"), contradict("小区一期", "小区")
    (True, False)
    """
    (firsts, seconds, marks), (other_firsts, other_seconds, other_marks) = _told_by(one), _told_by(other)
    if (firsts ^ other_firsts) & (seconds ^ other_seconds) & (firsts ^ seconds):
        return True
    return any(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in zip(marks, other_marks, strict=True))


@lru_cache(maxsize=1 << 16)
def _told_by(name: str) -> tuple[int, int, tuple[frozenset[object], ...]]:
    """Return what can tell a name apart: a bit for each of opposite words that it holds, its phases, its numbers."""
    firsts = sum(1 << at for at, (word, _) in enumerate(_CONTRAST) if word in name)
    seconds = sum(1 << at for at, (_, word) in enumerate(_CONTRAST) if word in name)
    return firsts, seconds, (frozenset(_PHASE.findall(name)), frozenset(_LABEL.findall(name)))


def common_length(one: str, other: str) -> int:
    """Return the length of the longest common subsequence, found with the bits of one number (Hyyrö 2004).

    >>> common_length("滨海发电厂", "滨电")
    2
    """
    places: dict[str, int] = {}
    for at, sign in enumerate(one):
        places[sign] = places.get(sign, 0) | 1 << at
    full = (1 << len(one)) - 1
    left = full
    for sign in other:
        met = left & places.get(sign, 0)
        left = ((left + met) | (left - met)) & full
    return len(one) - left.bit_count()


def shortens(short: str, long: str) -> bool:
    """Say whether a name of two to four characters may stand for a longer one (滨海发电厂 → 滨电).

    >>> shortens("滨电", "滨海发电厂"), shortens("海电", "滨海发电厂")
    (True, False)
    """
    if not 2 <= len(short) <= 4 or not len(short) < len(long) <= 12 or short[0] != long[0]:
        return False
    at = -1
    for sign in short:
        at = long.find(sign, at + 1)
        if at < 0:
            return False
    return short not in common_pairs()


@lru_cache(maxsize=1 << 16)
def is_bare(name: str) -> bool:
    """Say whether an object says nothing without what stands around it.

    >>> is_bare("投资"), is_bare("二期工程"), is_bare("滨河大桥二期")
    (True, True, False)
    """
    return _PHASE.sub("", plain(name)) in _BARE


class Rarity:
    """How much each pair of characters tells, from how many of the given objects hold it."""

    def __init__(self, names: Iterable[str]) -> None:
        distinct = {plain(name) for name in names}
        self._known: dict[tuple[str, str], float] = {}
        self._weights: dict[str, float] = {}
        self._weighed: dict[str, tuple[dict[str, int], float]] = {}
        self._total = max(len(distinct), 1)
        self._counts = Counter(gram for name in distinct for gram in grams(name))
        self._pairs = common_pairs()

    def of(self, gram: str) -> float:
        """Return the weight of a pair of characters."""
        known = self._weights.get(gram)
        if known is None:
            rare = log(1 + self._total / (1 + self._counts[gram])) / log(1 + self._total)
            known = self._weights[gram] = max(rare, 0.15) * (_COMMON if gram in self._pairs else 1.0)
        return known

    def weighed(self, name: str) -> tuple[dict[str, int], float]:
        """Return the pairs of characters of a plain name, and what they weigh together."""
        known = self._weighed.get(name)
        if known is None:
            if len(self._weighed) >= _REMEMBERED:
                self._weighed.clear()
            found = dict(grams(name))
            known = self._weighed[name] = (found, sum(self.of(gram) * count for gram, count in found.items()))
        return known

    def likeness(self, one: str, other: str) -> float:
        """Return how alike two objects are, from 0 to 1."""
        key = (plain(one), plain(other))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._likeness(*key)
        return known

    def _likeness(self, first: str, second: str) -> float:
        if not first or not second or contradict(first, second):
            return 0.0
        if first == second:
            return 1.0
        (ours, our_weight), (theirs, their_weight) = self.weighed(first), self.weighed(second)
        shared = sum(self.of(gram) * min(count, theirs[gram]) for gram, count in ours.items() if gram in theirs)
        if not shared:
            short, long = sorted((first, second), key=len)
            return _ABBREVIATION if shortens(short, long) else 0.0
        small, large = sorted((our_weight, their_weight))
        order = common_length(first, second) / min(len(first), len(second))
        return 0.4 * shared / small + 0.35 * shared / large + 0.25 * order


@lru_cache(maxsize=1 << 16)
def own(name: str) -> str:
    """Return the characters of a plain name that no word shared by all reports explains.

    >>> own("锦江国际酒店")
    '锦江'
    """
    pairs = common_pairs()
    found: list[str] = []
    for piece in _HEADS.split(name):
        last = len(piece) - 1
        for at, sign in enumerate(piece):
            if piece[max(at - 1, 0) : at + 1] not in pairs and (at == last or piece[at : at + 2] not in pairs):
                found.append(sign)
    kept = "".join(found).translate(_PLACES)
    return kept if len(kept) > 1 else ""


def _opens(short: str, name: str) -> bool:
    """Say whether own characters stand for the opening of a name (滨电 for 滨海发电厂二期)."""
    return any(shortens(short, name[:length]) for length in (6, 9, 12))


def contained(one: str, other: str) -> bool:
    """Say whether one object stands in the other, character by character, and is more than a kind of thing.

    >>> contained("综合福利院", "综合老年福利院"), contained("酒店", "锦江酒店")
    (True, False)
    """
    short, long = sorted((plain(one), plain(other)), key=len)
    return len(short) > 3 and not _HEADS.fullmatch(short) and common_length(short, long) == len(short)


def spelt_out(one: str, other: str) -> bool:
    """Say whether one object stands in the other in one stretch that is long enough to be no chance.

    >>> spelt_out("社会福利服务中心", "老年社会福利服务中心合建项目"), spelt_out("福利院", "老年福利院")
    (True, False)
    """
    short, long = sorted((plain(one), plain(other)), key=len)
    return len(short) >= _SPELT_OUT and short in long


def quoted_alike(one: str, other: str) -> bool:
    """Say whether what one object has in quotation marks stands in the other: then it is its name.

    >>> quoted_alike("“滨海城”广场", "滨海城项目一期"), quoted_alike("滨海城广场", "滨海城项目")
    (True, False)
    """
    first, second = plain(one), plain(other)
    return any(inside in second for inside in _QUOTED.findall(one)) or any(
        inside in first for inside in _QUOTED.findall(other)
    )


def same_name(one: str, other: str) -> bool | None:
    """Say whether the own characters of two objects agree; None where neither has any.

    >>> same_name("锦江酒店", "彼得酒店"), same_name("敬老院", "敬老院项目")
    (False, None)
    """
    first, second = plain(one), plain(other)
    if quoted_alike(one, other):
        return True
    ours, theirs = own(first), own(second)
    if not ours and not theirs:
        return None
    if shortens(*sorted((first, second), key=len)) or _opens(ours, second) or _opens(theirs, first):
        return True
    shared = common_length(ours, theirs)
    short = min(len(ours), len(theirs))
    return shared >= min(2, max(short, 1)) and 2 * shared >= short


class Index:
    """Finds the objects that share something with another one, without comparing it to all of them."""

    def __init__(self, names: Sequence[str]) -> None:
        self._same: dict[str, list[int]] = defaultdict(list)
        self._places: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            short = plain(name)
            self._same[short].append(number)
            for key in {*grams(short), *short[:1]}:
                self._places[key].append(number)

    def near(self, name: str) -> list[int]:
        """Return a bounded number of candidates, by what is rarest in the name first."""
        short = plain(name)
        found: dict[int, None] = dict.fromkeys(self._same.get(short, [])[:_POSTINGS])
        keys = sorted({*grams(short), *short[:1]}, key=lambda key: (len(self._places.get(key, ())), key))
        for key in [key for key in keys if key in self._places][:_KEYS]:
            found.update(dict.fromkeys(self._places[key][:_POSTINGS]))
            if len(found) >= _MOST:
                break
        return list(found)[:_MOST]
