"""The view of a review: a paragraph without the particles that only say that something is over."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from jinxiu.engines.reading.paragraph import Paragraph

_PARTICLE = re.compile(
    r"(?<=[一-龥])(?<![为除罢极])了(?![解如然结])|(?<![而早业不])已经?(?!知|故|婚)|成功(?=[举召签引入开通建承完打])"
    r"|(?:总)?投资(?:约|近|达|超)?\d[\d.]*[百千万亿]*元(?:以上|左右)?(?:建设|实施|新建|改造|打造)?的"
)


def without_particles(paragraph: Paragraph, start: int) -> Paragraph:
    """Return a paragraph without 了, 已, 成功 and 投资…元的 behind ``start``; positions still map to the source.

    >>> without_particles(Paragraph("已建成了学校", (0,), (40,)), 0)
    Paragraph(text='建成学校', starts=(0, 2), sources=(41, 44))
    """
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = at = 0
    cuts = [(found.start(), found.end()) for found in _PARTICLE.finditer(paragraph.text, start)]
    for first, last in [*cuts, (len(paragraph.text), len(paragraph.text))]:
        if first > at:
            inner = paragraph.starts[bisect_right(paragraph.starts, at) : bisect_left(paragraph.starts, first)]
            for begin in (at, *inner):
                starts.append(length + begin - at)
                sources.append(paragraph.source(begin))
            pieces.append(paragraph.text[at:first])
            length += first - at
        at = max(at, last)
    return Paragraph("".join(pieces), tuple(starts), tuple(sources)) if pieces else paragraph
