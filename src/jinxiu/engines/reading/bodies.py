"""Who answers for a promise: the organisations that a text names in brackets or in a line of their own.

Only what is written counts; a body is never guessed from the matter. Wildcards (各地区, 有关部门) stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jinxiu.engines.reading.words import load, one_of


class Role(StrEnum):
    """How an organisation answers for a promise."""

    LEAD = "lead"  # 牵头
    SUPPORT = "support"  # 配合
    RESPONSIBLE = "responsible"  # 负责, 责任单位
    SHARED = "shared"  # 按职责分工负责: each for its own part


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as the text names it, and its part in the promise."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Named:
    """Bodies that stand at ``[start, end)`` of a paragraph; ``alone`` where nothing else stands in it."""

    start: int
    end: int
    bodies: tuple[Body, ...]
    alone: bool = False


_LABELS = {word: Role(role) for role, table in load("bodies")["labels"].items() for word in table}
_VERBS = {word: Role(role) for role, table in load("bodies")["verbs"].items() for word in table}
#: Whatever names bodies holds one of these; asking first keeps ordinary text fast.
_SIGN = re.compile(r"牵头|负责|(?:单位|部门)：|职责分工|落实）")
_BRACKET = re.compile(
    r"（((?:[^（）]|（[^（）]{0,60}）){2,800})）|［([^［］]{2,800})］|【([^【】]{2,800})】|\[([^\[\]]{2,800})\]"
)
_LABEL = re.compile(rf"(?:^|(?<=[；;，。\s）]))(?P<label>{one_of(_LABELS)})：")
_SAID = re.compile(rf"(?P<names>.+?)(?P<verb>{one_of(_VERBS)})$")
_PART = re.compile(r"[；;。]")
_JOINT = re.compile(r"[、，,\s]+")
#: 和 and 及 stand inside many names (发展和改革委): they join only what ends as a body does.
_AND = re.compile(
    r"(?P<one>(?:部门|单位)|.{2,}?(?:[局委办厅部院会署行所社馆站团区县市旗镇乡州盟]|中心|公司|集团|政府|部门|单位|地区|街道|银行|大学|学院|办公室))"
    r"(?:以及|和|与|及)(?P<other>(?!改革|信息|自然|城乡|旅游|体育|社会|草原|民生|生态|改进).{2,})$"
)
_ETC = re.compile(r"(?<=..)等$")
#: 银保监会等国务院相关部门: an example and the class that it stands for.
_CLASS = re.compile(r"(?P<one>.{2,})等(?P<other>[^等]{0,8}(?:有关|相关|各)?(?:部门|单位|地区))$")
_LONGEST_NAME = 40
_ITEM = re.compile(r"(?:^|(?<=[。；）]))\s*(?:\d{1,3}[.．、](?!\d)|（\d{1,3}）|[①-⑳]|（[一二三四五六七八九十]{1,3}）)")


def named_bodies(text: str) -> Iterator[Named]:
    """Yield every list of bodies of a paragraph of the view.

    >>> [[(b.name, b.role.value) for b in n.bodies] for n in named_bodies("改造管网10公里（住建局牵头，水务局配合）。")]
    [[('住建局', 'lead'), ('水务局', 'support')]]
    """
    if not _SIGN.search(text):
        return
    bare = text.strip("（）()［］[]【】。；")
    if _LABEL.match(bare):
        bodies = _listed(bare)
        if bodies:
            yield Named(0, len(text), bodies, alone=True)
            return
    for found in _BRACKET.finditer(text):
        inside = next(group for group in found.groups() if group)
        if _SIGN.search(inside) or _SIGN.search(inside + "）"):
            bodies = _listed(inside)
            if bodies:
                alone = not text[: found.start()].strip() and not text[found.end() :].strip("。；")
                yield Named(found.start(), found.end(), bodies, alone=alone)


def _listed(inside: str) -> tuple[Body, ...]:
    """Return the bodies of a list; nothing where it does not read as one."""
    if _LABEL.search(inside):
        return _labelled(inside)
    found: list[Body] = []
    for part in _PART.split(inside):
        pending: list[str] = []
        for piece in re.split("[，,]", part):
            said = _SAID.match(piece)
            if not said:
                pending.append(piece)
                continue
            names = "、".join([*pending, said["names"]])
            pending = []
            bodies = [Body(name, _VERBS[said["verb"]]) for name in _names(names)]
            if not bodies:
                return ()
            found.extend(bodies)
        if pending and not found:
            return ()
    return tuple(dict.fromkeys(found))


def _labelled(inside: str) -> tuple[Body, ...]:
    """Read 牵头单位：A；配合单位：B、C."""
    found: list[Body] = []
    labels = list(_LABEL.finditer(inside))
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        said = inside[label.end() : following.start() if following else len(inside)]
        found.extend(Body(name, _LABELS[label["label"]]) for name in _names(said.strip("；;，。 ")))
    return tuple(dict.fromkeys(found))


def _names(said: str) -> list[str]:
    """Return the names of a list, 和 and 及 taken apart where they join whole names.

    >>> _names("发展和改革委、财政局和各区县等有关部门")
    ['发展和改革委', '财政局', '各区县', '有关部门']
    """
    found: list[str] = []
    for written in _JOINT.split(_ETC.sub("", said.strip())):
        found.extend(_apart(_ETC.sub("", written.strip())))
    return found if found and all(len(name) <= _LONGEST_NAME for name in found) else []


def _apart(name: str) -> list[str]:
    joined = _AND.match(name) or _CLASS.match(name)
    return [*_apart(joined["one"]), *_apart(joined["other"])] if joined else [name] if name else []


def read_cell(text: str, role: Role) -> tuple[Body, ...]:
    """Return the bodies of a cell whose column says what their part is; a label inside the cell says more.

    >>> [(b.name, b.role.value) for b in read_cell("市住建局、市水务局", Role.LEAD)]
    [('市住建局', 'lead'), ('市水务局', 'lead')]
    """
    listed = _listed(text)
    if listed:
        return listed
    return tuple(Body(name, role) for name in dict.fromkeys(_names(text.replace("；", "、").replace("\n", "、"))))


def covered_from(text: str, named: Named, before: Sequence[Named], start: int) -> int:
    """Return where the item begins whose bodies are named: behind the bodies before, or at the item's own number."""
    floor = max([start, *(other.end for other in before if other.end <= named.start)])
    numbers = [found.start() for found in _ITEM.finditer(text, floor, named.start)]
    return numbers[-1] if numbers else floor


def with_columns(bodies: Sequence[Body]) -> tuple[Body, ...]:
    """Return the bodies of one row of a table: beside a leading unit, a responsible one supports it.

    >>> [b.role.value for b in with_columns([Body("a", Role.LEAD), Body("b", Role.RESPONSIBLE)])]
    ['lead', 'support']
    """
    led = any(body.role is Role.LEAD for body in bodies)
    fit = [replace(b, role=Role.SUPPORT) if led and b.role is Role.RESPONSIBLE else b for b in bodies]
    names: dict[str, Body] = {}
    for body in fit:
        names.setdefault(body.name, body)
    return tuple(names.values())
