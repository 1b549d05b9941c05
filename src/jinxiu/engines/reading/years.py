"""The year that a document plans for."""

from __future__ import annotations

import re

_HEAD = 3000
_DELIVERED = re.compile(r"(20\d\d)\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日[^\n。]{0,6}[在于][^\n。]{0,40}(?:会议|大会)")
_TITLED = re.compile(
    r"(20\d\d)年[^\n。，]{0,20}(?:工作报告|工作要点|工作安排|重点工作|民生实事|发展计划|行动计划|实施方案)"
)
_PLANNED = re.compile(
    r"^[ \t\u3000]*(?:[一二三四五六七八九十]{1,3}、|#+|（[一二三四五六七八九十]）)?"
    r"[^\n。]{0,25}?(20\d\d)年[^\n。，]{0,20}"
    r"(?:安排|总体要求|主要目标|预期目标|任务|部署|打算|思路|重点工作|主要工作)",
    re.MULTILINE,
)
_AIMS = re.compile(r"(20\d\d)年[^\n。；]{0,20}主要(?:预期)?目标(?:是|为|：)")
_NAMED = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def infer_year(text: str, name: str = "") -> int | None:
    """Return the year that a document plans for: from its text, else from its file name, else None.

    >>> infer_year("——2019年2月1日在某区人民代表大会上")
    2019
    >>> infer_year("今年开工建设", "city-2024.txt")
    2024
    """
    delivered = _DELIVERED.search(text, 0, _HEAD)
    if delivered:
        return int(delivered[1])
    for pattern, where in ((_PLANNED, text), (_AIMS, text), (_TITLED, text[:_HEAD])):
        years = [int(found[1]) for found in pattern.finditer(where)]
        if years:
            return max(years)
    found = _NAMED.search(name)
    return int(found[1]) if found else None
