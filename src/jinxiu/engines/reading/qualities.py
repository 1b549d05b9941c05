"""Promises without a number: to keep step, to cover all, to rank high, to hold a line, to issue a paper.

They belong into the ledger and are never scored; so they are kept apart from the numbers and stages.
"""

from __future__ import annotations

import re

from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.kinds import Kind
from jinxiu.engines.reading.quantities import after_verb
from jinxiu.engines.reading.words import load, words

#: Kinds in the order in which they are asked for; of a clause the first that fits counts.
_KINDS = {kind: Kind(kind.replace("_", "-")) for kind in load("kinds")["statements"]}
_SAID = re.compile("|".join(f"(?P<{kind}>{'|'.join(words('kinds', 'statements', kind))})" for kind in _KINDS))
#: Every pattern holds one of these; asking for them first is many times faster.
_SIGN = re.compile(
    "同步|适应|跑赢|[高快优好大]于|全覆盖|清零|尽|消除|全部|不漏|贯通|[前上]列|前茅|第一|前[一二三四五六七八九十百\\d]|百强|十强|上游"
    "|不发生|严禁|杜绝|[底红]线|重特?大|[决绝]不|[制编修印起颁出][定台制订发草布改]|翻|倍增"
)
#: With these the words themselves are what is promised, whatever stands before them.
_WHOLE = frozenset({Kind.RED_LINE, Kind.DOCUMENT})
_EMPTY = frozenset({"做到", "达到", "实现", "努力", "基本", "全部"})
#: 农村公路实现全覆盖: between the subject and what is said of it.
_AUXILIARY = re.compile("(?:实现|做到|达到|确保|全部|基本|全面|力争|均|都|要|须|应当)+$")
_MOST = 60
#: The number of an item is no part of what it promises.
_ITEM = re.compile(r"(?:（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,3}[、是]|\d{1,2}[.．、]|[①-⑳])+")


def read_qualities(reader: Reader, at: ClauseAt) -> None:
    """Find what a clause promises without a number or a stage."""
    begin, end = at.head.content, at.clause.end
    if not _SIGN.search(reader.masked, begin, end):
        return
    found = _SAID.search(reader.masked, begin, end)
    if not found or found.lastgroup is None or end - begin > _MOST:
        return
    if (item := _ITEM.match(reader.text, begin, found.start())) is not None:
        begin = item.end()
    kind = _KINDS[found.lastgroup]
    said = reader.text[found.start() : found.end()]
    subject = _AUXILIARY.sub("", reader.text[after_verb(reader.text, begin, found.start()) : found.start()])
    if kind in _WHOLE:
        subject = said
    elif len(subject) < 2 or subject in _EMPTY:
        subject = reader.frame.subject
    if subject:
        reader.quality(at, (begin, found.end()), subject, kind)
