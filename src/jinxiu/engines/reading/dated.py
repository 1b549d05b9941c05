"""Duties with a day of their own: papers to be issued and measures to be carried out by a written date."""

from __future__ import annotations

import re

from jinxiu.engines.reading.context import ClauseAt, Reader
from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.terms import Stage

_DRAFTING = re.compile(one_of(words("dated", "drafting")))
_DOING = re.compile(one_of(words("dated", "doing")))
_PAPER = re.compile(one_of(words("dated", "papers")) + "$|》$")
_SUBJECT = re.compile(r"^(?:将|对|在|由|把|向|从|以|地方|各)")
_LEAST, _MOST = 4, 60


def read_dated(reader: Reader, at: ClauseAt) -> None:
    """Read "6月底前出台X办法", "年底前在全市实现X一地办理": only what a written last day makes checkable."""
    text, end = reader.text, at.clause.end
    if at.wanted or not any(text[time.end - 1] == "前" and time.start < at.head.content for time in at.head.times):
        return
    begin = at.head.content
    drafting = _DRAFTING.match(reader.masked, begin, end)
    verb = drafting or _DOING.match(reader.masked, begin, end) or _inside(reader, begin, end)
    if not verb:
        return
    subject = text[verb.end() : end]
    if verb.start() > begin:
        subject = text[begin : verb.start()] + subject
    if not _LEAST <= len(subject) <= _MOST:
        return
    rule = "dated-document" if drafting and _PAPER.search(subject) else "dated-duty"
    reader.milestone(at, (begin, end), subject, Stage.FINISH, rule, 0.6)


def _inside(reader: Reader, begin: int, end: int) -> re.Match[str] | None:
    """Return the verb of a clause that opens on where or on what it acts (在全市实现…, 对收费开展检查)."""
    return _DOING.search(reader.masked, begin, end) if _SUBJECT.match(reader.text[begin:end]) else None
