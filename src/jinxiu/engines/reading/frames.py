"""What a clause inherits from those before it: time, scope, strength and subject."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from jinxiu.engines.reading.deadlines import Deadline, deadlines
from jinxiu.engines.reading.model import DueBasis
from jinxiu.engines.reading.sentences import Clause
from jinxiu.engines.reading.words import one_of, words
from jinxiu.engines.terms import Strength

_STRIVE_WORD = one_of(words("verbs", "strength", "strive"))
_STRIVE = re.compile(_STRIVE_WORD)
_DIRECTING = re.compile(one_of(words("verbs", "directing")))
_ADVERB = one_of(words("verbs", "adverbs"))
_ANY_VERB = one_of(
    {
        *words("verbs", "directing"),
        *words("verbs", "advancing"),
        *words("verbs", "objects", "verbs"),
        *words("stages", "before", "start"),
        *words("stages", "before", "finish"),
    }
)
ANY_VERB = re.compile(_ANY_VERB)
_NOUN = one_of(words("verbs", "opens_with_manner"))
_BASIS = (
    r"按照?[^，。；：□]{2,14}?的?(?:要求|标准|思路|原则)(?![的和、])"
    r"|(?:按照?)?(?:可比|同一?|不变|现行)(?:口径|价格?)(?:计算|测算)?[，,]?"
)
_COSTING = (
    rf"(?:总?投资|投入)(?:资金)?(?:约|近|超|达)?[\d.]+[百千万亿]*元(?:以上|左右)?(?={_ADVERB}*(?:{_ANY_VERB}|对))"
)
_FILLER = re.compile(
    rf"(?!{_NOUN}){_ADVERB}|{_BASIS}|{_COSTING}|(?!{_ANY_VERB}){one_of(words('verbs', 'ambiguous'))}(?={_ANY_VERB})"
)
_COUNTER = "[个条户家名所座镇村县市区乡街]"
#: 每条产业链, 各县区: how many of them there are, the text does not say.
_MODAL = r"(?:都|均|也|将|(?<![重主需必])要|须|必须|务必|应当)"
_PER = re.compile(
    rf"每(?:{_COUNTER})(?:(?<=[镇村县市区乡])|[^\d，。、；：年]{{1,8}}?)(?=(?:{_MODAL}|{_ADVERB})*{_ANY_VERB}|{_MODAL}+(?:至少|不少于|达|\d|{_STRIVE_WORD})|{_STRIVE_WORD}|年[内底]|全年|今年|至少|不少于|达|各|，|\d|$)"
    r"|各(?:县（□+）|县市区|县区|区县|市县|市州|盟市|旗县区|旗县|乡镇（□+）|乡镇|镇街|街道|县|市|区|镇|村|旗|州)(?![级类])"
)
_EVERY = re.compile("[每各]")


@dataclass(slots=True)
class Frame:
    """What holds from clause to clause; a full stop ends it."""

    due: date | None = None
    dated: bool = False
    opening: Deadline | None = None  # the time with which the sentence opened
    per: str | None = None
    strength: Strength = Strength.FIRM
    subject: str = ""
    subjects: tuple[str, ...] = ()  # those among which 分别 shared out the numbers last
    works: list[tuple[str, int]] = field(default_factory=list)  # the works last named, with their offsets
    bare: bool = False  # the clause before held nothing but time and strength

    def next_measure(self) -> None:
        """Forget at a semicolon, or at 一是, 二是, what belonged to one measure; a leading time goes on."""
        self.per, self.strength, self.subject, self.works, self.bare = None, Strength.FIRM, "", [], False
        self.subjects = ()
        self.due, self.dated = (self.opening.due, True) if self.opening else (None, False)


@dataclass(frozen=True, slots=True)
class Head:
    """How a clause opens: ``content`` is where its verb or noun begins."""

    content: int
    times: tuple[Deadline, ...]
    strive: tuple[int, ...]
    strength: Strength
    hastened: bool  # 加快 and the like stand where a verb would


def _skip(masked: str, clause: Clause, times: dict[int, int]) -> int:
    """Return where the words of time, scope, strength and manner end with which a clause opens."""
    at, end = clause.start, clause.end
    while at < end:
        if at in times:
            at = min(times[at], end)
            continue
        if masked[at] == "、" and at > clause.start:
            at += 1
            continue
        found = _FILLER.match(masked, at, end) or _STRIVE.match(masked, at, end) or _PER.match(masked, at, end)
        if not found or found.end() == at:
            return at
        at = found.end()
    return at


def enter(frame: Frame, text: str, masked: str, clause: Clause, year: int | None, *, first: bool) -> Head:
    """Read how a clause opens, and carry it into the frame; ``first`` marks the clause that opens a sentence."""
    times = tuple(deadlines(text, clause.start, clause.end, year))
    content = _skip(masked, clause, {time.start: time.end for time in times})
    for time in times:
        if time.start < content:
            frame.due, frame.dated = time.due, True
            frame.opening = time if first else frame.opening
    scope = _EVERY.search(masked, clause.start, clause.end)
    scope = scope and _PER.search(masked, scope.start(), clause.end)
    if scope:
        frame.per = text[scope.start() : scope.end()]
    strive = tuple(found.start() for found in _STRIVE.finditer(masked, clause.start, clause.end))
    if any(at < content for at in strive):
        frame.strength = Strength.STRIVE
    elif not frame.bare and _directs(masked, clause, content):
        frame.strength = Strength.FIRM
    frame.bare = content >= clause.end
    hastened = text[clause.start : content].endswith(("加快", "加速", "提速"))
    return Head(content, times, strive, frame.strength, hastened)


def _directs(masked: str, clause: Clause, content: int) -> bool:
    opening = masked[clause.start : content]
    return bool(_DIRECTING.match(masked, content, clause.end)) or "加快" in opening or "确保" in opening


def due_at(frame: Frame, head: Head, end: int, default: date | None) -> tuple[date | None, DueBasis]:
    """Return the deadline of a target that ends at ``end``, and where it comes from."""
    own = [time for time in head.times if time.start < end]
    if own:
        return own[-1].due, "written" if own[-1].due else "none"
    if frame.dated:
        return frame.due, "inherited" if frame.due else "none"
    return default, "inherited" if default else "none"


def strength_at(head: Head, end: int) -> Strength:
    """Return how firmly a target is promised that ends at ``end``."""
    return Strength.STRIVE if any(at < end for at in head.strive) else head.strength
