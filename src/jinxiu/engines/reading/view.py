"""A repaired view of a text, with a map back to the source.

The source is never changed. The view drops picture captions, page numbers, running heads and contents, joins lines
that were broken inside a sentence or a word, closes gaps between Chinese characters and writes full-width digits,
letters and half-width Chinese punctuation in one form. Every position of the view knows its position in the source.
"""

from __future__ import annotations

import re
from statistics import median

from jinxiu.engines.reading.furniture import without_furniture
from jinxiu.engines.reading.paragraph import Paragraph
from jinxiu.engines.reading.words import one_of

_FULL = "０１２３４５６７８９％．－＋＂"
_HALF = '0123456789%.-+"'
_LATIN = {ord("Ａ") + i: ord("A") + i for i in range(26)} | {ord("ａ") + i: ord("a") + i for i in range(26)}
_FORMS = str.maketrans(_FULL + ";!?()～〜", _HALF + "；！？（）~~") | _LATIN
#: Most lines hold none of the signs that are written in one form; asking once is cheaper than three passes.
_FORMED = re.compile(f"[{re.escape(_FULL)};!?()～〜Ａ-Ｚａ-ｚ,:]")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
#: White space that stands beside anything but two Latin words or numbers carries no meaning in Chinese text.
_GAP = re.compile(r"^\s+|\s+$|(?<=[^\x21-\x7e])\s+|\s+(?=[^\x21-\x7e\s])|[\u200b-\u200f\ufeff\u00ad]+")
_ENDED = re.compile(r"[。！？；：…”’）》】!?;:]$")
_NUMBERED = (
    r"第[一二三四五六七八九十百\d]+[编章节条部]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|#"
    r"|\d{1,2}[.、．](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}(?=[^\d%％个家项所条座处元亿万千百倍成吨平公里米亩人名户次岁种类件—–-])|[①-⑳]|——|--|[●■◆▲·•]|专栏|各位代表|附件|\|"
)
_OPENS = re.compile(_NUMBERED)
#: No Chinese sentence opens with these, so the line before was broken.
_CONTINUES = re.compile(r"地(?![区方铁级下块质理面产])|[的、，。；：）”’！？了及和与等得之%]")
_CAPTION = re.compile(r"(?:摄影?|供图|制图|绘|资料图|资料图片)[）)]?$")
_PICTURE = re.compile(r"\d{1,2}月\d{1,2}日[，,].{0,80}(?:正在|拍摄|无人机|图为)|^图为|^图[：:\d]|^[▲△▼]")
_PROSE = re.compile(r"[，。；、]")
_LEAD = re.compile(one_of(["来源", "时间", "作者", "记者"]) + "[：:]")


def _line(text: str, offset: int) -> Paragraph | None:
    """Return one line of the source, closed up; None where nothing but space stands in it."""
    pieces, starts, sources, length = [], [], [], 0
    at = 0
    for gap in _GAP.finditer(text):
        if gap.start() > at:
            starts.append(length)
            sources.append(offset + at)
            pieces.append(text[at : gap.start()])
            length += gap.start() - at
        at = gap.end()
    if at < len(text):
        starts.append(length)
        sources.append(offset + at)
        pieces.append(text[at:])
    if not pieces:
        return None
    closed = "".join(pieces)
    if _FORMED.search(closed):
        closed = _COLON.sub("：", _COMMA.sub("，", closed.translate(_FORMS)))
    return Paragraph(closed, tuple(starts), tuple(sources))


def _join(parts: list[Paragraph]) -> Paragraph:
    if len(parts) == 1:
        return parts[0]
    starts: list[int] = []
    sources: list[int] = []
    length = 0
    for part in parts:
        starts.extend(length + start for start in part.starts)
        sources.extend(part.sources)
        length += len(part.text)
    return Paragraph("".join(part.text for part in parts), tuple(starts), tuple(sources))


def is_caption(text: str) -> bool:
    """Say whether a line describes a picture.

    >>> is_caption("5月2日，工人正在检查机器。 张三 摄")
    True
    """
    return bool(len(text) < 300 and _CAPTION.search(text) and len(text) > 6) or bool(
        len(text) < 200 and _PICTURE.match(text) and "正在" in text
    )


def _wrap_width(lines: list[Paragraph]) -> float:
    """Return the width at which the text was wrapped by hand, or 0 where it was not."""
    sizes = [len(line.text) for line in lines]
    if len(sizes) < 8:
        return 0.0
    middle = float(median(sizes))
    near = sum(1 for size in sizes if 0.8 * middle <= size <= 1.2 * middle)
    open_ended = sum(1 for line in lines if not _ENDED.search(line.text))
    return middle if middle >= 15 and near > 0.5 * len(sizes) and open_ended > 0.5 * len(sizes) else 0.0


def _continues(before: str, after: str, width: float) -> bool:
    """Say whether a line break between two lines stands inside a sentence."""
    if _ENDED.search(before) or before.startswith("#") or _OPENS.match(after) or _LEAD.match(after):
        return False
    if _CONTINUES.match(after):
        return True
    if width:
        return len(before) >= 0.8 * width
    if len(before) <= 45 and _OPENS.match(before):
        return False
    return len(before) >= 20 and bool(_PROSE.search(before)) and bool(_PROSE.search(after))


def repair(text: str) -> list[Paragraph]:
    """Return the paragraphs of the view, in order.

    >>> [paragraph.text for paragraph in repair("新建学校\\n的工作，完成 １０ 所,其中小学5所;")]
    ['新建学校的工作，完成10所，其中小学5所；']
    """
    lines = [line for match in _LINE.finditer(text) if (line := _line(match[0], match.start()))]
    lines = without_furniture([line for line in lines if not is_caption(line.text)])
    width = _wrap_width(lines)
    paragraphs: list[Paragraph] = []
    open_parts: list[Paragraph] = []
    for line in lines:
        if open_parts and not _continues(open_parts[-1].text, line.text, width):
            paragraphs.append(_join(open_parts))
            open_parts = []
        open_parts.append(line)
    if open_parts:
        paragraphs.append(_join(open_parts))
    return paragraphs
